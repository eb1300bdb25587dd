"""Handing a team's key on to one more holder: by whoever holds it, or holds the oversight key to which it is granted.

Every team's intake key is granted to the team's oversight key, so that a supervisor can hand it to a new colleague; his
own daily reading never uses it (`Reader.reads_as` knows only what is granted to himself). Every team key is granted to the
organisation's paper key too.
"""

from uuid import UUID

from django.db.models import Q

from tirek.vault.actions.reading import Reader
from tirek.vault.envelopes import box_of, context, grant, grant_open
from tirek.vault.errors import Tampered
from tirek.vault.models import KeyGrant, Principal
from tirek.vault.secret import Secret


def hand_on(*, key: Principal, to: Principal, reader: Reader) -> bool:
    """Seal a team's key to one more holder; False where this reader has no way to the key. `Tampered`: it is not that key."""
    seed = _seed_of(key, reader)
    if seed is None:
        return False
    blob = grant(seed.reveal(), bytes(to.box_pub), _aad(key.id, to.id))
    seed.wipe()
    KeyGrant.objects.get_or_create(key=key, to=to, defaults={"blob": blob})
    return True


def can_hand_on(key: UUID, reader: Reader) -> bool:
    return KeyGrant.objects.filter(_way_to(key, reader)).exists()


def _way_to(key: UUID, reader: Reader) -> Q:
    through = Q(to__kind=Principal.Kind.OVERSIGHT, to__holders__to=reader.principal_id)
    return Q(key=key) & (Q(to=reader.principal_id) | through)


def _seed_of(key: Principal, reader: Reader) -> Secret | None:
    ways = KeyGrant.objects.filter(_way_to(key.id, reader)).select_related("to").distinct()
    way = min(ways, key=lambda held: held.to_id != reader.principal_id, default=None)
    if way is None:
        return None
    opener = reader.seed.reveal() if way.to_id == reader.principal_id else _opened(_held(way.to_id, reader), reader.seed.reveal())
    seed = _opened(way, opener)
    if box_of(seed)[1] != bytes(key.box_pub):
        raise Tampered  # a row was exchanged: nobody is handed a key of somebody else's making
    return Secret(seed)


def _held(key: UUID, reader: Reader) -> KeyGrant:
    return KeyGrant.objects.get(key=key, to=reader.principal_id)


def _opened(held: KeyGrant, seed: bytes) -> bytes:
    private, public = box_of(seed)
    return grant_open(private, public, bytes(held.blob), _aad(held.key_id, held.to_id))


def _aad(key: UUID, to: UUID) -> bytes:
    return context("key_grant.blob", key, to)
