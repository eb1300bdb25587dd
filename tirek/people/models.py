"""Who works here. Names of workers are clear (a stolen disk says who works for the service, never for whom)."""

from datetime import time
from typing import ClassVar
from uuid import UUID, uuid4
from zoneinfo import ZoneInfo

from django.db import models
from django.utils.translation import gettext_lazy as _

from tirek.kit.calendars import Hours
from tirek.vault.models import Principal, this_minute


class Role(models.TextChoices):
    INTAKE = "intake", _("intake")
    WORKER = "worker", _("case worker")
    SUPERVISOR = "supervisor", _("supervisor")
    ETHICS = "ethics", _("ethics officer")
    ADMIN = "admin", _("administrator")


POWERS = (Role.SUPERVISOR, Role.ETHICS, Role.ADMIN)
"""Roles with power: two people are needed to give or take one, and whoever bears one signs in with a second factor."""


class Organisation(models.Model):
    """The one organisation that this installation serves."""

    name = models.CharField(max_length=120)
    country = models.CharField(max_length=2, default="kz")
    time_zone = models.CharField(max_length=40, default="Asia/Almaty")
    opens = models.TimeField(default=time(9, 0))
    closes = models.TimeField(default=time(18, 0))
    days = models.CharField(max_length=7, default="12345")  # ISO weekdays
    languages = models.CharField(max_length=20, default="kk,uk,ru,en")  # in which somebody answers, the usual one first
    pledge_hours = models.PositiveSmallIntegerField(null=True)  # "we answer within … working hours"; null: nothing is pledged
    registration = models.CharField(max_length=12, blank=True)  # BIN, ЄДРПОУ: consent records name it
    address = models.CharField(max_length=200, blank=True)
    contacts = models.TextField(blank=True)  # the service's own numbers and addresses, one a line: never findings
    is_demo = models.BooleanField(default=False)
    paper = models.OneToOneField(Principal, models.PROTECT, related_name="+")

    def __str__(self) -> str:
        return self.name

    @property
    def zone(self) -> ZoneInfo:
        return ZoneInfo(self.time_zone)

    @property
    def hours(self) -> Hours:
        return Hours(self.zone, self.opens, self.closes, frozenset(map(int, self.days)))

    @property
    def language(self) -> str:
        """In which language the service speaks where nothing tells the person's own."""
        usual = {"kz": "kk", "ua": "uk"}.get(self.country, "en")
        return usual if usual in self.answers_in else self.answers_in[0]

    @property
    def answers_in(self) -> tuple[str, ...]:
        return tuple(self.languages.split(","))

    @property
    def own_contacts(self) -> tuple[str, ...]:
        return tuple(line.strip() for line in self.contacts.splitlines() if line.strip())


class Team(models.Model):
    name = models.CharField(max_length=120)
    intake = models.OneToOneField(Principal, models.PROTECT, related_name="+")
    oversight = models.OneToOneField(Principal, models.PROTECT, related_name="+")

    def __str__(self) -> str:
        return self.name


class WorkerQuerySet(models.QuerySet["Worker"]):
    def active(self) -> "WorkerQuerySet":
        return self.filter(is_active=True)


class Worker(models.Model):
    """A colleague. The principal is his key pair; without it he is only a name."""

    id = models.UUIDField(primary_key=True, default=uuid4, editable=False)
    login = models.CharField(max_length=80, unique=True)
    name = models.CharField(max_length=120)
    team = models.ForeignKey(Team, models.PROTECT, related_name="workers")
    principal = models.OneToOneField(Principal, models.PROTECT, related_name="worker")
    is_active = models.BooleanField(default=True)

    objects = WorkerQuerySet.as_manager()

    principal_id: UUID

    def __str__(self) -> str:
        return self.name

    @property
    def roles(self) -> frozenset[str]:
        return frozenset(bearing.role for bearing in self.bearings.all())

    def has(self, *roles: Role) -> bool:
        return bool(self.roles.intersection(roles))

    @property
    def has_power(self) -> bool:
        return self.has(*POWERS)

    @property
    def has_second_factor(self) -> bool:
        return hasattr(self, "second_factor")


class RoleBearing(models.Model):
    """That a worker bears a role."""

    worker = models.ForeignKey(Worker, models.CASCADE, related_name="bearings")
    role = models.CharField(max_length=10, choices=Role)

    class Meta:
        constraints: ClassVar = [models.UniqueConstraint(fields=["worker", "role"], name="each_role_once")]

    def __str__(self) -> str:
        return self.role


class InvitationQuerySet(models.QuerySet["Invitation"]):
    def open(self) -> "InvitationQuerySet":
        """Those whose link still works."""
        return self.filter(accepted_min=None, withdrawn_min=None, until_min__gte=this_minute())


