"""The check of a draft: fold, split, match, look, ask what the words around say, choose the cards.

No network, no clock, no database; a draft is never kept. Any str is accepted and nothing is raised for a draft.
"""

from __future__ import annotations

import hashlib
from collections.abc import Iterable, Iterator
from pathlib import Path

from tirek.conduct.engine import packs as rule_packs
from tirek.conduct.engine.cards import Card, apart, chosen
from tirek.conduct.engine.disclosure import Disclosure
from tirek.conduct.engine.draft import Draft, draft_of
from tirek.conduct.engine.findings import LANGUAGES, Context, Finding, Grade, RuleWords
from tirek.conduct.engine.overlays import Overlay, laid_over
from tirek.conduct.engine.registry import DETECTORS
from tirek.conduct.engine.rule import PRINCIPLES, Packs, Rule
from tirek.conduct.engine.spoken import Spoken

FOLDER = Path(__file__).parent.parent / "packs"
LONGEST_DRAFT = 65_536  # what an outgoing message can never reach; letters after it are not read


class Engine:
    """Rules ready to run. Built once at start, shared by threads."""

    def __init__(self, packs: Packs, overlays: Iterable[Overlay] = ()) -> None:
        self._base = packs
        packs = laid_over(packs, overlays)
        self._packs = packs
        self._spoken = Spoken(packs)
        self._disclosure = Disclosure(packs)
        self._looking = [(rule, DETECTORS[name]) for rule in packs.rules.values() for name in sorted(rule.detectors) if name in DETECTORS]

    @classmethod
    def load(cls, *folders: Path, overlays: Iterable[Overlay] = ()) -> Engine:
        """Read the packs of the folders, by default the room's own. Raises PackError with a sentence."""
        return cls(rule_packs.load(folders or (FOLDER,)), overlays)

    def overlaid(self, *overlays: Overlay) -> Engine:
        """These packs with an organisation's own word on them (and no other's). What is compiled is shared."""
        return Engine(self._base, overlays)

    @property
    def rules(self) -> tuple[Rule, ...]:
        return tuple(self._packs.rules.values())

    def rule(self, id: str) -> Rule:
        """One rule with its source, owner, reviewers and examples. Raises KeyError for an unknown one."""
        return self._packs.rules[id]

    def words(self, rule: str, language: str) -> RuleWords:
        """The card's words in an interface language; Russian if we do not speak it. Raises KeyError for an unknown rule."""
        known = self._packs.rules[rule]
        speaks = language if language in LANGUAGES else "ru"
        principle = PRINCIPLES[known.principle][speaks]
        return RuleWords(known.title[speaks], known.why[speaks], known.suggest[speaks], principle)

    def check(self, text: str, context: Context) -> tuple[Finding, ...]:
        """What the rules ask to read again, in the order of the draft. Silence is not safety."""
        draft = _readable(text, context)
        if draft is None:
            return ()
        return tuple(_finding(card, draft) for card in chosen(self._awake(draft), draft.spans))

    def found(self, text: str, context: Context) -> tuple[Finding, ...]:
        """The same without the screen's limits: every finding that stands apart, however many a sentence or a draft has."""
        draft = _readable(text, context)
        if draft is None:
            return ()
        return tuple(_finding(card, draft) for card in apart(self._awake(draft), draft.spans))

    def everything(self, text: str, context: Context) -> tuple[Finding, ...]:
        """What every rule sees, before a few cards are chosen of it: to try a sentence on a rule, and to test one."""
        draft = _readable(text, context)
        return tuple(_finding(card, draft) for card in self._awake(draft)) if draft else ()

    def _awake(self, draft: Draft) -> list[Card]:
        cards = self._disclosure.with_personal(draft, list(self._spoken.cards(draft)))
        cards += self._sights(draft)
        return [card for card in cards if card.grade >= Grade.STRONG or card.rule.id not in draft.context.quiet]

    def _sights(self, draft: Draft) -> Iterator[Card]:
        for rule, look in self._looking:
            for sight in look(draft, rule):
                if sight.whole or rule.quotes or not draft.is_quoted(sight.start, sight.end):
                    yield Card(rule, sight.start, sight.end, sight.replacement, sight.offers, sight.whole)


def _readable(text: str, context: Context) -> Draft | None:
    """The draft, or nothing if it holds not one letter or sign."""
    draft = draft_of(text[:LONGEST_DRAFT], context) if text.strip() else None
    return draft if draft and draft.spans else None


def _finding(card: Card, draft: Draft) -> Finding:
    start, end = draft.folded.span(card.start, card.end)
    # What is missing from a draft is missing in answer to the client's words, wherever the card found room.
    words = " ".join(draft.context.last_words) if card.whole else draft.text[card.start : card.end]
    said = f"{card.rule.id}\0{words}".encode("utf-8", "surrogatepass")
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
        offers=card.offers,
        whole=card.whole,
    )
