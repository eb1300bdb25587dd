"""How much a message is like those of people in danger, by the beginnings and ends of its words and by its neighbours.

A second source beside rules and scenes, for wording that nobody thought of. It counts what the words weigh in a linear model
(logistic regression) that was learned from invented messages alone; the weights are data, made by `make conduct-weights` and read
from one file. It tells a level and the one cue it is most like, and stands on the sentence that weighs most.
"""

from __future__ import annotations

import json
import math
import re
from array import array
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from itertools import pairwise
from pathlib import Path
from typing import Any

from tirek.conduct.engine.cues.wordings import CuePackError

FEWEST_WORDS = 4
"""Of fewer words a weight or two decides, and that is chance."""
SHORT = 60
"""Known features of some eight words. What is shorter is weighed as if it were as long: a few ordinary words must not reach a level."""
WINDOW = 60
"""Words that are weighed together: the learned messages are no longer."""
LEAST_KNOWN = 0.4
"""Of what is weighed in a text this share must be known: of a text in another language a sixth to a third is."""
CLEAR = 1.0
"""From this sum on the cue is clear enough to stand beside what the rules have named."""
LEVELS = (3, 2)
_WORD = re.compile(r"\w+")
_DIGITS = re.compile(r"\d+")
_BEGINNINGS, _ENDS, _NEIGHBOUR = (3, 4, 5, 9), (2, 3, 4), 4


def features(text: str) -> frozenset[str]:
    """What is weighed of a plainly spelled text: the trainer and the reader ask the same."""
    words = words_of(text)
    if not words:
        return frozenset()
    found = {word[:size] for word in words for size in _BEGINNINGS}
    found |= {f"-{word[-size:]}" for word in words for size in _ENDS}
    found |= {f"{one[:_NEIGHBOUR]} {two[:_NEIGHBOUR]}" for one, two in pairwise(words)}
    return frozenset(found | {f"^{words[0][:_NEIGHBOUR]}", f"{words[-1][:_NEIGHBOUR]}$"})


def words_of(text: str) -> list[str]:
    return _WORD.findall(_DIGITS.sub("0", text))


@dataclass(frozen=True, slots=True)
class Head:
    """One question asked of the weights: the place of its number in every feature's row, its bias, and from what sum on it is a yes."""

    place: int
    bias: float
    at: float


@dataclass(frozen=True, slots=True)
class Alike:
    """A yes: text[start:end] weighs most, of `cue`, at `level`. `clear`: which cue it is, is no close guess."""

    level: int
    cue: str
    start: int
    end: int
    clear: bool


def most_alike(text: str, spans: Sequence[tuple[int, int]], weights: Iterable[Likeness]) -> Alike | None:
    """What the weights say that know most of this text; nothing where none knows enough of it. `spans` are its sentences."""
    share, likeness = max(((one.knows(text), one) for one in weights), key=lambda known: known[0], default=(0.0, None))
    return likeness.read(text, spans) if likeness and share >= LEAST_KNOWN else None


class Likeness:
    """The weights of one language."""

    def __init__(self, content: Mapping[str, Any]) -> None:
        self._scale: float = content["scale"]
        self._levels = {level: Head(*content["levels"][str(level)]) for level in LEVELS}
        self._cues = {cue: Head(*numbers) for cue, numbers in content["cues"].items()}
        self._rows = {name: array("b", numbers) for name, numbers in content["rows"].items()}

    @classmethod
    def load(cls, file: Path) -> dict[str, Likeness]:
        """The weights of every language. Raises CuePackError with a sentence."""
        try:
            return cls._loaded(file)
        except (OSError, ValueError, KeyError, TypeError, AttributeError, OverflowError) as trouble:
            raise CuePackError(f"{file.name}: {trouble!r}") from trouble

    @classmethod
    def _loaded(cls, file: Path) -> dict[str, Likeness]:
        return {language: cls(content) for language, content in json.loads(file.read_text(encoding="utf-8"))["languages"].items()}

    def read(self, text: str, spans: Sequence[tuple[int, int]]) -> Alike | None:
        """The highest level that some stretch of the message reaches."""
        best: tuple[int, float, list[tuple[int, int]]] | None = None
        for stretch in _stretches(text, spans):
            known = self._known(text[stretch[0][0] : stretch[-1][1]])
            for level in LEVELS if known else ():
                over = self._sum(known, self._levels[level]) - self._levels[level].at
                if over >= 0 and (best is None or (level, over) > best[:2]):
                    best = level, over, stretch
        return self._alike(text, best[0], best[2]) if best else None

    def knows(self, text: str) -> float:
        """Which share of what is weighed in a text these weights know."""
        asked = features(text)
        return sum(name in self._rows for name in asked) / len(asked) if asked else 0.0

    def _alike(self, text: str, level: int, stretch: Sequence[tuple[int, int]]) -> Alike:
        known = self._known(text[stretch[0][0] : stretch[-1][1]])
        sum_of = {name: self._sum(known, head) - head.at for name, head in self._cues.items()}
        cue = max(sum_of, key=lambda name: sum_of[name])
        place = self._levels[level].place
        start, end = max(stretch, key=lambda span: sum(row[place] for row in self._rows_of(text[span[0] : span[1]])))
        return Alike(level, cue, start, end, sum_of[cue] >= CLEAR)

    def _known(self, text: str) -> list[Sequence[int]]:
        return self._rows_of(text) if len(words_of(text)) >= FEWEST_WORDS else []

    def _rows_of(self, text: str) -> list[Sequence[int]]:
        return [row for row in map(self._rows.get, features(text)) if row]

    def _sum(self, known: Sequence[Sequence[int]], head: Head) -> float:
        """The logit: each known feature counts alike, however long the text, but for very short ones."""
        return head.bias + self._scale * sum(row[head.place] for row in known) / math.sqrt(max(len(known), SHORT))


def _stretches(text: str, spans: Sequence[tuple[int, int]]) -> list[list[tuple[int, int]]]:
    """Neighbouring sentences, as many as a window holds; of a longer message one such stretch from each sentence on."""
    counted = [(span, len(words_of(text[span[0] : span[1]]))) for span in spans]
    if sum(words for _, words in counted) <= WINDOW:
        return [list(spans)] if spans else []
    stretches: list[list[tuple[int, int]]] = []
    for first in range(len(counted)):
        words = 0
        stretch: list[tuple[int, int]] = []
        for span, count in counted[first:]:
            if stretch and words + count > WINDOW:
                break
            stretch.append(span)
            words += count
        stretches.append(stretch)
    return stretches
