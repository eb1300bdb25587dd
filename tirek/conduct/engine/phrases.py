r"""The phrase language of rules, compiled to one regular expression per phrase.

`word` exact · `stem*` prefix · `a|b` alternatives of one token · `(x y|z)` group · `x?` optional · `..N` a gap of at most N
words · `\d+` a number · `re:` a raw expression. Tokens are joined by spaces, commas, quotes and dashes. A phrase is folded
like a draft before it is compiled. No expression can backtrack across words: every repeat is possessive or small.
"""

from __future__ import annotations

import re
from dataclasses import dataclass

from tirek.conduct.engine.folding import fold_words

SHORTEST_STEM = 4
SHORTEST_GATE = 3

_SEPARATOR = r"[ \t,\"'()+\-]{1,4}"
_SKIPPED_WORD = r"[\w'@#№%]++(?:[-.:][\w']++)*+"
_TAIL = r"\w*+(?:['\-]\w++){0,2}+"
_TOKENS = re.compile(r"\.\.\d+|\\d\+|[()|?]|[^\s()|?]+")


class PhraseError(ValueError):
    """A phrase that cannot be used; the sentence says why."""


@dataclass(frozen=True, slots=True)
class Phrase:
    """`gates`: one of these literals stands in every text the phrase matches; empty means that nothing is certain."""

    source: str
    pattern: re.Pattern[str]
    gates: frozenset[str]


@dataclass(frozen=True, slots=True)
class _Part:
    """A piece of a phrase: its expression, its certain literals, and whether it may be absent."""

    pattern: str
    gates: frozenset[str]
    optional: bool = False
    gap: bool = False


def compile_phrase(source: str, *, at_end: int | None = None, capturing: bool = False) -> Phrase:
    """Compile one phrase. `at_end=N`: it must stand at most N words before the end of the text searched.

    Raises PhraseError with a sentence.
    """
    if source.startswith("re:"):
        return _raw(source)
    parser = _Parser(source, capturing=capturing)
    part = parser.alternatives(closing=False)
    ending = rf"(?:{_SEPARATOR}{_SKIPPED_WORD}){{0,{at_end}}}+[ \t,\"'()\-]*+\Z" if at_end is not None else ""
    return Phrase(source, re.compile(rf"(?<!\w){part.pattern}(?!\w){ending}"), part.gates)


def _raw(source: str) -> Phrase:
    try:
        return Phrase(source, re.compile(fold_words(source[3:])), frozenset())
    except re.error as trouble:
        raise PhraseError(f"phrase {source!r}: {trouble}") from trouble


class _Parser:
    def __init__(self, source: str, *, capturing: bool) -> None:
        self.source = source
        self.tokens = _TOKENS.findall(fold_words(source))
        self.place = 0
        self.group = "(" if capturing else "(?:"

    def peek(self) -> str:
        return self.tokens[self.place] if self.place < len(self.tokens) else ""

    def take(self) -> str:
        token = self.peek()
        self.place += 1
        return token

    def refuse(self, reason: str) -> PhraseError:
        return PhraseError(f"phrase {self.source!r}: {reason}")

    def alternatives(self, *, closing: bool) -> _Part:
        """Sequences split by `|` inside brackets; outside brackets `|` binds tighter, to single tokens."""
        branches = [self.sequence(inside=closing)]
        while closing and self.peek() == "|":
            self.take()
            branches.append(self.sequence(inside=True))
        if closing and self.take() != ")":
            raise self.refuse("a bracket is not closed.")
        if not closing and self.peek():
            raise self.refuse(f"{self.peek()!r} stands where no word can.")
        return _either(branches, self.group if closing else "(?:")

    def sequence(self, *, inside: bool) -> _Part:
        parts: list[_Part] = []
        while self.peek() and self.peek() != ")" and not (inside and self.peek() == "|"):
            parts.append(self.token(inside=inside))
        if not [part for part in parts if not part.gap and not part.optional]:
            raise self.refuse("it has no word that must stand there.")
        if parts[0].gap or parts[-1].gap:
            raise self.refuse("a gap must stand between words.")
        return _join(parts)

    def token(self, *, inside: bool) -> _Part:
        part = self.single()
        while not inside and self.peek() == "|":
            self.take()
            part = _either([part, self.single()], "(?:")
        if self.peek() == "?":
            self.take()
            return _Part(part.pattern, frozenset(), optional=True)
        return part

    def single(self) -> _Part:
        token = self.take()
        if token == "(":
            return self.alternatives(closing=True)
        if token.startswith(".."):
            return _Part(rf"(?:{_SKIPPED_WORD}{_SEPARATOR}){{0,{int(token[2:])}}}", frozenset(), gap=True)
        if token == r"\d+":
            return _Part(r"\d++", frozenset())
        if not token or token in "|?)":
            raise self.refuse("a word is missing.")
        if token.endswith("*"):
            return self.stem(token[:-1])
        return _Part(re.escape(token), _gate(token))

    def stem(self, stem: str) -> _Part:
        if len(stem) < SHORTEST_STEM:
            raise self.refuse(f"the stem {stem!r} is under {SHORTEST_STEM} letters and would match other words.")
        return _Part(re.escape(stem) + _TAIL, _gate(stem))


def _gate(literal: str) -> frozenset[str]:
    return frozenset({literal}) if len(literal) >= SHORTEST_GATE else frozenset()


def _either(branches: list[_Part], group: str) -> _Part:
    if len(branches) == 1 and group == "(?:":
        return branches[0]
    certain = all(branch.gates for branch in branches)
    # A branch must end at the edge of a word, else "да|дам" would stop inside "дам".
    body = "|".join(rf"{branch.pattern}(?!\w)" for branch in branches)
    return _Part(f"{group}{body})", frozenset().union(*(branch.gates for branch in branches)) if certain else frozenset())


def _join(parts: list[_Part]) -> _Part:
    """Words in a row. An optional word brings its own separator: before it after a word, behind it at the start or after a gap."""
    pattern, after_word = "", False
    for part in parts:
        if part.gap:
            pattern += (_SEPARATOR if after_word else "") + part.pattern
            after_word = False
        elif part.optional:
            pattern += f"(?:{_SEPARATOR}{part.pattern}(?!\\w))?" if after_word else f"(?:{part.pattern}{_SEPARATOR})?"
        else:
            pattern += (_SEPARATOR if after_word else "") + part.pattern + r"(?!\w)"
            after_word = True
    certain = [part.gates for part in parts if part.gates and not part.optional and not part.gap]
    return _Part(pattern, max(certain, key=_strength, default=frozenset[str]()))


def _strength(gates: frozenset[str]) -> tuple[int, int]:
    return min(len(gate) for gate in gates), -len(gates)
