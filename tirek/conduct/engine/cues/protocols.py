"""Protocol texts with the numbers of a country: `{hotline:topic}`, `{emergency:112}`."""

from __future__ import annotations

import re
from collections.abc import Iterable

from tirek.kit import packs as countries

_BLANK = re.compile(r"\{(hotline|emergency):(\w+)\}")
# A line for crisis answers about suicide where the country has no confirmed line of its own.
_INSTEAD = {"suicide": ("crisis",), "crisis": (), "trafficking": (), "violence": (), "children": ()}


def filled(texts: Iterable[str], country: str) -> tuple[str, ...]:
    """The texts with numbers in their blanks. A sentence whose number nobody confirmed is left out, never guessed."""
    pack = countries.load(country if country in countries.COUNTRIES else countries.COUNTRIES[0])
    told: list[str] = []
    for text in texts:
        numbers = [_number(pack, kind, topic) for kind, topic in _BLANK.findall(text)]
        if all(numbers):
            for number in numbers:
                text = _BLANK.sub(number, text, count=1)
            told.append(text)
    return tuple(told)


def _number(pack: countries.CountryPack, kind: str, topic: str) -> str:
    if kind == "emergency":
        return next((line.number for line in pack.emergency if line.number == topic), "")
    for wanted in (topic, *_INSTEAD.get(topic, ())):
        for line in pack.hotlines:
            if wanted in line.about:
                return line.number
    return ""
