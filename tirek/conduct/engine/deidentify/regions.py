"""The town or region that an address names: what may stay when the street and the house go."""

from __future__ import annotations

import re
from functools import cache

from tirek.conduct.engine.deidentify.lexicon import gazetteer, words_of
from tirek.conduct.engine.folding import fold_words

_WORD = re.compile(r"[^\W\d_][\w'’\-]*")
_A_STREET_FOLLOWS = re.compile(
    r"[ ]?(?:\d|көше|кош|даңғыл|дангыл|street|road|lane|avenue|close|house|court|ул|пр|бульв|мкр|микро|-\d)", re.IGNORECASE
)
_A_STREET_PRECEDES = re.compile(
    r"(?:ул\w*|вул\w*|пр\w*|пер\w*|бул\w*|пл\w*|мкр\w*|микро\w*|көш\w*|street|str|село|селі|селе|с|аул|ауыл)\.?[ ]?$", re.IGNORECASE
)


@cache
def _known() -> dict[str, str]:
    return {fold_words(name): name for name in words_of("places.txt")}


def region_of(address: str) -> str:
    """Шымкент of "Шымкент, Тәуке хан 20"; nothing of a village, which points at few people, nor of a street called like a town."""
    for match in _WORD.finditer(address):
        place = gazetteer().places.find(fold_words(match.group()), kazakh=True)
        if place is None or _A_STREET_PRECEDES.search(address[: match.start()]) or _A_STREET_FOLLOWS.match(address, match.end()):
            continue
        return _known().get(place.base, match.group())
    return ""
