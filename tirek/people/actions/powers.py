"""Changes about a colleague: roles given and taken, an account closed, a lost second factor taken away.

Roles with power need two people: one proposes, another one confirms. What an administrator may do alone happens at once.
"""

from dataclasses import dataclass

from django.db import IntegrityError, transaction
from django.utils.translation import gettext as _

from tirek.kit.refusals import Refused
from tirek.ledger.actions import record
from tirek.ledger.verbs import Verb
from tirek.people import rules
from tirek.people.actions import keyring, second_factor
from tirek.people.actions.proving import prove
from tirek.people.models import Organisation, PendingKey, Proposal, Role, RoleBearing, Worker
from tirek.vault.actions import keys
from tirek.vault.actions.handing import hand_on
from tirek.vault.actions.reading import Reader
from tirek.vault.actions.sessions import end_other_sessions
from tirek.vault.models import KeyGrant, Principal, this_minute


@dataclass(frozen=True, slots=True)
class Change:
    """What somebody wants changed about a colleague. `role` only where the kind is about one."""

    about: Worker
    kind: Proposal.Kind
    role: str = ""


@dataclass(frozen=True, slots=True)
class Deciders:
    """Who answers for a change: whoever asked for it, whoever confirmed it (the same one where one person may), and his keys."""

    asked: Worker
    confirmed: Worker
    reader: Reader


def ask(*, change: Change, by: Worker, reader: Reader, password: str, network: str) -> Proposal | None:
    """Make a change about a colleague: at once (None) where one person may, otherwise as a proposal for another one to confirm."""
    rules.must_look_after(by, change.about)
    _must_make_sense(change)
    prove(by=by, password=password, network=network)
    with transaction.atomic():
        if rules.takes_two(by, change.about, change.role):
            return _propose(change, by)
        _apply(change, Deciders(by, by, reader))
        return None


def confirm(*, proposal: Proposal, by: Worker, reader: Reader, password: str, network: str) -> None:
    """The second person says yes: now it happens. Of two who say so at once, or of a yes and a no, one is too late."""
    rules.must_be_another(by, proposal)
    prove(by=by, password=password, network=network)
    with transaction.atomic():
        _decide(proposal, by, Proposal.State.CONFIRMED)
        change = Change(proposal.about, Proposal.Kind(proposal.kind), proposal.role)
        rules.must_look_after(proposal.by, change.about)  # who proposed may have lost his role, or his account, meanwhile
        _must_make_sense(change)
        _apply(change, Deciders(proposal.by, by, reader))


@transaction.atomic
def decline(*, proposal: Proposal, by: Worker) -> None:
    """It does not happen. Whoever could confirm can decline; whoever proposed can take it back."""
    if by.id != proposal.by_id:
        rules.must_be_another(by, proposal)
    _decide(proposal, by, Proposal.State.DECLINED)
    record(Verb.CHANGE_DECLINED, by=by, about=proposal.about_id, scope=proposal.about.team.oversight_id)


def waits_for(worker: Worker) -> int:
    """How many proposals this bearer of a role with power may decide."""
    waiting = Proposal.objects.waiting().exclude(by=worker).exclude(about=worker)
    return (waiting if worker.has(Role.ADMIN, Role.ETHICS) else waiting.filter(about__team=worker.team)).count()


def _propose(change: Change, by: Worker) -> Proposal:
    named = {"about": change.about, "kind": change.kind, "role": change.role}
    Proposal.objects.run_out().filter(**named).update(state=Proposal.State.RUN_OUT)
    try:
        with transaction.atomic():
            proposal = Proposal.objects.create(**named, by=by)
    except IntegrityError:
        raise Refused(_("This is proposed already and waits for a second person.")) from None
    record(Verb.CHANGE_PROPOSED, by=by, about=change.about.id, scope=change.about.team.oversight_id)
    return proposal


def _decide(proposal: Proposal, by: Worker, state: Proposal.State) -> None:
    decided = {"state": state, "decided_by": by, "decided_min": this_minute()}
    if not Proposal.objects.waiting().filter(pk=proposal.pk).update(**decided):
        raise Refused(_("This proposal was decided meanwhile, or its seven days are over. Open the page again and look."))


