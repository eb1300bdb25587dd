"""Which words around a phrase silence a rule. The words are data (`packs/reported.yaml`); which family minds them is told here."""

from __future__ import annotations

from collections.abc import Sequence

from tirek.conduct.engine.findings import Grade

FRAMES = ("reported", "permission", "emergency", "definition", "dated")
"""Kinds of lists a pack may hold: told words, asking leave, danger to life, explaining a word, a date or a number."""

_SILENCED_BY: dict[str, frozenset[str]] = {
    "self.direct": frozenset({"permission", "emergency"}),
    "self.decided": frozenset({"permission"}),
    "self.coerce": frozenset({"permission"}),
    "plain.jargon": frozenset({"definition"}),
    "info.vague": frozenset({"dated"}),
    "RESP-04": frozenset({"dated"}),
}


def guards_of(rule: str, family: str, grade: Grade) -> frozenset[str]:
    """What may silence a rule unless its pack says otherwise. What is strong is never silenced by a polite frame."""
    guards = _SILENCED_BY.get(rule, _SILENCED_BY.get(family, frozenset()))
    return guards if grade < Grade.STRONG else guards - {"permission", "dated"}


def unknown_of(names: Sequence[str]) -> list[str]:
    return sorted(set(names) - set(FRAMES[1:]))  # told words silence every rule that has not `quotes: true`
