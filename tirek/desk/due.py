"""What is due in a team: which conversations and by when, for those who look after it. No name, no word, no reason."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import UTC, datetime

from django.db.models import Case, F, IntegerField, OuterRef, QuerySet, Subquery, Value, When
from django.db.models.expressions import Combinable
from django.utils.translation import gettext as _

from tirek.conversations.models import Thread
from tirek.people.models import Organisation, Worker
from tirek.ui.dates import clock, day_mark
from tirek.vault.models import Leaf, this_minute

MOST = 50


@dataclass(frozen=True, slots=True)
class Due:
    """One conversation; it is named by the first letters of its id, as in the ledger."""

    about: str
    mark: str
    is_now: bool
    by_when: str
    holder: str


def due_first(threads: QuerySet[Thread], *then: Combinable | str) -> QuerySet[Thread]:
    """Those that are due at this moment, then those that are due by an hour of today, then the others; told from minutes alone.

    Due at this moment is what was due in the very minute in which it came (danger was pressed, or is to be feared).
    """
    came = Subquery(Leaf.objects.filter(safe=OuterRef("safe"), seq=OuterRef("safe__due_seq")).values("at_min")[:1])
    order = Case(
        When(safe__due_min=None, then=Value(2)),
        When(safe__due_min__lte=came, then=Value(0)),
        default=Value(1),
        output_field=IntegerField(),
    )
    return threads.order_by(order.asc(), F("safe__due_min").asc(nulls_last=True), *then)


def mark_of(thread: Thread, came_min: int | None) -> str:
    """now, today, overdue; empty for what is not due."""
    due_min = thread.safe.due_min
    if due_min is None:
        return ""
    if came_min is not None and due_min <= came_min:
        return "now"
    return "overdue" if due_min < this_minute() else "today"


def due_in_team(worker: Worker) -> Sequence[Due]:
    threads = Thread.objects.filter(account__team=worker.team, closed_min=None, safe__due_min__isnull=False)
    ordered = list(due_first(threads, "safe").select_related("safe", "holder")[:MOST])
    came = dict(Leaf.objects.filter(safe__thread__in=ordered, seq=F("safe__due_seq")).values_list("safe", "at_min"))
    zone = Organisation.objects.get().zone
    now = datetime.now(zone)
    found = []
    for thread in ordered:
        by = datetime.fromtimestamp((thread.safe.due_min or 0) * 60, UTC).astimezone(zone)
        mark = mark_of(thread, came.get(thread.safe_id))
        found.append(
            Due(
                about=f"№ {str(thread.safe_id)[:8]}",
                mark=mark,
                is_now=mark == "now",
                by_when=_by_when(mark, by, now),
                holder=thread.holder.name if thread.holder else "",
            )
        )
    return found


def _by_when(mark: str, by: datetime, now: datetime) -> str:
    said = {"day": day_mark(by, now), "time": clock(by)}
    return _("%(day)s, since %(time)s") % said if mark == "now" else _("%(day)s, by %(time)s") % said
