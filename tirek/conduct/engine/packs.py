"""Rule packs: YAML that people read and review, checked line by line before it may judge anybody's words.

The shape of a rule is in docs of the room: id, family, principle, grade, texts of the card in four languages, phrases per
language, sentences that must fire it (`bad`) and must not (`good`), source, owner, reviewed.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import fields, replace
from pathlib import Path
from typing import Any

import yaml

from tirek.conduct.engine.findings import LANGUAGES, Context, Grade
from tirek.conduct.engine.folding import fold_words
from tirek.conduct.engine.guards import FRAMES, guards_of, unknown_of
from tirek.conduct.engine.phrases import Phrase, PhraseError, compile_phrase
from tirek.conduct.engine.registry import KNOWN_DETECTORS
from tirek.conduct.engine.rule import PRINCIPLES, Example, Local, PackError, Packs, Rule, Wording

_RULE_KEYS = {"id", "family", "principle", "grade", "version", "title", "why", "suggest", "detectors", "unless", "not_after", "quotes"}
_RULE_KEYS |= {"any", "guards", "lang", "source", "owner", "since", "reviewed"}
_LANGUAGE_KEYS = {"phrases", "with_contact", "about", "present", "unless", "not_after", "bad", "good"}
_SHORT_KEYS = {"names", "client_words", "country", "service_contacts"}
_EXAMPLE_KEYS = _SHORT_KEYS | {"text", "context"}
_CONTEXT = {each.name: each for each in fields(Context)}


def load(folders: Iterable[Path]) -> Packs:
    """Read every *.yaml of the folders. Raises PackError at the first thing that is wrong."""
    rules: dict[str, Rule] = {}
    frames: dict[str, dict[str, tuple[Phrase, ...]]] = {kind: {} for kind in FRAMES}
    for path in sorted(path for folder in folders for path in folder.glob("*.yaml")):
        content = _content(path)
        for entry in content.get("rules") or []:
            rule = replace(_in_file(path, _rule, entry), pack=path.stem, pack_version=int(content.get("version", 1)))
            if rule.id in rules:
                raise PackError(f"{path.name}: the rule {rule.id} is already in another place; ids are never reused.")
            rules[rule.id] = rule
        for kind in FRAMES:
            for language, phrases in (content.get(kind) or {}).items():
                frames[kind][language] = frames[kind].get(language, ()) + _in_file(path, _phrases, phrases)
    return Packs(rules, frames)


def _content(path: Path) -> dict[str, Any]:
    try:
        # The C loader, where PyYAML has it, reads the packs ten times quicker.
        content = yaml.load(path.read_text(encoding="utf-8"), Loader=getattr(yaml, "CSafeLoader", yaml.SafeLoader))
    except (OSError, UnicodeDecodeError, yaml.YAMLError) as trouble:
        raise PackError(f"{path.name}: {trouble}") from trouble
    if not isinstance(content, dict):
        raise PackError(f"{path.name}: a pack is a mapping with `rules:` or `reported:`.")
    _only(content, {"version", "rules", *FRAMES}, path.name)
    return content


def _in_file(path: Path, read: Any, entry: Any) -> Any:
    try:
        return read(entry)
    except (PackError, PhraseError) as trouble:
        name = entry.get("id", "?") if isinstance(entry, dict) else "a list of phrases"
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
    grade = Grade[entry["grade"].upper()]
    common = {key: entry.get(key, []) for key in ("unless", "not_after")}
    spoken = _four(entry["lang"], "lang")
    return Rule(
        id=entry["id"],
        family=entry["family"],
        principle=entry["principle"],
        grade=grade,
        version=int(entry.get("version", 1)),
        title=_four(entry["title"], "title"),
        why=_four(entry["why"], "why"),
        suggest=_four(entry["suggest"], "suggest"),
        detectors=_detectors(entry.get("detectors", [])),
        quotes=bool(entry.get("quotes", False)),
        guards=_guards(entry, grade),
        source=str(entry["source"]),
        owner=str(entry["owner"]),
        since=str(entry.get("since", "")),
        reviewed=_four(entry["reviewed"], "reviewed"),
        local={language: _local(spoken[language], common) for language in LANGUAGES},
        any=_whatever_the_language(entry.get("any", []), common, spoken),
    )


def _detectors(names: list[str]) -> frozenset[str]:
    unknown = sorted(set(names) - KNOWN_DETECTORS)
    if unknown:
        raise PackError(f"there is no detector {unknown[0]!r}; known are {', '.join(sorted(KNOWN_DETECTORS))}.")
    return frozenset(names)


def _guards(entry: dict[str, Any], grade: Grade) -> frozenset[str]:
    """What the family minds, or what the rule says itself; an empty list minds nothing."""
    if "guards" not in entry:
        return guards_of(entry["id"], entry["family"], grade)
    unknown = unknown_of(entry["guards"])
    if unknown:
        raise PackError(f"there is no guard {unknown[0]!r}; known are {', '.join(FRAMES)}.")
    return frozenset(entry["guards"])


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
        wordings=wordings_of(entry.get("phrases", [])),
        with_contact=_phrases(entry.get("with_contact", [])),
        about=_phrases(entry.get("about", [])),
        present=_phrases(entry.get("present", [])),
        unless=_phrases([*common["unless"], *entry.get("unless", [])]),
        not_after=tuple(compile_phrase(source, at_end=3) for source in _once([*common["not_after"], *entry.get("not_after", [])])),
        bad=tuple(_example(example) for example in entry["bad"]),
        good=tuple(_example(example) for example in entry["good"]),
    )


def _whatever_the_language(phrases: list[Any], common: dict[str, list[str]], spoken: Mapping[str, Any]) -> Local:
    """The excuses of every language excuse these phrases too."""
    unless = [*common["unless"], *(each for local in spoken.values() for each in local.get("unless", []))]
    return Local(wordings=wordings_of(phrases), unless=_phrases(list(dict.fromkeys(unless)))) if phrases else Local()


def _phrases(sources: list[str]) -> tuple[Phrase, ...]:
    return tuple(compile_phrase(source) for source in _once(sources))


def wordings_of(entries: list[str | dict[str, str]]) -> tuple[Wording, ...]:
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
    if not isinstance(entry.get("text"), str):
        raise PackError(f"the example {entry} has no text.")
    known = {key: entry[key] for key in _SHORT_KEYS & set(entry)} | dict(entry.get("context") or {})
    unknown = sorted(set(known) - set(_CONTEXT))
    if unknown:
        raise PackError(f"the example {entry['text']!r}: a context has no {unknown[0]!r}; known are {', '.join(sorted(_CONTEXT))}.")
    return Example(entry["text"], {key: _as_known(key, value) for key, value in known.items()})


def _as_known(key: str, value: Any) -> Any:
    """A list of YAML becomes what the field of the context holds. `elsewhere: [a, b]` are names and numbers of another case."""
    if key == "elsewhere":
        elsewhere = frozenset(fold_words(str(each)) for each in value)
        return lambda _kind, name: name in elsewhere
    usual: Any = _CONTEXT[key].default if key != "quiet" else frozenset()
    if not isinstance(value, list if isinstance(usual, tuple | frozenset) else type(usual)):
        raise PackError(f"the context's {key} cannot be {value!r}.")
    return type(usual)(value) if isinstance(value, list) else value
