"""What the models say and what the database becomes are the same."""

from django.apps import apps
from django.db.migrations.autodetector import MigrationAutodetector
from django.db.migrations.loader import MigrationLoader
from django.db.migrations.state import ProjectState

from tests.house.source import HOUSE


def test_every_migration_is_written() -> None:
    loader = MigrationLoader(None)
    missing = MigrationAutodetector(loader.project_state(), ProjectState.from_apps(apps)).changes(graph=loader.graph)
    assert not missing, "run: python -m django makemigrations " + " ".join(missing)


def test_no_room_has_two_last_migrations() -> None:
    assert not MigrationLoader(None).detect_conflicts()


def test_every_room_with_models_has_a_first_migration() -> None:
    rooms = {config.label for config in apps.get_app_configs() if config.name.startswith("tirek.") and list(config.get_models())}
    assert {"vault", "conversations"} <= rooms
    assert not {room for room in rooms if not list((HOUSE / room / "migrations").glob("0001_*.py"))}
