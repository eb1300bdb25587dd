"""What stands on the pages of the desk: the list, and a thread with its composer, as templates want it."""

from datetime import datetime, timedelta
from typing import Any
from uuid import uuid4

from django.http import HttpRequest

from tirek.conduct.actions import read
from tirek.conversations.header import Header
from tirek.conversations.models import Draft, Thread
from tirek.conversations.unanswered import unanswered
from tirek.conversations.words import unpack
from tirek.desk.composer import REASONS, Typed, second_reading
from tirek.desk.consents import consents_of
from tirek.desk.cues import Protocol, language_to, protocol_of
from tirek.desk.due import mark_of
from tirek.desk.how import how_of
from tirek.desk.known import check_context
from tirek.desk.lines import Conversation, conversation
from tirek.desk.next_step import WHO
from tirek.desk.phrases import Speaker
from tirek.desk.room import channel_name, room_of
from tirek.desk.rows import SHOWN, listing
from tirek.desk.told import beside
from tirek.people.actions.keyring import is_awaiting
from tirek.people.doors import WorkerRequest
from tirek.people.models import Organisation
from tirek.vault.actions.reading import OpenSafe
from tirek.vault.models import Leaf


def list_context(request: WorkerRequest) -> dict[str, Any]:
    show = request.GET.get("show", "")
    asked = show if show in SHOWN else "new"
    shown = listing(show=asked, page=asked_number(request, "page") or 1, worker=request.worker, reader=request.reader)
    return {"listing": shown, "awaits_key": is_awaiting(request.worker, request.reader)}


def asked_number(request: HttpRequest, name: str) -> int | None:
    """A number in the address, from 1 to a million; None for anything else."""
    typed = request.GET.get(name, "")
    return int(typed) or None if typed.isdecimal() and len(typed) <= 6 else None


def thread_context(request: WorkerRequest, thread: Thread, opened: OpenSafe) -> dict[str, Any]:
    zone = Organisation.objects.get().zone
    talk = conversation(thread=thread, opened=opened, worker=request.worker, zone=zone, before=asked_number(request, "before"))
    return {
        "thread": thread,
        "header": Header.read(opened.header()),
        "talk": talk,
        "protocol": None if thread.closed_min else _protocol(thread, opened, talk),
        "is_mine": thread.holder_id == request.worker.id,
        "danger": _danger(thread, opened),
        "how": how_of(opened, zone),
        "room": room_of(thread),
        "channel": channel_name(thread),
        "who_does": WHO,
        "today": datetime.now(zone).date().isoformat(),
        "consent": consents_of(thread, opened),
        "beside": beside(thread=thread, worker=request.worker, reader=request.reader),
        **_composer(request, thread, opened),
    }


def _composer(request: WorkerRequest, thread: Thread, opened: OpenSafe) -> dict[str, Any]:
    """The draft as it was kept, and what the check says of it."""
    kept = draft_of(request, thread, opened)
    reading = None
    if kept["draft"]:
        reading = second_reading(read(kept["draft"], check_context(request, thread, opened)), Typed({}), speaker_of(request))
    return {**kept, "reading": reading, "reasons": REASONS}


def draft_of(request: WorkerRequest, thread: Thread, opened: OpenSafe) -> dict[str, Any]:
    """The draft as it was kept, with the marks of the form that goes on with it."""
    kept = Draft.objects.filter(thread=thread, worker=request.worker).first()
    words = opened.open_draft(request.worker.principal_id, bytes(kept.body)).decode() if kept else ""
    return {"draft": words, "once": uuid4(), "base": kept.form if kept else ""}


def speaker_of(request: WorkerRequest) -> Speaker:
    """What the phrases may say of whoever sends them."""
    return Speaker(request.worker.name)


def _protocol(thread: Thread, opened: OpenSafe, talk: Conversation) -> Protocol | None:
    """What to do now, by what nobody has answered and by the last day of this page."""
    organisation, header = Organisation.objects.get(), Header.read(opened.header())
    lately = [line for line in talk.lines if line.guess and line.at >= datetime.now(organisation.zone) - timedelta(days=1)]
    came = Leaf.objects.filter(safe=thread.safe_id, seq=thread.safe.due_seq or 0).values_list("at_min", flat=True).first()
    return protocol_of(
        unanswered(opened, organisation),
        [line.guess for line in lately if line.guess],
        is_due_now=mark_of(thread, came) == "now",
        language=language_to([line.text for line in talk.lines[-20:] if line.look == "in"], header.language, organisation),
    )


def _danger(thread: Thread, opened: OpenSafe) -> bool:
    leaf = Leaf.objects.filter(safe=thread.safe_id, seq=thread.safe.due_seq).first() if thread.safe.due_seq else None
    return bool(leaf and unpack(opened.words(leaf)).is_danger)
