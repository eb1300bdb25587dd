"""What only a database server has: it may not answer, it may be set up badly. On SQLite there is nothing to say of it."""

from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any, cast

from django.db import connections

from tirek.config.database.sessions import on_postgresql

ALIVE = {"keepalives": 1, "keepalives_idle": 10, "keepalives_interval": 5, "keepalives_count": 3}
"""A line on which nothing is said for hours must notice that the other end is gone."""


def trouble() -> str:
    """Why the server cannot be reached, in its own words; they hold no rows and no password. Empty: it answers.

    Asked outside the pool, which would only say that it has no connection.
    """
    if not on_postgresql():
        return ""
    try:
        line().close()
    except driver().Error as refusal:
        return " ".join(str(refusal).split()).rstrip(".") or type(refusal).__name__
    return ""


def line() -> Any:
    """A connection of one's own, outside the pool, each statement for itself."""
    server: Any = connections["default"]
    return driver().connect(**{**server.get_connection_params(), **ALIVE, "autocommit": True})


@contextmanager
def without_haste() -> Iterator[None]:
    """Within the block a statement may take as long as it needs: tables are being changed."""
    if not on_postgresql():
        yield
        return
    with connections["default"].cursor() as cursor:
        cursor.execute("SET statement_timeout = 0")
        try:
            yield
        finally:
            cursor.execute("RESET statement_timeout")


def driver() -> Any:
    """psycopg, as Django has loaded it; on SQLite nobody loads it."""
    return cast(Any, connections["default"]).Database
