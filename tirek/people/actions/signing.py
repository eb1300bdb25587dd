"""Signing in and out, and getting back in."""

from django.utils.translation import gettext as _

from tirek.ledger.actions import record
from tirek.ledger.verbs import Verb
from tirek.people import rules
from tirek.people.models import Worker
from tirek.vault.actions import keys
from tirek.vault.actions.sessions import Cookies, SignedIn, end_other_sessions, end_session, start_session
from tirek.vault.codes import Mistyped, plain
from tirek.vault.errors import WrongKey
from tirek.vault.models import Slot
from tirek.vault.secret import Secret


def sign_in(*, login: str, password: str, network: str, instead_of: SignedIn | None = None) -> Cookies:
    """Open a session with a name and a password; the one this browser had before ends. Counted, limited, and the same to every stranger."""
    worker = _known(login)
    rules.ATTEMPTS.must_be_allowed(login, network)
    try:
        seed = keys.unlock_with_password(worker.principal if worker else None, password)
    except WrongKey:
        _failed(worker, login, network)
        raise
    cookies = _welcome(worker, seed, login, Verb.SIGNED_IN)
    if instead_of:
        end_session(instead_of.sid_hash)
    return cookies


def recover(*, login: str, code: str, password: str, network: str) -> Cookies:
    """A lost password: the recovery code opens the key, which then stands behind a new password; the code is spent."""
    rules.must_be_strong(password)
    worker = _known(login)
    rules.ATTEMPTS.must_be_allowed(login, network)
    try:
        seed = keys.unlock_with_code(worker.principal if worker else None, code)
    except WrongKey:
        _failed(worker, login, network)
        raise
    assert worker is not None  # a code that opened belongs to somebody
    version = keys.slot_version(worker.principal, Slot.Kind.PASSWORD)
    keys.change_slot(principal=worker.principal, seed=seed, kind=Slot.Kind.PASSWORD, secret=password, version=version)
    keys.spend_recovery_code(principal=worker.principal)
    end_other_sessions(principal=worker.principal_id)
    return _welcome(worker, seed, login, Verb.RECOVERY_USED)


def keep_recovery_code(*, by: Worker, session: SignedIn, password: str, typed: dict[int, str], version: int) -> None:
    """Replace the recovery code, once its owner has given his password and typed the asked groups back from his paper.

    `typed`: group number (from 1) to what was typed. A minute at somebody's open desk is not enough to take his key. His
    other sessions end.
    """
    keys.unlock_with_password(by.principal, password)
    code = keys.next_recovery_code(principal=by.principal, seed=session.seed)
    for number, group in typed.items():
        if plain(group) != code[number - 1]:
            raise Mistyped(_("This is not group %(number)s as it stands on the page. Look at your paper once more.") % {"number": number})
    keys.change_slot(principal=by.principal, seed=session.seed, kind=Slot.Kind.RECOVERY, secret="".join(code), version=version)
    end_other_sessions(principal=by.principal_id, but=session.sid_hash)
    record(Verb.RECOVERY_MADE, by=by, about=by.id, scope=by.team.oversight_id)


def has_recovery_code(worker: Worker) -> bool:
    return keys.recovery_made(worker.principal) is not None


def sign_out(*, by: Worker, session: SignedIn) -> None:
    end_session(session.sid_hash)
    record(Verb.SIGNED_OUT, by=by, about=by.id, scope=by.team.oversight_id)


def _known(login: str) -> Worker | None:
    return Worker.objects.active().select_related("principal", "team").filter(login=login).first()


def _failed(worker: Worker | None, login: str, network: str) -> None:
    """Counted and written down for every name alike, so that the time it takes tells nobody who works here."""
    rules.ATTEMPTS.failed(login, network)
    about, scope = (worker.id, worker.team.oversight_id) if worker else (None, None)
    record(Verb.SIGN_IN_FAILED, by=None, about=about, scope=scope)


def _welcome(worker: Worker | None, seed: Secret, login: str, verb: Verb) -> Cookies:
    assert worker is not None
    rules.ATTEMPTS.succeeded(login)
    record(verb, by=worker, about=worker.id, scope=worker.team.oversight_id)
    return start_session(principal=worker.principal_id, seed=seed)
