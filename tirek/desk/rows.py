"""The list: one row per conversation, prepared as plain strings (a template that opens and formats is four times slower)."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

from django.db.models import F, Q, QuerySet
from django.utils.translation import gettext as _

from tirek.channels.base import ChannelKind
from tirek.channels.models import Account
from tirek.conversations.header import Header
from tirek.conversations.models import Passing, Thread, unread_counts
from tirek.conversations.words import Said, unpack
from tirek.desk.due import due_first, mark_of
from tirek.desk.placeholders import in_a_few_words
from tirek.people.models import Organisation, Worker
from tirek.ui.dates import ago_words, clock, day_mark
from tirek.ui.templatetags.ui import bidi_safe
from tirek.vault.actions.reading import OpenSafe, Reader
from tirek.vault.errors import Tampered
from tirek.vault.models import Leaf, Safe, this_minute

PAGE = 50
SHOWN = ("new", "mine", "closed")
PREVIEW = 90


@dataclass(frozen=True, slots=True)
class Row:
    """One conversation in the list."""

    id: UUID
    name: str
    language: str
    preview: str
    when: str
    exactly: str
    unread: int
    waiting: str
    danger: bool
    due: str  # now | today | overdue; empty where nothing but danger, or nothing, makes it due
    trouble: bool
    in_room: bool


@dataclass(frozen=True, slots=True)
class Listing:
    """What the list shows, and how many stand under each of its three heads."""

    show: str
    rows: Sequence[Row]
    counts: dict[str, int]
    page: int
    has_more: bool
    stopped: Sequence[str]


def listing(*, show: str, page: int, worker: Worker, reader: Reader) -> Listing:
    """The conversations this worker may open: what is due first, danger above all; then who waits longest, then the latest."""
    visible = Thread.objects.visible_to(reader)
    counts = {name: _part(visible, name, worker).count() for name in SHOWN}
    longest = F("safe__waiting_since_min").asc(nulls_last=True)
    ordered = due_first(_shown(visible, show, worker).select_related("safe", "account"), longest, "-safe__last_min", "safe")
    threads = list(ordered[(page - 1) * PAGE : page * PAGE + 1])
    stopped = list(Account.objects.filter(team=worker.team, state=Account.State.STOPPED).order_by("name").values_list("name", flat=True))
    return Listing(show, _rows(threads[:PAGE], worker, reader), counts, page, len(threads) > PAGE, stopped)


def _part(visible: QuerySet[Thread], show: str, worker: Worker) -> QuerySet[Thread]:
    if show == "closed":
        return visible.exclude(closed_min=None)
    held = Q(holder=worker) if show == "mine" else Q(holder=None)
    return visible.filter(held, closed_min=None)


def _shown(visible: QuerySet[Thread], show: str, worker: Worker) -> QuerySet[Thread]:
    """A part of the list; a person in danger stands on top of every open part, whoever has taken the conversation."""
    part = _part(visible, show, worker)
    return part if show == "closed" else part | visible.filter(closed_min=None, safe__due_min__isnull=False)


def _rows(threads: Sequence[Thread], worker: Worker, reader: Reader) -> list[Row]:
    opened = _opened(threads, reader)
    page = _Page(
        leaves=_shown_leaves(list(opened)),
        unread=unread_counts(threads, worker),
        failed=set(Thread.objects.filter(safe__in=opened, outbox__state="failed").values_list("safe", flat=True)),
        now=datetime.now(Organisation.objects.get().zone),
    )
    return [_row(thread, opened.get(thread.safe_id), page) for thread in threads]


@dataclass(frozen=True, slots=True)
class _Page:
    """What was asked once for all the rows."""

    leaves: dict[tuple[UUID, int], Leaf]
    unread: dict[UUID, int]
    failed: set[UUID]
    now: datetime


def _opened(threads: Sequence[Thread], reader: Reader) -> dict[UUID, OpenSafe]:
    """All at once; one that is not what was sealed must not hide the others, so then one by one."""
    safes = [thread.safe for thread in threads]
    try:
        return reader.open_all(safes)
    except Tampered:
        return {safe.id: opened for safe in safes for opened in _one(safe, reader)}


def _one(safe: Safe, reader: Reader) -> list[OpenSafe]:
    try:
        return list(reader.open_all([safe]).values())
    except Tampered:
        return []


def _shown_leaves(safes: Sequence[UUID]) -> dict[tuple[UUID, int], Leaf]:
    """Of each safe the newest leaf that came from the person, and the one that explains why it is due."""
    over = Passing.objects.over().filter(leaf__safe__in=safes).values("leaf")
    newest = Q(seq=F("safe__heard_seq")) | Q(seq=F("safe__due_seq"))
    return {(leaf.safe_id, leaf.seq): leaf for leaf in Leaf.objects.filter(newest, safe__in=safes).exclude(pk__in=over)}


def _row(thread: Thread, opened: OpenSafe | None, page: _Page) -> Row:
    """A conversation whose bytes are not what was sealed is shown as such, never left out."""
    try:
        return _closed_row(thread) if opened is None else _open_row(thread, opened, page)
    except Tampered:
        return _closed_row(thread)


def _closed_row(thread: Thread) -> Row:
    said = _("Its bytes are not what was sealed. Tell your administrator.")
    return Row(
        thread.safe_id,
        _("Cannot be opened"),
        "",
        said,
        "",
        "",
        0,
        _waiting(thread.safe),
        danger=False,
        due="",
        trouble=True,
        in_room=_in_room(thread),
    )


def _open_row(thread: Thread, opened: OpenSafe, page: _Page) -> Row:
    safe = thread.safe
    header = Header.read(opened.header())
    heard, due = (_said(opened, page.leaves.get((safe.id, seq or 0))) for seq in (safe.heard_seq, safe.due_seq))
    at = heard.moment.astimezone(page.now.tzinfo) if heard else None
    return Row(
        id=safe.id,
        name=bidi_safe(header.name) or _("Without a name"),
        language=header.language,
        preview=bidi_safe(in_a_few_words(heard))[:PREVIEW] if heard else "",
        when=_when(at, page.now) if at else "",
        exactly=at.isoformat(timespec="minutes") if at else "",
        unread=page.unread.get(safe.id, 0),
        waiting=_waiting(safe),
        danger=bool(due and due.is_danger),
        due="" if due is None or due.is_danger else mark_of(thread, page.leaves[(safe.id, safe.due_seq or 0)].at_min),
        trouble=safe.id in page.failed,
        in_room=_in_room(thread),
    )


def _in_room(thread: Thread) -> bool:
    return thread.account.kind == ChannelKind.WEBCHAT


def _said(opened: OpenSafe, leaf: Leaf | None) -> Said | None:
    return unpack(opened.words(leaf)) if leaf else None


def _when(at: datetime, now: datetime) -> str:
    return clock(at) if at.date() == now.date() else day_mark(at, now)


def _waiting(safe: Safe) -> str:
    return ago_words(this_minute() - safe.waiting_since_min) if safe.waiting_since_min else ""
