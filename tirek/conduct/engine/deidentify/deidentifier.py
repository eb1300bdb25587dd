"""Finds what points at a person: typed spans that never overlap, doubtful ones marked."""

from __future__ import annotations

import re
from collections.abc import Iterator

from tirek.conduct.engine.deidentify import births, coordinates, dwellings, numbers, phones, reach
from tirek.conduct.engine.deidentify.documents import documents
from tirek.conduct.engine.deidentify.lexicon import gazetteer
from tirek.conduct.engine.deidentify.persons import persons
from tirek.conduct.engine.deidentify.soft import soft
from tirek.conduct.engine.deidentify.spans import UNREAD, Known, Span, settled
from tirek.conduct.engine.folding import Folded, fold, fold_words

LONGEST = 16_384  # letters read; what stands behind is one doubtful span


class Deidentifier:
    """Loaded once, shared by threads; keeps nothing of a text."""

    @classmethod
    def load(cls) -> Deidentifier:
        """Read the lists of names. Needs no database, key or network."""
        gazetteer()
        return cls()

    def find(self, text: str, known: Known) -> tuple[Span, ...]:
        """Everything to mask in a text, in order. Any str is accepted and nothing is raised for a text."""
        rest = [Span(LONGEST, len(text), UNREAD, False, "length")] if len(text) > LONGEST else []
        folded = fold(text[:LONGEST])
        typed = text[:LONGEST] if folded.starts is None else "".join(text[place] for place in folded.starts[:-1])
        found = settled(_Text(folded.text, typed, known).spans())
        return (*(_back(span, folded) for span in found), *rest)


def _back(span: Span, folded: Folded) -> Span:
    start, end = folded.span(span.start, span.end)
    return Span(start, end, span.type, span.sure, span.why, span.person)


class _Text:
    """One folded text on its way through the detectors; what is found is blanked for those that follow."""

    def __init__(self, text: str, typed: str, known: Known) -> None:
        self.text, self.typed, self.known = text, typed, known
        self.left = text
        self._services = {re.sub(r"\D", "", each) or fold_words(each) for each in known.service_contacts}

    def spans(self) -> Iterator[Span]:
        numbered = bool(re.search(r"\d|maps|2gis|///", self.text))
        if numbered:
            yield from self._keep(self._places())
        yield from self._keep(self._reaches())
        if numbered:
            yield from self._keep(self._numbers())
        elif phones.SPELLED.search(self.left):
            yield from self._keep(self._spelled())
        dates = births.dates(self.left)
        people = list(persons(self.text, self.typed, self.known))
        homes = list(self._addresses(dates))
        taken = [*((home.start, home.end) for home in homes), *(dwellings.streets(self.text) if numbered else ())]
        people = [one for one in people if not any(start <= one.start and one.end <= end for start, end in taken)]
        yield from self._keep(iter(homes))
        ends = frozenset(person.end for person in people)
        for born in births.births(self.left, dates, ends):
            yield Span(born.start, born.end, "DOB", born.sure, "birth")
        yield from people
        yield from soft(self.text)

    def _keep(self, spans: Iterator[Span]) -> Iterator[Span]:
        for span in list(spans):
            self.left = self.left[: span.start] + "\x00" * (span.end - span.start) + self.left[span.end :]
            yield span

    def _reaches(self) -> Iterator[Span]:
        for item in reach.mails(self.left):
            yield Span(item.start, item.end, "EMAIL")
        for item in reach.handles(self.left, self.known.language):
            if item.value.lstrip("@") not in {each.lstrip("@") for each in self._services}:
                yield Span(item.start, item.end, "HANDLE")

    def _places(self) -> Iterator[Span]:
        for start, end in coordinates.coordinates(self.left):
            yield Span(start, end, "GEO")
        for start, end, kind in documents(self.left, self.typed):
            yield Span(start, end, kind)
        for start, end in coordinates.plates(self.left, self.typed):
            yield Span(start, end, "PLATE")

    def _numbers(self) -> Iterator[Span]:
        yield from self._keep(self._spelled())
        left = numbers.with_digits(self.left)
        for start, end in births.dates(left):
            left = left[:start] + "\x00" * (end - start) + left[end:]
        for number in numbers.thorough_numbers(left):
            if re.sub(r"\D", "", left[number.start : number.end])[-9:] not in {each[-9:] for each in self._services}:
                yield Span(number.start, number.end, number.type, number.sure, "checksum" if number.sure else "shape")

    def _spelled(self) -> Iterator[Span]:
        for start, end in phones.spelled(self.left):
            yield Span(start, end, "PHONE", False, "words")

    def _addresses(self, dates: list[tuple[int, int]]) -> Iterator[Span]:
        left = self.left
        for start, end in dates:
            left = left[:start] + "\x00" * (end - start) + left[end:]
        for start, end, sure in dwellings.addresses(left, self.typed):
            yield Span(start, end, "ADDRESS", sure, "address")
