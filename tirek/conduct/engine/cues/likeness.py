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
from collections.abc import Iterable, Iterator, Mapping, Sequence
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


def words_of(text: str) -> list[str]:
    return _WORD.findall(_DIGITS.sub("0", text))


def features(words: Sequence[str]) -> frozenset[str]:
    """What is weighed of a plainly spelled text's words: the trainer and the reader ask the same."""
    if not words:
        return frozenset()
    found = {word[:size] for word in words for size in _BEGINNINGS}
    found |= {f"-{word[-size:]}" for word in words for size in _ENDS}
    found |= {f"{one[:_NEIGHBOUR]} {two[:_NEIGHBOUR]}" for one, two in pairwise(words)}
    return frozenset(found | {f"^{words[0][:_NEIGHBOUR]}", f"{words[-1][:_NEIGHBOUR]}$"})


@dataclass(frozen=True, slots=True)
class Head:
    """One question asked of the weights: the place of its number in every feature's row, its bias, and from what sum on it is a yes."""

    place: int
    bias: float
    at: float


@dataclass(frozen=True, slots=True)
class Alike:
    """A yes: the sentence of this number weighs most, of `cue`, at `level`. `clear`: which cue it is, is no close guess."""

    level: int
    cue: str
    sentence: int
    clear: bool


def most_alike(text: str, spans: Sequence[tuple[int, int]], weights: Iterable[Likeness]) -> Alike | None:
    """What the weights say that know most of this text; nothing where none knows enough of it. `spans` are its sentences."""
    said = [words_of(text[start:end]) for start, end in spans]
    asked = features(_together(said))
    share, likeness = max(((one.knows(asked), one) for one in weights), key=lambda known: known[0], default=(0.0, None))
    return likeness.read(said) if likeness and share >= LEAST_KNOWN else None


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

    def knows(self, asked: frozenset[str]) -> float:
        """Which share of these features has weights."""
        return sum(name in self._rows for name in asked) / len(asked) if asked else 0.0

    def read(self, said: Sequence[Sequence[str]]) -> Alike | None:
        """The highest level that some stretch of a message reaches; `said` are the words of its sentences."""
        best: tuple[int, float, slice] | None = None
        for stretch in _stretches(said):
            known = self._known(_together(said[stretch]))
            for level in LEVELS if known else ():
                over = self._sum(known, self._levels[level]) - self._levels[level].at
                if over >= 0 and (best is None or (level, over) > best[:2]):
                    best = level, over, stretch
        return self._alike(said, best[0], best[2]) if best else None

    def _alike(self, said: Sequence[Sequence[str]], level: int, stretch: slice) -> Alike:
        known = self._known(_together(said[stretch]))
        sum_of = {name: self._sum(known, head) - head.at for name, head in self._cues.items()}
        cue = max(sum_of, key=lambda name: sum_of[name])
        place = self._levels[level].place
        weight = [sum(row[place] for row in self._rows_of(words)) for words in said[stretch]]
        return Alike(level, cue, stretch.start + weight.index(max(weight)), sum_of[cue] >= CLEAR)

    def _known(self, words: Sequence[str]) -> list[Sequence[int]]:
        return self._rows_of(words) if len(words) >= FEWEST_WORDS else []

    def _rows_of(self, words: Sequence[str]) -> list[Sequence[int]]:
        return [row for row in map(self._rows.get, features(words)) if row]

    def _sum(self, known: Sequence[Sequence[int]], head: Head) -> float:
        """The logit: each known feature counts alike, however long the text, but for very short ones."""
        return head.bias + self._scale * sum(row[head.place] for row in known) / math.sqrt(max(len(known), SHORT))


def _together(said: Iterable[Sequence[str]]) -> list[str]:
    return [word for words in said for word in words]


def _stretches(said: Sequence[Sequence[str]]) -> Iterator[slice]:
    """Neighbouring sentences, as many as a window holds; of a longer message one such stretch from each sentence on."""
    counts = [len(words) for words in said]
    if sum(counts) <= WINDOW:
        yield slice(0, len(counts))
        return
    for first in range(len(counts)):
        last, held = first + 1, counts[first]
        while last < len(counts) and held + counts[last] <= WINDOW:
            held += counts[last]
            last += 1
        yield slice(first, last)
