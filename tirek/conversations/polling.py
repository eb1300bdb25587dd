"""Polling: this house asks a platform for its letters, so that a service behind a home router needs a bot's token and no address.

A letter that was fetched goes the way of one that a hook brought (`take_in`); only when it is durable does the next
question confirm it. The platform keeps everything that is not confirmed, and the marks of seen events make a second
coming harmless. So nothing is stored here: after a crash the first question brings what was under way once more.

Only one process may ask for an account's letters; a second would get half of them, and 409. On SQLite there is one
process; on PostgreSQL the one that holds an advisory lock asks, and another takes over when it ends.
"""

import asyncio
import contextlib
import logging
import time
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from typing import TypeVar
from uuid import UUID

import httpx
from django.db import DatabaseError, connection

from tirek.channels.actions import polled_for
from tirek.channels.models import Account
from tirek.channels.platforms import PolledPlatform
from tirek.conversations.fetching import Fetching
from tirek.conversations.receiver import Receiver
from tirek.conversations.webhooks import ButtonBell
from tirek.kit.refusals import TryLater
from tirek.vault.errors import Tampered

logger = logging.getLogger(__name__)

LOOK_EVERY_S = 10.0
"""How soon a new account, another token or a change of the way is noticed."""
LAST_WORDS_S = 1.0
LOCK = 0x74_6972_656B_01
"""The number of the advisory lock that the asking process holds on PostgreSQL."""
Given = TypeVar("Given")
Wanted = list[tuple[Account, PolledPlatform]]


class Polling:
    """A loop of the house: looks which accounts poll, and keeps one line open to the platform of each."""

    def __init__(self, receiver: Receiver, *, buttons: ButtonBell | None = None) -> None:
        self._receiver, self._buttons = receiver, buttons
        self._lines: dict[UUID, tuple[bytes, asyncio.Task[None]]] = {}
        self._turn = Turn()
        self._pool = ThreadPoolExecutor(1, thread_name_prefix="polling")
        self._client: httpx.AsyncClient | None = None
        self._loop: asyncio.AbstractEventLoop | None = None
        self._task: asyncio.Task[None] | None = None

    def start(self) -> None:
        self._loop = asyncio.get_running_loop()
        self._task = self._loop.create_task(self._watch())

    def hang_up(self) -> None:
        """In the event loop: leave off asking, without waiting for the platform. What could not be confirmed comes once more."""
        if self._task and not self._task.cancelling():
            self._task.cancel()

    def stop(self) -> None:
        """In another thread: hang up, and give the turn back to whoever comes next."""
        if self._loop is None or self._task is None:
            return
        self._loop.call_soon_threadsafe(self.hang_up)
        patience = time.monotonic() + LAST_WORDS_S
        while not self._task.done() and time.monotonic() < patience:
            time.sleep(0.01)
        self._pool.submit(self._turn.give_back)
        self._pool.shutdown(wait=False)

    async def _watch(self) -> None:
        try:
            while True:
                try:
                    await self._look()
                except Exception as trouble:  # noqa: BLE001  # whatever it is, the next look must come
                    logger.error("nobody new is asked for letters: %s", type(trouble).__name__)
                await asyncio.sleep(LOOK_EVERY_S)
        finally:
            lines = [task for _, task in self._lines.values()]
            self._see_to([])
            await asyncio.gather(*lines, return_exceptions=True)
            if self._client is not None:
                await self._client.aclose()

    async def _look(self) -> None:
        wanted = await self._aside(self._wanted)
        if wanted and self._client is None:
            self._client = await self._aside(lambda: httpx.AsyncClient(trust_env=False))
        self._see_to(wanted)

    async def _aside(self, work: Callable[[], Given]) -> Given:
        """In the one thread that may touch the database: its connection holds the turn."""
        return await asyncio.get_running_loop().run_in_executor(self._pool, work)

    def _wanted(self) -> Wanted:
        """The accounts whose letters this process is to ask for. None, while that cannot be known."""
        try:
            return _polling_accounts() if self._turn.is_ours() else []
        except (TryLater, DatabaseError, OSError) as trouble:
            logger.error("nobody is asked for letters for now: %s", type(trouble).__name__)
            self._turn.give_back()
            return []

    def _see_to(self, wanted: Wanted) -> None:
        """One line for each wanted account; a fresh one where its token was renewed or it broke off, none where it stopped."""
        seals = {account.id: bytes(account.sealed) for account, _ in wanted}
        for key, (sealed, task) in list(self._lines.items()):
            if task.done() or seals.get(key) != sealed:
                task.cancel()
                del self._lines[key]
        for account, platform in wanted:
            if account.id not in self._lines and self._client is not None:
                line = Fetching(account, platform, self._client, self._receiver, self._buttons, self._aside)
                self._lines[account.id] = (seals[account.id], asyncio.get_running_loop().create_task(line.go_on()))


class Turn:
    """Whose turn it is to ask: always ours on SQLite, where one process does everything.

    On PostgreSQL it is an advisory lock of the session, so a process that dies gives it back. It stands and falls with
    the connection of the thread that took it, which is therefore kept.
    """

    def __init__(self) -> None:
        self._held_by: object = None

    def is_ours(self) -> bool:
        if connection.vendor != "postgresql" or self._is_held():
            return True
        with connection.cursor() as cursor:
            cursor.execute("SELECT pg_try_advisory_lock(%s)", [LOCK])
            taken = bool(cursor.fetchone()[0])
        if taken:
            self._held_by = connection.connection
        else:
            connection.close()
        return taken

    def _is_held(self) -> bool:
        """Django opens a new connection silently when the old one broke; the lock was the old one's."""
        return self._held_by is not None and self._held_by is connection.connection

    def give_back(self) -> None:
        """At the end, and whenever the connection is in doubt: a borrowed connection must not take the lock along to somebody else."""
        if self._is_held():
            with contextlib.suppress(DatabaseError), connection.cursor() as cursor:
                cursor.execute("SELECT pg_advisory_unlock(%s)", [LOCK])
        self._held_by = None
        connection.close()


def _polling_accounts() -> Wanted:
    accounts = Account.objects.select_related("team__intake", "team__oversight").filter(
        state=Account.State.ACTIVE, receives=Account.Receives.POLL
    )
    return [(account, platform) for account in accounts if (platform := _platform(account))]


def _platform(account: Account) -> PolledPlatform | None:
    """None also where its secrets cannot be opened: the other accounts' letters do not wait for that."""
    try:
        return polled_for(account)
    except Tampered:
        logger.error("%s: its row is not what this house sealed; its letters wait until it is restored.", account)
        return None
