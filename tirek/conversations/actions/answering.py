"""The house's own answers: which letter gets one, in which language, and into the outbox with them."""

import json
import time
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import UTC, datetime
from functools import cached_property
from uuid import UUID, uuid4

from tirek.channels.base import EventType, InboundEvent
from tirek.conduct.actions import Draft as OutgoingDraft
from tirek.conduct.actions import clear_automatic
from tirek.conduct.engine.findings import Context
from tirek.conversations import automatic
from tirek.conversations.actions.places import Place
from tirek.conversations.automatic import LANGUAGES, Answer, Service
from tirek.conversations.header import Address
from tirek.conversations.models import Outbox
from tirek.conversations.words import HOUSE, Said, pack
from tirek.kit import packs
from tirek.people.models import Organisation
from tirek.vault.actions.sealing import seal_to_relay
from tirek.vault.models import Leaf, this_minute

AGAIN_MIN = 10
"""The first words are not repeated sooner, however often Start is pressed."""


@dataclass(frozen=True, slots=True)
class Due:
    """An answer that has to go out with this set."""

    place: Place
    answer: Answer
    to: str


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

    def answers_to(self, event: InboundEvent, said: Said, place: Place) -> list[Due]:
        """The automatic answers to one letter: none, or one."""
        if not self._calls_for_answer(event, said, place):
            return []
        address = Address.opened(place.contact.id, bytes(place.contact.address))
        language = self._language(event, said, address)
        self._remember_language(place, address, language, said)
        answer = self._answer(said, language, place)
        return [Due(place, answer, address.reference)]

    def _calls_for_answer(self, event: InboundEvent, said: Said, place: Place) -> bool:
        thread = place.thread
        if said.kind == "button_reply":
            return said.payload in {"danger", "kept", "languages"} or said.payload.removeprefix("lang:") in LANGUAGES
        if said.event == "started":
            return this_minute() - thread.greeted_min >= AGAIN_MIN
        if event.type != EventType.MESSAGE or said.kind == "system":
            return False
        if thread.greeted_min == 0:
            return True
        return self.closed_since is not None and thread.told_closed_min * 60 < self.closed_since

    def _answer(self, said: Said, language: str, place: Place) -> Answer:
        thread = place.thread
        if said.kind == "button_reply" and said.payload != "danger":
            return self._about(said.payload, language)
        if not self.service.is_open:
            thread.told_closed_min = this_minute()
        if said.payload == "danger":
            thread.greeted_min = thread.greeted_min or this_minute()
            return automatic.danger(language, self.service)
        if said.event == "started" or thread.greeted_min == 0:
            thread.greeted_min = this_minute()
            return automatic.first_words(language, self.service)
        return automatic.nobody_reads_now(language, self.service)

    def _about(self, payload: str, language: str) -> Answer:
        if payload == "kept":
            return automatic.how_it_is_kept(language)
        return automatic.which_language(language) if payload == "languages" else automatic.language_set(language)

    def _language(self, event: InboundEvent, said: Said, address: Address) -> str:
        if said.payload.startswith("lang:"):
            return said.payload.removeprefix("lang:")
        spoken = said.text if said.kind != "button_reply" else ""
        account = address.language or (event.sender.language if event.sender else "")
        return automatic.language_for(spoken, account, address.chosen, self.organisation.language)

    def _remember_language(self, place: Place, address: Address, language: str, said: Said) -> None:
        if said.payload.startswith("lang:"):
            address.chosen = language
        if said.payload.startswith("lang:") or address.language != language:
            address.language = language
            place.contact.address = address.sealed(place.contact.id)
            place.contact.save(update_fields=["address"])


def queue_answers(due: Sequence[Due], organisation: Organisation) -> None:
    """Clear the house's answers as a set and put them into the outbox, each with its leaf in the person's thread."""
    clearances = clear_automatic([_draft(one, organisation) for one in due])
    leaves = [_leaf(one) for one in due]
    Leaf.objects.bulk_create(leaves)
    Outbox.objects.bulk_create(
        outbox_row(one.place, leaf, clearance.id, one.to, one.answer) for one, leaf, clearance in zip(due, leaves, clearances, strict=True)
    )


def _draft(due: Due, organisation: Organisation) -> OutgoingDraft:
    context = Context(language=due.answer.language, country=organisation.country, service_contacts=organisation.own_contacts)
    return OutgoingDraft(due.place.thread.account_id, due.place.safe.id, due.answer.text, context)


def _leaf(due: Due) -> Leaf:
    said = Said(
        type="message",
        by=HOUSE,
        at=datetime.now(UTC).isoformat(timespec="seconds"),
        text=due.answer.text,
        buttons=[list(button) for button in due.answer.buttons],
    )
    return due.place.sealer.leaf(seq=due.place.next_seq(), half=Leaf.Half.TALK, words=pack(said))


def outbox_row(place: Place, leaf: Leaf, clearance: UUID, to: str, answer: Answer) -> Outbox:
    key = uuid4()
    payload = json.dumps({"to": to, "text": answer.text, "buttons": answer.buttons}, ensure_ascii=False).encode()
    return Outbox(
        account_id=place.thread.account_id,
        thread=place.thread,
        leaf=leaf,
        clearance_id=clearance,
        key=key,
        made_at=time.time(),
        payload=seal_to_relay("outbox.payload", key, payload),
    )
