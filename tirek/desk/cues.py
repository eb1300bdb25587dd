"""Cues as a worker sees them: a grey line under the message, its words underlined, and the card of what to do now.

Always a possibility and a question, never a fact. Where nothing matched, nothing at all is shown: that is no word about safety.
"""

import re
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass

from django.utils.translation import get_language, gettext_lazy
from django.utils.translation import gettext as _

from tirek.conduct import crisis
from tirek.conduct.library import fitting
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
    corrections_in,
    cues_in,
    is_speech,
    pauses,
    standing,
    together,
)
from tirek.conversations.models import Hints
from tirek.conversations.words import Said
from tirek.kit.text import language_of
from tirek.people.models import Organisation, Worker
from tirek.ui.templatetags.ui import bidi_safe

URGENCY = {NOW: gettext_lazy("answer now"), TODAY: gettext_lazy("answer today")}
SAID = {NOT_THIS: gettext_lazy("not this"), HIGHER: gettext_lazy("higher"), LOWER: gettext_lazy("lower")}
PLAN = (
    gettext_lazy("Agree on the next hours: one safe place, one person to be with, one thing to do."),
    gettext_lazy("Ask them to put away what could do harm, or to give it to somebody near."),
    gettext_lazy("Note together whom they can call, and when you write again."),
)
AVOID = (
    gettext_lazy("Do not say that it will pass, that others have it worse, or that they should think of their family."),
    gettext_lazy("Do not ask why, do not argue, do not promise secrecy."),
    gettext_lazy("Do not leave them with a number alone: stay until somebody is there."),
)
MOST_PHRASES, MOST_FITTING = 2, 12
_NUMBER = re.compile(r"(?<!\w)\d(?:[\d ]*\d)?(?!\w)")


@dataclass(frozen=True, slots=True)
class Piece:
    """A stretch of a text that is marked, or not."""

    text: str
    marked: bool = False


@dataclass(frozen=True, slots=True)
class Guess:
    """What one message may be saying."""

    level: int
    names: str  # "fear, shame"
    urgency: str
    pieces: Sequence[Piece]
    quoted: Sequence[str]
    cues: Sequence[tuple[str, str]]  # to say which of them is not there
    corrected: str
    because: str
    by_likeness: bool  # no rule says so: the sentence as a whole is like others

    @property
    def may_be_higher(self) -> bool:
        return self.level < NOW

    @property
    def may_be_lower(self) -> bool:
        return self.level > 0


@dataclass(frozen=True, slots=True)
class Phrase:
    """What may be asked first, in the person's language; `beneath` where the worker reads another one."""

    text: str
    language: str
    beneath: str


@dataclass(frozen=True, slots=True)
class Protocol:
    """What to do now at level 2 and 3. Folded once somebody has answered."""

    level: int
    names: str
    steps: Sequence[Sequence[Piece]]
    phrases: Sequence[Phrase]
    plan: Sequence[str]
    avoid: Sequence[str]
    is_open: bool


def guesses(said: Mapping[int, Said], later: Mapping[int, Said], worker: Worker) -> dict[int, Guess]:
    """By message of these leaves: what it may be saying. `later`: corrections that stand after them."""
    organisation = Organisation.objects.get()
    weak = Hints.objects.filter(organisation=organisation, shown=True).exists()
    corrected, pause_min = corrections_in({**said, **later}), pauses(said)
    found = {}
    for seq, forms in _forms(said).items():
        reads = [
            standing(cues_in(one, organisation, pause_min=pause_min.get(number, 0)), number, corrected.get(seq)) for number, one in forms
        ]
        whole = together(reads)
        if whole.level >= TODAY or (weak and whole.level) or whole.correction:
            found[seq] = _guess(whole, reads[-1], forms[-1][1].text, worker)
    return found


def is_correction(said: Said) -> bool:
    """A leaf that says how another one is read; it is no line of its own."""
    return said.type == CORRECTION


def later_corrections(said: Mapping[int, Said]) -> dict[int, Said]:
    return {seq: one for seq, one in said.items() if correction_in(seq, one)}


def _forms(said: Mapping[int, Said]) -> dict[int, list[tuple[int, Said]]]:
    """Every message with the forms that it had, the newest last."""
    forms = {seq: [(seq, one)] for seq, one in said.items() if one.type == "message" and is_speech(one) and not one.is_danger}
    for seq, one in sorted(said.items()):
        if one.type == "edit" and one.target in forms:
            forms[one.target].append((seq, one))
    return forms


