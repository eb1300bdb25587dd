"""In what language and with what form of address a draft speaks, beside the client's own."""

from __future__ import annotations

from collections.abc import Iterator

from tirek.conduct.engine.draft import Draft, Sight
from tirek.conduct.engine.findings import LANGUAGES
from tirek.conduct.engine.language import language_of
from tirek.conduct.engine.phrases import Phrase
from tirek.conduct.engine.rule import Local, Rule

_LEAST_LETTERS = 15  # of fewer no language can be told


def other_language(draft: Draft, rule: Rule) -> Iterator[Sight]:
    """The draft is in another language than the client's. Letters that both have count as the client's."""
    theirs = draft.context.client_language
    letters = sum(map(str.isalpha, draft.text[:400]))
    if draft.context.in_thread and theirs in LANGUAGES and letters >= _LEAST_LETTERS and language_of(draft.typed, theirs) != theirs:
        yield Sight(*draft.spans[0], whole=True)


def mixed_address(draft: Draft, rule: Rule) -> Iterator[Sight]:
    """ты and вы in one draft, or the form that this client did not choose. `about` are the close words, `present` the formal ones."""
    local = rule.local[draft.language]
    form = draft.context.form_of_address if draft.context.in_thread else ""
    close = _words(draft, local, local.about)
    formal = _words(draft, local, local.present) if close or form == "informal" else []
    if close and formal:
        # The form that is met less often is the slip.
        yield Sight(*min(close, formal, key=len)[0])
    elif form == "formal" and close:
        yield Sight(*close[0])
    elif form == "informal" and formal:
        yield Sight(*formal[0])


def _words(draft: Draft, local: Local, phrases: tuple[Phrase, ...]) -> list[tuple[int, int]]:
    """Where these words stand, in order; not in quotation marks, nor in a sentence that tells what somebody else says."""
    likely = [phrase for phrase in phrases if phrase.may_stand_in(draft.said)]
    if not likely:
        return []
    found: list[tuple[int, int]] = []
    for (start, end), sentence in zip(draft.spans, draft.sentences, strict=True):
        if not any(phrase.stands_in(sentence) for phrase in local.unless):
            found += [match.span() for phrase in likely for match in phrase.pattern.finditer(draft.text, start, end)]
    return sorted(span for span in found if not draft.is_quoted(*span))
