"""Opening: what a signed-in reader can do with the safes that name him, or that name a key he holds."""

from collections.abc import Iterable
from functools import cached_property
from uuid import UUID

from django.utils.translation import gettext as _

from tirek.vault import labels
from tirek.vault.actions.halves import Half
from tirek.vault.actions.safes import grant_context, granted, header_context, leaf_context, shred_store, talk_granted
from tirek.vault.boot import house
from tirek.vault.envelopes import box_of, context, derive, grant_open, seal_open, unpad
from tirek.vault.errors import NoGrant, Tampered
from tirek.vault.models import Grant, KeyGrant, Leaf, Principal, Safe, SafeGen, this_minute
from tirek.vault.secret import Secret


class OpenSafe:
    """A safe in a member's hands, for the length of one request."""

    def __init__(self, safe: Safe, gen: SafeGen, seed: Secret, unit: Secret) -> None:
        self.safe, self.gen, self._seed, self._unit = safe, gen, seed, unit

    @cached_property
    def _file(self) -> Half:
        return Half(self._seed.reveal(), bytes(self.gen.file_pub), self._unit)

    @cached_property
    def _talk(self) -> Half:
        return Half(derive(self._seed.reveal(), labels.TALK), bytes(self.gen.talk_pub), self._unit)

    def _half(self, name: str) -> Half:
        if name == Leaf.Half.OWN:
            raise NoGrant(_("There is nothing here."))  # the person's own; nobody else holds the key
        return self._talk if name == Leaf.Half.TALK else self._file

    def header(self) -> bytes:
        return self._file.open_half(bytes(self.safe.header), header_context(self.safe.id, self.gen.gen))

    def sealed_header(self, words: bytes) -> bytes:
        """The cover anew; the caller saves it."""
        return self._file.seal_half(words, header_context(self.safe.id, self.gen.gen))

    def words(self, leaf: Leaf) -> bytes:
        """The body of one of this safe's leaves; `Tampered` if it, or the row around it, is not what was sealed."""
        return self._half(leaf.half).open_half(bytes(leaf.body), leaf_context(self.safe.id, leaf.seq, leaf.gen, leaf.half))

    def leaf(self, *, seq: int, half: Leaf.Half, words: bytes) -> Leaf:
        """A leaf written by a member, not yet saved."""
        body = self._half(half).seal_half(words, leaf_context(self.safe.id, seq, self.gen.gen, half))
        return Leaf(safe=self.safe, gen=self.gen.gen, seq=seq, half=half, at_min=this_minute(), body=body)

    def close(self) -> None:
        for half in ("_file", "_talk"):
            if half in self.__dict__:
                self.__dict__[half].close()
        self._seed.wipe()
        self._unit.wipe()

    def seal_draft(self, owner: UUID, words: bytes) -> bytes:
        return self._file.seal_half(words, context("draft.body", self.safe.id, owner, self.gen.gen))

    def open_draft(self, owner: UUID, blob: bytes) -> bytes:
        return self._file.open_half(blob, context("draft.body", self.safe.id, owner, self.gen.gen))

    def grant_to(self, member: Principal) -> Grant:
        """Name one more principal on this safe (a grant not yet saved)."""
        return granted(self.safe.id, self.gen.gen, self._seed.reveal(), member)

    def talk_grant_to(self, person: Principal) -> Grant:
        """Let a person open the talk half of this safe (a grant not yet saved)."""
        return talk_granted(self.safe.id, self.gen.gen, derive(self._seed.reveal(), labels.TALK), person)


class Reader:
    """A signed-in user's keys for one request: his own, and the team keys he holds."""

    def __init__(self, principal: UUID, seed: Secret) -> None:
        self.principal_id = principal
        self.seed = seed
        self._open_safes: list[OpenSafe] = []
        self._opened_keys: dict[UUID, Secret] = {}

    @cached_property
    def _held(self) -> dict[UUID, KeyGrant]:
        return {held.key_id: held for held in KeyGrant.objects.filter(to=self.principal_id).select_related("key")}

    @cached_property
    def reads_as(self) -> list[UUID]:
        """The principals in whose name this user may open safes in the daily work: himself and his teams' intake."""
        return [self.principal_id, *(key for key, held in self._held.items() if held.key.kind == Principal.Kind.INTAKE)]

    def holds(self, key: UUID) -> bool:
        return key in self._held

    def open(self, safe: Safe) -> OpenSafe:
        opened = self.open_all([safe])
        if safe.id not in opened:
            raise NoGrant(_("There is nothing here."))
        return opened[safe.id]

    def open_all(self, safes: Iterable[Safe]) -> dict[UUID, OpenSafe]:
        """Those of the safes that name this reader, opened: three queries and one look into the shred store."""
        named = {safe.id: safe for safe in safes}
        grants = {g.safe_id: g for g in Grant.objects.filter(safe__in=named, principal__in=self.reads_as) if g.gen == named[g.safe_id].gen}
        gens = {g.safe_id: g for g in SafeGen.objects.filter(safe__in=grants) if g.gen == named[g.safe_id].gen}
        secrets = shred_store().secrets(house(), [gen.unit for gen in gens.values()])
        opened = {}
        for key, held in grants.items():
            unit = secrets.get(gens[key].unit)
            if unit is not None:  # a safe without its unit is closed for ever; the others are not
                opened[key] = self._opened_safe(named[key], gens[key], held, unit)
        return opened

    def _opened_safe(self, safe: Safe, gen: SafeGen, held: Grant, unit: bytes) -> OpenSafe:
        if derive(unit, labels.COMMIT, gen.unit.bytes) != bytes(gen.commitment):
            raise Tampered
        opened = OpenSafe(safe, gen, self.seed_of(held, gen), Secret(unit))
        self._open_safes.append(opened)
        return opened

    def seed_of(self, held: Grant, gen: SafeGen) -> Secret:
        private, public = self._pair(held.principal_id)
        seed = grant_open(private, public, bytes(held.blob), grant_context(held.safe_id, held.gen, held.principal_id))
        if box_of(seed)[1] != bytes(gen.file_pub) or box_of(derive(seed, labels.TALK))[1] != bytes(gen.talk_pub):
            raise Tampered
        return Secret(seed)

    def _pair(self, principal: UUID) -> tuple[bytes, bytes]:
        return box_of(self._key_seed(principal).reveal())

    def _key_seed(self, principal: UUID) -> Secret:
        if principal == self.principal_id:
            return self.seed
        cached = self._opened_keys
        if principal not in cached:
            held = self._held.get(principal)
            if held is None:
                raise NoGrant(_("There is nothing here."))
            private, public = box_of(self.seed.reveal())
            aad = context("key_grant.blob", principal, self.principal_id)
            cached[principal] = Secret(grant_open(private, public, bytes(held.blob), aad))
        return cached[principal]

    def open_note(self, key: UUID, blob: bytes, aad: bytes) -> bytes:
        """Words that were sealed to a key this reader holds (a reason for the supervisor)."""
        private, public = self._pair(key)
        return unpad(seal_open(private, public, blob, aad))

    def close(self) -> None:
        """Overwrite what this request has opened, as far as Python lets us."""
        for opened in self._open_safes:
            opened.close()
        for key in (self.seed, *self._opened_keys.values()):
            key.wipe()
