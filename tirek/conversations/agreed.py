"""What was agreed with a person, opened: how it stands with each purpose, what may therefore be done, and how it came so."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any, Protocol

from tirek.consent.models import Record, Standing
from tirek.consent.wording import fingerprint_of
from tirek.conversations.consenting import CONSENTS
from tirek.conversations.words import Said, unpack
from tirek.vault.models import Leaf, Safe

LOOKED_AT = 100
"""Among how many of the house's newest messages open questions are looked for."""


class Opened(Protocol):
    """A safe in somebody's hands: a worker's, or its person's."""

    @property
    def safe(self) -> Safe: ...

    def words(self, leaf: Leaf) -> bytes: ...


@dataclass(frozen=True, slots=True)
class Agreement:
    """How it stands with one purpose, or with passing something on to one service."""

    purpose: str
    standing: Standing
    asked: int = 0  # for a passing on: the leaf it is found by
    recipient: str = ""
    title: str = ""
    at: datetime | None = None
    terms: Mapping[str, str] = field(default_factory=dict)
    shown: Sequence[Sequence[str]] = ()

    @property
    def is_agreed(self) -> bool:
        return self.standing is Standing.AGREED

    @property
    def is_proven(self) -> bool:
        """Whether the record's fingerprint is that of the text it holds."""
        return bool(self.shown) and self.terms.get("hash") == fingerprint_of(self.title, [list(pair) for pair in self.shown])


@dataclass(frozen=True, slots=True)
class Step:
    """One word, as it stands in the history."""

    seq: int
    at: datetime
    text: str
    by: str  # empty: the person
    how: str = ""


@dataclass(frozen=True, slots=True)
class Question:
    """A passing on that was asked about and not answered yet."""

    asked: int
    recipient: str
    title: str
    shown: Sequence[Sequence[str]]


@dataclass(frozen=True, slots=True)
class Agreements:
    """Everything about one conversation."""

    care: Agreement
    first: Agreement
    boundaries: Agreement
    shares: Sequence[Agreement] = ()
    steps: Sequence[Step] = ()  # newest first
    questions: Sequence[Question] = ()


def agreements(opened: Opened) -> Agreements:
    """Open every record of a conversation. Works in a worker's hands and in the person's own."""
    rows = list(Record.objects.filter(safe=opened.safe).select_related("leaf", "ended").order_by("id"))
    leaves = {leaf.pk: leaf for row in rows for leaf in (row.leaf, row.ended) if leaf is not None}
    said = {key: (leaf.seq, unpack(opened.words(leaf))) for key, leaf in leaves.items()}
    asked = _asked(opened)
    found = {purpose: Agreement(purpose, Standing.NEVER) for purpose in ("care", "first", "boundaries")}
    shares: dict[int, Agreement] = {}
    for row in rows:
        seq, one = said[row.leaf_id]
        agreement = _agreement(row, seq, one, asked)
        if agreement is None:
            continue
        if agreement.purpose == "share":
            shares[agreement.asked] = _newer(shares.get(agreement.asked), agreement)
        else:
            found[agreement.purpose] = _newer(found[agreement.purpose], agreement)
    steps = sorted((_step(seq, one) for seq, one in said.values()), key=lambda step: step.seq, reverse=True)
    waiting = [question for seq, question in asked.items() if seq not in shares]
    return Agreements(**found, shares=list(shares.values()), steps=steps, questions=waiting)


def _agreement(row: Record, seq: int, one: Said, asked: Mapping[int, Question]) -> Agreement | None:
    """What a record says; None for an exception, and for an answer to a question that was never asked."""
    kept: dict[str, Any] = one.more.get("consent", {})
    purpose, number = str(kept.get("purpose", "")), int(kept.get("asked", 0)) or seq
    if one.type not in CONSENTS or kept.get("answer") == "exception":
        return None
    question = asked.get(number) if purpose == "share" else None
    recipient = str(kept.get("recipient", "")) or (question.recipient if question else "")
    if purpose == "share" and not recipient:
        return None
    standing = Standing.AGREED if row.ended_id is None else Standing.DECLINED if row.ended_id == row.leaf_id else Standing.WITHDRAWN
    shown, title = (question.shown, question.title) if question else (kept.get("shown", ()), str(kept.get("title", "")))
    terms = kept.get("terms", {}) | ({"purpose": title} if question else {})
    return Agreement(purpose, standing, number, recipient, title, one.moment, terms, shown)


def _newer(before: Agreement | None, after: Agreement) -> Agreement:
    """The newest word counts; a "not now" after something was taken back changes nothing."""
    if before is not None and before.standing is Standing.WITHDRAWN and after.standing is Standing.DECLINED:
        return before
    return after


def _step(seq: int, one: Said) -> Step:
    by = "" if one.from_client else one.name
    return Step(seq, one.moment, one.text, by, str(one.more.get("consent", {}).get("how", "")))


def _asked(opened: Opened) -> dict[int, Question]:
    """The questions about passing something on, by the leaf they stand in."""
    house = Leaf.objects.filter(safe=opened.safe, half=Leaf.Half.TALK, outbox__clearance__by=None).exclude(outbox=None)
    found = {}
    for leaf in house.order_by("-seq")[:LOOKED_AT]:
        kept = unpack(opened.words(leaf)).more.get("asks")
        if kept:
            found[leaf.seq] = Question(leaf.seq, str(kept["recipient"]), str(kept["title"]), kept["shown"])
    return found
