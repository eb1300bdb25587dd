"""What stands in the ledger stays there: Python refuses, and under it the database does."""

import pytest
from django.db import DatabaseError, connection, transaction

from tests.conftest import Cast
from tirek.ledger.actions import entry, record
from tirek.ledger.models import Entry
from tirek.ledger.verbs import Verb


@pytest.fixture
def line(cast: Cast) -> Entry:
    record(Verb.LEDGER_READ, by=cast.supervisor, scope=cast.team.oversight_id)
    return Entry.objects.latest("id")


def _rows() -> list[tuple[object, ...]]:
    return list(Entry.objects.order_by("id").values_list())


@pytest.mark.parametrize(
    "statement",
    [
        "UPDATE ledger_entry SET verb = 'auth.ok' WHERE id = %s",
        "UPDATE ledger_entry SET actor = NULL WHERE id = %s",
        "UPDATE ledger_entry SET at_ms = at_ms + 1 WHERE id = %s",
        pytest.param("UPDATE OR IGNORE ledger_entry SET reason = x'00' WHERE id = %s", marks=pytest.mark.sqlite),
        pytest.param("UPDATE OR REPLACE ledger_entry SET id = 1 WHERE id = %s", marks=pytest.mark.sqlite),
        "DELETE FROM ledger_entry WHERE id = %s",
        "DELETE FROM ledger_entry WHERE id <= %s",
        pytest.param("INSERT OR REPLACE INTO ledger_entry (id, at_ms, verb) VALUES (%s, 0, 'auth.ok')", marks=pytest.mark.sqlite),
        pytest.param("REPLACE INTO ledger_entry (id, at_ms, verb) VALUES (%s, 0, 'auth.ok')", marks=pytest.mark.sqlite),
        "INSERT INTO ledger_entry (id, at_ms, verb) VALUES (%s, 0, 'x') ON CONFLICT (id) DO UPDATE SET verb = 'auth.ok'",
        pytest.param("UPDATE ledger_entry SET reason = 'x' WHERE id = %s", marks=pytest.mark.postgresql),
    ],
)
def test_the_database_itself_refuses_to_change_or_delete(line: Entry, statement: str) -> None:
    before = _rows()
    with pytest.raises(DatabaseError, match="never"), transaction.atomic(), connection.cursor() as cursor:
        cursor.execute(statement, [line.id])
    assert _rows() == before


@pytest.mark.postgresql
def test_the_database_refuses_to_empty_the_ledger(line: Entry) -> None:
    before = _rows()
    with pytest.raises(DatabaseError, match="never"), transaction.atomic(), connection.cursor() as cursor:
        cursor.execute("TRUNCATE ledger_entry CASCADE")
    assert _rows() == before


def test_the_database_still_takes_new_lines(line: Entry) -> None:
    before = Entry.objects.count()
    record(Verb.LEDGER_READ, by=None)
    Entry.objects.bulk_create([entry(Verb.SAFE_CREATED, by=None), entry(Verb.SAFE_CREATED, by=None)])
    assert Entry.objects.count() == before + 3


def test_python_refuses_before_the_database_has_to(line: Entry) -> None:
    line.verb = Verb.SIGNED_IN
    with pytest.raises(TypeError, match="never changed"):
        line.save()
    with pytest.raises(TypeError, match="never deleted"):
        line.delete()


@pytest.mark.parametrize(
    "act", [lambda rows: rows.update(verb="auth.ok"), lambda rows: rows.delete(), lambda rows: rows._raw_delete("default")]
)
def test_a_query_that_changes_many_lines_is_refused_too(line: Entry, act) -> None:
    with pytest.raises(DatabaseError, match="never"), transaction.atomic():
        act(Entry.objects.all())
    assert Entry.objects.filter(pk=line.pk, verb=Verb.LEDGER_READ).exists()


def test_a_line_stands_in_the_transaction_of_its_act(cast: Cast) -> None:
    before = Entry.objects.count()
    with pytest.raises(RuntimeError), transaction.atomic():
        record(Verb.SAFE_CLOSED, by=cast.worker)
        raise RuntimeError("the act failed")
    assert Entry.objects.count() == before


def test_a_colleague_whose_row_is_gone_still_stands_in_the_ledger(cast: Cast) -> None:
    """No foreign keys: what happened does not vanish with whoever did it."""
    record(Verb.LEDGER_READ, by=cast.ethics, scope=cast.team.oversight_id)
    cast.ethics.delete()
    assert Entry.objects.filter(actor=cast.ethics.principal_id, verb=Verb.LEDGER_READ).exists()
