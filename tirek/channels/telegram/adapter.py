"""The adapter that the rest of the house holds: one Telegram bot of ours."""

from datetime import UTC, datetime
from typing import ClassVar

import httpx

from tirek.channels.base import (
    Capabilities,
    ChannelKind,
    DeliveryError,
    HookRequest,
    HookResponse,
    InboundEvent,
    OutboundMessage,
    SendResult,
)
from tirek.channels.border import read_json, refusal_before_secret, same_secret
from tirek.channels.platforms import Bot, Fetched, WebhookState
from tirek.channels.telegram import send
from tirek.channels.telegram.api import BotApi
from tirek.channels.telegram.parse import OurBot, events_of
from tirek.kit.refusals import CannotReach

SECRET_HEADER = "x-telegram-bot-api-secret-token"  # the name of a header, not a secret


class Telegram:
    """One bot account. Reading needs only `secrets` (two while one is being changed); sending needs the token."""

    kind: ClassVar[ChannelKind] = ChannelKind.TELEGRAM
    caps: ClassVar[Capabilities] = Capabilities(max_text=send.TEXT_LIMIT, text_unit="utf16")

    def __init__(
        self,
        *,
        channel_id: str,
        account_ref: str,
        secrets: tuple[str, ...],
        token: str = "",
        api_base: str = "https://api.telegram.org",
        client: httpx.Client | None = None,
    ) -> None:
        self._account = OurBot(channel_id=channel_id, account_ref=account_ref)
        self._secrets = secrets
        self._api = BotApi(token=token, base=api_base, client=client)

    def authenticate(self, req: HookRequest) -> HookResponse | None:
        """None when the secret header is one of ours (TG-16); else the refusal, with an empty body."""
        if refusal := refusal_before_secret(req):
            return refusal
        if not same_secret(req.headers.get(SECRET_HEADER), self._secrets):
            return HookResponse(401)
        return None

    def parse(self, req: HookRequest) -> tuple[list[InboundEvent], HookResponse]:
        """At most one event: groups, other bots and unknown updates are acknowledged and give none (R-12, TG-2).

        Raises Unreadable for an authentic body that is not an update.
        """
        return events_of(read_json(req.body), self._account, datetime.now(UTC)), HookResponse(200)

    def send(self, msg: OutboundMessage, *, skip: int = 0) -> SendResult:
        """Send the text in as many messages as it needs, stopping at the first that does not go.

        `skip` parts are left out: give the number that went before, and a retry doubles nothing. Never raises for a
        fault of the network or of Telegram; the parts tell.
        """
        return send.send(self._api, msg, skip=skip)

    def classify(self, status: int, body: bytes) -> DeliveryError:
        """What an unsuccessful answer of the Bot API means for sending (TG-24)."""
        return send.classify(status, body)

    def answer_button(self, callback_id: str) -> bool:
        """Stop the button's spinning. False when that failed; never raises: an answer must not be lost for it."""
        try:
            self._api.ask("answerCallbackQuery", {"callback_query_id": callback_id})
        except CannotReach:
            return False
        return True

    def who_am_i(self) -> Bot:
        """The bot behind the token. Raises CannotReach with a sentence that says what to do."""
        return self._api.who_am_i()

    def webhook_state(self) -> WebhookState:
        """Where Telegram delivers, and how it went lately. Raises CannotReach."""
        return self._api.webhook_state()

    def set_webhook(self, url: str, secret: str) -> None:
        """Ask Telegram to deliver to `url` with `secret` (1-256 of A-Za-z0-9_-) in its header. Raises CannotReach."""
        self._api.set_webhook(url, secret)

    def drop_webhook(self) -> None:
        """Ask Telegram to deliver nowhere; what waits there goes on waiting. Raises CannotReach."""
        self._api.drop_webhook()

    async def fetch(self, client: httpx.AsyncClient, *, after: int | None, wait_s: int) -> list[Fetched]:
        """The updates behind `after`, oldest first, of the kinds that our hook takes; at most 50 of them (PolledPlatform)."""
        return await self._api.updates(client, after=after, wait_s=wait_s)
