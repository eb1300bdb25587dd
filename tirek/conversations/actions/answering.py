"""The house's own answers: which letter gets one, in which language, and into the outbox with them.

What a pressed button is answered with stands in pressing.py; the table of all buttons, `PRESSED`, here.
"""

import json
import time
from collections.abc import Callable, Sequence
from dataclasses import dataclass, replace
from datetime import UTC, datetime
from functools import cached_property
from uuid import UUID, uuid4

from tirek.channels.base import EventType, InboundEvent
from tirek.conduct.actions import Draft as OutgoingDraft
from tirek.conduct.actions import clear_automatic
from tirek.conduct.engine.findings import Context
from tirek.conversations import automatic, briefing, understanding
from tirek.conversations.actions import own_cues, pressing
from tirek.conversations.actions.places import Place
from tirek.conversations.actions.turns import Turn
from tirek.conversations.automatic import LANGUAGES, Answer, Service
from tirek.conversations.consenting import Word, facts_of, leaf_of
from tirek.conversations.header import Address
from tirek.conversations.how_i_am import HOW, STANDS_MIN
from tirek.conversations.models import Contact, Outbox, Passing
from tirek.conversations.words import HOUSE, Said, pack
from tirek.kit import packs
from tirek.people.models import Organisation
from tirek.vault.actions.sealing import seal_to_relay
from tirek.vault.models import Leaf, this_minute

AGAIN_MIN = 10
"""The first words are not repeated sooner, however often Start is pressed."""
Speaks = Callable[[Turn], list[Answer]]
PRESSED: dict[str, Speaks] = {
    "danger": pressing.danger,
    "kept": pressing.kept,
    "kept:": pressing.kept_detail,
    "languages": pressing.languages,
    "lang:": pressing.language_chosen,
    "erase": pressing.deletion_wished,
    "keep": pressing.wish_taken_back,
    "know:": pressing.knows,
    "consent:": pressing.about_consent,
    "moved": pressing.moved,
    "how": own_cues.answered,
    "how:": own_cues.answered,
}
"""What is said to a press, by its whole payload or by what stands up to the colon. Buttons of another matter: one line more."""
SAID_EVERYWHERE = {"danger", "languages", "lang:"}
"""Presses answered as ever in a messenger that the thread has left; any other is answered in neutral words there."""


@dataclass(frozen=True, slots=True)
class Due:
    """An answer that has to go out with this set."""

    place: Place
    answer: Answer
    to: str
    leaves_at: float = 0.0  # not before this moment, in seconds since 1970


class Voice:
    """What the house says by itself at one moment; looks the organisation up only if it has to speak."""

    def __init__(self, now: datetime) -> None:
        self.now = now

    @cached_property
    def organisation(self) -> Organisation:
        return Organisation.objects.get()

    @cached_property
    def service(self) -> Service:
        own = self.organisation
        return Service(own.name, own.hours, packs.load(own.country), self.now)

    @cached_property
    def closed_since(self) -> float | None:
        """Since when nobody reads, in seconds since 1970; None while somebody does."""
        closed = self.service.hours.closed_since(self.now)
        return closed.timestamp() if closed else None

    def taken_down(self, word: Word, said: Said, place: Place) -> Said:
        """A press on a card of consent, as the leaf in which it is kept."""
        address = Address.opened(place.contact.id, bytes(place.contact.address))
        facts = facts_of(self.organisation, channel=place.contact.account.kind)
        method = word.method if facts.in_messenger else "room"
        return leaf_of(replace(word, language=address.language or self.organisation.language, method=method), said, facts)

    def answers_to(self, event: InboundEvent, said: Said, place: Place, *, seq: int = 0, may_be_danger: bool = False) -> list[Due]:
        """The automatic answers to one letter, in the order in which they go out; most letters get none.

        `may_be_danger`: its words may mean danger to life, and nobody has been shown the numbers for it yet.
        """
        speak = _to_a_press(said, place)
        if speak is None:
            usual = self._to_a_letter(event, said, place)
            speak = self._with_help(usual, place) if may_be_danger else usual
            speak = _and_own_words(speak) if HOW in said.more else speak
        if speak is None:
            return []
        address = Address.opened(place.contact.id, bytes(place.contact.address))
        known = replace(address)
        turn = Turn(said, place, address, str(event.channel), self._language(event, said, address), self.service, seq)
        answers = speak(turn)
        if answers:
            address.language = turn.language
        if address != known:
            place.contact.address = address.sealed(place.contact.id)
            Contact.objects.filter(pk=place.contact.pk).update(address=place.contact.address)
        return [Due(place, answer, address.reference) for answer in answers]

    def _to_a_letter(self, event: InboundEvent, said: Said, place: Place) -> Speaks | None:
        """What a letter may call for; told by what stands in the clear, because most letters call for nothing."""
        thread, elsewhere = place.thread, place.is_elsewhere
        if said.event == "started":
            return _to_start if this_minute() - thread.greeted_min >= AGAIN_MIN else None
        if event.type != EventType.MESSAGE or said.kind in ("system", "button_reply"):
            return None
        if thread.greeted_min == 0 and not elsewhere:
            return _to_the_first
        if self.closed_since is not None and thread.told_closed_min * 60 < self.closed_since:
            return pressing.elsewhere if elsewhere else _while_closed
        return None if elsewhere or thread.questioned_min else _the_question

    def _with_help(self, usual: Speaks | None, place: Place) -> Speaks | None:
        """To words that may mean danger: the numbers, beside the usual words; alone where nobody reads now.

        Nothing by itself where a worker is in the conversation and on duty: a person answers. And where the person wants
        neutral words only, or holds a messenger that the thread has left, a guess does not break that.
        """
        if place.is_elsewhere or (usual is None and self.closed_since is None and place.thread.holder_id):
            return usual

        def speak(turn: Turn) -> list[Answer]:
            own = usual(turn) if usual and (self.closed_since is None or turn.address.neutral) else []
            return own if turn.address.neutral else [*own, *pressing.danger(turn)]

        return speak

    def _language(self, event: InboundEvent, said: Said, address: Address) -> str:
        picked = said.payload.removeprefix("lang:")
        if picked != said.payload and picked in LANGUAGES:
            return picked
        spoken = said.text if said.kind != "button_reply" else ""
        account = address.language or (event.sender.language if event.sender else "")
        return automatic.language_for(spoken, account, address.chosen, self.organisation.language)


