"""Whoever touches what is sealed is found out (A-01 to A-05)."""

from collections.abc import Callable
from pathlib import Path

import pytest
from django.db import DatabaseError, connection, transaction

from tests.conftest import Cast
from tests.ledger.sealing import entry_at, said, seal_all, tamper
from tests.ledgers import set_triggers_aside
from tirek.ledger import outside, sealing
from tirek.ledger.actions import record
from tirek.ledger.models import Checkpoint, Entry, Seal
from tirek.ledger.standing import standing
from tirek.ledger.verbs import Verb

pytestmark = pytest.mark.usefixtures("copy")


@pytest.mark.parametrize("change", ["verb = 'auth.ok'", "at_ms = at_ms + 1", "actor = NULL", "seq = 99", "scope = NULL", "mac = NULL"])
def test_a01_a_line_that_was_edited_is_named(ledger: Cast, change: str) -> None:
    tamper(f"UPDATE ledger_entry SET {change} WHERE id = {entry_at(17)}")
    told = said()
    assert any(sentence.startswith("Line 17 ") for sentence in told), told
    assert not any(sentence.startswith(("Line 16 ", "Line 18 ")) for sentence in told), "its neighbours are not accused"


def test_a01_a_line_that_waits_for_the_sealer_is_guarded_already(ledger: Cast) -> None:
    record(Verb.SIGNED_IN, by=ledger.worker)
    line = Entry.objects.latest("id").id
    assert said() == []
    tamper(f"UPDATE ledger_entry SET actor = NULL WHERE id = {line}")
    assert [f"(number {line})" in sentence for sentence in said()] == [True]


def test_a01_in_a_chain_made_anew_since_the_last_checkpoint_the_mac_alone_tells(ledger: Cast) -> None:
    end = Seal.objects.latest("seq").seq
    tamper(f"UPDATE ledger_entry SET actor = NULL WHERE id = {entry_at(end)}")
    tamper(f"DELETE FROM ledger_seal WHERE seq = {end}", _rechained(without=0)[-1])
    assert said() == [f"Line {end} does not agree with its MAC: it was edited, or this house did not write it."]


def test_a02_a_line_that_was_deleted_leaves_a_gap(ledger: Cast) -> None:
    tamper(f"DELETE FROM ledger_entry WHERE id = {entry_at(17)}")
    assert "Line 17 of the chain is gone: it was deleted." in said()


def test_a02_deleted_with_its_seal_it_leaves_the_same_gap(ledger: Cast) -> None:
    tamper(f"DELETE FROM ledger_entry WHERE id = {entry_at(17)}", "DELETE FROM ledger_seal WHERE seq = 17")
    assert "Line 17 of the chain is gone: it was deleted." in said()


def test_a02_a_chain_made_anew_around_the_gap_does_not_agree_with_the_signed_checkpoints(ledger: Cast) -> None:
    """Whoever writes the database can chain as well as we do: what he cannot do is sign."""
    tamper(f"DELETE FROM ledger_entry WHERE id = {entry_at(17)}", "DELETE FROM ledger_seal", *_rechained(without=17))
    told = said()
    assert not [sentence for sentence in told if "is gone" in sentence or "agree with the chain" in sentence], (
        "the chain itself is whole again"
    )
    assert any(sentence.startswith("Checkpoint 2 does not agree with lines ") for sentence in told)


def _rechained(without: int) -> list[str]:
    lines = [seal.entry for seal in Seal.objects.select_related("entry").order_by("seq") if seal.seq != without]
    return [
        f"INSERT INTO ledger_seal (seq, entry_id, hash) VALUES ({seal.seq}, {seal.entry_id}, {_literal(bytes(seal.hash))})"
        for seal in sealing.chained(None, lines)
    ]


def _literal(raw: bytes) -> str:
    return f"'\\x{raw.hex()}'::bytea" if connection.vendor == "postgresql" else f"x'{raw.hex()}'"


@pytest.mark.parametrize("what", ["their contents", "their places"])
def test_a03_two_lines_that_were_exchanged_are_both_named(ledger: Cast, what: str) -> None:
    first, second = entry_at(12), entry_at(18)
    if what == "their places":
        acts = [(first, -1), (second, first), (-1, second)]
        tamper(*(f"UPDATE ledger_seal SET entry_id = {to} WHERE entry_id = {was}" for was, to in acts))
    else:
        acts = [(first, -1), (second, first), (-1, second)]
        tamper(*(f"UPDATE ledger_entry SET id = {to} WHERE id = {was}" for was, to in acts))
    told = said()
    assert any(sentence.startswith("Line 12 does not agree with the chain") for sentence in told)
    assert any(sentence.startswith("Line 18 does not agree with the chain") for sentence in told)


@pytest.mark.sqlite
@pytest.mark.parametrize("value", ["verb = printf('%300d', 1)", "at_ms = 'never'", "about = 'nobody'", "mac = 'text'", "reason = 'text'"])
def test_a_value_that_no_line_can_hold_is_named_and_stops_nothing_else(ledger: Cast, copy: Path, value: str) -> None:
    """SQLite takes anything into any column: a forger must not silence the walk, nor what comes after it."""
    copy.write_text(f"{copy.read_text()}{copy.read_text()}".replace('"lines":', '"lines":1', 1))
    tamper(f"UPDATE ledger_entry SET {value} WHERE id = {entry_at(17)}")
    told = said()
    assert told[0].startswith("What follows line 16 of the chain cannot be read"), told
    assert any(sentence.startswith("The copy outside says of checkpoint 1") for sentence in told), told


