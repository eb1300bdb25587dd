"""What the channel, the hour and the audience ask of a draft."""

from __future__ import annotations

from collections.abc import Iterator

from tirek.conduct.engine.draft import Draft, Sight
from tirek.conduct.engine.rule import Rule
from tirek.conduct.engine.writing import EMOJI

FEW = frozenset("🙂🙏✅👍👌📄📎📌📍📞☎📅🕐⏰✔✉➡❗❓ℹ1234567890")
"""What a service that says "few" lets stand: signs that mean one thing, and a quiet smile."""

_HARD_CUES = ("violence", "suicid", "self_harm", "death", "grief", "child", "exploitation", "abuse")


def out_of_hours(draft: Draft, rule: Rule) -> Iterator[Sight]:
    """Outside the service's hours, and nobody is in danger: it may be sent in the morning."""
    context = draft.context
    if context.in_thread and not context.open_now and context.client_level < 2:
        yield Sight(*draft.spans[0], whole=True)


def emoji_outside_list(draft: Draft, rule: Rule) -> Iterator[Sight]:
    allowed = {"none": frozenset[str](), "few": FEW}.get(draft.context.emoji)
    if not draft.context.in_thread or allowed is None or _after_disclosure(draft):
        return
    for emoji in EMOJI.finditer(draft.text):
        if emoji.group() not in allowed:
            yield Sight(emoji.start(), emoji.end())
            return


def emoji_after_disclosure(draft: Draft, rule: Rule) -> Iterator[Sight]:
    """A face beside what the client has just told of violence, death or despair."""
    found = EMOJI.search(draft.text) if _after_disclosure(draft) else None
    if found:
        yield Sight(found.start(), found.end())


def _after_disclosure(draft: Draft) -> bool:
    context = draft.context
    hard = context.client_level >= 2 or any(cue.lower().startswith(_HARD_CUES) for cue in context.client_cues)
    return context.in_thread and hard


def too_long(draft: Draft, rule: Rule) -> Iterator[Sight]:
    """More UTF-16 units than one message of the channel holds. The last sentence that no longer fits is marked."""
    most = draft.context.max_text
    if most <= 0 or len(draft.typed) * 2 <= most or _units(draft.typed) <= most:
        return
    units = 0
    for start, end in draft.spans:
        units += _units(draft.as_typed(start, end)) + 1
        if units > most or (start, end) == draft.spans[-1]:
            yield Sight(start, end)
            return


def _units(text: str) -> int:
    return len(text.encode("utf-16-le", "surrogatepass")) // 2


def closed_window(draft: Draft, rule: Rule) -> Iterator[Sight]:
    """The platform will refuse a message now: the client must write first, or another way is taken."""
    if draft.context.in_thread and not draft.context.window_open:
        yield Sight(*draft.spans[0], whole=True)


def public_confirmation(draft: Draft, rule: Rule) -> Iterator[Sight]:
    """Everybody reads it, and it says that this person is a client."""
    if draft.context.audience != "public":
        return
    for (start, _), said in zip(draft.spans, draft.sentences, strict=True):
        for language in draft.languages:
            if any(phrase.stands_in(said) for phrase in rule.local[language].unless):
                continue
            for phrase in rule.local[language].about:
                found = phrase.pattern.search(said.text) if phrase.may_stand_in(said) else None
                if found and not draft.is_quoted(start + found.start(), start + found.end()):
                    yield Sight(start + found.start(), start + found.end())
                    return
