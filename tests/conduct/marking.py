"""Development sets as they stand in the files: texts with the expected spans marked inside them, read into spans.

`Ну что же вы, ⟦acc.blame|надо было головой думать⟧.` is the text without the signs, and one label on its words. Two names
with a stroke between them (`acc.blame/amb.irony`) mean that either is right; the first one counts in the sums.
"""

from __future__ import annotations

import json
import re
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any

DEVELOPMENT = Path(__file__).parent / "development"
LANGUAGES = ("kk", "uk", "ru", "en")
HALVES = {"open": "", "fresh": "_fresh", "second": "_second"}
"""What may be read, and what is only scored: sealed by the first authors, and by others who wrote later."""
_MARK = re.compile(r"⟦([A-Za-z_./]+)\|([^⟦⟧]*)⟧")


@dataclass(frozen=True, slots=True)
class Label:
    """Words of a text and what they are: the first of `names`, or any other of them."""

    start: int
    end: int
    names: tuple[str, ...]

    @property
    def name(self) -> str:
        return self.names[0]

    def meets(self, span: Mapping[str, Any]) -> bool:
        """Whether at least one character is in both."""
        return bool(span["start"] < self.end and self.start < span["end"])


@dataclass(frozen=True, slots=True)
class Sample:
    """One row of a development set."""

    name: str
    language: str
    text: str
    labels: tuple[Label, ...] = ()
    fresh: bool = False
    level: int = 0
    cues: frozenset[str] = frozenset()

    def line(self) -> str:
        """What the commands read, and nothing that would help them."""
        return json.dumps({"id": self.name, "lang": self.language, "text": self.text})


def unmarked(marked: str) -> tuple[str, tuple[Label, ...]]:
    """The text without its signs, and its labels. A sign left over is a spoiled row and says so."""
    pieces: list[str] = []
    labels: list[Label] = []
    length = read = 0
    for found in _MARK.finditer(marked):
        before, words = marked[read : found.start()], found[2]
        start = length + len(before)
        labels.append(Label(start, start + len(words), tuple(found[1].split("/"))))
        pieces += [before, words]
        length, read = start + len(words), found.end()
    text = "".join([*pieces, marked[read:]])
    if "⟦" in text or "⟧" in text:
        raise ValueError(f"A label is not closed or not opened: {marked}")
    return text, tuple(labels)


def samples(lines: Iterable[str]) -> list[Sample]:
    """The rows of one file."""
    return [_sample(json.loads(line)) for line in lines if line.strip()]


def path_of(kind: str, half: str) -> Path:
    """Where a set stands: the open half may be read by everybody, the sealed ones are only scored."""
    return DEVELOPMENT / f"{kind}{HALVES[half]}.jsonl"


def read(kind: str, half: str) -> list[Sample]:
    """One half of one set; empty where there is none yet."""
    path = path_of(kind, half)
    return samples(path.read_text(encoding="utf-8").splitlines()) if path.exists() else []


def learned_from(kind: str) -> list[Sample]:
    """What rules are mended by and weights are learned from, beside the open half."""
    files = sorted((DEVELOPMENT / "learning").glob(f"{kind}_*.jsonl"))
    return [sample for file in files for sample in samples(file.read_text(encoding="utf-8").splitlines())]


def _sample(row: dict[str, Any]) -> Sample:
    text, labels = unmarked(row["text"])
    return Sample(row["id"], row["lang"], text, labels, row.get("fresh", False), row.get("level", 0), frozenset(row.get("cues", ())))
