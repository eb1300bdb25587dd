"""Writers of one process take turns: the pen is taken before BEGIN and laid down however the transaction ends."""

import sqlite3
import threading
import time

import pytest
from django.db import DatabaseError, IntegrityError, OperationalError, connections, transaction

pytestmark = pytest.mark.sqlite
ALIAS = "apart"


def write(words: str) -> None:
    with connections[ALIAS].cursor() as cursor:
        cursor.execute("INSERT INTO note (words) VALUES (%s)", [words])


def written() -> list[str]:
    with connections[ALIAS].cursor() as cursor:
        cursor.execute("SELECT words FROM note ORDER BY id")
        return [row[0] for row in cursor.fetchall()]


def in_a_thread(act) -> threading.Thread:
    def whole() -> None:
        try:
            act()
        finally:
            connections[ALIAS].close()

    thread = threading.Thread(target=whole, daemon=True)
    thread.start()
    return thread


def another_thread_can_write_at_once(words: str) -> bool:
    def act() -> None:
        with transaction.atomic(using=ALIAS):
            write(words)

    before = time.monotonic()
    in_a_thread(act).join(2)
    return words in written() and time.monotonic() - before < 1


def test_the_settings_that_keep_words_durable_are_in_force(apart):
    with connections[ALIAS].cursor() as cursor:
        asked = {
            name: cursor.execute(f"PRAGMA {name}").fetchone()[0] for name in ("journal_mode", "synchronous", "foreign_keys", "busy_timeout")
        }
    assert asked == {"journal_mode": "wal", "synchronous": 2, "foreign_keys": 1, "busy_timeout": 20_000}


def test_a_second_writer_waits_for_the_pen_and_writes_as_soon_as_it_is_free(apart):
    waited: list[float] = []
    writing, may_end = threading.Event(), threading.Event()

    def first() -> None:
        with transaction.atomic(using=ALIAS):
            write("first")
            writing.set()
            may_end.wait(5)

    def second() -> None:
        before = time.monotonic()
        with transaction.atomic(using=ALIAS):
            write("second")
        waited.append(time.monotonic() - before)

    one = in_a_thread(first)
    assert writing.wait(5)
    two = in_a_thread(second)
    time.sleep(0.3)
    assert written() == []
    may_end.set()
    one.join(5)
    two.join(5)
    assert written() == ["first", "second"]
    assert 0.2 < waited[0] < 0.5


def test_a_busy_writer_does_not_starve_the_others(apart):
    """Without the pen this is what breaks: SQLite's sleeping waiter meets a lock that is re-taken at once."""
    until = time.monotonic() + 1.5

    def busy() -> None:
        number = 0
        while time.monotonic() < until:
            with transaction.atomic(using=ALIAS):
                write(f"busy {number}")
                time.sleep(0.004)
            number += 1

    thread = in_a_thread(busy)
    turns = 0
    while time.monotonic() < until:
        with transaction.atomic(using=ALIAS):
            write(f"page {turns}")
        turns += 1
        time.sleep(0.01)
    thread.join(5)
    assert turns >= 15


def test_an_inner_block_neither_takes_the_pen_again_nor_lays_it_down(apart):
    with transaction.atomic(using=ALIAS):
        write("outer")
        with pytest.raises(IntegrityError), transaction.atomic(using=ALIAS):
            write("outer")
        with transaction.atomic(using=ALIAS):
            write("inner")
        assert connections[ALIAS].held_pen is not None
    assert connections[ALIAS].held_pen is None
    assert written() == ["outer", "inner"]


def test_a_write_outside_a_transaction_needs_no_pen(apart):
    write("alone")
    assert connections[ALIAS].held_pen is None
    assert another_thread_can_write_at_once("after")


def test_a_transaction_that_is_rolled_back_lays_the_pen_down(apart):
    with pytest.raises(ZeroDivisionError), transaction.atomic(using=ALIAS):
        write("never")
        raise ZeroDivisionError
    assert another_thread_can_write_at_once("after")
    assert written() == ["after"]


def test_a_commit_that_is_refused_lays_the_pen_down(apart):
    with pytest.raises(IntegrityError), transaction.atomic(using=ALIAS), connections[ALIAS].cursor() as cursor:
        cursor.execute("INSERT INTO reply (note) VALUES (77)")  # checked at COMMIT
    assert another_thread_can_write_at_once("after")


def test_a_full_disk_lays_the_pen_down_and_a_later_write_succeeds(apart):
    with connections[ALIAS].cursor() as cursor:
        pages = cursor.execute("PRAGMA page_count").fetchone()[0]
        cursor.execute(f"PRAGMA max_page_count={pages}")
    with pytest.raises(DatabaseError, match="full"), transaction.atomic(using=ALIAS):
        write("x" * 100_000)
    with connections[ALIAS].cursor() as cursor:
        cursor.execute("PRAGMA max_page_count=100000")
    assert another_thread_can_write_at_once("after")


def test_a_begin_that_fails_lays_the_pen_down(apart):
    with connections[ALIAS].cursor() as cursor:
        cursor.execute("PRAGMA busy_timeout=50")
    other = sqlite3.connect(apart, isolation_level=None)
    other.execute("BEGIN IMMEDIATE")  # another process would look like this
    with pytest.raises(OperationalError, match="locked"), transaction.atomic(using=ALIAS):
        write("never")
    other.execute("ROLLBACK")
    other.close()
    assert another_thread_can_write_at_once("after")


def test_a_connection_closed_in_the_middle_lays_the_pen_down(apart):
    with transaction.atomic(using=ALIAS):
        write("lost")
        connections[ALIAS].close()
    assert another_thread_can_write_at_once("after")
    assert written() == ["after"]


def test_two_files_have_two_pens(apart, tmp_path):
    other = connections[ALIAS].copy()
    other.settings_dict["NAME"] = tmp_path / "other.sqlite3"
    try:
        other.ensure_connection()
        with transaction.atomic(using=ALIAS):
            other._start_transaction_under_autocommit()
            assert other.held_pen is not connections[ALIAS].held_pen
            other._rollback()
    finally:
        other.close()


def test_whoever_waits_longer_than_the_patience_of_the_database_is_told_so(apart):
    impatient = connections[ALIAS].copy()
    impatient.settings_dict["OPTIONS"] = {**impatient.settings_dict["OPTIONS"], "timeout": 0.1}
    try:
        impatient.ensure_connection()
        with transaction.atomic(using=ALIAS), pytest.raises(OperationalError, match="another thread"):
            impatient._start_transaction_under_autocommit()
    finally:
        impatient.close()
