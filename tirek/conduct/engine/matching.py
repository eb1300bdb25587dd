"""Finds the phrases of one language in one sentence: Aho-Corasick says which may stand there, a regular expression which do."""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass

import ahocorasick

from tirek.conduct.engine.findings import LANGUAGES
from tirek.conduct.engine.phrases import Phrase, Said
from tirek.conduct.engine.rule import ANY, Local, Packs, Rule, Wording

_BUT = re.compile(r"(?<!\w)(?:но|однако|зато|але|проте|однак|бирак|алайда|but|however)(?!\w)")
# "Do not worry, you will surely get it": a denial reaches to the end of its own clause only.
_CLAUSE_EDGE = re.compile(rf"[,;:]|{_BUT.pattern}")


@dataclass(frozen=True, slots=True)
class Match:
    """A phrase of a rule at [start:end) of a folded sentence. `groups`: where its capturing groups stand."""

    rule: Rule
    start: int
    end: int
    put: str | None
    groups: tuple[tuple[int, int], ...]


@dataclass(frozen=True, slots=True)
class _Entry:
    rule: Rule
    local: Local
    wording: Wording


# Cyrillic packs read each other's sentences, so they know each other's words for telling.
_TELLING = {"en": ("en",), ANY: LANGUAGES}
_EXPLAINED = re.compile(r"[\"')]*+ ?(?:\(|-(?= )|= ?)")


class Matcher:
    """The phrases of one language, or those of any. `find` and `find_all_ways` must agree; the second is for tests."""

    def __init__(self, packs: Packs, language: str) -> None:
        telling = _TELLING.get(language, ("kk", "uk", "ru"))
        self._frames = {kind: tuple(phrase for each in telling for phrase in lists.get(each, ())) for kind, lists in packs.frames.items()}
        self._entries = [
            _Entry(rule, rule.said_in(language), wording)
            for rule in packs.rules.values()
            if "one_line_close" not in rule.detectors  # its phrases are asked of the whole draft
            for wording in rule.said_in(language).wordings
        ]
        gates = [_gates(entry.wording.phrase) for entry in self._entries]
        self._ungated = [number for number, (words, raw) in enumerate(gates) if not words and not raw]
        self._words = _automaton([words for words, _ in gates])
        self._raw = _automaton([raw for _, raw in gates])

    @property
    def ungated(self) -> tuple[str, ...]:
        """Phrases tried on every sentence: they are what a check costs."""
        return tuple(self._entries[number].wording.phrase.source for number in self._ungated)

    def __len__(self) -> int:
        return len(self._entries)

    def find(self, sentence: str) -> list[Match]:
        said = Said.of(sentence)
        numbers = set(self._ungated)
        for automaton, text in ((self._words, said.words), (self._raw, sentence)):
            if automaton is not None:
                for _, entries in automaton.iter(text):
                    numbers.update(entries)
        likely = [number for number in sorted(numbers) if self._entries[number].wording.phrase.may_stand_in(said)]
        return self._verified(said, likely) if likely else []

    def find_all_ways(self, sentence: str) -> list[Match]:
        """Every phrase tried, without the gate."""
        return self._verified(Said.of(sentence), range(len(self._entries)))

    def _verified(self, said: Said, numbers: Sequence[int]) -> list[Match]:
        matches: list[Match] = []
        around = _Around(said, self._frames)
        for number in numbers:
            entry = self._entries[number]
            for found in entry.wording.phrase.pattern.finditer(said.text):
                if found.end() > found.start() and not around.excuse(entry.rule, entry.local, found.start(), found.end()):
                    spans = tuple(found.span(group + 1) for group in range(len(found.groups())))
                    matches.append(Match(entry.rule, found.start(), found.end(), entry.wording.replacement, spans))
        return matches


class _Around:
    """What the words around say of a phrase in this sentence; each question is answered once."""

    def __init__(self, said: Said, frames: Mapping[str, tuple[Phrase, ...]]) -> None:
        self._said = said
        self._sentence = said.text
        self._frames = frames
        self._excused: dict[str, bool] = {}
        self._told: list[tuple[int, int]] | None = None
        self._framed: dict[str, bool] = {}

    def excuse(self, rule: Rule, local: Local, start: int, end: int) -> bool:
        if rule.id not in self._excused:
            self._excused[rule.id] = _holds_any(local.unless, self._said)
        if self._excused[rule.id] or (
            local.not_after and _holds_any(local.not_after, Said.of(_CLAUSE_EDGE.split(self._sentence[:start])[-1]))
        ):
            return True
        if not rule.quotes and self._is_told(start):
            return True
        if any(kind in rule.guards and self._has(kind) for kind in ("permission", "dated")):
            return True
        return "definition" in rule.guards and self._is_explained(start, end)

    def _is_told(self, start: int) -> bool:
        """Told about somebody else's words in the same clause. The words that tell may overlap the phrase ("you write that |
        you yourself …"), so only their beginning must be before."""
        if self._told is None:
            likely = (phrase for phrase in self._frames["reported"] if phrase.may_stand_in(self._said))
            self._told = [found.span() for phrase in likely for found in phrase.pattern.finditer(self._sentence)]
        return any(first < start and not _BUT.search(self._sentence, last, start) for first, last in self._told)

    def _has(self, kind: str) -> bool:
        if kind not in self._framed:
            self._framed[kind] = _holds_any(self._frames[kind], self._said)
        return self._framed[kind]

    def _is_explained(self, start: int, end: int) -> bool:
        """The word is said in plain words beside it: "АСП — это …", "пособие (АСП)"."""
        if _EXPLAINED.match(self._sentence, end) or self._sentence[:start].rstrip(" \"'").endswith("("):
            return True
        behind = Said.of(self._sentence[end : end + 60].lstrip(" -,\"'"))
        return any(phrase.may_stand_in(behind) and phrase.pattern.match(behind.text) for phrase in self._frames["definition"])


def _gates(phrase: Phrase) -> tuple[tuple[str, ...], tuple[str, ...]]:
    """What to look for among the words, or, for a raw expression, in the text itself."""
    return (phrase.rarest, ()) if phrase.needs else ((), phrase.gates)


def _automaton(gates: list[tuple[str, ...]]) -> ahocorasick.Automaton | None:
    numbers: dict[str, list[int]] = {}
    for number, literals in enumerate(gates):
        for literal in literals:
            numbers.setdefault(literal, []).append(number)
    if not numbers:
        return None
    automaton = ahocorasick.Automaton()
    for literal, entries in numbers.items():
        automaton.add_word(literal, tuple(entries))
    automaton.make_automaton()
    return automaton


def _holds_any(phrases: tuple[Phrase, ...], said: Said) -> bool:
    return any(phrase.stands_in(said) for phrase in phrases)
