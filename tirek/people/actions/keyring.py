"""Team keys on their way to colleagues: they wait, sealed to nobody new, until somebody who holds them is here.

A colleague's own key is made by himself, at his first visit; nobody can seal a team key to it before, and no machine of the
house holds a team key. So it waits as a `PendingKey`, and the next request of a holder hands it on. A supervisor has to know
the colleague first: where an administrator has invited, the key waits for her word, or an administrator could invite himself.
"""

import logging
import time

from django.db import transaction

from tirek.ledger.actions import record
from tirek.ledger.verbs import Verb
from tirek.people import rules
from tirek.people.models import PendingKey, Role, Team, Worker
from tirek.vault.actions.handing import can_hand_on, hand_on
from tirek.vault.actions.reading import Reader
from tirek.vault.errors import Tampered
from tirek.vault.models import Principal

log = logging.getLogger("tirek.people")
ROLE_OF = {Principal.Kind.INTAKE: Role.INTAKE, Principal.Kind.OVERSIGHT: Role.SUPERVISOR}


class Lookout:
    """Whether any key waits: asked of the database at most once a minute in each process, so that requests stay cheap."""

    EVERY_S = 60.0

    def __init__(self) -> None:
        self._sees, self._asked = False, float("-inf")

    def sees_any(self) -> bool:
        if time.monotonic() - self._asked >= self.EVERY_S:
            self._asked = time.monotonic()
            self._sees = PendingKey.objects.filter(is_vouched=True).exists()
        return self._sees

    def look_again(self) -> None:
        self._asked = float("-inf")


LOOKOUT = Lookout()


def await_keys(*, worker: Worker, is_vouched: bool) -> None:
    """The team keys that a colleague's roles need, and that he does not hold, wait for a holder. Call inside a transaction."""
    team, roles = worker.team, worker.roles
    needed = [key for key, role in ((team.intake_id, Role.INTAKE), (team.oversight_id, Role.SUPERVISOR)) if role in roles]
    held = set(worker.principal.keys_held.filter(key__in=needed).values_list("key", flat=True))
    for key in needed:
        if key not in held:
            PendingKey.objects.get_or_create(key_id=key, to=worker.principal, defaults={"is_vouched": is_vouched})
    transaction.on_commit(LOOKOUT.look_again)


def is_awaiting(worker: Worker, reader: Reader) -> bool:
    """A colleague bears a role whose key has not reached him yet. Asks nothing that his reading has not asked already."""
    team = worker.team
    return (worker.has(Role.INTAKE) and not reader.holds(team.intake_id)) or (
        worker.has(Role.SUPERVISOR) and not reader.holds(team.oversight_id)
    )


def hand_on_waiting(*, by: Worker, reader: Reader) -> None:
    """Hand on what waits and what this colleague has: done in passing, with whatever page he asked for."""
    if by.has(Role.INTAKE, Role.SUPERVISOR) and LOOKOUT.sees_any():
        hand_on_at_once(by=by, reader=reader)


def hand_on_at_once(*, by: Worker, reader: Reader) -> None:
    """The same, when something is known to wait."""
    own = (by.team.intake_id, by.team.oversight_id)
    for waiting in PendingKey.objects.filter(is_vouched=True, key__in=own).select_related("key", "to"):
        if not can_hand_on(waiting.key_id, reader):
            continue  # asked first: a transaction takes everybody's pen
        try:
            _hand_on(waiting, by, reader)
        except Tampered:  # his page has nothing to do with it: the row stays, and the log names the matter
            log.warning("A team key that waits for a colleague was not handed on: a row is not what it was.")


def gives_word(by: Worker, team: Team) -> bool:
    """Whether his word lets the team's keys reach a colleague: a supervisor of the team who holds its oversight key.

    Two others can give the role to an account of their own; the key only a holder can.
    """
    return by.has(Role.SUPERVISOR) and by.team_id == team.id and by.principal.keys_held.filter(key=team.oversight_id).exists()


@transaction.atomic
def vouch(*, worker: Worker, by: Worker) -> None:
    """A supervisor says that this is a colleague: from now on the team's keys may reach him."""
    rules.must_supervise(by, worker, gives_word=gives_word(by, worker.team))
    if worker.principal.keys_awaited.filter(is_vouched=False).update(is_vouched=True):
        record(Verb.COLLEAGUE_VOUCHED, by=by, about=worker.id, scope=by.team.oversight_id)
    transaction.on_commit(LOOKOUT.look_again)


@transaction.atomic
def _hand_on(waiting: PendingKey, by: Worker, reader: Reader) -> None:
    handed = _is_needed(waiting) and hand_on(key=waiting.key, to=waiting.to, reader=reader)
    if PendingKey.objects.filter(pk=waiting.pk).delete()[0] and handed:
        record(Verb.KEY_HANDED_ON, by=by, about=waiting.to_id, scope=by.team.oversight_id)
    transaction.on_commit(LOOKOUT.look_again)


def _is_needed(waiting: PendingKey) -> bool:
    """Whoever left, or lost the role meanwhile, gets nothing; keys that are not people's (oversight, paper) always do."""
    if waiting.to.kind != Principal.Kind.WORKER:
        return True
    return Worker.objects.active().filter(principal=waiting.to_id, bearings__role=ROLE_OF[Principal.Kind(waiting.key.kind)]).exists()
