"""How the baselines are served: uvicorn with the very settings of the house (`tirek/config/server.py`)."""

import socket
from typing import Any, Literal

import uvicorn

PRAGMAS = "PRAGMA journal_mode=WAL; PRAGMA synchronous=FULL"
"""As the house's own: a letter is on the disk when its transaction has ended."""


def serve(app: Any, port: int, *, lifespan: Literal["on", "off"]) -> None:
    place = socket.socket()
    place.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
    place.bind(("127.0.0.1", port))
    config = uvicorn.Config(
        app, loop="auto", http="auto", ws="none", lifespan=lifespan, log_config=None, access_log=False, server_header=False
    )
    uvicorn.Server(config).run(sockets=[place])
