"""A scan that finds nothing proves something only if it finds what is there."""

import base64
import hashlib
import json
from pathlib import Path
from urllib.parse import quote

import pytest

from tests.theft.scanning import as_number, dresses, fingerprints, scan

WORDS = "құпия сөз № 7741"
AROUND = {
    "UTF-8": lambda words: b"..." + words.encode() + b"...",
    "UTF-16LE": lambda words: words.encode("utf-16-le"),
    "UTF-16BE": lambda words: words.encode("utf-16-be"),
    "hex": lambda words: words.encode().hex().encode(),
    "HEX": lambda words: words.encode().hex().upper().encode(),
    "JSON": lambda words: json.dumps({"a": [words]}).encode(),
    "URL": lambda words: quote(f"q={words}&x").encode(),
    "url": lambda words: quote(f"q={words}&x").lower().encode(),
    "base64": lambda words: base64.b64encode(words.encode()),
    "base64, one byte later": lambda words: base64.b64encode(b"x" + words.encode() + b"tail"),
    "base64, two bytes later": lambda words: base64.b64encode(b"xy" + words.encode() + b"tail"),
    "base64url": lambda words: base64.urlsafe_b64encode(b"xyz?" + words.encode() + b"t"),
    "base32": lambda words: base64.b32encode(words.encode()),
    "folded": lambda words: words.upper().casefold().encode(),
    "the repr of bytes": lambda words: repr(words.encode()).encode(),
}


@pytest.mark.parametrize("dress", AROUND)
def test_words_are_found_in_every_dress(tmp_path: Path, dress: str) -> None:
    (tmp_path / "disk").write_bytes(b"\x00" * 5_000 + AROUND[dress](WORDS) + b"\xff" * 5_000)
    seen = scan([tmp_path], {"words": dresses(WORDS)})
    assert seen.found and seen.files == 1 and seen.size > 10_000


@pytest.mark.parametrize("size", [7, 8])
def test_an_id_is_found_as_a_number_and_as_a_fingerprint(tmp_path: Path, size: int) -> None:
    (tmp_path / "disk").write_bytes(b"\x01" + (986_543_217_777_311).to_bytes(size, "big"))
    (tmp_path / "other").write_bytes(b"\x01" + hashlib.sha256(b"+77014443322").hexdigest().encode())
    wanted = {"chat": as_number(986_543_217_777_311), "phone": fingerprints("+77014443322")}
    assert {found.what for found in scan([tmp_path], wanted).found} == {"chat", "phone"}


def test_a_disk_without_them_has_none(tmp_path: Path) -> None:
    (tmp_path / "disk").write_bytes(b"other words" * 1_000)
    assert not scan([tmp_path], {"words": dresses(WORDS), "chat": as_number(986_543_217_777_311)}).found
