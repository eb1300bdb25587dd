"""The bytes of a line and what is made of them: body, leaf, chain, tree. Written out by hand, so that neither the order of
a model's fields nor a database's types can ever change what a MAC was made over.

Body, version 1 (integers big-endian): `01 | at_ms 8 | actor | length 1, verb | about | scope | seq | reason`, where a
missing value is `00` and a present one `01` and then 16 bytes of a UUID, 8 of a number, or a length of 4 and the bytes.
All hashes are BLAKE2b of 32 bytes. Source of the tree: RFC 6962, 2.1, with BLAKE2b in the place of SHA-256.
"""

from hashlib import blake2b
from uuid import UUID

VERSION = b"\x01"
MAC_BYTES = HASH_BYTES = 32
BEGINNING = bytes(HASH_BYTES)
"""What stands before the first line of the chain, and before the first checkpoint."""

LEAF, NODE = b"\x00", b"\x01"


def body(
    at_ms: int, actor: UUID | None, verb: str, about: UUID | None, scope: UUID | None, seq: int | None, reason: bytes | memoryview | None
) -> bytes:
    """The canonical bytes of one line."""
    said = verb.encode()
    return b"".join(
        (
            VERSION,
            at_ms.to_bytes(8, "big"),
            _uuid(actor),
            len(said).to_bytes(1, "big"),
            said,
            _uuid(about),
            _uuid(scope),
            b"\x00" if seq is None else b"\x01" + seq.to_bytes(8, "big"),
            b"\x00" if reason is None else b"\x01" + len(reason).to_bytes(4, "big") + bytes(reason),
        )
    )


def _uuid(value: UUID | None) -> bytes:
    return b"\x00" if value is None else b"\x01" + value.bytes


def leaf(line: bytes, mac: bytes) -> bytes:
    """What stands for a line in the chain and in the tree. A line from before the sealer has an empty MAC."""
    return blake2b(LEAF + line + mac, digest_size=HASH_BYTES).digest()


def link(before: bytes, leaf: bytes) -> bytes:
    """The next hash of the chain."""
    return blake2b(before + leaf, digest_size=HASH_BYTES).digest()


class Tree:
    """The Merkle root of leaves that come one by one; remembers one hash for each bit of their number."""

    def __init__(self) -> None:
        self._peaks: list[tuple[int, bytes]] = []

    def add(self, leaf: bytes) -> None:
        size, top = 1, leaf
        while self._peaks and self._peaks[-1][0] == size:
            top = _node(self._peaks.pop()[1], top)
            size *= 2
        self._peaks.append((size, top))

    def root(self) -> bytes:
        """RFC 6962's MTH; of no leaves at all the hash of nothing."""
        if not self._peaks:
            return blake2b(b"", digest_size=HASH_BYTES).digest()
        top = self._peaks[-1][1]
        for _size, left in reversed(self._peaks[:-1]):
            top = _node(left, top)
        return top


def _node(left: bytes, right: bytes) -> bytes:
    return blake2b(NODE + left + right, digest_size=HASH_BYTES).digest()
