"""A text on its way to be shared: what was found in it, what a human decided of each place, and what is still open.

Knows no page and no table, so that whatever lets a text out of the house can use it. Sure places are masked until they are
taken back with a reason; doubtful ones are questions; words that a human adds are masked wherever they stand. The text is
given out by `shared` alone, and only when nothing is open.
"""

import re
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field, replace
from hashlib import sha256

from django.utils.translation import gettext as _

from tirek.conduct.engine.deidentify import SOFT, Pseudonyms, Span, combinations
from tirek.conduct.engine.folding import fold_words
from tirek.kit.refusals import Refused

MASK, KEEP = "mask", "keep"
TAKEN_BACK = ("service", "known", "misread")
"""Why a sure place is shown after all: it belongs to a service, everybody knows it, or it was misread."""
ADDED = "added"
KINDS = ("PERSON", "PHONE", "ADDRESS", SOFT)
"""What added words may be."""
MOST_ADDED = 50
LONGEST_ADDED = 200
MOST_TOLD = 5
BLANK = "\x00"


@dataclass(frozen=True, slots=True)
class Part:
    """A marked place and what was decided of it: nothing yet, MASK, KEEP, or one of TAKEN_BACK for a sure one."""

    span: Span
    decision: str = ""

    @property
    def key(self) -> str:
        return f"{self.span.start}-{self.span.end}"

    @property
    def is_added(self) -> bool:
        return self.span.why == ADDED

    @property
    def is_open(self) -> bool:
        return not self.span.sure and not self.decision

    @property
    def is_masked(self) -> bool:
        return self.decision == MASK or (self.span.sure and not self.decision)


@dataclass(frozen=True, slots=True)
class Added:
    """Words that a human masks wherever they stand."""

    kind: str
    words: str = field(repr=False)

    def places(self, text: str) -> Iterator[Span]:
        """As whole words where they stand so, else inside others; large and small letters, and any space, are the same."""
        said = r"\s+".join(re.escape(word) for word in self.words.split())
        whole = list(re.finditer(rf"(?<!\w){said}(?!\w)", text, re.IGNORECASE))
        for match in whole or re.finditer(said, text, re.IGNORECASE):
            yield Span(match.start(), match.end(), self.kind, True, ADDED, self._person())

    def _person(self) -> str:
        if self.kind != "PERSON":
            return ""
        return " ".join(f"{part}:{word}" for part, word in zip("fs", fold_words(self.words).split(), strict=False))


@dataclass(frozen=True, slots=True)
class Piece:
    """A stretch of the text: plain, or a marked place. `label` stands for it in the shared text, where it is masked."""

    text: str = field(repr=False)
    part: Part | None = None
    label: str = ""


