"""An update of the Bot API becomes at most one event of ours. Pure: no I/O, plain dictionary access, one pass.

Only private chats speak: groups, channels and other bots are acknowledged and give nothing (R-12).
"""

import re
from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from tirek.channels.base import ChannelKind, EventType, Identity, InboundEvent, MessageKind, Sender, Unreadable
from tirek.channels.border import moment
from tirek.channels.telegram.media import Json, attachment_of, contact_of, location_of, number, unsupported, words

_START = re.compile(r"/start(?:@\w+)?(?:\s+([A-Za-z0-9_-]{1,64}))?\s*", re.IGNORECASE)
_BLOCKED = {"kicked": "blocked", "member": "unblocked"}


@dataclass(frozen=True, slots=True)
class OurBot:
    """Whose bot it is: our channel's id and the bot's id."""

    channel_id: str
    account_ref: str


def events_of(update: Json, account: OurBot, received_at: datetime) -> list[InboundEvent]:
    """The events of one update: one, or none for what is not for us. Raises Unreadable for a wrong shape."""
    try:
        return _events(update, account, received_at)
    except (KeyError, TypeError, AttributeError, ValueError):
        pass  # every access is to a shape that the Bot API promises; what is raised below holds nothing of the body
    raise Unreadable("The body is JSON, but not an update of the Bot API.")


def _events(update: Json, account: OurBot, received_at: datetime) -> list[InboundEvent]:
    key = f"u:{number(update['update_id'])}"
    for field, read in _READERS:
        if (content := update.get(field)) is not None:
            parts = read(content, account)
            return [] if parts is None else [_event(account, key, received_at, parts)]
    return []


def _event(account: OurBot, key: str, received_at: datetime, parts: dict[str, Any]) -> InboundEvent:
    occurred_at = parts.pop("at")
    return InboundEvent(
        channel=ChannelKind.TELEGRAM,
        channel_id=account.channel_id,
        account_ref=account.account_ref,
        event_key=key,
        occurred_at=occurred_at or received_at,
        received_at=received_at,
        occurred_at_is_exact=occurred_at is not None,
        **parts,
    )


def _message(message: Json, account: OurBot) -> dict[str, Any] | None:
    parts = _frame(message, message.get("from") or message["chat"], account)
    if parts is None:
        return None
    text = words(message, "text")
    if text is not None and (start := _START.fullmatch(text)):
        return parts | {
            "type": EventType.CONTACT_EVENT,
            "contact_event": "started",
            "payload": start[1],
            "external_id": _message_id(message),
            "opens_window": True,
        }
    content = _content(message, text)
    is_speech = content["kind"] is not MessageKind.SYSTEM
    return parts | content | {"type": EventType.MESSAGE, "external_id": _message_id(message), "opens_window": is_speech}


def _edited_message(message: Json, account: OurBot) -> dict[str, Any] | None:
    """The new form of an earlier message; nothing visible may have changed (TG-9)."""
    parts = _frame(message, message.get("from") or message["chat"], account)
    if parts is None:
        return None
    parts["at"] = moment(message.get("edit_date"))
    return parts | _content(message, words(message, "text")) | {"type": EventType.EDIT, "target_external_id": _message_id(message)}


def _callback_query(query: Json, account: OurBot) -> dict[str, Any] | None:
    """A pressed button. It has no time of its own: the message under it may be days old, or inaccessible (TG-11)."""
    if "data" not in query:
        return None  # a game; we send none
    message = query.get("message")
    frame = message if message is not None else {"chat": {"id": query["from"]["id"], "type": "private"}}
    parts = _frame(frame, query["from"], account)
    if parts is None:
        return None
    callback_id, payload = words(query, "id"), words(query, "data")
    return {
        "at": None,
        "sender": parts["sender"],
        "conversation_ref": parts["conversation_ref"],
        "type": EventType.MESSAGE,
        "kind": MessageKind.BUTTON_REPLY,
        "external_id": callback_id,
        "payload": payload,
        "text": _title_of(message or {}, payload),
        "reply_to": _message_id(message) if message is not None else None,
        "opens_window": True,
        "extra": {"callback_id": callback_id},
    }


def _my_chat_member(change: Json, account: OurBot) -> dict[str, Any] | None:
    """The person blocked the bot or let it in again (TG-13)."""
    event = _BLOCKED.get(words(change["new_chat_member"], "status") or "")
    parts = _frame(change, change["from"], account)
    if event is None or parts is None:
        return None
    return parts | {"type": EventType.CONTACT_EVENT, "contact_event": event}


