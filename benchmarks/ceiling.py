"""The ceiling: about the most that one process can do when it seals and stores durably before it answers.

Fair because it has the same server, the same SQLite settings and the same shape of receiving (one writer thread takes
what waits, commits once, answers once), and does for each letter only what cannot be left out: one sealed box, one row.
It knows no sender, no repetition, no thread, no key of a person, no answer, no ledger. Nobody can run a service on it.

    python -m benchmarks.ceiling PORT FOLDER
"""

import asyncio
import queue
import sqlite3
import sys
import threading
from pathlib import Path
from typing import Any

from nacl.public import PrivateKey, SealedBox

from benchmarks.serving import PRAGMAS, serve

AT_ONCE = 64  # as in the house's receiver
Waiting = tuple[bytes, "asyncio.Future[None]"]


class Ceiling:
    """A raw ASGI application with its writer."""

    def __init__(self, path: Path) -> None:
        self.path = path
        self.box = SealedBox(PrivateKey.generate().public_key)
        self.waiting: queue.SimpleQueue[Waiting] = queue.SimpleQueue()

    async def __call__(self, scope: Any, receive: Any, send: Any) -> None:
        if scope["type"] == "lifespan":
            await receive()
            self.loop = asyncio.get_running_loop()
            threading.Thread(target=self.write, daemon=True).start()
            await send({"type": "lifespan.startup.complete"})
            await receive()
            await send({"type": "lifespan.shutdown.complete"})
            return
        body, more = b"", True
        while more:
            message = await receive()
            body, more = body + message.get("body", b""), message.get("more_body", False)
        stored = self.loop.create_future()
        self.waiting.put((body, stored))
        await stored
        await send({"type": "http.response.start", "status": 200, "headers": [(b"content-length", b"0")]})
        await send({"type": "http.response.body", "body": b""})

    def write(self) -> None:
        connection = sqlite3.connect(self.path, isolation_level=None)
        connection.executescript(PRAGMAS)
        connection.execute("CREATE TABLE IF NOT EXISTS letter (id INTEGER PRIMARY KEY, body BLOB NOT NULL)")
        while True:
            batch = [self.waiting.get()]
            while len(batch) < AT_ONCE and not self.waiting.empty():
                batch.append(self.waiting.get())
            connection.execute("BEGIN IMMEDIATE")
            connection.executemany("INSERT INTO letter (body) VALUES (?)", [(self.box.encrypt(body),) for body, _ in batch])
            connection.execute("COMMIT")
            self.loop.call_soon_threadsafe(_answer, [stored for _, stored in batch])


def _answer(stored: "list[asyncio.Future[None]]") -> None:
    for future in stored:
        future.set_result(None)


if __name__ == "__main__":
    serve(Ceiling(Path(sys.argv[2]) / "ceiling.sqlite3"), int(sys.argv[1]), lifespan="on")
