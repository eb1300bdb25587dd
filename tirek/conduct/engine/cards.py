"""From everything that was found to the few cards a worker sees."""

from __future__ import annotations

from bisect import bisect_left, bisect_right, insort
from dataclasses import dataclass, replace

from tirek.conduct.engine.findings import Grade
from tirek.conduct.engine.rule import Rule

MOST_SHOWN = 3


@dataclass(frozen=True, slots=True)
class Card:
    """A finding before its place is told in typed letters: [start:end) of the folded draft."""

    rule: Rule
    start: int
    end: int
    replacement: str | None = None
    offers: str = ""
    whole: bool = False  # said of the whole draft; its place is where it found room

    @property
    def grade(self) -> Grade:
        return self.rule.grade


def chosen(cards: list[Card], sentences: list[tuple[int, int]]) -> list[Card]:
    """Of what stands apart one weaker card a sentence, three cards in all; a hard stop or strong is never dropped for room."""
    standing = apart(cards, sentences)
    grave = [card for card in standing if card.grade >= Grade.STRONG]
    starts = [start for start, _ in sentences]
    taken = {bisect_right(starts, card.start) for card in grave}
    slight: list[Card] = []
    for card in sorted((card for card in standing if card.grade < Grade.STRONG), key=lambda each: (-each.grade, each.whole, each.start)):
        sentence = bisect_right(starts, card.start)
        if sentence not in taken or card.whole:
            taken.add(sentence)
            slight.append(card)
    return sorted(grave + slight[: max(0, MOST_SHOWN - len(grave))], key=lambda card: card.start)


def apart(cards: list[Card], sentences: list[tuple[int, int]]) -> list[Card]:
    """Overlaps merged, and what is said of the whole draft on a sentence of its own, in the order of the draft."""
    spoken = _without_overlaps([card for card in cards if not card.whole])
    return sorted(_with_whole(spoken, [card for card in cards if card.whole], sentences), key=lambda card: card.start)


def _with_whole(standing: list[Card], whole: list[Card], sentences: list[tuple[int, int]]) -> list[Card]:
    """What is said of the whole draft stands on a sentence that nothing else marks; a grave one makes room for itself."""
    for card in sorted(whole, key=lambda each: -each.grade):
        free = _free(standing, sentences)
        if free is None and card.grade >= Grade.STRONG:
            free = _free([other for other in standing if other.grade >= Grade.STRONG], sentences)
            standing = [other for other in standing if free is None or not (other.start < free[1] and free[0] < other.end)]
        if free is not None:
            standing = [*standing, replace(card, start=free[0], end=free[1])]
    return standing


def _free(cards: list[Card], sentences: list[tuple[int, int]]) -> tuple[int, int] | None:
    """The first sentence that no card touches."""
    taken = _Taken()
    for card in cards:
        taken.add(card.start, card.end)
    return next((span for span in sentences if not taken.touches(*span)), None)


def _without_overlaps(cards: list[Card]) -> list[Card]:
    """Of cards that touch, the highest grade stays, then what is surely of another case, then the longest."""
    kept: list[Card] = []
    taken = _Taken()
    for card in sorted(cards, key=_rank):
        if not taken.touches(card.start, card.end):
            taken.add(card.start, card.end)
            kept.append(card)
    return kept


class _Taken:
    """Spans that do not overlap, in order: so that a thousand cards are not compared with each other."""

    def __init__(self) -> None:
        self._spans: list[tuple[int, int]] = []

    def add(self, start: int, end: int) -> None:
        insort(self._spans, (start, end))

    def touches(self, start: int, end: int) -> bool:
        place = bisect_left(self._spans, (end, 0))  # those before it begin before our end
        return place > 0 and self._spans[place - 1][1] > start


def _rank(card: Card) -> tuple[int, bool, int, int, str]:
    return -card.grade, "elsewhere" not in card.rule.detectors, card.start - card.end, card.start, card.rule.id
