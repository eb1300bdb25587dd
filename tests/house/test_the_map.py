"""The rooms on disk, the floors, INSTALLED_APPS and the map in the documents are one list."""

import re
from pathlib import Path
from typing import Any

import pytest
from django.conf import settings

from tests.house.source import ROOT, project, repository_files, rooms

WITHOUT_MODELS = {"config", "kit"}
"""config wires the rooms and kit is plain Python: Django has nothing to find in them."""
MAPS = ["README.md", "ARCHITECTURE.md"]
PATH_IN_TEXT = re.compile(r"`((?:tirek|tests|docs|tools|benchmarks|requirements|\.ci)/[\w./-]+)`")
TREE_LINE = re.compile(r"[├└]──+ (\w+)/")


def _contracts() -> list[dict[str, Any]]:
    return list(project()["tool"]["importlinter"]["contracts"])


def _floors() -> set[str]:
    floors = next(contract for contract in _contracts() if contract.get("exhaustive"))
    return {room.strip() for floor in floors["layers"] for room in floor.split("|")}


def test_every_room_has_its_floor() -> None:
    assert rooms() == _floors()


def test_every_room_that_django_must_know_is_installed() -> None:
    installed = {app.removeprefix("tirek.") for app in settings.INSTALLED_APPS if app.startswith("tirek.")}
    assert installed == rooms() - WITHOUT_MODELS


def test_the_order_inside_a_room_is_checked_in_every_room() -> None:
    order = next(contract for contract in _contracts() if "containers" in contract and not contract.get("exhaustive"))
    assert {name.removeprefix("tirek.") for name in order["containers"]} == rooms() - WITHOUT_MODELS


def test_every_room_but_the_vault_is_kept_from_cryptography() -> None:
    contract = next(contract for contract in _contracts() if "nacl" in contract.get("forbidden_modules", ()))
    assert {name.removeprefix("tirek.") for name in contract["source_modules"]} == rooms() - {"vault"}


@pytest.mark.parametrize("room", sorted(rooms() - {"config"}))
def test_a_room_says_what_it_promises(room: str) -> None:
    first = (ROOT / "tirek" / room / "__init__.py").read_text(encoding="utf-8")
    assert first.startswith('"""') and 3 <= first.count("\n") <= 12, "the room's README is three to eight lines in its __init__.py"


@pytest.mark.parametrize("name", MAPS)
def test_every_room_is_on_the_map(name: str) -> None:
    text = (ROOT / name).read_text(encoding="utf-8")
    missing = {room for room in rooms() if f"tirek/{room}" not in text and f"── {room}/" not in text}
    assert not missing, f"{name} does not show them"


@pytest.mark.parametrize("name", MAPS)
def test_the_map_shows_no_folder_that_is_not_there(name: str) -> None:
    folders = {part for path in repository_files() for part in path.relative_to(ROOT).parent.parts}
    shown = set(TREE_LINE.findall((ROOT / name).read_text(encoding="utf-8")))
    assert not shown - folders


def _documents() -> list[Path]:
    return [path for path in repository_files() if path.suffix == ".md"]


@pytest.mark.parametrize("name", [str(path.relative_to(ROOT)) for path in _documents()])
def test_every_path_named_in_a_document_exists(name: str) -> None:
    named = set(PATH_IN_TEXT.findall((ROOT / name).read_text(encoding="utf-8")))
    gone = {place for place in named if not (ROOT / place).exists()}
    assert not gone, f"{name} names what is not there"
