"""What stands in the room, prepared for its templates."""

from dataclasses import dataclass
from datetime import UTC, datetime, tzinfo
from typing import Any
from uuid import UUID, uuid4

from django.urls import reverse
from django.utils.translation import get_language
from django.utils.translation import gettext as _

from tirek.channels.base import ChannelKind
from tirek.conversations.actions.own_notes import own_notes
from tirek.conversations.automatic import LANGUAGES
from tirek.conversations.briefing import Question, briefing, question
from tirek.conversations.models import Contact, Thread
from tirek.conversations.own_cues import own_cues
from tirek.conversations.understanding import AGAIN, ASKED, briefing_result
from tirek.ledger.models import Entry
from tirek.ledger.verbs import Verb
from tirek.people.models import Organisation, Role, Worker
from tirek.people.persons import PersonRequest
from tirek.portal.forms import room_mark
from tirek.portal.lines import conversation, next_steps
from tirek.portal.service import MESSENGERS, service_now
from tirek.portal.stands import standing
from tirek.portal.trying import Trouble
from tirek.ui.dates import clock, day_mark
from tirek.vault.models import Leaf

PARTS = ("talk", "write", "next", "opened", "kept", "notes", "more")
"""What simple mode shows one at a time."""
OPENINGS = 200


def thread_of(request: PersonRequest) -> Thread:
    return Thread.objects.select_related("safe", "account", "holder").get(pk=request.talk.open.safe.id)


def room_context(request: PersonRequest, *, before: int | None = None, show: str = "") -> dict[str, Any]:
    """The whole room. `show`: the one part that simple mode has on the screen."""
    thread, zone = thread_of(request), Organisation.objects.get().zone
    return {
        **lines_context(request, thread, zone, before),
        "notes": own_notes(request.talk),
        "briefing": briefing(thread.account.kind, _spoken(), pack=service_now().pack),
        "kept": kept_here(thread),
        "wish": wish_of(thread, zone),
        "part": show if show in PARTS else "talk",
        "once": uuid4(),
        "note_once": uuid4(),
        "press_once": uuid4(),
        "room": room_mark(request.in_room.principal),
        "agreements_url": reverse("portal:agreements"),
        "carry": "writing",
        "in_room": True,
    }


def lines_context(request: PersonRequest, thread: Thread, zone: tzinfo, before: int | None = None) -> dict[str, Any]:
    """The parts that come anew while the room is open: lines, what happens next, who opened it."""
    return {
        "thread": thread,
        "talk": conversation(thread=thread, talk=request.talk.open, zone=zone, before=before),
        "steps": next_steps(thread=thread, talk=request.talk.open, today=datetime.now(zone).date()),
        "openings": openings(thread.safe_id, zone),
        "holder": thread.holder,
        "question": open_question(thread),
        "stands": standing(own_cues(request.talk.open)),
        "press_once": uuid4(),
        "room": room_mark(request.in_room.principal),
        "is_live": before is None,
    }


def unsent(words: str, trouble: Trouble | None = None, *, is_note: bool = False) -> dict[str, Any]:
    """The room with words that are not sent yet; they stand in their field again, a letter's or a note's."""
    said = {"error": trouble.sentence if trouble else "", "kept_words": bool(trouble and words)}
    return {**said, "note_words": words, "part": "notes"} if is_note else {**said, "words": words, "part": "write" if words else "talk"}


@dataclass(frozen=True, slots=True)
class Opening:
    """That a colleague had the conversation open, by day; the last time is told, and how often. `did`: what else it was."""

    name: str
    roles: str
    when: str
    times: int
    did: str = ""


def openings(safe: UUID, zone: tzinfo) -> list[Opening]:
    """Who opened it and when, the newest first, one line for each colleague and day; and who gave a new number for the room."""
    workers = {worker.principal_id: worker for worker in Worker.objects.prefetch_related("bearings")}
    rows = Entry.objects.filter(about=safe, verb__in=[Verb.SAFE_READ, Verb.RECEIPT_REISSUED]).order_by("-at_ms", "-id")[:OPENINGS]
    by_day: dict[tuple[UUID | None, Any, str], list[datetime]] = {}
    for row in rows:
        at = datetime.fromtimestamp(row.at_ms / 1000, UTC).astimezone(zone)
        by_day.setdefault((row.actor, at.date(), row.verb), []).append(at)
    now = datetime.now(zone)
    return [_opening(workers.get(actor) if actor else None, verb, times, now) for (actor, _day, verb), times in by_day.items()]


def _opening(worker: Worker | None, verb: str, times: list[datetime], now: datetime) -> Opening:
    name = worker.name if worker else _("a colleague who is no longer here")
    roles = ", ".join(str(Role(role).label) for role in sorted(worker.roles)) if worker else ""
    did = "" if verb == Verb.SAFE_READ else str(Verb(verb).label)
    return Opening(name, roles, f"{day_mark(times[0], now)}, {clock(times[0])}", len(times), did)


@dataclass(frozen=True, slots=True)
class Kept:
    """What there is of one's own things here, counted: the table says where each is and until when."""

    notes: int
    messengers: tuple[str, ...]


def kept_here(thread: Thread) -> Kept:
    elsewhere = Contact.objects.filter(thread=thread).exclude(account__kind=ChannelKind.WEBCHAT)
    kinds = elsewhere.values_list("account__kind", flat=True).distinct()
    return Kept(
        notes=Leaf.objects.filter(safe=thread.safe_id, half=Leaf.Half.OWN).count(),
        messengers=tuple(MESSENGERS.get(kind, kind) for kind in kinds),
    )


def wish_of(thread: Thread, zone: tzinfo) -> str:
    """Since when deletion is wished for, in words; empty where it is not."""
    leaf = Leaf.objects.filter(safe=thread.safe_id, seq=thread.wish_seq).first() if thread.wish_seq is not None else None
    if leaf is None:
        return ""
    at = datetime.fromtimestamp(leaf.at_min * 60, UTC).astimezone(zone)
    return f"{day_mark(at, datetime.now(zone))}, {clock(at)}"


def open_question(thread: Thread) -> Question | None:
    """The one question about who can read this, as long as it waits for an answer."""
    if briefing_result(thread) not in (ASKED, AGAIN):
        return None
    return question(thread.account.kind, _spoken())


def _spoken() -> str:
    language = get_language() or ""
    return language if language in LANGUAGES else LANGUAGES[-1]
