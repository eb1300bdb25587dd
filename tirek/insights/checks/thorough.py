"""Checks that read everything: for `tirek doctor`, not for a page that somebody waits for. So their sentences are in English."""

from collections.abc import Iterator
from itertools import islice

from django.db import connections

from tirek.insights.findings import Finding, broken, ok
from tirek.ledger.verifying import verify
from tirek.vault.doctor import invariants
from tirek.vault.models import Safe

MOST = 20
"""How many sentences about the ledger are shown; `tirek ledger verify` says more."""


def database() -> Iterator[Finding]:
    """SQLite reads its file through; PostgreSQL looks after its pages itself."""
    if connections["default"].vendor != "sqlite":
        return
    with connections["default"].cursor() as cursor:
        verdict = [row[0] for row in cursor.execute("PRAGMA quick_check(3)").fetchall()]
    if verdict == ["ok"]:
        yield ok("The database is whole.")
    else:
        todo = "Stop the service, keep a copy of the file, restore the last backup."
        yield broken(f"The database is damaged: {'; '.join(verdict)}.", todo)


def safes() -> Iterator[Finding]:
    """The invariants of the safes."""
    trouble = list(invariants())
    for what in trouble:
        yield broken(what, "Stop the service, keep a copy of the data, and ask whoever looks after the program.")
    if not trouble:
        yield ok(f"Every one of {Safe.objects.count()} safes has its keys, its unit and its members.")


def ledger() -> Iterator[Finding]:
    """Every line with its MAC, its place in the chain, the signed checkpoints and their copy."""
    wrong = list(islice(verify(), MOST))
    for what in wrong:
        yield broken(what, "Keep a copy of the database and of the checkpoints outside, and find out who could write to it.")
    if not wrong:
        yield ok("The ledger is whole: nothing was edited, deleted, exchanged or cut off.")
