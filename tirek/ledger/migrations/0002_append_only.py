"""The database itself refuses to change or delete an entry (SQLite; PostgreSQL's own words are in 0004)."""

from django.db import migrations

from tirek.ledger.migrations._triggers import OnlyOn

CHANGE = """
CREATE TRIGGER ledger_entry_is_never_changed BEFORE UPDATE ON ledger_entry
BEGIN SELECT RAISE(ABORT, 'an entry of the ledger is never changed'); END
"""
DELETE = """
CREATE TRIGGER ledger_entry_is_never_deleted BEFORE DELETE ON ledger_entry
BEGIN SELECT RAISE(ABORT, 'an entry of the ledger is never deleted'); END
"""


class Migration(migrations.Migration):
    dependencies = [("ledger", "0001_initial")]
    operations = [
        OnlyOn("sqlite", CHANGE, "DROP TRIGGER ledger_entry_is_never_changed"),
        OnlyOn("sqlite", DELETE, "DROP TRIGGER ledger_entry_is_never_deleted"),
    ]
