"""Signed-in sessions: two cookies, a row that opens nothing without them.

Cookie one is the session's id (stored only as a keyed mark), cookie two its key. The row holds the user's seed under
that key and the boot key's pepper. New id and new key at every sign-in. Times: idle 30 minutes, absolute 10 hours.
"""

import os
from collections.abc import Iterable
from dataclasses import dataclass, field
from uuid import UUID

from tirek.vault import labels
from tirek.vault.boot import house
from tirek.vault.envelopes import aead_open, aead_seal, context, derive
from tirek.vault.errors import Tampered
from tirek.vault.models import Session, this_minute
from tirek.vault.secret import Secret

IDLE_MIN, ABSOLUTE_MIN, AT_MOST = 30, 600, 3


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


def start_session(*, principal: UUID, seed: Secret) -> Cookies:
    """A new session with a new id and a new key; beyond three the oldest one ends."""
    sid, key = os.urandom(32), os.urandom(32)
    mark = _mark(sid)
    Session.objects.create(sid_hash=mark, principal=principal, wrapped=aead_seal(_wrapping(key), seed.reveal(), _aad(mark, principal)))
    older = Session.objects.filter(principal=principal).order_by("-made_min", "-seen_min").values_list("sid_hash", flat=True)[AT_MOST:]
    Session.objects.filter(sid_hash__in=[bytes(row) for row in older if bytes(row) != mark]).delete()
    return Cookies(sid.hex(), key.hex())


def load_session(cookies: Cookies, *, slide: bool) -> SignedIn | None:
    """The session behind two cookies, or None. `slide` false: a live stream or an autosave, which keeps nobody signed in."""
    try:
        sid, key = bytes.fromhex(cookies.sid), bytes.fromhex(cookies.key)
    except ValueError:
        return None
    if len(sid) != 32 or len(key) != 32:
        return None
    mark, now = _mark(sid), this_minute()
    row = Session.objects.filter(sid_hash=mark).first()
    if row is None:
        return None
    if now - row.seen_min > IDLE_MIN or now - row.made_min > ABSOLUTE_MIN:
        Session.objects.filter(sid_hash=mark).delete()
        return None
    try:
        seed = aead_open(_wrapping(key), bytes(row.wrapped), _aad(mark, row.principal))
    except Tampered:
        return None
    if slide and row.seen_min != now:
        Session.objects.filter(sid_hash=mark).update(seen_min=now)
    return SignedIn(row.principal, Secret(seed), mark)


def living(marks: Iterable[bytes]) -> set[bytes]:
    """Which of the sessions that live streams stand on have not ended meanwhile."""
    now = this_minute()
    rows = Session.objects.filter(sid_hash__in=list(marks)).values_list("sid_hash", "seen_min", "made_min")
    return {bytes(mark) for mark, seen, made in rows if now - seen <= IDLE_MIN and now - made <= ABSOLUTE_MIN}


def end_session(sid_hash: bytes) -> None:
    Session.objects.filter(sid_hash=sid_hash).delete()


def end_other_sessions(*, principal: UUID, but: bytes | None = None) -> None:
    rows = Session.objects.filter(principal=principal)
    (rows.exclude(sid_hash=but) if but else rows).delete()


def _mark(sid: bytes) -> bytes:
    return derive(sid, labels.SESSION_ID)


def _wrapping(key: bytes) -> bytes:
    return derive(key, labels.SESSION, house().pepper.reveal())


def _aad(mark: bytes, principal: UUID) -> bytes:
    return context("session.wrapped", mark, principal)
