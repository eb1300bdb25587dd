"""Who works here. Names of workers are clear (a stolen disk says who works for the service, never for whom)."""

from datetime import time
from typing import ClassVar
from uuid import UUID, uuid4
from zoneinfo import ZoneInfo

from django.db import models
from django.utils.translation import gettext_lazy as _

from tirek.kit.calendars import Hours
from tirek.vault.models import Principal


class Role(models.TextChoices):
    INTAKE = "intake", _("intake")
    WORKER = "worker", _("case worker")
    SUPERVISOR = "supervisor", _("supervisor")
    ETHICS = "ethics", _("ethics officer")
    ADMIN = "admin", _("administrator")


class Organisation(models.Model):
    """The one organisation that this installation serves."""

    name = models.CharField(max_length=120)
    country = models.CharField(max_length=2, default="kz")
    time_zone = models.CharField(max_length=40, default="Asia/Almaty")
    opens = models.TimeField(default=time(9, 0))
    closes = models.TimeField(default=time(18, 0))
    days = models.CharField(max_length=7, default="12345")  # ISO weekdays
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
        return {"kz": "kk", "ua": "uk"}.get(self.country, "en")

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


class RoleBearing(models.Model):
    """That a worker bears a role."""

    worker = models.ForeignKey(Worker, models.CASCADE, related_name="bearings")
    role = models.CharField(max_length=10, choices=Role)

    class Meta:
        constraints: ClassVar = [models.UniqueConstraint(fields=["worker", "role"], name="each_role_once")]

    def __str__(self) -> str:
        return self.role
