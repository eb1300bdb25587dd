"""Country packs: what is true of a country and ages, in one dated file each.

A pack holds emergency numbers, hotlines and what limits a channel there (holidays and law come with the rooms that need them).
A hotline is here only if a primary (C) or secondary (S) source confirmed it, with the day it was checked.
Neighbours: the first answer and the danger button (conversations), the doctor (config), the check (conduct).
"""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from functools import cache
from pathlib import Path
from typing import Any

import yaml

LANGUAGES = ("kk", "uk", "ru", "en")
COUNTRIES = ("kz", "ua")
MARKS = ("C", "S")
FOLDER = Path(__file__).parent


class PackError(ValueError):
    """A country pack cannot be used; the sentence says which line and why."""


@dataclass(frozen=True)
class Emergency:
    """A number that is always answered. `what` is by language: kk, uk, ru, en."""

    number: str
    what: Mapping[str, str]


@dataclass(frozen=True)
class Hotline:
    """A line that a source confirmed. `hours` and `cost` are None, `languages` empty, where no source says."""

    id: str
    number: str
    about: tuple[str, ...]
    org: Mapping[str, str]
    what: Mapping[str, str]
    hours: str | None
    languages: tuple[str, ...]
    channel: tuple[str, ...]
    cost: str | None
    mark: str
    verified_on: date
    source: str


@dataclass(frozen=True)
class ChannelLimit:
    """What law or practice of the country says about a channel. `words` are for the people who write; empty where it is not offered."""

    kind: str
    offered: bool
    words: Mapping[str, str]
    verified_on: date
    source: str


@dataclass(frozen=True)
class CountryPack:
    country: str
    emergency: tuple[Emergency, ...]
    hotlines: tuple[Hotline, ...]
    quick_exit: Mapping[str, str]  # by language: a page of somebody else that tells nothing, for whoever must leave at once
    channels: tuple[ChannelLimit, ...] = ()

    def limit_of(self, channel: str) -> ChannelLimit | None:
        """What is particular about a channel in this country; None where nothing is."""
        return next((limit for limit in self.channels if limit.kind == channel), None)

    def numbers(self) -> frozenset[str]:
        """Every number of the pack, digits only."""
        written = [line.number for line in self.emergency] + [line.number for line in self.hotlines]
        return frozenset(re.sub(r"\D", "", number) for number in written)

    def stale(self, today: date, days: int = 90) -> list[Hotline]:
        """Hotlines checked more than `days` days before `today`, oldest first."""
        old = [line for line in self.hotlines if (today - line.verified_on).days > days]
        return sorted(old, key=lambda line: line.verified_on)


@cache
def load(country: str) -> CountryPack:
    """The pack of a country (`kz` or `ua`), read once. Raises PackError with a sentence."""
    if country not in COUNTRIES:
        raise PackError(f"There is no pack for country {country!r}; there are {', '.join(COUNTRIES)}.")
    return read(FOLDER / f"{country}.yaml")


def read(path: Path) -> CountryPack:
    """Read and check one pack file. Raises PackError naming the file and the line's number."""
    try:
        content = yaml.safe_load(path.read_text(encoding="utf-8"))
        return CountryPack(
            country=content["country"],
            emergency=tuple(_emergency(entry) for entry in content["emergency"]),
            hotlines=tuple(_hotline(entry) for entry in content["hotlines"]),
            channels=tuple(_channel(entry) for entry in content.get("channels", ())),
            quick_exit=_quick_exit(content["quick_exit"]),
        )
    except (OSError, yaml.YAMLError, KeyError, TypeError, ValueError) as trouble:
        raise PackError(f"{path.name}: {trouble}") from trouble


def _quick_exit(addresses: dict[str, str]) -> Mapping[str, str]:
    wrong = [language for language in LANGUAGES if not str(addresses.get(language, "")).startswith("https://")]
    if wrong:
        raise PackError(f"quick_exit: an https address is missing in {', '.join(wrong)}.")
    return {language: str(addresses[language]) for language in LANGUAGES}


def _emergency(entry: dict[str, Any]) -> Emergency:
    return Emergency(number=str(entry["number"]), what=_in_four_languages(entry, "what"))


def _hotline(entry: dict[str, Any]) -> Hotline:
    number = str(entry["number"])
    if entry["mark"] not in MARKS:
        raise PackError(f"hotline {number}: mark {entry['mark']!r} is not confirmed; only {' or '.join(MARKS)} may be shown.")
    if not isinstance(entry["verified_on"], date):
        raise PackError(f"hotline {number}: verified_on must be a date like 2026-01-26.")
    return Hotline(
        id=entry["id"],
        number=number,
        about=tuple(entry["about"]),
        org=_in_four_languages(entry, "org"),
        what=_in_four_languages(entry, "what"),
        hours=entry["hours"],
        languages=tuple(entry["languages"]),
        channel=tuple(entry["channel"]),
        cost=entry["cost"],
        mark=entry["mark"],
        verified_on=entry["verified_on"],
        source=entry["source"],
    )


def _channel(entry: dict[str, Any]) -> ChannelLimit:
    if not isinstance(entry["verified_on"], date):
        raise PackError(f"channel {entry['kind']}: verified_on must be a date like 2026-01-26.")
    words = _in_four_languages({"number": entry["kind"], **entry}, "words") if entry["offered"] else {}
    return ChannelLimit(entry["kind"], entry["offered"], words, entry["verified_on"], entry["source"])


def _in_four_languages(entry: dict[str, Any], field: str) -> Mapping[str, str]:
    words = entry[field]
    missing = [language for language in LANGUAGES if not words.get(language)]
    if missing:
        raise PackError(f"{entry['number']}: {field} is missing in {', '.join(missing)}.")
    return {language: str(words[language]) for language in LANGUAGES}
