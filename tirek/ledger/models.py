"""What the ledger remembers: one row per act, never changed and never deleted (the database's own triggers hold that)."""

import time
from typing import Any, ClassVar, NoReturn
from uuid import UUID

from django.db import models


def this_millisecond() -> int:
    return int(time.time() * 1000)


class EntryQuerySet(models.QuerySet["Entry"]):
    def of_scope(self, scope: UUID) -> "EntryQuerySet":
        return self.filter(scope=scope)


class Entry(models.Model):
    """At `at_ms` (UTC milliseconds) the actor did `verb`, about an object, within a scope (a team)."""

    at_ms = models.PositiveBigIntegerField(default=this_millisecond)
    actor = models.UUIDField(null=True)  # null: the house itself
    verb = models.CharField(max_length=32)  # a value of Verb; not `choices`, or every new verb would be a migration
    about = models.UUIDField(null=True)
    scope = models.UUIDField(null=True)
    seq = models.PositiveIntegerField(null=True)  # which leaf of the safe, where one is meant
    reason = models.BinaryField(null=True)  # sealed to oversight by the caller

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
