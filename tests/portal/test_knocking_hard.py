"""W for the room, on a living house: no hook leads there, one form is one room, and whatever is thrown at its pages is answered."""

import time
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from uuid import uuid4

import httpx
import pytest

from tests.living import LivingHouse, living
from tests.visitors import Visitor, number_on
from tirek.portal.urls import urlpatterns

PATHS = [f"/{pattern.pattern}".replace("<str:code>", "0000-0000-0000-0000-0000").replace("<int:seq>", "1") for pattern in urlpatterns]
FORMS = [path for path in PATHS if path not in ("/stays/", "/room/", "/room/lines/", "/room/agreements/")]
AT_ONCE = 100


@pytest.fixture(scope="module")
def house(tmp_path_factory: pytest.TempPathFactory) -> Iterator[LivingHouse]:
    with living(tmp_path_factory.mktemp("knocking")) as house:
        yield house


@pytest.fixture(scope="module")
def visitor(house: LivingHouse) -> Visitor:
    visitor = Visitor(house)
    visitor.asks("Балама жәрдемақы керек")
    return visitor


def counted(house: LivingHouse) -> tuple[int, ...]:
    tables = ("conversations_thread", "vault_safe", "vault_receipt", "vault_leaf", "conversations_outbox", "consent_record")
    return tuple(int(house.rows(f"SELECT count(*) FROM {table}")[0][0]) for table in tables)


# W-01: no hook leads into the room


def test_w01_the_rooms_account_has_no_hook_whoever_knocks(house: LivingHouse, visitor: Visitor) -> None:
    ((path,),) = house.rows("SELECT path FROM channels_account WHERE kind = 'webchat'")
    before, address = counted(house), f"{house.url}/hooks/{path}"
    (safe,) = house.rows("SELECT safe_id FROM conversations_thread ORDER BY safe_id LIMIT 1")[0]
    for body in (house.message("a letter through the wall"), b"", b"{}", b'{"conversation_ref": "%s"}' % str(safe).encode()):
        for secret in ("", house.secret, path):
            assert house.knock(body, secret=secret, path=address) == (404, b""), "as an address that nobody has"
    for method in ("GET", "PUT", "DELETE", "OPTIONS"):
        assert httpx.request(method, address, trust_env=False).status_code == 404
    assert counted(house) == before


# W-02: the same form, at the same moment


def test_w02_the_same_form_a_hundred_times_at_once_is_one_room_and_one_letter(house: LivingHouse) -> None:
    words, before = "Бір ғана хат", counted(house)
    form = {"step": "words", "need": "talk", "once": str(uuid4()), "words": words}
    with (
        ThreadPoolExecutor(20) as people,
        httpx.Client(base_url=house.url, headers={"Sec-Fetch-Site": "same-origin"}, trust_env=False) as line,
    ):
        answers = list(people.map(lambda _: line.post("/ask/", data=form, timeout=60), range(AT_ONCE)))
    met = {answer.status_code for answer in answers}
    assert met <= {200, 429} and 200 in met, "too many at once are asked to wait, and nobody breaks"
    assert len({number_on(answer.text) for answer in answers if answer.status_code == 200}) == 1
    assert all(words in answer.text for answer in answers if answer.status_code == 429), "who has to wait keeps his words"
    after = counted(house)
    assert [now - then for now, then in zip(after[:3], before[:3], strict=True)] == [1, 1, 1]
    again = Visitor(house)
    again.asks("", once=form["once"])
    assert again.words.count(words) <= 1


def test_w02_the_same_letter_a_hundred_times_at_once_is_one_letter(house: LivingHouse, visitor: Visitor) -> None:
    form = {"words": "Бір рет қана", "once": str(uuid4()), "room": visitor.room}
    jar = {"Cookie": "; ".join(f"{name}={value}" for name, value in visitor.cookies.items()), "Sec-Fetch-Site": "same-origin"}
    with ThreadPoolExecutor(20) as people, httpx.Client(base_url=house.url, headers=jar, trust_env=False) as line:
        met = {answer.status_code for answer in people.map(lambda _: line.post("/room/write/", data=form, timeout=60), range(AT_ONCE))}
    assert met == {302} and visitor.words.count(form["words"]) == 1


