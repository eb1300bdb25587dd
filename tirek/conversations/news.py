"""The bell between what is committed and who must hear of it: open desks and the delivery.

An action rings inside its transaction. `config` hangs the switchboard up once at start: within one process what was rung
is told after the commit, between processes the database carries it. Without a switchboard (a command line, a test)
ringing does nothing, and nothing is lost: the rows are the queue, and a desk reads the truth when it is opened.
"""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from typing import Protocol
from uuid import UUID


@dataclass(frozen=True, slots=True)
class News:
    """What one act has to tell: which leaves of which threads are new, never a word.

    `also`: readers who have just lost a thread. `person`: the one it is about may hear of it too, in the room.
    `deliver`: something waits to be sent.
    """

    leaves: Sequence[tuple[UUID, int]]
    also: Sequence[UUID] = ()
    person: bool = False
    deliver: bool = False


class Tell(Protocol):
    def __call__(self, news: Sequence[tuple[UUID, int]], also: Iterable[UUID] = (), *, person: bool = False) -> None: ...


class Switchboard(Protocol):
    def put(self, news: News) -> None:
        """Called inside a transaction: told once it stands, never if it does not."""
        ...


class Bell:
    def __init__(self) -> None:
        self._board: Switchboard | None = None

    def hang(self, board: Switchboard | None) -> None:
        self._board = board

    def after_commit(self, safe: UUID, seq: int, *, also: Iterable[UUID] = (), deliver: bool = False, person: bool = False) -> None:
        """Once this transaction stands: tell the desks of everybody named on the safe, and of `also`; wake the delivery.

        `person`: the one it is about may hear of it too, in the room. What goes on among colleagues is not told there.
        """
        self.ring(News([(safe, seq)], tuple(also), person, deliver))

    def ring(self, news: News) -> None:
        """The same for several threads at once."""
        if self._board:
            self._board.put(news)


BELL = Bell()
