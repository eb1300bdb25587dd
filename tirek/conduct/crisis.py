"""Cues in a person's words, read safely: bounded in letters and in time. A failing reader gives an empty reading, never an error.

Readings are remembered for a while by a keyed digest of the words, because a page shows the same letters again and again; a
reading holds places in a text and names of rules, no word. An empty one says that no rule matched, and nothing more.
"""

import logging
import os
import threading
from collections import OrderedDict
from collections.abc import Callable, Sequence
from contextlib import suppress
from dataclasses import replace
from hashlib import blake2b
from typing import TypeVar

from tirek.conduct.engine.cues import ALIKE, CUES, Circumstances, Cue, CuePackError, CueReader, CueReading, CueWords
from tirek.kit.patience import Patient

__all__ = [
    "ALIKE",
    "CUES",
    "NOTHING",
    "Circumstances",
    "Cue",
    "CueReading",
    "CueWords",
    "protocol",
    "read",
    "read_ahead",
    "version",
    "warm_up",
    "words",
]

Found = TypeVar("Found")
Mark = tuple[bytes, Circumstances]

logger = logging.getLogger(__name__)

HEAD, TAIL = 4_000, 1_000
"""Of a longer text only its first and last letters are read: how it begins, and how it ends."""
PATIENCE_S = 0.25
REMEMBERED = 4_096
NOTHING = CueReading(0)
_SEAM = ".\n"

_readers = Patient("cue-reading")
_key = os.urandom(32)


class _Reader:
    """The cue rules of this process, read once. A pack that cannot be read is tried once, not with every letter."""

    def __init__(self) -> None:
        self._lock = threading.Lock()
        self._ready: CueReader | CuePackError | None = None

    def get(self) -> CueReader:
        """Raises CuePackError with a sentence."""
        with self._lock:
            if self._ready is None:
                try:
                    self._ready = CueReader.load()
                except CuePackError as broken:
                    self._ready = broken
        if isinstance(self._ready, CuePackError):
            raise self._ready
        return self._ready


reader = _Reader().get


def warm_up() -> None:
    """Read the packs beside the opening of the house, so that the first letter does not wait for them."""
    threading.Thread(target=_warm, name="cue-reading-warms-up", daemon=True).start()  # nobody who stops the house waits for it


def _warm() -> None:
    with suppress(CuePackError):  # said when a letter is read
        reader()


def read(text: str, known: Circumstances, within_s: float = PATIENCE_S) -> CueReading:
    """The cues of one letter; an empty reading if the reader fails or takes too long, and a line in the log without a word of it."""
    found = _MEMORY.get(_mark(text, known))
    return found if found is not None else _patiently(lambda: _remembered(text, known), within_s) or NOTHING


def read_ahead(letters: Sequence[tuple[str, Circumstances]]) -> None:
    """Read a set of letters in one go, so that each is known when it is asked about. What this leaves unread is read then."""
    if letters:
        _patiently(lambda: [_remembered(text, known) for text, known in letters], PATIENCE_S)


def words(cue: str, language: str) -> CueWords:
    """A cue's card in an interface language."""
    return reader().words(cue, language)


def protocol(level: int, language: str, country: str) -> tuple[str, ...]:
    """What to do now at level 2 or 3, with the country's numbers; nothing where the packs cannot be read: a page must still open."""
    try:
        return reader().protocol(level, language, country)
    except CuePackError:
        return ()


def version() -> int:
    """The version of the cue packs as one number: any pack that moves on moves it. 0 where they cannot be read."""
    try:
        return sum(reader().versions.values())
    except CuePackError:
        return 0


class _Memory:
    """The last readings by digest and circumstances."""

    def __init__(self) -> None:
        self._kept: OrderedDict[Mark, CueReading] = OrderedDict()
        self._lock = threading.Lock()

    def get(self, at: Mark) -> CueReading | None:
        with self._lock:
            found = self._kept.get(at)
            if found is not None:
                self._kept.move_to_end(at)
            return found

    def put(self, at: Mark, reading: CueReading) -> None:
        with self._lock:
            self._kept[at] = reading
            while len(self._kept) > REMEMBERED:
                self._kept.popitem(last=False)


_MEMORY = _Memory()


def _mark(text: str, known: Circumstances) -> Mark:
    return blake2b(text.encode("utf-8", "surrogatepass"), digest_size=16, key=_key).digest(), known


def _remembered(text: str, known: Circumstances) -> CueReading:
    mark = _mark(text, known)
    found = _MEMORY.get(mark)
    if found is None:
        found = _read_bounded(text, known)
        _MEMORY.put(mark, found)
    return found


def _patiently(ask: Callable[[], Found], within_s: float) -> Found | None:
    try:
        reader()  # before the clock runs: the very first letter waits for the packs, if they are not read yet
    except Exception as broken:  # noqa: BLE001  # a letter must be stored whatever a pack holds
        found, error = None, type(broken).__name__
    else:
        found, error = _readers.ask(ask, within_s)
    if error:
        logger.error("A letter was not read for cues: %s.", error)
    return found


def _read_bounded(text: str, known: Circumstances) -> CueReading:
    if len(text) <= HEAD + TAIL:
        return reader().read(text, known)
    found = reader().read(text[:HEAD] + _SEAM + text[-TAIL:], known)
    left_out = len(text) - TAIL - HEAD - len(_SEAM)
    return replace(found, cues=tuple(_placed(cue, left_out) for cue in found.cues))


def _placed(cue: Cue, left_out: int) -> Cue:
    """A cue of the shortened text where it stands in the whole one; one that reaches over the seam is cut there."""
    if cue.end <= HEAD:
        return cue
    if cue.start < HEAD:
        return replace(cue, end=HEAD)
    return replace(cue, start=max(cue.start, HEAD + len(_SEAM)) + left_out, end=cue.end + left_out)