# other sites


@pytest.mark.parametrize("path", FORMS)
def test_no_other_site_can_act_in_a_persons_name(house: LivingHouse, visitor: Visitor, path: str) -> None:
    before = counted(house)
    form = {"words": "by another site", "once": str(uuid4()), "room": visitor.room, "step": "words", "number": visitor.number}
    for foreign in (
        {"Sec-Fetch-Site": "cross-site"},
        {"Sec-Fetch-Site": "same-site"},
        {"Origin": "https://elsewhere.example"},
        {"Origin": "null"},
        {},
    ):
        with httpx.Client(base_url=house.url, trust_env=False, cookies=visitor.cookies, headers=foreign) as line:
            answer = line.post(path, data=form)
            assert answer.status_code == 403 and not answer.headers.get("set-cookie"), (path, foreign)
    assert counted(house) == before and visitor.is_in()


# what is no form


HUGE = b"words=" + b"x" * 5_000_000
MULTIPART = "multipart/form-data; boundary=x"
AS_FILE = (
    b'--x\r\nContent-Disposition: form-data; name="words"; filename="w.txt"\r\n\r\nin a file\r\n'
    b'--x\r\nContent-Disposition: form-data; name="once"; filename="o"\r\n\r\nabc\r\n--x--\r\n'
)
URLENCODED = "application/x-www-form-urlencoded"
BODIES = {
    "5 MB": (HUGE, URLENCODED),
    "nothing": (b"", URLENCODED),
    "no form": (b"\xff\xfe\x00\x80" * 50, URLENCODED),
    "JSON": (b'{"words": {"$gt": ""}}', "application/json"),
    "fields as files": (AS_FILE, MULTIPART),
    "torn multipart": (AS_FILE[:90], MULTIPART),
    "multipart without its boundary": (AS_FILE, "multipart/form-data"),
    "a stranger's letters": (b"words=+AGEAYgBj-", f"{URLENCODED}; charset=utf-7"),
    "letters of no alphabet": (b"words=abc", f"{URLENCODED}; charset=nonsense"),
    "a thousand fields": (b"&".join(b"f%d=1" % number for number in range(3_000)), URLENCODED),
    "doubled fields": (
        b"step=words&step=need&once=a&once=b&words=one&words=two&room=x&room=y&number=1&number=2&purpose=care&purpose=x",
        URLENCODED,
    ),
}


@pytest.mark.parametrize("path", [*PATHS, "/leave/"])
def test_whatever_is_no_form_is_answered_below_500_and_changes_nothing(house: LivingHouse, visitor: Visitor, path: str) -> None:
    gone = path in ("/leave/", "/room/close/", "/kept/")  # these take no words: a session that they end is no harm
    person = Visitor(house) if gone else visitor
    before = counted(house)
    for what, (body, kind) in BODIES.items():
        answer = person.browser.post(path, content=body, headers={"Content-Type": kind})
        assert answer.status_code < 500, (path, what, answer.status_code)
        if what == "5 MB":
            assert answer.status_code == 413
    assert counted(house) == before


WORDS = {
    "NUL": "а\x00б",
    "only NUL": "\x00\x00\x00",
    "marks of direction": "\u202eнегрі\u2066 сөз \u200f\u200e\u061c",
    "ten thousand faces": "😀" * 10_000,
    "joined faces": "👩‍👩‍👧‍👦" * 700,
    "marks on marks": "а" + "\u0301" * 20_000,
    "lines": "\r\n\u2028\u2029\x0b\x0c\x85" * 200 + "соңы",
    "no character at all": "\ufffe\uffff\U0010ffff",
    "spaces that are none": "\u200b\u2060\ufeff\u3164",
}


