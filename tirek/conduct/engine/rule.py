"""What a rule is: plain frozen values, as a pack holds them."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any

from tirek.conduct.engine.findings import Grade
from tirek.conduct.engine.phrases import Phrase

ANY = "any"
"""Stands beside the four languages where phrases are matched whatever the language."""

PRINCIPLES: Mapping[str, Mapping[str, str]] = {
    "acceptance": {"kk": "Қабылдау", "uk": "Прийняття", "ru": "Принятие", "en": "Acceptance"},
    "empathy": {"kk": "Эмпатия", "uk": "Емпатія", "ru": "Эмпатия", "en": "Empathy"},
    "self_determination": {
        "kk": "Өз шешімін өзі қабылдауы",
        "uk": "Самовизначення",
        "ru": "Самоопределение",
        "en": "Self-determination",
    },
    "confidentiality": {"kk": "Құпиялылық", "uk": "Конфіденційність", "ru": "Конфиденциальность", "en": "Confidentiality"},
    "informing": {
        "kk": "Клиентті хабардар ету",
        "uk": "Інформування клієнта",
        "ru": "Информирование клиента",
        "en": "Informing the client",
    },
    "responsibility": {
        "kk": "Нәтиже үшін жауапкершілік",
        "uk": "Відповідальність за результат",
        "ru": "Ответственность за результат",
        "en": "Responsibility for results",
    },
    "integrity": {"kk": "Адалдық", "uk": "Доброчесність", "ru": "Добросовестность", "en": "Integrity"},
    "honesty": {
        "kk": "Шынайылық және біліктілік",
        "uk": "Чесність і компетентність",
        "ru": "Честность и компетентность",
        "en": "Honesty and competence",
    },
    "ambiguity": {"kk": "Бір мағыналылық", "uk": "Однозначність", "ru": "Однозначность", "en": "One meaning"},
    "plain_language": {"kk": "Қарапайым тіл", "uk": "Проста мова", "ru": "Простой язык", "en": "Plain language"},
    "boundaries": {"kk": "Электрондық шекара", "uk": "Електронні межі", "ru": "Электронные границы", "en": "E-boundaries"},
    "safety": {"kk": "Қауіпсіздік", "uk": "Безпека", "ru": "Безопасность", "en": "Safety"},
}


class PackError(ValueError):
    """A rule pack cannot be used; the sentence names the file, the rule and what to change."""


@dataclass(frozen=True, slots=True)
class Example:
    """A sentence of a pack and what the thread knew when it was written: fields of `Context` by name."""

    text: str
    known: Mapping[str, Any] = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class Wording:
    """A phrase with what may stand in its place: `{1}` is the first group as it was typed."""

    phrase: Phrase
    replacement: str | None = None


@dataclass(frozen=True, slots=True)
class Local:
    """What a rule says in one language."""

    wordings: tuple[Wording, ...] = ()
    with_contact: tuple[Phrase, ...] = ()
    about: tuple[Phrase, ...] = ()  # for a detector: words that make it ask
    present: tuple[Phrase, ...] = ()  # for a detector: words that show that nothing is missing
    unless: tuple[Phrase, ...] = ()
    not_after: tuple[Phrase, ...] = ()
    bad: tuple[Example, ...] = ()
    good: tuple[Example, ...] = ()


@dataclass(frozen=True, slots=True)
class Rule:
    """One rule. `local` has the four languages, `any` what is matched whatever the language.

    `pack` and `pack_version` say which file it came from.
    """

    id: str
    family: str
    principle: str
    grade: Grade
    version: int
    title: Mapping[str, str]
    why: Mapping[str, str]
    suggest: Mapping[str, str]
    detectors: frozenset[str]
    quotes: bool  # True: words in quotation marks and told words count too
    guards: frozenset[str]  # what words around may silence it, see guards.py
    source: str
    owner: str
    since: str
    reviewed: Mapping[str, str]
    local: Mapping[str, Local] = field(repr=False)
    any: Local = field(default=Local(), repr=False)
    pack: str = ""
    pack_version: int = 1

    def said_in(self, language: str) -> Local:
        return self.any if language == ANY else self.local[language]


@dataclass(frozen=True, slots=True)
class Packs:
    """Every rule by id, and phrases that are nobody's breach: told words, permissions, emergencies, by kind and language."""

    rules: Mapping[str, Rule]
    frames: Mapping[str, Mapping[str, tuple[Phrase, ...]]]

    def with_detector(self, name: str) -> Rule | None:
        return next((rule for rule in self.rules.values() if name in rule.detectors), None)
