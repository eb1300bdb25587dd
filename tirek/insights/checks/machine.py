"""The machine under the service: folders, disks, memory, the kind of database, and which program this is."""

import shutil
import stat
import tomllib
from collections.abc import Iterator
from importlib import metadata
from pathlib import Path

from django.conf import settings
from django.db import connections
from django.template.defaultfilters import filesizeformat
from django.utils.translation import gettext as _

from tirek.insights.findings import Finding, attention, broken, ok
from tirek.vault.models import Session

ON_SQLITE = {"journal_mode": "wal", "synchronous": 2, "foreign_keys": 1}
DURABLE = {"synchronous_commit": "on", "fsync": "on", "full_page_writes": "on"}
QUIET = {"log_statement": "none", "log_parameter_max_length": "0", "log_parameter_max_length_on_error": "0"}
LITTLE, TOO_LITTLE = 2 * 1024**3, 200 * 1024**2
"""Bytes. With less than the second one, letters may soon be refused (and wait at their platforms)."""


def data_folder() -> Iterator[Finding]:
    folder: Path = settings.DATA
    named = {"path": folder}
    if not folder.is_dir():
        yield broken(_("There is no data folder %(path)s.") % named, _("Set TIREK_DATA, or start with: tirek run --demo"))
    elif stat.S_IMODE(folder.stat().st_mode) & 0o077:
        yield attention(_("Other users of this machine may look into %(path)s.") % named, f"chmod 700 {folder}")
    else:
        yield ok(_("The data folder %(path)s is open to its owner only.") % named)


def database() -> Iterator[Finding]:
    """What the database promises of a word that it has taken."""
    yield from _postgresql() if connections["default"].vendor == "postgresql" else _sqlite()


def _sqlite() -> Iterator[Finding]:
    with connections["default"].cursor() as cursor:
        found = {name: cursor.execute(f"PRAGMA {name}").fetchone()[0] for name in ON_SQLITE}
    wrong = ", ".join(f"{name}={value}" for name, value in found.items() if value != ON_SQLITE[name])
    if wrong:
        said = _("SQLite does not keep words as it should: %(wrong)s.")
        yield broken(said % {"wrong": wrong}, _("Move the data folder to a local disk; network disks cannot do it."))
    else:
        yield ok(_("SQLite writes every word to the disk before it is acknowledged."))


def _postgresql() -> Iterator[Finding]:
    wrong = _differing(DURABLE)
    if wrong:
        todo = _("Set these to on in postgresql.conf, then restart it: synchronous_commit, fsync, full_page_writes.")
        yield broken(_("PostgreSQL may lose what was acknowledged: %(wrong)s.") % {"wrong": wrong}, todo)
    else:
        yield ok(_("PostgreSQL writes every word to the disk before it is acknowledged."))
    loud = _differing(QUIET)
    if loud:
        todo = _("Set these in postgresql.conf, then reload it: log_statement = none, and both log_parameter_max_length to 0.")
        yield attention(_("PostgreSQL may write into its log what stands in our rows: %(loud)s.") % {"loud": loud}, todo)
    else:
        yield ok(_("PostgreSQL writes nothing of our rows into its log."))
    if _sessions_are_unlogged():
        yield ok(_("Sessions stand in no backup of PostgreSQL's log, and are gone after a crash."))
    else:
        yield broken(_("Sessions stand in a table that backups hold."), _("Stop every process of the house, then start it again."))


def _differing(wanted: dict[str, str]) -> str:
    with connections["default"].cursor() as cursor:
        cursor.execute("SELECT name, setting FROM pg_settings WHERE name = ANY(%s)", [list(wanted)])
        found = dict(cursor.fetchall())
    return ", ".join(f"{name}={found.get(name)}" for name in wanted if found.get(name) != wanted[name])


def _sessions_are_unlogged() -> bool:
    with connections["default"].cursor() as cursor:
        cursor.execute("SELECT relpersistence = 'u' FROM pg_class WHERE oid = %s::regclass", [Session._meta.db_table])
        return bool(cursor.fetchone()[0])


def space() -> Iterator[Finding]:
    seen: set[int] = set()
    for folder in (settings.DATA, settings.KEYS):
        if not folder.exists() or folder.stat().st_dev in seen:
            continue
        seen.add(folder.stat().st_dev)
        disk = shutil.disk_usage(folder)
        named = {"path": folder, "free": filesizeformat(disk.free), "whole": filesizeformat(disk.total)}
        said = _("The disk of %(path)s has %(free)s of %(whole)s free.") % named
        if disk.free < LITTLE:
            todo = _("Make room. On a full disk nothing is lost, but no new letter is taken.")
            yield broken(said, todo) if disk.free < TOO_LITTLE else attention(said, todo)
        else:
            yield ok(said)


def swap(swaps: Path = Path("/proc/swaps"), blocks: Path = Path("/sys/class/block")) -> Iterator[Finding]:
    """Opened words are in memory; swap that is not encrypted may write them to the disk."""
    lines = swaps.read_text().splitlines()[1:] if swaps.exists() else []
    bare = [place for place in (line.split()[0] for line in lines) if not _is_sealed_swap(place, blocks)]
    if bare:
        said = _("Memory may be written to the disk unencrypted (%(places)s).")
        yield attention(said % {"places": ", ".join(bare)}, _("Encrypt the swap, or switch it off: swapoff -a"))
    else:
        yield ok(_("Memory is never written to the disk unencrypted."))


def _is_sealed_swap(place: str, blocks: Path) -> bool:
    name = Path(place).resolve().name
    if name.startswith("zram"):
        return True  # compressed memory, not a disk
    mapped = blocks / name / "dm" / "uuid"
    return mapped.exists() and mapped.read_text().startswith("CRYPT-")


def version() -> Iterator[Finding]:
    yield ok(_("This is Tirek %(version)s.") % {"version": _version()})


def _version() -> str:
    """Of the installed program, or of the folder it runs from."""
    try:
        return metadata.version("tirek")
    except metadata.PackageNotFoundError:
        return str(tomllib.loads((settings.REPOSITORY / "pyproject.toml").read_text(encoding="utf-8"))["project"]["version"])