def _must_make_sense(change: Change) -> None:
    about, has = change.about, change.role in change.about.roles
    if not about.is_active:
        raise Refused(_("This account is closed already."))
    if (change.kind == Proposal.Kind.GIVE and has) or (change.kind == Proposal.Kind.TAKE and not has):
        raise Refused(_("This is so already. Open the page again and look."))
    if change.kind == Proposal.Kind.GIVE:
        rules.must_not_mix_powers(about.roles | {change.role})
    if change.kind == Proposal.Kind.FACTOR and not about.has_second_factor:
        raise Refused(_("This colleague has no second factor."))


def _apply(change: Change, deciders: Deciders) -> None:
    """Each change ends the colleague's sessions: he signs in anew as who he is now."""
    Organisation.objects.select_for_update().get()  # one change of powers at a time: two last administrators do not go at once
    match change.kind:
        case Proposal.Kind.GIVE:
            _give(change.about, Role(change.role), deciders)
        case Proposal.Kind.TAKE:
            _take(change.about, Role(change.role), deciders)
        case Proposal.Kind.DISABLE:
            _disable(change.about, deciders)
        case Proposal.Kind.FACTOR:
            second_factor.forget(change.about)
            record(Verb.FACTOR_LOST, by=deciders.confirmed, about=change.about.id, scope=change.about.team.oversight_id)
    end_other_sessions(principal=change.about.principal_id)


def _give(about: Worker, role: Role, deciders: Deciders) -> None:
    RoleBearing.objects.create(worker=about, role=role)
    record(Verb.ROLE_GIVEN, by=deciders.confirmed, about=about.id, scope=about.team.oversight_id)
    key = _key_of(about, role)
    if key is None:
        return
    is_vouched = any(keyring.gives_word(one, about.team) for one in (deciders.asked, deciders.confirmed))
    if is_vouched and hand_on(key=key, to=about.principal, reader=deciders.reader):
        record(Verb.KEY_HANDED_ON, by=deciders.confirmed, about=about.principal_id, scope=about.team.oversight_id)
    else:
        keyring.await_keys(worker=Worker.objects.get(pk=about.pk), is_vouched=is_vouched)


def _take(about: Worker, role: Role, deciders: Deciders) -> None:
    _must_not_be_the_last(about, role)
    RoleBearing.objects.filter(worker=about, role=role).delete()
    key = _key_of(about, role)
    if key:
        _without_keys(about, [key])
    record(Verb.ROLE_TAKEN, by=deciders.confirmed, about=about.id, scope=about.team.oversight_id)


def _disable(about: Worker, deciders: Deciders) -> None:
    """He can no longer sign in, and holds no key of the team. His own key is gone for good: nothing stands behind his password.

    Grants on conversations that he had taken stay as marks of what has to be given back; without his key they open nothing.
    What he copied while he was here stays closed only once those safes have new keys, which is a later stage.
    """
    for role in sorted(about.roles):
        _must_not_be_the_last(about, Role(role))
    Worker.objects.filter(pk=about.pk).update(is_active=False)
    _without_keys(about, [about.team.intake, about.team.oversight])
    second_factor.forget(about)
    keys.forget_slots(principal=about.principal)
    Proposal.objects.waiting().filter(about=about).update(state=Proposal.State.DECLINED, decided_by=deciders.confirmed)
    record(Verb.WORKER_DISABLED, by=deciders.confirmed, about=about.id, scope=about.team.oversight_id)


def _without_keys(about: Worker, team_keys: list[Principal]) -> None:
    KeyGrant.objects.filter(to=about.principal, key__in=team_keys).delete()
    PendingKey.objects.filter(to=about.principal, key__in=team_keys).delete()


def _key_of(about: Worker, role: Role) -> Principal | None:
    return {Role.INTAKE: about.team.intake, Role.SUPERVISOR: about.team.oversight}.get(role)


def _must_not_be_the_last(about: Worker, role: Role) -> None:
    others = Worker.objects.active().filter(bearings__role=role).exclude(pk=about.pk)
    if role == Role.ADMIN:
        rules.must_leave_an_administrator(others.exists())
    if role == Role.SUPERVISOR:
        rules.must_leave_a_supervisor(others.filter(team=about.team, principal__keys_held__key=about.team.oversight_id).exists())
