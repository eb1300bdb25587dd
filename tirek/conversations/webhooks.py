"""The door for platforms: a thin ASGI path. It proves, understands, hands over, and answers after the commit.

It never answers with more than a status: a stranger learns nothing, and no answer holds a word.
"""

import asyncio
import time
from concurrent.futures import ThreadPoolExecutor

from asgiref.typing import ASGIReceiveCallable, ASGISendCallable, HTTPScope
from django.db import DatabaseError, connection

from tirek.channels.actions import platform_for
from tirek.channels.base import HookRequest, Unreadable, hook_request
from tirek.channels.models import Account
from tirek.channels.platforms import Platform
from tirek.conversations.actions.receiving import Letter
from tirek.conversations.receiver import Receiver
from tirek.kit.refusals import TryLater

MOST_BYTES = 4 * 1024 * 1024
PATH = "/hooks/"
FRESH_S = 60.0


class Gone(Exception):
    """The sender closed the connection before his body was complete."""


class Hooks:
    """One ASGI application for every channel account's address."""

    def __init__(self, receiver: Receiver, *, buttons: "ButtonBell | None" = None) -> None:
        self._receiver, self._buttons = receiver, buttons
        self._known: dict[str, tuple[float, tuple[Account, Platform]]] = {}
        self._lookup = ThreadPoolExecutor(1, thread_name_prefix="hook-lookup")

    async def __call__(self, scope: HTTPScope, receive: ASGIReceiveCallable, send: ASGISendCallable) -> None:
        status = await self._status(scope, receive)
        headers = [(b"content-length", b"0"), (b"cache-control", b"no-store"), (b"x-content-type-options", b"nosniff")]
        if status == 503:
            headers.append((b"retry-after", b"5"))
        await send({"type": "http.response.start", "status": status, "headers": headers, "trailers": False})
        await send({"type": "http.response.body", "body": b"", "more_body": False})

    async def _status(self, scope: HTTPScope, receive: ASGIReceiveCallable) -> int:
        try:
            found = await self._account(scope["path"].removeprefix(PATH))
        except (TryLater, DatabaseError, OSError):
            return 503
        if found is None:
            return 404
        try:
            body = await _read(scope, receive)
        except Gone:
            return 400  # which nobody hears; half a letter is not a letter, and the whole one comes again
        if body is None:
            return 413
        account, adapter = found
        request = _request(scope, body)
        if refusal := adapter.authenticate(request):
            return refusal.status
        return await take_in(request, account=account, adapter=adapter, receiver=self._receiver, buttons=self._buttons)

    async def _account(self, path: str) -> tuple[Account, Platform] | None:
        """The account behind a path; asked for anew once a minute, since its token and secrets may be renewed."""
        held = self._known.get(path)
        if held is not None and time.monotonic() - held[0] < FRESH_S:
            return held[1]
        if len(path) != 32 or not path.isalnum():
            return None
        found = await asyncio.get_running_loop().run_in_executor(self._lookup, _find, path)
        if found is not None:
            self._known[path] = time.monotonic(), found
        return found


class ButtonBell:
    """Stops the spinning of pressed buttons, beside the receiving: nobody waits for it and nothing is lost with it."""

    def __init__(self) -> None:
        self._pool = ThreadPoolExecutor(2, thread_name_prefix="button-bell")

    def ring(self, adapter: Platform, callback: str) -> None:
        self._pool.submit(adapter.answer_button, callback)


async def take_in(request: HookRequest, *, account: Account, adapter: Platform, receiver: Receiver, buttons: ButtonBell | None) -> int:
    """One authentic request, brought by a hook or fetched: understood and received. The status: 200 once it is durable, else 503."""
    try:
        events, answer = adapter.parse(request)
    except Unreadable:
        return await receiver.take(account, (), request.body)
    if not events:
        return answer.status
    status = await receiver.take(account, [Letter(account, event) for event in events], request.body)
    if status == 200 and buttons:
        for event in events:
            if callback := event.extra.get("callback_id"):
                buttons.ring(adapter, str(callback))
    return status


def _find(path: str) -> tuple[Account, Platform] | None:
    """The account behind a path; nothing for one without a platform, where nobody may knock."""
    try:
        account = Account.objects.select_related("team__intake", "team__oversight").filter(path=path).first()
        adapter = platform_for(account) if account else None
        return (account, adapter) if account and adapter else None
    finally:
        connection.close()


def _request(scope: HTTPScope, body: bytes) -> HookRequest:
    headers = [(name.decode("latin-1"), value.decode("latin-1")) for name, value in scope["headers"]]
    return hook_request(method=scope["method"], url=scope["path"], headers=headers, body=body)


async def _read(scope: HTTPScope, receive: ASGIReceiveCallable) -> bytes | None:
    """The whole body, or None beyond the limit (the rest is not read)."""
    chunks, size = [], 0
    while True:
        message = await receive()
        if message["type"] != "http.request":
            raise Gone
        chunk = message.get("body", b"")
        size += len(chunk)
        if size > MOST_BYTES:
            return None
        chunks.append(chunk)
        if not message.get("more_body", False):
            return b"".join(chunks)
