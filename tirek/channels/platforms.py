"""What only some channels have: a platform of somebody else behind them, which can be asked, told and listened to.

`ChannelAdapter` is what every channel can do. A `Platform` knows who we are and where it delivers; a `PolledPlatform`
gives its letters to whoever asks for them, too. The web room has neither: nobody stands behind it.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from typing import Protocol, TypeVar

import httpx

from tirek.channels.base import Capabilities, ChannelAdapter
from tirek.kit.refusals import CannotReach


@dataclass(frozen=True, slots=True)
class Bot:
    """Our account as the platform knows it."""

    id: str
    username: str | None
    name: str


@dataclass(frozen=True, slots=True)
class WebhookState:
    """Where the platform delivers (empty: nowhere), how many letters wait there, and what went wrong last."""

    url: str
    pending: int
    last_error: str | None
    last_error_at: datetime | None


@dataclass(frozen=True, slots=True)
class Fetched:
    """One letter of a platform that was asked: its number there, and its body as a hook would have brought it."""

    number: int
    body: bytes


class TokenRefused(CannotReach):
    """The platform does not know our token (any more)."""


class HookedElsewhere(CannotReach):
    """The platform delivers the account's letters to an address and therefore gives them to nobody who asks."""


class PolledElsewhere(CannotReach):
    """Somebody else asked for the same account's letters while we did."""


class AskedToWait(CannotReach):
    """The platform wants to be left alone for `seconds`."""

    def __init__(self, sentence: str, *, seconds: float) -> None:
        super().__init__(sentence)
        self.seconds = seconds


class Platform(ChannelAdapter, Protocol):
    """A channel with a company's server behind it. Every method raises CannotReach with a sentence that says what to do."""

    def who_am_i(self) -> Bot:
        """The account behind our token."""

    def webhook_state(self) -> WebhookState:
        """Where the platform delivers, and how it went lately."""

    def set_webhook(self, url: str, secret: str) -> None:
        """Ask the platform to deliver to `url`, proving itself with `secret`."""

    def answer_button(self, callback_id: str) -> bool:
        """Stop the spinning of a pressed button. False when that failed; never raises."""


class PolledPlatform(Platform, Protocol):
    """A platform that also gives letters to whoever asks, so that a service at home needs no address of its own."""

    def drop_webhook(self) -> None:
        """Ask the platform to deliver nowhere; letters that wait there go on waiting."""

    async def fetch(self, client: httpx.AsyncClient, *, after: int | None, wait_s: int) -> list[Fetched]:
        """The letters behind number `after`, oldest first; waits up to `wait_s` seconds for one. Asking confirms all up to `after`.

        Raises TokenRefused, HookedElsewhere, PolledElsewhere, AskedToWait, or plain CannotReach.
        """


Speaks_co = TypeVar("Speaks_co", bound=ChannelAdapter, covariant=True)


class Speech(Protocol[Speaks_co]):
    """What makes the translator of one account. Every channel is made of the same words and takes those it needs."""

    @property
    def caps(self) -> Capabilities: ...

    def __call__(
        self,
        *,
        channel_id: str,
        account_ref: str,
        secrets: tuple[str, ...],
        token: str = "",
        api_base: str = "",
        client: httpx.Client | None = None,
    ) -> Speaks_co: ...
