"""The house's notary: makes the ledger's MACs and signs its checkpoints, with keys that come from the boot key.

It holds no key of its own: each call asks the house, so that a key that was taken away is missed at once (`BootLocked`).
"""

from hashlib import blake2b

from nacl.exceptions import BadSignatureError
from nacl.signing import SigningKey, VerifyKey

from tirek.vault import labels
from tirek.vault.boot import House, house
from tirek.vault.envelopes import derive
from tirek.vault.secret import Secret

SIGNATURE_BYTES = 64


class HouseNotary:
    """Satisfies `kit.protocols.Notary`."""

    def __init__(self) -> None:
        self._keys: tuple[House, Secret, SigningKey] | None = None

    def mac(self, body: bytes) -> bytes:
        """Keyed BLAKE2b, 32 bytes."""
        return blake2b(body, key=self._of_the_house()[1].reveal(), digest_size=32).digest()

    def sign(self, statement: bytes) -> bytes:
        return self._of_the_house()[2].sign(statement).signature

    def verify(self, statement: bytes, signature: bytes) -> bool:
        if len(signature) != SIGNATURE_BYTES:
            return False
        try:
            VerifyKey(self.public_key).verify(statement, signature)
        except BadSignatureError:
            return False
        return True

    @property
    def public_key(self) -> bytes:
        return bytes(self._of_the_house()[2].verify_key)

    def _of_the_house(self) -> tuple[House, Secret, SigningKey]:
        """The keys, derived once for each house; another boot key is another house."""
        now = house()
        if self._keys is None or self._keys[0] is not now:
            self._keys = (now, Secret(derive(now.pepper.reveal(), labels.AUDIT)), SigningKey(now.sign.reveal()))
        return self._keys
