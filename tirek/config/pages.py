"""Django's pages on a few threads of ours.

Django's own ASGI handler makes a thread, and with it a database connection, for each request; measured, it is six times
slower on an empty page and twice on a real one. Here each request is answered whole by one of four threads that live as
long as the house, so that a connection made once is used again. More threads make pages slower, not faster.
"""

import asyncio
import io
import logging
import threading
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from typing import Any, NamedTuple

from asgiref.typing import ASGIReceiveCallable, ASGISendCallable, ASGISendEvent, HTTPScope, Scope
from django.conf import settings
from django.core.handlers.asgi import ASGIRequest
from django.core.handlers.base import BaseHandler
from django.core.signals import request_finished, request_started
from django.http import FileResponse
from django.http.response import HttpResponseBase
from django.urls import set_script_prefix

from tirek.config import plain
from tirek.config.plain import Headers

LOG = logging.getLogger(__name__)
THREADS = 4
PIECE = 2**16  # bytes of a file sent at once
SLOWEST_READER = 30.0  # seconds in which a piece of a stream must be taken, or its thread is freed
SLOWEST_WRITER = 60.0  # seconds in which a whole body must arrive
BODILESS = frozenset({204, 304})


class Answer(NamedTuple):
    """A whole answer, ready to be sent."""

    status: int
    headers: Headers
    body: bytes


class Gone(Exception):
    """The person closed the connection before the request was complete."""


class Pages(BaseHandler):
    """An ASGI application: Django's synchronous handler on own threads. It reads no body larger than MAX_BODY."""

    def __init__(self, *, threads: int = THREADS) -> None:
        super().__init__()
        self.load_middleware()
        self.pool = ThreadPoolExecutor(threads, thread_name_prefix="page")
        self.closing = threading.Event()

    async def __call__(self, scope: Scope, receive: ASGIReceiveCallable, send: ASGISendCallable) -> None:
        if scope["type"] != "http":
            await plain.hang_up(receive, send)
            return
        try:
            body = await read(scope, receive)
        except Gone:
            return
        except TimeoutError:
            await plain.say(send, path=scope["path"], status=408)
            return
        if body is None:
            await plain.say(send, path=scope["path"], status=413)
            return
        loop = asyncio.get_running_loop()
        answer = await loop.run_in_executor(self.pool, self.answer, scope, body, Wire(loop, receive, send, self.closing))
        if answer is not None:
            await send({"type": "http.response.start", "status": answer.status, "headers": answer.headers, "trailers": False})
            await send({"type": "http.response.body", "body": answer.body, "more_body": False})

    def start(self) -> None:
        """Nothing to do: threads are made when the first requests come."""

    def hang_up(self) -> None:
        """End the streams under way; called first when the house shuts down."""
        self.closing.set()

    def stop(self) -> None:
        """Take no further request; those under way end by themselves."""
        self.closing.set()
        self.pool.shutdown(wait=False, cancel_futures=True)

    def answer(self, scope: HTTPScope, body: bytes, wire: "Wire") -> Answer | None:
        """One request from beginning to end, in one thread; what it opened is closed in this thread too."""
        set_script_prefix(scope.get("root_path", ""))
        request_started.send(sender=self.__class__, scope=scope)
        response: HttpResponseBase | None = None
        try:
            response = self.get_response(ASGIRequest(scope, io.BytesIO(body)))
            return self._finish(response, wire, head=scope["method"] == "HEAD")
        except UnicodeDecodeError:  # the query string is no text at all: Django cannot even make a request of it
            return bare(scope, 400)
        except Exception:  # the last door: an error page or a stream broke, and the person still gets an answer
            LOG.exception("a page could not be finished:")
            return None if wire.started else bare(scope, 500)
        finally:
            if response is None:
                request_finished.send(sender=self.__class__)
            else:
                response._handler_class = self.__class__  # type: ignore[attr-defined]  # Django's own way, missing in its stubs
                response.close()

    def _finish(self, response: Any, wire: "Wire", *, head: bool) -> Answer | None:
        status, empty = response.status_code, head or response.status_code in BODILESS
        if response.streaming and not empty:
            if isinstance(response, FileResponse):
                response.block_size = PIECE
            wire.carry(status, headers_of(response), iter(response))
            return None
        if not response.streaming and status not in BODILESS:
            response.headers.setdefault("Content-Length", str(len(response.content)))
        return Answer(status, headers_of(response), b"" if empty else response.content)


class Wire:
    """The way from a page's thread to the person, piece by piece; a slow reader slows the thread, a gone one ends the stream."""

    def __init__(
        self, loop: asyncio.AbstractEventLoop, receive: ASGIReceiveCallable, send: ASGISendCallable, closing: threading.Event
    ) -> None:
        self.loop, self.receive, self.send, self.closing = loop, receive, send, closing
        self.gone = threading.Event()
        self.started = False

    def carry(self, status: int, headers: Headers, pieces: Iterator[bytes]) -> None:
        """Send all pieces, or stop early: then the server closes the connection, and the person sees that it broke off."""
        watch = asyncio.run_coroutine_threadsafe(self._watch(), self.loop)
        try:
            self._put({"type": "http.response.start", "status": status, "headers": headers, "trailers": False})
            self.started = True
            for piece in pieces:
                if self.gone.is_set() or self.closing.is_set():
                    return
                self._put({"type": "http.response.body", "body": piece, "more_body": True})
            self._put({"type": "http.response.body", "body": b"", "more_body": False})
        finally:
            watch.cancel()

    def _put(self, message: ASGISendEvent) -> None:
        sent = asyncio.run_coroutine_threadsafe(self._send(message), self.loop)
        try:
            sent.result(timeout=SLOWEST_READER)
        except TimeoutError:
            sent.cancel()
            self.gone.set()

    async def _send(self, message: ASGISendEvent) -> None:
        await self.send(message)

    async def _watch(self) -> None:
        """The server's `send` is silent after a disconnect; only `receive` tells of it."""
        while (await self.receive())["type"] != "http.disconnect":
            pass
        self.gone.set()


async def read(scope: HTTPScope, receive: ASGIReceiveCallable) -> bytes | None:
    """The whole body, or None when it is larger than MAX_BODY; what is over is not kept. Raises Gone, and TimeoutError."""
    declared = dict(scope["headers"]).get(b"content-length", b"0")
    if declared.isdigit() and int(declared[:20]) > settings.MAX_BODY:
        return None
    body = bytearray()
    async with asyncio.timeout(SLOWEST_WRITER):
        while True:
            message = await receive()
            if message["type"] != "http.request":
                raise Gone
            body += message["body"]
            if len(body) > settings.MAX_BODY:
                return None
            if not message["more_body"]:
                return bytes(body)


def headers_of(response: HttpResponseBase) -> Headers:
    named = [(name.lower().encode("ascii"), value.encode("latin-1")) for name, value in response.items()]
    return named + [(b"set-cookie", cookie.output(header="").strip().encode("ascii")) for cookie in response.cookies.values()]


def bare(scope: HTTPScope, status: int) -> Answer:
    headers, body = plain.answer(path=scope["path"], status=status)
    return Answer(status, headers, body)
