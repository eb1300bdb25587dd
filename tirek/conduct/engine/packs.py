"""Rule packs: YAML that people read and review, checked line by line before it may judge anybody's words.

The shape of a rule is in docs of the room: id, family, principle, grade, texts of the card in four languages, phrases per
language, sentences that must fire it (`bad`) and must not (`good`), source, owner, reviewed.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

import yaml

from tirek.conduct.engine.findings import LANGUAGES, Grade
from tirek.conduct.engine.phrases import Phrase, PhraseError, compile_phrase

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

_RULE_KEYS = {"id", "family", "principle", "grade", "version", "title", "why", "suggest", "detectors", "unless", "not_after", "quotes"}
_RULE_KEYS |= {"lang", "source", "owner", "since", "reviewed"}
_LANGUAGE_KEYS = {"phrases", "with_contact", "unless", "not_after", "bad", "good"}
_EXAMPLE_KEYS = {"text", "names", "client_words", "country", "service_contacts"}


class PackError(ValueError):
    """A rule pack cannot be used; the sentence names the file, the rule and what to change."""


@dataclass(frozen=True, slots=True)
class Example:
    """A sentence of a pack and what the thread knew when it was written."""

    text: str
    names: tuple[str, ...] = ()
    client_words: tuple[str, ...] = ()
    service_contacts: tuple[str, ...] = ()
    country: str = "kz"


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
    unless: tuple[Phrase, ...] = ()
    not_after: tuple[Phrase, ...] = ()
    bad: tuple[Example, ...] = ()
    good: tuple[Example, ...] = ()


@dataclass(frozen=True, slots=True)
class Rule:
    id: str
    family: str
    principle: str
    grade: Grade
    version: int
    title: Mapping[str, str]
    why: Mapping[str, str]
    suggest: Mapping[str, str]
    detectors: frozenset[str]
    quotes: bool  # True: words in quotation marks count too
    local: Mapping[str, Local] = field(repr=False)


@dataclass(frozen=True, slots=True)
class Packs:
    """Every rule by id, and per language the phrases that say that somebody else is being quoted."""

    rules: Mapping[str, Rule]
    reported: Mapping[str, tuple[Phrase, ...]]

    def with_detector(self, name: str) -> Rule | None:
        return next((rule for rule in self.rules.values() if name in rule.detectors), None)


def load(folders: Iterable[Path]) -> Packs:
    """Read every *.yaml of the folders. Raises PackError at the first thing that is wrong."""
    rules: dict[str, Rule] = {}
    reported: dict[str, tuple[Phrase, ...]] = {}
    for path in sorted(path for folder in folders for path in folder.glob("*.yaml")):
        content = _content(path)
        for entry in content.get("rules", []):
            rule = _in_file(path, _rule, entry)
            if rule.id in rules:
                raise PackError(f"{path.name}: the rule {rule.id} is already in another place; ids are never reused.")
            rules[rule.id] = rule
        for language, phrases in content.get("reported", {}).items():
            reported[language] = reported.get(language, ()) + _in_file(path, _phrases, phrases)
    return Packs(rules, reported)


def _content(path: Path) -> dict[str, Any]:
    try:
        # The C loader, where PyYAML has it, reads the packs ten times quicker.
        content = yaml.load(path.read_text(encoding="utf-8"), Loader=getattr(yaml, "CSafeLoader", yaml.SafeLoader))
    except (OSError, UnicodeDecodeError, yaml.YAMLError) as trouble:
        raise PackError(f"{path.name}: {trouble}") from trouble
    if not isinstance(content, dict):
        raise PackError(f"{path.name}: a pack is a mapping with `rules:` or `reported:`.")
    _only(content, {"version", "rules", "reported"}, path.name)
    return content


def _in_file(path: Path, read: Any, entry: Any) -> Any:
    try:
        return read(entry)
    except (PackError, PhraseError) as trouble:
        name = entry.get("id", "?") if isinstance(entry, dict) else "reported"
        raise PackError(f"{path.name}: {name}: {trouble}") from trouble


def _only(entry: Mapping[str, Any], known: set[str], where: str) -> None:
    unknown = sorted(set(entry) - known)
    if unknown:
        raise PackError(f"{where}: unknown key {unknown[0]!r}; known are {', '.join(sorted(known))}.")


def _rule(entry: dict[str, Any]) -> Rule:
    _only(entry, _RULE_KEYS, "rule")
    missing = sorted({"id", "family", "principle", "grade", "title", "why", "suggest", "lang", "source", "owner", "reviewed"} - set(entry))
    if missing:
        raise PackError(f"{missing[0]!r} is missing.")
    if entry["principle"] not in PRINCIPLES:
        raise PackError(f"principle {entry['principle']!r} is not one of {', '.join(PRINCIPLES)}.")
    if entry["grade"].upper() not in Grade.__members__:
        raise PackError(f"grade {entry['grade']!r} is not one of hint, nudge, strong, hard.")
    _four(entry["reviewed"], "reviewed")
    common = {key: entry.get(key, []) for key in ("unless", "not_after")}
    return Rule(
        id=entry["id"],
        family=entry["family"],
        principle=entry["principle"],
        grade=Grade[entry["grade"].upper()],
        version=int(entry.get("version", 1)),
        title=_four(entry["title"], "title"),
        why=_four(entry["why"], "why"),
        suggest=_four(entry["suggest"], "suggest"),
        detectors=frozenset(entry.get("detectors", [])),
        quotes=bool(entry.get("quotes", False)),
        local={language: _local(_four(entry["lang"], "lang")[language], common) for language in LANGUAGES},
    )


def _four(words: Any, what: str) -> Mapping[str, Any]:
    missing = [language for language in LANGUAGES if not isinstance(words, dict) or not words.get(language)]
    if missing:
        raise PackError(f"{what} is missing in {', '.join(missing)}.")
    _only(words, set(LANGUAGES), what)
    return dict(words)


def _local(entry: dict[str, Any], common: dict[str, list[str]]) -> Local:
    _only(entry, _LANGUAGE_KEYS, "lang")
    for key in ("bad", "good"):
        if not entry.get(key):
            raise PackError(f"{key!r} has no sentence; a rule without examples cannot be trusted.")
    return Local(
        wordings=_wordings(entry.get("phrases", [])),
        with_contact=_phrases(entry.get("with_contact", [])),
        unless=_phrases([*common["unless"], *entry.get("unless", [])]),
        not_after=tuple(compile_phrase(source, at_end=3) for source in _once([*common["not_after"], *entry.get("not_after", [])])),
        bad=tuple(_example(example) for example in entry["bad"]),
        good=tuple(_example(example) for example in entry["good"]),
    )


def _phrases(sources: list[str]) -> tuple[Phrase, ...]:
    return tuple(compile_phrase(source) for source in _once(sources))


def _wordings(entries: list[str | dict[str, str]]) -> tuple[Wording, ...]:
    found = [_find_and_put(entry) for entry in entries]
    _once([find for find, _ in found])
    return tuple(Wording(compile_phrase(find, capturing=put is not None), put) for find, put in found)


def _find_and_put(entry: Any) -> tuple[str, str | None]:
    if not isinstance(entry, dict):
        return entry, None
    _only(entry, {"find", "put"}, "phrase")
    if set(entry) != {"find", "put"}:
        raise PackError(f"the phrase {entry} needs both find and put.")
    return entry["find"], entry["put"]


def _once(sources: list[str]) -> list[str]:
    seen: set[str] = set()
    for source in sources:
        if not isinstance(source, str):
            raise PackError(f"the phrase {source!r} is not text; put it in quotes.")
        if source in seen:
            raise PackError(f"the phrase {source!r} stands twice.")
        seen.add(source)
    return sources


def _example(entry: str | dict[str, Any]) -> Example:
    if isinstance(entry, str):
        return Example(entry)
    _only(entry, _EXAMPLE_KEYS, "example")
    lists = {key: tuple(entry.get(key, ())) for key in ("names", "client_words", "service_contacts")}
    return Example(text=entry["text"], country=entry.get("country", "kz"), **lists)
