"""Wakes Django for the commands that need the house, and turns what a user can get wrong into one sentence."""

import os
from collections.abc import Iterator
from contextlib import contextmanager

import django
from django.conf import settings
from django.core.exceptions import ImproperlyConfigured
from django.db import DatabaseError, OperationalError
from django.db.migrations.exceptions import MigrationSchemaMissing

from tirek.kit.refusals import Refused
from tirek.ledger.office import OFFICE
from tirek.vault.notary import HouseNotary


def wake() -> None:
    """Read the settings, set Django up, and give the ledger its notary: whatever wakes the house can record.

    Raises Refused with a sentence when a setting cannot be used.
    """
    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "tirek.config.settings")
    port = os.environ.get("PORT", "8000")
    if not port.isdecimal() or not 0 < int(port) < 65_536:
        raise Refused(f"PORT must be a number between 1 and 65535, not {port!r}. Try: make run PORT=8001")
    try:
        settings.DATA  # noqa: B018  # the first question reads the settings file
    except (ImproperlyConfigured, ValueError) as mistake:
        raise Refused(f"A setting cannot be used: {mistake}. What may be set is in docs/settings.md.") from None
    django.setup()
    OFFICE.hang(HouseNotary())


@contextmanager
def storage_in_one_sentence() -> Iterator[None]:
    """Trouble with the database's file is said plainly. SQLite's own sentences hold no rows."""
    try:
        yield
    except DatabaseError as trouble:
        if type(trouble) not in (DatabaseError, OperationalError, MigrationSchemaMissing):
            raise  # a broken constraint is a fault of ours
        raise Refused(f"The database in {settings.DATA} cannot be used: {trouble}. Look closer with: tirek doctor") from None