@pytest.mark.parametrize("what", WORDS)
def test_strange_words_are_taken_or_given_back_and_break_no_page(house: LivingHouse, what: str) -> None:
    words, visitor = WORDS[what], Visitor(house)
    asked = visitor.asks(words)
    assert asked.status_code in (200, 409)
    for to in ("write/", "notes/"):
        assert visitor.sends(to, words=words).status_code in (302, 401, 409)
    named = {"purpose": "care", "answer": "yes", "name": words[:500], "who": "representative", "basis": words[:500]}
    assert visitor.sends("agreements/yes/", **named).status_code in (302, 401, 409)
    assert visitor.comes_back(words[:2_000]).status_code == 409
    if asked.status_code == 200:
        again = Visitor(house)
        again.comes_back(visitor.number)
        for address in ("/room/", "/room/lines/", "/room/agreements/"):
            page = again.reads(address)
            assert "\x00" not in page and "\u202e" not in page


def test_s03_a_live_room_is_hung_up_within_ten_seconds_after_it_was_left(house: LivingHouse) -> None:
    visitor = Visitor(house)
    visitor.asks("Балама жәрдемақы керек")
    with httpx.Client(base_url=house.url, trust_env=False, cookies=visitor.cookies, timeout=15) as other_tab:
        with other_tab.stream("GET", "/events/room") as stream:
            assert stream.status_code == 200
            assert visitor.browser.post("/leave/").status_code == 200
            left = time.monotonic()
            heard = b"".join(stream.iter_bytes())
        assert b"event: ended" in heard and time.monotonic() - left < 10
        assert other_tab.get("/events/room").status_code == 401


def test_p03_each_side_listens_at_its_own_door_and_a_room_hears_no_id(house: LivingHouse) -> None:
    visitor, worker = Visitor(house), house.browser("aigul")
    visitor.asks("Балама жәрдемақы керек")
    pairs = {"person": visitor.cookies, "worker": dict(worker.cookies)}
    doors = {"/events": ("ts", "tk"), "/events/room": ("rs", "rk")}
    for address, names in doors.items():
        for who, cookies in pairs.items():
            worn = dict(zip(names, cookies.values(), strict=True))
            with httpx.Client(base_url=house.url, trust_env=False, cookies=worn) as listener, listener.stream("GET", address) as stream:
                assert stream.status_code == (200 if (who, address) in (("person", "/events/room"), ("worker", "/events")) else 401), (
                    who,
                    address,
                )
    with visitor.browser.stream("GET", "/events/room") as stream:
        heard = stream.iter_text()
        assert next(heard).startswith("retry")
        other_tab = Visitor(house)
        assert other_tab.comes_back(visitor.number).status_code == 302 and other_tab.writes("Тағы бір хат").status_code == 302
        assert next(heard) == "event: news\ndata: {}\n\n", "that there is something new, and not for whom"


def test_lone_surrogates_are_no_error(house: LivingHouse, visitor: Visitor) -> None:
    """As bytes that no browser sends: half of a pair, written as UTF-8."""
    body = b"step=words&once=%b&words=%%ED%%A0%%80abc&room=%b&number=%%ED%%A0%%80" % (str(uuid4()).encode(), visitor.room.encode())
    for path in ("/ask/", "/room/write/", "/room/notes/", "/open/"):
        answer = visitor.browser.post(path, content=body, headers={"Content-Type": URLENCODED})
        assert answer.status_code < 500, path
    assert (
        visitor.browser.get("/r/%ED%A0%80/").status_code < 500
        and visitor.browser.get("/room/?before=%ED%A0%80&show=%00").status_code == 200
    )


@pytest.mark.parametrize(
    "once", ["x" * 10_000, "9" * 10_000, "{" + "0" * 32 + "}", "urn:uuid:" + "0" * 32, "\x00", "00000000-0000-0000-0000-000000000000"]
)
def test_a_mark_of_no_form_of_ours_is_refused_or_is_only_a_mark(house: LivingHouse, visitor: Visitor, once: str) -> None:
    assert visitor.sends("write/", words="бір сөз", once=once).status_code in (302, 409)
    assert Visitor(house).asks("бір сөз", once=once).status_code in (200, 409)


def test_after_all_this_the_house_has_broken_nothing_and_logged_no_words(house: LivingHouse, visitor: Visitor) -> None:
    assert visitor.comes_back().status_code == 302
    log = house.log.read_text()
    assert "Traceback" not in log and " 500 " not in log
    assert "by another site" not in log and "Балама" not in log
    assert visitor.reads().count("Балама жәрдемақы керек") == 1
