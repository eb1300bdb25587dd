"""V-01: what is sealed opens again, and the forms never change under the feet of what is stored."""

import json
from pathlib import Path
from typing import Any
from uuid import UUID

import pytest
from hypothesis import given, settings
from hypothesis import strategies as some

from tirek.vault import labels
from tirek.vault.codes import read_code, write_code
from tirek.vault.envelopes import aead_open, aead_seal, box_of, context, derive, grant, grant_open, pad, seal, seal_open, unpad
from tirek.vault.errors import Tampered

KNOWN: dict[str, Any] = json.loads((Path(__file__).parent / "known_answers.json").read_text(encoding="utf-8"))
KEY, OTHER_KEY = bytes(range(32)), bytes(range(1, 33))
AAD, OTHER_AAD = context("leaf.body", 1), context("leaf.body", 2)
PRIVATE, PUBLIC = box_of(KEY)
quickly = settings(max_examples=60, deadline=None, derandomize=True, database=None)
PARTS = {"uuid": UUID, "int": int, "str": str, "bytes": bytes.fromhex}


def _hex(case: dict[str, str], *names: str) -> list[bytes]:
    return [bytes.fromhex(case[name]) for name in names]


@pytest.mark.parametrize("case", KNOWN["derive"], ids=lambda case: case["label"])
def test_v01_a_derived_key_is_the_known_one(case: dict[str, str]) -> None:
    key, material, out = _hex(case, "key", "material", "out")
    assert derive(key, case["label"].encode(), material) == out


@pytest.mark.parametrize("case", KNOWN["context"], ids=lambda case: case["name"])
def test_v01_a_context_is_the_known_one(case: dict[str, Any]) -> None:
    parts = [PARTS[kind](value) for part in case["parts"] for kind, value in part.items()]
    assert context(case["name"], *parts).hex() == case["out"]


@pytest.mark.parametrize("case", KNOWN["box_of"], ids=lambda case: case["label"])
def test_v01_a_key_pair_is_the_known_one(case: dict[str, str]) -> None:
    seed, private, public = _hex(case, "seed", "private", "public")
    assert box_of(seed, case["label"].encode()) == (private, public)


@pytest.mark.parametrize("case", KNOWN["pad"], ids=lambda case: str(case["words"]))
def test_v01_padding_has_the_known_lengths(case: dict[str, int]) -> None:
    words = b"\x80" * case["words"]
    padded = pad(words)
    assert len(padded) == case["padded"]
    assert unpad(padded) == words


@pytest.mark.parametrize("case", KNOWN["aead"])
def test_v01_a_stored_aead_body_opens(case: dict[str, str]) -> None:
    key, blob, aad, words = _hex(case, "key", "blob", "aad", "words")
    assert aead_open(key, blob, aad) == words


@pytest.mark.parametrize("case", KNOWN["seal"])
def test_v01_a_stored_sealed_body_opens(case: dict[str, str]) -> None:
    private, public, blob, aad, unit, words = _hex(case, "private", "public", "blob", "aad", "unit", "words")
    assert seal_open(private, public, blob, aad, unit) == words


@pytest.mark.parametrize("case", KNOWN["grant"])
def test_v01_a_stored_grant_opens(case: dict[str, str]) -> None:
    private, public, blob, aad, seed = _hex(case, "private", "public", "blob", "aad", "seed")
    assert grant_open(private, public, blob, aad) == seed


@pytest.mark.parametrize("case", KNOWN["codes"], ids=lambda case: case["groups"][0])
def test_v01_a_code_on_paper_is_the_known_one(case: dict[str, Any]) -> None:
    raw = bytes.fromhex(case["raw"])
    assert write_code(raw) == case["groups"]
    assert read_code("-".join(case["groups"]), len(raw)) == raw


@quickly
@given(words=some.binary(max_size=9000), aad=some.binary(max_size=80))
def test_v01_words_come_back_out_of_an_aead_body(words: bytes, aad: bytes) -> None:
    blob = aead_seal(KEY, pad(words), aad)
    assert blob[:2] == b"\x01\x01"
    assert unpad(aead_open(KEY, blob, aad)) == words
    assert words not in blob or len(words) < 4


