"""INSERT OR REPLACE deletes without asking the trigger on DELETE; an id that is taken is refused before that."""

from django.db import migrations

from tirek.ledger.migrations._triggers import OnlyOn

REPLACE = """
CREATE TRIGGER ledger_entry_is_never_replaced BEFORE INSERT ON ledger_entry
WHEN EXISTS (SELECT 1 FROM ledger_entry WHERE id = NEW.id)
BEGIN SELECT RAISE(ABORT, 'an entry of the ledger is never changed'); END
"""


class Migration(migrations.Migration):
    dependencies = [("ledger", "0002_append_only")]
    operations = [OnlyOn("sqlite", REPLACE, "DROP TRIGGER ledger_entry_is_never_replaced")]
