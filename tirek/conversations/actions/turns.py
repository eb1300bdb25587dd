"""One letter that the house may have something to say to, with all that an answer depends on."""

from dataclasses import dataclass

from tirek.conversations.actions.places import Place
from tirek.conversations.automatic import Service
from tirek.conversations.header import Address
from tirek.conversations.models import Thread
from tirek.conversations.words import Said
from tirek.vault.models import this_minute


@dataclass(frozen=True, slots=True)
class Turn:
    """A letter, the person's own wishes, and the service at this moment. What is changed in `address` and `thread` is kept."""

    said: Said
    place: Place
    address: Address
    channel: str
    language: str
    service: Service
    seq: int = 0  # the leaf in which this letter stands

    @property
    def thread(self) -> Thread:
        return self.place.thread

    @property
    def pressed(self) -> str:
        """What stands behind the colon of the button."""
        return self.said.payload.partition(":")[2]

    def remember_if_closed(self) -> None:
        """It is about to be said that nobody reads now: once in a closed period is enough."""
        if not self.service.is_open:
            self.thread.told_closed_min = this_minute()
