"""The places a worker can go to, by role."""

from dataclasses import dataclass

from django.http import HttpRequest
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import pgettext

from tirek.people.models import Role, Worker


@dataclass(frozen=True, slots=True)
class Place:
    url: str
    icon: str
    word: str
    current: bool
    count: int = 0


def rail(request: HttpRequest) -> dict[str, list[Place]]:
    """Context processor. Higher rooms are named by URL only: the links go up in the browser, never in the code."""
    worker: Worker | None = getattr(request, "worker", None)
    if worker is None:
        return {"rail": []}
    ledger, places = reverse("desk:ledger"), []
    if worker.has(Role.INTAKE, Role.WORKER):
        address = reverse("desk:list")
        places.append(
            Place(address, "inbox", pgettext("section of the desk", "Inbox"), request.path.startswith(address) and request.path != ledger)
        )
    if worker.has(Role.SUPERVISOR, Role.ETHICS):
        places.append(Place(ledger, "history", _("Ledger"), request.path == ledger))
    return {"rail": places}
