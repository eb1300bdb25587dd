"""The ledger refuses to be emptied. Between two tests it has to be, so its triggers are set aside for that moment."""

from collections.abc import Callable

from django.db import connection

Put = Callable[[], None]
_ON_SQLITE = "SELECT name, sql FROM sqlite_master WHERE type = 'trigger' AND tbl_name LIKE 'ledger_%'"
_ON_POSTGRESQL = "SELECT relname FROM pg_class WHERE relkind = 'r' AND relname LIKE 'ledger_%'"


def set_triggers_aside() -> Put:
    """Takes the triggers away; what is returned puts them back, to be called after the tables have been emptied."""
    if connection.vendor == "postgresql":
        tables = [name for (name,) in _rows(_ON_POSTGRESQL)]
        _run(*(f"ALTER TABLE {table} DISABLE TRIGGER USER" for table in tables))
        return lambda: _run(*(f"ALTER TABLE {table} ENABLE TRIGGER USER" for table in tables))
    triggers = _rows(_ON_SQLITE)
    _run(*(f"DROP TRIGGER {name}" for name, _ in triggers))
    return lambda: _run(*(trigger for _, trigger in triggers))


def _rows(question: str) -> list[tuple[str, ...]]:
    with connection.cursor() as cursor:
        cursor.execute(question)
        return list(cursor.fetchall())


def _run(*statements: str) -> None:
    with connection.cursor() as cursor:
        for statement in statements:
            cursor.execute(statement)
