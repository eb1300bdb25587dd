"""What the ledger remembers: one row per act, its place in the chain, and signed checkpoints of the chain.

Nothing here is ever changed or deleted (the database's own triggers hold that).
"""

import json
import time
from hashlib import blake2b
from typing import Any, ClassVar, NoReturn
from uuid import UUID

from django.db import models

from tirek.ledger.body import BEGINNING, body


def this_millisecond() -> int:
    return int(time.time() * 1000)


class EntryQuerySet(models.QuerySet["Entry"]):
    def of_scope(self, scope: UUID) -> "EntryQuerySet":
        return self.filter(scope=scope)

    def unsealed(self, after: int = 0) -> "EntryQuerySet":
        """Lines that have no place in the chain yet, in the order of their ids; `after`: only those with a higher id."""
        return self.filter(id__gt=after, seal=None).order_by("id")


class Entry(models.Model):
    """At `at_ms` (UTC milliseconds) the actor did `verb`, about an object, within a scope (a team)."""

    at_ms = models.PositiveBigIntegerField(default=this_millisecond)
    actor = models.UUIDField(null=True)  # null: the house itself
    verb = models.CharField(max_length=32)  # a value of Verb; not `choices`, or every new verb would be a migration
    about = models.UUIDField(null=True)
    scope = models.UUIDField(null=True)
    seq = models.PositiveIntegerField(null=True)  # which leaf of the safe, where one is meant
    reason = models.BinaryField(null=True)  # sealed to oversight by the caller
    mac = models.BinaryField(null=True)  # null only in lines from before the sealer: a trigger refuses new ones without it

    objects = EntryQuerySet.as_manager()

    class Meta:
        indexes: ClassVar = [
            models.Index(fields=["scope", "at_ms"], name="entry_by_scope"),
            models.Index(fields=["about", "at_ms"], name="entry_by_about"),
        ]

    def __str__(self) -> str:
        return f"{self.verb} {self.at_ms}"

    def save(self, *args: Any, **kwargs: Any) -> None:
        if self.pk is not None:
            raise TypeError("An entry of the ledger is never changed.")
        super().save(*args, **kwargs)

    def delete(self, *_args: Any, **_kwargs: Any) -> NoReturn:
        raise TypeError("An entry of the ledger is never deleted.")

    def body(self) -> bytes:
        """What its MAC is made over: everything but the number the database gives it."""
        return body(self.at_ms, self.actor, self.verb, self.about, self.scope, self.seq, self.reason)


class Seal(models.Model):
    """The place of a line in the chain: each hash is made of the one before and of the line's leaf."""

    seq = models.PositiveBigIntegerField(primary_key=True)
    entry = models.OneToOneField(Entry, models.DO_NOTHING, related_name="seal", db_constraint=False)  # no foreign key: see verifying
    hash = models.BinaryField()

    entry_id: int

    def __str__(self) -> str:
        return f"seal {self.seq}"


class Checkpoint(models.Model):
    """What the house signs of the chain up to line `to_seq`. It also stands outside the database, one JSON line each."""

    number = models.PositiveIntegerField(primary_key=True)
    at_ms = models.PositiveBigIntegerField(default=this_millisecond)
    to_seq = models.PositiveBigIntegerField()
    without_mac = models.PositiveBigIntegerField(default=0)  # of these, lines from before the sealer
    head = models.BinaryField()  # the chain's hash at `to_seq`
    root = models.BinaryField()  # the Merkle root of the lines since the last checkpoint
    previous = models.BinaryField()  # the hash of the last checkpoint's line
    public = models.BinaryField()
    signature = models.BinaryField()

    def __str__(self) -> str:
        return f"checkpoint {self.number}"

    def statement(self) -> bytes:
        """The canonical bytes that are signed."""
        return _written(self._said())

    def line(self) -> str:
        """How it stands outside the database: the statement with its signature, one line of JSON."""
        return _written({**self._said(), "signature": bytes(self.signature).hex()}).decode()

    def digest(self) -> bytes:
        """By what the next checkpoint names this one."""
        return blake2b(self.line().encode(), digest_size=len(BEGINNING)).digest()

    def _said(self) -> dict[str, object]:
        hashes = {name: bytes(getattr(self, name)).hex() for name in ("head", "root", "previous", "public")}
        numbers = {"number": self.number, "at_ms": self.at_ms, "lines": self.to_seq, "without_mac": self.without_mac}
        return {"kind": "tirek ledger checkpoint", "v": 1, **numbers, **hashes}


def _written(said: dict[str, object]) -> bytes:
    return json.dumps(said, sort_keys=True, separators=(",", ":")).encode()
