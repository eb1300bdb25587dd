"""Words going out: parts, buttons, and what became of each."""

from collections.abc import Iterator
from typing import Any

from tirek.channels.base import DeliveryError, DeliveryStatus, ErrorClass, OutboundMessage, SendPart, SendResult
from tirek.channels.telegram.api import BotApi, NoAnswer, NotSent, read_answer, seconds_to_wait
from tirek.kit.text import clean, split_message, utf16_len

TEXT_LIMIT = 4096
"""UTF-16 units of one message (TG-20)."""
BUTTON_PAYLOAD_LIMIT = 64
"""Bytes of callback_data (TG-11)."""
_SHORT_TITLE = 16
"""UTF-16 units; two such titles stand side by side on a narrow phone."""


def send(api: BotApi, msg: OutboundMessage, *, skip: int) -> SendResult:
    wrong = _wrong_with(msg)
    if wrong:
        return SendResult((SendPart(None, DeliveryStatus.FAILED, DeliveryError(ErrorClass.INVALID, message=wrong)),))
    payloads = list(_payloads(msg))[skip:]
    parts: list[SendPart] = []
    for payload in payloads:
        parts.append(_send_one(api, payload))
        if parts[-1].status is not DeliveryStatus.SENT:
            break
    not_tried = [SendPart(None, DeliveryStatus.QUEUED)] * (len(payloads) - len(parts))
    return SendResult((*parts, *not_tried))


def classify(status: int, body: bytes) -> DeliveryError:
    answer = read_answer(body)
    given = answer.get("error_code")
    code = given if isinstance(given, int) else status
    description = answer.get("description")
    message = clean(description, 300) if isinstance(description, str) else None
    if code == 429:
        return DeliveryError(ErrorClass.RATE_LIMITED, "429", None, message, retryable=True, retry_after_s=seconds_to_wait(answer))
    if code == 403:
        return _forbidden(message)
    if code in (401, 404):
        return DeliveryError(ErrorClass.AUTH, str(code), None, message)
    if code >= 500 or code < 400:
        # below 400 without "ok": a proxy or a login page stands between; nothing of ours can be wrong with it
        return DeliveryError(ErrorClass.TRANSIENT, str(code), None, message, retryable=True)
    return DeliveryError(ErrorClass.INVALID, str(code), None, message)


def _forbidden(message: str | None) -> DeliveryError:
    """403 is "blocked" by its code; one sentence was seen as a passing fault and must repeat before it counts (TG-24)."""
    if message and "can't send messages to the user" in message:
        return DeliveryError(ErrorClass.TRANSIENT, "403", "may_be_blocked", message, retryable=True)
    return DeliveryError(ErrorClass.BLOCKED, "403", None, message)


def _send_one(api: BotApi, payload: dict[str, Any]) -> SendPart:
    try:
        status, body = api.call("sendMessage", payload)
    except NotSent as trouble:
        error = DeliveryError(ErrorClass.TRANSIENT, message=str(trouble), retryable=True)
        return SendPart(None, DeliveryStatus.FAILED, error)
    except NoAnswer as trouble:
        return SendPart(None, DeliveryStatus.UNKNOWN, DeliveryError(ErrorClass.UNKNOWN, message=str(trouble)))
    answer = read_answer(body)
    result = answer.get("result")
    if answer.get("ok") is True and isinstance(result, dict) and type(result.get("message_id")) is int:
        return SendPart(str(result["message_id"]), DeliveryStatus.SENT)
    if 200 <= status < 300 and answer.get("ok") is not False:
        strange = DeliveryError(ErrorClass.UNKNOWN, str(status), message="The answer is not one of the Bot API. It may have arrived.")
        return SendPart(None, DeliveryStatus.UNKNOWN, strange)
    return SendPart(None, DeliveryStatus.FAILED, classify(status, body))


def _wrong_with(msg: OutboundMessage) -> str | None:
    if not msg.text.strip():
        return "There are no words to send."
    if not msg.conversation_ref.removeprefix("-").isdecimal():
        return "The chat is not one of Telegram."
    if any(not 1 <= len(payload.encode()) <= BUTTON_PAYLOAD_LIMIT or not title.strip() for title, payload in msg.buttons):
        return "A button needs a title and a payload of 1 to 64 bytes."
    return None


def _payloads(msg: OutboundMessage) -> Iterator[dict[str, Any]]:
    """One sendMessage a part: the reply on the first, the buttons on the last, and never a parse_mode (R-17)."""
    parts = split_message(clean(msg.text, limit=4_000_000), TEXT_LIMIT)
    for number, text in enumerate(parts):
        payload: dict[str, Any] = {
            "chat_id": int(msg.conversation_ref),
            "text": text,
            "link_preview_options": {"is_disabled": True},
        }
        if number == 0 and msg.reply_to and msg.reply_to.isdecimal():
            payload["reply_parameters"] = {"message_id": int(msg.reply_to), "allow_sending_without_reply": True}
        if number == len(parts) - 1 and msg.buttons:
            payload["reply_markup"] = {"inline_keyboard": _rows(msg.buttons)}
        yield payload


def _rows(buttons: tuple[tuple[str, str], ...]) -> list[list[dict[str, str]]]:
    rows: list[list[dict[str, str]]] = []
    room_left = False
    for title, payload in buttons:
        button = {"text": title, "callback_data": payload}
        short = utf16_len(title) <= _SHORT_TITLE
        if short and room_left:
            rows[-1].append(button)
            room_left = False
        else:
            rows.append([button])
            room_left = short
    return rows
