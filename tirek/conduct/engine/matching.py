"""Finds the phrases of one language in one sentence: Aho-Corasick says which may stand there, a regular expression which do."""

from __future__ import annotations

import re
from dataclasses import dataclass

import ahocorasick

from tirek.conduct.engine.packs import Local, Packs, Rule, Wording
from tirek.conduct.engine.phrases import Phrase

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


class Matcher:
    """The phrases of one language. `find` and `find_all_ways` must agree; the second is for tests."""

    def __init__(self, packs: Packs, language: str) -> None:
        # Cyrillic packs read each other's sentences, so they know each other's words for telling.
        telling = ("en",) if language == "en" else ("kk", "uk", "ru")
        self._reported = tuple(phrase for each in telling for phrase in packs.reported.get(each, ()))
        self._entries = [
            _Entry(rule, rule.local[language], wording) for rule in packs.rules.values() for wording in rule.local[language].wordings
        ]
        self._ungated = [number for number, entry in enumerate(self._entries) if not entry.wording.phrase.gates]
        self._gate = _automaton(self._entries)

    def find(self, sentence: str) -> list[Match]:
        numbers = set(self._ungated)
        if self._gate is not None:
            for _, entries in self._gate.iter(sentence):
                numbers.update(entries)
        return self._verified(sentence, sorted(numbers))

    def find_all_ways(self, sentence: str) -> list[Match]:
        """Every phrase tried, without the gate."""
        return self._verified(sentence, range(len(self._entries)))

    def _verified(self, sentence: str, numbers: list[int] | range) -> list[Match]:
        matches: list[Match] = []
        excused: dict[str, bool] = {}
        for number in numbers:
            entry = self._entries[number]
            for found in entry.wording.phrase.pattern.finditer(sentence):
                if entry.rule.id not in excused:
                    excused[entry.rule.id] = _holds_any(entry.local.unless, sentence)
                if not excused[entry.rule.id] and not self._is_someone_elses(entry, sentence, found.start()):
                    spans = tuple(found.span(group + 1) for group in range(len(found.groups())))
                    matches.append(Match(entry.rule, found.start(), found.end(), entry.wording.replacement, spans))
        return matches

    def _is_someone_elses(self, entry: _Entry, sentence: str, start: int) -> bool:
        """Denied just before, or told about somebody else's words in the same clause."""
        before = sentence[:start]
        clause = _CLAUSE_EDGE.split(before)[-1]
        if _holds_any(entry.local.not_after, clause):
            return True
        if entry.rule.quotes:
            return False
        # The words that tell may overlap the phrase ("you write that | you yourself …"), so only their beginning must be before.
        told = [found for phrase in self._reported for found in phrase.pattern.finditer(sentence) if found.start() < start]
        return any(not _BUT.search(sentence, found.end(), start) for found in told)


def _automaton(entries: list[_Entry]) -> ahocorasick.Automaton | None:
    gates: dict[str, set[int]] = {}
    for number, entry in enumerate(entries):
        for gate in entry.wording.phrase.gates:
            gates.setdefault(gate, set()).add(number)
    if not gates:
        return None
    automaton = ahocorasick.Automaton()
    for gate, numbers in gates.items():
        automaton.add_word(gate, tuple(numbers))
    automaton.make_automaton()
    return automaton


def _holds_any(phrases: tuple[Phrase, ...], text: str) -> bool:
    return any(phrase.pattern.search(text) for phrase in phrases)
