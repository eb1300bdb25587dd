"""The ledger as a page: who did or opened what, in words, for one team."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import UTC, datetime
from uuid import UUID

from tirek.ledger.models import Entry
from tirek.people.models import Organisation, Worker
from tirek.ui.dates import clock, day_mark
from tirek.vault.actions.reading import Reader
from tirek.vault.actions.sealing import note_context

PAGE = 100


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
    names = dict(Worker.objects.values_list("principal", "name"))
    workers = dict(Worker.objects.values_list("id", "name"))
    zone = Organisation.objects.get().zone
    now = datetime.now(zone)
    lines = []
    for entry in entries[:PAGE]:
        at = datetime.fromtimestamp(entry.at_ms / 1000, UTC).astimezone(zone)
        lines.append(
            Told(
                day=day_mark(at, now),
                clock=clock(at),
                exactly=at.isoformat(timespec="seconds"),
                who=names.get(entry.actor, "") if entry.actor else "",
                did=entry.get_verb_display(),
                about=_about(entry.about, workers),
                reason=_reason(entry, worker, reader),
            )
        )
    return Page(lines, page, len(entries) > PAGE)


def _about(about: UUID | None, workers: dict[UUID, str]) -> str:
    if about is None:
        return ""
    return workers.get(about) or f"№ {str(about)[:8]}"


def _reason(entry: Entry, worker: Worker, reader: Reader) -> str:
    """The reason opens only for a holder of the team's oversight key: the supervisor."""
    key = worker.team.oversight_id
    if entry.reason is None or entry.about is None or not reader.holds(key):
        return ""
    return reader.open_note(key, bytes(entry.reason), note_context("ledger.reason", entry.about)).decode()
