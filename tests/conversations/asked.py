"""A house that asks: the receiver and the polling in an event loop of their own, as they live in the service."""

import asyncio
import socket
import threading
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager

import uvicorn

from tests.living import until
from tirek.conversations.polling import Polling
from tirek.conversations.receiver import Receiver
from tirek.conversations.webhooks import ButtonBell


class Asking:
    """`stop()` gives the seconds that leaving off took."""

    def __init__(self) -> None:
        self.receiver = Receiver()
        self.polling = Polling(self.receiver, buttons=ButtonBell())
        self._begun, self._over = threading.Event(), threading.Event()
        self.took = 0.0
        self._thread = threading.Thread(target=lambda: asyncio.run(self._live()), daemon=True)

    async def _live(self) -> None:
        self.receiver.start()
        self.polling.start()
        self._begun.set()
        await asyncio.to_thread(self._over.wait)
        began = time.monotonic()
        await asyncio.to_thread(self.polling.stop)
        self.took = time.monotonic() - began
        await asyncio.to_thread(self.receiver.stop)

    def start(self) -> None:
        self._thread.start()
        assert self._begun.wait(5)

    def stop(self) -> float:
        self._over.set()
        self._thread.join(10)
        assert not self._thread.is_alive()
        return self.took


@contextmanager
def asking() -> Iterator[Asking]:
    """A house that asks, for the length of a block."""
    house = Asking()
    house.start()
    try:
        yield house
    finally:
        house.stop()


@contextmanager
def served_at(app: object, port: int) -> Iterator[None]:
    """An ASGI application at one certain port of this machine."""
    with socket.socket() as place:
        place.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        place.bind(("127.0.0.1", port))
        server = uvicorn.Server(uvicorn.Config(app, log_config=None, access_log=False, lifespan="off", timeout_graceful_shutdown=1))  # type: ignore[arg-type]
        thread = threading.Thread(target=server.run, kwargs={"sockets": [place]}, daemon=True)
        thread.start()
        until(lambda: server.started)
        try:
            yield
        finally:
            server.should_exit = True
            thread.join(10)


def settled(count: Callable[[], int], *, seconds: float) -> int:
    """How many more there are after a while."""
    before = count()
    time.sleep(seconds)
    return count() - before
