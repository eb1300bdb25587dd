"""An organisation's own word on the rules: phrases added or taken out, another grade, a rule switched off.

An overlay is a plain mapping: {"EMP-03": {"phrases+": {"ru": ["…"]}, "phrases-": {"kk": ["…"]}, "grade": "hint", "off": True}}.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import replace
from typing import Any

from tirek.conduct.engine.findings import LANGUAGES, Grade
from tirek.conduct.engine.packs import wordings_of
from tirek.conduct.engine.phrases import PhraseError
from tirek.conduct.engine.rule import Local, PackError, Packs, Rule

Overlay = Mapping[str, Mapping[str, Any]]

_KEYS = {"phrases+", "phrases-", "grade", "severity", "off"}


def laid_over(packs: Packs, overlays: Iterable[Overlay]) -> Packs:
    """The packs with every overlay in turn; rules without one are the same objects. Raises PackError with a sentence."""
    rules = dict(packs.rules)
    off: set[str] = set()
    for overlay in overlays:
        for id, change in overlay.items():
            if id not in rules:
                raise PackError(f"overlay: there is no rule {id!r}.")
            try:
                _only_known(change)
                # What a hard stop is stays the pack's word, however many overlays have touched it.
                _keeps_hard_stops(packs.rules[id], change)
                rules[id] = _changed(rules[id], change)
            except (PackError, PhraseError) as trouble:
                raise PackError(f"overlay: {id}: {trouble}") from trouble
            (off.add if change.get("off", id in off) else off.discard)(id)
    return replace(packs, rules={id: rule for id, rule in rules.items() if id not in off})


def _only_known(change: Any) -> None:
    if not isinstance(change, Mapping):
        raise PackError("the change is a mapping.")
    unknown = sorted(set(change) - _KEYS)
    if unknown:
        raise PackError(f"unknown key {unknown[0]!r}; known are {', '.join(sorted(_KEYS))}.")
    if not isinstance(change.get("off", False), bool):
        raise PackError("'off' is true or false.")
    for key in ("phrases+", "phrases-"):
        lists = change.get(key, {})
        if not isinstance(lists, Mapping) or not set(lists) <= set(LANGUAGES) or not all(isinstance(each, list) for each in lists.values()):
            raise PackError(f"{key!r} holds lists of phrases by language: {', '.join(LANGUAGES)}.")


def _keeps_hard_stops(base: Rule, change: Mapping[str, Any]) -> None:
    if base.grade < Grade.HARD:
        return
    if change.get("off") or change.get("phrases-"):
        raise PackError("a hard stop protects another person; it cannot be switched off or lose phrases.")
    grade = _grade(change)
    if grade is not None and grade < Grade.STRONG:
        raise PackError("a hard stop protects another person; it cannot be weaker than strong.")


def _changed(rule: Rule, change: Mapping[str, Any]) -> Rule:
    added, taken = change.get("phrases+", {}), change.get("phrases-", {})
    local = {
        language: _with_phrases(said, added.get(language, []), taken.get(language, [])) if language in {*added, *taken} else said
        for language, said in rule.local.items()
    }
    return replace(rule, local=local, grade=_grade(change) or rule.grade)


def _with_phrases(local: Local, added: list[Any], taken: list[Any]) -> Local:
    known = {wording.phrase.source for wording in local.wordings}
    missing = [source for source in taken if source not in known]
    if missing:
        raise PackError(f"the phrase {missing[0]!r} is not in the rule and cannot be taken out.")
    kept = tuple(wording for wording in local.wordings if wording.phrase.source not in taken)
    return replace(local, wordings=kept + tuple(each for each in wordings_of(added) if each.phrase.source not in known - set(taken)))


def _grade(change: Mapping[str, Any]) -> Grade | None:
    named = change.get("grade", change.get("severity"))
    if named is None:
        return None
    if not isinstance(named, str) or named.upper() not in Grade.__members__:
        raise PackError(f"grade {named!r} is not one of hint, nudge, strong, hard.")
    return Grade[named.upper()]
