"""Live desks: who has the desk open, and what is new for him. An event names a thread and a leaf, never a word.

One task per stream listens for the browser's leaving; one beat for all streams asks whether their sessions still live.
"""

import asyncio
import json
import logging
from collections import defaultdict
from collections.abc import Iterable, Sequence
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass, field
from http.cookies import CookieError, SimpleCookie
from uuid import UUID

from asgiref.typing import ASGIReceiveCallable, ASGISendCallable, HTTPScope
from django.conf import settings
from django.db import DatabaseError, connection

from tirek.kit.refusals import TryLater
from tirek.people.doors import cookie_names
from tirek.people.models import Worker
from tirek.people.persons import person_cookie_names
from tirek.ui.headers import headers_for
from tirek.vault.actions.reading import Reader
from tirek.vault.actions.sessions import Cookies, living, load_session
from tirek.vault.models import Grant, Principal

logger = logging.getLogger(__name__)

BEAT_S = 8.0
ROOM_EVENTS = "/events/room"
FULL = 100


@dataclass(eq=False, slots=True)
class Stream:
    """One open desk."""

    readers: tuple[UUID, ...]
    sid_hash: bytes
    says_what: bool = True  # false in a room: numbers of the desk are nobody's business there
    events: "asyncio.Queue[bytes | None]" = field(default_factory=lambda: asyncio.Queue(FULL))

    def put(self, event: bytes | None) -> None:
        """A desk that does not keep up is hung up: its browser comes back and reloads."""
        if self.events.full():
            while not self.events.empty():
                self.events.get_nowait()
            event = None
        self.events.put_nowait(event)


class Desks:
    """The ASGI application behind /events, and where the receiver, the delivery and the pages tell what is new."""

    def __init__(self) -> None:
        self._streams: dict[UUID, set[Stream]] = defaultdict(set)
        self._loop: asyncio.AbstractEventLoop | None = None
        self._beat: asyncio.Task[None] | None = None
        self._pool = ThreadPoolExecutor(1, thread_name_prefix="desks")

    def start(self) -> None:
        self._loop = asyncio.get_running_loop()
        self._beat = self._loop.create_task(self._beats())

    def stop(self) -> None:
        if self._loop and self._beat:
            self._loop.call_soon_threadsafe(self._beat.cancel)

    def hang_up(self) -> None:
        """End every stream, so that the house can close at once."""
        for stream in self._all():
            stream.put(None)

    def reload(self) -> None:
        """From any thread: something may have been missed. Every stream ends; its browser comes back and reads anew."""
        loop = self._loop
        if loop is not None and not loop.is_closed():
            loop.call_soon_threadsafe(self.hang_up)

    def tell(self, news: Sequence[tuple[UUID, int]], also: Iterable[UUID] = (), *, person: bool = False) -> None:
        """From any thread, after a commit: these threads have something new.

        `also`: readers who have just lost it. `person`: the room of the one it is about is told too.
        """
        loop = self._loop
        if not self._streams or loop is None or loop.is_closed():
            return
        safes = {safe: seq for safe, seq in news}
        named: dict[UUID, set[UUID]] = defaultdict(set)
        grants = Grant.objects.filter(safe__in=safes)
        if not person:
            grants = grants.exclude(principal__kind=Principal.Kind.PERSON)
        for safe, principal in grants.values_list("safe", "principal"):
            named[principal].add(safe)
        for principal in also:
            named[principal].update(safes)
        loop.call_soon_threadsafe(self._fan_out, dict(named), safes)

    def _fan_out(self, named: dict[UUID, set[UUID]], safes: dict[UUID, int]) -> None:
        for stream in self._all():
            for safe in set().union(*(named.get(reader, set()) for reader in stream.readers)):
                stream.put(_event("news", {"safe": str(safe), "seq": safes[safe]} if stream.says_what else {}))

    def _all(self) -> list[Stream]:
        return list({stream for streams in self._streams.values() for stream in streams})

    async def __call__(self, scope: HTTPScope, receive: ASGIReceiveCallable, send: ASGISendCallable) -> None:
        stream = await self._let_in(scope)
        if stream is None:
            await send({"type": "http.response.start", "status": 401, "headers": [(b"content-length", b"0")], "trailers": False})
            await send({"type": "http.response.body", "body": b"", "more_body": False})
            return
        for reader in stream.readers:
            self._streams[reader].add(stream)
        leaving = asyncio.create_task(_gone(receive, stream))
        try:
            await _pour(stream, send)
        finally:
            leaving.cancel()
            self._forget(stream)

    async def _let_in(self, scope: HTTPScope) -> Stream | None:
        in_room = scope["path"] == ROOM_EVENTS
        cookies = _cookies(scope, person_cookie_names() if in_room else cookie_names())
        if scope["method"] != "GET" or cookies is None:
            return None
        return await asyncio.get_running_loop().run_in_executor(self._pool, _room_stream_for if in_room else _stream_for, cookies)

    def _forget(self, stream: Stream) -> None:
        for reader in stream.readers:
            self._streams[reader].discard(stream)
            if not self._streams[reader]:
                del self._streams[reader]

    async def _beats(self) -> None:
        """Every few seconds: a beat to every stream, and the end of those whose session has ended."""
        while True:
            await asyncio.sleep(BEAT_S)
            streams = self._all()
            if streams:
                await self._beat_once(streams)

    async def _beat_once(self, streams: Sequence[Stream]) -> None:
        marks = {stream.sid_hash for stream in streams}
        alive = await asyncio.get_running_loop().run_in_executor(self._pool, _living, marks)
        for stream in streams:
            if stream.sid_hash in alive:
                stream.put(b": beat\n\n")
            else:
                stream.put(_event("ended", {}))
                stream.put(None)


