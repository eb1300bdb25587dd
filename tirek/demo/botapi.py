"""A stand-in of Telegram's Bot API on this machine: real HTTP both ways, everything in memory, faults on order.

`BotApi` is an ASGI application. It answers `/bot<token>/<method>`, carries its people's letters to the webhook, shows
itself as a messenger at `/`, and takes orders of tests in another process at `/control`.
"""

import argparse
import time
from collections import deque
from collections.abc import Callable
from dataclasses import asdict, dataclass
from typing import Any

import uvicorn
from uvicorn._types import ASGIReceiveCallable, ASGISendCallable, Scope

from tirek.demo import web
from tirek.demo.chats import Bubble, Json, Person
from tirek.demo.crowd import Crowd
from tirek.demo.faults import Fault, Faults, refusal
from tirek.demo.longpoll import LongPoll
from tirek.demo.messenger import Messenger
from tirek.demo.methods import Answer, Methods
from tirek.demo.postman import PAUSES

TOKEN = "123456789:demo-token-of-an-invented-bot"  # opens nothing but this stand-in
_CALLS_KEPT = 10_000


@dataclass(frozen=True, slots=True)
class Call:
    """One request of the service: which method, with what, when (seconds since 1970), and the status it got."""

    method: str
    payload: Json
    at: float
    status: int  # 0: no answer was given


class BotApi(Crowd):
    """The stand-in; what its people do is in Crowd.

    `mount` is the path it is served under, when the server does not say it in `root_path`.
    """

    def __init__(self, *, token: str = TOKEN, mount: str = "", pauses: tuple[float, ...] = PAUSES, patience: float = 20.0) -> None:
        super().__init__(pauses=pauses, patience=patience)
        self.token = token
        self.calls: deque[Call] = deque(maxlen=_CALLS_KEPT)
        self._mount = mount.rstrip("/")
        self._faults = Faults()
        self._methods = Methods(self.chats, self.postman)
        self._long_poll = LongPoll(self.postman)
        self._messenger = Messenger(self)

    def fail_next(
        self,
        status: int,
        *,
        times: int = 1,
        retry_after: int | None = None,
        chat_id: int | None = None,
        method: str | None = None,
        words: str = "",
    ) -> None:
        """The next `times` calls (of one chat, of one method) are refused with `status`."""
        self._faults.waiting.append(
            Fault(status, times, chat_id, method.lower() if method else None, retry_after=retry_after, description=words)
        )

    def hang(
        self, *, seconds: float = 60.0, times: int = 1, chat_id: int | None = None, method: str | None = None, done_first: bool = False
    ) -> None:
        """The next `times` calls get no answer; with `done_first` the message has arrived all the same."""
        self._faults.waiting.append(Fault(0, times, chat_id, method.lower() if method else None, seconds=seconds, done_first=done_first))

    def heal(self) -> None:
        """Forget every trouble that is still ordered."""
        self._faults.waiting.clear()

    async def __call__(self, scope: Scope, receive: ASGIReceiveCallable, send: ASGISendCallable) -> None:
        if scope["type"] != "http":
            await _live(receive, send) if scope["type"] == "lifespan" else None
            return
        self.postman.at_home()
        self.postman.wake()
        request = await web.read(scope, receive, self._mount)
        if request is None:
            await web.answer(send, web.Reply(413))
        elif request.path.startswith("/bot"):
            await self._bot(request, receive, send)
        elif request.path == "/control":
            await web.answer(send, self._control(request))
        else:
            await web.answer(send, self._messenger.answer(request))

    async def _bot(self, request: web.Request, receive: ASGIReceiveCallable, send: ASGISendCallable) -> None:
        if request.from_elsewhere():  # another site must not steer the pretend platform
            await web.answer(send, web.as_json(403, {"ok": False, "error_code": 403, "description": "Forbidden: another site"}))
            return
        token, _, name = request.path.removeprefix("/bot").partition("/")
        payload, method = request.payload(), name.lower()
        fault = self._faults.next(method, _chat_of(payload))
        if fault is not None and not fault.done_first:
            status, answer = fault.answer()
        else:
            status, answer = await self._do(token, method, payload, receive)
        silent = fault is not None and fault.status == 0
        self.calls.append(Call(name, payload, time.time(), 0 if silent else status))
        if not status and not silent:
            return  # the caller has gone
        if fault is not None and silent:
            await web.hang(receive, fault.seconds)
        await web.answer(send, web.as_json(status or 500, answer))

    async def _do(self, token: str, method: str, payload: Json, receive: ASGIReceiveCallable) -> Answer:
        if ":" not in token:
            return refusal(404, "Not Found")
        if token != self.token:
            return refusal(401, "Unauthorized")
        if method == "getupdates":
            return await self._long_poll.ask(payload, receive) or (0, {})
        known = self._methods.known.get(method)
        return known(payload) if known else refusal(404, "Not Found")

    def _control(self, request: web.Request) -> web.Reply:
        """Orders of tests in another process: POST {"do": name of a method, its arguments}; GET shows what happened."""
        if request.from_elsewhere():
            return web.Reply(403)
        if request.method == "GET":
            people = [asdict(person) for person in self.chats.people.values()]
            return web.as_json(200, {"calls": [asdict(call) for call in self.calls], "chats": people, "pending": self.postman.pending})
        if request.method != "POST" or not request.headers.get("content-type", "").startswith("application/json"):
            return web.as_json(400, {"ok": False, "description": 'POST JSON such as {"do": "say", "chat_id": 1, "text": "…"}.'})
        order = request.payload()
        act = self._orders().get(str(order.pop("do", "")))
        if act is None:
            return web.as_json(400, {"ok": False, "description": f"Known orders: {', '.join(sorted(self._orders()))}."})
        try:
            result = act(**order)
        except (TypeError, KeyError) as wrong:
            return web.as_json(400, {"ok": False, "description": f"The order does not fit: {wrong}"})
        return web.as_json(200, {"ok": True, "result": asdict(result) if isinstance(result, (Bubble, Person)) else result})

    def _orders(self) -> dict[str, Callable[..., Any]]:
        acts = (self.say, self.edit_last, self.press, self.block, self.unblock, self.new_person, self.fail_next, self.hang, self.heal)
        return {act.__name__: act for act in acts}


def _chat_of(payload: Json) -> int | None:
    chat_id = payload.get("chat_id")
    return int(chat_id) if isinstance(chat_id, (int, str)) and str(chat_id).removeprefix("-").isdecimal() else None


async def _live(receive: ASGIReceiveCallable, send: ASGISendCallable) -> None:
    await receive()
    await send({"type": "lifespan.startup.complete"})
    await receive()
    await send({"type": "lifespan.shutdown.complete"})


def main() -> None:
    """`python -m tirek.demo.botapi --port 9000`: the stand-in alone, for tests and for trying it."""
    parser = argparse.ArgumentParser(description="A stand-in of Telegram's Bot API, in memory, on 127.0.0.1.")
    parser.add_argument("--port", type=int, default=9000)
    parser.add_argument("--token", default=TOKEN)
    args = parser.parse_args()
    # no access log: its lines would hold the token
    uvicorn.run(BotApi(token=args.token), host="127.0.0.1", port=args.port, access_log=False, log_level="warning")


if __name__ == "__main__":
    main()
