"""Something to read while a person waits."""

import threading
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from typing import TextIO

SILENCE = 2.0  # seconds that nobody minds

Say = Callable[[str], None]


def speaker(stdout: TextIO) -> Say:
    """A function that prints one line at once."""

    def say(line: str) -> None:
        stdout.write(f"{line}\n")
        stdout.flush()

    return say


@contextmanager
def patiently(say: Say, what: str, *, silence: float = SILENCE) -> Iterator[None]:
    """Do something; when it takes longer than two seconds, say what it is, and at the end how long it took."""
    over = threading.Event()
    told = threading.Event()

    def tell() -> None:
        if not over.wait(silence):
            told.set()
            say(f"{what} …")

    began = time.monotonic()
    teller = threading.Thread(target=tell, daemon=True)
    teller.start()
    try:
        yield
    finally:
        over.set()
        teller.join()
    if told.is_set():
        say(f"{what}: done in {time.monotonic() - began:.0f} s.")
