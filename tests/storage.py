"""Where a living house keeps its rows: a file in its folder, or a PostgreSQL database of its own, made from a template."""

import itertools
import os
import sqlite3
from collections.abc import Sequence
from contextlib import closing
from pathlib import Path
from typing import Any, Protocol
from urllib.parse import urlsplit, urlunsplit
from uuid import UUID

from django.conf import settings

Rows = list[tuple[Any, ...]]


class Storage(Protocol):
    """What a test may do with the rows of a house that is not its own process."""

    environment: dict[str, str]

    def begin(self, template: "Storage | None" = None) -> None: ...
    def rows(self, sql: str, *values: Any) -> Rows: ...
    def change(self, sql: str) -> None: ...
    def drop(self) -> None: ...
    def on_disk(self) -> list[Path]: ...


def storage_in(folder: Path) -> Storage:
    """As the tests themselves run: on SQLite, or on the PostgreSQL that DATABASE_URL names."""
    return OnPostgresql(settings.DATABASE_URL) if settings.DATABASE_URL else OnSqlite(folder / "data" / "tirek.sqlite3")


class OnSqlite:
    """The file is copied with its folder, and goes with it."""

    def __init__(self, file: Path) -> None:
        self.file = file
        self.environment: dict[str, str] = {}

    def begin(self, template: Storage | None = None) -> None:
        pass

    def rows(self, sql: str, *values: Any) -> Rows:
        with closing(sqlite3.connect(f"file:{self.file}?mode=ro", uri=True, timeout=20)) as connection:
            return connection.execute(sql, values).fetchall()

    def change(self, sql: str) -> None:
        with closing(sqlite3.connect(self.file, timeout=20)) as connection, connection:
            connection.execute(sql)

    def drop(self) -> None:
        pass

    def on_disk(self) -> list[Path]:
        """Folders beside the house's own in which its rows stand."""
        return []


class OnPostgresql:
    """A database of this house alone, on the server that the address names."""

    _numbers = itertools.count(1)

    def __init__(self, server: str, folder: Path | None = None) -> None:
        self.folder = folder  # of a server that is this house's alone
        self.name = f"tirek_house_{os.getpid()}_{next(self._numbers)}"
        self.server = server
        self.url = _database(server, self.name)
        self.environment = {"DATABASE_URL": self.url}

    def begin(self, template: Storage | None = None) -> None:
        made_from = f'TEMPLATE "{template.name}"' if isinstance(template, OnPostgresql) else ""
        self._on_server(f'CREATE DATABASE "{self.name}" {made_from}')

    def rows(self, sql: str, *values: Any) -> Rows:
        """As SQLite gives them: an id is its hexadecimal digits."""
        found = self._asked(self.url, sql.replace("?", "%s"), values)
        return [tuple(cell.hex if isinstance(cell, UUID) else cell for cell in row) for row in found]

    def change(self, sql: str) -> None:
        self._asked(self.url, sql, ())

    def drop(self) -> None:
        self._on_server(f'DROP DATABASE IF EXISTS "{self.name}" WITH (FORCE)')

    def on_disk(self) -> list[Path]:
        """All that the server keeps, written out first; but for the three databases that stood in it before the house came."""
        assert self.folder, "this server is shared: its folder tells of other houses, too"
        self._on_server("CHECKPOINT")
        before = {str(oid) for (oid,) in self._asked(self.url, f"SELECT oid FROM pg_database WHERE datname <> '{self.name}'", ())}
        inside = [path for path in self.folder.iterdir() if path.name != "base"]
        return inside + [path for path in (self.folder / "base").iterdir() if path.name not in before]

    def _on_server(self, sql: str) -> None:
        self._asked(_database(self.server, "postgres"), sql, ())

    @staticmethod
    def _asked(url: str, sql: str, values: Sequence[Any]) -> Rows:
        import psycopg  # only where there is a PostgreSQL

        with psycopg.connect(url, autocommit=True) as connection:
            asked = connection.execute(sql, values or None)  # type: ignore[arg-type]  # the tests' own SQL
            return asked.fetchall() if asked.description else []


def _database(server: str, name: str) -> str:
    return urlunsplit(urlsplit(server)._replace(path=f"/{name}"))
