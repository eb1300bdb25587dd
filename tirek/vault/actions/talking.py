"""What a person opens with the seed behind a receipt: the talk half of the own conversation, and notes that are theirs alone."""

from functools import cached_property
from uuid import UUID

from django.utils.translation import gettext as _

from tirek.vault import labels
from tirek.vault.actions.halves import Half
from tirek.vault.actions.safes import leaf_context, shred_store, talk_context
from tirek.vault.boot import house
from tirek.vault.envelopes import aead_open, aead_seal, box_of, context, derive, grant_open, pad, unpad
from tirek.vault.errors import NoGrant, Tampered
from tirek.vault.models import Grant, Leaf, Principal, Safe, SafeGen, this_minute
from tirek.vault.secret import Secret


class OpenTalk:
    """A conversation in its person's hands, for the length of one request.

    The person's own leaves are sealed twice: inside under a key that only the receipt opens, outside under the talk half,
    so that they die with the unit, and can move to a new one while their person is away.
    """

    def __init__(self, safe: Safe, gen: SafeGen, talk: Half, own: Secret) -> None:
        self.safe, self.gen, self._talk, self._own = safe, gen, talk, own

    def words(self, leaf: Leaf) -> bytes:
        """One leaf of the talk half, or of the person's own. What the service writes for itself is `NoGrant` (V-16)."""
        aad = leaf_context(self.safe.id, leaf.seq, leaf.gen, leaf.half)
        match leaf.half:
            case Leaf.Half.TALK:
                return self._talk.open_half(bytes(leaf.body), aad)
            case Leaf.Half.OWN:
                return unpad(aead_open(self._own.reveal(), self._talk.open_half(bytes(leaf.body), aad), self._own_context(leaf.seq)))
        raise NoGrant(_("There is nothing here."))

    def leaf(self, *, seq: int, half: Leaf.Half, words: bytes) -> Leaf:
        """A leaf written by the person, not yet saved."""
        if half == Leaf.Half.FILE:
            raise NoGrant(_("There is nothing here."))
        if half == Leaf.Half.OWN:
            words = aead_seal(self._own.reveal(), pad(words), self._own_context(seq))
        body = self._talk.seal_half(words, leaf_context(self.safe.id, seq, self.gen.gen, half))
        return Leaf(safe=self.safe, gen=self.gen.gen, seq=seq, half=half, at_min=this_minute(), body=body)

    def _own_context(self, seq: int) -> bytes:
        return context("leaf.own", self.safe.id, seq)

    def close(self) -> None:
        self._talk.close()
        self._own.wipe()


class TalkReader:
    """A person's keys for one request."""

    def __init__(self, principal: UUID, seed: Secret) -> None:
        self.principal_id, self.seed = principal, seed

    @cached_property
    def grant(self) -> Grant | None:
        """The one conversation this person is named on."""
        named = Grant.objects.filter(principal=self.principal_id, principal__kind=Principal.Kind.PERSON)  # no worker's cookies open a room
        return named.select_related("safe").first()

    @cached_property
    def open(self) -> OpenTalk:
        """The conversation, opened; `NoGrant` where there is none any more."""
        held = self.grant
        gen = SafeGen.objects.filter(safe=held.safe_id, gen=held.gen).first() if held else None
        unit = shred_store().secrets(house(), [gen.unit]).get(gen.unit) if gen else None
        if held is None or gen is None or unit is None or held.gen != held.safe.gen:
            raise NoGrant(_("There is nothing here."))
        if derive(unit, labels.COMMIT, gen.unit.bytes) != bytes(gen.commitment):
            raise Tampered
        return OpenTalk(held.safe, gen, Half(self._talk_seed(held, gen), bytes(gen.talk_pub), Secret(unit)), self._own_key())

    def _talk_seed(self, held: Grant, gen: SafeGen) -> bytes:
        private, public = box_of(self.seed.reveal())
        seed = grant_open(private, public, bytes(held.blob), talk_context(held.safe_id, held.gen, held.principal_id))
        if box_of(seed)[1] != bytes(gen.talk_pub):
            raise Tampered
        return seed

    def _own_key(self) -> Secret:
        return Secret(derive(self.seed.reveal(), labels.SELF))

    def close(self) -> None:
        if "open" in self.__dict__:
            self.__dict__["open"].close()
        self.seed.wipe()
