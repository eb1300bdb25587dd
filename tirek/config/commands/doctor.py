"""`tirek doctor`: looks at everything that keeps people's words safe. It changes nothing.

It asks the checks of `insights`, which the status page asks too, then those that read everything; two of its own belong to
the command line: the tables, and what the platforms say of our accounts.
"""

import argparse
from collections.abc import Iterator
from pathlib import Path
from typing import BinaryIO, TextIO

from django.conf import settings
from django.db import connections

from tirek.channels import actions as channels
from tirek.config.commands import opening
from tirek.config.commands.opening import missing_migrations, newer_migrations
from tirek.config.commands.progress import patiently, speaker
from tirek.config.database.sessions import on_postgresql
from tirek.insights.checks import SECTIONS, THOROUGH, WITHOUT_DATABASE
from tirek.insights.findings import ATTENTION, BROKEN, OK, Check, Finding, attention, broken, looked, ok
from tirek.kit.refusals import CannotReach
from tirek.people.models import Organisation


def migrations() -> Iterator[Finding]:
    newer, missing = newer_migrations(), missing_migrations()
    if newer:
        yield broken(f"The database was written by a newer Tirek ({', '.join(newer[:3])}).", "Update the program.")
    if missing:
        yield attention(f"The tables are older than the program ({len(missing)} steps).", "They are brought up at the next: tirek run")
    if not newer and not missing:
        yield ok("The tables are those of this program.")


def accounts() -> Iterator[Finding]:
    """What the platforms say of our accounts. The status page asks nobody outside."""
    organisation = Organisation.objects.first()
    if organisation is not None and organisation.is_demo:
        yield ok("The demo's bot is a pretend one: nobody outside is asked.")
        return
    for account in channels.list_accounts():
        try:
            how = channels.standing(account)
        except CannotReach as trouble:
            yield attention(f"{account.name}: {trouble}", "Look closer with: tirek channel check")
        else:
            what = f"{account.name}: {' '.join(how.lines)}"
            if account.state != account.State.ACTIVE:
                yield broken(what, "Add it again with a new token: tirek channel add")
            else:
                yield ok(what) if how.is_well else attention(what, "Look closer with: tirek channel check")


CHECKS: tuple[Check, ...] = (
    migrations,
    *(check for section in SECTIONS for check in section.checks),
    accounts,
    *THOROUGH,
)


def add_arguments(parser: argparse.ArgumentParser) -> None:
    """It has none."""


def run(args: argparse.Namespace, stdin: BinaryIO, stdout: TextIO) -> int:
    say, there = speaker(stdout), begun()
    with patiently(say, "Looking"):
        findings = [finding for check in (CHECKS if there else WITHOUT_DATABASE) for finding in looked(check)]
    if not there:
        findings.append(attention(f"There is no database in {place()} yet.", "Make yours: tirek setup   Look around: tirek run --demo"))
    for finding in findings:
        say(f"{finding.mark:<10} {finding.what}" + (f"\n{'':<10} -> {finding.todo}" if finding.todo else ""))
    marks = [finding.mark for finding in findings]
    say(f"{marks.count(OK)} ok, {marks.count(ATTENTION)} need attention, {marks.count(BROKEN)} broken.")
    return 1 if BROKEN in marks else 0


def begun() -> bool:
    """Whether there is a database yet; looking must not make one."""
    if not on_postgresql():
        return Path(settings.DATABASES["default"]["NAME"]).exists()
    opening.reachable()
    return "django_migrations" in connections["default"].introspection.table_names()


def place() -> str:
    """Where the database is, for people."""
    if not on_postgresql():
        return str(settings.DATA)
    named = settings.DATABASES["default"]
    return f"PostgreSQL {named['NAME']} at {named['HOST'] or 'this machine'}"