class Invitation(models.Model):
    """A link for one new colleague. Only a keyed mark of its token is kept: whoever reads this row cannot use it."""

    id = models.UUIDField(primary_key=True, default=uuid4, editable=False)
    mark = models.BinaryField(unique=True)
    login = models.CharField(max_length=80)
    name = models.CharField(max_length=120)
    team = models.ForeignKey(Team, models.PROTECT, related_name="invitations")
    roles = models.CharField(max_length=40)
    by = models.ForeignKey(Worker, models.PROTECT, related_name="+")
    until_min = models.PositiveIntegerField()
    accepted_min = models.PositiveIntegerField(null=True)
    withdrawn_min = models.PositiveIntegerField(null=True)

    objects = InvitationQuerySet.as_manager()

    class Meta:
        constraints: ClassVar = [
            models.UniqueConstraint(
                fields=["login"], name="one_open_invitation_a_login", condition=models.Q(accepted_min=None, withdrawn_min=None)
            ),
            models.CheckConstraint(
                condition=~models.Q(accepted_min__isnull=False, withdrawn_min__isnull=False), name="accepted_or_withdrawn"
            ),
        ]

    def __str__(self) -> str:
        return self.login


class PendingKey(models.Model):
    """A team key that somebody shall hold, once a holder of it is here. `is_vouched`: a supervisor says that he knows him."""

    key = models.ForeignKey(Principal, models.CASCADE, related_name="+")
    to = models.ForeignKey(Principal, models.CASCADE, related_name="keys_awaited")
    is_vouched = models.BooleanField(default=False)

    class Meta:
        constraints: ClassVar = [models.UniqueConstraint(fields=["key", "to"], name="one_pending_key_each")]

    def __str__(self) -> str:
        return f"{self.key_id} to {self.to_id}"


class SecondFactor(models.Model):
    """What a worker's code app holds, too: its secret, sealed under his own key. `last_step` lets each code work once."""

    worker = models.OneToOneField(Worker, models.CASCADE, related_name="second_factor")
    sealed = models.BinaryField()
    last_step = models.PositiveBigIntegerField(default=0)  # the half minute of the last code that was taken
    version = models.PositiveIntegerField(default=1)
    made_min = models.PositiveIntegerField(default=this_minute)

    def __str__(self) -> str:
        return f"second factor of {self.worker_id}"


class OneTimeCode(models.Model):
    """One of ten codes on paper for the day the phone is away: a mark keyed by the worker's own seed; the row goes with its use."""

    worker = models.ForeignKey(Worker, models.CASCADE, related_name="one_time_codes")
    mark = models.BinaryField()

    class Meta:
        constraints: ClassVar = [models.UniqueConstraint(fields=["worker", "mark"], name="each_code_once")]

    def __str__(self) -> str:
        return f"one-time code of {self.worker_id}"


class ProposalQuerySet(models.QuerySet["Proposal"]):
    def waiting(self) -> "ProposalQuerySet":
        return self.filter(state=Proposal.State.WAITING, made_min__gte=this_minute() - Proposal.LIVES_MIN)

    def run_out(self) -> "ProposalQuerySet":
        return self.filter(state=Proposal.State.WAITING, made_min__lt=this_minute() - Proposal.LIVES_MIN)


class Proposal(models.Model):
    """What one colleague proposes about a colleague and another one has to confirm."""

    class Kind(models.TextChoices):
        GIVE = "give", _("give the role")
        TAKE = "take", _("take away the role")
        DISABLE = "disable", _("close the account")
        FACTOR = "factor", _("take away the second factor")

    class State(models.TextChoices):
        WAITING = "waiting"
        CONFIRMED = "confirmed"
        DECLINED = "declined"
        RUN_OUT = "run_out", "ran out"

    LIVES_MIN = 7 * 24 * 60

    id = models.UUIDField(primary_key=True, default=uuid4, editable=False)
    kind = models.CharField(max_length=8, choices=Kind)
    role = models.CharField(max_length=10, choices=Role, blank=True)  # of which role; empty where none is meant
    about = models.ForeignKey(Worker, models.CASCADE, related_name="proposals")
    by = models.ForeignKey(Worker, models.CASCADE, related_name="+")
    state = models.CharField(max_length=9, choices=State, default=State.WAITING)
    made_min = models.PositiveIntegerField(default=this_minute)
    decided_by = models.ForeignKey(Worker, models.CASCADE, null=True, related_name="+")
    decided_min = models.PositiveIntegerField(null=True)

    objects = ProposalQuerySet.as_manager()

    by_id: UUID
    about_id: UUID

    class Meta:
        constraints: ClassVar = [
            models.UniqueConstraint(
                fields=["about", "kind", "role"], condition=models.Q(state="waiting"), name="one_waiting_proposal_each"
            ),
            models.CheckConstraint(
                condition=~models.Q(state="confirmed") | ~models.Q(decided_by=models.F("by")), name="two_people_decide_about_powers"
            ),
        ]

    def __str__(self) -> str:
        return f"{self.kind} {self.role} {self.state}"

    @property
    def days_left(self) -> int:
        return max(0, self.made_min + self.LIVES_MIN - this_minute()) // (24 * 60)
