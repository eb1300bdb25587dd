"""The load client: keep-alive HTTP/1.1 over raw sockets, in a process of its own, with requests built beforehand.

It reads orders as JSON lines (`Order`) and answers each with one JSON line (`Tally`). Each connection sends a letter,
waits for its answer, sends the next. When the time is over no new letter is sent, but every answer is awaited: what was
acknowledged can then be compared with what is stored. Only answers within the window count for the rate.
"""

import asyncio
import json
import sys
import time
from collections.abc import Iterator
from dataclasses import dataclass, field
from itertools import islice
from typing import cast

import uvloop

from benchmarks.updates import Crowd

MOST_A_SECOND = 12_000  # requests built beforehand for each second; beyond it they are built on the way
PATIENCE = 30.0


@dataclass(frozen=True, slots=True)
class Order:
    port: int
    path: str
    secret: str
    connections: int
    seconds: float  # 0: only the first letters of the 500 known


@dataclass(slots=True)
class Tally:
    acknowledged: int = 0
    refused: int = 0
    in_window: int = 0
    milliseconds: list[float] = field(default_factory=list)

    def summary(self, seconds: float) -> dict[str, float]:
        ordered = sorted(self.milliseconds) or [0.0]
        quantiles = {f"p{part}_ms": round(ordered[min(len(ordered) - 1, len(ordered) * part // 100)], 3) for part in (50, 95, 99)}
        rate = round(self.in_window / seconds, 1) if seconds else 0.0
        return {"per_second": rate, **quantiles, "acknowledged": self.acknowledged, "refused": self.refused}


class Sender(asyncio.Protocol):
    """One connection with one letter on its way."""

    def __init__(self, letters: Iterator[bytes], end: float, tally: Tally) -> None:
        self.letters, self.end, self.tally = letters, end, tally
        self.done: asyncio.Future[None] = asyncio.get_running_loop().create_future()
        self.answer = b""

    def connection_made(self, transport: asyncio.BaseTransport) -> None:
        self.transport = cast(asyncio.Transport, transport)
        self.send()

    def send(self) -> None:
        letter = next(self.letters, None) if time.perf_counter() < self.end else None
        if letter is None:
            self.transport.close()
            return
        self.sent_at = time.perf_counter()
        self.transport.write(letter)

    def data_received(self, piece: bytes) -> None:
        self.answer += piece
        head, found, body = self.answer.partition(b"\r\n\r\n")
        if not found or len(body) < _length(head):
            return
        now, status, self.answer = time.perf_counter(), head[9:12], b""
        if status == b"200":
            self.tally.acknowledged += 1
            self.tally.in_window += now < self.end
            self.tally.milliseconds.append((now - self.sent_at) * 1000)
        else:
            self.tally.refused += 1
        self.send()

    def connection_lost(self, trouble: Exception | None) -> None:
        if not self.done.done():
            self.done.set_result(None)


def _length(head: bytes) -> int:
    _, found, after = head.lower().partition(b"content-length:")
    return int(after.split(b"\r\n", 1)[0]) if found else 0


async def carry_out(order: Order, crowd: Crowd) -> dict[str, float]:
    """One round against one subject."""
    tally = Tally()
    if order.seconds:
        endless = crowd.letters()
        ready = iter(list(islice(endless, int(order.seconds * MOST_A_SECOND))))
        letters: Iterator[bytes] = (letter for part in (ready, endless) for letter in part)
    else:
        letters = iter(crowd.known())
    end = time.perf_counter() + (order.seconds or PATIENCE)
    loop = asyncio.get_running_loop()
    pairs = [await loop.create_connection(lambda: Sender(letters, end, tally), "127.0.0.1", order.port) for _ in range(order.connections)]
    await asyncio.wait_for(asyncio.gather(*(sender.done for _, sender in pairs)), order.seconds + PATIENCE)
    return tally.summary(order.seconds)


def main() -> None:
    crowds: dict[int, Crowd] = {}
    for line in sys.stdin:
        order = Order(**json.loads(line))
        crowd = crowds.setdefault(order.port, Crowd(order.path, order.secret))
        print(json.dumps(uvloop.run(carry_out(order, crowd))), flush=True)


if __name__ == "__main__":
    main()
