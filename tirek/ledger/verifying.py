"""Is the ledger whole? Walks the chain from its first line to its last, beside the checkpoints and their copy outside.

What each kind of interference shows: a line that was edited does not agree with its MAC nor with the chain; one that was
deleted leaves a gap; two that were exchanged break the chain at both places; a chain that was made anew does not agree
with the signed checkpoints; an end that was cut off is known by the copy outside only. What was done to lines between the
last checkpoint and now (at most 15 minutes or 1000 lines) can be hidden from it by whoever writes the database.
Memory is constant: rows are streamed, a checkpoint's tree remembers one hash for each bit of its size.
"""

import json
from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass, field
from typing import Any

from django.db import connection

from tirek.ledger import outside
from tirek.ledger.body import BEGINNING, Tree, body, leaf, link
from tirek.ledger.models import Checkpoint, Entry, Seal, this_millisecond
from tirek.ledger.office import OFFICE

GUARDS = ("changed", "deleted")
"""Triggers that the tables of the ledger have on either database."""
GRACE_MS = 60_000
"""A checkpoint this young may still be on its way to the copy."""
LINE = ("at_ms", "actor", "verb", "about", "scope", "seq", "reason")


def verify() -> Iterator[str]:
    """One sentence for each thing that is wrong; silent if the ledger is whole. Raises BootLocked without the boot key."""
    newest = _newest()  # first: the sealer may go on meanwhile
    end = Seal.objects.order_by("-seq").values_list("seq", flat=True).first() or 0
    walk = _Walk()
    yield from _legible(walk.through(end, newest.number if newest else 0), lambda: f"What follows line {walk.seq} of the chain")
    yield from _legible(_unsealed(), lambda: "A line that waits for the sealer")
    yield from _legible(_copied(), lambda: "A checkpoint, or the copy outside,")
    yield from _unguarded()


def _legible(part: Iterator[str], what: Callable[[], str]) -> Iterator[str]:
    """SQLite takes anything into any column: a value that no line of this house can hold is a finding too, and ends its part."""
    try:
        yield from part
    except (ArithmeticError, AttributeError, LookupError, TypeError, ValueError) as trouble:
        yield f"{what()} cannot be read ({type(trouble).__name__}): this house did not write it. What comes after it was not looked at."


@dataclass
class _Walk:
    """Where the walk along the chain stands."""

    seq: int = 0
    hash: bytes | None = BEGINNING  # None after a gap: there is nothing to compare with
    without_mac: int = 0
    has_macs: bool = False  # whether a line with a MAC has come by
    tree: Tree = field(default_factory=Tree)
    previous: bytes = BEGINNING
    number: int = 0
    to_seq: int = 0

    def through(self, end: int, newest: int) -> Iterator[str]:
        """From the first line to line `end`, beside the checkpoints up to number `newest`."""
        made = Checkpoint.objects.filter(number__lte=newest).order_by("number").iterator(chunk_size=500)
        ahead = next(made, None)
        for seq, hash, mac, *line in _lines(end):
            yield from self._step(seq, bytes(hash), None if mac is None else bytes(mac), line)
            while ahead is not None and ahead.to_seq <= self.seq:
                yield from self._compared(ahead)
                ahead = next(made, None)
        if self.seq < end:
            yield _gap(self.seq + 1, end)
        while ahead is not None:
            yield f"Checkpoint {ahead.number} speaks of line {ahead.to_seq}, and the chain ends with line {self.seq}."
            ahead = next(made, None)

    def _step(self, seq: int, hash: bytes, mac: bytes | None, line: list[Any]) -> Iterator[str]:
        if seq != self.seq + 1:
            yield _gap(self.seq + 1, seq - 1)
            self.hash = None
        said = body(*line)
        place = leaf(said, mac or b"")
        if mac is None and self.has_macs:
            yield f"Line {seq} has no MAC, and lines before it have one: this house did not write it."
        elif mac is not None and mac != OFFICE.notary.mac(said):
            yield f"Line {seq} does not agree with its MAC: it was edited, or this house did not write it."
        if self.hash is not None and hash != link(self.hash, place):
            yield f"Line {seq} does not agree with the chain: it was edited, exchanged, or the line before it was."
        self.has_macs, self.without_mac = self.has_macs or mac is not None, self.without_mac + (mac is None)
        self.seq, self.hash = seq, hash
        self.tree.add(place)

    def _compared(self, made: Checkpoint) -> Iterator[str]:
        """A checkpoint beside the lines since the last one, which have just gone by."""
        name = f"Checkpoint {made.number}"
        if made.number != self.number + 1:
            yield f"Checkpoints {self.number + 1} to {made.number - 1} are gone."
        elif bytes(made.previous) != self.previous:
            yield f"{name} does not name the one before it: that one was replaced."
        if bytes(made.public) != OFFICE.notary.public_key:
            yield f"{name} was signed with a key that is not this house's."
        elif not OFFICE.notary.verify(made.statement(), bytes(made.signature)):
            yield f"The signature of checkpoint {made.number} is forged, or the checkpoint was changed."
        at_end = made.to_seq == self.seq
        if not at_end or (made.root, made.head, made.without_mac) != (self.tree.root(), self.hash, self.without_mac):
            yield f"{name} does not agree with lines {self.to_seq + 1} to {made.to_seq}: they were changed after it was signed."
        self.number, self.previous, self.to_seq, self.tree = made.number, made.digest(), made.to_seq, Tree()