def _guess(whole: Standing, last: Standing, text: str, worker: Worker) -> Guess:
    spans = _joined((cue.start, cue.end) for cue in last.cues)
    correction = whole.correction
    return Guess(
        level=whole.level,
        names=", ".join(name for _cue, name in _named(whole)),
        urgency=str(URGENCY.get(whole.level, "")),
        pieces=_pieces(text, spans),
        quoted=[bidi_safe(text[start:end]) for start, end in spans],
        cues=_named(whole),
        corrected=_corrected(correction, worker) if correction else "",
        because=bidi_safe(correction.words) if correction else "",
        by_likeness=any(cue.why == crisis.ALIKE for cue in whole.cues),
    )


def _corrected(correction: Correction, worker: Worker) -> str:
    who = _("You") if correction.by == str(worker.id) else bidi_safe(correction.author)
    return _("Read otherwise (%(word)s): %(who)s") % {"word": SAID.get(correction.word, ""), "who": who}


def _named(whole: Standing) -> list[tuple[str, str]]:
    """Each cue once with its name in the worker's language, the gravest first. A card's title reads "Possible: fear"."""
    own = (get_language() or "en")[:2]
    graver = sorted(whole.cues, key=lambda cue: -cue.level)
    return [(cue, crisis.words(cue, own).title.partition(": ")[2]) for cue in dict.fromkeys(one.cue for one in graver)]


def _pieces(text: str, spans: Iterable[tuple[int, int]]) -> list[Piece]:
    """The text cut at the borders of what is marked; marks that touch are one."""
    pieces, last = [], 0
    for start, end in _joined(spans):
        pieces += [Piece(bidi_safe(text[last:start])), Piece(bidi_safe(text[start:end]), marked=True)]
        last = end
    return [one for one in (*pieces, Piece(bidi_safe(text[last:]))) if one.text]


def _joined(spans: Iterable[tuple[int, int]]) -> list[tuple[int, int]]:
    joined: list[tuple[int, int]] = []
    for start, end in sorted(spans):
        if joined and start <= joined[-1][1]:
            joined[-1] = (joined[-1][0], max(joined[-1][1], end))
        elif start < end:
            joined.append((start, end))
    return joined


def protocol_of(reads: Sequence[Read], lately: Iterable[Guess], *, is_due_now: bool, language: str) -> Protocol | None:
    """The card for what nobody has answered yet; folded, for what was read within the last day and is answered."""
    whole = together(one.standing for one in reads)
    level = NOW if is_due_now or any(one.is_danger for one in reads) else whole.level
    answered = [guess for guess in lately if guess.level >= TODAY]
    is_open = level >= TODAY
    if not is_open and answered:
        level = max(guess.level for guess in answered)
    if level < TODAY:
        return None
    organisation, own = Organisation.objects.get(), (get_language() or "en")[:2]
    cues = [cue for cue, _name in _named(whole)] or list(dict.fromkeys(cue for guess in answered for cue, _name in guess.cues))
    return Protocol(
        level=level,
        names=", ".join(crisis.words(cue, own).title.partition(": ")[2] for cue in cues),
        steps=[_pieces(step, (one.span() for one in _NUMBER.finditer(step))) for step in crisis.protocol(level, own, organisation.country)],
        phrases=_phrases(cues, language, own, organisation.country),
        plan=[str(step) for step in PLAN] if level >= NOW else [],
        avoid=[str(word) for word in AVOID],
        is_open=is_open,
    )


def _phrases(cues: Sequence[str], language: str, own: str, country: str) -> list[Phrase]:
    """What to ask: first about safety, from the library; then what each cue's card asks. Questions only: nothing is assumed."""
    fits = [one for one in fitting("safety", cues, MOST_FITTING) if set(cues).intersection(one.fits)]
    safety = [(one.said(language, country), one.said(own, country)) for one in fits]
    questions = [pair for pair in safety if pair[0].endswith("?")][:MOST_PHRASES]
    asks = [(crisis.words(cue, language).ask, crisis.words(cue, own).ask) for cue in cues[:MOST_PHRASES]]
    return [Phrase(text, language, "" if language == own else beneath) for text, beneath in (*questions, *asks) if text]


def language_to(reads: Sequence[str], header: str, organisation: Organisation) -> str:
    """In which language the person is asked: that of their last words, else of the conversation."""
    return language_of(" ".join(reads)) or header or organisation.language
