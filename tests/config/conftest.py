"""A database of the test's own, and the house's server on loopback."""

import socket
import threading
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path

import pytest
from django.db import connections

from tirek.config.database.places import sqlite
from tirek.config.server import House, build

ALIAS = "apart"


@pytest.fixture
def apart(tmp_path: Path, django_db_blocker) -> Iterator[Path]:
    """A database file of the test's own with two tables, reached as any other database of the house."""
    path = tmp_path / "apart.sqlite3"
    wanted = {**sqlite(tmp_path, "unused", "FULL"), "NAME": path}
    connections.settings[ALIAS] = connections.configure_settings({"default": {}, ALIAS: wanted})[ALIAS]
    with django_db_blocker.unblock():
        with connections[ALIAS].cursor() as cursor:
            cursor.execute("CREATE TABLE note (id INTEGER PRIMARY KEY, words TEXT UNIQUE)")
            cursor.execute("CREATE TABLE reply (note INTEGER REFERENCES note(id) DEFERRABLE INITIALLY DEFERRED)")
        yield path
        connections[ALIAS].close()
    del connections.settings[ALIAS]
    del connections[ALIAS]


class Open:
    """A house that is open on loopback, in a thread of its own."""

    def __init__(self, house: House, place: socket.socket) -> None:
        self.house, self.address = house, place.getsockname()
        self.url = f"http://127.0.0.1:{self.address[1]}"
        self.thread = threading.Thread(target=house.run, kwargs={"sockets": [place]}, daemon=True)

    def close(self) -> float:
        """Shut down as after SIGTERM; how many seconds it took."""
        before = time.monotonic()
        self.house.should_exit = True
        self.thread.join(10)
        assert not self.thread.is_alive()
        return time.monotonic() - before


@pytest.fixture
def opened() -> Callable:
    """`with opened(app) as house:` serves an application on a free port until the block ends."""

    @contextmanager
    def serve(app, *, on_shutdown=()) -> Iterator[Open]:
        with socket.socket() as place:
            place.bind(("127.0.0.1", 0))
            house = Open(build(app, "127.0.0.1", place.getsockname()[1], on_shutdown=on_shutdown), place)
            house.thread.start()
            patience = time.monotonic() + 5
            while not house.house.started and time.monotonic() < patience:
                time.sleep(0.01)
            assert house.house.started
            try:
                yield house
            finally:
                house.close()

    return serve
