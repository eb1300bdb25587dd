"""Scenes: what a few plain things make together, wherever they stand in a message and in whichever language each is said.

People in danger write politely and name things, not intents: pills, a roof, a weekday, a cat given away (Crisis Text Line found words of
means to outrank the word "suicide"; conduct standard 1 and 5). One such thing says nothing. So a *concept* is a list of words and stems of
one thing, and a *scene* asks for several concepts, near each other or anywhere, and for none of those that explain them (a doctor, a
washing line, a removal). A scene may raise a cue, or leave a sign that later scenes use as a concept of their own.

`name` in a scene is the concept in any form, `+name` only said plainly, `-name` only denied ("не нужны", "керек емес", "wont need").
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field

from tirek.conduct.engine.cues.readings import CueRule

_WORD = re.compile(r"\w+")
_CLAUSE = re.compile(r"[,;:.!?()\n]|\s[-–—]\s")
Row = tuple[str, ...]  # words in a row; "stem*", and "_" for any one word
_SHORTEST, _LONGEST = 2, 14  # letters of a stem
MOST_HITS = 8  # of one concept that a scene tries
_SUFFIX = re.compile(r"[ыи]?(?:ма|ме|ба|бе|па|пе)(?:[йсдгпуз]|$)")  # Kazakh "not", behind the stem
_BEFORE = {  # language -> words that deny what follows, and how many words they reach
    "ru": (frozenset(("не", "ни", "без", "нет", "никогда", "нечем", "перестал", "перестала")), 2),
    "uk": (frozenset(("не", "ни", "без", "нема", "немае", "николи", "перестав", "перестала")), 2),
    "en": (
        frozenset(
            [
                "not",
                "no",
                "never",
                "dont",
                "doesnt",
                "didnt",
                "wont",
                "cant",
                "cannot",
                "couldnt",
                "wouldnt",
                "isnt",
                "arent",
                "wasnt",
                "havent",
                "hasnt",
                "without",
                "nobody",
                "nothing",
                "aint",
            ]
        ),
        4,
    ),
    "kk": (frozenset(), 0),
}
_BEHIND = frozenset(("емес", "жок", "емеспин", "нет", "болмайды"))  # Kazakh, one or two words behind


@dataclass(frozen=True, slots=True)
class Hit:
    """A concept said in words [first:last] (places in the list of words), at letters [start:end)."""

    first: int
    last: int
    start: int
    end: int
    denied: bool


@dataclass(frozen=True, slots=True)
class Scene:
    """`groups`: of each group one concept, all on different words. `within`: all of them in so many words; 0 means anywhere."""

    rule: CueRule
    groups: tuple[tuple[str, ...], ...]
    within: int = 0
    unless: frozenset[str] = frozenset()
    sign: str = ""
    together: bool = False  # in one sentence


@dataclass(frozen=True, slots=True)
class Told:
    """`raised`: each scene that stands, and where. `explained`: rules, and the sentences in which something explains them."""

    raised: tuple[tuple[CueRule, Hit], ...] = ()
    explained: frozenset[tuple[str, int]] = frozenset()


_Kept = tuple[Row, str, int]  # a row, its concept, and which of its words it is looked up by


@dataclass(slots=True)
class _Index:
    """Rows by their longest word, the rarest in a text: half of them begin with "not", "I" or "me"."""

    exact: dict[str, list[_Kept]] = field(default_factory=dict)
    stems: dict[str, list[_Kept]] = field(default_factory=dict)
    lengths: dict[str, tuple[int, ...]] = field(default_factory=dict)  # by its first two letters, how long the stems are

    def add(self, concept: str, row: Row) -> None:
        anchor = max(range(len(row)), key=lambda place: len(row[place].strip("*_")))
        word = row[anchor]
        shelf, key = (self.stems, word[:-1]) if word.endswith("*") else (self.exact, word)
        shelf.setdefault(key, []).append((row, concept, anchor))
        if shelf is self.stems:
            begun = key[:_SHORTEST]
            self.lengths[begun] = tuple(sorted({*self.lengths.get(begun, ()), len(key)}))

    def at(self, word: str) -> Iterator[_Kept]:
        yield from self.exact.get(word, ())
        for length in self.lengths.get(word[:_SHORTEST], ()):
            if length <= len(word):
                yield from self.stems.get(word[:length], ())


def row_of(source: str) -> Row:
    """A row of a concept's list, spelled as texts are. Raises ValueError with a sentence."""
    row = tuple(source.split())
    if not row or not row[0].strip("*_") or any(word.endswith("*") and not _SHORTEST < len(word) <= _LONGEST + 1 for word in row):
        raise ValueError(f"the row {source!r}: it begins with a word, and stems have {_SHORTEST}-{_LONGEST} letters.")
    return row


