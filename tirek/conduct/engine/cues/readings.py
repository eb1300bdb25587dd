"""What goes into a reading of cues and what comes out: plain frozen values."""

from __future__ import annotations

from dataclasses import dataclass

CUES = (
    "suicidal_ideation",
    "self_harm",
    "violence_home",
    "child_risk",
    "hopelessness",
    "distress",
    "fear",
    "anger",
    "exhaustion",
    "shame",
    "loneliness",
    "grief",
    "basic_needs",
    "substance",
    "exploitation",
)
SUBJECTS = ("self", "other", "child")
HIGHEST = 3


@dataclass(frozen=True, slots=True)
class CueRule:
    """Raises `cue` at `level`, or leaves the sign `sign` for combinations (then level may be 0), or both."""

    id: str
    cue: str = ""
    level: int = 0
    subject: str = "self"
    sign: str = ""
    quotes: bool = False  # what stands in quotation marks counts too: a threat that was told
    timeless: bool = False  # what is past counts too
    stories: bool = False  # a game or a film in the sentence does not take it back: a console given away, a task in a game


@dataclass(frozen=True, slots=True)
class Circumstances:
    """What is known around the words. All but the first two may be unknown; they raise by little and never alone above 1."""

    language: str = "ru"
    country: str = "kz"
    age: int | None = None
    hour: int | None = None  # of writing, 0-23, where the person is
    deleted: int = 0  # messages written and deleted again shortly before this one
    reaction: str = ""  # an emoji set under our message
    sticker: str = ""  # the emoji of a sticker
    pause_min: int = 0  # minutes of silence after our question, before these words


@dataclass(frozen=True, slots=True)
class Cue:
    """A possible meaning of text[start:end]. `why` names the rule; `key` survives edits elsewhere in the text."""

    cue: str
    level: int
    start: int
    end: int
    subject: str
    why: str
    key: str


@dataclass(frozen=True, slots=True)
class CueReading:
    """Level 0 means that no rule matched, and nothing more. `around`: which circumstances were counted."""

    level: int
    cues: tuple[Cue, ...] = ()
    around: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class CueWords:
    """The words of a cue's card in one interface language: a possibility, and what to ask first."""

    title: str
    why: str
    ask: str