def _message_reaction(change: Json, account: OurBot) -> dict[str, Any] | None:
    """One event a change: the reaction that came, else the one that went; `extra` says which stand now (TG-12)."""
    if change.get("user") is None:
        return None  # an anonymous group or channel
    parts = _frame(change, change["user"], account)
    before, now = change["old_reaction"], change["new_reaction"]
    came = [reaction for reaction in now if reaction not in before]
    went = [reaction for reaction in before if reaction not in now]
    if parts is None or not (came or went):
        return None
    return parts | {
        "type": EventType.REACTION,
        "target_external_id": _message_id(change),
        "emoji": words((came or went)[0], "emoji"),
        "action": "add" if came else "remove",
        "extra": {"reactions": [words(reaction, "emoji") or words(reaction, "type") for reaction in now]},
    }


# At most one of them is in an update (TG-1); the rest of the twenty-six are acknowledged and ignored (TG-2).
_READERS: tuple[tuple[str, Callable[[Any, OurBot], dict[str, Any] | None]], ...] = (
    ("message", _message),
    ("edited_message", _edited_message),
    ("callback_query", _callback_query),
    ("my_chat_member", _my_chat_member),
    ("message_reaction", _message_reaction),
)


def _frame(owner: Json, user: Json, account: OurBot) -> dict[str, Any] | None:
    """Who, where and when; None when it is not one person in a private chat."""
    chat = owner["chat"]
    if chat["type"] != "private" or user.get("is_bot"):
        return None
    number(user["id"])  # a private chat without `from` carries the person's own id and names
    return {"at": moment(owner.get("date")), "sender": _sender(user, account), "conversation_ref": str(number(chat["id"]))}


def _sender(user: Json, account: OurBot) -> Sender:
    first, last = words(user, "first_name"), words(user, "last_name")
    return Sender(
        primary=Identity(scheme="telegram_id", value=str(user["id"]), scope=account.account_ref),
        display_name=f"{first} {last}" if first and last else first or last,
        username=words(user, "username"),
        language=words(user, "language_code"),
    )


def _message_id(message: Json) -> str | None:
    """None for 0, which several messages of one chat may carry (TG-4)."""
    return str(number(message["message_id"])) if message["message_id"] != 0 else None


def _content(message: Json, text: str | None) -> dict[str, Any]:
    """Kind, words, file, place, contact, and what stands around them."""
    content: dict[str, Any] = {"kind": MessageKind.TEXT, "text": text}
    if text is None:
        content = _wordless(message)
    if reply := message.get("reply_to_message"):
        content["reply_to"] = _message_id(reply)
    if group := words(message, "media_group_id"):
        content["group_id"] = group
    if origin := message.get("forward_origin"):
        content.setdefault("extra", {})["forward_origin"] = _origin(origin)
    return content


def _wordless(message: Json) -> dict[str, Any]:
    caption = words(message, "caption")
    if attachment := attachment_of(message):
        content: dict[str, Any] = {"kind": attachment.kind, "text": caption, "attachments": (attachment,)}
        if sticker := message.get("sticker"):
            content["emoji"] = words(sticker, "emoji")
        if (live := message.get("live_photo")) and "photo" in message:
            content["extra"] = {"live_photo": {"file_id": words(live, "file_id"), "file_unique_id": words(live, "file_unique_id")}}
        return content
    if location := location_of(message):
        return {"kind": MessageKind.LOCATION, "text": caption, "location": location}
    if contact := contact_of(message):
        return {"kind": MessageKind.CONTACT, "text": caption, "contact_cards": (contact,)}
    kind, name, placeholder = unsupported(message)
    return {"kind": kind, "text": f"{placeholder} {caption}" if caption else placeholder, "extra": {"unsupported": name}}


def _origin(origin: Json) -> dict[str, Any]:
    """Whose words a forwarded message holds: a label for the reader, never one of our contacts (TG-14)."""
    owner = origin.get("sender_user") or origin.get("sender_chat") or origin.get("chat") or {}
    name = words(origin, "sender_user_name") or words(owner, "title") or words(owner, "first_name")
    at = moment(origin.get("date"))
    return {
        "type": words(origin, "type"),
        "name": f"{name} {words(owner, 'last_name')}" if name and owner.get("last_name") else name,
        "date": at.isoformat() if at else None,
    }


def _title_of(message: Json, payload: str | None) -> str | None:
    """What stood on the pressed button, so that a reader need not know payloads."""
    markup = message.get("reply_markup") or {}
    buttons = [button for row in markup.get("inline_keyboard", ()) for button in row]
    return next((words(button, "text") for button in buttons if button.get("callback_data") == payload), None)
