"""Looking for a secret in every byte of a stolen disk, in each dress in which a program may have put it down."""

import base64
import hashlib
import html
import json
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from pathlib import Path
from urllib.parse import quote, quote_plus


def dresses(secret: str | bytes) -> Iterator[tuple[str, bytes]]:
    """A secret as it might stand on a disk: (the dress's name, its bytes)."""
    if isinstance(secret, str):
        yield from _of_words(secret)
        raw = secret.encode()
    else:
        raw = secret
    yield "bytes", raw
    yield "bytes backwards", raw[::-1]
    yield "hex", raw.hex().encode()
    yield "HEX", raw.hex().upper().encode()
    for name, encode in (("base64", base64.b64encode), ("base64url", base64.urlsafe_b64encode)):
        for shift in range(3):
            yield f"{name} +{shift}", _inside_base64(encode, raw, shift)
    yield "base32", base64.b32encode(raw).rstrip(b"=")[:-2]


def _of_words(secret: str) -> Iterator[tuple[str, bytes]]:
    yield "UTF-16LE", secret.encode("utf-16-le")
    yield "UTF-16BE", secret.encode("utf-16-be")
    yield "lower case", secret.casefold().encode()
    yield "JSON", json.dumps(secret)[1:-1].encode()
    yield "JSON, capitals", json.dumps(secret)[1:-1].upper().replace("\\U", "\\u").encode()
    yield "URL", quote(secret, safe="").encode()
    yield "URL, small", quote(secret, safe="").lower().encode()
    yield "form", quote_plus(secret).encode()
    yield "HTML", html.escape(secret).encode()
    yield "HTML numbers", "".join(f"&#{ord(letter)};" for letter in secret).encode()
    yield "repr", repr(secret.encode())[2:-1].encode()


def _inside_base64(encode, raw: bytes, shift: int) -> bytes:
    """What of a base64 does not depend on the bytes before and after."""
    whole = encode(b"\x00" * shift + raw + b"\x00" * 3)
    first = -(-shift * 8 // 6)
    last = (shift + len(raw)) * 8 // 6
    return whole[first:last]


def fingerprints(secret: str) -> Iterator[tuple[str, bytes]]:
    """Unkeyed digests: with one of them a thief tests whether a number that he knows was a client's."""
    raw = secret.encode()
    for name in ("md5", "sha1", "sha224", "sha256", "sha384", "sha512", "blake2b", "blake2s", "sha3_256"):
        digest = hashlib.new(name, raw).digest()
        yield name, digest
        yield f"{name} hex", digest.hex().encode()
    for size in (8, 16, 20, 32):
        yield f"blake2b {size}", hashlib.blake2b(raw, digest_size=size).digest()


def as_number(number: int) -> Iterator[tuple[str, bytes]]:
    """An id as a database writes whole numbers."""
    least = max(6, -(-number.bit_length() // 8))
    for size in sorted({least, max(least, 8)}):
        yield f"{size} bytes, big end first", number.to_bytes(size, "big")
        yield f"{size} bytes, little end first", number.to_bytes(size, "little")


@dataclass(frozen=True, slots=True)
class Found:
    what: str
    dress: str
    where: str


@dataclass(slots=True)
class Scan:
    files: int = 0
    size: int = 0
    found: list[Found] = None  # type: ignore[assignment]


def scan(places: Iterable[Path], wanted: Mapping[str, Iterable[tuple[str, bytes]]], *, leave_out: Iterable[Path] = ()) -> Scan:
    """Every byte of every file below these places."""
    seen, left = Scan(found=[]), {path.resolve() for path in leave_out}
    once = {
        (what, bytes(pattern)): dress for what, dressed in wanted.items() for dress, pattern in dressed
    }  # many dresses of digits are one
    patterns = [(what, dress, pattern) for (what, pattern), dress in once.items()]
    assert all(len(pattern) >= 6 for _, _, pattern in patterns), "too short to mean anything"
    for place in places:
        for path in [place] if place.is_file() else sorted(place.rglob("*")):
            if not path.is_file() or path.resolve() in left:
                continue
            content = path.read_bytes()
            seen.files += 1
            seen.size += len(content)
            seen.found += [Found(what, dress, path.name) for what, dress, pattern in patterns if pattern in content]
            seen.found += [Found(what, "file name", path.name) for what, _, pattern in patterns if pattern in path.name.encode()]
    return seen
