"""The second factor: the six digits of a code app, and ten one-time codes on paper for the day the phone is away.

Order at sign-in: the slot opens, with its seed the secret opens, the code is checked, and only then there is a session.
"""

import base64
import os
import time
from dataclasses import dataclass, field
from hmac import compare_digest

import pyotp
from django.db import IntegrityError, transaction
from django.utils.translation import gettext as _

from tirek.kit.refusals import Refused
from tirek.ledger.actions import record
from tirek.ledger.verbs import Verb
from tirek.people import rules
from tirek.people.actions.proving import proven
from tirek.people.models import OneTimeCode, SecondFactor, Worker
from tirek.vault.actions.own import one_time_mark, open_own, seal_own
from tirek.vault.actions.sessions import Cookies, SignedIn, end_other_sessions, renew_session
from tirek.vault.codes import plain, read_code, write_code
from tirek.vault.errors import Conflict, Tampered, WrongKey
from tirek.vault.secret import Secret

STEP_S, SKEW = 30, 1
SECRET_BYTES, CODE_BYTES, CODES = 20, 5, 10
_SEALED, _OFFERED = "second_factor.sealed", "second_factor.offer"


@dataclass(frozen=True, slots=True)
class Offer:
    """A secret that may become somebody's second factor. `sealed` goes to the browser and comes back: it cannot bring one of its own."""

    secret: str = field(repr=False)
    address: str = field(repr=False)
    sealed: str = field(repr=False)


@dataclass(frozen=True, slots=True)
class PutOn:
    """What has come of it: the session's new cookies, and the one-time codes that are shown this once."""

    cookies: Cookies
    codes: list[str] = field(repr=False)


def offered(*, to: Worker, session: SignedIn) -> Offer:
    """A fresh secret of 160 bits, not yet kept anywhere."""
    version = to.second_factor.version if to.has_second_factor else 0
    words = version.to_bytes(4, "big") + os.urandom(SECRET_BYTES)
    sealed = seal_own(_OFFERED, to.principal_id, session.seed, words)
    return _offer(to, words, base64.urlsafe_b64encode(sealed).decode())


def offered_again(*, to: Worker, session: SignedIn, sealed: str) -> Offer:
    """The offer that a form brought back, so that a slip of the pen does not ask for a second scan."""
    return _offer(to, _unsealed(to, session.seed, sealed), sealed)


def put_on(*, by: Worker, session: SignedIn, sealed: str, password: str, code: str, present: str = "", network: str = "") -> PutOn:
    """Make an offered secret the second factor, once its owner has shown a code of it, his password, and (`present`) a
    code of the factor it replaces. Every other session ends, this one gets a new id and a new key."""
    words = _unsealed(by, session.seed, sealed)
    version, secret = int.from_bytes(words[:4], "big"), words[4:]
    if version != (by.second_factor.version if by.has_second_factor else 0):
        raise Conflict(_("This was changed a moment ago, in another window. Open the page again and look."))
    with proven(by=by, password=password, network=network):
        step = _step_of(secret, plain(code))
        if step is None:
            raise _wrong()
        if version:
            spend(worker=by, seed=session.seed, typed=present)
    with transaction.atomic():
        _keep(by, session.seed, secret, step, version)
        codes = _new_codes(by, session.seed)
        end_other_sessions(principal=by.principal_id, but=session.sid_hash)
        record(Verb.FACTOR_PUT_ON, by=by, about=by.id, scope=by.team.oversight_id)
        return PutOn(renew_session(session), codes)


def take_off(*, by: Worker, session: SignedIn, password: str, code: str, network: str = "") -> Cookies:
    """Do without a second factor from now on; bearers of a role with power cannot."""
    rules.must_not_need_a_second_factor(by)
    with proven(by=by, password=password, network=network):
        spend(worker=by, seed=session.seed, typed=code)
    with transaction.atomic():
        forget(by)
        end_other_sessions(principal=by.principal_id, but=session.sid_hash)
        record(Verb.FACTOR_TAKEN_OFF, by=by, about=by.id, scope=by.team.oversight_id)
        return renew_session(session)


def renew_codes(*, by: Worker, session: SignedIn, password: str, code: str, network: str = "") -> PutOn:
    """Ten new one-time codes; the ones on the old paper stop working."""
    with proven(by=by, password=password, network=network):
        spend(worker=by, seed=session.seed, typed=code)
    with transaction.atomic():
        codes = _new_codes(by, session.seed)
        end_other_sessions(principal=by.principal_id, but=session.sid_hash)
        record(Verb.ONE_TIME_CODES_MADE, by=by, about=by.id, scope=by.team.oversight_id)
        return PutOn(renew_session(session), codes)


