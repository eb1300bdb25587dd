"""The checked phrases as a worker sees them: in the person's language, with the worker's own beneath where the two differ."""

from collections.abc import Sequence
from dataclasses import dataclass

from django.utils.translation import get_language

from tirek.conduct.engine.findings import Context
from tirek.conduct.library import MINUTES, Phrase, fitting, library, phrase

OFFERED_BY_A_CARD = 2


@dataclass(frozen=True, slots=True)
class Speaker:
    """What fills the blanks beside the country pack: the worker's own name."""

    name: str


@dataclass(frozen=True, slots=True)
class Offered:
    """One phrase ready to be inserted. `beneath` is empty where person and worker read the same language."""

    id: str
    text: str
    language: str
    beneath: str
    beneath_language: str
    blank: str  # what stands in it to be changed: the minutes


@dataclass(frozen=True, slots=True)
class Group:
    name: str
    title: str
    phrases: Sequence[Offered]


def spoken_to(context: Context) -> str:
    """The language in which the person writes or has chosen."""
    return context.client_language or context.language


def offered(context: Context, speaker: Speaker) -> list[Group]:
    """Every phrase that can be said in this country, by kind; presence notes stand first."""
    groups = []
    for kind in library():
        phrases = [one for one in (_offered(each, context, speaker) for each in kind.phrases) if one.text]
        groups.append(Group(kind.name, kind.title[_own_language()], phrases))
    return groups


def acknowledgements(context: Context, speaker: Speaker) -> list[Offered]:
    """The phrases that fit best what was perhaps felt in the person's last words."""
    return [_offered(one, context, speaker) for one in fitting("acknowledge", context.client_cues, OFFERED_BY_A_CARD)]


def with_phrase(words: str, id: str, context: Context, speaker: Speaker) -> str:
    """The draft with a phrase at its end, for a browser that runs no script."""
    known = phrase(id)
    said = _offered(known, context, speaker).text if known else ""
    return f"{words.rstrip()} {said}".strip() if said else words


def _offered(one: Phrase, context: Context, speaker: Speaker) -> Offered:
    language, own = spoken_to(context), _own_language()
    return Offered(
        id=one.id,
        text=one.said(language, context.country, name=speaker.name),
        language=language,
        beneath=one.said(own, context.country, name=speaker.name) if own != language else "",
        beneath_language=own,
        blank=str(MINUTES) if "{minutes}" in one.text[language] else "",
    )


def _own_language() -> str:
    return (get_language() or "en")[:2]
