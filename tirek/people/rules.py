"""Who may, and when, about people themselves."""

import re
import time
from collections import defaultdict, deque
from threading import Lock

from django.utils.translation import gettext as _

from tirek.kit.refusals import Refused
from tirek.people.models import POWERS, Proposal, Role, Team, Worker
from tirek.vault.errors import Busy

SHORTEST_PASSWORD = 14
_POWERS = {Role.SUPERVISOR, Role.ETHICS, Role.WORKER, Role.INTAKE}


def must_be_strong(password: str) -> None:
    weak = weakness(password)
    if weak:
        raise Refused(weak)


def weakness(password: str) -> str:
    """What is weak about a password, in a sentence; empty if nothing is."""
    if len(password) < SHORTEST_PASSWORD:
        said = _("This password is too short. Take at least %(least)s characters: four or five words are easy to keep.")
        return said % {"least": SHORTEST_PASSWORD}
    if len(set(password)) < 5:
        return _("This password repeats itself too much. Four or five different words are easy to keep.")
    return ""


def must_not_mix_powers(roles: frozenset[str]) -> None:
    """An administrator looks after the house and reads no conversation: he can be nothing else beside."""
    if Role.ADMIN in roles and roles & _POWERS:
        raise Refused(_("An administrator cannot also be a worker, a supervisor or an ethics officer."))


def needs_a_second_factor(worker: Worker) -> bool:
    """Whoever bears a role with power signs in with a code, too; until he can, no other page opens to him."""
    return worker.has_power and not worker.has_second_factor


def must_not_need_a_second_factor(worker: Worker) -> None:
    if worker.has_power:
        raise Refused(_("Supervisors, ethics officers and administrators always sign in with a code. You can move it to another phone."))


def must_look_after(by: Worker, about: Worker) -> None:
    """An administrator asks for changes about anybody, a supervisor about her team."""
    if not by.is_active or not (by.has(Role.ADMIN) or (by.has(Role.SUPERVISOR) and by.team_id == about.team_id)):
        raise Refused(_("Only an administrator, or a supervisor of the same team, can ask for this."))


def takes_two(by: Worker, about: Worker, role: str) -> bool:
    """Whether a second person has to confirm: for everything about a role with power or its bearer, and whatever a supervisor asks for."""
    return role in POWERS or about.has_power or not by.has(Role.ADMIN)


def may_confirm(by: Worker, proposal: Proposal) -> bool:
    """Another one with power: not who proposed, not whom it is about; a supervisor only within her team."""
    if not by.has_power or by.id in (proposal.by_id, proposal.about_id):
        return False
    return by.has(Role.ADMIN, Role.ETHICS) or by.team_id == proposal.about.team_id


def must_be_another(by: Worker, proposal: Proposal) -> None:
    if not may_confirm(by, proposal):
        raise Refused(_("A second person decides this: not who proposed it, and not the colleague it is about."))


def must_leave_an_administrator(has_another: bool) -> None:
    if not has_another:
        raise Refused(_("This is the last administrator. Give another colleague the role first."))


def must_leave_a_supervisor(has_another: bool) -> None:
    """Without a holder of the oversight key a team's conversations could only be opened again by the organisation's paper."""
    if not has_another:
        raise Refused(_("This is the last supervisor who holds the team's key. Another one has to have it first."))


INVITABLE = frozenset({Role.INTAKE, Role.WORKER})
_LOGIN = re.compile(r"[a-z0-9][a-z0-9._-]{1,79}")


def must_be_a_login(login: str) -> None:
    if not _LOGIN.fullmatch(login):
        raise Refused(_("A sign-in name has small Latin letters, digits, dots and dashes, and at least two of them: a.example"))


def must_invite(by: Worker, team: Team, roles: frozenset[str]) -> None:
    """An administrator invites into any team, a supervisor into his own; a role with power is proposed once the person is here."""
    if not (by.has(Role.ADMIN) or (by.has(Role.SUPERVISOR) and by.team_id == team.id)):
        raise Refused(_("You can invite colleagues into your own team only."))
    if not roles or roles - INVITABLE:
        raise Refused(
            _("Choose intake, case worker, or both. Other roles are proposed once the colleague is here, and a second person confirms.")
        )


def must_supervise(by: Worker, worker: Worker, *, gives_word: bool) -> None:
    """Of another colleague; `gives_word`: whoever says it holds the oversight key of that team."""
    if not gives_word or by.id == worker.id:
        raise Refused(_("Only a supervisor of the same team can say this."))


class Attempts:
    """How often something was tried lately (a password, a number, a new room), in memory: per account and per network."""

    WINDOW_S, MOST = 900, 10_000

    def __init__(self, *, per_account: int = 5, per_network: int = 20) -> None:
        self._per_account, self._per_network = per_account, per_network
        most = max(per_account, per_network)  # older moments than these decide nothing
        self._failed: dict[str, deque[float]] = defaultdict(lambda: deque(maxlen=most))
        self._lock = Lock()  # several page threads count at once

    def must_be_allowed(self, login: str, network: str) -> None:
        if self.are_used_up(login, network):
            raise Busy(_("Too many tries. Wait fifteen minutes, or ask whoever looks after the service."))

    def are_used_up(self, login: str, network: str) -> bool:
        return self._count("a:" + login) >= self._per_account or self._count("n:" + network) >= self._per_network

    def count(self, login: str, network: str) -> None:
        with self._lock:
            if len(self._failed) >= self.MOST:  # names that nobody has may be tried without end
                self._forget_the_old()
            for key in ("a:" + login, "n:" + network):
                self._failed[key].append(time.monotonic())

    def succeeded(self, login: str) -> None:
        with self._lock:
            self._failed.pop("a:" + login, None)

    def clear(self) -> None:
        with self._lock:
            self._failed.clear()

    def _count(self, key: str) -> int:
        horizon = time.monotonic() - self.WINDOW_S
        with self._lock:
            return sum(moment >= horizon for moment in self._failed.get(key, ()))

    def _forget_the_old(self) -> None:
        horizon = time.monotonic() - self.WINDOW_S
        for key in [key for key, times in self._failed.items() if times[-1] < horizon]:
            del self._failed[key]


ATTEMPTS = Attempts()
