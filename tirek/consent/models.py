"""What is remembered in the clear: that there is a record, and whether it stands. What it is about is in its leaf."""

from enum import StrEnum
from typing import ClassVar, Self

from django.db import models

from tirek.vault.actions.marks import event_mark
from tirek.vault.models import Leaf, Safe


class Standing(StrEnum):
    """How it stands with one purpose."""

    NEVER = "never"  # nobody has asked, or nothing was said
    AGREED = "agreed"
    DECLINED = "declined"  # "not now": nothing was taken back
    WITHDRAWN = "withdrawn"


class RecordQuerySet(models.QuerySet["Record"]):
    def about(self, safe: Safe, topic: str) -> Self:
        """The records of one purpose in one conversation, oldest first."""
        return self.filter(safe=safe, mark=mark_of(safe, topic)).order_by("id")

    def last_word(self, safe: Safe, topic: str) -> "tuple[Standing, Record | None]":
        """How it stands, and by which record. A "not now" after something was taken back changes nothing."""
        records = list(self.about(safe, topic).select_related("ended"))
        for row in reversed(records):
            if row.ended_id is None:
                return Standing.AGREED, row
            if row.ended_id != row.leaf_id:
                return Standing.WITHDRAWN, row
        return (Standing.DECLINED, records[-1]) if records else (Standing.NEVER, None)


class Record(models.Model):
    """One word of a person: what it is about and what was agreed stands sealed in `leaf`, what ended it in `ended`.

    A "not now" is a record that ended in its own leaf: it never stood. `mark` is keyed: the house finds the records of one
    purpose while nobody is signed in (a taking back must hold at once), and the row does not tell which purpose it is.
    """

    safe = models.ForeignKey(Safe, models.CASCADE, related_name="consents")
    leaf = models.OneToOneField(Leaf, models.CASCADE, related_name="consent")
    ended = models.OneToOneField(Leaf, models.CASCADE, null=True, related_name="consent_ended")
    mark = models.BinaryField()

    objects = RecordQuerySet.as_manager()

    leaf_id: int
    ended_id: int | None

    class Meta:
        constraints: ClassVar = [
            models.UniqueConstraint(fields=["safe", "mark"], condition=models.Q(ended=None), name="one_standing_consent_each")
        ]

    def __str__(self) -> str:
        return f"consent record of {self.safe_id}"


def mark_of(safe: Safe, topic: str) -> bytes:
    return event_mark(safe.id, f"consent:{topic}")
