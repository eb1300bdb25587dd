"""W-01 to W-05 for Telegram, on a running house: who may post, what is kept of it, and how little a stranger learns."""

import json
import socket
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor

import httpx
import pytest

from tests.living import LivingHouse, living


@pytest.fixture(scope="module")
def house(tmp_path_factory: pytest.TempPathFactory) -> Iterator[LivingHouse]:
    with living(tmp_path_factory.mktemp("hook")) as house:
        yield house


def counts(house: LivingHouse) -> tuple[int, int]:
    """Leaves that came from people, and dead letters."""
    ((seen,),) = house.rows("SELECT count(*) FROM vault_leaf WHERE id NOT IN (SELECT leaf_id FROM conversations_outbox)")
    ((dead,),) = house.rows("SELECT count(*) FROM conversations_deadletter")
    return seen, dead


def texts(house: LivingHouse) -> list[str]:
    return [leaf["text"] for leaf in house.opened_leaves() if leaf.get("by") == "client"]


def dead(house: LivingHouse) -> list[str]:
    return [leaf["dead"] for leaf in house.opened_leaves() if "dead" in leaf]


# W-01


def test_a_letter_with_the_right_secret_is_taken_and_the_answer_is_empty(house: LivingHouse) -> None:
    assert house.knock(house.message("the right secret", chat=11)) == (200, b"")
    assert "the right secret" in texts(house)


@pytest.mark.parametrize("kind", ["none", "wrong", "short", "long", "Cyrillic", "bytes", "of the path", "bearer"])
def test_a_wrong_secret_is_refused_with_an_empty_body_and_nothing_is_kept(house: LivingHouse, kind: str) -> None:
    right = house.secret
    offered = {
        "none": "",
        "wrong": right[::-1],
        "short": right[:-1],
        "long": right + "x",
        "Cyrillic": "құпия-сөз",
        "bytes": b"\xff\xfe\x80",
        "of the path": house.hook.rsplit("/", 1)[1],
        "bearer": f"Bearer {right}",
    }[kind]
    before = counts(house)
    status, body = house.knock(house.message("a forger's words", chat=12), secret=offered)
    assert status in (401, 403) and body == b""
    assert counts(house) == before


def test_an_address_that_nobody_has_is_404_and_does_not_ask_for_a_secret(house: LivingHouse) -> None:
    for path in ("0" * 32, "", "x", "a" * 33, "..%2f..%2fdesk", "%00", "ә" * 32, house.hook[-32:].upper()):
        status, body = house.knock(house.message("who lives here"), path=f"{house.url}/hooks/{path}")
        assert (status, body) == (404, b""), path


def test_only_a_post_of_json_is_read(house: LivingHouse) -> None:
    before = counts(house)
    headers = {"X-Telegram-Bot-Api-Secret-Token": house.secret}
    for method in ("GET", "PUT", "DELETE", "OPTIONS", "HEAD"):
        answer = httpx.request(method, house.hook, headers=headers, trust_env=False)
        assert (answer.status_code, answer.content) == (405, b""), method
    for kind in ("text/plain", "application/x-www-form-urlencoded", "multipart/form-data; boundary=x"):
        answer = httpx.post(house.hook, content=b"{}", headers={**headers, "Content-Type": kind}, trust_env=False)
        assert (answer.status_code, answer.content) == (415, b""), kind
    assert counts(house) == before


# W-02, W-03


def test_a_letter_repeated_a_hundred_times_at_once_is_one_leaf(house: LivingHouse) -> None:
    update = house.message("once and no more", chat=13)
    with ThreadPoolExecutor(20) as posters:
        statuses = set(posters.map(lambda _: house.post(update), range(100)))
    assert statuses == {200}
    assert texts(house).count("once and no more") == 1


def test_the_same_message_under_another_update_number_is_one_leaf(house: LivingHouse) -> None:
    update = house.message("told twice", chat=13)
    assert house.post(update) == 200
    assert house.post({**update, "update_id": 999_001}) == 200
    assert texts(house).count("told twice") == 1


def test_many_strangers_at_once_get_one_thread_each(house: LivingHouse) -> None:
    letters = [house.message(f"crowd {chat} {number}", chat=14_000 + chat) for chat in range(12) for number in range(3)]
    before = house.rows("SELECT count(*) FROM conversations_thread")[0][0]
    with ThreadPoolExecutor(18) as posters:
        assert set(posters.map(house.post, letters)) == {200}
    assert house.rows("SELECT count(*) FROM conversations_thread")[0][0] == before + 12
    assert len([text for text in texts(house) if text.startswith("crowd")]) == 36


# W-04


def test_an_edit_after_its_message_finds_it_and_one_before_it_is_kept(house: LivingHouse) -> None:
    first = house.message("as first written", chat=15)
    changed = {"update_id": 999_010, "edited_message": {**first["message"], "text": "as changed", "edit_date": 1_795_000_100}}
    assert [house.post(first), house.post(changed)] == [200, 200]
    late = house.message("comes late", chat=16)
    early = {"update_id": 999_011, "edited_message": {**late["message"], "text": "its edit came first", "edit_date": 1_795_000_100}}
    assert [house.post(early), house.post(late)] == [200, 200]
    leaves = house.opened_leaves()
    (edit,) = [leaf for leaf in leaves if leaf["text"] == "as changed"]
    (original,) = [leaf for leaf in leaves if leaf["text"] == "as first written"]
    assert (edit["type"], edit["target"], edit["safe"]) == ("edit", original["seq"], original["safe"])
    assert {"its edit came first", "comes late"} <= {leaf["text"] for leaf in leaves}, "neither is lost"


