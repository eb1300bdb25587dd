"""The copy of the checkpoints outside the database: a file with one JSON line each, only ever added to.

Cutting off the ledger's end leaves a database that agrees with itself; this file is what then says more than the
database. So it belongs where whoever writes the database cannot write (TIREK_LEDGER_COPY), and when it disagrees nothing
is added: it is the evidence.
"""

import fcntl
import json
import os
from collections.abc import Iterator
from pathlib import Path
from typing import Any

from django.conf import settings

from tirek.ledger.models import Checkpoint

TAIL = 8192
"""A line has about 600 bytes: the last one stands in these."""


class CopyTrouble(Exception):
    """The copy cannot be used; the sentence says why. The service goes on."""


def place() -> Path:
    path: Path = settings.LEDGER_COPY
    return path


def add_missing() -> int:
    """Write down every checkpoint that the copy lacks, on the disk when this returns; how many. Raises CopyTrouble."""
    path = place()
    try:
        path.parent.mkdir(parents=True, exist_ok=True, mode=0o700)
        with os.fdopen(os.open(path, os.O_RDWR | os.O_CREAT | os.O_APPEND, 0o600), "rb+") as file:
            fcntl.flock(file, fcntl.LOCK_EX)
            lines = [made.line() for made in _after(_last_number(file.seek(0, os.SEEK_END), file.fileno()))]
            file.write("".join(f"{line}\n" for line in lines).encode())
            file.flush()
            os.fsync(file.fileno())
    except OSError as trouble:
        raise CopyTrouble(f"{path}: {trouble.strerror or type(trouble).__name__}") from None
    return len(lines)


def _last_number(size: int, file: int) -> int:
    """Which checkpoint the copy ends with. A line that was torn off by a power cut is no line: it is ended, and written anew."""
    tail = os.pread(file, min(size, TAIL), max(0, size - TAIL))
    if tail and not tail.endswith(b"\n"):
        os.write(file, b"\n")
    for line in reversed(tail.splitlines()):
        said = understood(line)
        if said is not None:
            _must_agree(said)
            return int(said["number"])
    if tail.strip() and size > TAIL:
        raise CopyTrouble(f"{place()} does not end with a checkpoint")
    return 0


def _must_agree(said: dict[str, Any]) -> None:
    ours = Checkpoint.objects.filter(number=said["number"]).first()
    if ours is None or json.loads(ours.line()) != said:
        raise CopyTrouble(f"{place()} says of checkpoint {said['number']} what the database does not")


def _after(number: int) -> Iterator[Checkpoint]:
    return Checkpoint.objects.filter(number__gt=number).order_by("number").iterator(chunk_size=500)


def understood(line: bytes) -> dict[str, Any] | None:
    """A line of the copy as its parts; None for what is no checkpoint."""
    try:
        said = json.loads(line)
    except (ValueError, RecursionError):
        return None
    return said if isinstance(said, dict) and isinstance(said.get("number"), int) and "signature" in said else None


def last() -> dict[str, Any] | None:
    """The last checkpoint that the copy holds; None when it holds none. Raises CopyTrouble when it cannot be read."""
    path = place()
    try:
        with path.open("rb") as file:
            size = file.seek(0, os.SEEK_END)
            file.seek(max(0, size - TAIL))
            lines = file.read().splitlines()
    except FileNotFoundError:
        return None
    except OSError as trouble:
        raise CopyTrouble(f"{path}: {trouble.strerror or type(trouble).__name__}") from None
    return next((said for said in map(understood, reversed(lines)) if said is not None), None)


def lines() -> Iterator[bytes]:
    """Every line of the copy, one after the other. Raises CopyTrouble when it cannot be read."""
    try:
        with place().open("rb") as file:
            yield from (line.rstrip(b"\n") for line in file)
    except FileNotFoundError:
        return
    except OSError as trouble:
        raise CopyTrouble(f"{place()}: {trouble.strerror or type(trouble).__name__}") from None
