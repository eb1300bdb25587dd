"""How the person is today, in their own words, as the line at the top of a conversation. Shown as said, never as a guess."""

from dataclasses import dataclass
from datetime import UTC, datetime, tzinfo

from django.utils.translation import get_language

from tirek.conversations.automatic import LANGUAGES
from tirek.conversations.how_i_am import named
from tirek.conversations.own_cues import OwnWords, own_cues
from tirek.ui.dates import until_words
from tirek.ui.templatetags.ui import bidi_safe
from tirek.vault.actions.reading import OpenSafe


@dataclass(frozen=True, slots=True)
class How:
    """Plain strings in the worker's language; own words as they were written. `ends_ms`: when the page hides it by itself."""

    now: tuple[str, ...]
    words: str
    reads: tuple[str, ...]
    topics: tuple[str, ...]
    topic_words: str
    tone: str
    until: str
    ends_ms: int


def how_of(opened: OpenSafe, zone: tzinfo) -> How | None:
    """None where the person has said nothing of it, or its day is over."""
    cues, spoken = own_cues(opened), (get_language() or "en")[:2]
    if not cues:
        return None
    told = named(spoken if spoken in LANGUAGES else "en", cues.choice)
    ends = datetime.fromtimestamp(cues.until_min * 60, UTC).astimezone(zone)
    return How(
        now=tuple(told["sign"]),
        words=_words(cues.sign),
        reads=tuple(told["read"]),
        topics=tuple(told["topic"]),
        topic_words=_words(cues.topic),
        tone=", ".join(told["tone"]),
        until=until_words(ends, datetime.now(zone)),
        ends_ms=cues.until_min * 60_000,
    )


def _words(own: OwnWords | None) -> str:
    return bidi_safe(own.text) if own else ""
