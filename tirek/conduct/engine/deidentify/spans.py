"""What de-identification is told and what it answers: plain frozen values."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass

TYPES = (
    "IIN", "RNOKPP", "UNZR", "PASSPORT", "IDCARD", "IBAN", "CARD", "PHONE", "EMAIL", "HANDLE", "ADDRESS", "DOB", "PLATE", "GEO", "PERSON",
)  # fmt: skip
SOFT = "SOFT"  # words that point at one person without naming anybody: always doubtful
UNREAD = "UNREAD"  # what stands after the longest text that is read: never let out unseen


@dataclass(frozen=True, slots=True)
class Known:
    """What the caller knows about a text. `names` are those of the thread or the case, found first and in all their forms;
    `service_contacts` are numbers and addresses of the organisation, which stay."""

    language: str = "ru"
    country: str = "kz"
    names: tuple[str, ...] = ()
    service_contacts: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Span:
    """text[start:end] points at a person. Not `sure`: a human must confirm it. `why` is one word for the difference view;
    `person` tells two people apart ("f:айгул s:омаров": first name, patronymic, surname by their stems)."""

    start: int
    end: int
    type: str
    sure: bool = True
    why: str = "shape"
    person: str = ""


def settled(spans: Iterable[Span]) -> tuple[Span, ...]:
    """In order and without overlaps: sure before doubtful, then the longer, then the earlier one stays."""
    kept: list[Span] = []
    taken: set[int] = set()
    for span in sorted(spans, key=lambda each: (each.type == SOFT, not each.sure, each.start - each.end, each.start)):
        places = range(span.start, span.end)
        if places and taken.isdisjoint(places):
            kept.append(span)
            taken.update(places)
    return tuple(sorted(kept, key=lambda each: each.start))
