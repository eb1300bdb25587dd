"""A sentence tried on the rules: which rules fire, on which words, by which phrase. Plain values; nothing is kept."""

import time
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from itertools import pairwise

from tirek.conduct.engine import Engine
from tirek.conduct.engine.findings import LANGUAGES, Context, Finding, Grade
from tirek.conduct.engine.folding import fold
from tirek.conduct.engine.phrases import Said
from tirek.conduct.engine.rule import ANY, Rule
from tirek.conduct.engine.sentences import sentences


@dataclass(frozen=True, slots=True)
class Piece:
    """A stretch of the sentence; `grade` of the gravest rule that found it, none where no rule did."""

    text: str
    grade: Grade | None = None


@dataclass(frozen=True, slots=True)
class Fired:
    """A rule that fires. `phrase` is the one that did it, empty where the rule looked by itself; `shown`: it would be a card."""

    rule: str
    grade: Grade
    words: str
    phrase: str
    shown: bool


@dataclass(frozen=True, slots=True)
class Tried:
    words: str
    pieces: Sequence[Piece] = ()
    fired: Sequence[Fired] = ()
    milliseconds: float = 0.0
    error: str = ""


def tried(words: str, context: Context, engine: Engine) -> Tried:
    """Everything that the rules see in these words, the cards that would be shown of it, and how long the cards took."""
    began = time.perf_counter()
    shown = engine.check(words, context)
    took = (time.perf_counter() - began) * 1000
    keys = {finding.key for finding in shown}
    every = sorted(engine.everything(words, context), key=lambda one: (one.key not in keys, -one.grade, one.start))
    found = [one for number, one in enumerate(every) if not any(_same_place(one, other) for other in every[:number])]
    fired = [
        Fired(one.rule, one.grade, words[one.start : one.end], phrase_of(engine.rule(one.rule), words, one), one.key in keys)
        for one in found
    ]
    return Tried(words, pieces_of(words, found), fired, took)


def _same_place(one: Finding, other: Finding) -> bool:
    """Two phrases of one rule on overlapping words say the same."""
    return one.rule == other.rule and one.start < other.end and other.start < one.end


def pieces_of(words: str, findings: Sequence[Finding]) -> list[Piece]:
    """The sentence cut at the borders of what was found; where two overlap the graver one wins."""
    cuts = sorted({0, len(words), *(edge for one in findings for edge in (one.start, one.end))})
    pieces: list[Piece] = []
    for start, end in pairwise(cuts):
        piece = Piece(words[start:end], _gravest(findings, start, end))
        if pieces and pieces[-1].grade == piece.grade:
            piece = Piece(pieces.pop().text + piece.text, piece.grade)
        pieces.append(piece)
    return pieces


def _gravest(findings: Sequence[Finding], start: int, end: int) -> Grade | None:
    return max((one.grade for one in findings if one.start <= start and end <= one.end), default=None)


def phrase_of(rule: Rule, words: str, finding: Finding) -> str:
    """The phrase that stands where the finding does."""
    return next(_phrases_at(rule, words, finding), "")


def _phrases_at(rule: Rule, words: str, finding: Finding) -> Iterator[str]:
    folded = fold(words)
    for first, last in sentences(folded.text):
        said = Said.of(folded.text[first:last])
        wordings = [one for language in (*LANGUAGES, ANY) for one in rule.said_in(language).wordings]
        for wording in wordings:
            if wording.phrase.may_stand_in(said):
                for match in wording.phrase.pattern.finditer(said.text):
                    if folded.span(first + match.start(), first + match.end()) == (finding.start, finding.end):
                        yield wording.phrase.source
