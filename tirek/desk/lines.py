"""A thread, line by line, prepared as plain strings: what was said, its edits and reactions folded into it, its delivery."""

import time
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, replace
from datetime import datetime, tzinfo
from itertools import groupby

from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from tirek.conduct.models import Clearance
from tirek.conversations.consenting import CONSENTS
from tirek.conversations.how_i_am import is_step
from tirek.conversations.models import Outbox, Passing, Thread
from tirek.conversations.words import Said, unpack
from tirek.desk.cues import Guess, guesses, is_correction, later_corrections
from tirek.desk.placeholders import event_words, in_a_few_words, thing_words
from tirek.people.models import Worker
from tirek.ui.dates import clock, day_mark
from tirek.ui.templatetags.ui import bidi_safe
from tirek.vault.actions.reading import OpenSafe
from tirek.vault.models import Leaf

PAGE = 60
QUOTE = 80
FAILURES = {
    "blocked": gettext_lazy("not delivered: the person has blocked the bot"),
    "invalid_request": gettext_lazy("not delivered: the messenger refused the message"),
    "unknown": gettext_lazy("perhaps not delivered: the messenger gave no answer, twice"),
    "not_cleared": gettext_lazy("stopped: these are not the words that were checked"),
}
CALLED_BACK = {
    "withdrawn": gettext_lazy("not sent: the person took the agreement back"),
    "moved": gettext_lazy("not sent: the conversation went on to the room meanwhile; write it anew"),
    "unwanted": gettext_lazy("not sent: the person does not want to be written to first"),
    "visited": gettext_lazy("not sent: the person was in the room before its hour came"),
}


@dataclass(frozen=True, slots=True)
class Delivery:
    """How far a message of ours has come."""

    word: str
    icon: str
    failed: bool = False
    row: int = 0
    note: str = ""


@dataclass(frozen=True, slots=True)
class Line:
    seq: int
    look: str  # in | me | house | note | sys | danger
    text: str
    author: str
    at: datetime
    clock: str
    day: str = ""
    thing: str = ""
    quote: str = ""
    forwarded: str = ""
    before: tuple[str, ...] = ()
    reactions: tuple[str, ...] = ()
    buttons: tuple[str, ...] = ()
    delivery: Delivery | None = None
    ext: str = ""
    guess: Guess | None = None


@dataclass(slots=True)
class Conversation:
    """The lines of a page of a thread."""

    lines: list[Line]
    last_seq: int
    earlier: int | None  # ask for what stands before this leaf


def conversation(*, thread: Thread, opened: OpenSafe, worker: Worker, zone: tzinfo, before: int | None = None) -> Conversation:
    """The last lines of a thread, or those before a leaf."""
    leaves = Leaf.objects.filter(safe=thread.safe_id).exclude(half=Leaf.Half.OWN)  # the person's own notes open for nobody else
    leaves = leaves.exclude(pk__in=Passing.objects.over().filter(leaf__safe=thread.safe_id).values("leaf"))
    if before:
        leaves = leaves.filter(seq__lt=before)
    page = list(leaves.order_by("-seq")[: PAGE + 1])
    earlier = page[PAGE - 1].seq if len(page) > PAGE else None
    said = {leaf.seq: unpack(opened.words(leaf)) for leaf in reversed(page[:PAGE])}
    rows = {row.leaf.seq: row for row in Outbox.objects.filter(thread=thread, leaf__in=page).select_related("leaf", "clearance", "account")}
    lines = _folded(
        said, {seq: _line(seq, one, rows.get(seq), said, worker, zone) for seq, one in said.items() if _is_line(one, rows.get(seq))}
    )
    later = _later(opened, max(said, default=0)) if before else {}
    found = guesses(said, later, worker)
    lines = [replace(line, guess=found[line.seq]) if line.seq in found and line.look == "in" else line for line in lines]
    return Conversation(_with_days(lines, datetime.now(zone)), thread.safe.seq, earlier)


def _later(opened: OpenSafe, last: int) -> dict[int, Said]:
    """What colleagues said of earlier messages after them."""
    leaves = Leaf.objects.filter(safe=opened.safe, half=Leaf.Half.FILE, seq__gt=last)
    return later_corrections({leaf.seq: unpack(opened.words(leaf)) for leaf in leaves})


