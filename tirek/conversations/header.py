"""What stands on the cover of a thread (sealed in the safe's header), and how to reach its person (sealed to the relay)."""

import json
from dataclasses import asdict, dataclass
from uuid import UUID

from tirek.channels.base import InboundEvent
from tirek.kit.text import language_of
from tirek.vault.actions.sealing import open_from_relay, seal_to_relay


@dataclass(frozen=True, slots=True)
class Header:
    """The cover of a thread, for its members only."""

    name: str
    username: str
    language: str
    channel: str

    @classmethod
    def of(cls, event: InboundEvent) -> "Header":
        sender = event.sender
        language = language_of(event.text or "") or ((sender.language or "")[:2] if sender else "")
        return cls((sender.display_name or "") if sender else "", (sender.username or "") if sender else "", language, str(event.channel))

    @classmethod
    def read(cls, words: bytes) -> "Header":
        return cls(**json.loads(words))

    def packed(self) -> bytes:
        return json.dumps(asdict(self), ensure_ascii=False).encode()


@dataclass(slots=True)
class Address:
    """Where an automatic or a cleared message goes, and in which language the house speaks to this person by itself."""

    reference: str
    language: str
    chosen: str = ""  # the language the person picked by button; wins over letters
    briefed: str = ""  # what came of the understanding question: asked | again | understood | help | declined
    first: bool = True  # may we write first, outside the room
    between: str = ""  # only between these hours, "09:00-18:00" in the service's own zone; empty: in its working hours
    neutral: bool = False  # neutral words only: name no service, no matter
    telling: str = ""  # about which question of "How I am" the next message is (while Thread.own_words_min runs)

    def sealed(self, contact: UUID) -> bytes:
        return seal_to_relay("contact.address", contact, json.dumps(asdict(self)).encode())

    @classmethod
    def opened(cls, contact: UUID, blob: bytes) -> "Address":
        return cls(**json.loads(open_from_relay("contact.address", contact, blob)))
