r"""The phrase language of rules, compiled to one regular expression per phrase.

`word` exact · `stem*` prefix · `a|b` alternatives of one token · `(x y|z)` group · `x?` optional · `..N` a gap of at most N
words · `\d+` a number · `re:` a raw expression. Tokens are joined by spaces, commas, quotes and dashes. A phrase is folded
like a draft before it is compiled. No expression can backtrack across words: every repeat is possessive or small.
"""

from __future__ import annotations

import re
from collections.abc import Iterable
from dataclasses import dataclass
from functools import cache, cached_property

from tirek.conduct.engine.expressions import certain_literals
from tirek.conduct.engine.folding import fold_words

SHORTEST_STEM = 4
SHORTEST_GATE = 3

_SEPARATOR = r"[ \t,\"'()+\-]{1,4}"
_SKIPPED_WORD = r"[\w'@#№%]++(?:[-.:][\w']++)*+"
_TAIL = r"\w*+(?:['\-]\w++){0,2}+"
_WORDS = re.compile(r"\w+")
_AFTER_ONE = frozenset("|)")
_NOTHING: frozenset[str] = frozenset()
_ESCAPES = re.compile(r"(\\.)", re.DOTALL)
_TOKENS = re.compile(r"\.\.\d+|\\d\+|[()|?]|[^\s()|?]+")


class PhraseError(ValueError):
    """A phrase that cannot be used; the sentence says why."""


@dataclass(frozen=True, slots=True)
class Said:
    """A folded text, and its words with one space around each: so that a whole word can be looked for as a piece of text."""

    text: str
    words: str

    @classmethod
    def of(cls, text: str) -> Said:
        return cls(text, f" {' '.join(_WORDS.findall(text))} ")


@dataclass(frozen=True)
class Phrase:
    """`gates`: one of these literals stands in every text the phrase matches; empty means that nothing is certain.

    `needs`: of each of these sets one stands among its words (" word ", " stem"). The expression is compiled when a text has
    them all, which most never meet: thousands of phrases cost neither seconds at the start nor memory after it.
    """

    source: str
    expression: str
    gates: tuple[str, ...]
    needs: tuple[tuple[str, ...], ...] = ()

    @cached_property
    def pattern(self) -> re.Pattern[str]:
        return re.compile(self.expression)

    @property
    def rarest(self) -> tuple[str, ...]:
        """Of `needs` the set that fewest texts have."""
        return max(self.needs, key=_rarity, default=())

    def may_stand_in(self, said: Said) -> bool:
        """False if the text lacks a word without which this phrase cannot match. Quicker than the expression by far."""
        words = said.words
        for literals in self.needs:
            for literal in literals:
                if literal in words:
                    break
            else:
                return False
        return not self.gates or bool(self.needs) or any(gate in said.text for gate in self.gates)

    def stands_in(self, said: Said) -> bool:
        return self.may_stand_in(said) and self.pattern.search(said.text) is not None


@dataclass(frozen=True, slots=True)
class _Part:
    """A piece of a phrase: its expression, one of whose `literals` it always holds, and whether it may be absent."""

    pattern: str
    literals: frozenset[str]
    optional: bool = False
    gap: bool = False
    needs: tuple[frozenset[str], ...] = ()  # the same of each certain word inside


def compile_phrase(source: str, *, at_end: int | None = None, capturing: bool = False) -> Phrase:
    """Compile one phrase. `at_end=N`: it must stand at most N words before the end of the text searched.

    Raises PhraseError with a sentence.
    """
    if source.startswith("re:"):
        return _raw(source)
    parser = _Parser(source, capturing=capturing)
    part = parser.alternatives(closing=False)
    ending = rf"(?:{_SEPARATOR}{_SKIPPED_WORD}){{0,{at_end}}}+[ \t,\"'()\-]*+\Z" if at_end is not None else ""
    needs = part.needs or ((part.literals,) if part.literals else ())
    edged = tuple(tuple(sorted(map(_edged, each))) for each in needs)
    return Phrase(source, rf"(?<!\w){part.pattern}(?!\w){ending}", _gates(needs), edged)


@cache  # of words of packs, never of drafts
def _edged(literal: str) -> str:
    """A word as it stands in `Said.words`; a stem is open at its end."""
    words = " ".join(_WORDS.findall(literal))
    return f" {words}" if literal.endswith("*") else f" {words} "


def _rarity(literals: tuple[str, ...]) -> tuple[int, int]:
    return min(map(len, literals)), -len(literals)


