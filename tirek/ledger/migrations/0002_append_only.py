"""The database itself refuses to change or delete an entry (SQLite; PostgreSQL takes its own with its issue)."""

from django.db import migrations

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
        migrations.RunSQL(CHANGE, "DROP TRIGGER ledger_entry_is_never_changed"),
        migrations.RunSQL(DELETE, "DROP TRIGGER ledger_entry_is_never_deleted"),
    ]
