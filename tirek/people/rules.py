"""Who may, and when, about people themselves."""

import time
from collections import defaultdict, deque

from django.utils.translation import gettext as _

from tirek.kit.refusals import Refused
from tirek.people.models import Role
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


class Attempts:
    """How often sign-in failed lately, in memory: per account and per network, asked before any password is tried."""

    WINDOW_S, PER_ACCOUNT, PER_NETWORK = 900, 5, 20

    def __init__(self) -> None:
        self._failed: dict[str, deque[float]] = defaultdict(deque)

    def must_be_allowed(self, login: str, network: str) -> None:
        if self._count("a:" + login) >= self.PER_ACCOUNT or self._count("n:" + network) >= self.PER_NETWORK:
            raise Busy(_("Too many tries. Wait fifteen minutes, or ask your administrator."))

    def failed(self, login: str, network: str) -> None:
        for key in ("a:" + login, "n:" + network):
            self._failed[key].append(time.monotonic())

    def succeeded(self, login: str) -> None:
        self._failed.pop("a:" + login, None)

    def clear(self) -> None:
        self._failed.clear()

    def _count(self, key: str) -> int:
        times, horizon = self._failed[key], time.monotonic() - self.WINDOW_S
        while times and times[0] < horizon:
            times.popleft()
        if not times:
            self._failed.pop(key, None)
        return len(times)


ATTEMPTS = Attempts()
