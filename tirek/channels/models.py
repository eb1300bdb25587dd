"""The service's own accounts on the platforms, and its own room."""

import json
import secrets
from typing import Any, ClassVar
from uuid import uuid4

from django.db import models
from django.utils.translation import gettext_lazy as _

from tirek.people.models import Team
from tirek.vault.actions.sealing import open_setting, seal_setting


def fresh_path() -> str:
    return secrets.token_hex(16)


class Account(models.Model):
    """A bot, a page, a number, the web room. Its token and webhook secrets are sealed under the house's configuration key."""

    class State(models.TextChoices):
        ACTIVE = "active", _("in service")
        STOPPED = "stopped", _("stopped: the platform refuses its token")

    class Receives(models.TextChoices):
        HOOK = "hook", _("the platform delivers here")
        POLL = "poll", _("this house asks for the letters")

    id = models.UUIDField(primary_key=True, default=uuid4, editable=False)
    kind = models.CharField(max_length=16)
    name = models.CharField(max_length=120)
    reference = models.CharField(max_length=64, blank=True)  # the platform's own id of the account
    path = models.CharField(max_length=32, unique=True, default=fresh_path)
    team = models.ForeignKey(Team, models.PROTECT)
    state = models.CharField(max_length=8, choices=State, default=State.ACTIVE)
    receives = models.CharField(max_length=4, choices=Receives, default=Receives.HOOK)
    polled_elsewhere_min = models.PositiveIntegerField(null=True)  # when somebody else was last seen asking for its letters
    sealed = models.BinaryField()

    class Meta:
        constraints: ClassVar = [
            models.UniqueConstraint(fields=["kind", "reference"], name="one_account_each", condition=~models.Q(reference="")),
            models.UniqueConstraint(fields=["kind"], name="one_web_room", condition=models.Q(kind="webchat", state="active")),
        ]

    def __str__(self) -> str:
        return self.name

    def seal(self, *, token: str, secrets: list[str]) -> None:
        self.sealed = seal_setting("channel_account.sealed", self.id, json.dumps({"token": token, "secrets": secrets}).encode())

    def opened(self) -> dict[str, Any]:
        """{"token": str, "secrets": [str]}: for the adapter only."""
        opened: dict[str, Any] = json.loads(open_setting("channel_account.sealed", self.id, bytes(self.sealed)))
        return opened