def _lines(end: int) -> Iterable[tuple[Any, ...]]:
    """The chain with its lines, in its order. A seal whose line is gone is not among them: it leaves a gap."""
    columns = ("seq", "hash", "entry__mac", *(f"entry__{name}" for name in LINE))
    return Seal.objects.filter(seq__lte=end).order_by("seq").values_list(*columns).iterator(chunk_size=2000)


def _gap(first: int, last: int) -> str:
    if first == last:
        return f"Line {first} of the chain is gone: it was deleted."
    return f"Lines {first} to {last} of the chain are gone: they were deleted."


def _unsealed() -> Iterator[str]:
    """Lines that still wait for the sealer: they have their MAC already."""
    for line in Entry.objects.unsealed().exclude(mac=None).iterator(chunk_size=2000):
        if bytes(line.mac or b"") != OFFICE.notary.mac(line.body()):
            yield f"A line that waits for the sealer (number {line.pk}) does not agree with its MAC: it was edited."


def _copied() -> Iterator[str]:
    """The copy outside, line by line, beside the checkpoints."""
    newest, reached = _newest(), 0
    made = Checkpoint.objects.order_by("number").iterator(chunk_size=500)
    try:
        for said in map(outside.understood, outside.lines()):
            if said is None:
                continue  # a line torn off by a power cut
            yield from _same(said, _next(made, said["number"]))
            reached = max(reached, said["number"])
    except outside.CopyTrouble as trouble:
        yield f"The copy outside cannot be read: {trouble}."
        return
    if newest is not None and newest.number > reached and newest.at_ms < this_millisecond() - GRACE_MS:
        yield f"The copy outside lacks checkpoints {reached + 1} to {newest.number}."


def _next(made: Iterator[Checkpoint], number: int) -> Checkpoint | None:
    """The checkpoint with this number; asked for once more if the walk began before it was made."""
    ahead = next((one for one in made if one.number >= number), None)
    return ahead if ahead is not None and ahead.number == number else Checkpoint.objects.filter(number=number).first()


def _same(said: dict[str, Any], ours: Checkpoint | None) -> Iterator[str]:
    if ours is None:
        yield (
            f"The copy outside holds checkpoint {said['number']} (up to line {said.get('lines')}) and the database does not:"
            " the end of the ledger was cut off, or an old backup was restored."
        )
    elif json.loads(ours.line()) != said:
        yield f"The copy outside says of checkpoint {said['number']} what the database does not: one of them was replaced."


def _newest() -> Checkpoint | None:
    return Checkpoint.objects.order_by("-number").first()


def _unguarded() -> Iterator[str]:
    """The triggers by which the database itself refuses to change what stands."""
    there = _triggers()
    for table in ("ledger_entry", "ledger_seal", "ledger_checkpoint"):
        missing = [what for what in GUARDS if f"{table}_is_never_{what}" not in there]
        if missing:
            yield f"The database no longer refuses that rows of {table} are {' and '.join(missing)}: its triggers were taken away."


def _triggers() -> set[str]:
    asked = {
        "sqlite": "SELECT name FROM sqlite_master WHERE type = 'trigger'",
        "postgresql": "SELECT tgname FROM pg_trigger WHERE tgenabled <> 'D' AND NOT tgisinternal",
    }[connection.vendor]
    with connection.cursor() as cursor:
        cursor.execute(asked)
        return {name for (name,) in cursor.fetchall()}
