"""The second reading as the composer shows it: the marked text, and one card for each finding."""

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from itertools import pairwise

from django.utils.translation import get_language
from django.utils.translation import gettext_lazy as _

from tirek.channels.adapters import ADAPTERS
from tirek.conduct.actions import Reading, engine
from tirek.conduct.engine.findings import Context, Finding, Grade
from tirek.conduct.rules import Answer
from tirek.conversations.header import Header
from tirek.conversations.models import Thread
from tirek.kit.text import split_message, utf16_len
from tirek.people.models import Organisation

LOOKS = {Grade.HINT: "hint", Grade.NUDGE: "nudge", Grade.STRONG: "strong", Grade.HARD: "strong"}
ICONS = {Grade.HINT: "info-circle", Grade.NUDGE: "bulb", Grade.STRONG: "alert-triangle", Grade.HARD: "hand-stop"}
REASONS = (
    ("quote", _("I quote somebody")),
    ("asked", _("The person asked for it")),
    ("safety", _("Safety needs it")),
    ("true_here", _("It is right here")),
)
MOST_SHOWN = 3
NAMED_IN = 60
"""In how many of the newest letters names are looked for."""
MOST_TELLING = 16_384
_CAPITALISED = re.compile(r"\b[A-ZА-ЯЁІЇЄҐӘҒҚҢӨҰҮҺ][\w’'ʼ-]{2,30}")


@dataclass(frozen=True, slots=True)
class Piece:
    """A stretch of the draft; `look` names its underline, if any."""

    text: str
    look: str = ""


@dataclass(frozen=True, slots=True)
class Card:
    """One finding as it is shown. `start` and `end` count UTF-16 units, as the browser does."""

    key: str
    look: str
    icon: str
    title: str
    why: str
    suggest: str
    principle: str
    replacement: str | None
    start: int
    end: int
    is_hard: bool
    must_answer: bool
    reason: str
    words: str


@dataclass(frozen=True, slots=True)
class SecondReading:
    pieces: Sequence[Piece]
    cards: Sequence[Card]
    more: int
    error: str
    length: int  # UTF-16 units
    parts: int  # in how many messages this will arrive

    @property
    def blocked(self) -> bool:
        return any(card.must_answer and not card.reason for card in self.cards)


def context_for(thread: Thread, header: Header, client_words: Sequence[str], organisation: Organisation) -> Context:
    """What the check may know: this thread's person, the service's own numbers, the country, the channel's limit."""
    names = {header.name, *header.name.split(), *(name for words in client_words[:NAMED_IN] for name in _CAPITALISED.findall(words[:4096]))}
    return Context(
        language=header.language or organisation.language,
        country=organisation.country,
        max_text=ADAPTERS[thread.account.kind].caps.max_text,
        client_words=_telling(client_words),
        names=tuple(sorted(name for name in names if name)),
        service_contacts=organisation.own_contacts,
    )


def _telling(client_words: Sequence[str]) -> tuple[str, ...]:
    """Of all that this person wrote only what a number or an address can be found in: few characters, however much was written."""
    kept, room = [], MOST_TELLING
    for words in client_words:
        telling = " ".join(word for word in words.split() if any(letter.isdigit() or letter in "@/." for letter in word) or word.isupper())
        kept.append(telling[:room])
        room -= len(kept[-1])
    return tuple(one for one in kept if one)


def second_reading(words: str, reading: Reading, answers: Mapping[str, Answer], limit: int) -> SecondReading:
    cards = [_card(finding, words, answers.get(finding.key)) for finding in reading.findings]
    pressing = [card for card in cards if card.must_answer]
    quiet = [card for card in cards if not card.must_answer]
    shown = (pressing + quiet[: max(0, MOST_SHOWN - len(pressing))])[: max(MOST_SHOWN, len(pressing))]
    shown.sort(key=lambda card: card.start)
    return SecondReading(
        _pieces(words, reading.findings), shown, len(cards) - len(shown), reading.error, utf16_len(words), len(split_message(words, limit))
    )


def _card(finding: Finding, words: str, answer: Answer | None) -> Card:
    said = engine().words(finding.rule, (get_language() or "en")[:2])
    return Card(
        key=finding.key,
        look=LOOKS[finding.grade],
        icon=ICONS[finding.grade],
        title=said.title,
        why=said.why,
        suggest=said.suggest,
        principle=said.principle,
        replacement=finding.replacement,
        start=utf16_len(words[: finding.start]),
        end=utf16_len(words[: finding.end]),
        is_hard=finding.grade == Grade.HARD,
        must_answer=finding.grade >= Grade.STRONG,
        reason=answer.reason if answer else "",
        words=answer.words if answer else "",
    )


def _pieces(words: str, findings: Sequence[Finding]) -> list[Piece]:
    """The draft cut at the borders of its findings; where two overlap the graver look wins."""
    cuts = sorted({0, len(words), *(edge for finding in findings for edge in (finding.start, finding.end))})
    pieces = []
    for start, end in pairwise(cuts):
        over = [finding.grade for finding in findings if finding.start <= start and end <= finding.end]
        pieces.append(Piece(words[start:end], LOOKS[max(over)] if over else ""))
    return pieces


def applied(words: str, finding: Finding) -> str:
    """The draft with one finding's replacement in its place."""
    return words[: finding.start] + (finding.replacement or "") + words[finding.end :]
