"""Keyed marks: how the house finds a sender or an event again, or knows a text it has cleared, without storing any of it."""

from hashlib import blake2b
from uuid import UUID

from nacl.bindings import sodium_memcmp

from tirek.vault import labels
from tirek.vault.boot import house
from tirek.vault.envelopes import context, derive


def contact_mark(account: UUID, reference: str) -> bytes:
    return derive(house().lookup.reveal(), labels.CONTACT, context("contact", account, reference))[:16]


def event_mark(account: UUID, key: str) -> bytes:
    return derive(house().event.reveal(), labels.EVENT, context("event", account, key))[:16]


def clearance_mark(account: UUID, safe: UUID, words: str, attachments: tuple[str, ...] = ()) -> bytes:
    """What a clearance remembers of a text: any edit, another channel or another safe gives another mark."""
    return derive(house().clear.reveal(), labels.CLEAR, context("clearance", account, safe, blake2b(words.encode()).digest(), *attachments))


def invitation_mark(token: bytes) -> bytes:
    """What is kept of an invitation's link: it finds the invitation again and opens nothing by itself."""
    return derive(house().lookup.reveal(), labels.INVITE, context("invitation", token))


def same_mark(one: bytes, other: bytes) -> bool:
    return len(one) == len(other) and sodium_memcmp(one, other)
