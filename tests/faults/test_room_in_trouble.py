"""F-05 to F-07, F-13 for the room: disk, boot key or key store are away. The words come back, and nothing is half made."""

import html
import resource
import sqlite3
from collections.abc import Callable
from contextlib import closing
from pathlib import Path
from uuid import uuid4

import httpx
import pytest

from tests.faults.test_disk_full import limit, whole
from tests.living import LivingHouse
from tests.visitors import Visitor

WORDS = "Үйден шықтым, балам екеуміз қайда барарымызды білмейміз"


def in_field(answer: httpx.Response) -> str:
    """What stands in the page's field of words."""
    found = answer.text.partition("<textarea")[2].partition(">")[2].partition("</textarea>")[0]
    return html.unescape(found).strip()


def nothing_half_made(house: LivingHouse) -> None:
    """No room without its unit, no receipt without a safe, nobody named who has no number."""
    receipts = "SELECT count(*) FROM vault_receipt r LEFT JOIN vault_grant g ON g.principal_id = r.principal_id"
    assert house.rows(f"{receipts} WHERE g.id IS NULL") == [(0,)], "a number that opens nothing"
    people = "SELECT count(*) FROM vault_principal p LEFT JOIN vault_receipt r ON r.principal_id = p.id WHERE p.kind = 'person'"
    assert house.rows(f"{people} AND r.find IS NULL") == [(0,)], "a person without a number"
    empty = "SELECT count(*) FROM vault_safe s LEFT JOIN conversations_thread t ON t.safe_id = s.id WHERE t.safe_id IS NULL"
    assert house.rows(empty) == [(0,)], "a safe without a conversation"
    places = (house.data / "keys" / "shred.sqlite3", house.folder / "away")
    place = next(place for place in places if place.exists())
    with closing(sqlite3.connect(f"file:{place}?mode=ro", uri=True)) as store:
        units = {row[0].hex() for row in store.execute("SELECT id FROM unit")}
    needed = {row[0] for row in house.rows("SELECT unit FROM vault_safegen")}
    assert needed <= units, "a safe whose unit is not there can never be opened"


def rooms(house: LivingHouse) -> int:
    return int(house.rows("SELECT count(*) FROM conversations_thread")[0][0])


Away = Callable[[LivingHouse], Callable[[], object]]


def store_away(house: LivingHouse) -> Callable[[], object]:
    """The shred store is gone; what is given brings it back."""
    store = house.data / "keys" / "shred.sqlite3"
    away = store.rename(house.folder / "away")
    return lambda: away.rename(store)


def disk_full(house: LivingHouse) -> Callable[[], object]:
    limit(house, (house.data / "tirek.sqlite3-wal").stat().st_size // 2)
    return lambda: limit(house, resource.RLIM_INFINITY)


@pytest.fixture(params=[store_away, pytest.param(disk_full, marks=pytest.mark.sqlite)])
def trouble(request: pytest.FixtureRequest) -> Away:
    return request.param


@pytest.mark.parametrize("door", ["/ask/", "/now/"])
def test_at_the_door_the_words_come_back_and_the_same_form_arrives_once_later(house: LivingHouse, trouble: Away, door: str) -> None:
    Visitor(house).asks("before")
    repaired, visitor = trouble(house), Visitor(house)
    form = {"step": "words", "need": "home", "once": str(uuid4()), "words": WORDS}
    for _ in range(2):
        answer = visitor.browser.post(door, data=form)
        assert answer.status_code == 503 and in_field(answer) == WORDS and not visitor.cookies
        assert form["once"] in answer.text, "the same letter, so that it cannot arrive twice"
    assert rooms(house) == 1
    nothing_half_made(house)
    repaired()
    shown = visitor.browser.post(door, data=form)
    assert shown.status_code == 200 and visitor.words.count(WORDS) == 1
    assert rooms(house) == 2
    nothing_half_made(house)
    if not house.storage.environment:
        assert whole(house)


def test_in_the_room_letters_and_notes_come_back_and_are_there_once_later(house: LivingHouse, trouble: Away) -> None:
    visitor = Visitor(house)
    visitor.asks("before")
    room = visitor.room
    repaired = trouble(house)
    forms = [(f"/room/{to}/", {"words": f"{WORDS} {to}", "once": str(uuid4()), "room": room}) for to in ("write", "notes")]
    for address, form in forms:
        answer = visitor.browser.post(address, data=form)
        assert answer.status_code == 503 and form["words"] in html.unescape(answer.text), address
    for address, form in (("/room/press/", {"payload": "erase"}), ("/room/agreements/yes/", {"purpose": "care", "answer": "yes"})):
        assert visitor.browser.post(address, data={"once": str(uuid4()), "room": room, **form}).status_code == 503, address
    nothing_half_made(house)
    repaired()
    for address, form in forms * 2:
        assert visitor.browser.post(address, data=form).status_code == 302
    page = visitor.reads()
    assert visitor.words.count(f"{WORDS} write") == 1 and page.count(f"{WORDS} notes") == 1
    assert house.rows("SELECT count(*) FROM conversations_thread WHERE wish_seq IS NOT NULL") == [(0,)], "what was refused was not done"
    assert house.rows("SELECT count(*) FROM consent_record") == [(0,)]


def test_the_number_is_not_lost_while_the_keys_are_away(house: LivingHouse) -> None:
    visitor = Visitor(house)
    visitor.asks("before")
    repaired, elsewhere = store_away(house), Visitor(house)
    for _ in range(6):
        assert elsewhere.comes_back(visitor.number).status_code in (302, 503), "trouble of ours is no wrong number of theirs"
    assert elsewhere.browser.get("/room/").status_code in (302, 503)
    repaired()
    assert elsewhere.comes_back(visitor.number).status_code == 302 and "before" in elsewhere.words


def test_a_locked_house_gives_the_words_back(house: LivingHouse) -> None:
    visitor = Visitor(house)
    visitor.asks("before")
    room, browser = visitor.room, visitor.browser
    house.stop()
    away = house.boot_file.rename(Path(house.folder) / "away")
    house.start_again(locked=True)
    hostile = f"{WORDS} </textarea><script>alert(1)</script>"
    for address in ("/ask/", "/now/", "/room/write/", "/room/notes/"):
        answer = browser.post(address, data={"step": "words", "once": str(uuid4()), "room": room, "words": hostile})
        assert answer.status_code == 503 and in_field(answer) == hostile and "<script" not in answer.text
        assert browser.post(address, content=b"\xff" * 100).status_code == 503
    away.rename(house.boot_file)
    house.stop()
    house.start_again()
    nothing_half_made(house)
    assert visitor.comes_back().status_code == 302 and rooms(house) == 1
