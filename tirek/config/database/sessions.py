"""Sessions are never in a backup and end with the house: a file of their own on SQLite, an UNLOGGED table on PostgreSQL.

An UNLOGGED table is not in the write-ahead log, so neither in a copy of it nor in a dump that leaves such tables out, and
it is empty after a crash of the server: everybody signs in anew.
"""

from pathlib import Path

from django.apps import apps
from django.db import connections, router

TABLE = "vault_session"


def on_postgresql() -> bool:
    return connections["default"].vendor == "postgresql"


def emptied() -> None:
    """Everybody signs in anew. Only for a house that starts alone: on PostgreSQL several processes share the table."""
    if on_postgresql():
        with connections["default"].cursor() as cursor:
            cursor.execute(f"TRUNCATE {TABLE}")
    else:
        _file_made_anew()


def kept_out_of_the_log() -> None:
    """On PostgreSQL: make the table UNLOGGED, where it is not. The migrations make it like any other."""
    if on_postgresql() and not is_unlogged():
        with connections["default"].cursor() as cursor:
            cursor.execute(f"ALTER TABLE {TABLE} SET UNLOGGED")


def is_unlogged() -> bool:
    with connections["default"].cursor() as cursor:
        cursor.execute("SELECT relpersistence = 'u' FROM pg_class WHERE oid = %s::regclass", [TABLE])
        return bool(cursor.fetchone()[0])


def _file_made_anew() -> None:
    connection = connections["sessions"]
    connection.close()
    path = Path(connection.settings_dict["NAME"])
    for part in (path, path.with_name(f"{path.name}-wal"), path.with_name(f"{path.name}-shm")):
        part.unlink(missing_ok=True)
    with connection.schema_editor() as editor:  # quicker than all migrations of a file that has one table
        for model in apps.get_models():
            if router.allow_migrate_model("sessions", model):
                editor.create_model(model)
