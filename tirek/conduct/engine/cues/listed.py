"""Plain words taken out of a sign's phrases, to be looked up word by word.

A concept of eighty words is an expression of eighty branches, and to try many such at every word of a long message costs more than all
other rules together; a dictionary costs the same whatever its size. What stands with a gap or a choice inside remains a phrase.
"""

from __future__ import annotations

import re

from tirek.conduct.engine.cues.scenes import Row, row_of

_LONGEST_STEM = 14
_INNER = re.compile(r"[()?\\]|\.\.\d|re:|\s\||\|\s")


def taken_out(source: str) -> tuple[list[Row], str]:
    """The rows of "(a|b c|d* e)", and the phrase that is left of it: "" if nothing is."""
    if not (source.startswith("(") and source.endswith(")")):
        return [], source
    choices = _choices(source[1:-1])
    if not choices:
        return [], source
    plain = [choice for choice in choices if not _INNER.search(choice)]
    left = [choice for choice in choices if _INNER.search(choice)]
    return [_row(choice) for choice in plain], f"({'|'.join(left)})" if left else ""


def _choices(inside: str) -> list[str]:
    """The branches of a choice; nothing if its first bracket is not closed by its last."""
    depth, begun, found = 0, 0, []
    for place, sign in enumerate(inside):
        depth += (sign == "(") - (sign == ")")
        if depth < 0:
            return []
        if sign == "|" and not depth:
            found.append(inside[begun:place])
            begun = place + 1
    return [*found, inside[begun:]]


def _row(choice: str) -> Row:
    words = re.findall(r"[\w']+\*?", choice)
    return row_of(" ".join(f"{word[:_LONGEST_STEM]}*" if word.endswith("*") and len(word) > _LONGEST_STEM + 1 else word for word in words))
