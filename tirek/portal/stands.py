"""What a person has said of this day, as it stands now: shown back to them in the room."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import UTC, datetime

from django.utils.translation import get_language

from tirek.conversations.automatic import LANGUAGES
from tirek.conversations.how_i_am import asked, named
from tirek.conversations.own_cues import OwnCues, OwnWords
from tirek.people.models import Organisation
from tirek.ui.dates import until_words
from tirek.ui.templatetags.ui import bidi_safe


@dataclass(frozen=True, slots=True)
class Standing:
    """What stands now, in words, for the person's own eyes."""

    lines: Sequence[str]
    until: str
    ends_ms: int


def standing(cues: OwnCues) -> Standing | None:
    if not cues:
        return None
    zone, told = Organisation.objects.get().zone, named(spoken(), cues.choice)
    ends = datetime.fromtimestamp(cues.until_min * 60, UTC).astimezone(zone)
    topics = told["topic"] + _quoted(cues.topic)
    lines = [*told["sign"], *_quoted(cues.sign), *told["read"]]
    lines += [f"{asked(spoken(), 'topic')} {', '.join(topics)}"] if topics else []
    lines += [f"{asked(spoken(), 'tone')} {told['tone'][0]}"] if told["tone"] else []
    return Standing(lines, until_words(ends, datetime.now(zone)), cues.until_min * 60_000)


def _quoted(own: OwnWords | None) -> list[str]:
    return [f"“{bidi_safe(own.text)}”"] if own else []


def spoken() -> str:
    """The language of the page, as the texts of the house have it."""
    language = (get_language() or "")[:2]
    return language if language in LANGUAGES else LANGUAGES[-1]
