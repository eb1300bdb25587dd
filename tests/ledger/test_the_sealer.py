"""One sealer chains the lines and signs checkpoints, and copies them outside the database; nobody records without a notary."""

import json
from hashlib import blake2b
from pathlib import Path
from uuid import UUID

import pytest
from django.db import DatabaseError, transaction
from nacl.signing import VerifyKey

from tests.conftest import Cast
from tests.ledger.sealing import said, seal_all, tamper
from tirek.ledger import outside, sealing
from tirek.ledger.actions import entry, record, record_all
from tirek.ledger.body import BEGINNING, Tree, body, leaf, link
from tirek.ledger.models import Entry, Seal
from tirek.ledger.office import OFFICE
from tirek.ledger.standing import standing
from tirek.ledger.verbs import Verb

pytestmark = pytest.mark.usefixtures("copy")


def test_every_line_gets_its_place_once(ledger: Cast) -> None:
    assert list(Seal.objects.order_by("seq").values_list("seq", flat=True)) == list(range(1, Entry.objects.count() + 1))
    assert set(Seal.objects.values_list("entry", flat=True)) == set(Entry.objects.values_list("id", flat=True))
    assert seal_all() == 0


def test_the_chain_is_what_the_design_says(ledger: Cast) -> None:
    """hash_n = BLAKE2b(hash_{n-1} | leaf), leaf = BLAKE2b(00 | body | mac)."""
    before = BEGINNING
    for seal in Seal.objects.select_related("entry").order_by("seq"):
        before = link(before, leaf(seal.entry.body(), bytes(seal.entry.mac)))
        assert bytes(seal.hash) == before


def test_the_body_of_a_line_never_changes_its_form() -> None:
    """Known answers: a MAC of today must still be right when the model has other fields or another order."""
    one = "11111111-1111-4111-8111-111111111111"
    assert body(1, None, "auth.ok", None, None, None, None).hex() == "01" + "0000000000000001" + "00" + "07" + b"auth.ok".hex() + "00" * 4
    whole = body(1_795_000_000_000, UUID(one), "safe.read", UUID(one), None, 7, b"sealed")
    assert whole.hex() == (
        "01000001a1ee565e00" + "01" + UUID(one).hex + "09" + b"safe.read".hex() + "01" + UUID(one).hex + "00"
        "010000000000000007" + "0100000006" + b"sealed".hex()
    )


def test_two_different_lines_never_have_the_same_body() -> None:
    """What is missing and what is empty, and where one value ends and the next begins, are told apart."""
    one = UUID(int=1)
    lines = [
        body(1, one, "x", None, None, None, None),
        body(1, None, "x", one, None, None, None),
        body(1, None, "x", None, one, None, None),
        body(1, None, "x", None, None, 0, None),
        body(1, None, "x", None, None, None, b""),
        body(1, None, "x", None, None, None, None),
    ]
    assert len(set(lines)) == len(lines)


@pytest.mark.parametrize("size", [0, 1, 2, 3, 5, 7, 8, 13, 64, 100])
def test_the_tree_is_that_of_rfc_6962(size: int) -> None:
    def of_rfc(leaves: list[bytes]) -> bytes:
        if len(leaves) < 2:
            return leaves[0] if leaves else blake2b(b"", digest_size=32).digest()
        half = 1 << ((len(leaves) - 1).bit_length() - 1)
        return blake2b(b"\x01" + of_rfc(leaves[:half]) + of_rfc(leaves[half:]), digest_size=32).digest()

    leaves = [leaf(bytes([n]), b"") for n in range(size)]
    tree = Tree()
    for one in leaves:
        tree.add(one)
    assert tree.root() == of_rfc(leaves)


def test_a_checkpoint_is_due_at_once_then_after_a_thousand_lines_or_a_quarter_of_an_hour(cast: Cast) -> None:
    assert not sealing.is_due() or Entry.objects.exists()
    seal_all()
    assert sealing.is_due(), "the first lines of all get theirs at once"
    assert sealing.checkpoint() is not None
    assert not sealing.is_due()
    record(Verb.LEDGER_READ, by=cast.supervisor)
    seal_all()
    assert not sealing.is_due()
    tamper(f"UPDATE ledger_checkpoint SET at_ms = at_ms - {sealing.CHECKPOINT_MS}")
    assert sealing.is_due()
    tamper(f"UPDATE ledger_checkpoint SET at_ms = at_ms + {30 * sealing.CHECKPOINT_MS}")
    assert sealing.is_due(), "the clock was ahead, and has been put back"
    tamper(f"UPDATE ledger_checkpoint SET at_ms = at_ms - {29 * sealing.CHECKPOINT_MS}")
    assert not sealing.is_due()
    record_all(entry(Verb.LEDGER_READ, by=None) for _ in range(sealing.CHECKPOINT_LINES))
    seal_all()
    assert sealing.is_due()


def test_a_checkpoint_without_anything_new_is_none(ledger: Cast) -> None:
    assert sealing.checkpoint() is not None
    assert sealing.checkpoint() is None


def test_a_line_of_the_copy_can_be_checked_by_anybody_with_the_public_key(ledger: Cast, copy: Path) -> None:
    lines = [json.loads(line) for line in copy.read_text().splitlines()]
    assert [line["number"] for line in lines] == [1, 2, 3]
    for line in lines:
        signature = bytes.fromhex(line.pop("signature"))
        statement = json.dumps(line, sort_keys=True, separators=(",", ":")).encode()
        VerifyKey(bytes.fromhex(line["public"])).verify(statement, signature)


# nobody records without the notary


def test_without_a_notary_nothing_can_be_recorded(cast: Cast) -> None:
    held = OFFICE.notary
    OFFICE.hang(None)
    try:
        with pytest.raises(RuntimeError, match="no notary"):
            record(Verb.LEDGER_READ, by=None)
    finally:
        OFFICE.hang(held)


@pytest.mark.parametrize("mac", [None, b"", b"\0" * 31])
def test_the_database_refuses_a_line_without_its_mac(cast: Cast, mac: bytes | None) -> None:
    with pytest.raises(DatabaseError, match="never without its mac"), transaction.atomic():
        Entry.objects.create(verb=Verb.LEDGER_READ, mac=mac)


# the copy outside


def test_a_copy_that_cannot_be_written_stops_nothing_and_is_caught_up_later(ledger: Cast, copy: Path) -> None:
    kept = copy.read_bytes()
    copy.unlink()
    copy.mkdir()
    record(Verb.SIGNED_IN, by=ledger.worker)
    seal_all()
    assert sealing.checkpoint() is not None
    with pytest.raises(outside.CopyTrouble):
        outside.add_missing()
    assert standing().copy_trouble
    copy.rmdir()
    copy.write_bytes(kept)
    assert outside.add_missing() == 1
    assert said() == []


def test_a_line_of_the_copy_torn_off_by_a_power_cut_is_written_anew(ledger: Cast, copy: Path) -> None:
    whole = copy.read_bytes()
    copy.write_bytes(whole[:-100])
    outside.add_missing()
    assert [json.loads(line)["number"] for line in copy.read_bytes().splitlines() if outside.understood(line)] == [1, 2, 3]
    assert said() == []


def test_a_missing_copy_is_written_whole(ledger: Cast, copy: Path) -> None:
    whole = copy.read_bytes()
    copy.unlink()
    assert outside.add_missing() == 3
    assert copy.read_bytes() == whole
