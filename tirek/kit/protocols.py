"""The few shapes by which low rooms know something of high ones without importing them."""

from typing import Protocol
from uuid import UUID


class Named(Protocol):
    """Somebody who acts and can be held to it: workers satisfy this."""

    @property
    def principal_id(self) -> UUID: ...


class Notary(Protocol):
    """Who vouches for the ledger's lines: the vault has the keys, the ledger knows only this."""

    def mac(self, body: bytes) -> bytes:
        """32 bytes that only this house can make of a line."""
        ...

    def sign(self, statement: bytes) -> bytes:
        """A signature (64 bytes, Ed25519) that anybody with the public key can check."""
        ...

    def verify(self, statement: bytes, signature: bytes) -> bool:
        """Whether this house has signed exactly this statement."""
        ...

    @property
    def public_key(self) -> bytes:
        """32 bytes; printed beside the checkpoints."""
        ...
