"""What a person's message may be saying, and how soon it asks for an answer: read from words that are open at this moment.

Nothing of it is kept in the clear but a minute and a leaf's number (`Safe.due_min`, `due_seq`). A desk reads the same words
again, in the same circumstances, and comes to the same. A worker's correction is a sealed leaf of the file half, and it wins.
"""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, replace
from datetime import UTC, datetime, timedelta

from tirek.conduct import crisis
from tirek.conduct.crisis import NOTHING, Circumstances, Cue, CueReading
from tirek.conversations.words import Said
from tirek.kit.calendars import Hours
from tirek.kit.text import language_of
from tirek.people.models import Organisation

TODAY, NOW = 2, 3
"""Levels: from 2 on somebody answers today and the supervisor knows, 3 is for this moment."""
SAME_DAY_MIN = 4 * 60
SECOND_HAND = 2
"""Somebody else's words that were forwarded do not raise above this."""
DAY_MIN = 24 * 60
CORRECTION = "cue"
"""The type of the leaf in which a worker says how a message is to be read."""
NOT_THIS, HIGHER, LOWER = "not_this", "higher", "lower"
SPEECH = ("message", "edit")


def is_speech(said: Said) -> bool:
    """Whether it is something a person said, rather than pressed or did."""
    return said.from_client and said.type in SPEECH and said.kind not in ("button_reply", "system")


def cues_in(said: Said, organisation: Organisation, *, pause_min: int = 0, deleted: int = 0) -> CueReading:
    """The cues of one message in its circumstances. Only words raise above level 1 by themselves."""
    asked = _questions(said, organisation, pause_min, deleted)
    if not asked:
        return NOTHING
    found = max((crisis.read(text, known) for text, known in asked), key=lambda reading: reading.level)
    if "forwarded" in said.more and found.level > SECOND_HAND:
        return CueReading(SECOND_HAND, found.cues, found.around)
    return found


def read_ahead(letters: Iterable[Said], organisation: Organisation) -> None:
    """Read what has come in before anybody waits for it: `cues_in` knows it then."""
    crisis.read_ahead([one for said in letters for one in _questions(said, organisation)])


def _questions(said: Said, organisation: Organisation, pause_min: int = 0, deleted: int = 0) -> list[tuple[str, Circumstances]]:
    """The text with its circumstances, once in each language that it may be in; nothing for what is no speech."""
    if not (is_speech(said) or said.type == "reaction") or not (said.text.strip() or said.emoji):
        return []
    known = _around(said, organisation, pause_min, deleted)
    return [(said.text, replace(known, language=guess)) for guess in _guesses(said.text, organisation)]


def _guesses(text: str, organisation: Organisation) -> tuple[str, ...]:
    """In which languages to read: a short message in і tells neither Ukrainian nor Kazakh, and Kazakh is typed in Russian letters too.

    Russian is read beside both anyway; the service's own language is always a guess.
    """
    spoken = language_of(text)
    return tuple(dict.fromkeys(guess for guess in (spoken, organisation.language) if guess in ("kk", "uk"))) or (organisation.language,)


def _around(said: Said, organisation: Organisation, pause_min: int, deleted: int) -> Circumstances:
    exact = not said.more.get("time_unknown")
    return Circumstances(
        language=organisation.language,
        country=organisation.country,
        hour=said.moment.astimezone(organisation.zone).hour if exact else None,
        deleted=deleted,
        reaction=said.emoji if said.type == "reaction" and said.action != "remove" else "",
        sticker=said.emoji if said.kind == "sticker" else "",
        pause_min=pause_min if pause_min <= DAY_MIN else 0,  # who comes back another day has not fallen silent
    )


def due_by(level: int, at_min: int, hours: Hours) -> int | None:
    """By which minute a message of this level, which came in the minute `at_min`, is to be answered.

    Now: that very minute. Today: by the end of that day's hours, or in four hours, whichever is sooner. None: no hurry.
    """
    if level >= NOW:
        return at_min
    if level < TODAY:
        return None
    came = datetime.fromtimestamp(at_min * 60, UTC)
    end = datetime.combine(came.astimezone(hours.zone).date(), hours.closes, hours.zone)
    is_ahead = end > came and came.astimezone(hours.zone).isoweekday() in hours.days
    latest = came + timedelta(minutes=SAME_DAY_MIN)
    return max(at_min + 1, int((min(end, latest) if is_ahead else latest).timestamp()) // 60)


@dataclass(frozen=True, slots=True)
class Correction:
    """How a worker reads a message: its level from now on, and which cues are not in it."""

    seq: int
    target: int
    level: int
    word: str
    dropped: frozenset[str]
    author: str
    by: str
    words: str


@dataclass(frozen=True, slots=True)
class Standing:
    """How a message is read now: by the rules, or as a worker has corrected it."""

    level: int
    cues: tuple[Cue, ...] = ()
    correction: Correction | None = None


def correction_in(seq: int, said: Said) -> Correction | None:
    if said.type != CORRECTION or said.target is None:
        return None
    level, dropped = said.more.get("level"), said.more.get("not") or []
    if not isinstance(level, int) or not 0 <= level <= NOW:
        return None
    return Correction(seq, said.target, level, said.action, frozenset(dropped), said.name, said.by, said.text)


def corrections_in(said: Mapping[int, Said]) -> dict[int, Correction]:
    """By message: the last word on it."""
    found = (correction_in(seq, said[seq]) for seq in sorted(said))
    return {one.target: one for one in found if one}


def standing(reading: CueReading, seq: int, correction: Correction | None) -> Standing:
    """The correction wins over what was read of words that stood there before it; words that came after it are read anew."""
    if correction is None or correction.seq < seq:
        return Standing(reading.level, reading.cues)
    return Standing(correction.level, tuple(cue for cue in reading.cues if cue.cue not in correction.dropped), correction)


def pauses(said: Mapping[int, Said]) -> dict[int, int]:
    """By message: after how many minutes of silence it came, where the last word before it was a worker's."""
    found: dict[int, int] = {}
    last: Said | None = None
    for seq in sorted(said):
        one = said[seq]
        if one.type != "message" or one.by == "house":
            continue
        if one.from_client and last is not None and not last.from_client:
            found[seq] = max(0, int((one.moment - last.moment).total_seconds()) // 60)
        last = one
    return found


@dataclass(frozen=True, slots=True)
class Read:
    """A message, or a later form of it, with how it is read now. `at_min`: the minute in which it came."""

    seq: int
    about: int  # the message that an edit changes; else its own number
    at_min: int
    language: str
    is_danger: bool
    standing: Standing


def together(standings: Iterable[Standing]) -> Standing:
    """A message and its later forms as one: what was said once stays said, so the highest counts."""
    forms = list(standings)
    cues = {(cue.cue, cue.why): cue for form in forms for cue in form.cues}
    said = [form.correction for form in forms if form.correction]
    return Standing(max((form.level for form in forms), default=0), tuple(cues.values()), said[-1] if said else None)


def what_is_due(messages: Iterable[Read], hours: Hours) -> tuple[int, int] | None:
    """(minute, leaf) of what asks for an answer soonest; danger first, then what is for now, then what is for today."""
    asking = []
    for one in messages:
        level = NOW if one.is_danger else one.standing.level
        due_min = due_by(level, one.at_min, hours)
        if due_min is not None:
            asking.append((not one.is_danger, level < NOW, due_min, one.seq))
    if not asking:
        return None
    *_order, due_min, seq = min(asking)
    return due_min, seq
