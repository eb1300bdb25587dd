"""Inviting a colleague: a link that works once, for three days, and can be withdrawn at any time until then.

The link's token is 32 random bytes. Only a keyed mark of it is kept, so that neither a stolen disk nor a reader of the
database can use it; it is shown once, to whoever invites, and handed over by a way of the service's own.
"""

import secrets
from collections.abc import Iterable
from dataclasses import dataclass, field

from django.db import transaction
from django.utils.translation import gettext as _

from tirek.kit.refusals import Refused
from tirek.ledger.actions import record
from tirek.ledger.verbs import Verb
from tirek.people import rules
from tirek.people.actions import keyring
from tirek.people.models import Invitation, InvitationQuerySet, PendingKey, Role, Team, Worker
from tirek.vault.actions import keys
from tirek.vault.actions.marks import invitation_mark
from tirek.vault.actions.sessions import Cookies, SignedIn, end_session, start_session
from tirek.vault.models import Principal, Slot, this_minute

VALID_MIN = 72 * 60


class NotOpen(Refused):
    """Used, withdrawn, too old, or never made: nobody is told which."""

    status = 404


@dataclass(frozen=True, slots=True)
class Invited:
    """An invitation just made, with the token while it is still in hand."""

    invitation: Invitation
    token: str = field(repr=False)


@transaction.atomic
def invite(*, login: str, name: str, roles: Iterable[str], team: Team, by: Worker) -> Invited:
    """A link for one colleague, with the roles that he will bear. His passphrase and his keys he makes himself."""
    borne = frozenset(roles)
    rules.must_invite(by, team, borne)
    rules.must_be_a_login(login)
    Invitation.objects.filter(login=login, until_min__lt=this_minute(), accepted_min=None, withdrawn_min=None).update(
        withdrawn_min=this_minute()
    )
    if Worker.objects.filter(login=login).exists() or Invitation.objects.open().filter(login=login).exists():
        raise Refused(_("This sign-in name is taken, or invited already. Choose another one, or withdraw the open invitation."))
    token = secrets.token_urlsafe(32)
    invitation = Invitation.objects.create(
        mark=invitation_mark(token.encode()),
        login=login,
        name=name,
        team=team,
        roles=",".join(sorted(borne)),
        by=by,
        until_min=this_minute() + VALID_MIN,
    )
    record(Verb.COLLEAGUE_INVITED, by=by, about=invitation.id, scope=team.oversight_id)
    return Invited(invitation, token)


@transaction.atomic
def withdraw(*, invitation: Invitation, by: Worker) -> None:
    """From now on the link opens nothing."""
    if not Invitation.objects.filter(pk=invitation.pk, accepted_min=None, withdrawn_min=None).update(withdrawn_min=this_minute()):
        raise Refused(_("This invitation was used or withdrawn a moment ago. Open the page again and look."))
    record(Verb.INVITATION_WITHDRAWN, by=by, about=invitation.id, scope=invitation.team.oversight_id)


def invitation_behind(token: str) -> Invitation:
    """The open invitation of a link. Looking does not use it up. `NotOpen` for every other link alike."""
    mark = invitation_mark(token.encode())
    found = Invitation.objects.open().filter(mark=mark, by__is_active=True).select_related("team", "by").first()
    if found is None:
        raise _not_open()
    return found


def accept(*, token: str, password: str, instead_of: SignedIn | None = None) -> Cookies:
    """A colleague comes in by his link: his key pair is made, his session begins, and the team's keys wait for a holder."""
    rules.must_be_strong(password)
    invitation = invitation_behind(token)
    fresh = keys.draw_principal(kind=Principal.Kind.WORKER)
    slot = keys.password_slot(fresh=fresh, password=password)
    with transaction.atomic():  # begins after the slow part: whoever writes holds everybody's pen
        _use(invitation)
        worker = _come_in(invitation, fresh, slot)
    if instead_of:
        end_session(instead_of.sid_hash)
    return start_session(principal=worker.principal_id, seed=fresh.seed)


def _use(invitation: Invitation) -> None:
    """Of two windows one comes in; a login that was taken meanwhile closes the link too."""
    used = Invitation.objects.open().filter(pk=invitation.pk).update(accepted_min=this_minute())
    if not used or Worker.objects.filter(login=invitation.login).exists():
        raise _not_open()


def _come_in(invitation: Invitation, fresh: keys.Fresh, slot: Slot) -> Worker:
    fresh.principal.save(force_insert=True)
    slot.save(force_insert=True)
    worker = Worker.objects.create(login=invitation.login, name=invitation.name, team=invitation.team, principal=fresh.principal)
    for role in invitation.roles.split(","):
        worker.bearings.create(role=role)
    keyring.await_keys(worker=worker, is_vouched=keyring.gives_word(invitation.by, invitation.team))
    scope = invitation.team.oversight_id
    record(Verb.INVITATION_ACCEPTED, by=worker, about=invitation.id, scope=scope)
    record(Verb.WORKER_ADDED, by=invitation.by, about=worker.id, scope=scope)
    record(Verb.SIGNED_IN, by=worker, about=worker.id, scope=scope)
    return worker


def open_invitations(by: Worker) -> InvitationQuerySet:
    """Those that this colleague may see and withdraw."""
    shown = Invitation.objects.open().select_related("team", "by").order_by("until_min")
    return shown if by.has(Role.ADMIN) else shown.filter(team=by.team)


def unvouched(by: Worker) -> list[Worker]:
    """New colleagues of this supervisor's team who wait for her word."""
    if not keyring.gives_word(by, by.team):
        return []
    waiting = PendingKey.objects.filter(is_vouched=False).values("to")
    return list(Worker.objects.active().filter(team=by.team, principal__in=waiting).exclude(pk=by.pk).order_by("name"))


def _not_open() -> NotOpen:
    return NotOpen(_("This link does not work, or no longer. Ask whoever sent it to you for a new one."))
