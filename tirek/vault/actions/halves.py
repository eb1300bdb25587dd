"""The keys of one half of a safe: what both a member and the person of a conversation open with."""

from functools import cached_property

from tirek.vault import labels
from tirek.vault.envelopes import SEAL, aead_open, aead_seal, box_of, derive, pad, seal_open, unpad
from tirek.vault.secret import Secret


class Half:
    """One half (talk, or file) of one generation, in the hands of somebody who was named on it; for one request."""

    def __init__(self, seed: bytes, public: bytes, unit: Secret) -> None:
        self._seed, self._public, self._unit = Secret(seed), public, unit

    @cached_property
    def _private(self) -> Secret:
        return Secret(box_of(self._seed.reveal())[0])

    @cached_property
    def _sym(self) -> Secret:
        return Secret(derive(self._seed.reveal(), labels.SYM, self._unit.reveal()))

    def open_half(self, blob: bytes, aad: bytes) -> bytes:
        """The words; `Tampered` if they, or the row around them, are not what was sealed."""
        if blob[:2] != SEAL:
            return unpad(aead_open(self._sym.reveal(), blob, aad))
        return unpad(seal_open(self._private.reveal(), self._public, blob, aad, self._unit.reveal()))

    def seal_half(self, words: bytes, aad: bytes) -> bytes:
        return aead_seal(self._sym.reveal(), pad(words), aad)

    def close(self) -> None:
        for key in (self._seed, *(self.__dict__.get(name) for name in ("_private", "_sym"))):
            if key:
                key.wipe()
