"""The switchboard between what is committed and who must hear of it, in two ways.

`InOneProcess`: told in memory after the commit. `BetweenProcesses`: PostgreSQL carries it with the commit (NOTIFY) to every
process of the house, this one too; each has a `Listener` of its own.
"""

import json
import logging
import threading
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from typing import Any
from uuid import UUID

from django.db import DatabaseError, close_old_connections, connection, transaction

from tirek.config.database import servers
from tirek.config.database.sessions import on_postgresql
from tirek.conversations.news import BELL, News, Tell

logger = logging.getLogger(__name__)

CHANNEL = "tirek"
AT_ONCE = 100  # leaves in one letter of PostgreSQL's, which holds 8,000 bytes
LOOK_UP_S = 0.5  # how soon a listener notices that the house closes
AGAIN_S = 1.0


@dataclass(frozen=True, slots=True)
class Ears:
    """Who hears in this process. A process that serves no desks, or delivers nothing, leaves that out.

    `reload`: what open desks show may be old; they read it anew.
    """

    tell: Tell | None = None
    reload: Callable[[], None] | None = None
    wake: Callable[[], None] | None = None

    def hear(self, news: News) -> None:
        if self.tell is not None and news.leaves:
            self.tell(news.leaves, news.also, person=news.person)
        if self.wake is not None and news.deliver:
            self.wake()

    def have_missed(self) -> None:
        """Nobody knows what was told meanwhile: everybody looks for himself."""
        for look in (self.reload, self.wake):
            if look is not None:
                look()


class InOneProcess:
    """What is rung here is heard here, once the transaction stands."""

    def __init__(self, ears: Ears) -> None:
        self._ears = ears

    def put(self, news: News) -> None:
        transaction.on_commit(lambda: self._ears.hear(news), robust=True)  # the act stands, heard of or not


class BetweenProcesses:
    """PostgreSQL tells it together with the commit; one NOTIFY for an act or a set, more only if it is very long."""

    def put(self, news: News) -> None:
        with connection.cursor() as cursor:
            for letter in letters(news):
                cursor.execute("SELECT pg_notify(%s, %s)", [CHANNEL, letter])


def letters(news: News) -> Iterator[str]:
    """News as PostgreSQL carries it: short enough, each part whole in itself."""
    also = [reader.hex for reader in news.also]
    for start in range(0, len(news.leaves) or 1, AT_ONCE):
        leaves = [[safe.hex, seq] for safe, seq in news.leaves[start : start + AT_ONCE]]
        content = {"leaves": leaves, "also": also, "person": news.person, "deliver": news.deliver}
        yield json.dumps(content, separators=(",", ":"))


def read(letter: str) -> News:
    content = json.loads(letter)
    leaves = [(UUID(safe), seq) for safe, seq in content["leaves"]]
    return News(leaves, [UUID(reader) for reader in content["also"]], content["person"], content["deliver"])


class Listener:
    """A loop of the house: one line of its own to PostgreSQL, on which every commit of every process is heard.

    When the line was lost, something may have been missed: as soon as it stands again, everybody looks for himself.
    """

    def __init__(self, ears: Ears) -> None:
        self._ears = ears
        self._stopping, self._listening = threading.Event(), threading.Event()
        self._thread = threading.Thread(target=self._work, name="listener", daemon=True)

    def start(self) -> None:
        self._thread.start()
        self._listening.wait(AGAIN_S)

    def stop(self) -> None:
        self._stopping.set()
        self._thread.join()

    def _work(self) -> None:
        trouble = servers.driver().Error
        while not self._stopping.is_set():
            try:
                with servers.line() as line:
                    self._listen(line)
            except trouble as lost:
                logger.error("news of other processes cannot be heard: %s", type(lost).__name__)
                self._stopping.wait(AGAIN_S)

    def _listen(self, line: Any) -> None:
        line.execute(f"LISTEN {CHANNEL}")
        if self._listening.is_set():
            self._ears.have_missed()
        self._listening.set()
        while not self._stopping.is_set():
            for letter in line.notifies(timeout=LOOK_UP_S):
                self._hear(letter.payload)

    def _hear(self, letter: str) -> None:
        try:
            self._ears.hear(read(letter))
        except (DatabaseError, OSError, RuntimeError, ValueError, LookupError) as trouble:
            logger.error("open desks were not told: %s", type(trouble).__name__)
            self._ears.have_missed()
        finally:
            close_old_connections()


def connected(ears: Ears) -> list[Listener]:
    """Hang the switchboard up for this process; what is returned are the loops that it needs."""
    if on_postgresql():
        BELL.hang(BetweenProcesses())
        return [Listener(ears)]
    BELL.hang(InOneProcess(ears))
    return []
