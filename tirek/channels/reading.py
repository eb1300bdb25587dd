"""`tirek channel read`: shows what Tirek understands of one webhook request, with nothing but its bytes.

No database, key or network is touched, so that anybody can compare our reading with another (a stable contract).
"""

import argparse
import io
import json
import sys
from collections.abc import Iterator
from dataclasses import asdict
from datetime import datetime
from typing import Any, BinaryIO, TextIO

from tirek.channels.adapters import PLATFORMS
from tirek.channels.base import HookResponse, Unreadable, hook_request
from tirek.channels.border import BODY_CAP

# Line ends of Unicode that JSON leaves as they are; escaped, so that an event is one line for every reader.
_LINE_ENDS = {0x85: "\\u0085", 0x2028: "\\u2028", 0x2029: "\\u2029"}


def read_hook(
    kind: str,
    account: dict[str, Any],
    secrets: tuple[str, ...],
    method: str,
    url: str,
    headers: list[tuple[str, str]],
    body: bytes,
) -> Iterator[str]:
    """The lines of `tirek channel read`: the verdict, then one JSON object an event, with every field of InboundEvent.

    The verdict's `result` is "accepted" when there are events, "ignored" for an authentic request with nothing for us
    or nothing we understand, "rejected" otherwise. Of doubled headers the first counts.
    """
    adapter = PLATFORMS[kind](
        channel_id=str(account.get("channel_id") or account.get("id") or ""),
        account_ref=str(account.get("account_ref") or ""),
        secrets=secrets,
    )
    request = hook_request(method=method, url=url, headers=headers, body=body)
    if refusal := adapter.authenticate(request):
        yield _verdict("rejected", refusal)
        return
    try:
        events, answer = adapter.parse(request)
    except Unreadable:
        events, answer = [], HookResponse(200)
    yield _verdict("accepted" if events else "ignored", answer)
    for event in events:
        yield _line(asdict(event))


def add_arguments(parser: argparse.ArgumentParser) -> None:
    parser.add_argument("kind", choices=sorted(PLATFORMS), help="which platform sent the request")
    parser.add_argument("--account", metavar="FILE", help='JSON of our account, such as {"id": "1", "account_ref": "the bot\'s id"}')
    parser.add_argument("--secret-file", metavar="FILE", help='the webhook\'s secret: one a line, or JSON {"secret": …}')
    parser.add_argument("--method", default="POST", help="method of the request (POST)")
    parser.add_argument("--url", default="", help="address of the request, with its query")
    parser.add_argument("--header", action="append", default=[], metavar="'Name: value'", help="a header; may be repeated")


def run(args: argparse.Namespace, stdin: BinaryIO, stdout: TextIO) -> int:
    """Read one request body from `stdin`, write the lines to `stdout`. 0 when it was judged, 2 when the call was wrong."""
    try:
        account = _account(args.account)
        secrets = _secrets(args.secret_file)
        headers = [_header(header) for header in args.header]
    except (OSError, ValueError) as trouble:
        sys.stderr.write(f"tirek channel read: {trouble}\n")
        return 2
    if isinstance(stdout, io.TextIOWrapper):
        stdout.reconfigure(encoding="utf-8")  # the contract, whatever the terminal's language
    body = stdin.read(BODY_CAP + 1)
    for line in read_hook(args.kind, account, secrets, args.method, args.url, headers, body):
        stdout.write(line + "\n")
    return 0


def _verdict(result: str, answer: HookResponse) -> str:
    return _line({"result": result, "status": answer.status, "body": answer.body.decode("utf-8", "replace")})


def _line(value: dict[str, Any]) -> str:
    return json.dumps(value, ensure_ascii=False, default=_as_text).translate(_LINE_ENDS)


def _as_text(value: object) -> str:
    if isinstance(value, datetime):
        return value.isoformat()
    raise TypeError(f"{type(value).__name__} has no place in an event.")


def _account(path: str | None) -> dict[str, Any]:
    text = _text_of(path, "account")
    account = _json(text, "account") if text else {}
    if not isinstance(account, dict):
        raise ValueError('the account file must hold a JSON object, such as {"account_ref": "123456"}, or nothing.')
    return account


def _secrets(path: str | None) -> tuple[str, ...]:
    text = _text_of(path, "secret")
    if not text.startswith("{"):
        return tuple(line.strip() for line in text.splitlines() if line.strip())
    secret = _json(text, "secret").get("secret")
    found = secret if isinstance(secret, list) else [secret]
    if not all(isinstance(one, str) for one in found):
        raise ValueError('the secret file must hold the bare secret, or {"secret": "…"}.')
    return tuple(one.strip() for one in found)


def _text_of(path: str | None, what: str) -> str:
    if path is None:
        return ""
    try:
        with open(path, encoding="utf-8") as file:
            return file.read().strip()
    except UnicodeDecodeError:
        raise ValueError(f"the {what} file is not UTF-8 text.") from None


def _json(text: str, what: str) -> Any:
    try:
        return json.loads(text)
    except ValueError:
        raise ValueError(f"the {what} file begins as JSON and is not; correct it or give an empty file.") from None


def _header(given: str) -> tuple[str, str]:
    name, colon, value = given.partition(":")
    if not colon or not name.strip():
        raise ValueError(f"--header needs 'Name: value', got {name!r}.")
    return name.strip(), value.strip()
