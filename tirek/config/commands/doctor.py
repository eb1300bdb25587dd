"""`tirek doctor`: looks at everything that keeps people's words safe. It changes nothing.

A check is a function that yields findings `(mark, what, what to do)`; mark is "ok", "attention" or "broken".
"""

import argparse
import stat
from collections.abc import Callable, Iterable, Iterator
from datetime import UTC, datetime
from pathlib import Path
from typing import BinaryIO, TextIO

from django.conf import settings
from django.db import DatabaseError, connections

from tirek.channels import actions as channels
from tirek.config.commands.opening import missing_migrations, newer_migrations
from tirek.config.commands.progress import patiently, speaker
from tirek.conversations.models import DeadLetter, Outbox
from tirek.kit import packs
from tirek.kit.refusals import CannotReach, Refused
from tirek.people.models import Organisation
from tirek.vault.doctor import invariants
from tirek.vault.models import Safe
from tirek.vault.shred import ShredStore

Finding = tuple[str, str, str]
OK, ATTENTION, BROKEN = "ok", "attention", "broken"
IN_FORCE = {"journal_mode": "wal", "synchronous": 2, "foreign_keys": 1}


def data_folder() -> Iterator[Finding]:
    folder: Path = settings.DATA
    if not folder.is_dir():
        yield BROKEN, f"There is no data folder {folder}.", "Set TIREK_DATA, or start with: tirek run --demo"
        return
    others = stat.S_IMODE(folder.stat().st_mode) & 0o077
    if others:
        yield ATTENTION, f"Other users of this machine may look into {folder}.", f"chmod 700 {folder}"
    else:
        yield OK, f"The data folder {folder} is open to its owner only.", ""


def boot_key() -> Iterator[Finding]:
    key: Path = settings.BOOT_KEY_FILE
    if not key.exists():
        if _organisation() is None:
            yield OK, "There is no organisation yet, and no boot key.", ""
        else:
            yield (
                BROKEN,
                f"The boot key {key} is missing: the whole service answers 503.",
                "Put the key back from its paper, then start again.",
            )
        return
    if stat.S_IMODE(key.stat().st_mode) & 0o077:
        yield BROKEN, f"Other users of this machine may read the boot key {key}.", f"chmod 400 {key}"
    if key.stat().st_dev == settings.DATA.stat().st_dev:
        yield (
            ATTENTION,
            "RED: the boot key lies on the same disk as the data. A thief of the disk can test phone numbers and read unsent"
            " messages; content stays closed.",
            "For real service set TIREK_BOOT_KEY_FILE to a place that is not on this disk, such as /run/tirek/boot.key",
        )
    else:
        yield OK, "The boot key is not on the disk of the data.", ""


def database() -> Iterator[Finding]:
    with connections["default"].cursor() as cursor:
        verdict = [row[0] for row in cursor.execute("PRAGMA quick_check(3)").fetchall()]
        found = {name: cursor.execute(f"PRAGMA {name}").fetchone()[0] for name in IN_FORCE}
    if verdict == ["ok"]:
        yield OK, "The database is whole.", ""
    else:
        yield (
            BROKEN,
            f"The database is damaged: {'; '.join(verdict)}.",
            "Stop the service, keep a copy of the file, restore the last backup.",
        )
    wrong = ", ".join(f"{name}={value}" for name, value in found.items() if value != IN_FORCE[name])
    if wrong:
        yield (
            BROKEN,
            f"SQLite does not keep words as it should: {wrong}.",
            "Move the data folder to a local disk; network disks cannot do it.",
        )
    else:
        yield OK, "SQLite writes every word to the disk before it is acknowledged.", ""


def migrations() -> Iterator[Finding]:
    newer, missing = newer_migrations(), missing_migrations()
    if newer:
        yield BROKEN, f"The database was written by a newer Tirek ({', '.join(newer[:3])}).", "Update the program."
    if missing:
        yield ATTENTION, f"The tables are older than the program ({len(missing)} steps).", "They are brought up at the next: tirek run"
    if not newer and not missing:
        yield OK, "The tables are those of this program.", ""


def swap(swaps: Path = Path("/proc/swaps"), blocks: Path = Path("/sys/class/block")) -> Iterator[Finding]:
    """Opened words are in memory; swap that is not encrypted may write them to the disk."""
    lines = swaps.read_text().splitlines()[1:] if swaps.exists() else []
    bare = [place for place in (line.split()[0] for line in lines) if not _is_sealed_swap(place, blocks)]
    if bare:
        yield (
            ATTENTION,
            f"Memory may be written to the disk unencrypted ({', '.join(bare)}).",
            "Encrypt the swap, or switch it off: swapoff -a",
        )
    else:
        yield OK, "Memory is never written to the disk unencrypted.", ""


