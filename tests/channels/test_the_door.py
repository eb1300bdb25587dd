"""W-01, W-05: who may knock, with what, and how the refusal looks."""

import json
import time

import pytest

from tirek.channels.base import Unreadable, hook_request
from tirek.channels.border import BODY_CAP
from tirek.channels.telegram import Telegram

SECRET = "n7Wc0_good-secret_of_43_letters_A-Za-z0-9_-"  # as conftest's


def test_a_request_with_our_secret_may_come_in(telegram, knock):
    assert telegram.authenticate(knock()) is None


@pytest.mark.parametrize(
    "secret",
    [
        None,
        "",
        " ",
        SECRET[:-1],
        SECRET + "x",
        SECRET.upper(),
        SECRET[::-1],
        "the_secret_of_another_account_of_43_letters",
        "секрет",
        "s\u00e9cret\u00ff",
        "\udcff\udc80",
        "Bearer " + SECRET,
        "sha1=" + SECRET,
    ],
)
def test_a_missing_or_wrong_secret_is_refused_with_an_empty_body(telegram, knock, secret):
    refusal = telegram.authenticate(knock(secret=secret))
    assert refusal is not None and refusal.status == 401 and refusal.body == b""


def test_while_the_secret_is_changed_both_open(knock):
    telegram = Telegram(channel_id="7", account_ref="1", secrets=("old_one", "new_one"))
    assert telegram.authenticate(knock(secret="old_one")) is None
    assert telegram.authenticate(knock(secret="new_one")) is None
    assert telegram.authenticate(knock(secret="old_onenew_one")).status == 401


def test_an_account_without_a_secret_opens_to_nobody(knock):
    for secrets in ((), ("",)):
        telegram = Telegram(channel_id="7", account_ref="1", secrets=secrets)
        for secret in (None, "", "x"):
            assert telegram.authenticate(knock(secret=secret)).status == 401


def test_of_doubled_headers_the_first_counts(telegram):
    headers = [("X-TELEGRAM-BOT-API-SECRET-TOKEN", SECRET), ("x-telegram-bot-api-secret-token", "wrong")]
    assert telegram.authenticate(hook_request(method="post", url="/", headers=headers, body=b"{}")) is None
    assert telegram.authenticate(hook_request(method="post", url="/", headers=headers[::-1], body=b"{}")).status == 401


@pytest.mark.parametrize("method", ["GET", "PUT", "HEAD", "DELETE", "PATCH", "OPTIONS"])
def test_only_post_is_a_letter(telegram, knock, method):
    assert telegram.authenticate(knock(method=method)).status == 405


def test_the_content_type_is_json_or_absent(telegram, knock):
    for kind in ("application/json", "Application/JSON; charset=utf-8", None):
        assert telegram.authenticate(knock(kind=kind)) is None
    for kind in ("text/plain", "application/x-www-form-urlencoded", "application/json5"):
        assert telegram.authenticate(knock(kind=kind)).status == 415


def test_a_body_over_four_mebibytes_is_refused_and_never_cut(telegram, knock):
    assert telegram.authenticate(knock(b" " * BODY_CAP)) is None
    assert telegram.authenticate(knock(b" " * (BODY_CAP + 1))).status == 413
    assert telegram.authenticate(knock(b" " * (BODY_CAP + 1), secret="wrong")).status == 413  # size comes first


DEEP = b'{"update_id":1,"message":' + b"[" * 100 + b"]" * 100 + b"}"
BOTTOMLESS = b'{"a":' * 500_000
WIDE = b'{"update_id":1,"x":[' + b"{}," * 1_000 + b"{}]}"


@pytest.mark.parametrize(
    "body",
    [
        b"",
        b"null",
        b"[]",
        b"1",
        b'"text"',
        b"{",
        b'{"update_id":1',
        b"\xff\xfe{\x00",
        b'{"update_id":"1"}',
        b'{"update_id":true}',
        b'{"update_id":1.5}',
        b'{"update_id":NaN}',
        b"{}",
        b'{"message":{}}',
        b'{"update_id":1,"message":[]}',
        b'{"update_id":1,"message":"text"}',
        b'{"update_id":1,"message":{"chat":{"type":"private"}}}',
        b'{"update_id":1,"message":{"message_id":1,"chat":{"id":"7","type":"private"},"from":{"id":"7"}}}',
        b'{"update_id":1,"message":{"message_id":1,"chat":{"id":7,"type":"private"},"text":7}}',
        b'{"update_id":1,"message":{"message_id":1,"chat":{"id":7,"type":"private"},"voice":{}}}',
        b'{"update_id":1,"message":{"message_id":1,"chat":{"id":7,"type":"private"},"location":{"latitude":1e999,"longitude":0}}}',
        b'{"update_id":' + b"9" * 5_000 + b"}",
        DEEP,
        BOTTOMLESS,
        WIDE,
    ],
    ids=lambda body: repr(body[:60]),
)
def test_what_is_signed_and_not_understood_is_said_so_without_quoting_it(telegram, knock, body):
    with pytest.raises(Unreadable) as unreadable:
        telegram.parse(knock(body))
    assert unreadable.value.__cause__ is None and unreadable.value.__context__ is None  # those would hold the body
    assert "7" not in str(unreadable.value) and "text" not in str(unreadable.value)


def test_braces_inside_words_are_not_depth(telegram, knock):
    chat = {"id": 7, "type": "private"}
    words = "{[" * 5_000 + '\\"' * 50
    update = {"update_id": 1, "message": {"message_id": 1, "chat": chat, "from": {"id": 7, "first_name": "A"}, "text": words}}
    (event,), _ = telegram.parse(knock(json.dumps(update).encode()))
    assert event.text == words


@pytest.mark.parametrize("bomb", [b'{"a":"' + b'\\"' * 2_000_000, b'"' * 4_000_000, BOTTOMLESS, b"[{}" + b",{}" * 1_300_000 + b"]"])
def test_a_bomb_costs_no_more_time_than_its_size(telegram, knock, bomb):
    started = time.perf_counter()
    with pytest.raises(Unreadable):
        telegram.parse(knock(bomb))
    assert time.perf_counter() - started < 2


def test_the_adapter_never_shows_its_secret_or_token():
    telegram = Telegram(channel_id="7", account_ref="1", secrets=(SECRET,), token="123:abc")
    assert SECRET not in repr(telegram) and "123:abc" not in repr(telegram)