class SceneBook:
    """The concepts of every language, and the scenes in the order in which they are asked."""

    def __init__(
        self, concepts: Mapping[str, Mapping[str, Sequence[Row]]], scenes: Sequence[Scene], explained: Mapping[str, frozenset[str]]
    ) -> None:
        self._scenes = tuple(scenes)
        self._explained = dict(explained)
        self._indexes: dict[str, _Index] = {}
        for language, named in concepts.items():
            index = self._indexes[language] = _Index()
            for concept, rows in named.items():
                for row in rows:
                    index.add(concept, row)

    def found(self, text: str, languages: Sequence[str], known: Iterable[str], sentences: Sequence[tuple[int, int]]) -> Told:
        """The scenes of a plainly spelled message. `known` names what is true besides its words (roles, "minor")."""
        hits = self.hits(text, languages)
        told = frozenset(known)
        raised: list[tuple[CueRule, Hit]] = []
        for scene in self._scenes:
            if not scene.unless.isdisjoint(told):
                continue
            chosen = _chosen(scene, hits, told, sentences)
            if not chosen or _excused(scene.unless, chosen, hits, sentences):
                continue
            if scene.sign:
                hits.setdefault(scene.sign, []).append(_whole(chosen))
            if scene.rule.cue:
                raised.append((scene.rule, _whole(chosen)))
        excused = {
            (rule, _sentence_of(hit, sentences)) for rule, names in self._explained.items() for name in names for hit in hits.get(name, ())
        }
        return Told(tuple(raised), frozenset(excused))

    def hits(self, text: str, languages: Sequence[str]) -> dict[str, list[Hit]]:
        """Where each concept is said."""
        spans = [found.span() for found in _WORD.finditer(text)]
        words = [text[start:end] for start, end in spans]
        hits: dict[str, list[Hit]] = {}
        for language in languages:
            index = self._indexes.get(language)
            if index is None:
                continue
            for anchored, word in enumerate(words):
                for row, concept, anchor in index.at(word):
                    place = anchored - anchor
                    last = place + len(row) - 1
                    if len(hits.get(concept, ())) < MOST_HITS and (len(row) == 1 or _row_stands(row, words, place)):
                        denied = _denied(language, row, words, place, last, spans, text)
                        hits.setdefault(concept, []).append(Hit(place, last, spans[place][0], spans[last][1], denied))
        return hits


def _row_stands(row: Row, words: Sequence[str], place: int) -> bool:
    if place < 0 or place + len(row) > len(words):
        return False
    for wanted, word in zip(row, words[place : place + len(row)], strict=True):
        if wanted != "_" and not (word.startswith(wanted[:-1]) if wanted.endswith("*") else word == wanted):
            return False
    return True


def _denied(language: str, row: Row, words: Sequence[str], first: int, last: int, spans: Sequence[tuple[int, int]], text: str) -> bool:
    if language == "kk":
        rest = words[last][len(row[-1]) - 1 :] if row[-1].endswith("*") else ""
        behind = words[last + 1 : last + 3]
        return bool(_SUFFIX.match(rest)) or (
            not _BEHIND.isdisjoint(behind) and not _CLAUSE.search(text, spans[last][1], _end_of(spans, last + 1))
        )
    denials, reach = _BEFORE[language]
    for back in range(1, reach + 1):
        if first - back < 0 or _CLAUSE.search(text, spans[first - back][1], spans[first - back + 1][0]):
            return False
        if words[first - back] in denials:
            return True
    return False


def _end_of(spans: Sequence[tuple[int, int]], place: int) -> int:
    return spans[min(place, len(spans) - 1)][1]


def _chosen(scene: Scene, hits: Mapping[str, list[Hit]], told: frozenset[str], sentences: Sequence[tuple[int, int]]) -> list[Hit]:
    """Hits on different words, one of each group, or nothing."""
    choices: list[list[Hit]] = []
    for group in scene.groups:
        if not told.isdisjoint(group):
            continue  # true without words
        bearing = [hit for name in group for hit in _bearing(name, hits)]
        if not bearing:
            return []
        choices.append(bearing[: 2 * MOST_HITS])
    choices.sort(key=len)
    return _picked(choices, [], scene, sentences)


def _excused(unless: frozenset[str], chosen: Sequence[Hit], hits: Mapping[str, list[Hit]], sentences: Sequence[tuple[int, int]]) -> bool:
    """An explanation counts in the scene's own sentences only: a doctor who comes tomorrow explains no roof."""
    own = {_sentence_of(hit, sentences) for hit in chosen}
    return any(_sentence_of(hit, sentences) in own for name in unless for hit in hits.get(name, ()))


def _sentence_of(hit: Hit, sentences: Sequence[tuple[int, int]]) -> int:
    return next((number for number, (_, end) in enumerate(sentences) if hit.start < end), 0)


def _bearing(name: str, hits: Mapping[str, list[Hit]]) -> list[Hit]:
    if name[0] == "+":
        return [hit for hit in hits.get(name[1:], ()) if not hit.denied]
    if name[0] == "-":
        return [hit for hit in hits.get(name[1:], ()) if hit.denied]
    return hits.get(name, [])


def _picked(choices: Sequence[list[Hit]], chosen: list[Hit], scene: Scene, sentences: Sequence[tuple[int, int]]) -> list[Hit]:
    if len(chosen) == len(choices):
        return chosen
    for hit in choices[len(chosen)]:
        row = [*chosen, hit]
        if any(hit.first <= other.last and other.first <= hit.last for other in chosen):
            continue
        if scene.within and max(each.last for each in row) - min(each.first for each in row) > scene.within:
            continue
        if scene.together and not any(
            start <= min(each.start for each in row) and max(each.end for each in row) <= end for start, end in sentences
        ):
            continue
        whole = _picked(choices, row, scene, sentences)
        if whole:
            return whole
    return []


def _whole(chosen: Sequence[Hit]) -> Hit:
    first, last = min(chosen, key=lambda hit: hit.start), max(chosen, key=lambda hit: hit.end)
    return Hit(first.first, last.last, first.start, last.end, denied=False)
