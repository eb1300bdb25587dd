"""What every channel is turned into: one event in, one message out, one small protocol between.

Frozen and free of Django, so that a message can be understood without a database, a key or a network. Field names are
a contract with people who evaluate Tirek from outside (`tirek channel read`): they are not renamed.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass, field
from datetime import datetime
from enum import StrEnum
from typing import Any, Protocol
from urllib.parse import parse_qsl, urlsplit


class ChannelKind(StrEnum):
    TELEGRAM = "telegram"
    WHATSAPP = "whatsapp"
    MESSENGER = "facebook"
    INSTAGRAM = "instagram"
    VK = "vk"
    VIBER = "viber"
    EMAIL = "email"
    SMS = "sms"
    WEBCHAT = "webchat"


class EventType(StrEnum):
    MESSAGE = "message"
    EDIT = "edit"
    DELETE = "delete"
    REACTION = "reaction"
    STATUS = "status"
    COMMENT = "comment"
    COMMENT_EDIT = "comment_edit"
    COMMENT_DELETE = "comment_delete"
    CONTACT_EVENT = "contact_event"  # started, subscribed, blocked, unblocked, opted_out
    IDENTITY_CHANGE = "identity_change"
    CHANNEL_ALERT = "channel_alert"  # token, quality, template


class MessageKind(StrEnum):
    TEXT = "text"
    IMAGE = "image"
    VIDEO = "video"
    VOICE = "voice"
    AUDIO = "audio"
    DOCUMENT = "document"
    STICKER = "sticker"
    LOCATION = "location"
    CONTACT = "contact"
    BUTTON_REPLY = "button_reply"
    FORM_REPLY = "form_reply"
    STORY_REPLY = "story_reply"
    STORY_MENTION = "story_mention"
    SHARE = "share"
    FORWARD = "forward"
    SYSTEM = "system"
    UNSUPPORTED = "unsupported"


class Direction(StrEnum):
    INBOUND = "inbound"
    OUTBOUND = "outbound"


class DeliveryStatus(StrEnum):
    QUEUED = "queued"
    SENDING = "sending"
    SENT = "sent"
    DELIVERED = "delivered"
    READ = "read"
    FAILED = "failed"
    UNKNOWN = "unknown"  # timed out after sending: it may have arrived


class ErrorClass(StrEnum):
    BLOCKED = "blocked"
    WINDOW_CLOSED = "window_closed"
    UNREACHABLE = "recipient_unreachable"
    RATE_LIMITED = "rate_limited"
    AUTH = "auth"
    TEMPLATE = "template"
    MEDIA = "media"
    POLICY = "policy"
    INVALID = "invalid_request"
    TRANSIENT = "transient"
    UNKNOWN = "unknown"


@dataclass(frozen=True, slots=True)
class Identity:
    """Who a person is on one channel account. Names and @names are never part of it."""

    scheme: str  # telegram_id, wa_id, vk_id, email, tel ...
    value: str  # exactly as the platform gives it
    scope: str  # bot id, page id, mailbox ...
    verified: bool = True


@dataclass(frozen=True, slots=True)
class Sender:
    primary: Identity
    aliases: tuple[Identity, ...] = ()
    display_name: str | None = None
    username: str | None = None
    language: str | None = None  # BCP 47
    is_bot: bool = False


@dataclass(frozen=True, slots=True)
class Attachment:
    kind: MessageKind
    ref: str  # file_id, media id or address as given; never one with a token in it
    ref_type: str  # "file_id" | "media_id" | "url" | "part" | "upload"
    filename: str | None = None
    mime: str | None = None  # as declared by the sender's app
    size: int | None = None
    duration_s: int | None = None
    sha256: str | None = None
    expires_at: datetime | None = None
    unique_ref: str | None = None


@dataclass(frozen=True, slots=True)
class Location:
    lat: float
    lon: float
    title: str | None = None
    address: str | None = None


@dataclass(frozen=True, slots=True)
class ContactCard:
    name: str
    phones: tuple[str, ...] = ()
    is_sender: bool = False  # the platform proves that it is the sender's own number


@dataclass(frozen=True, slots=True)
class DeliveryError:
    cls: ErrorClass
    code: str | None = None
    subcode: str | None = None
    message: str | None = None
    retryable: bool = False
    retry_after_s: float | None = None


@dataclass(frozen=True, slots=True)
class InboundEvent:
    """One thing that happened on a channel. Times are aware UTC; text is literal, already free of NUL and lone surrogates."""

    channel: ChannelKind
    channel_id: str
    account_ref: str
    type: EventType
    event_key: str  # unique per channel_id
    occurred_at: datetime
    received_at: datetime
    occurred_at_is_exact: bool = True  # False: the platform gave no time, occurred_at is received_at
    direction: Direction = Direction.INBOUND
    sender: Sender | None = None
    conversation_ref: str | None = None
    external_id: str | None = None  # unique within conversation_ref
    target_external_id: str | None = None  # what an edit, delete, reaction or status is about
    kind: MessageKind | None = None
    text: str | None = None
    html: str | None = None
    subject: str | None = None
    attachments: tuple[Attachment, ...] = ()
    location: Location | None = None
    contact_cards: tuple[ContactCard, ...] = ()
    reply_to: str | None = None
    group_id: str | None = None
    payload: str | None = None
    emoji: str | None = None
    action: str | None = None
    status: DeliveryStatus | None = None
    error: DeliveryError | None = None
    contact_event: str | None = None
    post_ref: str | None = None
    parent_ref: str | None = None
    permalink: str | None = None
    is_echo: bool = False
    is_automatic: bool = False
    via_standby: bool = False
    opens_window: bool = False  # True only for a person's own action
    old_identity: Identity | None = None
    new_identity: Identity | None = None
    extra: dict[str, Any] = field(default_factory=dict)  # small, non-secret


@dataclass(frozen=True, slots=True)
class OutboundMessage:
    """Words on their way to one person. `buttons` are pairs of title and payload."""

    id: str
    channel_id: str
    conversation_ref: str
    text: str
    reply_to: str | None = None
    buttons: tuple[tuple[str, str], ...] = ()


@dataclass(frozen=True, slots=True)
class SendPart:
    """One message of the platform; QUEUED means: not tried, because a part before it did not go."""

    external_id: str | None
    status: DeliveryStatus
    error: DeliveryError | None = None


@dataclass(frozen=True, slots=True)
class SendResult:
    parts: tuple[SendPart, ...]


@dataclass(frozen=True, slots=True)
class Capabilities:
    """What the composer must know; one part of a message holds at most `max_text` of `text_unit`."""

    max_text: int
    text_unit: str  # "utf16" | "bytes" | "chars" | "sms"


@dataclass(frozen=True, slots=True)
class HookResponse:
    status: int
    body: bytes = b""
    content_type: str = "text/plain; charset=utf-8"


@dataclass(frozen=True, slots=True)
class HookRequest:
    """A request at our door. Header names are lower case, values as latin-1 decodes them; the body is untouched bytes."""

    method: str
    url: str
    query: dict[str, str]
    headers: dict[str, str]
    body: bytes


class Unreadable(Exception):
    """Authentic, but not understood. The caller keeps the body sealed as a dead letter and answers 2xx.

    The sentence names what was wrong and never quotes the body.
    """


class ChannelAdapter(Protocol):
    """A channel's translator: bytes to events, a message to the platform. Nothing past it knows the platform's words."""

    @property
    def caps(self) -> Capabilities: ...

    def authenticate(self, req: HookRequest) -> HookResponse | None:
        """None when the request is authentic; else the answer that refuses it. Constant time, no I/O."""

    def parse(self, req: HookRequest) -> tuple[list[InboundEvent], HookResponse]:
        """The events of an authentic request and the answer to give once they are stored. No I/O. Raises Unreadable."""

    def send(self, msg: OutboundMessage, *, skip: int = 0) -> SendResult:
        """Send what is left after the first `skip` parts; never raises for a platform's or a network's fault."""

    def classify(self, status: int, body: bytes) -> DeliveryError:
        """What an answer of the platform that is not a success means for sending."""


def hook_request(*, method: str, url: str, headers: Iterable[tuple[str, str]], body: bytes) -> HookRequest:
    """Put a request into the shape adapters read: lower-case names, the first of doubled headers and query keys."""
    kept: dict[str, str] = {}
    for name, value in headers:
        kept.setdefault(name.strip().lower(), value)
    question = urlsplit(url).query if "?" in url else ""
    query: dict[str, str] = {}
    for name, value in parse_qsl(question, keep_blank_values=True) if question else ():
        query.setdefault(name, value)
    return HookRequest(method=method.upper(), url=url, query=query, headers=kept, body=body)
