"""What is remembered of conversations: clear columns to sort, route and deliver by; every word is in the vault's leaves."""

from collections.abc import Iterable, Sequence
from typing import Any, ClassVar
from uuid import UUID, uuid4

from django.db import connection, models
from django.db.models.functions import Coalesce

from tirek.channels.base import ChannelKind
from tirek.channels.models import Account
from tirek.conduct.models import Clearance
from tirek.people.models import Organisation, Worker
from tirek.vault.actions.reading import Reader
from tirek.vault.models import Leaf, Safe, this_minute


class ThreadQuerySet(models.QuerySet["Thread"]):
    def visible_to(self, reader: Reader) -> "ThreadQuerySet":
        """The one door: threads whose safe names this reader, or a team key in whose name he reads."""
        return self.filter(safe__in=Safe.objects.readable_by(reader.reads_as))


class Thread(models.Model):
    """A conversation with one person over one channel account; its words are in its safe."""

    safe = models.OneToOneField(Safe, models.CASCADE, primary_key=True, related_name="thread")
    account = models.ForeignKey(Account, models.PROTECT, related_name="threads")
    holder = models.ForeignKey(Worker, models.PROTECT, null=True, related_name="threads_held")
    closed_min = models.PositiveIntegerField(null=True)
    is_blocked = models.BooleanField(default=False)  # the person does not let us write
    greeted_min = models.PositiveIntegerField(default=0)  # when the first words went last
    questioned_min = models.PositiveIntegerField(default=0)  # when the understanding question was put, on the way the thread goes on now
    told_closed_min = models.PositiveIntegerField(default=0)  # when "nobody is reading now" went last
    wish_seq = models.PositiveIntegerField(null=True)  # a wish of the person that waits; what it is stands sealed in that leaf
    visited_min = models.PositiveIntegerField(default=0)  # when the person was in the room last
    noticed_min = models.PositiveIntegerField(default=0)  # when a neutral notice went last; 0 again once the person was in the room
    own_words_min = models.PositiveIntegerField(default=0)  # until when the next message is taken as own words of "How I am"

    objects = ThreadQuerySet.as_manager()
    safe_id: UUID

    def __str__(self) -> str:
        return f"thread {self.safe_id}"


class Contact(models.Model):
    """By which sender a thread is found: a keyed mark, and the address sealed to the relay."""

    id = models.UUIDField(primary_key=True, default=uuid4, editable=False)
    account = models.ForeignKey(Account, models.CASCADE, db_index=False)
    mark = models.BinaryField()
    thread = models.ForeignKey(Thread, models.CASCADE, related_name="contacts")
    address = models.BinaryField()

    class Meta:
        constraints: ClassVar = [models.UniqueConstraint(fields=["account", "mark"], name="one_contact_a_sender")]

    def __str__(self) -> str:
        return f"contact of {self.thread_id}"


class SeenEvent(models.Model):
    """That an event has been received: a keyed mark, so that a repetition is known and nothing is readable."""

    account = models.ForeignKey(Account, models.CASCADE, db_index=False)
    mark = models.BinaryField()
    day = models.PositiveIntegerField()

    class Meta:
        constraints: ClassVar = [models.UniqueConstraint(fields=["account", "mark"], name="one_event_once")]

    def __str__(self) -> str:
        return "seen event"


class ExternalRef(models.Model):
    """From a platform's message (a keyed mark of its id) to our leaf: edits, replies and reactions find their target."""

    account = models.ForeignKey(Account, models.CASCADE, db_index=False)
    mark = models.BinaryField()
    safe = models.ForeignKey(Safe, models.CASCADE)
    seq = models.PositiveIntegerField()

    class Meta:
        constraints: ClassVar = [models.UniqueConstraint(fields=["account", "mark"], name="one_leaf_a_message")]

    def __str__(self) -> str:
        return f"reference to {self.safe_id} leaf {self.seq}"