def hotlines() -> Iterator[Finding]:
    today = datetime.now(UTC).date()
    for country in packs.COUNTRIES:
        stale = packs.load(country).stale(today)
        if stale:
            names = ", ".join(line.number for line in stale[:5])
            yield (
                ATTENTION,
                f"{len(stale)} hotlines of {country} were checked more than 90 days ago ({names}).",
                "Call them, then write the new date.",
            )
        else:
            yield OK, f"Every hotline of {country} was checked within 90 days.", ""


def shred_store() -> Iterator[Finding]:
    if _organisation() is None:
        return
    yield OK, f"The key store opens and holds {ShredStore(settings.KEYS).count()} units.", ""


def outbox() -> Iterator[Finding]:
    failed = Outbox.objects.filter(state=Outbox.State.FAILED).count()
    if failed:
        yield ATTENTION, f"{failed} messages could not be delivered.", "They are marked on the desk: open their conversations."
    else:
        yield OK, "No message failed to be delivered.", ""


def accounts() -> Iterator[Finding]:
    organisation = _organisation()
    if organisation is not None and organisation.is_demo:
        yield OK, "The demo's bot is a pretend one: nobody outside is asked.", ""
        return
    for account in channels.list_accounts():
        try:
            lines = channels.check(account)
        except CannotReach as trouble:
            yield ATTENTION, f"{account.name}: {trouble}", "Look closer with: tirek channel check"
        else:
            sound = account.state == account.State.ACTIVE
            yield (
                OK if sound else BROKEN,
                f"{account.name}: {' '.join(lines)}",
                "" if sound else "Add it again with a new token: tirek channel add",
            )


def vault() -> Iterator[Finding]:
    """The invariants of the safes, and letters that nobody could read."""
    trouble = list(invariants())
    for what in trouble:
        yield BROKEN, what, "Stop the service, keep a copy of the data, and ask whoever looks after the program."
    if not trouble:
        yield OK, f"Every one of {Safe.objects.count()} safes has its keys, its unit and its members.", ""
    unread = DeadLetter.objects.count()
    if unread:
        yield (
            ATTENTION,
            f"{unread} letters could not be understood and are kept sealed.",
            "Update the program; they can be read again then.",
        )


CHECKS: tuple[Callable[[], Iterable[Finding]], ...] = (
    data_folder,
    boot_key,
    database,
    migrations,
    swap,
    hotlines,
    shred_store,
    outbox,
    accounts,
    vault,
)

WITHOUT_DATABASE: tuple[Callable[[], Iterable[Finding]], ...] = (data_folder, swap, hotlines)


def add_arguments(parser: argparse.ArgumentParser) -> None:
    """It has none."""


def run(args: argparse.Namespace, stdin: BinaryIO, stdout: TextIO) -> int:
    say = speaker(stdout)
    begun = Path(settings.DATABASES["default"]["NAME"]).exists()
    with patiently(say, "Looking"):
        findings = [finding for check in (CHECKS if begun else WITHOUT_DATABASE) for finding in looked(check)]
    if not begun:
        findings.append((ATTENTION, f"There is no database in {settings.DATA} yet.", "Start with: tirek run --demo"))
    for mark, what, todo in findings:
        say(f"{mark:<10} {what}" + (f"\n{'':<10} -> {todo}" if todo else ""))
    marks = [mark for mark, _, _ in findings]
    say(f"{marks.count(OK)} ok, {marks.count(ATTENTION)} need attention, {marks.count(BROKEN)} broken.")
    return 1 if BROKEN in marks else 0


def looked(check: Callable[[], Iterable[Finding]]) -> list[Finding]:
    """One check's findings; a check that cannot be made is a finding too, and the others go on."""
    found: list[Finding] = []
    try:
        found.extend(check())
    except (Refused, packs.PackError) as trouble:
        found.append((BROKEN, str(trouble), ""))
    except (DatabaseError, OSError) as trouble:
        name = check.__name__.replace("_", " ")
        found.append(
            (BROKEN, f"The check of {name} could not be made ({type(trouble).__name__}).", "See that the database is there and readable.")
        )
    return found


def _organisation() -> Organisation | None:
    return Organisation.objects.first()


def _is_sealed_swap(place: str, blocks: Path) -> bool:
    name = Path(place).resolve().name
    if name.startswith("zram"):
        return True  # compressed memory, not a disk
    mapped = blocks / name / "dm" / "uuid"
    return mapped.exists() and mapped.read_text().startswith("CRYPT-")
