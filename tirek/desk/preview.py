"""A message as the person will see it: cut into the parts in which it arrives, in the look of that channel."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime

from tirek.channels.base import ChannelKind
from tirek.conduct.actions import Reading
from tirek.conversations.models import Thread
from tirek.desk.phrases import spoken_to
from tirek.desk.room import channel_name
from tirek.kit.text import clean, language_of, split_message
from tirek.people.models import Organisation, Worker
from tirek.ui.dates import clock
from tirek.ui.templatetags.ui import bidi_safe


@dataclass(frozen=True, slots=True)
class Preview:
    """What stands on the other side. `sender` is empty where the channel names nobody."""

    parts: Sequence[str]
    language: str
    look: str  # messenger | room
    channel: str
    sender: str
    clock: str


def preview_of(thread: Thread, reading: Reading, *, worker: Worker) -> Preview:
    words = clean(reading.words).strip()
    in_room = thread.account.kind == ChannelKind.WEBCHAT
    return Preview(
        parts=[bidi_safe(part) for part in split_message(words, reading.context.max_text)],
        language=language_of(words) or spoken_to(reading.context),
        look="room" if in_room else "messenger",
        channel=channel_name(thread),
        sender=worker.name if in_room else "",
        clock=clock(datetime.now(Organisation.objects.get().zone)),
    )
