"""The beginning of a service: its organisation, its first team and its first two people, all at once or not at all."""

from collections.abc import Iterable
from dataclasses import dataclass, field
from datetime import time

from django.db import transaction
from django.utils.translation import gettext as _

from tirek.kit.refusals import Refused
from tirek.ledger.actions import record
from tirek.ledger.verbs import Verb
from tirek.people.actions.colleagues import add_worker, make_team
from tirek.people.models import Organisation, Role, Team
from tirek.vault.actions.keys import Fresh


@dataclass(frozen=True, slots=True)
class Charter:
    """What the service says of itself."""

    name: str
    country: str
    time_zone: str
    languages: tuple[str, ...]
    days: str
    opens: time
    closes: time
    pledge_hours: int | None
    contacts: str
    registration: str
    address: str


@dataclass(frozen=True, slots=True)
class FirstPerson:
    """Somebody who is there from the first day."""

    name: str
    login: str
    password: str = field(repr=False)


@transaction.atomic
def found(*, charter: Charter, paper: Fresh, team: str, supervisor: FirstPerson, admin: FirstPerson) -> tuple[Organisation, Team]:
    """Two different people: a supervisor, who holds the team's oversight, and an administrator, who holds no key at all.

    `paper`: the organisation's paper key, already on its paper. Nobody has the intake key yet except the oversight key and
    the paper; it reaches the first invited colleague by the supervisor's hand.
    """
    if Organisation.objects.exists():
        raise Refused(_("There is an organisation already; nothing was changed."))
    if supervisor.login == admin.login:
        raise Refused(_("The supervisor and the administrator are two different people, with two sign-in names."))
    paper.principal.save(force_insert=True)
    organisation = Organisation.objects.create(paper=paper.principal, **_columns(charter))
    made = make_team(name=team)
    for person, roles in ((supervisor, [Role.SUPERVISOR]), (admin, [Role.ADMIN])):
        add_worker(login=person.login, name=person.name, password=person.password, roles=roles, team=made)
    record(Verb.ORGANISATION_FOUNDED, by=None, scope=made.team.oversight_id)
    return organisation, made.team


def _columns(charter: Charter) -> dict[str, object]:
    plain = ("name", "country", "time_zone", "days", "opens", "closes", "pledge_hours", "contacts", "registration", "address")
    return {"languages": _joined(charter.languages), **{name: getattr(charter, name) for name in plain}}


def _joined(languages: Iterable[str]) -> str:
    return ",".join(languages)
