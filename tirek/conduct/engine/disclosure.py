"""Numbers and addresses of a draft, and the greeting: which of the personal rules speaks of them."""

from __future__ import annotations

from bisect import bisect_right

from tirek.conduct.engine.cards import Card
from tirek.conduct.engine.draft import Draft
from tirek.conduct.engine.names import greeted_strangers
from tirek.conduct.engine.nearby import Nearby
from tirek.conduct.engine.personal import CONTACTS, Disclosed, disclosed
from tirek.conduct.engine.phrases import Said
from tirek.conduct.engine.rule import Local, Packs, Rule

_SHORT_SENTENCE = 60


class Disclosure:
    """The rules that name a personal detector, asked together: whose a number is decides which of them speaks."""

    def __init__(self, packs: Packs) -> None:
        self._someone_elses = packs.with_detector("someone_elses")
        self._clients_own = packs.with_detector("clients_own")
        self._workers_own = packs.with_detector("workers_own")
        self._other_name = packs.with_detector("other_name")

    def with_personal(self, draft: Draft, cards: list[Card]) -> list[Card]:
        """The cards of the phrases, joined by those of numbers, addresses and a stranger's name."""
        for found in disclosed(draft.text, draft.context):
            rule = self._rule_for(draft, found, cards)
            if rule is not None:
                card = Card(rule, found.item.start, found.item.end, found.replacement)
                cards = _joined(card, cards, draft) if rule is self._workers_own else [*cards, card]
        if self._other_name is None:
            return cards
        known = (draft.context.names, draft.context.client_words)
        return [*cards, *(Card(self._other_name, *span) for span in greeted_strangers(draft.typed, draft.folded, *known))]

    def _rule_for(self, draft: Draft, found: Disclosed, cards: list[Card]) -> Rule | None:
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

    def _is_workers(self, draft: Draft, place: int, cards: list[Card]) -> bool:
        """The words beside a contact say that it is the writer's."""
        start, end = _around(draft, place)
        if any(card.rule is self._workers_own and start <= card.start < end for card in cards):
            return True
        local = [self._workers_own.local[language] for language in draft.languages] if self._workers_own else []
        words = [Said.of(draft.text[first:last]) for first, last in draft.spans if start <= first < end]
        return any(_offers(each, sentence) for each in local for sentence in words)


def _around(draft: Draft, place: int) -> tuple[int, int]:
    """The sentence of a place, with the one before it if that is short ("My number. 8 701 …")."""
    index = max(0, bisect_right([start for start, _ in draft.spans], place) - 1)
    start, end = draft.spans[index]
    if index and start - draft.spans[index - 1][0] <= _SHORT_SENTENCE:
        start = draft.spans[index - 1][0]
    return start, end


def _offers(local: Local, sentence: Said) -> bool:
    """The sentence offers the writer's contact, and nothing in it excuses that."""
    return any(phrase.stands_in(sentence) for phrase in local.with_contact) and not any(
        excuse.stands_in(sentence) for excuse in local.unless
    )


def _joined(card: Card, cards: list[Card], draft: Draft) -> list[Card]:
    """The words and the contact they speak of are one card."""
    start, end = _around(draft, card.start)
    others: list[Card] = []
    first, last = card.start, card.end
    for other in cards:
        if other.rule is card.rule and start <= other.start < end:
            first, last = min(first, other.start), max(last, other.end)
        else:
            others.append(other)
    return [*others, Card(card.rule, first, last)]
