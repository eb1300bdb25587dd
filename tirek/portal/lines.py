"""The conversation as its person may see it, line by line: own letters, and of ours only what was released and is unchanged.

The gate is `released_words`: whatever is written by a worker or by the house passes it or is not there. What colleagues
write for themselves lies in the other half of the safe, for which the person has no key at all.
"""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, replace
from datetime import date, datetime, tzinfo

from django.utils import formats
from django.utils.translation import gettext as _

from tirek.conduct.actions import still_holds
from tirek.conversations.how_i_am import is_step
from tirek.conversations.models import Outbox, Passing, Thread
from tirek.conversations.needs import NEEDS
from tirek.conversations.words import HOUSE, Said, unpack
from tirek.portal.happenings import event_words, thing_words
from tirek.ui.dates import clock, day_mark
from tirek.ui.templatetags.ui import bidi_safe
from tirek.vault.actions.talking import OpenTalk
from tirek.vault.models import Leaf

PAGE = 60
REMEMBERED = 400
"""How many of the newest leaves are looked through for what happens next."""
INTERNAL = frozenset({"note", "closing"})


@dataclass(frozen=True, slots=True)
class Line:
    seq: int
    look: str  # me | worker | house | sys
    text: str
    who: str
    at: datetime
    clock: str
    day: str = ""
    thing: str = ""
    is_edited: bool = False
    emoji: str = ""
    buttons: tuple[tuple[str, str], ...] = ()


@dataclass(frozen=True, slots=True)
class Step:
    """One line of what happens next, as the worker wrote it."""

    seq: int
    what: str
    who: str
    until: str
    is_over: bool


@dataclass(frozen=True, slots=True)
class Conversation:
    lines: Sequence[Line]
    earlier: int | None
    last_seq: int


def released_words(thread: Thread, talk: OpenTalk, leaves: Iterable[Leaf]) -> dict[int, Said]:
    """What may be shown, by leaf, oldest first."""
    page = sorted(leaves, key=lambda leaf: leaf.seq)
    rows = {row.leaf_id: row for row in Outbox.objects.released().filter(thread=thread, leaf__in=page).select_related("clearance")}
    shown = {}
    for leaf in page:
        said = unpack(talk.words(leaf))
        if said.type not in INTERNAL and not is_step(said) and (said.from_client or _is_cleared(said, rows.get(leaf.pk))):
            shown[leaf.seq] = said
    return shown


def _is_cleared(said: Said, row: Outbox | None) -> bool:
    return row is not None and still_holds(row.clearance, account=row.account_id, safe=row.thread_id, words=said.text)


def conversation(*, thread: Thread, talk: OpenTalk, zone: tzinfo, before: int | None = None) -> Conversation:
    """The last lines, or those before a leaf."""
    over = Passing.objects.over().filter(leaf__safe=thread.safe_id).values("leaf")
    leaves = Leaf.objects.filter(safe=thread.safe_id, half=Leaf.Half.TALK).exclude(pk__in=over).order_by("-seq")
    page = list((leaves.filter(seq__lt=before) if before else leaves)[: PAGE + 1])
    earlier = page[PAGE - 1].seq if len(page) > PAGE else None
    said = released_words(thread, talk, page[:PAGE])
    lines = _folded(said, {seq: _line(seq, one, zone) for seq, one in said.items()})
    return Conversation(_marked(lines, datetime.now(zone)), earlier, thread.safe.seq)


def next_steps(*, thread: Thread, talk: OpenTalk, today: date) -> list[Step]:
    """What happens next, the newest line first. Only what stands in the checked words themselves counts."""
    leaves = Leaf.objects.filter(safe=thread.safe_id, half=Leaf.Half.TALK, outbox__isnull=False).order_by("-seq")[:REMEMBERED]
    said = released_words(thread, talk, leaves)
    found = [_step(seq, one, today) for seq, one in reversed(said.items()) if one.by != HOUSE]
    return [step for step in found if step]


def _step(seq: int, said: Said, today: date) -> Step | None:
    told = said.more.get("next") or {}
    what, who, until = (str(told.get(name) or "") for name in ("what", "who", "until"))
    if not what or what not in said.text or who not in said.text:
        return None
    try:
        day = date.fromisoformat(until)
    except ValueError:
        return Step(seq, bidi_safe(what), bidi_safe(who), "", False)
    return Step(seq, bidi_safe(what), bidi_safe(who), formats.date_format(day, "DATE_FORMAT"), day < today)


def _line(seq: int, said: Said, zone: tzinfo) -> Line:
    at = said.moment.astimezone(zone)
    happened = event_words(said)
    need = NEEDS.get(str(said.more.get("need", "")), "") if said.from_client else ""
    text = happened or said.text or (_("Asked for help: %(need)s.") % {"need": need} if need else "")
    return Line(
        seq=seq,
        look=_look(said, happened),
        text=bidi_safe(text),
        who=_("You") if said.from_client else _("Automatic answer") if said.by == HOUSE else bidi_safe(said.name),
        at=at,
        clock=clock(at),
        thing=bidi_safe(thing_words(said)) if not happened else "",
        buttons=tuple((title, payload) for title, payload in said.buttons),
    )


def _look(said: Said, happened: str) -> str:
    if happened:
        return "sys"
    if said.from_client:
        return "me"
    return "house" if said.by == HOUSE else "worker"


def _folded(said: dict[int, Said], lines: dict[int, Line]) -> list[Line]:
    """Edits, deletions and reactions go into the line they are about, where that line is on this page."""
    for seq, one in said.items():
        target = lines.get(one.target or 0)
        if target is None:
            continue
        if one.type == "edit":
            lines[target.seq] = replace(target, text=bidi_safe(one.text), is_edited=True)
            del lines[seq]
        elif one.type == "reaction":
            lines[target.seq] = replace(target, emoji="" if one.action == "remove" else one.emoji)
            del lines[seq]
    return [lines[seq] for seq in sorted(lines)]


def _marked(lines: Sequence[Line], now: datetime) -> list[Line]:
    """A day mark on the first line of each day; buttons only under the newest answer of the house that has some."""
    marked, last = [], None
    with_buttons = max((line.seq for line in lines if line.buttons), default=0)
    for line in lines:
        shown = replace(line, buttons=line.buttons if line.seq == with_buttons else ())
        marked.append(replace(shown, day=day_mark(line.at, now)) if line.at.date() != last else shown)
        last = line.at.date()
    return marked
