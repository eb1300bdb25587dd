"""The ledger as a page: who did or opened what, in words, for one team."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import UTC, datetime
from uuid import UUID

from django.utils.translation import gettext as _

from tirek.conversations.models import Thread
from tirek.ledger.models import Entry
from tirek.ledger.verbs import Verb
from tirek.people.models import Organisation, Worker
from tirek.ui.dates import clock, day_mark
from tirek.vault.actions.reading import Reader
from tirek.vault.actions.sealing import note_context
from tirek.vault.models import Principal

PAGE, BESIDE = 100, 8
ORDER = (Principal.Kind.WORKER, Principal.Kind.INTAKE, Principal.Kind.OVERSIGHT, Principal.Kind.PAPER, Principal.Kind.PERSON)


@dataclass(frozen=True, slots=True)
class Told:
    """One line: a conversation is named by the first letters of its id, which say nothing of its person."""

    day: str
    clock: str
    exactly: str
    who: str
    did: str
    about: str
    reason: str


@dataclass(frozen=True, slots=True)
class Page:
    lines: Sequence[Told]
    number: int
    has_more: bool


def told(*, worker: Worker, reader: Reader, page: int) -> Page:
    entries = list(Entry.objects.of_scope(worker.team.oversight_id).order_by("-at_ms", "-id")[(page - 1) * PAGE : page * PAGE + 1])
    return Page(_lines(entries[:PAGE], worker, reader), page, len(entries) > PAGE)


def _lines(entries: Sequence[Entry], worker: Worker, reader: Reader) -> list[Told]:
    names = dict(Worker.objects.values_list("principal", "name"))
    workers = dict(Worker.objects.values_list("id", "name"))
    zone = Organisation.objects.get().zone
    now = datetime.now(zone)
    lines = []
    for entry in entries:
        at = datetime.fromtimestamp(entry.at_ms / 1000, UTC).astimezone(zone)
        lines.append(
            Told(
                day=day_mark(at, now),
                clock=clock(at),
                exactly=at.isoformat(timespec="seconds"),
                who=names.get(entry.actor, "") if entry.actor else "",
                did=_did(entry.verb),
                about=_about(entry.about, workers),
                reason=_reason(entry, worker, reader),
            )
        )
    return lines


@dataclass(frozen=True, slots=True)
class Beside:
    """What stands beside a thread: who may open it, and who did."""

    may_open: Sequence[str]
    opened: Sequence[Told]


def beside(*, thread: Thread, worker: Worker, reader: Reader) -> Beside:
    about = Entry.objects.filter(about=thread.safe_id).order_by("-at_ms", "-id")[:BESIDE]
    named = Principal.objects.filter(grants__safe=thread.safe_id)
    return Beside(
        [_member(principal) for principal in sorted(named, key=lambda one: ORDER.index(Principal.Kind(one.kind)))],
        _lines(list(about), worker, reader),
    )


def _member(principal: Principal) -> str:
    if principal.kind == Principal.Kind.WORKER:
        return principal.worker.name
    if principal.kind == Principal.Kind.INTAKE:
        on_duty = Worker.objects.active().filter(principal__keys_held__key=principal).order_by("name")
        return ", ".join(on_duty.values_list("name", flat=True))
    if principal.kind == Principal.Kind.OVERSIGHT:
        return _("the supervisor's key, for emergencies")
    if principal.kind == Principal.Kind.PERSON:
        return _("the person, in the room")
    return _("the organisation's paper key, locked away")


def _did(verb: str) -> str:
    """In words; a verb of a newer program stays as it is written."""
    return str(Verb(verb).label) if verb in Verb.values else verb


def _about(about: UUID | None, workers: dict[UUID, str]) -> str:
    if about is None:
        return ""
    return workers.get(about) or f"№ {str(about)[:8]}"


def _reason(entry: Entry, worker: Worker, reader: Reader) -> str:
    """The reason opens only for a holder of the team's oversight key: the supervisor."""
    key = worker.team.oversight_id
    if entry.reason is None or entry.about is None or not reader.holds(key):
        return ""
    return reader.open_note(key, bytes(entry.reason), note_context("ledger.reason", entry.about, entry.seq or 0)).decode()