def _is_line(one: Said, row: Outbox | None) -> bool:
    """How the person is stands at the top, and its steps are no lines; but what was not delivered is never left out."""
    if is_correction(one):
        return False  # it stands under the message that it is about
    return not is_step(one) or (row is not None and row.state == Outbox.State.FAILED)


def _line(seq: int, one: Said, row: Outbox | None, said: dict[int, Said], worker: Worker, zone: tzinfo) -> Line:
    at = one.moment.astimezone(zone)
    happened = event_words(one)
    return Line(
        seq=seq,
        look=_look(one, happened),
        text=bidi_safe(happened or one.text),
        author=_author(one, worker),
        at=at,
        clock=clock(at),
        thing=bidi_safe(thing_words(one)),
        quote=bidi_safe(in_a_few_words(said[one.reply]))[:QUOTE] if one.reply in said and not happened else "",
        forwarded=bidi_safe(str((one.more.get("forwarded") or {}).get("name") or "")),
        buttons=tuple(title for title, _payload in one.buttons),
        delivery=_delivery(row) if row else None,
        ext=one.ext,
    )


def _look(one: Said, happened: str) -> str:
    if one.is_danger:
        return "danger"
    if happened or one.type in ("closing", *CONSENTS):
        return "sys"
    if one.type == "note":
        return "note"
    if one.from_client:
        return "in"
    return "house" if one.by == "house" else "me"


def _author(one: Said, worker: Worker) -> str:
    if one.by == "house":
        return _("Automatic answer")
    if one.by == str(worker.id):
        return _("You")
    return bidi_safe(one.name) or (_("Without a name") if one.from_client else "")


def _delivery(row: Outbox) -> Delivery:
    notes = [_("left unchecked: the check failed")] if row.clearance.outcome == Clearance.Outcome.UNCHECKED else []
    notes += [_("may have arrived twice")] if row.maybe_twice and row.state != Outbox.State.FAILED else []
    note = " · ".join(notes)
    if row.state == Outbox.State.SENT:
        return Delivery(_("sent"), "check", note=note)
    if row.state == Outbox.State.FAILED:
        return Delivery(str(FAILURES.get(row.error, _("not delivered"))), "alert-triangle", failed=True, row=row.id, note=note)
    if row.state == Outbox.State.CANCELLED:
        return Delivery(str(CALLED_BACK[row.error]), "hand-stop", note=note)
    if row.attempts == 0 and row.next_at > time.time():
        return Delivery(_("waits for the hours that the person named"), "clock", note=note)
    if row.account.state == row.account.State.STOPPED:
        return Delivery(_("waits: the channel is stopped, the administrator must renew its token"), "clock", note=note)
    return Delivery(_("on its way") if row.attempts < 2 else _("trying again"), "clock", note=note)


def _folded(said: dict[int, Said], lines: dict[int, Line]) -> list[Line]:
    """Edits and reactions go into the line they are about, where that line is on this page."""
    for seq, one in said.items():
        target = lines.get(one.target or 0)
        if target is None:
            continue
        if one.type == "edit":
            lines[target.seq] = replace(
                target, text=bidi_safe(one.text), thing=bidi_safe(thing_words(one)), before=(*target.before, target.text)
            )
            del lines[seq]
        elif one.type == "reaction":
            kept = () if one.action == "remove" else (one.emoji,)
            lines[target.seq] = replace(target, reactions=kept)
            del lines[seq]
    return _in_order(lines.values())


def _in_order(lines: Iterable[Line]) -> list[Line]:
    """As they came; only letters that came in one go stand by the sender's time, because platforms promise no order."""
    runs = groupby(sorted(lines, key=lambda line: line.seq), key=lambda line: line.look == "in")
    return [line for is_letter, run in runs for line in (sorted(run, key=lambda line: (line.at, line.seq)) if is_letter else run)]


def _with_days(lines: Sequence[Line], now: datetime) -> list[Line]:
    """Put a day mark on the first line of each day."""
    marked, last = [], None
    for line in lines:
        marked.append(replace(line, day=day_mark(line.at, now)) if line.at.date() != last else line)
        last = line.at.date()
    return marked
