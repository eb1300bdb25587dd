"""Finds the cue phrases of one language in one sentence, and asks the words around whether the match holds."""

from __future__ import annotations

import re
from dataclasses import dataclass

import ahocorasick

from tirek.conduct.engine.cues.packs import CuePacks, Entry
from tirek.conduct.engine.cues.readings import CueRule
from tirek.conduct.engine.phrases import Phrase, Said

_CLAUSE_EDGE = re.compile(
    r"[,;:.!?]| - |(?<!\w)(?:но|однако|зато|хотя|але|проте|однак|хоча|бирак|алайда|but|however|though|because|потому|бо)(?!\w)"
)
_WORD = re.compile(r"[\w']+")
_BEHIND = re.compile(r"\)? ?(\(?)([^)]*)")


@dataclass(frozen=True, slots=True)
class CueMatch:
    """A phrase of a rule at [start:end) of a sentence."""

    rule: CueRule
    start: int
    end: int


class CueMatcher:
    """The phrases of one language behind an Aho-Corasick gate. `find` and `find_all_ways` must agree; the second is for tests."""

    def __init__(self, packs: CuePacks, language: str) -> None:
        self._entries = packs.entries[language]
        self._denials = packs.denials[language]
        self._own = [_own_denials(entry.phrase.source, self._denials.words) for entry in self._entries]
        self._ungated = [number for number, entry in enumerate(self._entries) if not entry.phrase.gates]
        self._gate = _automaton(self._entries)

    def find(self, sentence: str) -> list[CueMatch]:
        numbers = set(self._ungated)
        if self._gate is not None:
            for _, entries in self._gate.iter(sentence):
                numbers.update(entries)
        return self._verified(sentence, sorted(numbers))

    def find_all_ways(self, sentence: str) -> list[CueMatch]:
        """Every phrase tried, without the gate."""
        return self._verified(sentence, list(range(len(self._entries))))

    def _verified(self, sentence: str, numbers: list[int]) -> list[CueMatch]:
        matches: list[CueMatch] = []
        said = Said.of(sentence)
        for number in numbers:
            entry = self._entries[number]
            if not entry.phrase.may_stand_in(said):
                continue
            for found in entry.phrase.pattern.finditer(sentence):
                if not self._taken_back(number, entry, sentence, *found.span()):
                    matches.append(CueMatch(entry.rule, *found.span()))
        return matches

    def _taken_back(self, number: int, entry: Entry, sentence: str, start: int, end: int) -> bool:
        if any(pattern.match(sentence, end) for pattern in entry.not_before) or _holds_any(entry.unless, sentence):
            return True
        if not (entry.rule.cue or entry.rule.sign):
            return False
        clause = _CLAUSE_EDGE.split(sentence[:start])[-1]
        return (
            _holds_any(entry.not_after, clause)
            or self._denied(number, sentence, start, end, clause)
            or any(pattern.match(sentence, end) for pattern in self._denials.behind)
        )

    def _denied(self, number: int, sentence: str, start: int, end: int, clause: str) -> bool:
        """A denial in the clause before, a "not that …" before, or a denial among the skipped words of the match itself."""
        if _holds_any(self._denials.before, clause) or _holds_any(self._denials.that, sentence[:start]):
            return True
        words = _WORD.findall(sentence, start, end)
        own = self._own[number]
        return any(
            word in self._denials.words and not any(behind.startswith(begun) for begun in own)
            for word, behind in zip(words, [*words[1:], ""], strict=True)
        )


def _own_denials(source: str, denials: frozenset[str]) -> tuple[str, ...]:
    """How the words begin that stand behind a denial in the phrase itself: "" where any may."""
    if denials.isdisjoint(_WORD.findall(source)):
        return ()
    begun: list[str] = []
    for word in _WORD.finditer(source):
        if word.group() in denials:
            bracket, rest = _BEHIND.match(source, word.end()).groups()  # type: ignore[union-attr]  # it always matches
            begun += [_first_word(choice) for choice in (rest.split("|") if bracket else [rest])]
    return tuple(begun)


def _first_word(choice: str) -> str:
    """ "" where a gap or the end leaves any word."""
    word = (choice.split() or [""])[0].split("|")[0].strip("*?()")
    return "" if word.startswith("..") else word


def _automaton(entries: list[Entry]) -> ahocorasick.Automaton | None:
    gates: dict[str, set[int]] = {}
    for number, entry in enumerate(entries):
        for gate in entry.phrase.gates:
            gates.setdefault(gate, set()).add(number)
    if not gates:
        return None
    automaton = ahocorasick.Automaton()
    for gate, numbers in gates.items():
        automaton.add_word(gate, tuple(numbers))
    automaton.make_automaton()
    return automaton


def _holds_any(phrases: tuple[Phrase, ...], text: str) -> bool:
    said = Said.of(text)
    return any(phrase.stands_in(said) for phrase in phrases)
