"""Country packs: emergency numbers always, hotlines only while their source and date stand."""

from datetime import date
from pathlib import Path

import pytest

from tirek.kit import packs


@pytest.mark.parametrize("country", packs.COUNTRIES)
def test_emergency_numbers_are_there_in_four_languages(country: str) -> None:
    pack = packs.load(country)
    assert {line.number for line in pack.emergency} == {"101", "102", "103", "112"}
    for line in (*pack.emergency, *pack.hotlines):
        assert all(line.what[language] for language in packs.LANGUAGES)


@pytest.mark.parametrize("country", packs.COUNTRIES)
def test_every_hotline_is_confirmed_and_dated(country: str) -> None:
    for line in packs.load(country).hotlines:
        assert line.mark in ("C", "S")
        assert date(2024, 1, 1) < line.verified_on <= date.today()
        assert line.source


def test_lines_that_no_source_confirms_are_not_shipped() -> None:
    shipped = packs.load("kz").numbers() | packs.load("ua").numbers()
    assert not shipped & {"150", "1414", "3580", "1415", "7333", "116123", "116111", "0800500335", "0800500225", "386", "772"}


def test_numbers_are_digits_only() -> None:
    assert "0800100102" in packs.load("ua").numbers()
    assert all(number.isdigit() for number in packs.load("ua").numbers())


def test_a_line_is_stale_after_ninety_days_and_not_on_the_ninetieth() -> None:
    pack = packs.load("kz")
    assert pack.stale(date(2026, 1, 30)) == []
    assert [line.number for line in pack.stale(date(2026, 1, 31))] == ["111"]


def test_a_pack_is_read_once() -> None:
    assert packs.load("kz") is packs.load("kz")


@pytest.mark.parametrize(
    ("old", "new", "says"),
    [
        ("mark: S", "mark: M", "not confirmed"),
        ("verified_on: 2025-11-01", "verified_on: soon", "must be a date"),
        ("    uk: Єдина служба порятунку\n", "", "missing in uk"),
        ("  cost: free\n", "", "cost"),
        ("country: kz", "country: [", "kz.yaml"),
    ],
)
def test_a_faulty_pack_is_refused_with_a_sentence(tmp_path: Path, old: str, new: str, says: str) -> None:
    text = (packs.FOLDER / "kz.yaml").read_text(encoding="utf-8")
    assert old in text
    (tmp_path / "kz.yaml").write_text(text.replace(old, new, 1), encoding="utf-8")
    with pytest.raises(packs.PackError, match=says):
        packs.read(tmp_path / "kz.yaml")


def test_an_unknown_country_is_refused_with_the_known_ones() -> None:
    with pytest.raises(packs.PackError, match="kz, ua"):
        packs.load("xx")
