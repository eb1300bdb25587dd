"""The Bot API over HTTP. The token stands in every address, so nothing of a request may leave this file.

Errors are raised outside of `except`, so that no exception of the HTTP library, which knows the address, hangs on them.
"""

import json
import logging
import re
import weakref
from dataclasses import dataclass
from datetime import datetime
from typing import Any

import httpx

from tirek.channels.border import moment
from tirek.kit.refusals import CannotReach
from tirek.kit.text import clean

TIMEOUT = httpx.Timeout(10.0, connect=5.0)

ALLOWED_UPDATES = ("message", "edited_message", "callback_query", "my_chat_member", "message_reaction")
"""No more than we read (TG-3): what is not asked for cannot leak."""
MAX_CONNECTIONS = 10

_TOKEN_SHAPE = re.compile(r"[A-Za-z0-9_-]+:[A-Za-z0-9_-]+")
_TOKEN_IN_ADDRESS = re.compile(r"/bot[^/\s\"']+")

# Raised by the HTTP library before a byte of ours was sent, so that trying again cannot double anything.
NOT_SENT = (httpx.ConnectError, httpx.ConnectTimeout, httpx.PoolTimeout, httpx.ProxyError, httpx.UnsupportedProtocol, httpx.InvalidURL)


class _HideToken(logging.Filter):
    """httpx writes the address of every request to its log at INFO; the token must not be in it at any level."""

    def filter(self, record: logging.LogRecord) -> bool:
        record.msg, record.args = _TOKEN_IN_ADDRESS.sub("/bot•••", record.getMessage()), ()
        return True


logging.getLogger("httpx").addFilter(_HideToken())


@dataclass(frozen=True, slots=True)
class Bot:
    id: str
    username: str | None
    name: str


@dataclass(frozen=True, slots=True)
class WebhookState:
    url: str
    pending: int
    last_error: str | None
    last_error_at: datetime | None


class NotSent(CannotReach):
    """The request never left: it may be repeated without harm."""


class NoAnswer(CannotReach):
    """The request left and nothing came back: whether it took effect is unknown."""


class BotApi:
    """The methods of one bot. `call` gives status and body as they are; `ask` gives the result or raises CannotReach."""

    def __init__(self, *, token: str, base: str, client: httpx.Client | None) -> None:
        self._token = token
        self._base = base.rstrip("/")
        self._client = client

    def call(self, method: str, payload: dict[str, Any]) -> tuple[int, bytes]:
        """Raises NotSent or NoAnswer; their sentences name the trouble and never the address."""
        if not _TOKEN_SHAPE.fullmatch(self._token):
            return 401, b'{"ok":false,"error_code":401,"description":"The bot token is missing or not in the form that BotFather gives."}'
        if self._client is None:
            self._client = httpx.Client(timeout=TIMEOUT)
            weakref.finalize(self, self._client.close)  # a client of our own ends with us; one that was given does not
        trouble: CannotReach
        try:
            answer = self._client.post(f"{self._base}/bot{self._token}/{method}", json=payload)
            return answer.status_code, answer.content
        except NOT_SENT:
            trouble = NotSent("Telegram cannot be reached from this server. Check its network and DNS, then try again.")
        except httpx.TimeoutException:
            trouble = NoAnswer("Telegram did not answer in time. It may still have taken the request.")
        except httpx.HTTPError:
            trouble = NoAnswer("The connection to Telegram broke before it answered. It may still have taken the request.")
        raise trouble

    def ask(self, method: str, payload: dict[str, Any]) -> Any:
        """The `result` of a successful call. Raises CannotReach with a sentence that says what to do."""
        status, body = self.call(method, payload)
        answer = read_answer(body)
        if answer.get("ok") is True:
            return answer.get("result")
        raise CannotReach(_sentence(status, answer))

    def who_am_i(self) -> Bot:
        me = self.ask("getMe", {})
        if not isinstance(me, dict) or type(me.get("id")) is not int:
            raise CannotReach(_STRANGE_ANSWER)
        return Bot(id=str(me["id"]), username=_words(me.get("username")), name=_words(me.get("first_name")) or "")

    def webhook_state(self) -> WebhookState:
        state = self.ask("getWebhookInfo", {})
        if not isinstance(state, dict):
            raise CannotReach(_STRANGE_ANSWER)
        return WebhookState(
            url=_words(state.get("url")) or "",
            pending=int(state.get("pending_update_count") or 0),
            last_error=_words(state.get("last_error_message")),
            last_error_at=moment(state.get("last_error_date")),
        )

    def set_webhook(self, url: str, secret: str) -> None:
        self.ask(
            "setWebhook",
            {"url": url, "secret_token": secret, "allowed_updates": list(ALLOWED_UPDATES), "max_connections": MAX_CONNECTIONS},
        )


def read_answer(body: bytes) -> dict[str, Any]:
    """The Bot API's answer as a dict; empty for anything else (a proxy's page, a broken line)."""
    try:
        answer = json.loads(body)
    except (ValueError, RecursionError):
        return {}
    return answer if isinstance(answer, dict) else {}


_STRANGE_ANSWER = "The address of the Bot API answers, but not as Telegram does. Check TIREK_TELEGRAM_API_BASE."


def _words(value: object) -> str | None:
    return clean(value, 512) if isinstance(value, str) else None


def _sentence(status: int, answer: dict[str, Any]) -> str:
    if "ok" not in answer:
        return _STRANGE_ANSWER
    if status in (401, 404):
        return "Telegram does not know this bot token: it is wrong or was revoked. Ask BotFather for the token and save it again."
    if status == 429:
        return "Telegram asks us to wait. Try again in a minute."
    if status >= 500:
        return "Telegram has a fault of its own at the moment. Try again in a minute."
    return f"Telegram refused: {_words(answer.get('description')) or 'no reason given'}."
