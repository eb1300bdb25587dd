"""That it is still the same person: whoever changes his own keys, or decides about others, gives his password once more."""

from collections.abc import Iterator
from contextlib import contextmanager

from tirek.ledger.actions import record
from tirek.ledger.verbs import Verb
from tirek.people import rules
from tirek.people.models import Worker
from tirek.vault.actions import keys
from tirek.vault.errors import WrongKey


@contextmanager
def proven(*, by: Worker, password: str, network: str) -> Iterator[None]:
    """The block runs once the password has opened its slot. A wrong password, and a wrong code in the block, count as a try
    at the door: a minute at somebody's open desk is not enough to guess."""
    rules.ATTEMPTS.must_be_allowed(by.login, network)
    try:
        keys.unlock_with_password(by.principal, password).wipe()
        yield
    except WrongKey:
        rules.ATTEMPTS.count(by.login, network)
        record(Verb.SIGN_IN_FAILED, by=None, about=by.id, scope=by.team.oversight_id)
        raise


def prove(*, by: Worker, password: str, network: str) -> None:
    with proven(by=by, password=password, network=network):
        pass