@pytest.mark.parametrize("more", ['"at_ms":"never"', '"at_ms":[]', '"at_ms":1e999'])
def test_a_checkpoint_forged_behind_the_last_one_of_the_copy_is_named(ledger: Cast, copy: Path, more: str) -> None:
    copy.write_text(f'{copy.read_text()}{{"number":1,"signature":"",{more}}}\n')
    assert said() == ["The copy outside says of checkpoint 1 what the database does not: one of them was replaced."]
    assert not standing().copy_agrees


def test_a04_an_end_that_was_cut_off_is_known_by_the_copy_outside(ledger: Cast, copy: Path) -> None:
    """Everything after the second checkpoint goes: lines, seals, checkpoint. The database agrees with itself."""
    kept = copy.read_text()
    lines = list(Seal.objects.filter(seq__gt=Checkpoint.objects.get(pk=2).to_seq).values_list("entry", flat=True))
    tamper(
        f"DELETE FROM ledger_entry WHERE id >= {min(lines)}",
        "DELETE FROM ledger_seal WHERE seq > (SELECT to_seq FROM ledger_checkpoint WHERE number = 2)",
        "DELETE FROM ledger_checkpoint WHERE number > 2",
    )
    (told,) = said()
    assert told.startswith("The copy outside holds checkpoint 3 (up to line ")
    copy.write_text("".join(kept.splitlines(keepends=True)[:2]))
    assert said() == [], "and nothing but the copy knows it"


def test_a04_a_cut_off_ledger_that_went_on_is_known_too_and_the_copy_is_left_as_it_is(ledger: Cast, copy: Path) -> None:
    kept = copy.read_bytes()
    end = Checkpoint.objects.get(pk=2).to_seq
    lines = list(Seal.objects.filter(seq__gt=end).values_list("entry", flat=True))
    tamper(
        f"DELETE FROM ledger_entry WHERE id >= {min(lines)}",
        f"DELETE FROM ledger_seal WHERE seq > {end}",
        "DELETE FROM ledger_checkpoint WHERE number > 2",
    )
    record(Verb.SIGNED_IN, by=ledger.worker)
    seal_all()
    assert sealing.checkpoint().number == 3
    with pytest.raises(outside.CopyTrouble, match="what the database does not"):
        outside.add_missing()
    assert copy.read_bytes() == kept
    assert any("says of checkpoint 3 what the database does not" in sentence for sentence in said())
    assert not standing().copy_agrees


def test_a_checkpoint_that_was_replaced_is_named(ledger: Cast) -> None:
    tamper("UPDATE ledger_checkpoint SET root = head WHERE number = 2")
    told = said()
    assert "The signature of checkpoint 2 is forged, or the checkpoint was changed." in told
    assert any(sentence.startswith("Checkpoint 3 does not name the one before it") for sentence in told)
    assert any(sentence.startswith("The copy outside says of checkpoint 2") for sentence in told)


def test_a_forged_signature_is_named(ledger: Cast) -> None:
    tamper("UPDATE ledger_checkpoint SET signature = (SELECT signature FROM ledger_checkpoint WHERE number = 1) WHERE number = 3")
    assert "The signature of checkpoint 3 is forged, or the checkpoint was changed." in said()


def test_a_checkpoint_of_another_key_is_named(ledger: Cast) -> None:
    tamper("UPDATE ledger_checkpoint SET public = root WHERE number = 3")
    assert "Checkpoint 3 was signed with a key that is not this house's." in said()


def test_a_line_that_was_slipped_in_without_the_key_is_named(ledger: Cast) -> None:
    tamper("INSERT INTO ledger_entry (at_ms, verb) VALUES (1795000000000, 'safe.read')")
    seal_all()
    assert any("has no MAC" in sentence for sentence in said())


def test_triggers_that_were_taken_away_are_named(ledger: Cast) -> None:
    put_back = set_triggers_aside()
    told = said()
    put_back()
    assert len([sentence for sentence in told if "no longer refuses" in sentence]) == 3
    assert said() == []


# a ledger from before the sealer


def test_lines_from_before_the_sealer_are_counted_and_guarded_from_now_on(cast: Cast) -> None:
    tamper(
        *(f"INSERT INTO ledger_entry (at_ms, verb) VALUES (179500000000{n}, 'safe.read')" for n in range(5)),
        "DELETE FROM ledger_entry WHERE mac IS NOT NULL",
    )
    record(Verb.SIGNED_IN, by=cast.worker)
    seal_all()
    made = sealing.checkpoint()
    outside.add_missing()
    assert (made.without_mac, made.to_seq) == (5, 6)
    assert said() == []
    tamper(f"UPDATE ledger_entry SET verb = 'safe.close' WHERE id = {entry_at(3)}")
    assert any(sentence.startswith("Line 3 does not agree with the chain") for sentence in said())


# the database refuses


@pytest.mark.parametrize(
    "statement",
    [
        "UPDATE ledger_seal SET seq = 1000 WHERE seq = 3",
        "DELETE FROM ledger_seal WHERE seq = 3",
        "UPDATE ledger_checkpoint SET to_seq = 1 WHERE number = 1",
        "DELETE FROM ledger_checkpoint",
    ],
)
def test_a05_seals_and_checkpoints_are_never_changed_or_deleted(ledger: Cast, statement: str) -> None:
    with pytest.raises(DatabaseError, match="never"), transaction.atomic(), connection.cursor() as cursor:
        cursor.execute(statement)


def test_a05_nor_replaced(ledger: Cast) -> None:
    seal = Seal.objects.get(pk=3)
    act: Callable[[], object] = lambda: Seal.objects.bulk_create(  # noqa: E731
        [Seal(seq=3, entry_id=seal.entry_id, hash=b"x" * 32)], update_conflicts=True, unique_fields=["seq"], update_fields=["hash"]
    )
    with pytest.raises(DatabaseError, match="never"), transaction.atomic():
        act()
