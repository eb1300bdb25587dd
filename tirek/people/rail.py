"""The places a worker can go to, by role."""

from dataclasses import dataclass

from django.http import HttpRequest
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import pgettext

from tirek.people.actions.powers import waits_for
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
        standard, own = reverse("conduct:rules"), reverse("conduct:resting")
        is_there = request.path.startswith(standard) and not request.path.startswith(own)
        places.append(Place(standard, "scale", pgettext("section of the standard", "Rules"), is_there))
    if worker.has_power:
        people = reverse("people:people")
        places.append(Place(people, "users", _("Colleagues"), request.path.startswith(people), waits_for(worker)))
    if worker.has(Role.ADMIN):
        status = reverse("insights:status")
        places.append(Place(status, "shield-check", pgettext("of the service", "Status"), request.path == status))
    return {"rail": places}
