"""Judges the numbers and addresses of a draft: the worker's own, the client's own, a service's, or somebody else's."""

from __future__ import annotations

import re
from collections.abc import Iterable
from dataclasses import dataclass

from tirek.conduct.engine.contacts import is_private
from tirek.conduct.engine.detectors import MOST_LOOKED_AT, addresses, numbers
from tirek.conduct.engine.findings import Context
from tirek.conduct.engine.folding import fold_words
from tirek.conduct.engine.identified import Identified
from tirek.kit import packs as countries

CONTACTS = frozenset({"phone", "email", "link", "handle"})
_SHORTEST_PHONE = 7
_MASKED = "…"


@dataclass(frozen=True, slots=True)
class Disclosed:
    """A personal number in a draft. `own`: this client wrote it; `sure`: personal even without words that say whose."""

    item: Identified
    own: bool
    sure: bool
    replacement: str | None


def disclosed(text: str, context: Context) -> list[Disclosed]:
    """Every number and address of a folded draft that is not a service's, in order."""
    found = _without_overlaps([*numbers(text), *addresses(text)][:MOST_LOOKED_AT])
    if not found:
        return []
    services = _Services(context)
    client = _Client(context.client_words)
    kept = [item for item in found if not services.hold(item)]
    return [_judged(item, text, client) for item in kept]


def _judged(item: Identified, text: str, client: _Client) -> Disclosed:
    own = client.wrote(item)
    masked = f"{_MASKED}{item.value[-4:]}" if item.kind not in ("email", "link", "handle") and (own or item.kind != "phone") else None
    return Disclosed(item, own, item.kind not in CONTACTS or item.kind == "phone" or is_private(item, text), masked)


class _Services:
    """Numbers and addresses that are never findings: of the country packs, and of the organisation."""

    def __init__(self, context: Context) -> None:
        folded = [fold_words(contact) for contact in context.service_contacts]
        self._digits = {re.sub(r"\D", "", contact) for contact in folded} | set().union(
            *(countries.load(each).numbers() for each in countries.COUNTRIES)
        )
        self._addresses = {_bare(contact) for contact in folded}

    def hold(self, item: Identified) -> bool:
        if item.kind in ("email", "link", "handle"):
            return _bare(item.value) in self._addresses
        return any(_same_digits(item.value, digits) for digits in self._digits)


class _Client:
    """What this client wrote, read only when a draft holds a number at all."""

    def __init__(self, words: tuple[str, ...]) -> None:
        folded = [fold_words(text) for text in words]
        self._digits = [re.sub(r"(?<=\d)[ \t().\-/]{1,3}(?=\d)", "", text) for text in folded]
        self._letters = [re.sub(r"[ \-]", "", text) for text in folded]

    def wrote(self, item: Identified) -> bool:
        value = item.value.lower()
        if item.kind in ("email", "link", "handle", "iban", "passport"):
            return any(value in text for text in self._letters)
        tail = value[-9:] if item.kind == "phone" else value
        return any(tail in text for text in self._digits)


def _same_digits(value: str, digits: str) -> bool:
    """Equal, or one is the other with a country's code or a leading 8 in front."""
    short, long = sorted((value, digits), key=len)
    return short == long or (len(short) >= _SHORTEST_PHONE and long.endswith(short) and len(long) - len(short) <= 3)


def _bare(address: str) -> str:
    """@centre, t.me/centre and https://t.me/centre are one address."""
    return address.strip().rstrip("/").rsplit("/", 1)[-1].lstrip("@") if "@" not in address.strip()[1:] else address.strip()


def _without_overlaps(items: Iterable[Identified]) -> list[Identified]:
    kept: list[Identified] = []
    for item in sorted(items, key=lambda each: (each.start - each.end, each.start)):
        if not any(other.start < item.end and item.start < other.end for other in kept):
            kept.append(item)
    return sorted(kept, key=lambda each: each.start)
