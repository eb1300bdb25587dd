"""The Bot API over HTTP. The token stands in every address, so nothing of a request may leave this file.

Errors are raised outside of `except`, so that no exception of the HTTP library, which knows the address, hangs on them.
"""

import json
import logging
import re
import weakref
from typing import Any

import httpx

from tirek.channels.border import moment
from tirek.channels.platforms import AskedToWait, Bot, Fetched, HookedElsewhere, PolledElsewhere, TokenRefused, WebhookState
from tirek.kit.refusals import CannotReach
from tirek.kit.text import clean

CONNECT_S = 5.0
TIMEOUT = httpx.Timeout(10.0, connect=CONNECT_S)

ALLOWED_UPDATES = ("message", "edited_message", "callback_query", "my_chat_member", "message_reaction")
"""No more than we read (TG-3): what is not asked for cannot leak."""
MAX_CONNECTIONS = 10
LATE_S = 10.0
"""How much later than promised an answer may come before we hang up."""
MOST_UPDATES = 50
NO_TOKEN = 401, b'{"ok":false,"error_code":401,"description":"The bot token is missing or not in the form that BotFather gives."}'

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
            return NO_TOKEN
        if self._client is None:
            self._client = httpx.Client(timeout=TIMEOUT)
            weakref.finalize(self, self._client.close)  # a client of our own ends with us; one that was given does not
        try:
            answer = self._client.post(f"{self._base}/bot{self._token}/{method}", json=payload)
            return answer.status_code, answer.content
        except (httpx.HTTPError, httpx.InvalidURL) as error:
            trouble = _trouble(error)
        raise trouble

    def ask(self, method: str, payload: dict[str, Any]) -> Any:
        """The `result` of a successful call. Raises CannotReach with a sentence that says what to do."""
        return _result(*self.call(method, payload))

    async def ask_patiently(self, client: httpx.AsyncClient, method: str, payload: dict[str, Any], *, wait_s: int) -> Any:
        """The same in the event loop, for a question that Telegram may hold for `wait_s` seconds before it answers."""
        if not _TOKEN_SHAPE.fullmatch(self._token):
            return _result(*NO_TOKEN)
        timeout = httpx.Timeout(wait_s + LATE_S, connect=CONNECT_S)
        try:
            answer = await client.post(f"{self._base}/bot{self._token}/{method}", json=payload, timeout=timeout)
            return _result(answer.status_code, answer.content)
        except (httpx.HTTPError, httpx.InvalidURL) as error:
            trouble = _trouble(error)
        raise trouble

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

    def drop_webhook(self) -> None:
        self.ask("deleteWebhook", {"drop_pending_updates": False})

    async def updates(self, client: httpx.AsyncClient, *, after: int | None, wait_s: int) -> list[Fetched]:
        """Numbers that went before are confirmed by asking for the next one; Telegram keeps all others for a day."""
        payload: dict[str, Any] = {"timeout": wait_s, "limit": MOST_UPDATES, "allowed_updates": list(ALLOWED_UPDATES)}
        if after is not None:
            payload["offset"] = after + 1
        updates = await self.ask_patiently(client, "getUpdates", payload, wait_s=wait_s)
        if not isinstance(updates, list) or any(not isinstance(one, dict) or type(one.get("update_id")) is not int for one in updates):
            raise CannotReach(_STRANGE_ANSWER)
        return [Fetched(one["update_id"], json.dumps(one).encode()) for one in updates]


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


def _result(status: int, body: bytes) -> Any:
    answer = read_answer(body)
    if answer.get("ok") is True:
        return answer.get("result")
    raise _refusal(status, answer)


def _trouble(error: Exception) -> CannotReach:
    """Our sentence for a fault of the network; to be raised once the HTTP library's exception is let go."""
    if isinstance(error, NOT_SENT):
        return NotSent("Telegram cannot be reached from this server. Check its network and DNS, then try again.")
    if isinstance(error, httpx.TimeoutException):
        return NoAnswer("Telegram did not answer in time. It may still have taken the request.")
    return NoAnswer("The connection to Telegram broke before it answered. It may still have taken the request.")


def _refusal(status: int, answer: dict[str, Any]) -> CannotReach:
    words = _words(answer.get("description")) or "no reason given"
    if "ok" not in answer:
        return CannotReach(_STRANGE_ANSWER)
    if status in (401, 404):
        return TokenRefused(
            "Telegram does not know this bot token: it is wrong or was revoked. Ask BotFather for the token and save it again."
        )
    if status == 409:
        return _conflict(words)
    if status == 429:
        return AskedToWait("Telegram asks us to wait. Try again in a minute.", seconds=seconds_to_wait(answer) or 60.0)
    if status >= 500:
        return CannotReach("Telegram has a fault of its own at the moment. Try again in a minute.")
    return CannotReach(f"Telegram refused: {words}.")


def _conflict(words: str) -> CannotReach:
    """409 comes to whoever asks for letters: while an address is set, and when somebody else asks too."""
    if "webhook" in words.lower():
        return HookedElsewhere("Telegram delivers this bot's letters to an address and gives them to nobody who asks (409).")
    return PolledElsewhere("Somebody else asks Telegram for this bot's letters at the same time (409).")


def seconds_to_wait(answer: dict[str, Any]) -> float | None:
    """What Telegram says with 429; None when it does not say."""
    parameters = answer.get("parameters")
    seconds = parameters.get("retry_after") if isinstance(parameters, dict) else None
    return float(seconds) if isinstance(seconds, (int, float)) and seconds >= 0 else None
