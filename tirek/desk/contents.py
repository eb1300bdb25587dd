"""What stands on the pages of the desk: the list, and a thread with its composer, as templates want it."""

from datetime import datetime
from typing import Any
from uuid import uuid4

from django.http import HttpRequest

from tirek.conduct.actions import read
from tirek.conduct.engine.findings import Context
from tirek.conversations.header import Header
from tirek.conversations.models import Draft, Thread
from tirek.conversations.words import unpack
from tirek.desk.composer import REASONS, context_for, second_reading
from tirek.desk.consents import consents_of
from tirek.desk.lines import client_words, conversation
from tirek.desk.next_step import WHO
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
    return {
        "thread": thread,
        "header": Header.read(opened.header()),
        "talk": conversation(thread=thread, opened=opened, worker=request.worker, zone=zone, before=asked_number(request, "before")),
        "is_mine": thread.holder_id == request.worker.id,
        "danger": _danger(thread, opened),
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
    kept = Draft.objects.filter(thread=thread, worker=request.worker).first()
    words = opened.open_draft(request.worker.principal_id, bytes(kept.body)).decode() if kept else ""
    reading = None
    if words:
        check = check_context(request, thread, opened)
        reading = second_reading(words, read(words, check), {}, check.max_text)
    return {"draft": words, "once": uuid4(), "base": kept.form if kept else "", "reading": reading, "reasons": REASONS}


def check_context(request: WorkerRequest, thread: Thread, opened: OpenSafe) -> Context:
    return context_for(thread, Header.read(opened.header()), client_words(opened), Organisation.objects.get())


def _danger(thread: Thread, opened: OpenSafe) -> bool:
    leaf = Leaf.objects.filter(safe=thread.safe_id, seq=thread.safe.due_seq).first() if thread.safe.due_seq else None
    return bool(leaf and unpack(opened.words(leaf)).is_danger)
