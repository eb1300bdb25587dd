"""Of several processes one asks for letters: its turn stands and falls with its connection, and the next one takes over."""

from collections.abc import Callable, Iterator
from concurrent.futures import ThreadPoolExecutor

import pytest
from django.db import OperationalError, connection

from tirek.conversations.polling import Turn

on_postgresql = pytest.mark.skipif(connection.vendor != "postgresql", reason="on SQLite there is one process")


class Process:
    """A thread with a connection of its own stands for a process."""

    def __init__(self) -> None:
        self.turn, self._pool = Turn(), ThreadPoolExecutor(1)

    def does(self, work: Callable[[], object]) -> object:
        return self._pool.submit(work).result(10)

    def asks(self) -> bool:
        return bool(self.does(self.turn.is_ours))

    def ends(self) -> None:
        self.does(self.turn.give_back)


@pytest.fixture
def processes(committed: None) -> Iterator[tuple[Process, Process]]:
    pair = Process(), Process()
    yield pair
    for process in pair:
        process.ends()


def test_one_process_alone_asks_always(processes):
    first, _ = processes
    assert first.asks() and first.asks()


@on_postgresql
def test_of_two_processes_one_asks_until_it_ends(processes):
    first, second = processes
    assert first.asks() and not second.asks() and first.asks()
    first.ends()
    assert second.asks() and not first.asks()


@on_postgresql
def test_whoever_loses_the_connection_loses_the_turn(processes):
    first, second = processes
    assert first.asks()
    number = first.does(_backend)
    with connection.cursor() as cursor:
        cursor.execute("SELECT pg_terminate_backend(%s)", [number])
    with pytest.raises(OperationalError):
        first.does(_backend)
    first.ends()
    assert second.asks() and not first.asks()


@on_postgresql
def test_a_connection_that_was_opened_anew_in_silence_does_not_hold_the_old_ones_turn(processes):
    first, second = processes
    assert first.asks()
    first.does(_unlock_and_close)
    assert second.asks() and not first.asks()


def _backend() -> int:
    with connection.cursor() as cursor:
        cursor.execute("SELECT pg_backend_pid()")
        return int(cursor.fetchone()[0])


def _unlock_and_close() -> None:
    """As when the server had gone and come back: the session and its locks are over, and nobody told the turn."""
    with connection.cursor() as cursor:
        cursor.execute("SELECT pg_advisory_unlock_all()")
    connection.close()
