"""The little of HTTP that the stand-in needs over ASGI: read a request, give an answer, notice that the caller left."""

import asyncio
import json
from dataclasses import dataclass
from typing import Any
from urllib.parse import parse_qsl

from uvicorn._types import ASGIReceiveCallable, ASGISendCallable, HTTPScope

from tirek.ui.headers import CONTENT_POLICY

Json = dict[str, Any]
BODY_CAP = 1024 * 1024


@dataclass(frozen=True, slots=True)
class Request:
    method: str
    path: str  # without the mount, beginning with "/"
    query: dict[str, str]
    headers: dict[str, str]
    body: bytes

    def payload(self) -> Json:
        """Parameters of a call: JSON, form or query, as the Bot API allows."""
        kind = self.headers.get("content-type", "").partition(";")[0].strip().lower()
        if kind == "application/json":
            try:
                value = json.loads(self.body or b"{}")
            except (ValueError, RecursionError):
                return {}
            return value if isinstance(value, dict) else {}
        return {**self.query, **self.form()}

    def form(self) -> dict[str, str]:
        return dict(parse_qsl(self.body.decode("utf-8", "replace"), keep_blank_values=True, max_num_fields=50))

    def from_elsewhere(self) -> bool:
        """Whether a page of another site sent it."""
        return self.headers.get("sec-fetch-site", "none") not in ("same-origin", "none")


@dataclass(frozen=True, slots=True)
class Reply:
    status: int
    body: bytes = b""
    kind: str = "text/html; charset=utf-8"
    more: tuple[tuple[str, str], ...] = ()


def as_json(status: int, value: object) -> Reply:
    return Reply(status, json.dumps(value, ensure_ascii=False).encode(), "application/json")


async def read(scope: HTTPScope, receive: ASGIReceiveCallable, mount: str) -> Request | None:
    """None when the body is too large or the caller left."""
    body = bytearray()
    more = True
    while more:
        event = await receive()
        if event["type"] != "http.request":
            return None
        body += event.get("body", b"")
        more = event.get("more_body", False)
        if len(body) > BODY_CAP:
            return None
    path = scope["path"]
    for prefix in (scope.get("root_path", ""), mount):
        path = path.removeprefix(prefix) if prefix else path
    headers = {name.decode("latin-1"): value.decode("latin-1") for name, value in scope["headers"]}
    query = dict(parse_qsl(scope["query_string"].decode("latin-1"), keep_blank_values=True))
    return Request(scope["method"], path or "/", query, headers, bytes(body))


async def answer(send: ASGISendCallable, reply: Reply) -> None:
    headers = [
        ("content-type", reply.kind),
        ("content-length", str(len(reply.body))),
        ("content-security-policy", CONTENT_POLICY),
        ("x-content-type-options", "nosniff"),
        ("referrer-policy", "same-origin"),
        ("x-robots-tag", "noindex, nofollow"),
        ("cache-control", "no-store"),
        *reply.more,
    ]
    encoded = [(name.encode(), value.encode("latin-1")) for name, value in headers]
    await send({"type": "http.response.start", "status": reply.status, "headers": encoded, "trailers": False})
    await send({"type": "http.response.body", "body": reply.body, "more_body": False})


async def hang(receive: ASGIReceiveCallable, seconds: float) -> None:
    """Say nothing for `seconds`, or until the caller gives up."""
    left = asyncio.ensure_future(receive())
    try:
        await asyncio.wait({left}, timeout=seconds)
    finally:
        left.cancel()
