"""From everything that was found to the few cards a worker sees."""

from __future__ import annotations

from bisect import bisect_right
from dataclasses import dataclass

from tirek.conduct.engine.findings import Grade
from tirek.conduct.engine.packs import Rule

MOST_SHOWN = 3


@dataclass(frozen=True, slots=True)
class Card:
    """A finding before its place is told in typed letters: [start:end) of the folded draft."""

    rule: Rule
    start: int
    end: int
    replacement: str | None = None

    @property
    def grade(self) -> Grade:
        return self.rule.grade


def chosen(cards: list[Card], sentences: list[tuple[int, int]]) -> list[Card]:
    """Overlaps merged, one weaker card a sentence, three cards in all; a hard stop or strong is never dropped for room."""
    apart = _without_overlaps(cards)
    grave = [card for card in apart if card.grade >= Grade.STRONG]
    starts = [start for start, _ in sentences]
    taken = {bisect_right(starts, card.start) for card in grave}
    slight: list[Card] = []
    for card in sorted((card for card in apart if card.grade < Grade.STRONG), key=lambda each: (-each.grade, each.start)):
        sentence = bisect_right(starts, card.start)
        if sentence not in taken:
            taken.add(sentence)
            slight.append(card)
    return sorted(grave + slight[: max(0, MOST_SHOWN - len(grave))], key=lambda card: card.start)


def _without_overlaps(cards: list[Card]) -> list[Card]:
    """Of cards that touch, the highest grade stays, then the longest."""
    kept: list[Card] = []
    for card in sorted(cards, key=lambda each: (-each.grade, each.start - each.end, each.start, each.rule.id)):
        if not any(other.start < card.end and card.start < other.end for other in kept):
            kept.append(card)
    return kept