class OutboxQuerySet(models.QuerySet["Outbox"]):
    def released(self) -> "OutboxQuerySet":
        """What its person may see in the room: on its way there, or sent anywhere. Never what is held, failed or taken back."""
        room = models.Q(account__kind=ChannelKind.WEBCHAT, state__in=[Outbox.State.QUEUED, Outbox.State.LEASED])
        return self.filter(room | models.Q(state=Outbox.State.SENT))


class Outbox(models.Model):
    """A message on its way out. It cannot exist without a clearance; its words wait sealed to the relay."""

    class State(models.TextChoices):
        QUEUED = "queued"
        LEASED = "leased"
        SENT = "sent"
        FAILED = "failed"
        CANCELLED = "cancelled"

    account = models.ForeignKey(Account, models.PROTECT, db_index=False)
    thread = models.ForeignKey(Thread, models.CASCADE, related_name="outbox")
    leaf = models.OneToOneField(Leaf, models.CASCADE, related_name="outbox")
    clearance = models.OneToOneField(Clearance, models.PROTECT)
    key = models.UUIDField(default=uuid4, unique=True)  # the idempotency key
    state = models.CharField(max_length=9, choices=State, default=State.QUEUED)
    parts_sent = models.PositiveSmallIntegerField(default=0)
    attempts = models.PositiveSmallIntegerField(default=0)
    next_at = models.FloatField(default=0)  # seconds since 1970
    lease_until = models.FloatField(default=0)
    maybe_twice = models.BooleanField(default=False)  # its outcome was unknown once
    error = models.CharField(max_length=24, blank=True)
    made_at = models.FloatField()
    payload = models.BinaryField(null=True)

    objects = OutboxQuerySet.as_manager()

    class Meta:
        indexes: ClassVar = [models.Index(fields=["state", "next_at"], name="outbox_due")]

    def __str__(self) -> str:
        return f"{self.state} {self.key}"


class DeadLetter(models.Model):
    """An authentic letter that could not be understood, kept sealed for whoever mends it."""

    account = models.ForeignKey(Account, models.CASCADE)
    id = models.UUIDField(primary_key=True, default=uuid4, editable=False)
    day = models.PositiveIntegerField()
    body = models.BinaryField()

    def __str__(self) -> str:
        return "dead letter"


class Draft(models.Model):
    """What a worker is writing, sealed in the thread's safe; it follows him from one window to another."""

    thread = models.ForeignKey(Thread, models.CASCADE, related_name="drafts", db_index=False)
    worker = models.ForeignKey(Worker, models.CASCADE)
    body = models.BinaryField()
    form = models.UUIDField()  # which window's form wrote it last
    at_min = models.PositiveIntegerField(default=this_minute)

    class Meta:
        constraints: ClassVar = [models.UniqueConstraint(fields=["thread", "worker"], name="one_draft_each")]

    def __str__(self) -> str:
        return f"draft in {self.thread_id}"


class PassingQuerySet(models.QuerySet["Passing"]):
    def standing(self, safe: UUID) -> "PassingQuerySet":
        """What stands now, oldest first."""
        return self.filter(leaf__safe=safe, until_min__gt=this_minute()).select_related("leaf", "leaf__outbox").order_by("leaf__seq")

    def over(self) -> "PassingQuerySet":
        """What is shown nowhere any more and is to be emptied. What made its conversation due waits until somebody has answered."""
        return self.filter(until_min__gt=0, until_min__lte=this_minute()).exclude(leaf__safe__due_seq=models.F("leaf__seq"))


class Passing(models.Model):
    """A leaf that ends by itself: a person's word of how they are today, and what the house answered to it.

    The row holds a minute and nothing else. After it the leaf's body is sealed anew, empty (actions/own_cues.py); then the
    minute is 0, so that nobody counts an emptied leaf as a letter.
    """

    leaf = models.OneToOneField(Leaf, models.CASCADE, primary_key=True, related_name="passing")
    until_min = models.PositiveIntegerField(db_index=True)

    objects = PassingQuerySet.as_manager()

    def __str__(self) -> str:
        return f"leaf {self.leaf_id} until {self.until_min}"


