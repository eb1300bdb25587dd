"""The check of a draft: fold, split, match, ask what the words around say, choose the cards.

No network, no clock, no database; a draft is never kept. Any str is accepted and nothing is raised for a draft.
"""

from __future__ import annotations

import hashlib
import re
from bisect import bisect_right
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

from tirek.conduct.engine import packs as rule_packs
from tirek.conduct.engine.cards import Card, chosen
from tirek.conduct.engine.findings import LANGUAGES, Context, Finding, RuleWords
from tirek.conduct.engine.folding import Folded, fold
from tirek.conduct.engine.language import language_of, packs_for
from tirek.conduct.engine.matching import Match, Matcher
from tirek.conduct.engine.memory import SentenceMemory
from tirek.conduct.engine.names import greeted_strangers
from tirek.conduct.engine.nearby import Nearby
from tirek.conduct.engine.packs import Local, Packs, Rule
from tirek.conduct.engine.personal import CONTACTS, Disclosed, disclosed
from tirek.conduct.engine.sentences import quotations, sentences

FOLDER = Path(__file__).parent.parent / "packs"
LONGEST_DRAFT = 65_536  # what an outgoing message can never reach; letters after it are not read
_SHORT_SENTENCE = 60


@dataclass(frozen=True, slots=True)
class _Draft:
    typed: str
    folded: Folded
    spans: list[tuple[int, int]]
    languages: tuple[str, ...]
    context: Context

    @property
    def text(self) -> str:
        return self.folded.text


class Engine:
    """Rules ready to run. Built once at start, shared by threads."""

    def __init__(self, packs: Packs) -> None:
        self._packs = packs
        self._matchers = {language: Matcher(packs, language) for language in LANGUAGES}
        self._memory = SentenceMemory()
        self._someone_elses = packs.with_detector("someone_elses")
        self._clients_own = packs.with_detector("clients_own")
        self._workers_own = packs.with_detector("workers_own")
        self._other_name = packs.with_detector("other_name")

    @classmethod
    def load(cls, *folders: Path) -> Engine:
        """Read the packs of the folders, by default the room's own. Raises PackError with a sentence."""
        return cls(rule_packs.load(folders or (FOLDER,)))

    @property
    def rules(self) -> tuple[Rule, ...]:
        return tuple(self._packs.rules.values())

    def words(self, rule: str, language: str) -> RuleWords:
        """The card's words in an interface language; Russian if we do not speak it. Raises KeyError for an unknown rule."""
        known = self._packs.rules[rule]
        speaks = language if language in LANGUAGES else "ru"
        principle = rule_packs.PRINCIPLES[known.principle][speaks]
        return RuleWords(known.title[speaks], known.why[speaks], known.suggest[speaks], principle)

    def check(self, text: str, context: Context) -> tuple[Finding, ...]:
        """What the rules ask to read again, in the order of the draft. Silence is not safety."""
        if not text.strip():
            return ()
        draft = _draft(text[:LONGEST_DRAFT], context)
        cards = [*self._phrases(draft)]
        cards = self._with_personal(draft, cards)
        cards += self._greetings(draft)
        return tuple(_finding(card, draft) for card in chosen(cards, draft.spans))

    def _phrases(self, draft: _Draft) -> Iterator[Card]:
        quoted = quotations(draft.text)
        for start, end in draft.spans:
            for match in self._matches(draft.text[start:end], draft.languages):
                card = Card(match.rule, start + match.start, start + match.end, _put(match, start, draft))
                if match.rule.quotes or not any(first <= card.start and card.end <= last for first, last in quoted):
                    yield card

    def _matches(self, sentence: str, languages: tuple[str, ...]) -> tuple[Match, ...]:
        if "en" not in languages and len(re.findall("[a-z]", sentence)) > len(sentence) // 2:
            languages = (*languages, "en")
        digest = self._memory.digest(sentence, languages)
        known = self._memory.recall(digest)
        if known is None:
            known = tuple(match for language in languages for match in self._matchers[language].find(sentence))
            self._memory.remember(digest, known)
        return known

    def _with_personal(self, draft: _Draft, cards: list[Card]) -> list[Card]:
        for found in disclosed(draft.text, draft.context):
            rule = self._rule_for(draft, found, cards)
            if rule is None:
                continue
            card = Card(rule, found.item.start, found.item.end, found.replacement)
            cards = _joined(card, cards, draft) if rule is self._workers_own else [*cards, card]
        return cards

    def _rule_for(self, draft: _Draft, found: Disclosed, cards: list[Card]) -> Rule | None:
        item = found.item
        if found.own:
            return self._clients_own if item.kind not in ("email", "link", "handle") else None
        if (
            item.kind in CONTACTS
            and not Nearby(draft.text, item.start, item.end).belongs_to_a_person()
            and self._is_workers(draft, item.start, cards)
        ):
            return self._workers_own
        return self._someone_elses if found.sure else None

    def _is_workers(self, draft: _Draft, place: int, cards: list[Card]) -> bool:
        """The words beside a contact say that it is the writer's."""
        start, end = _around(draft, place)
        if any(card.rule is self._workers_own and start <= card.start < end for card in cards):
            return True
        local = [self._workers_own.local[language] for language in draft.languages] if self._workers_own else []
        words = [draft.text[first:last] for first, last in draft.spans if start <= first < end]
        return any(_offers(each, sentence) for each in local for sentence in words)

    def _greetings(self, draft: _Draft) -> Iterator[Card]:
        if self._other_name:
            for start, end in greeted_strangers(draft.typed, draft.folded, draft.context.names, draft.context.client_words):
                yield Card(self._other_name, start, end)


