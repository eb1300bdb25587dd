"""What a raw regular expression of a pack surely needs: so that it, too, is tried only where it may match."""

from __future__ import annotations

import re
from re import _constants as kinds  # type: ignore[attr-defined]  # the parser of `re` has no other door
from re import _parser as parser  # type: ignore[attr-defined]
from typing import Any

_MOST_CHOICES = 40


def certain_literals(expression: str) -> tuple[str, ...]:
    """Literals one of which stands in every text that the expression matches; empty if none is certain.

    Raises re.error for what is no expression.
    """
    re.compile(expression)
    if "(?i" in expression:
        return ()
    return tuple(sorted(_of(list(parser.parse(expression)))))


def _of(steps: list[tuple[Any, Any]]) -> frozenset[str]:
    """The best of what each step of a sequence is sure of: literals in a row make one word."""
    found: list[frozenset[str]] = []
    word = ""
    for kind, what in steps:
        if kind is kinds.LITERAL:
            word += chr(what)
            continue
        if word:
            found.append(frozenset({word}))
            word = ""
        found.append(_of_step(kind, what))
    found.append(frozenset({word} if word else ()))
    return max((each for each in found if each), key=lambda each: min(map(len, each)), default=frozenset())


def _of_step(kind: Any, what: Any) -> frozenset[str]:
    if kind is kinds.SUBPATTERN:
        return _of(list(what[3])) if not what[1] and not what[2] else frozenset()
    if kind is kinds.ATOMIC_GROUP:
        return _of(list(what))
    if kind in (kinds.MAX_REPEAT, kinds.MIN_REPEAT, kinds.POSSESSIVE_REPEAT):
        return _of(list(what[2])) if what[0] >= 1 else frozenset()
    if kind is kinds.BRANCH:
        return _of_branches([list(each) for each in what[1]])
    return frozenset()


def _of_branches(branches: list[list[tuple[Any, Any]]]) -> frozenset[str]:
    choices = [_of(branch) for branch in branches]
    if not all(choices):
        return frozenset()
    union = frozenset().union(*choices)
    return union if len(union) <= _MOST_CHOICES else frozenset()
