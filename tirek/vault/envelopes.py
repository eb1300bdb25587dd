"""The four sealed forms and the one key derivation. Known answers: tests/vault/known_answers.json.

Byte 0 of every blob is the version (1), byte 1 the kind. All integers big-endian, sizes in bytes.
AEAD is XChaCha20-Poly1305-IETF with a random 24-byte nonce; public-key sealing is X25519 `crypto_box_seal` of 32-48 bytes.
Source of the constructions: libsodium documentation (crypto_kdf, sealed boxes, padding).
"""

import os
from hashlib import blake2b
from uuid import UUID

from nacl import bindings, exceptions

from tirek.vault import labels
from tirek.vault.errors import Tampered

AEAD, SEAL, GRANT = b"\x01\x01", b"\x01\x02", b"\x01\x03"
_NONCE = bindings.crypto_aead_xchacha20poly1305_ietf_NPUBBYTES
_SEAL_OVERHEAD = bindings.crypto_box_SEALBYTES
_BLOCK = 256

Part = UUID | int | str | bytes


def context(name: str, *parts: Part) -> bytes:
    """Associated data: `tirek1`, then length-prefixed name and parts. `name` is "<table>.<column>"."""
    out = bytearray(b"tirek1")
    for part in (name, *parts):
        raw = _raw(part)
        out += len(raw).to_bytes(2, "big") + raw
    return bytes(out)


def _raw(part: Part) -> bytes:
    match part:
        case UUID():
            return part.bytes
        case int():
            return str(part).encode()
        case str():
            return part.encode()
        case _:
            return bytes(part)


def derive(key: bytes, label: bytes, material: bytes = b"") -> bytes:
    """32 bytes out of a uniform key: keyed BLAKE2b with the label as personalisation."""
    if label not in labels.ALL:
        raise ValueError("An unregistered label.")
    return blake2b(material, key=key, digest_size=32, person=label).digest()


def box_of(seed: bytes, label: bytes = labels.X25519) -> tuple[bytes, bytes]:
    """(private, public) X25519 halves of a seed."""
    private = derive(seed, label)
    return private, bindings.crypto_scalarmult_base(private)


def pad(words: bytes) -> bytes:
    """ISO 7816-4 to 256 bytes; above 4 KiB to an eighth of the size's power of two, so that lengths say little."""
    block = _BLOCK if len(words) <= 4096 else max(_BLOCK, 1 << (len(words).bit_length() - 4))
    return bytes(bindings.sodium_pad(words, block))


def unpad(padded: bytes) -> bytes:
    end = padded.rfind(b"\x80")
    if end < 0 or padded[end + 1 :].strip(b"\x00"):
        raise Tampered
    return padded[:end]


def aead_seal(key: bytes, words: bytes, aad: bytes) -> bytes:
    nonce = os.urandom(_NONCE)
    return AEAD + nonce + bindings.crypto_aead_xchacha20poly1305_ietf_encrypt(words, aad, nonce, key)


def aead_open(key: bytes, blob: bytes, aad: bytes) -> bytes:
    """Raises `Tampered` for anything that was not sealed with this key and this context."""
    return _aead_open(key, _body(blob, AEAD, _NONCE + 16), aad)


def _aead_open(key: bytes, body: bytes, aad: bytes) -> bytes:
    try:
        return bindings.crypto_aead_xchacha20poly1305_ietf_decrypt(body[_NONCE:], aad, body[:_NONCE], key)
    except exceptions.CryptoError:
        raise Tampered from None


def seal(public: bytes, words: bytes, aad: bytes, unit: bytes = b"") -> bytes:
    """Seal words to a public key and, where a unit secret is given, to that unit too: both are needed to open."""
    fresh = os.urandom(32)
    key = derive(fresh, labels.SEAL, public + blake2b(aad, digest_size=32).digest() + unit)
    nonce = os.urandom(_NONCE)
    return (
        SEAL + bindings.crypto_box_seal(fresh, public) + nonce + bindings.crypto_aead_xchacha20poly1305_ietf_encrypt(words, aad, nonce, key)
    )


def seal_open(private: bytes, public: bytes, blob: bytes, aad: bytes, unit: bytes = b"") -> bytes:
    body = _body(blob, SEAL, 32 + _SEAL_OVERHEAD + _NONCE + 16)
    fresh = _box_open(body[: 32 + _SEAL_OVERHEAD], public, private)
    key = derive(fresh, labels.SEAL, public + blake2b(aad, digest_size=32).digest() + unit)
    return _aead_open(key, body[32 + _SEAL_OVERHEAD :], aad)


def grant(seed: bytes, public: bytes, aad: bytes) -> bytes:
    """Hand a 32-byte seed to one public key, bound to its row."""
    return GRANT + bindings.crypto_box_seal(seed + blake2b(aad, digest_size=16).digest(), public)


def grant_open(private: bytes, public: bytes, blob: bytes, aad: bytes) -> bytes:
    opened = _box_open(_body(blob, GRANT, 48 + _SEAL_OVERHEAD), public, private)
    if len(opened) != 48 or not bindings.sodium_memcmp(opened[32:], blake2b(aad, digest_size=16).digest()):
        raise Tampered
    return opened[:32]


def _box_open(blob: bytes, public: bytes, private: bytes) -> bytes:
    try:
        return bindings.crypto_box_seal_open(blob, public, private)
    except exceptions.CryptoError:
        raise Tampered from None


def _body(blob: bytes, kind: bytes, least: int) -> bytes:
    if blob[:2] != kind or len(blob) < least + 2:
        raise Tampered
    return blob[2:]
