"""The phrases of a draft, sentence by sentence, each sentence read once however often its draft is typed on."""

from __future__ import annotations

import re
from collections.abc import Iterator

from tirek.conduct.engine.cards import Card
from tirek.conduct.engine.draft import Draft
from tirek.conduct.engine.findings import LANGUAGES
from tirek.conduct.engine.matching import Match, Matcher
from tirek.conduct.engine.memory import SentenceMemory
from tirek.conduct.engine.rule import ANY, Packs

_LATIN = re.compile("[a-z]")


class Spoken:
    """Matchers of all languages with a memory of sentences. Shared by threads."""

    def __init__(self, packs: Packs) -> None:
        self.matchers = {language: Matcher(packs, language) for language in (*LANGUAGES, ANY)}
        self._emergency = tuple(phrase for phrases in packs.frames["emergency"].values() for phrase in phrases)
        self._memory = SentenceMemory()

    def cards(self, draft: Draft) -> Iterator[Card]:
        for number, (start, end) in enumerate(draft.spans):
            for match in self._matches(draft.text[start:end], draft.languages):
                card = Card(match.rule, start + match.start, start + match.end, _put(match, start, draft))
                if not match.rule.quotes and draft.is_quoted(card.start, card.end):
                    continue
                if "emergency" not in match.rule.guards or not self._is_emergency(draft, number):
                    yield card

    def _is_emergency(self, draft: Draft, number: int) -> bool:
        """Danger to life is spoken of in this sentence or the next ("Leave now. Call 102."): then a command is care."""
        around = draft.sentences[number : number + 2]
        return any(phrase.stands_in(said) for said in around for phrase in self._emergency)

    def _matches(self, sentence: str, languages: tuple[str, ...]) -> tuple[Match, ...]:
        if "en" not in languages and len(_LATIN.findall(sentence)) > len(sentence) // 2:
            languages = (*languages, "en")
        digest = self._memory.digest(sentence, languages)
        known = self._memory.recall(digest)
        if known is None:
            known = tuple(match for language in (*languages, ANY) for match in self.matchers[language].find(sentence))
            self._memory.remember(digest, known)
        return known


def _put(match: Match, offset: int, draft: Draft) -> str | None:
    """The replacement with its groups as they were typed, and the first letter as high as the one it replaces."""
    if match.put is None:
        return None
    groups = [draft.as_typed(offset + start, offset + end) if start >= 0 else "" for start, end in match.groups]
    words = re.sub(r" {2,}", " ", match.put.format("", *groups)).strip()
    if words and draft.as_typed(offset + match.start, offset + match.end)[:1].isupper():
        words = words[0].upper() + words[1:]
    return words
