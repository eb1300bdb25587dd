"""The steps by which a house opens, each with one plain sentence when it cannot be taken."""

import errno
import fcntl
import os
import socket
import tempfile
from collections.abc import Callable
from contextlib import ExitStack
from pathlib import Path
from typing import IO

from django.conf import settings
from django.core.management import call_command
from django.db import connections
from django.db.migrations.executor import MigrationExecutor
from django.db.migrations.loader import MigrationLoader

from tirek.config.commands.progress import Say, patiently
from tirek.config.database import servers, sessions
from tirek.kit.refusals import Refused
from tirek.people.models import Organisation

_RUNNING = "Tirek is already running on {folder}. Stop it first, or set TIREK_DATA to another folder."


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
    """`tirek run` does everything in one process: a second one on the same folder would end everybody's session."""
    lock = (folder / "running.lock").open("ab")
    if not _got(lock, fcntl.LOCK_EX):
        lock.close()
        raise Refused(_RUNNING.format(folder=folder))
    return lock


def one_of_several(folder: Path, prepare: Callable[[bool], None]) -> IO[bytes]:
    """`tirek serve` and `tirek deliver` live beside each other. `prepare(alone)` is called while nobody else can come in;
    alone is who finds no other process of the house."""
    with ExitStack() as kept, (folder / "preparing.lock").open("ab") as door:
        fcntl.flock(door, fcntl.LOCK_EX)
        lock = kept.enter_context((folder / "running.lock").open("ab"))
        alone = _got(lock, fcntl.LOCK_EX)
        if alone or _got(lock, fcntl.LOCK_SH):
            prepare(alone)
        if not _got(lock, fcntl.LOCK_SH):
            raise Refused(_RUNNING.format(folder=folder))
        kept.pop_all()
        return lock


def only_deliverer(folder: Path) -> IO[bytes]:
    """One process delivers: it also does what must not be done twice at once."""
    lock = (folder / "delivering.lock").open("ab")
    if not _got(lock, fcntl.LOCK_EX):
        lock.close()
        raise Refused(f"A process delivers already on {folder}. One is enough; pages are served by: tirek serve")
    return lock


def several_possible() -> None:
    """Several processes are for PostgreSQL: two writers on one SQLite file would make each other wait."""
    if not settings.DATABASE_URL:
        raise Refused("Several processes need PostgreSQL: set DATABASE_URL. On SQLite one process does everything: tirek run")


def no_pretend_platform() -> None:
    """The demo's bot lives in the one process of `tirek run`; nothing of the demo may go out to the real platform."""
    if settings.TELEGRAM_API_BASE == settings.TELEGRAM and Organisation.objects.filter(is_demo=True).exists():
        raise Refused("This is the demo, whose pretend messenger lives in one process. Look around with: tirek run --demo")


def _got(lock: IO[bytes], how: int) -> bool:
    try:
        fcntl.flock(lock, how | fcntl.LOCK_NB)
    except BlockingIOError:
        return False
    return True


def reachable() -> None:
    """The database server answers, or one sentence says why it does not."""
    trouble = servers.trouble()
    if trouble:
        raise Refused(f"PostgreSQL cannot be used: {trouble}. Look at DATABASE_URL; docs/settings.md says what it may be.")


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
        with patiently(say, "Preparing the database"), servers.without_haste():
            call_command("migrate", database="default", interactive=False, verbosity=0)
    sessions.kept_out_of_the_log()


def prepared(say: Say, *, alone: bool = True) -> None:
    """The database as this program wants it. Beside open processes of the house nothing is changed under their feet."""
    reachable()
    not_newer()
    if not alone and missing_migrations():
        raise Refused("The tables are older than this program, and others of the house still run. Stop them all, then start again.")
    if alone:
        migrated(say)
        fresh_sessions()


def fresh_sessions() -> None:
    """Everybody signs in anew after a start."""
    sessions.emptied()