def _gates(needs: tuple[frozenset[str], ...]) -> tuple[str, ...]:
    """Of the words without which nothing matches, those that are rarest in a text: the set whose shortest is longest."""
    bare = [frozenset(literal.rstrip("*") for literal in each) for each in needs]
    long = [each for each in bare if min(map(len, each)) >= SHORTEST_GATE]
    return tuple(sorted(max(long, key=_strength))) if long else ()


def _raw(source: str) -> Phrase:
    # An escape keeps its letter: \\S folded would be \\s.
    expression = "".join(part if part.startswith("\\") else fold_words(part) for part in _ESCAPES.split(source[3:]))
    try:
        literals = certain_literals(expression)
    except re.error as trouble:
        raise PhraseError(f"phrase {source!r}: {trouble}") from trouble
    long = tuple(literal for literal in literals if len(literal) >= SHORTEST_GATE)
    gates = long if len(long) == len(literals) else ()
    return Phrase(source, expression, gates)


class _Parser:
    def __init__(self, source: str, *, capturing: bool) -> None:
        self.source = source
        self.tokens: list[str] = [*_TOKENS.findall(fold_words(source)), ""]
        self.place = 0
        self.group = "(" if capturing else "(?:"

    def peek(self) -> str:
        return self.tokens[self.place]

    def take(self) -> str:
        token = self.tokens[self.place]
        self.place += bool(token)
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
        first = self.token(inside=inside)
        if inside and self.peek() in _AFTER_ONE and not first.optional and not first.gap:
            return first  # nine branches of ten are one word
        parts = [first]
        while self.peek() and self.peek() != ")" and not (inside and self.peek() == "|"):
            parts.append(self.token(inside=inside))
        if all(part.gap or part.optional for part in parts):
            raise self.refuse("it has no word that must stand there.")
        if parts[0].gap or parts[-1].gap:
            raise self.refuse("a gap must stand between words.")
        while len(parts) > 2 and parts[-1].optional and parts[-2].gap:
            parts = parts[:-2]  # "word ..2 more?" says no more than "word"
        return _join(parts)

    def token(self, *, inside: bool) -> _Part:
        part = self.single()
        if not inside and self.peek() == "|":
            parts = [part]
            while self.peek() == "|":
                self.take()
                parts.append(self.single())
            part = _either(parts, "(?:")
        if self.peek() == "?":
            self.take()
            return _Part(part.pattern, _NOTHING, optional=True)
        return part

    def single(self) -> _Part:
        token = self.take()
        if token == "(":
            return self.alternatives(closing=True)
        if not token or token in "|?)":
            raise self.refuse("a word is missing.")
        if token.endswith("*") and len(token) <= SHORTEST_STEM:
            raise self.refuse(f"the stem {token[:-1]!r} is under {SHORTEST_STEM} letters and would match other words.")
        return _word(token)


@cache
def _word(token: str) -> _Part:
    if token.startswith(".."):
        return _Part(rf"(?:{_SKIPPED_WORD}{_SEPARATOR}){{0,{int(token[2:])}}}", _NOTHING, gap=True)
    if token == r"\d+":
        return _Part(r"\d++", _NOTHING)
    if token.endswith("*"):
        return _Part(re.escape(token[:-1]) + _TAIL, frozenset({token}))
    return _Part(re.escape(token), frozenset({token}) if _WORDS.search(token) else _NOTHING)


def _either(branches: list[_Part], group: str) -> _Part:
    if len(branches) == 1 and group == "(?:":
        return branches[0]
    # A branch must end at the edge of a word, else "да|дам" would stop inside "дам".
    body = "|".join(rf"{branch.pattern}(?!\w)" for branch in branches)
    certain = all(branch.literals for branch in branches)
    literals = frozenset().union(*(branch.literals for branch in branches)) if certain else _NOTHING
    return _Part(f"{group}{body})", literals, needs=branches[0].needs if len(branches) == 1 else ())


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
    certain = [part for part in parts if part.literals and not part.optional and not part.gap]
    needs = tuple(each for part in certain for each in (part.needs or (part.literals,)))
    return _Part(pattern, max(needs, key=_strength, default=_NOTHING), needs=needs)


def _strength(literals: Iterable[str]) -> tuple[int, int]:
    """A word is rarer the longer it is; of a choice of words the shortest counts."""
    lengths = [len(literal) for literal in literals]
    return min(lengths), -len(lengths)
