"""getUpdates as Telegram answers it: whoever asks gets what waits, or waits himself until something comes.

One caller at a time: a later one ends an earlier one. Letters stay until a later call's offset confirms them; while an
address is set, nobody gets any.
"""

import asyncio
from collections.abc import Awaitable, Callable
from typing import Any, cast

from tirek.demo.chats import Json
from tirek.demo.faults import refusal
from tirek.demo.methods import Answer, number, ok, unpacked
from tirek.demo.postman import DEFAULT_UPDATES, Postman

HOOKED = "Conflict: can't use getUpdates method while webhook is active; use deleteWebhook to delete the webhook first"
ENDED = "Conflict: terminated by other getUpdates request; make sure that only one bot instance is running"
HOOKED_MEANWHILE = "Conflict: terminated by setWebhook request"
LONGEST_S = 50


class LongPoll:
    """The queue's other way out."""

    def __init__(self, postman: Postman) -> None:
        self._postman = postman
        self._hanging: asyncio.Future[None] | None = None  # the caller who waits now; cancelled by the next one

    async def ask(self, payload: Json, left: Callable[[], Awaitable[object]]) -> Answer | None:
        """The answer; None when the caller went away first, which `left` waits for."""
        if self._postman.webhook.url:
            return refusal(409, HOOKED)
        self._begin(payload)
        limit = min(max(number(payload.get("limit")) or 100, 1), 100)
        seconds = min(number(payload.get("timeout")) or 0, LONGEST_S)
        if not self._postman.queue() and seconds > 0 and (ended := await self._wait(seconds, left)) is not None:
            return refusal(409, ended) if ended else None
        return ok([letter.update for letter in self._postman.queue()[:limit]])

    def _begin(self, payload: Json) -> None:
        if self._hanging is not None:
            self._hanging.cancel()
        asked = unpacked(payload.get("allowed_updates"))
        if asked is not None:
            self._postman.webhook.allowed = tuple(asked) or DEFAULT_UPDATES
        self._postman.confirm(number(payload.get("offset")) or 0)

    async def _wait(self, seconds: float, left: Callable[[], Awaitable[object]]) -> str | None:
        """None when there may be letters or the time is over; else why there are none, empty when the caller has gone."""
        mine = self._hanging = self._postman.next_news()
        gone = asyncio.ensure_future(left())
        try:
            await asyncio.wait(cast(set[asyncio.Future[Any]], {mine, gone}), timeout=seconds, return_when=asyncio.FIRST_COMPLETED)
        finally:
            gone.cancel()
        if mine.cancelled():
            return ENDED
        self._hanging = None
        if gone.done() and not mine.done():
            return ""
        return HOOKED_MEANWHILE if self._postman.webhook.url else None
