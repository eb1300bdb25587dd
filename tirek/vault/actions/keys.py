"""Principals and the slots behind which a user's seed stands."""

import os
import threading
import unicodedata
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass

from django.conf import settings
from django.db import transaction
from django.db.models import F
from django.utils.translation import gettext as _
from nacl import pwhash

from tirek.vault import labels
from tirek.vault.boot import house
from tirek.vault.codes import read_code, write_code
from tirek.vault.envelopes import aead_open, aead_seal, box_of, context, derive, grant
from tirek.vault.errors import Busy, Conflict, Tampered, WrongKey
from tirek.vault.models import KeyGrant, Principal, Slot, this_minute
from tirek.vault.secret import Secret

RECOVERY_BYTES = 16


@dataclass(frozen=True, slots=True)
class Fresh:
    """A principal just made, with its seed while it is still in hand."""

    principal: Principal
    seed: Secret


def draw_principal(*, kind: Principal.Kind) -> Fresh:
    """A new key pair of which nothing is stored yet: for whoever must show or wrap the seed before anything is written."""
    seed = os.urandom(32)
    label = labels.ORG_BOX if kind == Principal.Kind.PAPER else labels.X25519
    return Fresh(Principal(kind=kind, box_pub=box_of(seed, label)[1]), Secret(seed))


def make_principal(*, kind: Principal.Kind) -> Fresh:
    """A new key pair: the public half is stored, the seed is the caller's to hand over or to forget."""
    fresh = draw_principal(kind=kind)
    fresh.principal.save(force_insert=True)
    return fresh


def paper_words(fresh: Fresh) -> list[str]:
    """The organisation's paper key in groups of four, to be printed once and kept nowhere else."""
    return write_code(fresh.seed.reveal())


def hold_key(*, key: Fresh, to: Principal) -> KeyGrant:
    """Let a worker hold a team's key."""
    blob = grant(key.seed.reveal(), bytes(to.box_pub), context("key_grant.blob", key.principal.id, to.id))
    return KeyGrant.objects.create(key=key.principal, to=to, blob=blob)


def next_recovery_code(*, principal: Principal, seed: Secret, shown_in: bytes = b"") -> list[str]:
    """The recovery code that comes after the present one; it opens nothing until `change_slot` has kept it.

    Derived from the seed, the present slot and the session that is shown it, so that a page that shows it and a form that
    keeps it mean the same code, no browser can bring one of its own, and whoever saw it once at an open desk has seen
    another one than its owner keeps on another day.
    """
    slot = principal.slots.filter(kind=Slot.Kind.RECOVERY).first()
    present = context("recovery.next", principal.id, slot.version if slot else 0, bytes(slot.salt) if slot else b"", shown_in)
    return write_code(derive(seed.reveal(), labels.MAKE_RECOVERY, present)[:RECOVERY_BYTES])


def spend_recovery_code(*, principal: Principal) -> None:
    """A recovery code works once: its slot stays, empty, so that the code after it is another one."""
    spent = {"blob": b"", "salt": os.urandom(16), "version": F("version") + 1}
    principal.slots.filter(kind=Slot.Kind.RECOVERY).update(**spent)


def recovery_made(principal: Principal) -> int | None:
    """The minute in which the recovery code that works now was made; None where there is none."""
    return principal.slots.filter(kind=Slot.Kind.RECOVERY).exclude(blob=b"").values_list("made_min", flat=True).first()


def password_slot(*, fresh: Fresh, password: str) -> Slot:
    """A slot not yet saved. Slow on purpose, so made before a transaction begins: whoever writes holds everybody's pen."""
    salt = os.urandom(16)
    blob = _wrap(_password_key(password, salt), fresh.seed, fresh.principal, Slot.Kind.PASSWORD)
    return Slot(principal=fresh.principal, kind=Slot.Kind.PASSWORD, salt=salt, boot_id=house().boot_id, blob=blob)


def set_password(*, fresh: Fresh, password: str) -> Slot:
    slot = password_slot(fresh=fresh, password=password)
    slot.save(force_insert=True)
    return slot


