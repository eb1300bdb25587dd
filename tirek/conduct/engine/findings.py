"""What goes into a check and what comes out: plain frozen values."""

from __future__ import annotations

from dataclasses import dataclass
from enum import IntEnum

LANGUAGES = ("kk", "uk", "ru", "en")


class Grade(IntEnum):
    """How much a finding asks of the worker: hint and nudge are shown, strong asks a reason, hard asks a change."""

    HINT = 1
    NUDGE = 2
    STRONG = 3
    HARD = 4


@dataclass(frozen=True, slots=True)
class Context:
    """What the caller knows about the thread; the engine looks nothing up itself."""

    language: str = "ru"
    country: str = "kz"
    audience: str = "client"
    max_text: int = 4096  # UTF-16 units of the channel; the composer counts, the engine does not
    client_words: tuple[str, ...] = ()  # what this client wrote here: identifiers found there are the client's own
    names: tuple[str, ...] = ()  # names known in this thread
    service_contacts: tuple[str, ...] = ()  # numbers and addresses of the organisation: never findings


@dataclass(frozen=True, slots=True)
class Finding:
    """One place of a draft that a rule asks to read again.

    `start` and `end` are Python str indexes into the draft; `replacement` stands for draft[start:end], in the draft's
    language; `key` is the rule and a digest of the folded words, so that a decision survives edits elsewhere.
    """

    rule: str
    family: str
    principle: str
    grade: Grade
    start: int
    end: int
    replacement: str | None
    key: str
    version: int


@dataclass(frozen=True, slots=True)
class RuleWords:
    """The words of a card in one interface language."""

    title: str
    why: str
    suggest: str
    principle: str
