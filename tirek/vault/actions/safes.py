"""Making safes, sealing into them with nobody signed in, and changing who may open them."""

import os
import threading
from collections import defaultdict
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field
from pathlib import Path
from uuid import UUID

from django.conf import settings
from django.db import connection

from tirek.vault import labels
from tirek.vault.boot import House, house
from tirek.vault.envelopes import box_of, context, derive, grant, pad, seal
from tirek.vault.models import Grant, Leaf, Principal, Safe, SafeGen, this_minute
from tirek.vault.shred import ShredStore

SPARE_UNITS = 32
NUMBERS = ("seq", "heard_seq", "last_min", "waiting_since_min", "due_min", "due_seq")
"""What changes in a safe's row when something is added to it."""


@dataclass(frozen=True, slots=True)
class Sealer:
    """What it takes to seal into one safe, and never enough to open it: its public halves and its unit secret."""

    safe: UUID
    gen: int
    file_pub: bytes
    talk_pub: bytes
    unit: bytes = field(repr=False)

    def leaf(self, *, seq: int, half: Leaf.Half, words: bytes) -> Leaf:
        """A leaf not yet saved."""
        public = self.talk_pub if half == Leaf.Half.TALK else self.file_pub
        body = seal(public, pad(words), leaf_context(self.safe, seq, self.gen, half), self.unit)
        return Leaf(safe_id=self.safe, gen=self.gen, seq=seq, half=half, at_min=this_minute(), body=body)

    def header(self, words: bytes) -> bytes:
        return seal(self.file_pub, pad(words), header_context(self.safe, self.gen), self.unit)


def leaf_context(safe: UUID, seq: int, gen: int, half: str) -> bytes:
    return context("leaf.body", safe, seq, gen, str(half))


def header_context(safe: UUID, gen: int) -> bytes:
    return context("safe.header", safe, gen)


def grant_context(safe: UUID, gen: int, principal: UUID) -> bytes:
    return context("grant.blob", safe, gen, principal)


def shred_store() -> ShredStore:
    return ShredStore(settings.KEYS)


def make_safes(*, headers: Sequence[bytes], members: Iterable[Principal], person: Principal | None = None) -> list[tuple[Safe, Sealer]]:
    """One new safe for each header, granted to every member. The units are durable before the first row is written.

    `person`: who may open the talk half of it too, where one safe is made for somebody with a receipt.

    Call inside the caller's transaction. The seeds are forgotten on return: from then on only members can open.
    """
    keys, named = house(), list(members)
    units = _units(keys, len(headers))
    made, gens, grants = [], [], []
    for header, (unit_id, unit) in zip(headers, units, strict=True):
        seed = os.urandom(32)
        safe = Safe(header=b"", seq=0)
        gen = _generation(safe, seed, unit_id, unit)
        sealer = Sealer(safe.id, 1, bytes(gen.file_pub), bytes(gen.talk_pub), unit)
        safe.header = sealer.header(header)
        made.append((safe, sealer))
        gens.append(gen)
        grants += [granted(safe.id, 1, seed, member) for member in named]
        if person is not None:
            grants.append(talk_granted(safe.id, 1, derive(seed, labels.TALK), person))
    Safe.objects.bulk_create([safe for safe, _ in made])
    SafeGen.objects.bulk_create(gens)
    Grant.objects.bulk_create(grants)
    return made


_spare: dict[Path, list[UUID]] = defaultdict(list)
_sparing = threading.Lock()


def _units(keys: House, count: int) -> list[tuple[UUID, bytes]]:
    """Units for new safes. Some are made ahead, because making any costs several waits for the disk.

    Only their ids are kept here: the secrets are read from the store, so that a store that is away is noticed, and
    spares that another store does not know are not used. A restart forgets the spares; they open nothing.
    """
    store = shred_store()
    with _sparing:
        spare = _spare[store.path]
        if len(spare) < count:
            spare += [unit for unit, _ in store.create(keys, count + SPARE_UNITS)]
        taken = [spare.pop() for _ in range(count)]
    secrets = store.secrets(keys, taken)
    if len(secrets) == count:
        return [(unit, secrets[unit]) for unit in taken]
    with _sparing:
        spare.clear()
    return store.create(keys, count)


def _generation(safe: Safe, seed: bytes, unit_id: UUID, unit: bytes) -> SafeGen:
    talk_seed = derive(seed, labels.TALK)
    return SafeGen(
        safe=safe,
        gen=1,
        file_pub=box_of(seed)[1],
        talk_pub=box_of(talk_seed)[1],
        unit=unit_id,
        commitment=derive(unit, labels.COMMIT, unit_id.bytes),
    )


def granted(safe: UUID, gen: int, seed: bytes, member: Principal) -> Grant:
    """A grant not yet saved."""
    blob = grant(seed, bytes(member.box_pub), grant_context(safe, gen, member.id))
    return Grant(safe_id=safe, gen=gen, principal=member, blob=blob)


def talk_context(safe: UUID, gen: int, principal: UUID) -> bytes:
    return context("grant.talk", safe, gen, principal)


def talk_granted(safe: UUID, gen: int, talk_seed: bytes, person: Principal) -> Grant:
    """A grant not yet saved, of the talk half only: what the service writes for itself stays closed to it (V-16)."""
    return Grant(safe_id=safe, gen=gen, principal=person, blob=grant(talk_seed, bytes(person.box_pub), talk_context(safe, gen, person.id)))


def move_on(safes: Iterable[Safe]) -> None:
    """Write the numbers by which these safes are sorted and woken. Call inside the caller's transaction, safes locked.

    One short statement a row: for a set of 32, `bulk_update` builds a CASE of 15 KB and takes thirty times as long.
    """
    key = Safe._meta.pk
    rows = [(*(getattr(safe, name) for name in NUMBERS), key.get_db_prep_value(safe.id, connection)) for safe in safes]
    sets = ", ".join(f"{name} = %s" for name in NUMBERS)
    with connection.cursor() as cursor:
        cursor.executemany(f"UPDATE {Safe._meta.db_table} SET {sets} WHERE id = %s", rows)  # noqa: S608  # only names of ours


def sealers(gens: Iterable[SafeGen]) -> dict[UUID, Sealer]:
    """Sealers for existing safes, by safe id, with one look into the shred store for the whole set."""
    named = list(gens)
    keys: House = house()
    secrets = shred_store().secrets(keys, [gen.unit for gen in named])
    return {
        gen.safe_id: Sealer(gen.safe_id, gen.gen, bytes(gen.file_pub), bytes(gen.talk_pub), secrets[gen.unit])
        for gen in named
        if gen.unit in secrets
    }
