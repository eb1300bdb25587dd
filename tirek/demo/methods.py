"""The methods of the Bot API that the stand-in knows, with Telegram's own answers and refusals."""

import json
import re
from collections.abc import Callable
from typing import Any

from tirek.demo.chats import Chats, Person, message_json
from tirek.demo.faults import refusal
from tirek.demo.postman import DEFAULT_UPDATES, Postman, Webhook
from tirek.kit.text import utf16_len

Json = dict[str, Any]
Answer = tuple[int, Json]

BOT: Json = {
    "id": 123456789,
    "is_bot": True,
    "first_name": "Tirek demo",
    "username": "tirek_demo_bot",
    "can_join_groups": True,
    "can_read_all_group_messages": False,
    "supports_inline_queries": False,
}
_SECRET = re.compile(r"[A-Za-z0-9_-]{0,256}")


class Methods:
    """What the bot can ask. Every method takes the payload and gives status and answer."""

    def __init__(self, chats: Chats, postman: Postman) -> None:
        self._chats = chats
        self._postman = postman
        self.known: dict[str, Callable[[Json], Answer]] = {
            "getme": lambda payload: ok(BOT),
            "sendmessage": self._send_message,
            "sendchataction": self._send_chat_action,
            "answercallbackquery": self._answer_callback_query,
            "setwebhook": self._set_webhook,
            "deletewebhook": self._delete_webhook,
            "getwebhookinfo": self._webhook_info,
        }

    def _send_message(self, payload: Json) -> Answer:
        person = self._chats.people.get(number(payload.get("chat_id")) or 0)
        text = str(payload.get("text", "")).strip()
        rows = (unpacked(payload.get("reply_markup")) or {}).get("inline_keyboard", [])
        reply = unpacked(payload.get("reply_parameters")) or {}
        wrong = self._wrong_with(person, text, rows, reply)
        if person is None or wrong:
            return wrong or refusal(400, "Bad Request: chat not found")
        reply_to = reply.get("message_id") if person.bubble(reply.get("message_id")) else None
        bubble = self._chats.add(person, text, by_bot=True, rows=rows, reply_to=reply_to)
        return ok(message_json(person, bubble, BOT))

    def _wrong_with(self, person: Person | None, text: str, rows: list[list[Json]], reply: Json) -> Answer | None:
        if refused := _cannot_write_to(person):
            return refused
        if not text:
            return refusal(400, "Bad Request: message text is empty")
        if utf16_len(text) > 4096:
            return refusal(400, "Bad Request: message is too long")
        if any(not 1 <= len(str(button.get("callback_data", "")).encode()) <= 64 for row in rows for button in row):
            return refusal(400, "Bad Request: BUTTON_DATA_INVALID")
        if person and reply and not reply.get("allow_sending_without_reply") and person.bubble(reply.get("message_id")) is None:
            return refusal(400, "Bad Request: message to be replied not found")
        return None

    def _send_chat_action(self, payload: Json) -> Answer:
        return _cannot_write_to(self._chats.people.get(number(payload.get("chat_id")) or 0)) or ok(True)

    def _answer_callback_query(self, payload: Json) -> Answer:
        callback_id = str(payload.get("callback_query_id"))
        if callback_id not in self._chats.spinning:
            return refusal(400, "Bad Request: query is too old and response timeout expired or query ID is invalid")
        self._chats.spinning.discard(callback_id)
        self._chats.changed()
        return ok(True)

    def _set_webhook(self, payload: Json) -> Answer:
        secret = str(payload.get("secret_token") or "")
        if not _SECRET.fullmatch(secret):
            return refusal(400, "Bad Request: secret token contains unallowed characters")
        asked = unpacked(payload.get("allowed_updates"))
        allowed = self._postman.webhook.allowed if asked is None else tuple(asked) or DEFAULT_UPDATES
        connections = number(payload.get("max_connections")) or 40
        self._postman.webhook = Webhook(str(payload.get("url") or ""), secret, allowed, connections)
        self._postman.wake()
        return 200, {"ok": True, "result": True, "description": "Webhook was set"}

    def _delete_webhook(self, payload: Json) -> Answer:
        self._postman.webhook = Webhook("", allowed=self._postman.webhook.allowed)
        if payload.get("drop_pending_updates"):
            self._postman.forget()
        return 200, {"ok": True, "result": True, "description": "Webhook was deleted"}

    def _webhook_info(self, payload: Json) -> Answer:
        webhook = self._postman.webhook
        info: Json = {"url": webhook.url, "has_custom_certificate": False, "pending_update_count": self._postman.pending}
        if webhook.url:
            info |= {"max_connections": webhook.max_connections, "allowed_updates": list(webhook.allowed)}
        if self._postman.last_error:
            info |= {"last_error_date": self._postman.last_error_at, "last_error_message": self._postman.last_error}
        return ok(info)


def ok(result: object) -> Answer:
    return 200, {"ok": True, "result": result}


def _cannot_write_to(person: Person | None) -> Answer | None:
    if person is None:
        return refusal(400, "Bad Request: chat not found")
    if person.blocked:
        return refusal(403, "Forbidden: bot was blocked by the user")
    if not person.met:
        return refusal(403, "Forbidden: bot can't initiate conversation with a user")
    return None


def number(value: object) -> int | None:
    """Numbers come as JSON numbers or, in a query, as digits."""
    if isinstance(value, int):
        return value
    return int(value) if isinstance(value, str) and value.removeprefix("-").isdecimal() else None


def unpacked(value: Any) -> Any:
    """Objects come as JSON, or as JSON within a string."""
    if not isinstance(value, str):
        return value
    try:
        return json.loads(value)
    except ValueError:
        return None
