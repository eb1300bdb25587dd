"""Teams and colleagues: who works here, with which keys."""

from collections.abc import Iterable
from dataclasses import dataclass, field

from django.db import transaction

from tirek.ledger.actions import record
from tirek.ledger.verbs import Verb
from tirek.people import rules
from tirek.people.actions import second_factor
from tirek.people.models import Organisation, Role, Team, Worker
from tirek.vault.actions import keys
from tirek.vault.models import Principal, Slot


@dataclass(frozen=True, slots=True)
class TeamKeys:
    """A team just made, with its two keys still in hand."""

    team: Team
    intake: keys.Fresh
    oversight: keys.Fresh


@transaction.atomic
def make_team(*, name: str) -> TeamKeys:
    """A team with its two keys. The organisation's paper holds both; oversight can hand the intake key on, and never reads with it."""
    intake = keys.make_principal(kind=Principal.Kind.INTAKE)
    oversight = keys.make_principal(kind=Principal.Kind.OVERSIGHT)
    paper = Organisation.objects.select_related("paper").get().paper
    for key, to in ((intake, oversight.principal), (intake, paper), (oversight, paper)):
        keys.hold_key(key=key, to=to)
    return TeamKeys(Team.objects.create(name=name, intake=intake.principal, oversight=oversight.principal), intake, oversight)


@dataclass(frozen=True, slots=True)
class Welcome:
    worker: Worker
    recovery: list[str] = field(repr=False)
    factor: str = field(default="", repr=False)  # the secret of his code app


@transaction.atomic
def add_worker(*, login: str, name: str, password: str, roles: Iterable[Role], team: TeamKeys, code_on_paper: bool = False) -> Welcome:
    """A colleague with a key of his own and the team keys that his roles need.

    He makes his recovery code himself at his first sign-in, and types it back from his paper; a second factor, too, where a
    role with power needs it. `code_on_paper`: whoever adds him prints both at once instead (the demo's sheet).
    """
    borne = frozenset(roles)
    rules.must_not_mix_powers(borne)
    rules.must_be_strong(password)
    fresh = keys.make_principal(kind=Principal.Kind.WORKER)
    worker = Worker.objects.create(login=login, name=name, team=team.team, principal=fresh.principal)
    for role in sorted(borne):
        worker.bearings.create(role=role)
    keys.set_password(fresh=fresh, password=password)
    recovery = keys.next_recovery_code(principal=fresh.principal, seed=fresh.seed) if code_on_paper else []
    if recovery:
        keys.change_slot(principal=fresh.principal, seed=fresh.seed, kind=Slot.Kind.RECOVERY, secret="".join(recovery), version=0)
    factor = second_factor.made_at_once(worker=worker, seed=fresh.seed) if code_on_paper and worker.has_power else ""
    if Role.INTAKE in borne:
        keys.hold_key(key=team.intake, to=fresh.principal)
    if Role.SUPERVISOR in borne:
        keys.hold_key(key=team.oversight, to=fresh.principal)
    record(Verb.WORKER_ADDED, by=None, about=worker.id, scope=team.team.oversight_id)
    return Welcome(worker, recovery, factor)
