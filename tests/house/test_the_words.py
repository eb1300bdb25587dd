"""Every noun of the code is in the glossary, in four languages."""

import re

import pytest
from django.apps import apps

from tests.house.source import ROOT
from tirek.people.models import Role

ROWS = [
    [cell.strip() for cell in line.strip("|").split("|")]
    for line in (ROOT / "GLOSSARY.md").read_text(encoding="utf-8").splitlines()
    if line.startswith("| ") and not line.startswith("| English")
]
NOT_UKRAINIAN, NOT_RUSSIAN = re.compile(r"[ыэъё]", re.IGNORECASE), re.compile(r"[іїєґ]", re.IGNORECASE)


def test_every_model_is_explained() -> None:
    text = "\n".join(row[4] for row in ROWS)
    named = {model.__name__ for model in apps.get_models() if model.__module__.startswith("tirek.")}
    assert not {name for name in named if f"`{name}`" not in text}


def test_every_role_is_explained() -> None:
    words = {row[0] for row in ROWS}
    assert not {str(role.label) for role in Role} - words


def test_the_glossary_names_no_model_that_is_gone() -> None:
    named = {model.__name__ for model in apps.get_models()}
    assert not set(re.findall(r"`([A-Z]\w+)`", "\n".join(row[4] for row in ROWS))) - named


@pytest.mark.parametrize("row", ROWS, ids=[row[0] for row in ROWS])
def test_a_word_has_four_languages_and_one_sentence(row: list[str]) -> None:
    assert len(row) == 5 and all(row)
    assert not NOT_UKRAINIAN.search(row[2]) and not NOT_RUSSIAN.search(row[3]), "the columns are Қазақша, Українська, Русский"
    assert row[4].endswith(".")


def test_no_word_is_explained_twice() -> None:
    words = [word.strip() for row in ROWS for word in row[0].split(",")]
    assert len(words) == len(set(words))
