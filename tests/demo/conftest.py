"""The stand-in on a real port, a hook of ours that it can write to, and the adapter between them."""

import asyncio
import socket
import threading
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager

import httpx
import pytest
import uvicorn

from tirek.channels.base import InboundEvent, hook_request
from tirek.channels.telegram import Telegram
from tirek.demo.botapi import TOKEN, BotApi

SECRET = "secret-of-the-demo_hook"


@contextmanager
def served(app) -> Iterator[str]:
    """An ASGI application on a free port of this machine; gives its address."""
    with socket.socket() as place:
        place.bind(("127.0.0.1", 0))
        config = uvicorn.Config(app, log_config=None, access_log=False, lifespan="on", timeout_graceful_shutdown=1)
        server = uvicorn.Server(config)
        thread = threading.Thread(target=server.run, kwargs={"sockets": [place]}, daemon=True)
        thread.start()
        until(lambda: server.started)
        try:
            yield f"http://127.0.0.1:{place.getsockname()[1]}"
        finally:
            server.should_exit = True
            thread.join(10)
            assert not thread.is_alive()


def until(true: Callable[[], object], seconds: float = 5.0) -> object:
    """Wait for something to become true; its value."""
    patience = time.monotonic() + seconds
    while not (value := true()):
        assert time.monotonic() < patience, "it did not happen in time"
        time.sleep(0.01)
    return value


class Hook:
    """Our door as Telegram sees it: checks the secret with the real adapter, keeps what it understood."""

    def __init__(self) -> None:
        self.telegram = Telegram(channel_id="1", account_ref="123456789", secrets=(SECRET,))
        self.events: list[InboundEvent] = []
        self.refused = 0
        self.answers: list[int | None] = []  # what to answer next instead of 200; None: hang up without a word

    async def __call__(self, scope, receive, send) -> None:
        if scope["type"] == "lifespan":
            for word in ("startup", "shutdown"):
                await receive()
                await send({"type": f"lifespan.{word}.complete"})
            return
        event = await receive()
        status = self.answers.pop(0) if self.answers else self.read(scope, event["body"])
        if status is None:
            await asyncio.sleep(0.5)
            status = 500
        await send({"type": "http.response.start", "status": status, "headers": []})
        await send({"type": "http.response.body", "body": b""})

    def read(self, scope, body: bytes) -> int:
        headers = [(name.decode("latin-1"), value.decode("latin-1")) for name, value in scope["headers"]]
        request = hook_request(method=scope["method"], url=scope["path"], headers=headers, body=body)
        if refusal := self.telegram.authenticate(request):
            self.refused += 1
            return refusal.status
        events, answer = self.telegram.parse(request)
        self.events += events
        return answer.status


@pytest.fixture
def hook() -> Hook:
    return Hook()


@pytest.fixture
def api() -> BotApi:
    return BotApi(pauses=(0.02, 0.05, 0.1), patience=0.3)


@pytest.fixture
def address(api) -> Iterator[str]:
    with served(api) as address:
        yield address


@pytest.fixture
def telegram(address) -> Iterator[Telegram]:
    """The adapter, speaking to the stand-in over HTTP; impatient, so that silence costs half a second."""
    with httpx.Client(timeout=0.4, trust_env=False) as client:
        yield Telegram(channel_id="1", account_ref="123456789", secrets=(SECRET,), token=TOKEN, api_base=address, client=client)


@pytest.fixture
def hooked(api, hook, telegram) -> Iterator[Hook]:
    """The stand-in knows where our hook is."""
    with served(hook) as address:
        telegram.set_webhook(f"{address}/hooks/abc", SECRET)
        yield hook


@pytest.fixture(name="until")
def _until() -> Callable[..., object]:
    return until


@pytest.fixture(name="served")
def _served() -> Callable[..., object]:
    return served
