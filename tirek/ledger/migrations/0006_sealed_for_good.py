"""The database refuses a line without its MAC, and to change, delete, replace or empty seals and checkpoints."""

from django.db import migrations

from tirek.ledger.migrations._triggers import OnlyOn

NO_MAC = "an entry of the ledger is never without its mac"
SEAL, CHECKPOINT = "a seal of the ledger", "a checkpoint of the ledger"


def on_sqlite(name, moment, table, refusal, when=""):
    yield OnlyOn(
        "sqlite",
        f"CREATE TRIGGER {name} BEFORE {moment} ON {table} {when} BEGIN SELECT RAISE(ABORT, '{refusal}'); END",
        f"DROP TRIGGER {name}",
    )


def refused_on_sqlite(table, what, same):
    yield from on_sqlite(f"{table}_is_never_changed", "UPDATE", table, f"{what} is never changed")
    yield from on_sqlite(f"{table}_is_never_deleted", "DELETE", table, f"{what} is never deleted")
    taken = f"WHEN EXISTS (SELECT 1 FROM {table} WHERE {same})"
    yield from on_sqlite(f"{table}_is_never_replaced", "INSERT", table, f"{what} is never changed", taken)


def on_postgresql(name, moment, table, function, each="ROW"):
    yield OnlyOn(
        "postgresql",
        f"CREATE TRIGGER {name} BEFORE {moment} ON {table} FOR EACH {each} EXECUTE FUNCTION {function}",
        f"DROP TRIGGER {name} ON {table}",
    )


def refused_on_postgresql(table, what):
    yield from on_postgresql(f"{table}_is_never_changed", "UPDATE", table, f"ledger_stands('{what}', 'changed')")
    yield from on_postgresql(f"{table}_is_never_deleted", "DELETE", table, f"ledger_stands('{what}', 'deleted')")
    yield from on_postgresql(f"{table}_is_never_emptied", "TRUNCATE", table, f"ledger_stands('{what}', 'deleted')", "STATEMENT")


STANDS = """
CREATE FUNCTION ledger_stands() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
  RAISE EXCEPTION '% is never %', TG_ARGV[0], TG_ARGV[1] USING ERRCODE = 'integrity_constraint_violation';
END $$
"""
NEEDS_MAC = f"""
CREATE FUNCTION ledger_entry_needs_mac() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
  IF NEW.mac IS NULL OR length(NEW.mac) <> 32 THEN
    RAISE EXCEPTION '{NO_MAC}' USING ERRCODE = 'integrity_constraint_violation';
  END IF;
  RETURN NEW;
END $$
"""


class Migration(migrations.Migration):
    dependencies = [("ledger", "0005_sealer")]
    operations = [
        *on_sqlite(
            "ledger_entry_is_never_without_mac", "INSERT", "ledger_entry", NO_MAC, "WHEN NEW.mac IS NULL OR length(NEW.mac) <> 32"
        ),
        *refused_on_sqlite("ledger_seal", SEAL, "seq = NEW.seq OR entry_id = NEW.entry_id"),
        *refused_on_sqlite("ledger_checkpoint", CHECKPOINT, "number = NEW.number"),
        OnlyOn("postgresql", STANDS, "DROP FUNCTION ledger_stands()"),
        OnlyOn("postgresql", NEEDS_MAC, "DROP FUNCTION ledger_entry_needs_mac()"),
        *on_postgresql("ledger_entry_is_never_without_mac", "INSERT", "ledger_entry", "ledger_entry_needs_mac()"),
        *refused_on_postgresql("ledger_seal", SEAL),
        *refused_on_postgresql("ledger_checkpoint", CHECKPOINT),
    ]
