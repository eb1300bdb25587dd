"""The steps by which a house opens, each with one plain sentence when it cannot be taken."""

import errno
import fcntl
import os
import socket
import tempfile
from pathlib import Path
from typing import IO

from django.apps import apps
from django.core.management import call_command
from django.db import connections, router
from django.db.migrations.executor import MigrationExecutor
from django.db.migrations.loader import MigrationLoader

from tirek.config.commands.progress import Say, patiently
from tirek.kit.refusals import Refused


def data_folder(folder: Path) -> None:
    """The data folder exists, is ours to write, and nobody else's to read."""
    os.umask(0o077)
    try:
        folder.mkdir(parents=True, exist_ok=True, mode=0o700)
        with tempfile.TemporaryFile(dir=folder):
            pass
    except OSError as trouble:
        why = (trouble.strerror or "unknown trouble").lower()
        raise Refused(f"The data folder {folder} cannot be written ({why}). Free it, or set TIREK_DATA to another folder.") from None


def free_place(host: str, port: int) -> socket.socket:
    """The socket the house will listen on, taken now, so that nobody takes it meanwhile."""
    try:
        family, kind, protocol, _, address = socket.getaddrinfo(host, port, type=socket.SOCK_STREAM, flags=socket.AI_PASSIVE)[0]
    except OSError:
        raise Refused(f"TIREK_HOST must be an address of this machine, not {host!r}. The usual one is 127.0.0.1.") from None
    place = socket.socket(family, kind, protocol)
    place.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
    try:
        place.bind(address)
        place.listen()  # else somebody else could still take it; who comes early waits until the house is open
    except OSError as trouble:
        place.close()
        raise Refused(_no_place(trouble, host, port)) from None
    return place


def _no_place(trouble: OSError, host: str, port: int) -> str:
    if trouble.errno == errno.EADDRINUSE:
        return f"Port {port} is taken. Try: make run PORT={port + 1 if port < 65_535 else 8000}"
    if trouble.errno == errno.EACCES:
        return f"Port {port} may only be opened by the system's administrator. Try: make run PORT=8000"
    return f"TIREK_HOST must be an address of this machine, not {host!r}. The usual one is 127.0.0.1."


def only_one(folder: Path) -> IO[bytes]:
    """On SQLite one process does everything: a second one on the same folder would end everybody's session."""
    lock = (folder / "running.lock").open("ab")
    try:
        fcntl.flock(lock, fcntl.LOCK_EX | fcntl.LOCK_NB)
    except BlockingIOError:
        lock.close()
        raise Refused(f"Tirek is already running on {folder}. Stop it first, or set TIREK_DATA to another folder.") from None
    return lock


def newer_migrations() -> list[str]:
    """Migrations written in the database that this program does not have."""
    loader = MigrationLoader(connections["default"])
    known = set(loader.disk_migrations)
    for migration in loader.disk_migrations.values():
        known.update((app, name) for app, name in migration.replaces)
    return sorted(f"{app} {name}" for app, name in set(loader.applied_migrations) - known)


def not_newer() -> None:
    unknown = newer_migrations()
    if unknown:
        raise Refused(f"This database was written by a newer Tirek ({', '.join(unknown[:3])}). Update the program; nothing was changed.")


def missing_migrations() -> list[str]:
    """Migrations that this program has and the database does not."""
    executor = MigrationExecutor(connections["default"])
    plan = executor.migration_plan(executor.loader.graph.leaf_nodes())
    return [f"{migration.app_label} {migration.name}" for migration, _ in plan]


def migrated(say: Say) -> None:
    """Bring the tables up to the program; nothing is run when they are."""
    if missing_migrations():
        with patiently(say, "Preparing the database"):
            call_command("migrate", database="default", interactive=False, verbosity=0)


def fresh_sessions() -> None:
    """Everybody signs in anew after a start: the sessions' file is deleted and made again, empty."""
    connection = connections["sessions"]
    connection.close()
    path = Path(connection.settings_dict["NAME"])
    for part in (path, path.with_name(f"{path.name}-wal"), path.with_name(f"{path.name}-shm")):
        part.unlink(missing_ok=True)
    with connection.schema_editor() as editor:  # quicker than all migrations of a file that has one table
        for model in apps.get_models():
            if router.allow_migrate_model("sessions", model):
                editor.create_model(model)
