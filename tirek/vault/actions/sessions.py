"""Signed-in sessions: two cookies, a row that opens nothing without them.

Cookie one is the session's id (stored only as a keyed mark), cookie two its key. The row holds the user's seed under
that key and the boot key's pepper. New id and new key at every sign-in. Times: workers idle 30 minutes, at most 10
hours; the people we serve 15 minutes, at most 2 hours, because their phone may be in other hands a moment later.
"""

import os
from collections.abc import Iterable
from dataclasses import dataclass, field
from uuid import UUID

from django.db import router, transaction
from django.utils.translation import gettext as _

from tirek.vault import labels
from tirek.vault.boot import house
from tirek.vault.envelopes import aead_open, aead_seal, context, derive
from tirek.vault.errors import SessionEnded, Tampered
from tirek.vault.models import Session, this_minute
from tirek.vault.secret import Secret

AT_MOST = 3


@dataclass(frozen=True, slots=True)
class Limits:
    """How long a session lives, in minutes: unused, and altogether."""

    idle: int
    absolute: int


STAFF, PERSON, HALF = Limits(30, 600), Limits(15, 120), Limits(5, 5)


@dataclass(frozen=True, slots=True)
class Cookies:
    sid: str = field(repr=False)
    key: str = field(repr=False)


@dataclass(frozen=True, slots=True)
class SignedIn:
    """A live session: whose it is, and the seed."""

    principal: UUID
    seed: Secret
    sid_hash: bytes


def start_session(*, principal: UUID, seed: Secret, limits: Limits = STAFF) -> Cookies:
    """A new session with a new id and a new key; beyond three the oldest one ends."""
    return _started(principal, seed, limits, half=False)


def start_half(*, principal: UUID, seed: Secret) -> Cookies:
    """What a right password gives where a second factor is still to come: five minutes, for the page that asks for the code.

    The seed stands under another context, so that even a row whose `half` was changed opens no door.
    """
    return _started(principal, seed, HALF, half=True)


def _started(principal: UUID, seed: Secret, limits: Limits, *, half: bool) -> Cookies:
    sid, key = os.urandom(32), os.urandom(32)
    mark = _mark(sid)
    Session.objects.create(
        sid_hash=mark,
        principal=principal,
        wrapped=aead_seal(_wrapping(key), seed.reveal(), _aad(mark, principal, half)),
        idle_min=limits.idle,
        ends_min=this_minute() + limits.absolute,
        half=half,
    )
    others = Session.objects.filter(principal=principal, half=half).exclude(sid_hash=mark).order_by("-made_min", "-seen_min")
    older = others.values_list("sid_hash", flat=True)[AT_MOST - 1 :]
    Session.objects.filter(sid_hash__in=[bytes(row) for row in older]).delete()
    return Cookies(sid.hex(), key.hex())


def renew_session(signed: SignedIn) -> Cookies:
    """A whole session with a new id and a new key in the place of this one (half or whole), which ends.

    A session that was ended meanwhile stays ended: `SessionEnded`.
    """
    with transaction.atomic(using=router.db_for_write(Session)):
        ended, _rows = Session.objects.filter(sid_hash=signed.sid_hash).delete()
        if not ended:
            raise SessionEnded(_("This session has been ended. Please sign in again."))
        return start_session(principal=signed.principal, seed=signed.seed)


def load_session(cookies: Cookies, *, slide: bool) -> SignedIn | None:
    """The session behind two cookies, or None. `slide` false: a live stream or an autosave, which keeps nobody signed in."""
    return _loaded(cookies, half=False, slide=slide)


def load_half(cookies: Cookies) -> SignedIn | None:
    """The half-open session behind two cookies: only the page that asks for the second factor looks here."""
    return _loaded(cookies, half=True, slide=False)


def _loaded(cookies: Cookies, *, half: bool, slide: bool) -> SignedIn | None:
    try:
        sid, key = bytes.fromhex(cookies.sid), bytes.fromhex(cookies.key)
    except ValueError:
        return None
    if len(sid) != 32 or len(key) != 32:
        return None
    mark, now = _mark(sid), this_minute()
    row = Session.objects.filter(sid_hash=mark, half=half).first()
    if row is None:
        return None
    if row.is_over(now):
        Session.objects.filter(sid_hash=mark).delete()
        return None
    try:
        seed = aead_open(_wrapping(key), bytes(row.wrapped), _aad(mark, row.principal, half))
    except Tampered:
        return None
    if slide and row.seen_min != now:
        Session.objects.filter(sid_hash=mark).update(seen_min=now)
    return SignedIn(row.principal, Secret(seed), mark)


@dataclass(frozen=True, slots=True)
class OpenSession:
    """One line of the list of somebody's own sessions: when it began and was last used. No address, no name of a device."""

    sid_hash: bytes
    made_min: int
    seen_min: int


def open_sessions(*, principal: UUID) -> list[OpenSession]:
    """Somebody's whole sessions that have not ended, the latest first."""
    now = this_minute()
    rows = Session.objects.filter(principal=principal, half=False).order_by("-made_min", "-seen_min")
    return [OpenSession(bytes(row.sid_hash), row.made_min, row.seen_min) for row in rows if not row.is_over(now)]


def living(marks: Iterable[bytes]) -> set[bytes]:
    """Which of the sessions that live streams stand on have not ended meanwhile."""
    now = this_minute()
    rows = Session.objects.filter(sid_hash__in=list(marks), half=False)
    return {bytes(row.sid_hash) for row in rows if not row.is_over(now)}


def end_session(sid_hash: bytes) -> None:
    Session.objects.filter(sid_hash=sid_hash).delete()


def end_own_session(*, principal: UUID, sid_hash: bytes) -> bool:
    """End one of somebody's own sessions; False where it is not his, or has ended already."""
    return bool(Session.objects.filter(principal=principal, sid_hash=sid_hash).delete()[0])


def end_other_sessions(*, principal: UUID, but: bytes | None = None) -> None:
    rows = Session.objects.filter(principal=principal)
    (rows.exclude(sid_hash=but) if but else rows).delete()


def _mark(sid: bytes) -> bytes:
    return derive(sid, labels.SESSION_ID)


def _wrapping(key: bytes) -> bytes:
    return derive(key, labels.SESSION, house().pepper.reveal())


def _aad(mark: bytes, principal: UUID, half: bool) -> bytes:
    if half:
        return context("session.half", mark, principal)
    return context("session.wrapped", mark, principal)