def change_slot(*, principal: Principal, seed: Secret, kind: Slot.Kind, secret: str, version: int) -> None:
    """Put the seed behind a new password or recovery code. `version` is the slot as its owner last saw it (0: none).

    Two changes at once: one wins, the other is a `Conflict`. A repeated form post is one, too, never a second wrap.
    """
    salt = os.urandom(16)
    key = _password_key(secret, salt) if kind == Slot.Kind.PASSWORD else _recovery_key(secret, salt)
    fields = {"salt": salt, "blob": _wrap(key, seed, principal, kind), "boot_id": house().boot_id, "made_min": this_minute()}
    with transaction.atomic():  # begins after the slow part: whoever writes holds everybody's pen
        if version == 0:
            made = Slot.objects.get_or_create(principal=principal, kind=kind, defaults=fields)[1]
        else:
            made = bool(Slot.objects.filter(principal=principal, kind=kind, version=version).update(version=version + 1, **fields))
    if not made:
        raise Conflict(_("This was changed a moment ago, in another window. Open the page again and look."))


def forget_slots(*, principal: Principal) -> None:
    """Nothing stands in front of this seed any more: neither password nor recovery code opens it again."""
    principal.slots.all().delete()


def slot_version(principal: Principal, kind: Slot.Kind) -> int:
    """The number to give back to `change_slot`; 0 where there is no such slot yet."""
    return Slot.objects.filter(principal=principal, kind=kind).values_list("version", flat=True).first() or 0


def unlock_with_password(principal: Principal | None, password: str) -> Secret:
    """The seed behind a password. An unknown user costs the same time as a wrong password (`WrongKey`)."""
    slot = principal and principal.slots.filter(kind=Slot.Kind.PASSWORD).first()
    key = _password_key(password, bytes(slot.salt) if slot else b"\x00" * 16)
    if not principal or not slot:
        raise _wrong(Slot.Kind.PASSWORD)
    return _unwrap(key, slot, principal)


def unlock_with_code(principal: Principal | None, code: str) -> Secret:
    """The seed behind a recovery code; a slip of the pen is `Mistyped` before any key is tried."""
    raw = read_code(code, RECOVERY_BYTES)
    slot = principal and principal.slots.filter(kind=Slot.Kind.RECOVERY).first()
    if not principal or not slot:
        raise _wrong(Slot.Kind.RECOVERY)
    return _unwrap(derive(raw, labels.KEK_RECOVERY, bytes(slot.salt)), slot, principal)


def _recovery_key(code: str, salt: bytes) -> bytes:
    return derive(read_code(code, RECOVERY_BYTES), labels.KEK_RECOVERY, salt)


def _password_key(password: str, salt: bytes) -> bytes:
    words = unicodedata.normalize("NFKC", password).encode("utf-8", "replace")[:1024]
    return derive(house().pepper.reveal(), labels.KEK_PASSWORD, stretched(words, salt, line=_staff) + salt)


def _wrap(key: bytes, seed: Secret, principal: Principal, kind: Slot.Kind) -> bytes:
    return aead_seal(key, seed.reveal(), context("key_slot.blob", principal.id, str(kind)))


def _unwrap(key: bytes, slot: Slot, principal: Principal) -> Secret:
    try:
        return Secret(aead_open(key, bytes(slot.blob), context("key_slot.blob", principal.id, slot.kind)))
    except Tampered:
        raise _wrong(slot.kind) from None


def _wrong(kind: str) -> WrongKey:
    """The same sentence for an unknown name and for a wrong secret: nobody learns who works here."""
    if kind == Slot.Kind.RECOVERY:
        return WrongKey(_("The name or the recovery code is not right."))
    return WrongKey(_("The name or the password is not right."))


_argon = threading.Semaphore(1)
_staff, ROOMS = threading.BoundedSemaphore(3), threading.BoundedSemaphore(2)
"""Two lines for one worker: whoever tries receipts cannot keep the colleagues out. Longer lines would eat every page thread."""


def stretched(words: bytes, salt: bytes, *, line: threading.BoundedSemaphore) -> bytes:
    """32 bytes out of what somebody typed, slowly on purpose; `Busy` when too many wait in the same line."""
    with _turn(line):
        return pwhash.argon2id.kdf(32, words, salt, opslimit=settings.ARGON2_OPS, memlimit=settings.ARGON2_KIB * 1024)


@contextmanager
def _turn(line: threading.BoundedSemaphore) -> Iterator[None]:
    if not line.acquire(blocking=False):
        raise Busy(_("Many people are at the door at this moment. Please try again in a few seconds; what you typed is kept."))
    try:
        with _argon:
            yield
    finally:
        line.release()
