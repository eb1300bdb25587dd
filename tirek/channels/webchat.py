"""The web room as a channel: our own pages, so nobody has to be spoken to and no hook leads here.

A message is in the room as soon as it is released; what a person writes there comes through our own form, past this file.
"""

from typing import ClassVar

import httpx

from tirek.channels.base import (
    Capabilities,
    ChannelKind,
    DeliveryError,
    DeliveryStatus,
    ErrorClass,
    HookRequest,
    HookResponse,
    InboundEvent,
    OutboundMessage,
    SendPart,
    SendResult,
    Unreadable,
)
from tirek.kit.text import clean, split_message

TEXT_LIMIT = 4000
"""Characters of one message (WC-2). The house counts UTF-16 units, which are never fewer: a part is never longer than this."""


class Webchat:
    """The one account of the room. It has no token, no secret and no server; what it is made with is only its name here."""

    kind: ClassVar[ChannelKind] = ChannelKind.WEBCHAT
    caps: ClassVar[Capabilities] = Capabilities(max_text=TEXT_LIMIT, text_unit="chars")

    def __init__(
        self,
        *,
        channel_id: str,
        account_ref: str,
        secrets: tuple[str, ...],
        token: str = "",
        api_base: str = "",
        client: httpx.Client | None = None,
    ) -> None:
        self.channel_id = channel_id

    def authenticate(self, req: HookRequest) -> HookResponse:
        """Always the refusal: there is no hook, and nobody who may knock at one."""
        return HookResponse(404)

    def parse(self, req: HookRequest) -> tuple[list[InboundEvent], HookResponse]:
        """Never understands anything: no request is authentic here."""
        raise Unreadable("The web room has no hook.")

    def send(self, msg: OutboundMessage, *, skip: int = 0) -> SendResult:
        """Released is arrived: every part is SENT, without a number of anybody's and without a network."""
        parts = split_message(clean(msg.text, limit=4_000_000), TEXT_LIMIT)
        if not parts:
            nothing = DeliveryError(ErrorClass.INVALID, message="There are no words to send.")
            return SendResult((SendPart(None, DeliveryStatus.FAILED, nothing),))
        return SendResult((SendPart(None, DeliveryStatus.SENT),) * (len(parts) - skip))

    def classify(self, status: int, body: bytes) -> DeliveryError:
        """Nobody answers the room, so whatever looks like an answer is a fault of ours."""
        return DeliveryError(ErrorClass.INVALID, str(status))
