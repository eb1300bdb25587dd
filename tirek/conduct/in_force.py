"""The standard as it is in force: the rules of the packs with the organisation's confirmed changes over them.

One for each process. Whether something has changed is asked of the database every two seconds at most, by whoever reads a
draft at that moment; a confirmed change takes effect at once where it was confirmed. What is broken never stops the house:
a rule whose changes cannot be applied is used as the packs have it, and the status page says so.
"""

import time
from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from functools import cache
from threading import Lock
from typing import Any
from uuid import UUID

from django.db import DatabaseError

from tirek.conduct.engine import Engine
from tirek.conduct.engine import packs as rule_packs
from tirek.conduct.engine.check import FOLDER
from tirek.conduct.engine.findings import LANGUAGES, RuleWords
from tirek.conduct.engine.overlays import laid_over
from tirek.conduct.engine.rule import PRINCIPLES, Packs, Rule
from tirek.conduct.models import RuleChange

Overlay = dict[str, Any]

LOOK_EVERY_S = 2.0
"""How late another process may learn of a change."""


@dataclass(frozen=True, slots=True)
class Standard:
    """What is in force. `changed`: by rule, what the organisation has changed of it; `broken`: what cannot be applied, and why."""

    version: UUID | None
    packs: Packs
    engine: Engine
    changed: Mapping[str, Overlay]
    broken: Mapping[str, str]

    def is_off(self, rule: str) -> bool:
        return bool(self.changed.get(rule, {}).get("off"))

    def rule(self, id: str) -> Rule:
        """A rule as it is in force; one that is switched off as it would be. Raises KeyError for an unknown one."""
        change = {key: value for key, value in self.changed.get(id, {}).items() if key != "off"}
        return laid_over(self.packs, [{id: change}]).rules[id] if change else self.packs.rules[id]

    def words_of(self, rule: str, language: str) -> RuleWords:
        """The card's words in an interface language; Russian if we do not speak it. Raises KeyError for an unknown rule."""
        known, speaks = self.packs.rules[rule], language if language in LANGUAGES else "ru"
        return RuleWords(known.title[speaks], known.why[speaks], known.suggest[speaks], PRINCIPLES[known.principle][speaks])

    def with_change(self, rule: str, change: Overlay) -> Packs:
        """The packs with nothing but this word on one rule. Raises PackError with a sentence."""
        return laid_over(self.packs, [{rule: change}])


@cache
def packs() -> Packs:
    """The rules as Tirek brings them. Raises PackError with a sentence."""
    return rule_packs.load((FOLDER,))


@cache
def as_packed() -> Engine:
    """The engine without any organisation's word: what the house's own texts are held against."""
    return Engine(packs())


class InForce:
    """The standard of this process. Shared by threads; nobody waits for a look that somebody else is taking."""

    def __init__(self) -> None:
        self._known: Standard | None = None
        self._look_at = 0.0
        self._lock = Lock()

    def standard(self) -> Standard:
        known = self._known
        if known is not None and time.monotonic() < self._look_at:
            return known
        if not self._lock.acquire(blocking=known is None):
            assert known is not None
            return known
        try:
            self._known = self._looked(self._known)
            return self._known
        finally:
            self._lock.release()

    def look_again(self) -> None:
        """Something was confirmed here: the next reading knows it."""
        self._look_at = 0.0

    def _looked(self, known: Standard | None) -> Standard:
        self._look_at = time.monotonic() + LOOK_EVERY_S
        try:
            version = RuleChange.objects.confirmed().reverse().values_list("id", flat=True).first()
            if known is not None and known.version == version:
                return known
            return _standard(version, RuleChange.objects.confirmed())
        except DatabaseError:  # the words that wait are more urgent than a change of the rules
            return known or _standard(None, ())


IN_FORCE = InForce()


def _standard(version: UUID | None, changes: Iterable[RuleChange]) -> Standard:
    by_rule: dict[str, list[RuleChange]] = defaultdict(list)
    for change in changes:
        by_rule[change.rule].append(change)
    changed: dict[str, Overlay] = {}
    broken: dict[str, str] = {}
    for rule, own in by_rule.items():
        try:
            together = overlay_of([(change.kind, change.content) for change in own])
            laid_over(packs(), [{rule: together}])
        except (ValueError, TypeError, KeyError, AttributeError) as trouble:  # a pack that moved on, or a row somebody has forged
            broken[rule] = str(trouble)
        else:
            changed[rule] = together
    engine = Engine(packs(), [changed]) if any(changed.values()) else as_packed()
    return Standard(version, packs(), engine, changed, broken)


def overlay_of(changes: Sequence[tuple[str, Mapping[str, Any]]]) -> Overlay:
    """Several changes of one rule, in the order in which they came into force, as one word on it.

    A phrase taken out and put back is the pack's own again; one put in and taken out is gone.
    """
    together: Overlay = {}
    added: dict[str, list[str]] = defaultdict(list)
    taken: dict[str, list[str]] = defaultdict(list)
    for kind, content in changes:
        if kind in (RuleChange.Kind.OFF, RuleChange.Kind.ON):
            together["off"] = kind == RuleChange.Kind.OFF
        elif kind == RuleChange.Kind.GRADE:
            together["grade"] = content["grade"]
        else:
            _move(content.get("add", {}), into=added, out_of=taken)
            _move(content.get("take", {}), into=taken, out_of=added)
    named = {"phrases+": added, "phrases-": taken}
    return together | {key: kept for key, lists in named.items() if (kept := {language: each for language, each in lists.items() if each})}


def _move(phrases: Mapping[str, Sequence[str]], *, into: dict[str, list[str]], out_of: dict[str, list[str]]) -> None:
    for language, sources in phrases.items():
        for source in sources:
            if source in out_of[language]:
                out_of[language].remove(source)
            elif source not in into[language]:
                into[language].append(source)
