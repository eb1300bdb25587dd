"""The texts somebody agrees to: by purpose and language, versioned, each with the fingerprint of what was shown. Pure."""

import hashlib
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from functools import cache
from pathlib import Path
from typing import Any

import yaml

PURPOSES = ("care", "share", "first", "boundaries")
ASKED = ("care", "share", "first")
"""What is asked for with yes and no; `boundaries` is read and acknowledged."""
LANGUAGES = ("kk", "uk", "ru", "en")
SHOWN = ("what", "why", "who", "third_parties", "risks", "if_not", "retention", "withdraw", "complain")
BRIEF = ("what", "why", "who", "if_not", "withdraw")
FOLDER = Path(__file__).parent
FIELDS = [
    "client",
    "who",
    "basis",
    "closes",
    "operator",
    "registration",
    "worker",
    "qualification",
    "purpose",
    "why",
    "services",
    "alternatives",
    "benefits",
    "risks",
    "confidentiality",
    "identity",
    "channel",
    "hours",
    "emergency",
    "recording",
    "data",
    "recipients",
    "third_parties",
    "cross_border",
    "publication",
    "storage",
    "retention",
    "automated",
    "withdraw",
    "complain",
    "language",
    "interpreter",
    "at",
    "method",
    "version",
    "hash",
    "until",
]
"""What a record holds: the union of the profession's list and the country's law (`packs/`)."""


@dataclass(frozen=True, slots=True)
class Facts:
    """What is true of the service and of this conversation when somebody is asked."""

    operator: str
    country: str
    registration: str = ""
    hours: str = ""
    in_messenger: bool = False
    worker: str = ""
    recipient: str = ""


@dataclass(frozen=True, slots=True)
class Giving:
    """Who agrees, how and when."""

    at: str
    method: str
    name: str = ""
    who: str = "person"
    basis: str = ""
    how: str = ""


@dataclass(frozen=True, slots=True)
class Item:
    """One thing the country's law wants to find in a record, and in which fields it stands."""

    key: str
    fields: tuple[str, ...]
    label: Mapping[str, str]


@dataclass(frozen=True, slots=True)
class CountryLaw:
    law: str
    mark: str
    items: tuple[Item, ...]
    alone: Mapping[str, tuple[str, ...]]
    authority: Mapping[str, str]


@cache
def texts(language: str) -> dict[str, Any]:
    name = language if language in LANGUAGES else "en"
    loaded: dict[str, Any] = yaml.safe_load((FOLDER / "texts" / f"{name}.yaml").read_text(encoding="utf-8"))
    return loaded


@cache
def pack(country: str) -> CountryLaw:
    raw = yaml.safe_load((FOLDER / "packs" / f"{country}.yaml").read_text(encoding="utf-8"))
    items = tuple(Item(one["key"], tuple(one["fields"]), one["label"]) for one in raw["items"])
    return CountryLaw(raw["law"], raw["mark"], items, {who: tuple(may) for who, may in raw["alone"].items()}, raw["authority"])


@dataclass(frozen=True, slots=True)
class Wording:
    """One purpose in one language, with the facts of the moment filled in."""

    purpose: str
    language: str
    facts: Facts

    @property
    def version(self) -> int:
        return int(texts(self.language)["version"])

    @property
    def title(self) -> str:
        return self.field("title")

    def field(self, name: str) -> str:
        """One sentence of it: the purpose's own where it has one, else what holds for all."""
        own, common = texts(self.language)["purposes"][self.purpose], texts(self.language)["fields"]
        channel = "messenger" if self.facts.in_messenger else "room"
        said = own.get(name) or common.get(name) or common.get(f"{name}_{channel}") or ""
        return str(said).format(
            operator=self.facts.operator,
            recipient=self.facts.recipient or "…",
            hours=self.facts.hours,
            authority=pack(self.facts.country).authority[self.language],
        )

    @property
    def shown(self) -> list[list[str]]:
        """Heading and words, as they stand before whoever is asked."""
        labels = texts(self.language)["labels"]
        return [[str(labels[name]), self.field(name)] for name in SHOWN]

    @property
    def brief(self) -> str:
        """The same in the length of a message."""
        return "\n\n".join([self.title, *(self.field(name) for name in BRIEF)])

    @property
    def rest(self) -> str:
        """What the message left out: the answer to "More about it"."""
        labels = texts(self.language)["labels"]
        left_out = [name for name in SHOWN if name not in BRIEF and not (name == "third_parties" and self.purpose == "share")]
        told = [f"{labels[name]}: {self.field(name)}" for name in left_out]
        return "\n\n".join([*told, *(self.field(name) for name in ("confidentiality", "storage", "automated", "alternatives"))])

    @property
    def fingerprint(self) -> str:
        """SHA-256 of what was shown, so that a record proves its own text."""
        return fingerprint_of(self.title, self.shown)

    def word(self, group: str, name: str) -> str:
        return str(texts(self.language)[group][name])


def fingerprint_of(title: str, shown: list[list[str]]) -> str:
    return hashlib.sha256("\n".join([title, *("\n".join(pair) for pair in shown)]).encode()).hexdigest()


def terms(wording: Wording, giving: Giving) -> dict[str, str]:
    """Every field of a record, in the language in which it was asked."""
    facts, common = wording.facts, texts(wording.language)["fields"]
    known = {
        "client": giving.name or str(common["withheld"]),
        "closes": "" if giving.name else str(common["closes"]),
        "who": wording.word("who", giving.who),
        "basis": giving.basis,
        "operator": facts.operator,
        "registration": facts.registration,
        "worker": facts.worker or str(common["nobody_yet"]),
        "purpose": wording.title,
        "recipients": wording.field("who"),
        "language": wording.language,
        "at": giving.at,
        "method": ". ".join(part for part in (wording.word("method", giving.method), giving.how) if part),
        "version": str(wording.version),
        "hash": wording.fingerprint,
    }
    return {name: known.get(name, "") if name in known else wording.field(name) for name in FIELDS}


def items(country: str, language: str, kept: Mapping[str, str]) -> Iterator[tuple[str, str]]:
    """What the country's law asks for, with what this record says of it."""
    for one in pack(country).items:
        yield one.label[language], " · ".join(kept[name] for name in one.fields if kept.get(name))
