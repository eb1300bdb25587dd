"""What is checked at the door of every channel: size, method, type, the shared secret, and how deep a JSON may be.

Pure functions over bytes. Nothing here logs or echoes what it saw.
"""

import hmac
import json
import re
from collections.abc import Iterable
from datetime import UTC, datetime
from typing import Any

from tirek.channels.base import HookRequest, HookResponse, Unreadable

BODY_CAP = 4 * 1024 * 1024
"""Bytes. The largest documented webhook is 3 MB; more is refused, never cut."""
DEPTH_CAP = 32
OBJECT_CAP = 1_000

# Strings are taken whole, so that a brace inside one is not counted; possessive, so that time stays linear.
_BRACKETS = re.compile(r'"[^"\\]*+(?:\\.[^"\\]*+)*+"?|[{}\[\]]', re.DOTALL)


def refusal_before_secret(req: HookRequest) -> HookResponse | None:
    """What can be refused without looking at a secret, in the order of R-3: size, method, content type."""
    if len(req.body) > BODY_CAP:
        return HookResponse(413)
    if req.method != "POST":
        return HookResponse(405)
    declared = req.headers.get("content-type", "")
    if declared and declared.partition(";")[0].strip().lower() != "application/json":
        return HookResponse(415)
    return None


def same_secret(given: str | None, secrets: Iterable[str]) -> bool:
    """Whether `given` is one of our secrets, in a time that does not depend on where they differ.

    Compares bytes, so that a header with any character in it is simply wrong; an empty secret never opens.
    """
    offered = (given or "").encode("utf-8", "surrogatepass")
    matches = [hmac.compare_digest(offered, secret.encode("utf-8", "surrogatepass")) for secret in secrets if secret]
    return any(matches)


def read_json(body: bytes) -> dict[str, Any]:
    """The JSON object in `body`. Raises Unreadable for anything else, for depth over 32 and for more than 1,000 objects."""
    value = _decoded(body)
    if not isinstance(value, dict):
        raise Unreadable("The body is not a JSON object in UTF-8.")
    return value


def _decoded(body: bytes) -> Any:
    """None for what is not JSON: the decoder's own exceptions hold the whole body, so they end here."""
    try:
        text = body.decode("utf-8")
        if text.count("{") + text.count("[") > DEPTH_CAP:  # fewer brackets than that cannot be too deep
            _refuse_bombs(text)
        return _DECODER.decode(text)
    except ValueError:
        return None


def moment(value: object) -> datetime | None:
    """Aware UTC for a platform's number of seconds or milliseconds; None for 0, nonsense or nothing (R-14)."""
    if type(value) is not int or not 0 < value < 10**14:
        return None
    seconds = value / 1000 if value >= 10**12 else value
    return datetime.fromtimestamp(seconds, UTC) if seconds < 10**11 else None


def _refuse_bombs(text: str) -> None:
    depth = objects = 0
    for found in _BRACKETS.finditer(text):
        mark = found.group()
        if mark in ("{", "["):
            depth += 1
            objects += mark == "{"
            if depth > DEPTH_CAP or objects > OBJECT_CAP:
                raise Unreadable("The body is nested too deep or holds too many objects.")
        elif mark in ("}", "]"):
            depth -= 1


def _no_such_number(name: str) -> None:
    raise ValueError(name)


_DECODER = json.JSONDecoder(parse_constant=_no_such_number)
