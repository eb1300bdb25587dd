"""Colleagues: who lacks a second factor or a recovery code, and how many are signed in."""

from collections.abc import Iterable, Iterator
from pathlib import Path

from django.db import connections
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from tirek.insights.findings import Finding, attention, ok
from tirek.people.models import POWERS, Worker
from tirek.vault.models import Session, Slot, this_minute

MOST_NAMES = 6
FEWEST_POWERFUL = 3


def second_factors() -> Iterator[Finding]:
    """Roles with power need one; for everybody else it is a choice."""
    lacking = list(Worker.objects.active().filter(second_factor=None).prefetch_related("bearings").order_by("name"))
    powerful = [worker for worker in lacking if worker.has(*POWERS)]
    if powerful:
        said = ngettext(
            "%(count)d colleague with a powerful role has no second factor: %(names)s.",
            "%(count)d colleagues with powerful roles have no second factor: %(names)s.",
            len(powerful),
        )
        todo = _("Ask them to sign in: they are led to set one up.")
        yield attention(said % {"count": len(powerful), "names": _names(powerful)}, todo)
    others = len(lacking) - len(powerful)
    if others:
        said = ngettext("%(count)d colleague works without a second factor.", "%(count)d colleagues work without a second factor.", others)
        yield ok(said % {"count": others})
    if not lacking:
        yield ok(_("Every colleague has a second factor."))


def enough_to_decide() -> Iterator[Finding]:
    """What is about a bearer of power takes two others: with fewer than three a lost phone may shut one out for good."""
    powerful = Worker.objects.active().filter(bearings__role__in=POWERS).distinct().count()
    if 0 < powerful < FEWEST_POWERFUL:
        said = _("Fewer than three colleagues have a powerful role. If one loses phone and one-time codes, nobody can confirm a new start.")
        yield attention(said, _("Give a third colleague such a role, an ethics officer for example."))


def recovery_codes() -> Iterator[Finding]:
    """Without one, a forgotten password closes everything that only this colleague could open."""
    working = Slot.objects.filter(kind=Slot.Kind.RECOVERY).exclude(blob=b"")  # a used one leaves its slot behind, empty
    lacking = list(Worker.objects.active().exclude(principal__in=working.values("principal")).order_by("name"))
    if lacking:
        said = ngettext(
            "%(count)d colleague has no recovery code: %(names)s.", "%(count)d colleagues have no recovery code: %(names)s.", len(lacking)
        )
        todo = _("Ask them to make one on their account page: a forgotten password cannot be opened again without it.")
        yield attention(said % {"count": len(lacking), "names": _names(lacking)}, todo)
    else:
        yield ok(_("Every colleague has a recovery code."))


def sessions() -> Iterator[Finding]:
    count = 0 if _never_opened() else _open_sessions()
    yield ok(ngettext("%(count)d colleague is signed in.", "%(count)d colleagues are signed in.", count) % {"count": count})


def _open_sessions() -> int:
    """Colleagues with a session that has not run out. Rows of both tables may live in two files, so no query joins them."""
    now = this_minute()
    living = [row for row in Session.objects.values_list("principal", "seen_min", "idle_min") if row[1] + row[2] >= now]
    return Worker.objects.filter(principal__in={principal for principal, _seen, _idle in living}).count()


def _never_opened() -> bool:
    """On SQLite the sessions' file appears when the service opens; asking for it would make an empty one."""
    if "sessions" not in connections:
        return False
    return connections["sessions"].vendor == "sqlite" and not Path(connections["sessions"].settings_dict["NAME"]).exists()


def _names(workers: Iterable[Worker]) -> str:
    names = [worker.name for worker in workers]
    return ", ".join(names[:MOST_NAMES]) + (" …" if len(names) > MOST_NAMES else "")
