"""Tiny answers the house gives without Django: too large, locked, broken, gone. They carry the security headers too."""

import asyncio
from html import escape
from urllib.parse import parse_qs

from asgiref.typing import ASGIReceiveCallable, ASGISendCallable, Scope
from django.conf import settings
from django.utils.translation import gettext as _

from tirek.ui.headers import headers_for

Headers = list[tuple[bytes, bytes]]
SENTENCES = {
    200: "The service is working.",
    400: "This address cannot be read.",
    404: "There is nothing here.",
    408: "The rest of the request did not come, so nothing was stored. Please send it again.",
    413: "That was too large to be read, so nothing was stored. Please send it in smaller parts.",
    500: "Something broke on our side. Please try again in a few minutes.",
    503: "The service cannot work at this moment. Nothing was lost. Please try again in a few minutes.",
}
RETRY_AFTER = "60"  # seconds
MOST_TYPED = 2**20
"""Bytes of a form whose words a locked house gives back."""
TEXT = "text/plain; charset=utf-8"


def answer(*, path: str, status: int, body: bytes | None = None, kind: str = TEXT) -> tuple[Headers, bytes]:
    """Headers and body of one small answer; without a body of its own it says its status's sentence."""
    text = f"{SENTENCES[status]}\n".encode() if body is None else body
    headers = {**headers_for(path=path, https=settings.HTTPS), "Content-Type": kind, "Content-Length": str(len(text))}
    if status == 503:
        headers["Retry-After"] = RETRY_AFTER
    return [(name.lower().encode(), value.encode()) for name, value in headers.items()], text


async def say(send: ASGISendCallable, *, path: str, status: int, body: bytes | None = None, kind: str = TEXT) -> None:
    headers, text = answer(path=path, status=status, body=body, kind=kind)
    await send({"type": "http.response.start", "status": status, "headers": headers, "trailers": False})
    await send({"type": "http.response.body", "body": text, "more_body": False})


class Locked:
    """The whole house while its boot key is away: 503 at every door, so that messengers keep their updates and try again."""

    def __init__(self, sentence: str) -> None:
        self.sentence = sentence

    async def __call__(self, scope: Scope, receive: ASGIReceiveCallable, send: ASGISendCallable) -> None:
        if scope["type"] != "http":
            await hang_up(receive, send)
            return
        if scope["path"] == "/healthz":
            await say(send, path="/healthz", status=503, body=b'{"status": "boot_locked"}\n', kind="application/json")
        elif scope["path"].startswith("/hooks/"):
            await say(send, path=scope["path"], status=503, body=b"")
        else:
            typed = await words_typed(receive) if scope["method"] == "POST" else ""
            await say(send, path=scope["path"], status=503, body=self.page(typed), kind="text/html; charset=utf-8")

    def page(self, typed: str) -> bytes:
        """One sentence; and what somebody had written, since nothing can be kept now."""
        kept = f'<p><label for="typed">{escape(_("What you wrote: copy it, so that it is not lost"))}</label></p>'
        kept += f'<textarea id="typed" rows="8" cols="40" readonly>{escape(typed)}</textarea>'
        return (
            f'<!doctype html><html lang="en"><title>Locked</title><p>{escape(self.sentence)}</p>{kept if typed else ""}</html>\n'.encode()
        )


async def words_typed(receive: ASGIReceiveCallable) -> str:
    """The words in a form; nothing for what is no form of ours, comes too slowly, or is too large."""
    body = bytearray()
    try:
        async with asyncio.timeout(10):
            while len(body) <= MOST_TYPED:
                message = await receive()
                if message["type"] != "http.request":
                    return ""
                body += message.get("body", b"")
                if not message.get("more_body", False):
                    return parse_qs(body.decode("utf-8", "replace"), max_num_fields=50).get("words", [""])[-1]
    except (TimeoutError, ValueError):
        pass
    return ""


async def hang_up(receive: ASGIReceiveCallable, send: ASGISendCallable) -> None:
    """Decline a websocket: this house has none."""
    await receive()
    await send({"type": "websocket.close", "code": 1000, "reason": ""})
