"""One bot of ours, recorded updates of invented people, and a way to knock at the door."""

import json
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest

from tirek.channels.base import HookRequest, InboundEvent, hook_request
from tirek.channels.telegram import Telegram

PAYLOADS = Path(__file__).parents[1] / "payloads" / "telegram"
SECRET = "n7Wc0_good-secret_of_43_letters_A-Za-z0-9_-"
HEADER = "X-Telegram-Bot-Api-Secret-Token"


@pytest.fixture
def telegram() -> Telegram:
    return Telegram(channel_id="7", account_ref="123456789", secrets=(SECRET,))


@pytest.fixture
def payload() -> Callable[[str], dict[str, Any]]:
    return lambda name: json.loads((PAYLOADS / f"{name}.json").read_bytes())


@pytest.fixture
def knock() -> Callable[..., HookRequest]:
    """A request as Telegram sends it; what a test names is different."""

    def knock(
        body: bytes = b'{"update_id":1}', *, method: str = "POST", secret: str | None = SECRET, kind: str | None = "application/json"
    ) -> HookRequest:
        headers = [("Host", "tirek.example")]
        headers += [("Content-Type", kind)] if kind is not None else []
        headers += [(HEADER, secret)] if secret is not None else []
        return hook_request(method=method, url="/hooks/abc", headers=headers, body=body)

    return knock


@pytest.fixture
def read(telegram: Telegram, knock: Callable[..., HookRequest]) -> Callable[[dict[str, Any]], list[InboundEvent]]:
    """The events of one update, after it has passed the door."""

    def read(update: dict[str, Any]) -> list[InboundEvent]:
        request = knock(json.dumps(update).encode())
        assert telegram.authenticate(request) is None
        events, answer = telegram.parse(request)
        assert answer.status == 200 and answer.body == b""
        return events

    return read


@pytest.fixture
def event(read: Callable[..., list[InboundEvent]], payload: Callable[[str], dict[str, Any]]) -> Callable[[str], InboundEvent]:
    """The one event of a recorded update."""

    def event(name: str) -> InboundEvent:
        (only,) = read(payload(name))
        return only

    return event