def _to_a_press(said: Said, place: Place) -> Speaks | None:
    """What a pressed button calls for; danger is heard however it comes, with words or by a link."""
    if said.kind != "button_reply" and not said.is_danger:
        return None
    name, colon, _rest = said.payload.partition(":")
    speaks = PRESSED.get(name + colon)
    return pressing.elsewhere if speaks and place.is_elsewhere and name + colon not in SAID_EVERYWHERE else speaks


def _and_own_words(usual: Speaks | None) -> Speaks:
    return lambda turn: [*(usual(turn) if usual else []), *own_cues.answered_words(turn)]


def _to_start(turn: Turn) -> list[Answer]:
    """Start alone is no letter: the first words, and nothing is asked yet."""
    turn.thread.greeted_min = this_minute()
    if turn.place.is_elsewhere or turn.address.neutral:
        return pressing.elsewhere(turn)
    turn.remember_if_closed()
    return [automatic.first_words(turn.language, turn.service, turn.channel)]


def _to_the_first(turn: Turn) -> list[Answer]:
    return _to_start(turn) + _the_question(turn)


def _while_closed(turn: Turn) -> list[Answer]:
    turn.remember_if_closed()
    if turn.address.neutral:
        return [automatic.quietly_closed(turn.language, turn.service)]
    return [automatic.nobody_reads_now(turn.language, turn.service, turn.channel), *_the_question(turn)]


def _the_question(turn: Turn) -> list[Answer]:
    """The understanding question, once, and not while somebody in danger waits for us; the room's page shows it by itself."""
    if turn.place.safe.due_seq is not None or turn.address.neutral or turn.address.briefed:
        return []
    turn.address.briefed, turn.thread.questioned_min = understanding.ASKED, this_minute()
    return [] if turn.channel == automatic.ROOM else [briefing.card(turn.channel, turn.language)]


def queue_answers(due: Sequence[Due], organisation: Organisation) -> None:
    """Clear the house's answers as a set and put them into the outbox, each with its leaf in the person's thread."""
    clearances = clear_automatic([_draft(one, organisation) for one in due])
    leaves = [_leaf(one) for one in due]
    Leaf.objects.bulk_create(leaves)
    until = this_minute() + STANDS_MIN
    Passing.objects.bulk_create(Passing(leaf=leaf, until_min=until) for one, leaf in zip(due, leaves, strict=True) if one.answer.passes)
    Outbox.objects.bulk_create(outbox_row(one, leaf, clearance.id) for one, leaf, clearance in zip(due, leaves, clearances, strict=True))


def _draft(due: Due, organisation: Organisation) -> OutgoingDraft:
    context = Context(language=due.answer.language, country=organisation.country, service_contacts=organisation.own_contacts)
    return OutgoingDraft(due.place.contact.account_id, due.place.safe.id, due.answer.text, context)


def _leaf(due: Due) -> Leaf:
    said = Said(
        type="message",
        by=HOUSE,
        at=datetime.now(UTC).isoformat(timespec="seconds"),
        text=due.answer.text,
        buttons=[list(button) for button in due.answer.buttons],
        more={"how_asked": True} if due.answer.passes else {},
    )
    return due.place.sealer.leaf(seq=due.place.next_seq(), half=Leaf.Half.TALK, words=pack(said))


def outbox_row(due: Due, leaf: Leaf, clearance: UUID) -> Outbox:
    key = uuid4()
    payload = json.dumps({"to": due.to, "text": due.answer.text, "buttons": due.answer.buttons}, ensure_ascii=False).encode()
    return Outbox(
        account_id=due.place.contact.account_id,  # where the person wrote, or is to be told: not always where the thread goes on
        thread=due.place.thread,
        leaf=leaf,
        clearance_id=clearance,
        key=key,
        made_at=max(time.time(), due.leaves_at),
        next_at=due.leaves_at,
        payload=seal_to_relay("outbox.payload", key, payload),
    )