# W-05


@pytest.mark.parametrize(
    "name, text, stored",
    [
        ("empty", "", None),
        ("NUL", "before\x00after", "beforeafter"),
        ("a lone surrogate", "half \ud83d of a letter", "half  of a letter"),
        ("the other half", "\udc00 tail", " tail"),
        ("right to left", "\u202eغدا\u202c завтра", "\u202eغدا\u202c завтра"),
        ("only spaces", "   \n ", "   \n "),
        ("markup", "<script>alert(1)</script> {{ 7*7 }} %s", "<script>alert(1)</script> {{ 7*7 }} %s"),
        ("many accents", "a" + "\u0301" * 500, "a" + "\u0301" * 500),
    ],
)
def test_strange_words_are_kept_as_they_can_be(house: LivingHouse, name: str, text: str, stored: str | None) -> None:
    chat = 17_000 + len(name)
    update = house.message("x", chat=chat)
    update["message"]["text"] = text
    before = sum(counts(house))
    assert house.knock(update) == (200, b"")
    assert sum(counts(house)) == before + 1, "as a leaf, or as a dead letter"
    if stored is not None:
        assert stored in texts(house)


def test_a_megabyte_of_text_is_cut_visibly_at_64_kib(house: LivingHouse) -> None:
    assert house.post(house.message("қиын " * 120_000, chat=18)) == 200
    (text,) = [text for text in texts(house) if text.startswith("қиын")]
    assert text.endswith(" […]") and 65_000 < len(text.encode()) <= 65_536


@pytest.mark.parametrize(
    "body",
    [
        b"",
        b"not json",
        b"{",
        b"[]",
        b"null",
        b"17",
        b'"text"',
        b"{}",
        b'{"update_id": "1", "message": {}}',
        b'{"update_id": 1, "message": []}',
        b'{"update_id": 1e400, "message": {}}',
        b'{"update_id": 18446744073709551616, "message": {"message_id": 1}}',
        b'{"update_id": NaN}',
        b"\xff\xfe\x00",
        b'{"update_id": 2, "message": {"message_id": 1, "date": 1, "chat": {"id": "x", "type": "private"}, "text": "the words of nobody"}}',
        b'{"a":' * 50_000 + b"1" + b"}" * 50_000,
        b"[" * 200_000,
        b'{"update_id": 3, "message": {"text": "' + b"{" * 1_000_000 + b'"}}',
        b'{"update_id": 3, "x": [' + b"{}," * 2_000 + b"{}]}",
    ],
    ids=lambda body: f"{body[:24]!r} of {len(body)}",
)
def test_what_is_no_update_is_acknowledged_and_kept_as_a_sealed_dead_letter(house: LivingHouse, body: bytes) -> None:
    before = counts(house)
    assert house.knock(body) == (200, b"")
    assert counts(house) == (before[0], before[1] + 1)
    assert body.decode("utf-8", "replace") in dead(house)


def test_an_update_of_a_kind_we_do_not_read_is_acknowledged_and_dropped(house: LivingHouse) -> None:
    before = counts(house)
    group = house.message("in a group", chat=-100)
    group["message"]["chat"] = {"id": -100, "type": "supergroup", "title": "Neighbours"}
    other_bot = house.message("from a bot", chat=19)
    other_bot["message"]["from"]["is_bot"] = True
    unknown = {"update_id": 999_020, "kind_of_tomorrow": {"text": "words"}}
    poll = {"update_id": 999_021, "poll": {"id": "1", "question": "words"}}
    channel = {"update_id": 999_022, "channel_post": group["message"]}
    assert [house.post(update) for update in (group, other_bot, unknown, poll, channel)] == [200] * 5
    assert counts(house) == before


def test_five_megabytes_are_413_and_nothing_is_kept(house: LivingHouse) -> None:
    before = counts(house)
    assert house.knock(json.dumps(house.message("x" * 5_000_000)).encode()) == (413, b"")
    assert counts(house) == before


def test_ten_megabytes_of_header_and_half_a_body_do_not_hurt_the_house(house: LivingHouse) -> None:
    before = counts(house)
    begin = f"POST {house.hook.removeprefix(house.url)} HTTP/1.1\r\nHost: 127.0.0.1\r\n".encode()
    known = begin + f"X-Telegram-Bot-Api-Secret-Token: {house.secret}\r\n".encode()
    for request in (
        begin + b"X-Long: " + b"x" * 10_000_000 + b"\r\n\r\n",
        known + b"Content-Length: 500\r\n\r\n{half",
        known + b"Content-Length: nine\r\n\r\n",
        known + b"\xff\xff\r\n\r\n",
    ):
        status = raw(house.port, request)
        assert not status.startswith("5"), (status, request[-20:])
    assert house.post(house.message("still here", chat=20)) == 200  # whatever was handed over before it has been received by now
    assert counts(house) == (before[0] + 1, before[1]), "half a letter is not a letter"


def raw(port: int, request: bytes) -> str:
    """The status of a request written by hand; empty when the house hung up."""
    with socket.create_connection(("127.0.0.1", port), timeout=5) as line:
        try:
            line.sendall(request)
            line.shutdown(socket.SHUT_WR)
            return line.recv(65_536).decode("latin-1").split(" ", 2)[1]
        except (OSError, IndexError):
            return ""


def test_after_all_this_the_log_holds_no_word_of_anybody(house: LivingHouse) -> None:
    written = house.log.read_text()
    for word in ("forger", "words of nobody", "қиын", "half", "crowd", house.secret, house.hook[-32:]):
        assert word not in written
