"""V-17: whatever stands where a sealed body should stand, the answer is `Tampered`: never words, never another fault."""

import random
from collections.abc import Callable

import pytest

from tirek.vault.envelopes import aead_open, aead_seal, box_of, grant, grant_open, pad, seal, seal_open, unpad
from tirek.vault.errors import Tampered

KEY, UNIT, AAD = bytes(range(32)), bytes(range(50, 82)), b"tirek1-anything"
PRIVATE, PUBLIC = box_of(KEY)
WORDS = pad("Меня зовут Вымышленная.".encode())

Opener = Callable[[bytes], bytes]
KINDS: dict[str, tuple[bytes, Opener]] = {
    "aead": (aead_seal(KEY, WORDS, AAD), lambda blob: aead_open(KEY, blob, AAD)),
    "seal": (seal(PUBLIC, WORDS, AAD, UNIT), lambda blob: seal_open(PRIVATE, PUBLIC, blob, AAD, UNIT)),
    "grant": (grant(KEY, PUBLIC, AAD), lambda blob: grant_open(PRIVATE, PUBLIC, blob, AAD)),
}
kinds = pytest.mark.parametrize("kind", KINDS)


def _stays_closed(opener: Opener, blob: bytes) -> None:
    with pytest.raises(Tampered):
        opener(blob)


def _mutated(chance: random.Random, whole: bytes) -> bytes:
    """One of: a few bits turned, bytes cut out, put in, moved, the end cut off or grown."""
    blob = bytearray(whole)
    first, second = sorted(chance.randrange(len(blob) + 1) for _ in range(2))
    match chance.randrange(6):
        case 0:
            for _ in range(chance.randint(1, 4)):
                blob[chance.randrange(len(blob))] ^= 1 << chance.randrange(8)
        case 1:
            del blob[first : second + 1]
        case 2:
            blob[first:first] = chance.randbytes(chance.randint(1, 40))
        case 3:
            blob[first:second] = bytes(reversed(blob[first:second]))
        case 4:
            del blob[first:]
        case _:
            blob += chance.randbytes(chance.randint(1, 300))
    return bytes(blob)


@kinds
def test_v17_the_blob_itself_does_open(kind: str) -> None:
    whole, opener = KINDS[kind]
    assert opener(whole) in (WORDS, KEY)


@kinds
def test_v17_every_single_turned_bit_is_noticed(kind: str) -> None:
    whole, opener = KINDS[kind]
    for place in range(len(whole) * 8):
        blob = bytearray(whole)
        blob[place // 8] ^= 1 << (place % 8)
        _stays_closed(opener, bytes(blob))


@kinds
def test_v17_every_cut_off_end_is_noticed(kind: str) -> None:
    whole, opener = KINDS[kind]
    for length in range(len(whole)):
        _stays_closed(opener, whole[:length])


@kinds
def test_v17_ten_thousand_mutations_stay_closed(kind: str) -> None:
    whole, opener = KINDS[kind]
    chance = random.Random(f"tirek {kind}")
    for _ in range(10_000):
        blob = _mutated(chance, whole)
        if blob != whole:
            _stays_closed(opener, blob)


@kinds
def test_v17_ten_thousand_random_blobs_stay_closed(kind: str) -> None:
    whole, opener = KINDS[kind]
    chance = random.Random(f"random {kind}")
    for turn in range(10_000):
        _stays_closed(opener, (whole[:2] if turn % 2 else b"") + chance.randbytes(chance.randrange(400)))


def test_v17_padding_that_is_none_is_noticed() -> None:
    chance = random.Random("padding")
    for blob in (b"", b"\x00" * 256, b"words", b"\x80\x01", *(chance.randbytes(20).replace(b"\x80", b"\x01") for _ in range(500))):
        with pytest.raises(Tampered):
            unpad(blob)
