"""Every part of every recorded update replaced by something odd: understood or Unreadable, never another error (R-5, R-19)."""

import copy
import json
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest

from tirek.channels.base import Unreadable
from tirek.channels.reading import read_hook

PAYLOADS = sorted((Path(__file__).parents[1] / "payloads" / "telegram").glob("*.json"))
ODD = (None, 0, -1, 1.5, 2**70, True, "", "x\0\ud83d", [], [[]], [None], {}, {"id": "x"}, [{"type": 7}])


def places(value: Any, path: tuple = ()) -> Iterator[tuple]:
    """The way to every key and every item inside a JSON value."""
    inner = value.items() if isinstance(value, dict) else enumerate(value) if isinstance(value, list) else ()
    for key, item in inner:
        yield (*path, key)
        yield from places(item, (*path, key))


def with_odd(update: dict, path: tuple, odd: object) -> dict:
    changed = copy.deepcopy(update)
    owner = changed
    for key in path[:-1]:
        owner = owner[key]
    owner[path[-1]] = odd
    return changed


@pytest.mark.parametrize("payload", PAYLOADS, ids=lambda path: path.stem)
def test_an_odd_part_is_understood_or_unreadable(telegram, knock, payload):
    update = json.loads(payload.read_bytes())
    for path in places(update):
        for odd in ODD:
            body = json.dumps(with_odd(update, path, odd)).encode()
            try:
                events, answer = telegram.parse(knock(body))
            except Unreadable:
                continue
            assert answer.status == 200 and len(events) <= 1


@pytest.mark.parametrize("payload", PAYLOADS, ids=lambda path: path.stem)
def test_whatever_is_understood_can_be_written_down(payload):
    update = json.loads(payload.read_bytes())
    for path in places(update):
        body = json.dumps(with_odd(update, path, "\0\ud83d\u2028words")).encode()
        lines = list(read_hook("telegram", {}, ("s",), "POST", "/", [("X-Telegram-Bot-Api-Secret-Token", "s")], body))
        for line in lines:
            assert len(line.splitlines()) == 1
            assert "\\u0000" not in line and "\\ud83d" not in line
            line.encode("utf-8")
