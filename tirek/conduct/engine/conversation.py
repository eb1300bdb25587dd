"""What a draft lacks beside the client's last words: an acknowledgement, an answer, safety, a date, a source.

Only in a conversation; on the command line and in a template all of this is silent. What is missing has no place of its own, so
these say `whole` unless a word of the draft shows it.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from itertools import pairwise

from tirek.conduct.engine.detectors import addresses, numbers
from tirek.conduct.engine.draft import Draft, Sight
from tirek.conduct.engine.findings import LANGUAGES
from tirek.conduct.engine.folding import fold_words
from tirek.conduct.engine.name_forms import same_name
from tirek.conduct.engine.names import greeted
from tirek.conduct.engine.phrases import Said
from tirek.conduct.engine.rule import Rule

MOST_HEARD = 4000  # letters of the client's last words that are read
_NEAR = 3  # words: a draft this short answers nothing unless it says yes, no, or when
_SHORT = 8  # words: a draft this short is looked into for the words of the question
_WORD = re.compile(r"[^\W\d_]{2,}")
_STEM = 5
_HOUR = re.compile(r"(?<!\d)(?:[01]?\d|2[0-3])[:.][0-5]\d(?!\d)|(?<!\w)\d{1,2} ?(?:am|pm)(?!\w)")
_SERVICE_NUMBER = re.compile(
    r"\{hotline:\w+\}|\{emergency\}|(?<!\d)(?:1\d\d|999|911|1414|1547|7333|116 ?\d{3})(?!\d)|(?<!\d)[08][ -]?800\d*"
)
_DIGIT = re.compile(r"\d")
_SURNAME = re.compile(r"(?:ов|ова|ев|ева|ский|ская|енко|чук|ук|юк|улы|кызы|баев|баева)(?:[аеиоуыюя]\w{0,2})?$")


def heard(draft: Draft) -> str:
    """What the client wrote since the service last answered, folded."""
    return fold_words("\n".join(draft.context.last_words)[-MOST_HEARD:]) if draft.context.in_thread else ""


def no_acknowledgement(draft: Draft, rule: Rule) -> Iterator[Sight]:
    """The client told something hard, and nothing in the draft says that it was heard."""
    context = draft.context
    hard = context.client_level >= 1 or bool(context.client_cues)
    if heard(draft).strip() and hard and not _says(draft, rule):
        yield _whole(draft)


def unanswered_question(draft: Draft, rule: Rule) -> Iterator[Sight]:
    """The client's newest words ask, and a short draft neither answers nor asks back nor speaks of the same thing."""
    if not heard(draft).strip():
        return
    asked = fold_words(draft.context.last_words[-1][-MOST_HEARD:])
    said = _WORD.findall(draft.text)
    if not _asks(asked, rule) or "?" in draft.text or _DIGIT.search(draft.text) or _says(draft, rule):
        return
    if len(said) <= _NEAR or (len(said) < _SHORT and not _stems(said) & _stems(_WORD.findall(asked))):
        yield _whole(draft)


def no_safety(draft: Draft, rule: Rule) -> Iterator[Sight]:
    """The client may be in danger, and the draft has no question about it, no number and no hour."""
    if not (draft.context.in_thread and draft.context.client_level >= 2):
        return
    if not (_SERVICE_NUMBER.search(draft.text) or _HOUR.search(draft.text) or _says(draft, rule)):
        yield _whole(draft)


def no_next_step(draft: Draft, rule: Rule) -> Iterator[Sight]:
    """The last message of a conversation that the worker closes says neither when nor how to come back."""
    if draft.context.in_thread and draft.context.closing and not (_DIGIT.search(draft.text) or _says(draft, rule)):
        yield _whole(draft)


def not_informed(draft: Draft, rule: Rule) -> Iterator[Sight]:
    """First contact, and nobody has told who reads and how long it is kept. Danger goes before."""
    context = draft.context
    if context.in_thread and context.first_answer and not context.informed and context.client_level < 2 and not _says(draft, rule):
        yield _whole(draft)


def undated_promise(draft: Draft, rule: Rule) -> Iterator[Sight]:
    """A promise of the worker's own without a day or an hour in its sentence or beside it."""
    if not draft.context.in_thread:
        return
    for number, start, end in _places(draft, rule):
        if not any(_dated(rule, said) for said in draft.sentences[max(0, number - 1) : number + 2]):
            yield Sight(start, end, offers="next_step")
            return


