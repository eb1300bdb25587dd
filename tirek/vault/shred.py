"""The shred store: 32 random bytes per unit, in a small database of its own, on a volume of its own.

Every content key is mixed with its unit's secret, so that destroying 32 bytes here closes every copy of the words in
every old backup. Order rule: a unit is durable here before the row that needs it is committed.
"""

import os
import sqlite3
import threading
import time
from collections.abc import Iterable
from pathlib import Path
from uuid import UUID, uuid4

from django.utils.translation import gettext as _

from tirek.vault.boot import House
from tirek.vault.envelopes import aead_open, aead_seal, context
from tirek.vault.errors import ShredStoreDown

_SCHEMA = """
CREATE TABLE IF NOT EXISTS unit (id BLOB PRIMARY KEY, boot_id TEXT NOT NULL, blob BLOB NOT NULL, created INTEGER NOT NULL) WITHOUT ROWID;
"""
_threads = threading.local()


class ShredStore:
    """One store file; every thread keeps a connection of its own."""

    def __init__(self, folder: Path) -> None:
        self.path = folder / "shred.sqlite3"

    def make(self) -> None:
        """Create the store of a new house. A missing store of an old house is never re-created silently."""
        self.path.parent.mkdir(parents=True, exist_ok=True, mode=0o700)
        connection = sqlite3.connect(self.path)
        with connection:
            connection.execute("PRAGMA secure_delete=ON")
            connection.executescript(_SCHEMA)
        connection.close()
        os.chmod(self.path, 0o600)

    def create(self, house: House, count: int) -> list[tuple[UUID, bytes]]:
        """`count` new units, durable when this returns: [(id, secret32)]."""
        units = [(uuid4(), os.urandom(32)) for _ in range(count)]
        key, now = house.units.reveal(), int(time.time() // 60)
        rows = [(unit.bytes, house.boot_id, aead_seal(key, secret, context("shred.unit", unit)), now) for unit, secret in units]
        try:
            with self._connection() as connection:
                connection.executemany("INSERT INTO unit VALUES (?, ?, ?, ?)", rows)
        except (sqlite3.Error, OSError):
            raise _down() from None
        return units

    def secrets(self, house: House, ids: Iterable[UUID]) -> dict[UUID, bytes]:
        """The secrets of these units; a destroyed unit is simply not there."""
        wanted = list(ids)
        found: dict[UUID, bytes] = {}
        key = house.units.reveal()
        try:
            connection = self._connection()
            for start in range(0, len(wanted), 500):
                part = [unit.bytes for unit in wanted[start : start + 500]]
                marks = ",".join("?" * len(part))
                for raw, blob in connection.execute(f"SELECT id, blob FROM unit WHERE id IN ({marks})", part):  # noqa: S608  # only question marks
                    unit = UUID(bytes=raw)
                    found[unit] = aead_open(key, blob, context("shred.unit", unit))
        except (sqlite3.Error, OSError):
            raise _down() from None
        return found

    def count(self) -> int:
        try:
            return int(self._connection().execute("SELECT count(*) FROM unit").fetchone()[0])
        except (sqlite3.Error, OSError):
            raise _down() from None

    def _connection(self) -> sqlite3.Connection:
        """This thread's connection, opened anew when the file behind the path is another one (or gone)."""
        inode = self.path.stat().st_ino
        held: dict[tuple[Path, int], sqlite3.Connection] = _threads.__dict__.setdefault("held", {})
        connection = held.get((self.path, inode))
        if connection is None:
            for old in held.values():
                old.close()
            held.clear()
            connection = sqlite3.connect(f"file:{self.path}?mode=rw", uri=True, timeout=5)
            connection.execute("PRAGMA journal_mode=DELETE")
            connection.execute("PRAGMA synchronous=FULL")
            connection.execute("PRAGMA secure_delete=ON")
            held[self.path, inode] = connection
        return connection


def _down() -> ShredStoreDown:
    return ShredStoreDown(_("The key store cannot be reached. Nothing was lost; please try again in a few minutes."))
