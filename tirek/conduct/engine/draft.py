"""A draft as every part of the check sees it, and what a part may say of it."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from dataclasses import dataclass
from functools import cached_property

from tirek.conduct.engine.findings import LANGUAGES, Context
from tirek.conduct.engine.folding import Folded, fold
from tirek.conduct.engine.language import language_of, packs_for
from tirek.conduct.engine.phrases import Said
from tirek.conduct.engine.rule import Rule
from tirek.conduct.engine.sentences import quotations, sentences


@dataclass(frozen=True)
class Draft:
    """Typed and folded letters, sentences as folded [start:end), the language and the packs to run."""

    typed: str
    folded: Folded
    spans: list[tuple[int, int]]
    quoted: list[tuple[int, int]]
    language: str
    languages: tuple[str, ...]
    context: Context

    @property
    def text(self) -> str:
        return self.folded.text

    @cached_property
    def said(self) -> Said:
        return Said.of(self.text)

    @cached_property
    def sentences(self) -> list[Said]:
        return [Said.of(self.text[start:end]) for start, end in self.spans]

    def as_typed(self, start: int, end: int) -> str:
        return self.typed[slice(*self.folded.span(start, end))]

    def is_quoted(self, start: int, end: int) -> bool:
        return any(first <= start and end <= last for first, last in self.quoted)


@dataclass(frozen=True, slots=True)
class Sight:
    """A place that a detector saw: folded [start:end). `whole`: it is said of the draft and any free place will do."""

    start: int
    end: int
    replacement: str | None = None
    offers: str = ""
    whole: bool = False


Detector = Callable[[Draft, Rule], Iterable[Sight]]


def draft_of(text: str, context: Context) -> Draft:
    folded = fold(text)
    language = language_of(text, context.language if context.language in LANGUAGES else "ru")
    return Draft(text, folded, sentences(folded.text), quotations(folded.text), language, packs_for(language), context)
