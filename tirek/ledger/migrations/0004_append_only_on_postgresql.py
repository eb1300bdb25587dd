"""PostgreSQL refuses to change, delete or empty the ledger too. Replacing (ON CONFLICT DO UPDATE) is a change there."""

from django.db import migrations

from tirek.ledger.migrations._triggers import OnlyOn

REFUSAL = """
CREATE FUNCTION ledger_entry_stands() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
  RAISE EXCEPTION 'an entry of the ledger is never %', TG_ARGV[0] USING ERRCODE = 'integrity_constraint_violation';
END $$
"""
CHANGE = """
CREATE TRIGGER ledger_entry_is_never_changed BEFORE UPDATE ON ledger_entry
FOR EACH ROW EXECUTE FUNCTION ledger_entry_stands('changed')
"""
DELETE = """
CREATE TRIGGER ledger_entry_is_never_deleted BEFORE DELETE ON ledger_entry
FOR EACH ROW EXECUTE FUNCTION ledger_entry_stands('deleted')
"""
TRUNCATE = """
CREATE TRIGGER ledger_entry_is_never_emptied BEFORE TRUNCATE ON ledger_entry
FOR EACH STATEMENT EXECUTE FUNCTION ledger_entry_stands('deleted')
"""


def dropped(name: str) -> str:
    return f"DROP TRIGGER {name} ON ledger_entry"


class Migration(migrations.Migration):
    dependencies = [("ledger", "0003_never_replaced")]
    operations = [
        OnlyOn("postgresql", REFUSAL, "DROP FUNCTION ledger_entry_stands()"),
        OnlyOn("postgresql", CHANGE, dropped("ledger_entry_is_never_changed")),
        OnlyOn("postgresql", DELETE, dropped("ledger_entry_is_never_deleted")),
        OnlyOn("postgresql", TRUNCATE, dropped("ledger_entry_is_never_emptied")),
    ]