@dataclass(frozen=True, slots=True)
class Proposal:
    """One text with everything found in it (`found`), added to it and decided. Every change is a new proposal."""

    text: str = field(repr=False)
    found: Sequence[Span]
    added: Sequence[Added] = field(default=(), repr=False)
    decisions: Mapping[str, str] = field(default_factory=dict)

    @property
    def mark(self) -> str:
        """Which text, and which places in it, the decisions are about."""
        places = ";".join(f"{span.start}-{span.end}:{span.type}:{span.sure:d}" for span in self.found)
        return sha256(f"{places}\n{self.text}".encode("utf-8", "surrogatepass")).hexdigest()

    def must_be_about(self, mark: str) -> None:
        """Decisions hold for the text and the places for which they were made."""
        places = {f"{span.start}-{span.end}": span for span in self.found}
        fits = all(key in places and value in _answers(places[key]) for key, value in self.decisions.items())
        if mark != self.mark or not fits:
            raise Refused(_("These decisions were made for another text, or another reading of it. Decide anew, please."))

    def decided(self, key: str, value: str) -> "Proposal":
        """With one more decision, or (value empty) with one taken back."""
        others = {other: said for other, said in self.decisions.items() if other != key}
        return replace(self, decisions={**others, key: value} if value else others)

    def with_added(self, one: Added) -> "Proposal":
        """With words masked wherever they stand."""
        if len("".join(one.words.split())) < 2 or len(one.words) > LONGEST_ADDED or one.kind not in KINDS:
            raise Refused(_("Select or type the words to mask: at least two letters."))
        if len(self.added) >= MOST_ADDED:
            raise Refused(_("That is a great deal of added words. Change the text itself, and mask it again."))
        if next(one.places(self.text), None) is None:
            raise Refused(_("These words do not stand in the text. Copy them from it as they are written."))
        return self if one in self.added else replace(self, added=(*self.added, one))

    def without_added(self, number: int) -> "Proposal":
        return replace(self, added=[one for place, one in enumerate(self.added) if place != number])

    def parts(self) -> list[Part]:
        """Every marked place in order; added words cover what was found in them."""
        spans = _covered(self.found, [span for one in self.added for span in one.places(self.text)])
        return [Part(span, "" if span.why == ADDED else self.decisions.get(f"{span.start}-{span.end}", "")) for span in spans]

    def open(self) -> list[Part]:
        """The questions that nobody has answered yet."""
        return [part for part in self.parts() if part.is_open]

    def pieces(self, pseudonyms: Pseudonyms) -> list[Piece]:
        """The whole text, cut at the marked places."""
        pieces, last = [], 0
        for part in self.parts():
            span = part.span
            pieces += [Piece(self.text[last : span.start])] if span.start > last else []
            pieces.append(Piece(self.text[span.start : span.end], part, self._label(part, pseudonyms)))
            last = span.end
        return [*pieces, Piece(self.text[last:])] if last < len(self.text) else pieces

    def _label(self, part: Part, pseudonyms: Pseudonyms) -> str:
        span = part.span
        if not part.is_masked:
            return ""
        if span.type == "PERSON":
            return pseudonyms.of(span.person, self.text[max(0, span.start - 28) : span.start])
        return pseudonyms.thing(span, self.text[span.start : span.end])

    def warnings(self, language: str) -> Sequence[str]:
        """What remains and together may point at one person. What is masked says nothing any more."""
        left = self.text
        for part in self.parts():
            if part.is_masked:
                left = left[: part.span.start] + BLANK * (part.span.end - part.span.start) + left[part.span.end :]
        return combinations(left, [part.span for part in self.parts() if not part.is_masked], language)

    def left_elsewhere(self) -> Sequence[str]:
        """Words that are masked in one place and still stand in another: together the two tell who it is."""
        left, masked = BLANK.join(self._stretches(masked=False)).lower(), self._stretches(masked=True)
        standing = set(re.findall(r"[\w'’-]+", left))
        words = (word for stretch in masked for word in re.findall(r"[^\W\d_][\w'’-]{2,}", stretch))
        return list(dict.fromkeys(word for word in words if word.lower() in standing))[:MOST_TOLD]

    def _stretches(self, *, masked: bool) -> Sequence[str]:
        """What is masked as a name, or everything that stays."""
        parts = [part for part in self.parts() if part.is_masked]
        if masked:
            return [self.text[part.span.start : part.span.end] for part in parts if part.span.type == "PERSON"]
        edges = [0, *(edge for part in parts for edge in (part.span.start, part.span.end)), len(self.text)]
        return [self.text[start:end] for start, end in zip(edges[::2], edges[1::2], strict=True)]

    def must_be_decided(self) -> None:
        """A text with an open question is not given out."""
        if self.open():
            raise Refused(_("Decide every open question first; then the text can be copied or saved."))

    def shared(self, pseudonyms: Pseudonyms) -> str:
        """The text as it may leave. Refused while anything is open."""
        self.must_be_decided()
        return "".join(piece.label or piece.text for piece in self.pieces(pseudonyms))


def _answers(span: Span) -> Sequence[str]:
    return TAKEN_BACK if span.sure else (MASK, KEEP)


def _covered(found: Iterable[Span], added: Sequence[Span]) -> list[Span]:
    """The found places, and the added ones over them: where they overlap, all of it becomes one added place."""
    joined: list[Span] = []
    for span in sorted((*found, *added), key=lambda each: (each.start, -each.end)):
        if joined and span.start < joined[-1].end:
            before = joined[-1]
            tells = before if before.why == ADDED else span
            joined[-1] = replace(tells, start=before.start, end=max(before.end, span.end), sure=True, why=ADDED)
        else:
            joined.append(span)
    return joined
