"""Each column of the database is either sealed or clear for a written reason (docs/threat-model.md)."""

import re
from collections.abc import Iterator

import pytest
from django.apps import apps
from django.db import models

from tests.house.source import ROOT

ROW = re.compile(r"^\| `(\w+\.\w+)` \|([^|]*)\|([^|]*)\|([^|]*)\|$", re.MULTILINE)


def _table() -> dict[str, tuple[set[str], set[str], str]]:
    """Model -> clear columns, sealed columns, the reason."""
    rows = ROW.findall((ROOT / "docs" / "threat-model.md").read_text(encoding="utf-8"))
    return {
        name: (set(re.findall(r"`(\w+)`", clear)), set(re.findall(r"`(\w+)`", sealed)), why.strip()) for name, clear, sealed, why in rows
    }


def _models() -> Iterator[type[models.Model]]:
    return (model for model in apps.get_models() if model.__module__.startswith("tirek."))


def _columns(model: type[models.Model]) -> dict[str, models.Field]:
    """The columns by name, without numbers that the database itself counts."""
    return {field.name: field for field in model._meta.local_fields if not isinstance(field, models.AutoField)}


TABLE = _table()


def test_the_table_names_every_model_and_no_other() -> None:
    assert set(TABLE) == {model._meta.label for model in _models()}


@pytest.mark.parametrize("label", sorted(TABLE))
def test_every_column_is_accounted_for(label: str) -> None:
    clear, sealed, why = TABLE[label]
    assert clear | sealed == set(_columns(apps.get_model(label))), "tell in docs/threat-model.md why it may be clear, or seal it"
    assert not clear & sealed
    assert why


@pytest.mark.parametrize("label", sorted(TABLE))
def test_what_is_called_sealed_is_bytes_and_what_is_bytes_is_called_sealed(label: str) -> None:
    """Words in a column of text cannot be sealed, and bytes nobody accounts for could be anything."""
    _clear, sealed, _why = TABLE[label]
    assert sealed == {name for name, field in _columns(apps.get_model(label)).items() if isinstance(field, models.BinaryField)}