def unsourced_claim(draft: Draft, rule: Rule) -> Iterator[Sight]:
    """An amount or a term of a benefit as a fact, and nowhere in the draft a link, a law or "I will check"."""
    if not draft.context.in_thread or not _DIGIT.search(draft.text) or _says(draft, rule):
        return
    for number, start, end in _places(draft, rule):
        if _DIGIT.search(draft.sentences[number].text):
            yield Sight(start, end)
            return


def no_noun(draft: Draft, rule: Rule) -> Iterator[Sight]:
    """ "There", "that paper", "as usual", and neither the draft nor the client's words name the thing."""
    if not draft.context.in_thread or _says(draft, rule) or _heard_any(rule, "present", Said.of(heard(draft))):
        return
    for _, start, end in _places(draft, rule):
        yield Sight(start, end)
        return


def not_today(draft: Draft, rule: Rule) -> Iterator[Sight]:
    """The draft touches what the client asked not to talk about today. Danger goes before."""
    context = draft.context
    if not (context.in_thread and context.not_today) or context.client_level >= 2:
        return
    asked = [fold_words(one) for one in context.not_today]
    words, beginnings = {one for one in asked if not one.endswith("*")}, tuple(one[:-1] for one in asked if one.endswith("*"))
    for word in _WORD.finditer(draft.text):
        if word.group() in words or (beginnings and word.group().startswith(beginnings)):
            yield Sight(*word.span())
            return


def elsewhere(draft: Draft, rule: Rule) -> Iterator[Sight]:
    """A name or a number of another case of this worker: perhaps the wrong conversation."""
    belongs = draft.context.elsewhere
    if belongs is None:
        return
    for item in [*numbers(draft.text), *addresses(draft.text)]:
        if belongs("number", item.value.lower()):
            yield Sight(item.start, item.end)
    for start, end in _full_names(draft):
        if belongs("name", " ".join(draft.text[start:end].split())):
            yield Sight(start, end)


def _full_names(draft: Draft) -> Iterator[tuple[int, int]]:
    """A name that is called in a greeting, a surname, two names together; not those of this conversation.

    A bare first name in the middle of a draft is asked of nobody: every case has an Anna.
    """
    known = [word for name in draft.context.names for word in _WORD.findall(name)]
    capitals = [word for word in _WORD.finditer(draft.text[:MOST_HEARD]) if draft.as_typed(word.start(), word.end())[:1].isupper()]
    spans = set(greeted(draft.typed, draft.folded))
    for first, second in pairwise(capitals):
        if draft.text[first.end() : second.start()] == " ":
            spans.add((first.start(), second.end()))
    spans |= {word.span() for word in capitals if len(word.group()) > 4 and _SURNAME.search(word.group())}
    for start, end in sorted(spans):
        if not any(same_name(word, other) for word in _WORD.findall(draft.text[start:end]) for other in known):
            yield start, end


def _whole(draft: Draft) -> Sight:
    return Sight(*draft.spans[0], whole=True)


def _places(draft: Draft, rule: Rule) -> Iterator[tuple[int, int, int]]:
    """Where words stand that make the rule ask: the number of the sentence and [start:end), one place a sentence."""
    about = [phrase for language in draft.languages for phrase in rule.local[language].about if phrase.may_stand_in(draft.said)]
    for number, said in enumerate(draft.sentences if about else ()):
        spans = [found.span() for phrase in about if phrase.may_stand_in(said) and (found := phrase.pattern.search(said.text))]
        if spans and not draft.is_quoted(*(place := _moved(min(spans), draft.spans[number][0]))):
            yield number, *place


def _moved(span: tuple[int, int], by: int) -> tuple[int, int]:
    return span[0] + by, span[1] + by


def _says(draft: Draft, rule: Rule) -> bool:
    """The draft has what the rule looks for, in any language: a worker may answer a Kazakh draft with a Russian word."""
    return _heard_any(rule, "present", draft.said)


def _heard_any(rule: Rule, key: str, said: Said) -> bool:
    return any(phrase.stands_in(said) for language in LANGUAGES for phrase in getattr(rule.local[language], key))


def _asks(words: str, rule: Rule) -> bool:
    return "?" in words or _heard_any(rule, "about", Said.of(words))


def _stems(words: list[str]) -> set[str]:
    return {word[:_STEM] for word in words if len(word) >= _STEM}


def _dated(rule: Rule, said: Said) -> bool:
    return bool(_DIGIT.search(said.text)) or _heard_any(rule, "present", said)
