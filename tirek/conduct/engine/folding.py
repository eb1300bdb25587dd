"""Folding: one plain spelling of a text, with the way back to the letters that were typed.

Lower case, NFC, ё→е, ґ→г, one apostrophe, one dash, one space, ASCII digits, and Kazakh letters as they are typed on a
Russian keyboard. Rules and drafts are folded alike. Almost every text folds letter by letter; only text with loose accents
or invisible characters needs a map of offsets.
"""

from __future__ import annotations

import re
import unicodedata
from dataclasses import dataclass

# A longer run of accents on one letter is not writing; the cap also keeps NFC from going quadratic.
LONGEST_CLUSTER = 32

_PAIRS = {
    **dict(zip("ёґқғәөұүңіһ", "егкгаоууних", strict=True)),
    **dict.fromkeys("’ʼ`‘´′ʹ＇", "'"),
    **dict.fromkeys("‐‑‒–—―−﹣－", "-"),
    **dict.fromkeys("«»„“”‟‹›", '"'),
    **dict.fromkeys("（", "("),
    **dict.fromkeys("）", ")"),
    "＋": "+",
    "＠": "@",
    "．": ".",
    "／": "/",
    "…": ".",
}
# Left out of the folded text: zero-width and direction marks, soft hyphen, variation selectors.
_INVISIBLE = re.compile("[\u00ad\u034f\u061c\u180e\u200b-\u200f\u202a-\u202e\u2060-\u2064\u2066-\u206f\ufe00-\ufe0f\ufeff]")
_MARK = re.compile("[\u0300-\u036f\u0483-\u0489\u1ab0-\u1aff\u1dc0-\u1dff\u20d0-\u20ff\ufe20-\ufe2f]")


def _fold_letter(letter: str) -> str:
    if letter in _PAIRS:
        return _PAIRS[letter]
    if letter.isspace() and letter != "\n":
        return " "
    digit = unicodedata.digit(letter, None) if not letter.isascii() and letter.isdecimal() else None
    if digit is not None:
        return str(digit)
    small = letter.lower()
    if len(small) != 1:
        return letter
    return _PAIRS.get(small, small)


class _Letters(dict[int, str]):
    """A table for str.translate that learns each letter once. Bounded by the size of Unicode."""

    def __missing__(self, code: int) -> str:
        folded = self[code] = _fold_letter(chr(code))
        return folded


_LETTERS = _Letters()


@dataclass(frozen=True, slots=True)
class Folded:
    """A folded text. `starts` is None when every letter stands where it was typed."""

    text: str
    starts: tuple[int, ...] | None = None

    def span(self, start: int, end: int) -> tuple[int, int]:
        """Where folded [start:end] was typed. Never empty for a folded span that is not empty."""
        if self.starts is None:
            return start, end
        return self.starts[start], self.starts[end]


def fold(text: str) -> Folded:
    """Fold a whole text. Any str is accepted, lone surrogates and NUL too."""
    if not _INVISIBLE.search(text) and not _MARK.search(text):
        return Folded(text.translate(_LETTERS))
    return _fold_clusters(text)


def fold_words(text: str) -> str:
    """Fold where the way back is not needed: rules, names, digests."""
    return fold(text).text


def _fold_clusters(text: str) -> Folded:
    letters: list[str] = []
    starts: list[int] = []
    for start, cluster in _clusters(text):
        visible = _INVISIBLE.sub("", cluster)
        composed = unicodedata.normalize("NFC", visible)
        for letter in composed:
            # A mark that found no letter to sit on says nothing to a rule.
            if not _MARK.match(letter):
                letters.append(_LETTERS[ord(letter)])
                starts.append(start)
    starts.append(len(text))
    return Folded("".join(letters), tuple(starts))


def _clusters(text: str) -> list[tuple[int, str]]:
    clusters: list[tuple[int, str]] = []
    start = 0
    for place in range(1, len(text) + 1):
        ends = place == len(text) or not (_MARK.match(text[place]) or _INVISIBLE.match(text[place]))
        if ends or place - start >= LONGEST_CLUSTER:
            clusters.append((start, text[start:place]))
            start = place
    return clusters