def _draft(text: str, context: Context) -> _Draft:
    folded = fold(text)
    fallback = context.language if context.language in LANGUAGES else "ru"
    return _Draft(text, folded, sentences(folded.text), packs_for(language_of(text, fallback)), context)


def _around(draft: _Draft, place: int) -> tuple[int, int]:
    """The sentence of a place, with the one before it if that is short ("My number. 8 701 …")."""
    index = max(0, bisect_right([start for start, _ in draft.spans], place) - 1)
    start, end = draft.spans[index]
    if index and start - draft.spans[index - 1][0] <= _SHORT_SENTENCE:
        start = draft.spans[index - 1][0]
    return start, end


def _offers(local: Local, sentence: str) -> bool:
    """The sentence offers the writer's contact, and nothing in it excuses that."""
    return any(phrase.pattern.search(sentence) for phrase in local.with_contact) and not any(
        excuse.pattern.search(sentence) for excuse in local.unless
    )


def _joined(card: Card, cards: list[Card], draft: _Draft) -> list[Card]:
    """The words and the contact they speak of are one card."""
    start, end = _around(draft, card.start)
    same = [other for other in cards if other.rule is card.rule and start <= other.start < end]
    first = min([card.start, *(other.start for other in same)])
    last = max([card.end, *(other.end for other in same)])
    return [*(other for other in cards if other not in same), Card(card.rule, first, last)]


def _put(match: Match, offset: int, draft: _Draft) -> str | None:
    """The replacement with its groups as they were typed, and the first letter as high as the one it replaces."""
    if match.put is None:
        return None
    groups = [_typed(draft, offset + start, offset + end) if start >= 0 else "" for start, end in match.groups]
    words = re.sub(r" {2,}", " ", match.put.format("", *groups)).strip()
    if words and _typed(draft, offset + match.start, offset + match.end)[:1].isupper():
        words = words[0].upper() + words[1:]
    return words


def _typed(draft: _Draft, start: int, end: int) -> str:
    return draft.typed[slice(*draft.folded.span(start, end))]


def _finding(card: Card, draft: _Draft) -> Finding:
    start, end = draft.folded.span(card.start, card.end)
    said = f"{card.rule.id}\0{draft.text[card.start : card.end]}".encode("utf-8", "surrogatepass")
    return Finding(
        rule=card.rule.id,
        family=card.rule.family,
        principle=card.rule.principle,
        grade=card.grade,
        start=start,
        end=end,
        replacement=card.replacement,
        key=hashlib.blake2b(said, digest_size=8).hexdigest(),
        version=card.rule.version,
    )