@quickly
@given(words=some.binary(max_size=9000), aad=some.binary(max_size=80), unit=some.sampled_from([b"", KEY]))
def test_v01_words_come_back_out_of_a_sealed_body(words: bytes, aad: bytes, unit: bytes) -> None:
    blob = seal(PUBLIC, pad(words), aad, unit)
    assert blob[:2] == b"\x01\x02"
    assert unpad(seal_open(PRIVATE, PUBLIC, blob, aad, unit)) == words


@quickly
@given(seed=some.binary(min_size=32, max_size=32), aad=some.binary(max_size=80))
def test_v01_a_seed_comes_back_out_of_a_grant(seed: bytes, aad: bytes) -> None:
    blob = grant(seed, PUBLIC, aad)
    assert (blob[:2], len(blob)) == (b"\x01\x03", 98)
    assert grant_open(PRIVATE, PUBLIC, blob, aad) == seed


def test_v01_the_overheads_are_those_of_the_format() -> None:
    assert len(aead_seal(KEY, b"", AAD)) == 42
    assert len(seal(PUBLIC, b"", AAD)) == 122


def test_v01_the_same_words_never_look_the_same_twice() -> None:
    assert len({aead_seal(KEY, b"words", AAD) for _ in range(50)}) == 50
    assert len({seal(PUBLIC, b"words", AAD) for _ in range(50)}) == 50


def test_v01_each_wrong_thing_alone_closes_a_body() -> None:
    """Another key, another context, another unit, no unit where one was, one where none was."""
    blob, sealed, held = aead_seal(KEY, b"words", AAD), seal(PUBLIC, b"words", AAD, KEY), grant(OTHER_KEY, PUBLIC, AAD)
    private, public = box_of(OTHER_KEY)
    for attempt in (
        lambda: aead_open(OTHER_KEY, blob, AAD),
        lambda: aead_open(KEY, blob, OTHER_AAD),
        lambda: seal_open(private, public, sealed, AAD, KEY),
        lambda: seal_open(PRIVATE, PUBLIC, sealed, OTHER_AAD, KEY),
        lambda: seal_open(PRIVATE, PUBLIC, sealed, AAD, OTHER_KEY),
        lambda: seal_open(PRIVATE, PUBLIC, sealed, AAD),
        lambda: seal_open(PRIVATE, PUBLIC, seal(PUBLIC, b"words", AAD), AAD, KEY),
        lambda: grant_open(private, public, held, AAD),
        lambda: grant_open(PRIVATE, PUBLIC, held, OTHER_AAD),
    ):
        with pytest.raises(Tampered):
            attempt()


def test_v01_one_kind_is_never_opened_as_another() -> None:
    blobs = {"aead": aead_seal(KEY, b"x" * 200, AAD), "seal": seal(PUBLIC, b"x" * 200, AAD), "grant": grant(KEY, PUBLIC, AAD)}
    for kind, blob in blobs.items():
        for name, attempt in (
            ("aead", lambda blob=blob: aead_open(KEY, blob, AAD)),
            ("seal", lambda blob=blob: seal_open(PRIVATE, PUBLIC, blob, AAD)),
            ("grant", lambda blob=blob: grant_open(PRIVATE, PUBLIC, blob, AAD)),
        ):
            if kind != name:
                with pytest.raises(Tampered):
                    attempt()


def test_a_context_cannot_be_read_in_two_ways() -> None:
    """Parts are length-prefixed: moving a letter from one part to the next is another context."""
    assert context("a.b", "cd", "e") != context("a.b", "c", "de")
    assert context("a.b", "c") != context("a.bc")
    assert context("a.b", "") != context("a.b")


def test_an_unregistered_label_derives_nothing() -> None:
    with pytest.raises(ValueError, match="unregistered"):
        derive(KEY, b"some.other.v1")


def test_v18_no_two_labels_are_alike_and_each_fits_its_place() -> None:
    spelt = [value for name, value in vars(labels).items() if name.isupper() and isinstance(value, bytes)]
    assert len(spelt) == len(set(spelt)) == len(labels.ALL)
    assert all(len(label) <= 16 for label in spelt)