class WhoseIndex(models.Model):
    """Whose names and numbers a worker has met: keyed marks, sealed under the worker's own key (actions/whose.py)."""

    worker = models.OneToOneField(Worker, models.CASCADE, primary_key=True)
    body = models.BinaryField()
    at_min = models.PositiveIntegerField(default=this_minute)

    def __str__(self) -> str:
        return f"index of {self.worker_id}"


class Hints(models.Model):
    """Whether the service shows weak cues under letters too. What asks for an answer today or now is always shown."""

    organisation = models.OneToOneField(Organisation, models.CASCADE, primary_key=True)
    shown = models.BooleanField(default=False)

    def __str__(self) -> str:
        return f"hints: {self.shown}"


class CueTally(models.Model):
    """How often workers read a letter otherwise than a cue rule did: for the authors of the packs. No time, no worker, no conversation."""

    rule = models.CharField(max_length=24)
    version = models.PositiveIntegerField()
    language = models.CharField(max_length=2)
    word = models.CharField(max_length=8)  # not_this | higher | lower
    count = models.PositiveIntegerField(default=0)

    class Meta:
        constraints: ClassVar = [models.UniqueConstraint(fields=["rule", "version", "language", "word"], name="one_tally_each")]

    def __str__(self) -> str:
        return f"{self.rule} {self.word}: {self.count}"


class Reading(models.Model):
    """How far a worker has read a thread, and when that last stood in the ledger."""

    thread = models.ForeignKey(Thread, models.CASCADE, related_name="readings", db_index=False)
    worker = models.ForeignKey(Worker, models.CASCADE)
    seq = models.PositiveIntegerField(default=0)
    recorded_min = models.PositiveIntegerField(default=0)

    class Meta:
        constraints: ClassVar = [models.UniqueConstraint(fields=["thread", "worker"], name="one_reading_each")]

    def __str__(self) -> str:
        return f"read to {self.seq}"


def unread_counts(threads: Iterable[Thread], worker: Worker) -> dict[UUID, int]:
    """By thread: leaves of the talk half after what this worker has read, without what we sent ourselves or what stands at the top."""
    ids = [thread.safe_id for thread in threads]
    read = models.Subquery(Reading.objects.filter(thread=models.OuterRef("safe"), worker=worker).values("seq")[:1])
    rows = (
        Leaf.objects.filter(safe__in=ids, half=Leaf.Half.TALK, outbox=None, passing=None)
        .annotate(read=Coalesce(read, 0))
        .filter(seq__gt=models.F("read"))
        .values("safe")
        .annotate(count=models.Count("id"))
    )
    return {row["safe"]: row["count"] for row in rows}


def insert_new(
    model: type[SeenEvent] | type[ExternalRef] | type[Contact], columns: tuple[str, ...], rows: Sequence[tuple[object, ...]]
) -> set[tuple[UUID, bytes]]:
    """INSERT … ON CONFLICT DO NOTHING RETURNING: which (account, mark) were not there before. Rows come sorted by them."""
    if not rows:
        return set()
    kinds: list[Any] = [model._meta.get_field(column) for column in columns]
    one = "(" + ",".join(["%s"] * len(columns)) + ")"
    values = [kind.get_db_prep_value(value, connection) for row in rows for kind, value in zip(kinds, row, strict=True)]
    into = f"{model._meta.db_table} ({','.join(columns)})"
    sql = f"INSERT INTO {into} VALUES {','.join([one] * len(rows))} ON CONFLICT DO NOTHING RETURNING account_id, mark"  # noqa: S608  # only names of ours
    with connection.cursor() as cursor:
        cursor.execute(sql, values)
        return {(account if isinstance(account, UUID) else UUID(account), bytes(mark)) for account, mark in cursor.fetchall()}