def _event(name: str, content: dict[str, object]) -> bytes:
    return f"event: {name}\ndata: {json.dumps(content)}\n\n".encode()


async def _pour(stream: Stream, send: ASGISendCallable) -> None:
    headers = [(b"content-type", b"text/event-stream"), (b"x-accel-buffering", b"no")]
    headers += [(name.lower().encode(), value.encode()) for name, value in headers_for(path="/events", https=settings.HTTPS).items()]
    await send({"type": "http.response.start", "status": 200, "headers": headers, "trailers": False})
    await send({"type": "http.response.body", "body": b"retry: 2000\n\n", "more_body": True})
    while (event := await stream.events.get()) is not None:
        await send({"type": "http.response.body", "body": event, "more_body": True})
    await send({"type": "http.response.body", "body": b"", "more_body": False})


async def _gone(receive: ASGIReceiveCallable, stream: Stream) -> None:
    """The browser has left: only listening tells."""
    while (await receive())["type"] != "http.disconnect":
        pass
    stream.put(None)


def _cookies(scope: HTTPScope, names: tuple[str, str]) -> Cookies | None:
    raw = b"; ".join(value for name, value in scope["headers"] if name == b"cookie").decode("latin-1")
    try:
        jar = SimpleCookie(raw)
    except CookieError:
        return None
    sid, key = (jar[name].value if name in jar else "" for name in names)
    return Cookies(sid, key) if sid and key else None


def _stream_for(cookies: Cookies) -> Stream | None:
    try:
        signed = load_session(cookies, slide=False)
        if signed is None or not Worker.objects.active().filter(principal=signed.principal).exists():
            return None
        reader = Reader(signed.principal, signed.seed)
        stream = Stream(tuple(reader.reads_as), signed.sid_hash)
        reader.close()
        return stream
    except (TryLater, DatabaseError):
        return None
    finally:
        connection.close()


def _room_stream_for(cookies: Cookies) -> Stream | None:
    """A person's room, kept up to date while it is open: the stream tells that something is new, and nothing else."""
    try:
        signed = load_session(cookies, slide=False)
        known = signed is not None and Grant.objects.filter(principal=signed.principal, principal__kind=Principal.Kind.PERSON).exists()
        return Stream((signed.principal,), signed.sid_hash, says_what=False) if signed and known else None
    except (TryLater, DatabaseError):
        return None
    finally:
        connection.close()


def _living(marks: set[bytes]) -> set[bytes]:
    """The sessions that still live; where they cannot be asked, none: a desk that comes back asks again."""
    try:
        return living(marks)
    except Exception as trouble:  # noqa: BLE001  # the beat ends streams whose session has ended; it must never stop itself
        logger.error("sessions could not be asked: %s", type(trouble).__name__)
        return set()
    finally:
        connection.close()
