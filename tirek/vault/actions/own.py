"""What a worker keeps under his own key, outside any safe: the secret of his second factor, and marks of his one-time codes.

Neither opens with the boot key alone, nor with the whole disk: it takes the seed behind his password or his recovery code.
"""

from uuid import UUID

from tirek.vault import labels
from tirek.vault.envelopes import aead_open, aead_seal, context, derive
from tirek.vault.secret import Secret


def seal_own(name: str, owner: UUID, seed: Secret, words: bytes) -> bytes:
    """Seal for the owner himself. Unlike a sealed box, nobody without his seed can put one in its place."""
    return aead_seal(derive(seed.reveal(), labels.SELF), words, context(name, owner))


def open_own(name: str, owner: UUID, seed: Secret, blob: bytes) -> bytes:
    """`Tampered` where it is not what the owner sealed, or stands in another place."""
    return aead_open(derive(seed.reveal(), labels.SELF), blob, context(name, owner))


def one_time_mark(owner: UUID, seed: Secret, code: bytes) -> bytes:
    """By which a one-time code is known again: keyed by the owner's seed, so that no thief of the disk can try codes."""
    return derive(seed.reveal(), labels.ONE_TIME, context("one_time.mark", owner, code))[:16]
