"""One account's line to its platform: ask, receive, confirm by the next question, and bear what goes wrong in between."""

import asyncio
import contextlib
import logging
import random
import time
from collections.abc import Awaitable, Callable
from dataclasses import dataclass, field
from typing import Any

import httpx
from django.db import DatabaseError

from tirek.channels import actions as channels
from tirek.channels import rules
from tirek.channels.base import hook_request
from tirek.channels.models import Account
from tirek.channels.platforms import AskedToWait, Fetched, HookedElsewhere, PolledElsewhere, PolledPlatform, TokenRefused
from tirek.conversations.receiver import Receiver
from tirek.conversations.webhooks import ButtonBell, take_in
from tirek.kit.refusals import CannotReach

logger = logging.getLogger(__name__)

WAIT_S = 25
"""How long the platform may hold a question until something comes."""
LONGEST_PAUSE_S = 60.0
SAY_EVERY_S = 60.0
RIVAL_S = 300.0
"""Two conflicts within this time are somebody else; a single one may have been our own former question."""
BRIEF_S = 1.0
LASTING = 2
"""So many failures in a row are worth a line in the log; one broken connection is not."""


@dataclass(eq=False, slots=True)
class Fetching:
    """Asks for one account's letters for ever; ends by itself only when the platform refuses the token.

    `aside` runs what would block the event loop: the database, and short questions to the platform.
    """

    account: Account
    platform: PolledPlatform
    client: httpx.AsyncClient
    receiver: Receiver
    buttons: ButtonBell | None
    aside: Callable[[Callable[[], Any]], Awaitable[Any]]
    _confirmed: int | None = field(default=None, init=False)
    _failures: int = field(default=0, init=False)
    _conflict_at: float | None = field(default=None, init=False)
    _said: dict[str, float] = field(default_factory=dict, init=False)

    async def go_on(self) -> None:
        while True:
            try:
                pause = await self._round()
            except TokenRefused as refused:
                logger.error("%s: %s The channel is stopped until it has a new token.", self.account, refused)
                with contextlib.suppress(DatabaseError):  # the next look finds the account still in service and asks again
                    await self.aside(self._stop)
                return
            except Exception as trouble:  # noqa: BLE001  # whatever it is, this account's letters must be asked for again
                pause = self._later(f"its letters wait at the platform: {type(trouble).__name__}")
            await asyncio.sleep(pause)

    async def _round(self) -> float:
        """One question and what came of it; how long to rest before the next."""
        try:
            return await self._ask()
        except TokenRefused:
            raise
        except HookedElsewhere:
            return await self._hooked()
        except PolledElsewhere:
            return await self._contested()
        except AskedToWait as trouble:
            return max(trouble.seconds, self._later(str(trouble)))
        except CannotReach as trouble:
            return self._later(str(trouble))

    async def _ask(self) -> float:
        begun = time.monotonic()
        letters = await self.platform.fetch(self.client, after=self._confirmed, wait_s=WAIT_S)
        for letter in letters:
            if not await self._is_durable(letter):
                return self._later("its letters wait at the platform, because they cannot be received now.")
        if self._failures >= LASTING:
            self._say(logging.INFO, "its letters come again.")
        self._failures = 0
        # an empty answer that did not wait is not Telegram's way: whoever gives it must not be asked without end
        return 0 if letters or time.monotonic() - begun > BRIEF_S else BRIEF_S

    async def _is_durable(self, letter: Fetched) -> bool:
        """One after another, so that nobody's second letter can stand before the first that had to come again."""
        request = hook_request(method="POST", url="", headers=[], body=letter.body)
        status = await take_in(request, account=self.account, adapter=self.platform, receiver=self.receiver, buttons=self.buttons)
        if status == 200:
            self._confirmed = letter.number
        return status == 200

    async def _hooked(self) -> float:
        """Our own former hook is taken away; an address of somebody else is left alone and named, once a minute."""
        address = await self.aside(self._foreign_hook)
        return self._later(rules.hooked_elsewhere(address), at_once=True) if address else 0

    def _foreign_hook(self) -> str:
        address = channels.address_of_somebody_else(self.platform.webhook_state(), self.account)
        if not address:
            self.platform.drop_webhook()
        return address

    async def _contested(self) -> float:
        before, self._conflict_at = self._conflict_at, time.monotonic()
        if before is None or self._conflict_at - before > RIVAL_S:
            return BRIEF_S
        with contextlib.suppress(DatabaseError):  # to be noted at the next conflict, then
            await self.aside(self._note_rival)
        return self._later(rules.POLLED_ELSEWHERE, at_once=True)

    def _note_rival(self) -> None:
        channels.note_rival(account=self.account)

    def _later(self, sentence: str, *, at_once: bool = False) -> float:
        """Count a failure; how long to rest. What is wrong is said when it lasts, or `at_once`."""
        self._failures += 1
        if at_once or self._failures == LASTING:
            self._say(logging.WARNING, sentence)
        return min(LONGEST_PAUSE_S, 2.0 ** min(self._failures - 1, 10)) * random.uniform(0.8, 1.0)

    def _say(self, level: int, sentence: str) -> None:
        """The same sentence once a minute at most."""
        now = time.monotonic()
        if now - self._said.get(sentence, now - SAY_EVERY_S) >= SAY_EVERY_S:
            self._said[sentence] = now
            logger.log(level, "%s: %s", self.account, sentence)

    def _stop(self) -> None:
        channels.stop(account=self.account)
