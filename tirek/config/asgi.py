"""The switch: webhooks and live events take a thin path, everything else goes to Django's pages.

`build_house` wires the rooms together; nothing is decided here.
"""

import asyncio
import logging
import signal
import threading
import time
from collections.abc import Awaitable, Callable, Sequence
from dataclasses import dataclass
from typing import Protocol, cast

from asgiref.typing import ASGI3Application, ASGIReceiveCallable, ASGISendCallable, HTTPScope, Scope

from tirek.conduct import crisis
from tirek.conduct.actions import warm_up
from tirek.config import plain
from tirek.config.pages import Pages
from tirek.config.standin import use_stand_in
from tirek.config.switchboard import Ears, connected
from tirek.conversations.delivery import Delivery
from tirek.conversations.desks import ROOM_EVENTS, Desks
from tirek.conversations.emptying import Emptying
from tirek.conversations.polling import Polling
from tirek.conversations.receiver import Receiver
from tirek.conversations.webhooks import ButtonBell, Hooks
from tirek.demo.life import DemoLife
from tirek.ledger.sealer import Sealer

LOG = logging.getLogger(__name__)
Door = Callable[[HTTPScope, ASGIReceiveCallable, ASGISendCallable], Awaitable[None]]
LAST_WORDS = 2.0  # seconds that a loop may take to end what it has in hand


class Loop(Protocol):
    """Something that works by itself as long as the house is open: the receiver, the delivery."""

    def start(self) -> None:
        """Called in the event loop's thread, before the first request."""
        ...

    def stop(self) -> None:
        """Called in another thread, after the last request: end what is in hand, then return."""
        ...


@dataclass(frozen=True, slots=True)
class Wiring:
    """The application of the house, and what must be hung up before it can close."""

    app: ASGI3Application
    on_shutdown: tuple[Callable[[], None], ...] = ()


def house(
    *,
    pages: Door,
    hooks: Door,
    events: Door,
    demo: Door | None = None,
    loops: Sequence[Loop] = (),
) -> ASGI3Application:
    """One ASGI application out of the rooms' doors; `loops` start with it and stop with it, in the opposite order."""

    def door(path: str) -> Door:
        if path.startswith("/hooks/"):
            return hooks
        if path in ("/events", ROOM_EVENTS):
            return events
        if demo is not None and path.startswith("/demo/"):
            return demo
        return pages

    async def switch(scope: Scope, receive: ASGIReceiveCallable, send: ASGISendCallable) -> None:
        if scope["type"] == "lifespan":
            await live(loops, receive, send)
        elif scope["type"] == "websocket":
            await plain.hang_up(receive, send)
        elif scope["path"] == "/healthz":
            await plain.say(send, path="/healthz", status=200, body=b'{"status": "ok"}\n', kind="application/json")
        else:
            await door(scope["path"])(scope, receive, send)

    return switch


def locked_house(sentence: str) -> ASGI3Application:
    """The house while its boot key is away: every door says so with 503, nothing runs behind them."""
    door = plain.Locked(sentence)

    async def switch(scope: Scope, receive: ASGIReceiveCallable, send: ASGISendCallable) -> None:
        if scope["type"] == "lifespan":
            await live((), receive, send)
        else:
            await door(scope, receive, send)

    return switch


async def live(loops: Sequence[Loop], receive: ASGIReceiveCallable, send: ASGISendCallable) -> None:
    """Start the loops, wait until the house closes, stop them. One that cannot start stops the start of the house."""
    await receive()
    running: list[Loop] = []
    try:
        for loop in loops:
            loop.start()
            running.append(loop)
    except Exception:  # whatever it is, the house must not open with a part of it missing
        LOG.exception("%s could not start:", type(loop).__name__)
        await stop(running)
        await send({"type": "lifespan.startup.failed", "message": ""})
        return
    await send({"type": "lifespan.startup.complete"})
    await receive()
    await stop(running)
    await send({"type": "lifespan.shutdown.complete"})


async def stop(running: Sequence[Loop]) -> None:
    """Stop in the opposite order. One that hangs is left behind: what is durable stays so, and the rest must stop too."""
    for loop in reversed(running):
        thread = threading.Thread(target=loop.stop, name=f"stop {type(loop).__name__}", daemon=True)
        thread.start()
        patience = time.monotonic() + LAST_WORDS
        while thread.is_alive() and time.monotonic() < patience:
            await asyncio.sleep(0.01)
        if thread.is_alive():
            LOG.error("%s did not stop in %s seconds", type(loop).__name__, LAST_WORDS)


def build_house(*, demo: bool) -> Wiring:
    """The rooms wired together: who receives, who delivers, who is told live, and the demo's stand-in where it is one."""
    if demo:
        use_stand_in()
    warm_up()
    crisis.warm_up()
    desks, pages, receiver, delivery = Desks(), Pages(), Receiver(), Delivery()
    buttons = ButtonBell()
    polling, life = Polling(receiver, buttons=buttons), DemoLife() if demo else None
    listeners = connected(Ears(tell=desks.tell, reload=desks.reload, wake=delivery.wake))
    app = house(
        pages=pages,
        hooks=Hooks(receiver, buttons=buttons),
        events=desks,
        demo=cast(Door, life.api) if life else None,
        loops=[Sealer(), *listeners, pages, desks, receiver, delivery, Emptying(), polling, *([life] if life else [])],
    )
    return Wiring(app=app, on_shutdown=(desks.hang_up, polling.hang_up, pages.hang_up))


def build_front() -> Wiring:
    """One of several processes behind the doors: pages, webhooks, live events. Another process delivers."""
    warm_up()
    crisis.warm_up()
    desks, pages, receiver, buttons = Desks(), Pages(), Receiver(), ButtonBell()
    polling = Polling(receiver, buttons=buttons)
    listeners = connected(Ears(tell=desks.tell, reload=desks.reload))
    app = house(pages=pages, hooks=Hooks(receiver, buttons=buttons), events=desks, loops=[*listeners, pages, desks, receiver, polling])
    return Wiring(app=app, on_shutdown=(desks.hang_up, polling.hang_up, pages.hang_up))


def build_back() -> Sequence[Loop]:
    """What one process does for all: the delivery, and whatever must not be done twice at once."""
    warm_up()
    delivery = Delivery()
    return [Sealer(), *connected(Ears(wake=delivery.wake)), delivery, Emptying()]


async def keep_working(loops: Sequence[Loop], *, on_open: Callable[[], None]) -> None:
    """The loops of a process without doors, until it is told to end."""
    over, running = asyncio.Event(), list[Loop]()
    for sign in (signal.SIGTERM, signal.SIGINT):
        asyncio.get_running_loop().add_signal_handler(sign, over.set)
    try:
        for loop in loops:
            loop.start()
            running.append(loop)
        on_open()
        await over.wait()
    finally:
        await stop(running)
