"""What goes into a check and what comes out: plain frozen values."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, field
from enum import IntEnum

LANGUAGES = ("kk", "uk", "ru", "en")


class Grade(IntEnum):
    """How much a finding asks of the worker: hint and nudge are shown, strong asks a reason, hard asks a change."""

    HINT = 1
    NUDGE = 2
    STRONG = 3
    HARD = 4


Elsewhere = Callable[[str, str], bool]
"""Asked with a kind ("name" or "number") and a folded value: whether it belongs to another case of this worker."""


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
    # What only a caller with a conversation knows. `in_thread` False (the command line, a template): rules about a
    # conversation stay silent.
    in_thread: bool = False
    last_words: tuple[str, ...] = ()  # what the client wrote since the service last answered, oldest first
    client_level: int = 0  # 0-3: what the cues said of those words, or the worker's correction
    client_cues: tuple[str, ...] = ()  # names of those cues ("fear", "violence_home", …)
    client_language: str = ""  # the language this client writes or chose; "" is not known
    form_of_address: str = ""  # "formal" or "informal" as the client asked; "" is not known
    first_answer: bool = False  # no worker has answered in this conversation yet
    informed: bool = True  # who reads, how long it is kept and the limits of secrecy have been told
    open_now: bool = True  # within the service's hours
    closing: bool = False  # the worker closes the conversation with this message
    emoji: str = "few"  # the service's word on emoji: none, few, free
    window_open: bool = True  # False: the platform will refuse a message now
    not_today: tuple[str, ...] = ()  # what the client asked not to talk about today: whole words, or beginnings with a `*`
    quiet: frozenset[str] = frozenset()  # rules this worker has asked to rest; strong ones never rest
    elsewhere: Elsewhere | None = field(default=None, compare=False)


@dataclass(frozen=True, slots=True)
class Finding:
    """One place of a draft that a rule asks to read again.

    `start` and `end` are Python str indexes into the draft; `replacement` stands for draft[start:end], in the draft's
    language; `key` is the rule and a digest of the folded words, so that a decision survives edits elsewhere (of what the whole
    draft lacks: a digest of the client's words that it answers).
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
    offers: str = ""  # "next_step": the composer may offer a dated line; "" is nothing
    whole: bool = False  # said of the whole draft: its place is where it found room, and marks nothing


@dataclass(frozen=True, slots=True)
class RuleWords:
    """The words of a card in one interface language."""

    title: str
    why: str
    suggest: str
    principle: str
