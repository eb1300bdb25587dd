"""What the vault remembers. Clear columns are only what the house must sort, route or authorise with while nobody is
signed in; times are whole minutes since 1970; bodies, blobs and headers are sealed."""

import time
from collections.abc import Iterable
from typing import ClassVar
from uuid import UUID, uuid4

from django.db import models

CLOCK_STEP_MIN = 5
"""By how much a clock may be put back without anybody being asked for his password again."""


def this_minute() -> int:
    return int(time.time() // 60)


class Principal(models.Model):
    """Anybody or anything a seed can be sealed to: a worker, a team's key, the organisation's paper."""

    class Kind(models.TextChoices):
        WORKER = "worker"
        INTAKE = "intake", "team intake"
        OVERSIGHT = "oversight", "team oversight"
        PAPER = "paper", "the organisation's paper key"
        PERSON = "person", "somebody we serve, behind a receipt"

    id = models.UUIDField(primary_key=True, default=uuid4, editable=False)
    kind = models.CharField(max_length=10, choices=Kind)
    box_pub = models.BinaryField()

    def __str__(self) -> str:
        return f"{self.kind} {self.id}"


class Slot(models.Model):
    """A user's seed behind something the user knows. `version` makes two changes at once impossible."""

    class Kind(models.TextChoices):
        PASSWORD = "password"
        RECOVERY = "recovery", "recovery code"

    principal = models.ForeignKey(Principal, models.CASCADE, related_name="slots")
    kind = models.CharField(max_length=10, choices=Kind)
    salt = models.BinaryField()
    boot_id = models.CharField(max_length=8)
    blob = models.BinaryField()
    version = models.PositiveIntegerField(default=1)
    made_min = models.PositiveIntegerField(default=this_minute)

    class Meta:
        constraints: ClassVar = [models.UniqueConstraint(fields=["principal", "kind"], name="one_slot_of_a_kind")]

    def __str__(self) -> str:
        return f"{self.kind} slot"


class Receipt(models.Model):
    """A person's seed behind the number on a receipt (or, for a day, behind the code of a link). No name, no address.

    `find` is a keyed mark of the number: whoever holds the row learns no number from it, and no row from a number.
    """

    find = models.BinaryField(primary_key=True)
    principal = models.OneToOneField(Principal, models.CASCADE, related_name="receipt")
    boot_id = models.CharField(max_length=8)
    blob = models.BinaryField()
    until_min = models.PositiveIntegerField(null=True)  # a code of a link ends by itself; a receipt does not
    again_until_min = models.PositiveIntegerField(default=0)  # until then the very same form is shown its number again

    def __str__(self) -> str:
        return "receipt"


class KeyGrant(models.Model):
    """A team key's seed, sealed to one of its holders."""

    key = models.ForeignKey(Principal, models.CASCADE, related_name="holders")
    to = models.ForeignKey(Principal, models.CASCADE, related_name="keys_held")
    blob = models.BinaryField()

    class Meta:
        constraints: ClassVar = [models.UniqueConstraint(fields=["key", "to"], name="one_key_grant_each")]

    def __str__(self) -> str:
        return f"{self.key_id} to {self.to_id}"


class SafeQuerySet(models.QuerySet["Safe"]):
    def locked(self, ids: Iterable[UUID]) -> "SafeQuerySet":
        """The one lock rule: whoever adds to or changes a safe locks its row first, several in id order."""
        return self.filter(id__in=list(ids)).select_for_update(no_key=True).order_by("id")

    def readable_by(self, readers: Iterable[UUID]) -> "SafeQuerySet":
        return self.filter(grants__principal__in=list(readers)).distinct()


class Safe(models.Model):
    """The unit of sealing, access and destruction. Content is in its leaves; here stand numbers to sort and wake by."""

    id = models.UUIDField(primary_key=True, default=uuid4, editable=False)
    gen = models.PositiveIntegerField(default=1)
    seq = models.PositiveIntegerField(default=0)  # the last leaf's number
    heard_seq = models.PositiveIntegerField(default=0)  # the last leaf that came from the person
    last_min = models.PositiveIntegerField(default=this_minute)
    waiting_since_min = models.PositiveIntegerField(null=True)
    due_min = models.PositiveIntegerField(null=True)  # why it is due stands sealed, in leaf `due_seq`
    due_seq = models.PositiveIntegerField(null=True)
    header = models.BinaryField()

    objects = SafeQuerySet.as_manager()

    class Meta:
        indexes: ClassVar = [models.Index(fields=["last_min"], name="safe_by_last_min")]

    def __str__(self) -> str:
        return f"safe {self.id}"


class SafeGen(models.Model):
    """The public halves of one generation: enough to seal into the safe, never to open it."""

    safe = models.ForeignKey(Safe, models.CASCADE, related_name="generations", db_index=False)
    gen = models.PositiveIntegerField()
    file_pub = models.BinaryField()
    talk_pub = models.BinaryField()
    unit = models.UUIDField()
    commitment = models.BinaryField()

    class Meta:
        constraints: ClassVar = [models.UniqueConstraint(fields=["safe", "gen"], name="one_row_a_generation")]

    def __str__(self) -> str:
        return f"{self.safe_id} generation {self.gen}"


class Grant(models.Model):
    """A safe's seed sealed to one principal: the only way in."""

    safe = models.ForeignKey(Safe, models.CASCADE, related_name="grants", db_index=False)
    gen = models.PositiveIntegerField()
    principal = models.ForeignKey(Principal, models.CASCADE, related_name="grants")
    blob = models.BinaryField()

    class Meta:
        constraints: ClassVar = [models.UniqueConstraint(fields=["safe", "gen", "principal"], name="one_grant_each")]

    def __str__(self) -> str:
        return f"{self.safe_id} to {self.principal_id}"


class Leaf(models.Model):
    """One sealed body. The talk half the person opens too; the file half is the service's own; the third is the person's alone."""

    class Half(models.TextChoices):
        TALK = "T", "talk"
        FILE = "F", "file"
        OWN = "P", "the person's own"

    safe = models.ForeignKey(Safe, models.CASCADE, related_name="leaves", db_index=False)
    gen = models.PositiveIntegerField()
    seq = models.PositiveIntegerField()
    half = models.CharField(max_length=1, choices=Half)
    at_min = models.PositiveIntegerField()
    body = models.BinaryField()

    class Meta:
        constraints: ClassVar = [models.UniqueConstraint(fields=["safe", "seq"], name="one_leaf_a_number")]

    def __str__(self) -> str:
        return f"{self.safe_id} leaf {self.seq}"


class Session(models.Model):
    """A signed-in user. Both cookies are needed; the row alone opens nothing. Lives in a database file of its own."""

    sid_hash = models.BinaryField(primary_key=True)
    principal = models.UUIDField(db_index=True)
    wrapped = models.BinaryField()
    made_min = models.PositiveIntegerField(default=this_minute)
    seen_min = models.PositiveIntegerField(default=this_minute)
    idle_min = models.PositiveSmallIntegerField(default=30)
    ends_min = models.PositiveIntegerField(default=0)
    half = models.BooleanField(default=False)  # the password was right, the second factor is still to come: opens no door

    def __str__(self) -> str:
        return "session"

    def is_over(self, now: int) -> bool:
        """Unused for too long, or at its end; also where the clock was put back so far that nobody knows how long it was unused."""
        return not -CLOCK_STEP_MIN <= now - self.seen_min <= self.idle_min or now > self.ends_min
