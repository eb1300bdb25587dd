"""The second reading as the composer shows it: the marked text, one card for each finding, and what was shown until now."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from itertools import pairwise

from django.utils.translation import get_language, pgettext_lazy
from django.utils.translation import gettext_lazy as _

from tirek.conduct.actions import Reading, words_of
from tirek.conduct.engine.findings import Finding, Grade
from tirek.conduct.engine.folding import fold
from tirek.conduct.engine.sentences import sentences
from tirek.conduct.library import told
from tirek.conduct.rules import LEAST_REASON, Answer
from tirek.desk.phrases import Offered, Speaker, acknowledgements
from tirek.kit.text import split_message, utf16_len

LOOKS = {Grade.HINT: "hint", Grade.NUDGE: "nudge", Grade.STRONG: "strong", Grade.HARD: "strong"}
ICONS = {Grade.HINT: "info-circle", Grade.NUDGE: "bulb", Grade.STRONG: "alert-triangle", Grade.HARD: "hand-stop"}
REASONS = (
    ("quote", pgettext_lazy("why words stay", "A quote"), _("I quote somebody")),
    ("asked", pgettext_lazy("why words stay", "They asked"), _("The person asked for it")),
    ("safety", pgettext_lazy("why words stay", "Safety"), _("Safety needs it")),
    ("true_here", pgettext_lazy("why words stay", "Right here"), _("It is right here")),
)
"""Each with a word for its button and a sentence that explains it."""
NOT_CORRECT = _("The finding is not correct")
MOST_SHOWN = 3
MOST_REMEMBERED = 50
NOT_HEARD = {"CTX-01", "EMP-06"}
"""Rules that miss a word of having heard: their cards offer one."""

Shown = tuple[str, str]
"""The rule and the key of a finding that stood on the screen."""


@dataclass(frozen=True, slots=True)
class Piece:
    """A stretch of the draft; `look` names its underline, if any."""

    text: str
    look: str = ""


@dataclass(frozen=True, slots=True)
class Place:
    """[start:end) in UTF-16 units, as the browser counts, and what stands there."""

    start: int
    end: int
    text: str


@dataclass(frozen=True, slots=True)
class Card:
    """One finding as it is shown."""

    rule: str
    key: str
    look: str
    icon: str
    title: str
    why: str
    suggest: str
    principle: str
    replacement: str | None
    place: Place
    dated: Place | None  # the sentence that may become a dated line
    phrases: Sequence[Offered]
    is_hard: bool
    must_answer: bool
    reason: str
    words: str

    @property
    def said(self) -> str:
        """The reason in words; empty while nothing was chosen."""
        return str(
            NOT_CORRECT if self.reason == "not_correct" else {key: sentence for key, _word, sentence in REASONS}.get(self.reason, "")
        )

    @property
    def is_settled(self) -> bool:
        """Answered as far as this grade asks: the card may fold."""
        return bool(self.said) and (not self.is_hard or len(self.words.strip()) >= LEAST_REASON)


@dataclass(frozen=True, slots=True)
class SecondReading:
    pieces: Sequence[Piece]
    cards: Sequence[Card]
    more: int
    error: str
    length: int  # UTF-16 units
    parts: int  # in how many messages this will arrive
    shown: Sequence[Shown]  # everything that was on the screen in this form


@dataclass(frozen=True, slots=True)
class Typed:
    """What a form says beside its words: its answers, and what it was shown until now."""

    answers: Mapping[str, Answer]
    shown: Sequence[Shown] = ()
    letters: int | None = None  # so many of the words stand in the field; what follows is the dated line


def second_reading(reading: Reading, typed: Typed, speaker: Speaker) -> SecondReading:
    words, context = reading.words, reading.context
    letters = len(words) if typed.letters is None else typed.letters
    cards = [_card(finding, reading, typed.answers.get(finding.key), letters, speaker) for finding in reading.findings]
    pressing = [card for card in cards if card.must_answer]
    quiet = [card for card in cards if not card.must_answer]
    shown = (pressing + quiet[: max(0, MOST_SHOWN - len(pressing))])[: max(MOST_SHOWN, len(pressing))]
    shown.sort(key=lambda card: card.place.start)
    return SecondReading(
        pieces=_pieces(words[:letters], reading.findings),
        cards=shown,
        more=len(cards) - len(shown),
        error=reading.error,
        length=utf16_len(words),
        parts=len(split_message(words, context.max_text)),
        shown=remembered([(card.rule, card.key) for card in shown], typed.shown),
    )


def remembered(now: Iterable[Shown], earlier: Iterable[Shown]) -> list[Shown]:
    """Everything shown, the newest first. Where it is too much, every rule keeps a place: a sentence shows many keys while it grows."""
    every = list(dict.fromkeys([*now, *earlier]))
    one_each = list({rule: (rule, key) for rule, key in reversed(every)}.values())
    return list(dict.fromkeys([*one_each, *every]))[:MOST_REMEMBERED] if len(every) > MOST_REMEMBERED else every


def _card(finding: Finding, reading: Reading, answer: Answer | None, letters: int, speaker: Speaker) -> Card:
    said = words_of(finding.rule, (get_language() or "en")[:2])
    in_field = finding.end <= letters
    return Card(
        rule=finding.rule,
        key=finding.key,
        look=LOOKS[finding.grade],
        icon=ICONS[finding.grade],
        title=said.title,
        why=told(said.why, reading.context.country),
        suggest=told(said.suggest, reading.context.country),
        principle=said.principle,
        replacement=finding.replacement if in_field else None,
        place=_place(reading.words, finding.start, finding.end),
        dated=_sentence(reading.words, finding) if finding.offers == "next_step" and in_field else None,
        phrases=acknowledgements(reading.context, speaker) if finding.rule in NOT_HEARD else (),
        is_hard=finding.grade == Grade.HARD,
        must_answer=finding.grade >= Grade.STRONG,
        reason=answer.reason if answer else "",
        words=answer.words if answer else "",
    )


def _place(words: str, start: int, end: int) -> Place:
    return Place(utf16_len(words[:start]), utf16_len(words[:end]), words[start:end])


def _sentence(words: str, finding: Finding) -> Place:
    """The sentence around a finding, as it was typed."""
    folded = fold(words)
    spans = [folded.span(first, last) for first, last in sentences(folded.text)]
    start, end = next(((first, last) for first, last in spans if first <= finding.start < last), (finding.start, finding.end))
    return _place(words, start, start + len(words[start:end].rstrip()))


def _pieces(words: str, findings: Sequence[Finding]) -> list[Piece]:
    """The draft cut at the borders of its findings; where two overlap the graver look wins. What is said of all of it marks nothing."""
    marking = [finding for finding in findings if not finding.whole]
    cuts = sorted({0, len(words), *(min(edge, len(words)) for finding in marking for edge in (finding.start, finding.end))})
    pieces = []
    for start, end in pairwise(cuts):
        over = [finding.grade for finding in marking if finding.start <= start and end <= finding.end]
        pieces.append(Piece(words[start:end], LOOKS[max(over)] if over else ""))
    return pieces


def applied(words: str, finding: Finding) -> str:
    """The draft with one finding's replacement in its place."""
    return words[: finding.start] + (finding.replacement or "") + words[finding.end :]


def taken_out(words: str, finding: Finding) -> tuple[str, str]:
    """The draft without the sentence around a finding, and that sentence."""
    sentence = _sentence(words, finding).text
    before, _found, after = words.partition(sentence)
    return (before.rstrip() + " " + after.lstrip()).strip() if before.strip() else after.lstrip(), sentence
