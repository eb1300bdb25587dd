"""Safe contact: may we write first, when, in which words. Kept with the way back to the person, obeyed by whatever leaves."""

from dataclasses import dataclass, replace
from datetime import UTC, datetime
from uuid import UUID

from tirek.channels.base import ChannelKind
from tirek.consent.actions import Answer
from tirek.conversations import rules
from tirek.conversations.actions.agreeing import answer_in_room, is_excepted, messengers_of, write_down
from tirek.conversations.actions.noticing import hours_of
from tirek.conversations.consenting import Word
from tirek.conversations.header import Address
from tirek.conversations.models import Outbox, Thread
from tirek.people.models import Organisation, Worker
from tirek.vault.actions.reading import Reader
from tirek.vault.actions.talking import TalkReader
from tirek.vault.models import Leaf, this_minute

FIRST_AFTER_MIN = 24 * 60
"""Whoever writes later than this after the person's last letter writes first."""


@dataclass(frozen=True, slots=True)
class SafeContact:
    """How a person may be written to outside the room. `between` is "09:00-18:00", or empty: in the service's hours."""

    first: bool = True
    between: str = ""
    neutral: bool = False
    is_there: bool = True  # there is a way to them outside the room at all

    def word(self, language: str = "en") -> Word:
        told = {"between": self.between, "neutral": self.neutral}
        return Word("first", Answer.YES if self.first else Answer.NO, language=language, contact=told)


def safe_contact(thread: Thread) -> SafeContact:
    """As it stands now."""
    contacts = messengers_of(thread)
    if not contacts:
        return SafeContact(is_there=False)
    address = Address.opened(contacts[0].id, bytes(contacts[0].address))
    return SafeContact(address.first, address.between, address.neutral)


def set_in_room(*, wish: SafeContact, once: UUID, language: str, talk: TalkReader) -> None:
    """The person says how they may be written to."""
    rules.must_be_hours(wish.between)
    answer_in_room(word=wish.word(language), once=once, talk=talk)


def write_down_contact(*, thread: Thread, wish: SafeContact, how: str, once: UUID, by: Worker, reader: Reader) -> None:
    """What the person told a worker of how they may be written to."""
    rules.must_be_hours(wish.between)
    word = replace(wish.word(), method="spoken", how=how)
    write_down(thread=thread, word=word, once=once, by=by, reader=reader)


def when_to_go(thread: Thread) -> float:
    """When a worker's answer may leave, in seconds since 1970; 0 for at once. Refused where the person wants no first letter.

    In the room nothing is written "first": it waits there for the person. An emergency exception frees both.
    """
    contact = next((one for one in messengers_of(thread) if one.account_id == thread.account_id), None)
    if thread.account.kind == ChannelKind.WEBCHAT or contact is None or not _writes_first(thread) or is_excepted(thread.safe, "first"):
        return 0.0
    address = Address.opened(contact.id, bytes(contact.address))
    rules.must_be_let_write_first(address.first)
    if not address.between:
        return 0.0
    opening = hours_of(address, Organisation.objects.get()).next_opening(datetime.now(UTC))
    return opening.timestamp() if opening else 0.0


def _writes_first(thread: Thread) -> bool:
    heard = Leaf.objects.filter(safe=thread.safe, seq=thread.safe.heard_seq).values_list("at_min", flat=True).first()
    return heard is not None and this_minute() - heard > FIRST_AFTER_MIN


def let_go(thread: Thread) -> None:
    """The person has written: what waited for their hours waits no longer. Call inside the transaction of the message."""
    held = Outbox.objects.filter(thread=thread, state=Outbox.State.QUEUED, attempts=0, next_at__gt=0).exclude(clearance__by=None)
    held.update(next_at=0)
