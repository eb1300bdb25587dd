"""Signing in and out, and getting back in."""

from dataclasses import dataclass

from django.utils.translation import gettext as _

from tirek.ledger.actions import record
from tirek.ledger.verbs import Verb
from tirek.people import rules
from tirek.people.actions import second_factor
from tirek.people.actions.proving import prove
from tirek.people.models import Worker
from tirek.vault.actions import keys
from tirek.vault.actions.sessions import (
    Cookies,
    SignedIn,
    end_other_sessions,
    end_own_session,
    end_session,
    living,
    renew_session,
    start_half,
    start_session,
)
from tirek.vault.codes import Mistyped, plain
from tirek.vault.errors import Conflict, SessionEnded, WrongKey
from tirek.vault.models import Slot
from tirek.vault.secret import Secret


@dataclass(frozen=True, slots=True)
class Entered:
    """What a password has opened: a session; or, where `asks_code`, only the page that asks for the second factor."""

    cookies: Cookies
    asks_code: bool


def sign_in(*, login: str, password: str, network: str, instead_of: SignedIn | None = None) -> Entered:
    """Open a session with a name and a password; the one this browser had before ends. Counted, limited, and the same to every stranger."""
    worker = _known(login)
    rules.ATTEMPTS.must_be_allowed(login, network)
    try:
        seed = keys.unlock_with_password(worker.principal if worker else None, password)
    except WrongKey:
        _failed(worker, login, network)
        raise
    entered = _let_in(worker, seed)
    if instead_of:
        end_session(instead_of.sid_hash)
    return entered


def give_code(*, half: SignedIn, typed: str, network: str) -> Cookies:
    """The second factor after a right password: a code of the app, or a one-time code. Now there is a session, with a new id and key."""
    worker = Worker.objects.active().select_related("principal", "team").filter(principal=half.principal).first()
    if worker is None:
        raise SessionEnded(_("This session has been ended. Please sign in again."))
    rules.ATTEMPTS.must_be_allowed(worker.login, network)
    try:
        second_factor.spend(worker=worker, seed=half.seed, typed=typed)
    except WrongKey:
        _failed(worker, worker.login, network)
        raise
    cookies = renew_session(half)
    _welcomed(worker)
    return cookies


def recover(*, login: str, code: str, password: str, network: str) -> Entered:
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
    record(Verb.RECOVERY_USED, by=worker, about=worker.id, scope=worker.team.oversight_id)
    return _let_in(worker, seed)


def change_password(*, by: Worker, session: SignedIn, old: str, new: str, version: int, network: str) -> Cookies:
    """Another password in front of the same key. Every other session ends; this one gets a new id and a new key.

    `version`: the slot as the page showed it. The same form sent once more is a `Conflict`, not a wrong password.
    """
    rules.must_be_strong(new)
    if version != keys.slot_version(by.principal, Slot.Kind.PASSWORD):
        raise Conflict(_("This was changed a moment ago, in another window. Open the page again and look."))
    prove(by=by, password=old, network=network)
    if not living([session.sid_hash]):  # ended while it ran: a thief who is being shut out changes nothing any more
        raise SessionEnded(_("This session has been ended. Please sign in again."))
    keys.change_slot(principal=by.principal, seed=session.seed, kind=Slot.Kind.PASSWORD, secret=new, version=version)
    end_other_sessions(principal=by.principal_id, but=session.sid_hash)
    record(Verb.PASSWORD_CHANGED, by=by, about=by.id, scope=by.team.oversight_id)
    return renew_session(session)


def end_one_session(*, by: Worker, sid_hash: bytes) -> None:
    """End one of one's own sessions, somewhere else."""
    if end_own_session(principal=by.principal_id, sid_hash=sid_hash):
        record(Verb.SESSION_ENDED, by=by, about=by.id, scope=by.team.oversight_id)


def end_all_others(*, by: Worker, session: SignedIn) -> None:
    end_other_sessions(principal=by.principal_id, but=session.sid_hash)
    record(Verb.SESSION_ENDED, by=by, about=by.id, scope=by.team.oversight_id)


def keep_recovery_code(*, by: Worker, session: SignedIn, password: str, typed: dict[int, str], version: int, network: str = "") -> None:
    """Replace the recovery code, once its owner has given his password and typed the asked groups back from his paper.

    `typed`: group number (from 1) to what was typed. A minute at somebody's open desk is not enough to take his key. His
    other sessions end.
    """
    prove(by=by, password=password, network=network)
    code = keys.next_recovery_code(principal=by.principal, seed=session.seed, shown_in=session.sid_hash)
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
    return Worker.objects.active().select_related("principal", "team", "second_factor").filter(login=login).first()


def _failed(worker: Worker | None, login: str, network: str) -> None:
    """Counted and written down for every name alike, so that the time it takes tells nobody who works here."""
    rules.ATTEMPTS.count(login, network)
    about, scope = (worker.id, worker.team.oversight_id) if worker else (None, None)
    record(Verb.SIGN_IN_FAILED, by=None, about=about, scope=scope)


def _let_in(worker: Worker | None, seed: Secret) -> Entered:
    """The tries are forgiven only to whoever is in: else a known password would give endless guesses at the code."""
    assert worker is not None  # a slot that opened belongs to somebody
    if worker.has_second_factor:
        return Entered(start_half(principal=worker.principal_id, seed=seed), asks_code=True)
    _welcomed(worker)
    return Entered(start_session(principal=worker.principal_id, seed=seed), asks_code=False)


def _welcomed(worker: Worker) -> None:
    rules.ATTEMPTS.succeeded(worker.login)
    record(Verb.SIGNED_IN, by=worker, about=worker.id, scope=worker.team.oversight_id)
