"""The phrases of cue packs: named classes written out, spelled as a text is, compiled, with short stems where they are safe."""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping

from tirek.conduct.engine.cues.spelling import plain_words
from tirek.conduct.engine.phrases import SHORTEST_GATE, Phrase, compile_phrase

_SHORT_STEM = re.compile(r"(?<![\w'\\])(\w{2,3})\*")
_MARK = "ъъъ"  # stands for the rest of a short stem while a phrase is compiled; no word has it
_CLASS = re.compile(r"<([a-z_]+)>")


class CuePackError(ValueError):
    """A cue pack cannot be used; the sentence names the file and what to change."""


def phrases_of(sources: Iterable[str], words: Mapping[str, str], at_end: int | None = None) -> list[Phrase]:
    found = [_compiled(_spelled(source, words), at_end) for source in sources]
    twice = {phrase.source for phrase in found if [other.source for other in found].count(phrase.source) > 1}
    if twice:
        raise CuePackError(f"the phrase {min(twice)!r} stands twice.")
    return found


def _compiled(source: str, at_end: int | None) -> Phrase:
    """A phrase in which Kazakh verbs of two and three letters may be stems too: they never stand alone in a cue phrase."""
    marked = _SHORT_STEM.sub(rf"\1{_MARK}", source)
    phrase = compile_phrase(marked, at_end=at_end)
    if marked == source:
        return phrase
    gates = tuple(gate.replace(_MARK, "") for gate in phrase.gates)
    return Phrase(
        source,
        phrase.expression.replace(_MARK, r"\w*+"),
        gates if all(len(gate) >= SHORTEST_GATE for gate in gates) else (),
        tuple(tuple(word.replace(f"{_MARK} ", "") for word in words) for words in phrase.needs),
    )


def expressions_behind(sources: Iterable[str], words: Mapping[str, str]) -> list[re.Pattern[str]]:
    """Expressions to try where a match ends."""
    return [re.compile(r"[ \t,\"'()\-]{0,4}" + phrase.expression) for phrase in phrases_of(sources, words)]


def _spelled(source: str, words: Mapping[str, str]) -> str:
    """A phrase with its classes written out, spelled as a text is."""
    if not isinstance(source, str):
        raise CuePackError(f"the phrase {source!r} is not text; put it in quotes.")
    for _ in range(4):
        if not _CLASS.search(source):
            break
        source = _CLASS.sub(lambda named: f"({_class(named[1], words)})", source)
    return plain_words(source)


def _class(name: str, words: Mapping[str, str]) -> str:
    if name not in words:
        raise CuePackError(f"the class <{name}> is not known.")
    return words[name]
