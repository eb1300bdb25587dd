"""The library of checked phrases: warm, plain sentences for the moments in which words are hardest to find.

Data stand in packs/library, one file a kind, in four languages, each with its source, its owner and who has read it. Blanks
are filled here: `{minutes}` and `{name}` from what is known, `{hotline:topic}` and `{emergency:112}` from the country pack; a
sentence whose blank nobody can fill is left out, never guessed. No Django, no network.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from functools import cache
from pathlib import Path
from typing import Any

import yaml

from tirek.conduct.engine.cues.protocols import filled
from tirek.conduct.engine.findings import LANGUAGES

FOLDER = Path(__file__).parent / "packs" / "library"
KINDS = ("presence", "acknowledge", "explore", "choice", "safety", "repair", "waiting", "boundary", "ending")
"""In the order in which they are offered: first that somebody is there."""
MINUTES = 10
"""How long a presence note asks for, until the worker writes another number."""
_BLANK = re.compile(r"\{([\w:]+)\}")
_BORDER = re.compile(r"(?<=[.!?…]) +")
_FILE_KEYS = {"version", "kind", "title", "owner", "source", "reviewed", "phrases"}
_PHRASE_KEYS = {"id", "fits", "owner", "source", "reviewed", *LANGUAGES}


class LibraryError(ValueError):
    """A file of phrases cannot be used; the sentence names the file and what to change."""


@dataclass(frozen=True, slots=True)
class Phrase:
    """One checked phrase. `fits`: the cues it answers; none is said of all."""

    id: str
    kind: str
    text: Mapping[str, str]
    fits: tuple[str, ...]
    source: str
    owner: str
    reviewed: Mapping[str, str]

    def said(self, language: str, country: str, **known: object) -> str:
        """The words in a language, with their blanks filled; empty when no sentence of it can be said."""
        return told(self.text[language if language in LANGUAGES else "ru"], country, **{"minutes": MINUTES, **known})


@dataclass(frozen=True, slots=True)
class Kind:
    """The phrases for one kind of moment, with its name in four languages."""

    name: str
    title: Mapping[str, str]
    phrases: tuple[Phrase, ...]


@cache
def library() -> tuple[Kind, ...]:
    """Every kind in the order of `KINDS`. Raises LibraryError."""
    return tuple(_kind(FOLDER / f"{name}.yaml", name) for name in KINDS)


def told(text: str, country: str, **known: object) -> str:
    """A text with its blanks filled; a sentence whose blank nobody can fill is left out."""
    return " ".join(_filled(_BORDER.split(text), country, known))


def phrase(id: str) -> Phrase | None:
    """One phrase by its id; None for an unknown one."""
    return next((one for kind in library() for one in kind.phrases if one.id == id), None)


def fitting(kind: str, cues: Iterable[str], most: int) -> list[Phrase]:
    """The phrases of a kind that answer these cues best, then those that are said of everything."""
    wanted = frozenset(cues)
    known = next(one.phrases for one in library() if one.name == kind)
    suited = [one for one in known if not one.fits or wanted.intersection(one.fits)]
    return sorted(suited, key=lambda one: -len(wanted.intersection(one.fits)))[:most]


def _filled(sentences: Sequence[str], country: str, known: Mapping[str, object]) -> list[str]:
    told = []
    for sentence in sentences:
        for blank in _BLANK.findall(sentence):
            if known.get(blank):
                sentence = sentence.replace(f"{{{blank}}}", str(known[blank]))
        told += [one for one in filled([sentence], country) if not _BLANK.search(one)]
    return told


def _kind(path: Path, name: str) -> Kind:
    content = _content(path)
    if content.get("kind") != name:
        raise LibraryError(f"{path.name}: kind must be {name!r}, as the file is named.")
    common = {key: content.get(key) for key in ("source", "owner", "reviewed")}
    phrases = tuple(_phrase(path, name, {**common, **entry}) for entry in content.get("phrases") or [])
    twice = [one.id for number, one in enumerate(phrases) if one.id in {other.id for other in phrases[:number]}]
    if twice:
        raise LibraryError(f"{path.name}: {twice[0]!r} stands twice.")
    return Kind(name, _four(path, "title", content.get("title")), phrases)


def _content(path: Path) -> dict[str, Any]:
    try:
        content = yaml.load(path.read_text(encoding="utf-8"), Loader=getattr(yaml, "CSafeLoader", yaml.SafeLoader))
    except (OSError, UnicodeDecodeError, yaml.YAMLError) as trouble:
        raise LibraryError(f"{path.name}: {trouble}") from trouble
    if not isinstance(content, dict) or set(content) - _FILE_KEYS:
        raise LibraryError(f"{path.name}: a file of phrases holds {', '.join(sorted(_FILE_KEYS))} and nothing else.")
    return content


def _phrase(path: Path, kind: str, entry: Mapping[str, Any]) -> Phrase:
    unknown = sorted(set(entry) - _PHRASE_KEYS)
    if unknown or not str(entry.get("id", "")).startswith(f"{kind}-"):
        raise LibraryError(f"{path.name}: {entry.get('id')!r}: {unknown or f'its id begins with {kind}-'}.")
    return Phrase(
        id=str(entry["id"]),
        kind=kind,
        text=_four(path, str(entry["id"]), {language: entry.get(language) for language in LANGUAGES}),
        fits=tuple(entry.get("fits") or ()),
        source=str(entry.get("source") or ""),
        owner=str(entry.get("owner") or ""),
        reviewed=_four(path, "reviewed", entry.get("reviewed")),
    )


def _four(path: Path, what: str, words: Any) -> Mapping[str, str]:
    missing = [language for language in LANGUAGES if not isinstance(words, dict) or not words.get(language)]
    if missing:
        raise LibraryError(f"{path.name}: {what} is missing in {', '.join(missing)}.")
    return {language: str(words[language]) for language in LANGUAGES}
