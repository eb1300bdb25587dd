"""The server of the house: uvicorn, which hangs up live streams before it waits for connections to end."""

import socket
from collections.abc import Callable, Iterable
from typing import Any, cast

import uvicorn
from asgiref.typing import ASGI3Application

GRACE = 3  # seconds that a page under way may take to end; live streams are hung up at once


class House(uvicorn.Server):
    """One process of the house. Open streams would hold uvicorn's shutdown for ever: `on_shutdown` hangs them up first.

    uvicorn's lifespan shutdown comes after that wait, too late for it.
    """

    def __init__(
        self, config: uvicorn.Config, *, on_open: Callable[[], None] = lambda: None, on_shutdown: Iterable[Callable[[], None]] = ()
    ) -> None:
        super().__init__(config)
        self.on_open, self.on_shutdown = on_open, tuple(on_shutdown)

    async def startup(self, sockets: list[socket.socket] | None = None) -> None:
        await super().startup(sockets)
        self.on_open()

    async def shutdown(self, sockets: list[socket.socket] | None = None) -> None:
        for hang_up in self.on_shutdown:
            hang_up()
        await super().shutdown(sockets)


def build(
    app: ASGI3Application,
    host: str,
    port: int,
    *,
    on_open: Callable[[], None] = lambda: None,
    on_shutdown: Iterable[Callable[[], None]] = (),
    behind_proxy: bool = False,
) -> House:
    """A server that says nothing of itself: no access log, no server header, no words on the terminal.

    `behind_proxy`: believe the forwarded address and scheme of a proxy on this machine (and of no other).
    """
    config = uvicorn.Config(
        cast(Any, app),  # uvicorn has types of its own for the same shapes
        host=host,
        port=port,
        loop="auto",
        http="auto",
        ws="none",
        lifespan="on",
        log_config=None,
        access_log=False,
        server_header=False,
        proxy_headers=behind_proxy,
        forwarded_allow_ips=["127.0.0.1", "::1"],
        timeout_graceful_shutdown=GRACE,
    )
    return House(config, on_open=on_open, on_shutdown=on_shutdown)
