"""Where a sender's letters go."""

from dataclasses import dataclass, field

from tirek.conversations.models import Contact, Thread
from tirek.vault.actions.safes import Sealer
from tirek.vault.models import Safe


@dataclass(slots=True)
class Place:
    """Where a sender's letters go: his contact, his thread, his safe, and what it takes to seal into it."""

    contact: Contact
    thread: Thread
    safe: Safe
    sealer: Sealer
    is_new: bool = False
    seq: int = field(init=False)

    def __post_init__(self) -> None:
        self.seq = self.safe.seq

    @property
    def is_elsewhere(self) -> bool:
        """Whether this sender writes where the thread no longer goes on: it has moved to the room."""
        return self.contact.account_id != self.thread.account_id

    def next_seq(self) -> int:
        self.seq += 1
        return self.seq
