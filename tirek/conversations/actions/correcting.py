"""A worker says how a message is to be read: that a cue is not there, that it weighs more, or less. The queue follows.

The word is a sealed leaf of the file half; the person never sees it. What is counted for the authors of the packs names a
rule and nobody.
"""

from dataclasses import dataclass
from datetime import UTC, datetime
from uuid import UUID

from django.db import transaction
from django.db.models import F

from tirek.conduct import crisis
from tirek.conversations import rules
from tirek.conversations.actions.once import first_time
from tirek.conversations.cues import (
    CORRECTION,
    HIGHER,
    LOWER,
    NOT_THIS,
    NOW,
    TODAY,
    Correction,
    Read,
    Standing,
    correction_in,
    together,
    what_is_due,
)
from tirek.conversations.models import CueTally, Hints, Thread
from tirek.conversations.news import BELL
from tirek.conversations.unanswered import messages_from, unanswered
from tirek.conversations.words import Said, pack
from tirek.kit.text import clean
from tirek.ledger.actions import record
from tirek.ledger.verbs import Verb
from tirek.people.models import Organisation, Worker
from tirek.vault.actions.reading import OpenSafe, Reader
from tirek.vault.models import Leaf, Safe, this_minute

NO_RULE = "-"
"""What is counted where no rule had matched: a worker heard what the packs did not."""


@dataclass(frozen=True, slots=True)
class Word:
    """What a worker says of one message: `not_this` (of these cues, or of all), `higher` or `lower`; words may go with it."""

    seq: int
    word: str
    once: UUID
    cues: tuple[str, ...] = ()
    words: str = ""


@transaction.atomic
def correct(*, thread: Thread, word: Word, by: Worker, reader: Reader) -> Correction | None:
    """From now on this message is read so, by colleagues and by the queue. A second click says nothing twice."""
    safe = Safe.objects.locked([thread.safe_id]).get()
    thread = Thread.objects.select_related("account").get(pk=thread.pk)
    thread.safe = safe
    rules.must_be_free_or_own(thread, by)
    rules.must_be_open(thread)
    opened, organisation = reader.open(safe), Organisation.objects.get()
    read = [one for one in messages_from(opened, word.seq, organisation) if one.about == word.seq and not one.is_danger]
    rules.must_be_their_message(bool(read))
    if not first_time(thread, word.once, f"{CORRECTION}:{word.seq}:{word.word}"):
        return None
    before = what_is_due(unanswered(opened, organisation), organisation.hours)
    now = together(one.standing for one in read)
    said = _said(word, now, by)
    safe.seq += 1
    opened.leaf(seq=safe.seq, half=Leaf.Half.FILE, words=pack(said)).save()
    _follow(opened, before, read[-1], word, organisation)
    _count(read[-1].language, now, word)
    record(Verb.CUE_CORRECTED, by=by, about=safe.id, scope=by.team.oversight_id, seq=safe.seq)
    BELL.after_commit(safe.id, safe.seq)
    return correction_in(safe.seq, said)


@transaction.atomic
def show_hints(*, shown: bool, by: Worker) -> None:
    """Whether weak cues (level 1) stand under letters too. What asks for an answer today or now always does."""
    hints, _new = Hints.objects.get_or_create(organisation=Organisation.objects.get())
    if hints.shown != shown:
        hints.shown = shown
        hints.save(update_fields=["shown"])
        record(Verb.CUE_HINTS_SET, by=by, scope=by.team.oversight_id)


def _said(word: Word, now: Standing, by: Worker) -> Said:
    level, dropped = _read_anew(word, now)
    return Said(
        type=CORRECTION,
        by=str(by.id),
        name=by.name,
        at=datetime.now(UTC).isoformat(timespec="seconds"),
        text=clean(word.words).strip(),
        target=word.seq,
        action=word.word,
        more={"level": level, **({"not": dropped} if dropped else {})},
    )


def _read_anew(word: Word, now: Standing) -> tuple[int, list[str]]:
    """The level from now on, and all cues that are said not to be there. Higher is never less than today."""
    known = set(now.correction.dropped) if now.correction else set()
    if word.word == HIGHER:
        return min(NOW, max(TODAY, now.level + 1)), sorted(known)
    if word.word == LOWER:
        return max(0, now.level - 1), sorted(known)
    left = [cue for cue in now.cues if word.cues and cue.cue not in word.cues]
    dropped = known | {cue.cue for cue in now.cues if cue not in left}
    return min(now.level, max((cue.level for cue in left), default=0)), sorted(dropped)


def _follow(opened: OpenSafe, before: tuple[int, int] | None, last: Read, word: Word, organisation: Organisation) -> None:
    """The queue follows: due is taken away only if nothing else makes it due, and never by a word about another message."""
    safe = opened.safe
    waiting = unanswered(opened, organisation)
    after = what_is_due(waiting, organisation.hours)
    if word.word == HIGHER and last.seq not in {one.seq for one in waiting}:  # answered already, and yet
        raised = [one for one in messages_from(opened, word.seq, organisation) if one.about == word.seq]
        after = what_is_due([*waiting, *raised], organisation.hours)
    if before != after or (word.word == HIGHER and safe.due_min is None):
        safe.due_min, safe.due_seq = after or (None, None)
    safe.last_min = this_minute()
    safe.save(update_fields=["seq", "last_min", "due_min", "due_seq"])


def _count(language: str, read: Standing, word: Word) -> None:
    """One more for each rule concerned. No time, no worker, no conversation: whoever reads the table learns of rules only."""
    concerned = {cue.why for cue in read.cues if word.word != NOT_THIS or not word.cues or cue.cue in word.cues}
    for rule in concerned or {NO_RULE}:
        tally, _new = CueTally.objects.get_or_create(rule=rule, version=crisis.version(), language=language, word=word.word)
        CueTally.objects.filter(pk=tally.pk).update(count=F("count") + 1)
