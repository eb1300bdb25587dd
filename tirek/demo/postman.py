"""Carries updates to the webhook as Telegram does: real HTTP, the secret in the header, again and again until a 2xx.

Waiting updates live in memory. The order within a chat is kept; chats do not wait for each other. Without a webhook all
wait in one line for whoever asks (longpoll).
"""

import asyncio
import time
from collections import defaultdict, deque
from collections.abc import Callable
from dataclasses import dataclass
from http import HTTPStatus
from typing import Any

import httpx

DEFAULT_UPDATES = ("message", "edited_message", "callback_query", "my_chat_member")
PAUSES = (0.3, 1.0, 2.0, 5.0, 10.0, 20.0, 40.0)
"""Seconds before each new attempt; Telegram's own are longer and go on for a day."""


@dataclass(slots=True)
class Webhook:
    url: str
    secret: str = ""
    allowed: tuple[str, ...] = DEFAULT_UPDATES
    max_connections: int = 40


@dataclass(slots=True)
class Letter:
    """One update on its way; `done` is told whether it arrived."""

    update: dict[str, Any]
    done: Callable[[bool], None]

    def number(self) -> int:
        return int(self.update["update_id"])


class Postman:
    """Updates are handed over with `post` from any thread; delivery runs in the event loop of the server."""

    def __init__(self, *, pauses: tuple[float, ...] = PAUSES, patience: float = 20.0) -> None:
        self.webhook = Webhook("")
        self.last_error = ""
        self.last_error_at = 0
        self._pauses = pauses
        self._patience = patience
        self._waiting: dict[int, deque[Letter]] = defaultdict(deque)
        self._workers: dict[int, asyncio.Task[None]] = {}
        self._loop: asyncio.AbstractEventLoop | None = None
        self._news: asyncio.Future[None] | None = None

    @property
    def pending(self) -> int:
        return sum(len(letters) for letters in list(self._waiting.values()))

    def post(self, chat_id: int, update: dict[str, Any], done: Callable[[bool], None]) -> None:
        """Queue an update of a kind that was asked for; others are dropped, as Telegram does."""
        if not set(update) & set(self.webhook.allowed):
            return
        self._waiting[chat_id].append(Letter(update, done))
        self.wake()

    def queue(self) -> list[Letter]:
        """Everything that waits, in the order in which it was written."""
        return sorted((letter for letters in list(self._waiting.values()) for letter in letters), key=Letter.number)

    def confirm(self, offset: int) -> None:
        """Forget what has a smaller number; a negative `offset` keeps only that many of the last."""
        queue = self.queue()
        first = queue[offset].number() if offset < 0 and len(queue) >= -offset else offset
        for letters in list(self._waiting.values()):
            while letters and letters[0].number() < first:
                letters.popleft().done(True)

    def forget(self) -> None:
        """Drop everything that waits; nobody will ever receive it."""
        for letters in list(self._waiting.values()):
            while letters:
                letters.popleft().done(False)

    def next_news(self) -> "asyncio.Future[None]":
        """Done as soon as something is written or an address is set."""
        self._news = asyncio.get_running_loop().create_future()
        return self._news

    def at_home(self) -> None:
        """Called in the server's event loop with every request: letters are carried there, whoever wrote them."""
        self._loop = asyncio.get_running_loop()

    def wake(self) -> None:
        """Start carrying whatever waits; nothing happens before there is a webhook and a server."""
        if self._loop is not None and not self._loop.is_closed():
            self._loop.call_soon_threadsafe(self._start)

    def _start(self) -> None:
        if self._news is not None and not self._news.done() and (self.webhook.url or self.pending):
            self._news.set_result(None)
        for chat_id in [chat_id for chat_id, letters in self._waiting.items() if letters and chat_id not in self._workers]:
            if self.webhook.url:
                self._workers[chat_id] = asyncio.get_running_loop().create_task(self._carry(chat_id))

    async def _carry(self, chat_id: int) -> None:
        letters = self._waiting[chat_id]
        # no environment proxies: the hook is on this machine
        async with httpx.AsyncClient(timeout=self._patience, trust_env=False) as client:
            try:
                while letters and self.webhook.url:
                    arrived = await self._try(client, letters[0])
                    letters.popleft().done(arrived)
            finally:
                del self._workers[chat_id]  # before the client closes, so that a new letter starts a new worker

    async def _try(self, client: httpx.AsyncClient, letter: Letter) -> bool:
        for pause in (*self._pauses, None):
            trouble = await self._knock(client, letter)
            if not trouble:
                return True
            self.last_error, self.last_error_at = trouble, int(time.time())
            if pause is not None:
                await asyncio.sleep(pause)
        return False

    async def _knock(self, client: httpx.AsyncClient, letter: Letter) -> str:
        """Empty when the webhook took it, else what getWebhookInfo will show."""
        headers = {"X-Telegram-Bot-Api-Secret-Token": self.webhook.secret} if self.webhook.secret else {}
        try:
            answer = await client.post(self.webhook.url, json=letter.update, headers=headers)
        except httpx.TimeoutException:
            return "Read timeout expired"
        except (httpx.HTTPError, httpx.InvalidURL):
            return "Connection refused"
        if answer.is_success:
            return ""
        words = HTTPStatus(answer.status_code).phrase if answer.status_code in set(HTTPStatus) else ""
        return f"Wrong response from the webhook: {answer.status_code} {words}".rstrip()
