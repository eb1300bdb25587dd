"""Cue packs: YAML in `conduct/packs/cues`, checked at load before it may read anybody's message.

`words` name classes that phrases use as `<name>`; `rules` raise a cue or a sign; `grammar` says what takes a match back (idioms, film
and news, what is past); `combinations` join signs; `cards` and `protocols` are what a worker reads.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

import yaml

from tirek.conduct.engine.cues.listed import taken_out
from tirek.conduct.engine.cues.readings import CUES, HIGHEST, SUBJECTS, CueRule, CueWords
from tirek.conduct.engine.cues.scenes import Row, Scene, row_of
from tirek.conduct.engine.cues.spelling import plain_words
from tirek.conduct.engine.cues.wordings import CuePackError, expressions_behind, phrases_of
from tirek.conduct.engine.findings import LANGUAGES
from tirek.conduct.engine.phrases import Phrase, PhraseError

# Lists of the grammar that are searched like rules; a reading asks where they stand.
ROLES = ("harmless", "fiction", "setting", "past", "over", "again", "solved")
MINOR = "minor"  # true without words where the age is known to be under 18
ASKS = "asks"  # true without words where the message holds a question
_GRAMMAR = {*ROLES, "denials", "denials_that", "denied_after"}
_TOP = {
    "version",
    "owner",
    "source",
    "reviewed",
    "words",
    "grammar",
    "rules",
    "combinations",
    "cards",
    "protocols",
    "concepts",
    "scenes",
    "explained",
}
_RULE = {"id", "cue", "level", "subject", "sign", "quotes", "timeless", "listed", "lang", "asks"}
_LOCAL = {"phrases", "unless", "not_after", "not_before"}
_COMBINATION = {"id", "any", "with", "all", "cue", "level", "subject", "unless", "raise"}
_SCENE = {"id", "all", "within", "together", "unless", "cue", "level", "subject", "quotes", "timeless", "stories", "sign"}


@dataclass(frozen=True, slots=True)
class Entry:
    """One phrase of one rule (or of one list of the grammar, then `rule.id` is the list's name), with its guards."""

    rule: CueRule
    phrase: Phrase
    unless: tuple[Phrase, ...] = ()
    not_after: tuple[Phrase, ...] = ()
    not_before: tuple[re.Pattern[str], ...] = ()


@dataclass(frozen=True, slots=True)
class Combination:
    """One of each group (a sign, or "cue:name") together are a cue of their own."""

    id: str
    groups: tuple[frozenset[str], ...]
    cue: str
    level: int
    subject: str
    unless: frozenset[str]
    lifts: bool  # one above the highest level found


@dataclass(frozen=True, slots=True)
class Denials:
    """Words that take a match back: in its clause before it, before it with "that", or just behind it."""

    before: tuple[Phrase, ...] = ()
    that: tuple[Phrase, ...] = ()
    behind: tuple[re.Pattern[str], ...] = ()
    words: frozenset[str] = frozenset()


@dataclass(slots=True)
class CuePacks:
    entries: dict[str, list[Entry]] = field(default_factory=lambda: {language: [] for language in LANGUAGES})
    denials: dict[str, Denials] = field(default_factory=lambda: dict.fromkeys(LANGUAGES, Denials()))
    combinations: list[Combination] = field(default_factory=list)
    cards: dict[str, dict[str, CueWords]] = field(default_factory=dict)
    protocols: dict[int, dict[str, tuple[str, ...]]] = field(default_factory=dict)
    concepts: dict[str, dict[str, list[Row]]] = field(default_factory=lambda: {language: {} for language in LANGUAGES})
    scenes: list[Scene] = field(default_factory=list)
    explained: dict[str, frozenset[str]] = field(default_factory=dict)  # a rule's id -> concepts that silence it
    listed: dict[str, dict[str, list[Row]]] = field(default_factory=lambda: {language: {} for language in LANGUAGES})
    signs: dict[str, CueRule] = field(default_factory=dict)  # the rules of the words listed, by id
    versions: dict[str, int] = field(default_factory=dict)


def load(folders: Iterable[Path]) -> CuePacks:
    """Read every *.yaml of the folders. Raises CuePackError at the first thing that is wrong."""
    contents = {path.name: _content(path) for folder in folders for path in sorted(folder.glob("*.yaml"))}
    if not contents:
        raise CuePackError("There is no cue pack; conduct/packs/cues must be installed with the program.")
    words = _classes(contents.values())
    packs = CuePacks()
    for name, content in contents.items():
        try:
            _read(content, packs, words)
        except (CuePackError, PhraseError, KeyError, TypeError, ValueError) as trouble:
            raise CuePackError(f"{name}: {trouble}") from trouble
        packs.versions[name] = int(content.get("version", 1))
    _all_known(packs)
    return packs


def _content(path: Path) -> dict[str, Any]:
    try:
        content = yaml.load(path.read_text(encoding="utf-8"), Loader=getattr(yaml, "CSafeLoader", yaml.SafeLoader))
    except (OSError, UnicodeDecodeError, yaml.YAMLError) as trouble:
        raise CuePackError(f"{path.name}: {trouble}") from trouble
    if not isinstance(content, dict):
        raise CuePackError(f"{path.name}: a cue pack is a mapping.")
    _only(content, _TOP, path.name)
    for key in ("version", "owner", "reviewed"):
        if not content.get(key):
            raise CuePackError(f"{path.name}: {key!r} is missing.")
    return content


def _classes(contents: Iterable[Mapping[str, Any]]) -> dict[str, dict[str, str]]:
    words: dict[str, dict[str, str]] = {language: {} for language in LANGUAGES}
    for content in contents:
        for language, classes in content.get("words", {}).items():
            words[language].update({name: str(value) for name, value in classes.items()})
    return words


def _read(content: Mapping[str, Any], packs: CuePacks, words: Mapping[str, Mapping[str, str]]) -> None:
    for language, lists in content.get("grammar", {}).items():
        _only(lists, _GRAMMAR, f"grammar {language}")
        for role in ROLES:
            packs.entries[language] += [Entry(CueRule(role), phrase) for phrase in phrases_of(lists.get(role, ()), words[language])]
        if "denials" in lists:  # other packs may add to the rest of the grammar
            packs.denials[language] = _denials(lists, words[language])
    for entry in content.get("rules", ()):
        _rule(entry, packs, words)
    packs.combinations += [_combination(entry) for entry in content.get("combinations", ())]
    for concept, lists in content.get("concepts", {}).items():
        _only(lists, set(LANGUAGES), f"concept {concept}")
        for language, rows in lists.items():
            packs.concepts[language].setdefault(concept, []).extend(row_of(plain_words(row)) for row in rows.split("|"))
    packs.scenes += [_scene(entry) for entry in content.get("scenes", ())]
    for rule, names in content.get("explained", {}).items():
        packs.explained[rule] = packs.explained.get(rule, frozenset()) | frozenset(names.split("|"))
    for cue, card in content.get("cards", {}).items():
        packs.cards[_known(cue)] = {language: CueWords(**card[language]) for language in LANGUAGES}
    for level, texts in content.get("protocols", {}).items():
        packs.protocols[int(level)] = {language: tuple(texts[language]) for language in LANGUAGES}


def _rule(entry: Mapping[str, Any], packs: CuePacks, words: Mapping[str, Mapping[str, str]]) -> None:
    _only(entry, _RULE, str(entry.get("id")))
    about = {key: entry[key] for key in ("cue", "level", "subject", "sign", "quotes", "timeless") if key in entry}
    rule = CueRule(entry["id"], **about)
    if bool(rule.cue) != bool(rule.level) or not (rule.cue or rule.sign) or rule.subject not in SUBJECTS or rule.level > HIGHEST:
        raise CuePackError(f"{rule.id}: a rule raises a cue at level 1-3, or leaves a sign, about self, other or child.")
    if rule.cue:
        _known(rule.cue)
    for language in LANGUAGES:
        if language not in entry["lang"]:
            raise CuePackError(f"{rule.id}: lang {language} is missing.")
        if entry.get("listed"):
            _listed(rule, entry["lang"][language], packs, language)
        else:
            packs.entries[language] += _local(rule, entry["lang"][language], words[language])


def _listed(rule: CueRule, sources: list[str], packs: CuePacks, language: str) -> None:
    """A sign whose phrases are choices of plain words: the words go to the dictionary, the rest stays phrases."""
    if rule.cue or not isinstance(sources, list):
        raise CuePackError(f"{rule.id}: only a sign without guards may be listed.")
    packs.signs[rule.id] = rule
    rest = []
    for source in sources:
        rows, left = taken_out(plain_words(source))
        packs.listed[language].setdefault(rule.id, []).extend(rows)
        rest += [left] if left else []
    packs.entries[language] += _local(rule, rest, {})


def _local(rule: CueRule, local: Mapping[str, Any] | list[str], words: Mapping[str, str]) -> list[Entry]:
    lists: Mapping[str, Any] = {"phrases": local} if isinstance(local, list) else local
    _only(lists, _LOCAL, rule.id)
    try:
        guards = (
            tuple(phrases_of(lists.get("unless", ()), words)),
            tuple(phrases_of(lists.get("not_after", ()), words, at_end=2)),
            tuple(expressions_behind(lists.get("not_before", ()), words)),
        )
        return [Entry(rule, phrase, *guards) for phrase in phrases_of(lists["phrases"], words)]
    except (PhraseError, CuePackError) as trouble:
        raise CuePackError(f"{rule.id}: {trouble}") from trouble


def _denials(lists: Mapping[str, Any], words: Mapping[str, str]) -> Denials:
    before = lists.get("denials", ())
    return Denials(
        tuple(phrases_of(before, words, at_end=1)),
        tuple(phrases_of(lists.get("denials_that", ()), words, at_end=3)),
        tuple(expressions_behind(lists.get("denied_after", ()), words)),
        frozenset(plain_words(word) for word in before if " " not in word),
    )


def _combination(entry: Mapping[str, Any]) -> Combination:
    _only(entry, _COMBINATION, str(entry.get("id")))
    groups = entry["all"] if "all" in entry else [entry["any"], entry["with"]]
    return Combination(
        id=entry["id"],
        groups=tuple(frozenset(group) for group in groups),
        cue=_known(entry["cue"]),
        level=int(entry["level"]),
        subject=entry.get("subject", "self"),
        unless=frozenset(entry.get("unless", ())),
        lifts=bool(entry.get("raise", False)),
    )


def _scene(entry: Mapping[str, Any]) -> Scene:
    """`all: [a|b, +c]`: one concept of each entry; `unless: a|b`. Raises CuePackError with a sentence."""
    _only(entry, _SCENE, str(entry.get("id")))
    about = {key: entry[key] for key in ("cue", "level", "subject", "quotes", "timeless", "stories") if key in entry}
    rule = CueRule(entry["id"], **about)
    if bool(rule.cue) != bool(rule.level) or not (rule.cue or entry.get("sign")) or rule.subject not in SUBJECTS or rule.level > HIGHEST:
        raise CuePackError(f"{rule.id}: a scene raises a cue at level 1-3, or leaves a sign, about self, other or child.")
    if rule.cue:
        _known(rule.cue)
    return Scene(
        rule=rule,
        groups=tuple(tuple(group.split("|")) for group in entry["all"]),
        within=int(entry.get("within", 0)),
        unless=frozenset(name for name in str(entry.get("unless", "")).split("|") if name),
        sign=str(entry.get("sign", "")),
        together=bool(entry.get("together", False)),
    )


def _all_known(packs: CuePacks) -> None:
    """A scene that names a concept nobody wrote would be silent for ever."""
    named = {concept for concepts in packs.concepts.values() for concept in concepts}
    named |= {*ROLES, MINOR, ASKS, *(scene.sign for scene in packs.scenes)}
    for scene in packs.scenes:
        for name in (*scene.unless, *(name.lstrip("+-") for group in scene.groups for name in group)):
            if name not in named:
                raise CuePackError(f"{scene.rule.id}: the concept {name!r} is not known.")
    rules = {entry.rule.id for entries in packs.entries.values() for entry in entries}
    for rule, names in packs.explained.items():
        if rule not in rules or not names <= named:
            raise CuePackError(f"explained {rule}: the rule, or one of {', '.join(sorted(names))}, is not known.")


def _known(cue: str) -> str:
    if cue not in CUES:
        raise CuePackError(f"cue {cue!r} is not one of {', '.join(CUES)}.")
    return cue


def _only(entry: Mapping[str, Any], known: set[str], where: str) -> None:
    unknown = sorted(set(entry) - known)
    if unknown:
        raise CuePackError(f"{where}: unknown key {unknown[0]!r}; known are {', '.join(sorted(known))}.")
