"""The receiver: one thread per process that takes whatever letters wait and receives them as a set.

Nobody is answered before the set is committed. If a set fails, its letters are received one by one; the one that cannot
be received is kept as a sealed dead letter. If the database, the disk, the key store or the boot key is in trouble,
everybody in the set hears 503 and will come again.
"""

import asyncio
import logging
import queue
import threading
from collections.abc import Sequence
from dataclasses import dataclass

from django.db import DatabaseError, DataError, IntegrityError, close_old_connections, connection

from tirek.channels.models import Account
from tirek.conversations.actions.receiving import Letter, receive
from tirek.conversations.actions.unread import keep_dead_letter
from tirek.kit.refusals import TryLater
from tirek.vault.errors import Tampered

logger = logging.getLogger(__name__)

AT_ONCE = 64
COMPANY_S = 0.001
"""How long the next letter is waited for while fewer have come than were in the last set."""
FAULTS_OF_A_LETTER = (
    IntegrityError,
    DataError,
    Tampered,
    ArithmeticError,
    AssertionError,
    AttributeError,
    LookupError,
    RecursionError,
    TypeError,
    ValueError,
)
"""One letter's own fault, never the house's: it is kept sealed, its sender is told "received", the others do not pay for it."""


@dataclass(frozen=True, slots=True)
class Waiting:
    """One sender at the door: his letters (none, if his body could not be understood), and where he hears the answer."""

    account: Account
    letters: tuple[Letter, ...]
    raw: bytes
    answer: "asyncio.Future[int]"


class Receiver:
    """Takes letters from the event loop, answers there with 200 or 503."""

    def __init__(self) -> None:
        self._waiting: queue.SimpleQueue[Waiting | None] = queue.SimpleQueue()
        self._thread: threading.Thread | None = None
        self._loop: asyncio.AbstractEventLoop | None = None

    def start(self) -> None:
        self._loop = asyncio.get_running_loop()
        self._thread = threading.Thread(target=self._work, name="receiver", daemon=True)
        self._thread.start()

    def stop(self) -> None:
        self._waiting.put(None)
        if self._thread:
            self._thread.join()

    async def take(self, account: Account, letters: Sequence[Letter], raw: bytes) -> int:
        """Hand letters over; returns the status once they are durable (200) or cannot be now (503)."""
        answer: asyncio.Future[int] = asyncio.get_running_loop().create_future()
        self._waiting.put(Waiting(account, tuple(letters), raw, answer))
        return await answer

    def _work(self) -> None:
        company, is_open = 1, True
        while is_open and (first := self._waiting.get()) is not None:
            batch, is_open = self._gather(first, company)
            company = len(batch)
            self._answer(batch, self._commit(batch))
            close_old_connections()  # where connections are borrowed, it goes back
        connection.close()

    def _gather(self, first: Waiting, company: int) -> tuple[list[Waiting], bool]:
        """What waits, as one set, and whether the house stays open. Senders who were answered together write again
        almost together: without a moment's patience the quickest would be a set of one, and all others wait behind it."""
        batch = [first]
        while len(batch) < AT_ONCE:
            try:
                following = self._waiting.get(timeout=COMPANY_S) if len(batch) < company else self._waiting.get_nowait()
            except queue.Empty:
                break
            if following is None:
                return batch, False
            batch.append(following)
        return batch, True

    def _commit(self, batch: Sequence[Waiting]) -> int | list[int]:
        close_old_connections()
        try:
            return self._receive(batch)
        except (TryLater, DatabaseError, OSError) as trouble:
            logger.error("letters refused for now: %s", type(trouble).__name__)
            return 503
        except Exception as trouble:  # noqa: BLE001  # nothing a stranger sends may stop the thread that receives for everybody
            logger.error("letters refused for now: %s", type(trouble).__name__)
            return 503

    def _receive(self, batch: Sequence[Waiting]) -> int | list[int]:
        """One set; if it holds a letter that cannot be received, one by one."""
        try:
            receive(letters=[letter for one in batch for letter in one.letters])
        except FAULTS_OF_A_LETTER as fault:
            if len(batch) > 1:
                return [self._one_status(self._commit([one])) for one in batch]
            logger.error("a letter could not be received: %s", type(fault).__name__)
            keep_dead_letter(account=batch[0].account, raw=batch[0].raw)
            return 200
        for one in batch:
            if not one.letters:
                keep_dead_letter(account=one.account, raw=one.raw)
        return 200

    @staticmethod
    def _one_status(status: int | list[int]) -> int:
        return status if isinstance(status, int) else status[0]

    def _answer(self, batch: Sequence[Waiting], statuses: int | list[int]) -> None:
        """Wake the event loop once for the whole set."""
        each = [statuses] * len(batch) if isinstance(statuses, int) else statuses
        loop = self._loop
        if loop is not None and not loop.is_closed():
            loop.call_soon_threadsafe(_resolve, [(one.answer, status) for one, status in zip(batch, each, strict=True)])


def _resolve(answers: "list[tuple[asyncio.Future[int], int]]") -> None:
    for answer, status in answers:
        if not answer.done():
            answer.set_result(status)
