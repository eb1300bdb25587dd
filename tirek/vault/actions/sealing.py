"""Sealing outside a safe: to the house's own relay and configuration keys, and to a team's oversight."""

from uuid import UUID

from tirek.vault.boot import house
from tirek.vault.envelopes import aead_open, aead_seal, context, pad, seal, seal_open, unpad
from tirek.vault.models import Principal


def seal_to_relay(name: str, row: UUID, words: bytes) -> bytes:
    """What the delivery loop must read while nobody is signed in (an address, a message on its way), and a thief must not."""
    return seal(house().relay_public, pad(words), context(name, row))


def open_from_relay(name: str, row: UUID, blob: bytes) -> bytes:
    keys = house()
    return unpad(seal_open(keys.relay_private.reveal(), keys.relay_public, blob, context(name, row)))


def seal_setting(name: str, row: UUID, words: bytes) -> bytes:
    """A secret of the house itself: a bot token, a webhook secret."""
    return aead_seal(house().conf.reveal(), pad(words), context(name, row))


def open_setting(name: str, row: UUID, blob: bytes) -> bytes:
    return unpad(aead_open(house().conf.reveal(), blob, context(name, row)))


def seal_note(to: Principal, aad: bytes, words: bytes) -> bytes:
    """Words for the holders of one key only."""
    return seal(bytes(to.box_pub), pad(words), aad)


def note_context(name: str, row: UUID, number: int) -> bytes:
    return context(name, row, number)
