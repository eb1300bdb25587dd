"""Where sentences and quotations begin and end, in folded text."""

from __future__ import annotations

import re

# Nothing a person sends has longer sentences; a cut keeps one endless line from slowing the check.
LONGEST = 600
_END = re.compile(r"(?:[.!?]++[\"')]*+(?=\s|$)|\n++)")
_ABBREVIATION = re.compile(
    # An initial, but not the words б, ж, й, я, which end sentences.
    r"(?:^|[\s(\"])(?:(?![бжйя])[а-я]|ул|вул|им|тел|моб|напр|руб|грн|тг|тыс|млн|др|пр|стр|кв|каб|обл|mr|mrs|ms|dr|st|e\.g|i\.e)\.$"
)
_QUOTED = re.compile(r'"[^"\n]{1,400}"')


def sentences(text: str) -> list[tuple[int, int]]:
    """Spans that cover the text without its outer spaces, in order."""
    spans: list[tuple[int, int]] = []
    start = 0
    for end in _END.finditer(text):
        if text[end.end() - 1] == "." and _ABBREVIATION.search(text, max(start, end.start() - 8), end.end()):
            continue
        spans += _cut(text, start, end.end())
        start = end.end()
    return spans + _cut(text, start, len(text))


def quotations(text: str) -> list[tuple[int, int]]:
    """Spans between quotation marks (all kinds are one after folding)."""
    return [(quote.start(), quote.end()) for quote in _QUOTED.finditer(text)]


def _cut(text: str, start: int, end: int) -> list[tuple[int, int]]:
    spans: list[tuple[int, int]] = []
    while start < end and text[start].isspace():
        start += 1
    while end - start > LONGEST:
        space = text.rfind(" ", start + LONGEST // 2, start + LONGEST)
        middle = space if space > 0 else start + LONGEST
        spans.append((start, middle))
        start = middle
    if text[start:end].strip():
        spans.append((start, end))
    return spans