def spend(*, worker: Worker, seed: Secret, typed: str) -> None:
    """Take a code of the app, or a one-time code; each is taken once. `WrongKey` for any other; counting is the caller's."""
    code = plain(typed)
    if len(code) == 6 and code.isdecimal():
        _spend_digits(worker, seed, code)
    else:
        _spend_one_time(worker, seed, typed)


def forget(worker: Worker) -> None:
    """No second factor any more, and none of its one-time codes."""
    SecondFactor.objects.filter(worker=worker).delete()
    OneTimeCode.objects.filter(worker=worker).delete()


def made_at_once(*, worker: Worker, seed: Secret) -> str:
    """A second factor for somebody who is just being added by whoever prints his sheet (the demo); its secret, as apps read it."""
    secret = os.urandom(SECRET_BYTES)
    _keep(worker, seed, secret, 0, 0)
    return base64.b32encode(secret).decode()


def _spend_digits(worker: Worker, seed: Secret, code: str) -> None:
    factor = SecondFactor.objects.filter(worker=worker).first()
    if factor is None:
        raise _wrong()
    try:
        step = _step_of(open_own(_SEALED, worker.principal_id, seed, bytes(factor.sealed)), code)
    except Tampered:
        raise _wrong() from None
    if step is None:
        raise _wrong()
    if not SecondFactor.objects.filter(pk=factor.pk, last_step__lt=step).update(last_step=step):
        raise WrongKey(_("This code has been used already. Wait for the next one: it comes within half a minute."))


def _spend_one_time(worker: Worker, seed: Secret, typed: str) -> None:
    mark = one_time_mark(worker.principal_id, seed, read_code(typed, CODE_BYTES))
    with transaction.atomic():
        if not OneTimeCode.objects.filter(worker=worker, mark=mark).delete()[0]:
            raise WrongKey(
                _("This one-time code is not right, or it has been used already. Cross it out on your paper and take another one.")
            )
        record(Verb.ONE_TIME_CODE_USED, by=worker, about=worker.id, scope=worker.team.oversight_id)


def _step_of(secret: bytes, code: str) -> int | None:
    """Which half minute this code belongs to: the present one, the one before, the one after; None for a wrong code."""
    app, now = pyotp.TOTP(base64.b32encode(secret).decode()), int(time.time()) // STEP_S
    fitting = [step for step in range(now - SKEW, now + SKEW + 1) if compare_digest(app.generate_otp(step).encode(), code.encode())]
    return fitting[-1] if fitting else None


def _keep(worker: Worker, seed: Secret, secret: bytes, step: int, version: int) -> None:
    fields = {"sealed": seal_own(_SEALED, worker.principal_id, seed, secret), "last_step": step, "version": version + 1}
    if version == 0:
        try:
            with transaction.atomic():
                SecondFactor.objects.create(worker=worker, **fields)
            kept = 1
        except IntegrityError:
            kept = 0
    else:
        kept = SecondFactor.objects.filter(worker=worker, version=version).update(**fields)
    if not kept:
        raise Conflict(_("This was changed a moment ago, in another window. Open the page again and look."))


def _new_codes(worker: Worker, seed: Secret) -> list[str]:
    OneTimeCode.objects.filter(worker=worker).delete()
    raw = [os.urandom(CODE_BYTES) for _number in range(CODES)]
    OneTimeCode.objects.bulk_create(OneTimeCode(worker=worker, mark=one_time_mark(worker.principal_id, seed, one)) for one in raw)
    return ["-".join(write_code(one)) for one in raw]


def _offer(to: Worker, words: bytes, sealed: str) -> Offer:
    secret = base64.b32encode(words[4:]).decode()
    return Offer(secret, pyotp.TOTP(secret).provisioning_uri(name=to.login, issuer_name="Tirek"), sealed)


def _unsealed(by: Worker, seed: Secret, sealed: str) -> bytes:
    try:
        return open_own(_OFFERED, by.principal_id, seed, base64.urlsafe_b64decode(sealed.encode("ascii", "replace")))
    except (Tampered, ValueError):
        raise Refused(_("This page is not ours any more. Open it again and scan the new picture.")) from None


def _wrong() -> WrongKey:
    return WrongKey(_("This code is not the one that the app shows now. Wait for the next one and type it."))
