"""S-02 to S-06, S-11 for the people we serve: two cookies for as long as a browser is open, and never for longer than they need."""

from uuid import uuid4

import pytest
from django.conf import settings
from django.db.models import F
from django.test import Client

from tests.conftest import SAME_ORIGIN, Cast
from tirek.conversations.desks import BEAT_S
from tirek.people.doors import cookie_names
from tirek.people.persons import person_cookie_names
from tirek.vault.actions.sessions import living
from tirek.vault.models import Session

STEADY = {"HTTP_X_TIREK_STEADY": "1"}
SID, KEY = person_cookie_names()


def browser_with(sid: str, key: str, names: tuple[str, str] = (SID, KEY)) -> Client:
    browser = Client(**SAME_ORIGIN)
    browser.cookies.load(dict(zip(names, (sid, key), strict=True)))
    return browser


def cookies_of(one) -> tuple[str, str]:
    return one.browser.cookies[SID].value, one.browser.cookies[KEY].value


def is_in(browser: Client) -> bool:
    """Whether the room opens to these cookies; asking for it keeps no session alive."""
    return browser.get("/room/", **STEADY).status_code == 200


def back(**minutes: int) -> None:
    """Time passes: the row's minutes go back."""
    Session.objects.update(**{name: F(name) - count for name, count in minutes.items()})


# S-02


@pytest.mark.parametrize("way", ["asking", "the number", "danger"])
def test_s02_cookies_put_into_a_browser_beforehand_are_replaced(person, somebody, way: str) -> None:
    planted = ("ab" * 32, "cd" * 32)
    victim = somebody()
    victim.browser.cookies.load({SID: planted[0], KEY: planted[1]})
    if way == "asking":
        victim.asks("Балама жәрдемақы керек")
    elif way == "danger":
        victim.sends("/now/", once=str(uuid4()), words="Көмек керек")
    else:
        victim.sends("/open/", number=person.number)
    assert set(cookies_of(victim)).isdisjoint(planted) and is_in(victim.browser)
    assert not is_in(browser_with(*planted))


def test_s02_a_strangers_room_in_the_browser_is_left_when_one_asks_or_comes_back(person, somebody) -> None:
    """Somebody lays his own open room into another one's browser, to read there what that one writes."""
    victim = somebody()
    victim.browser.cookies.load(dict(zip((SID, KEY), cookies_of(person), strict=True)))
    victim.asks("Бұл менің жеке сөзім")
    assert cookies_of(victim) != cookies_of(person)
    assert "Бұл менің жеке сөзім" not in person.reads("/room/") and victim.thread.pk != person.thread.pk


def test_s02_every_opening_has_a_new_id_and_a_new_key(person, somebody) -> None:
    seen = [cookies_of(person)]
    for _ in range(2):
        again = somebody()
        again.sends("/open/", number=person.number)
        seen.append(cookies_of(again))
    assert len({value for pair in seen for value in pair}) == 6


# S-03


def test_s03_a_room_closes_itself_after_fifteen_minutes_of_nothing(person) -> None:
    back(seen_min=15)
    assert is_in(person.browser)
    back(seen_min=1)
    assert not is_in(person.browser)
    assert not Session.objects.exists(), "and the row has gone with it"
    assert person.browser.get("/room/")["Location"] == "/open/"


def test_s03_a_room_closes_itself_after_two_hours_however_busy(person) -> None:
    back(ends_min=120)
    assert is_in(person.browser)
    back(ends_min=1)
    assert person.browser.get("/room/")["Location"] == "/open/" and not Session.objects.exists()


def test_s03_only_what_the_person_does_keeps_it_open(person) -> None:
    back(seen_min=10)
    before = Session.objects.get().seen_min
    for address in ("/room/lines/", "/room/", "/stays/"):
        person.browser.get(address, **STEADY)
    assert Session.objects.get().seen_min == before
    person.reads("/room/")
    assert Session.objects.get().seen_min == before + 10


def test_s03_a_live_stream_does_not_outlive_its_session(person) -> None:
    """The beat asks this every eight seconds and hangs up who is not among them (test_knocking_hard sees it happen)."""
    mark = bytes(Session.objects.get().sid_hash)
    assert living([mark, b"another"]) == {mark} and BEAT_S <= 9
    back(seen_min=16)
    assert living([mark]) == set()


# S-04


@pytest.mark.parametrize("way", ["/leave/", "/room/close/"])
def test_s04_after_leaving_the_old_cookies_are_dead_and_the_browser_is_told_to_forget(person, way: str) -> None:
    old = cookies_of(person)
    answer = person.browser.post(way)
    assert '"cache"' in answer["Clear-Site-Data"] and '"storage"' in answer["Clear-Site-Data"]
    assert answer["Cache-Control"] == "no-store"
    for name in (SID, KEY):
        assert answer.cookies[name].value == "" and answer.cookies[name]["max-age"] == 0
    replayed = browser_with(*old)
    for address in ("/room/", "/room/lines/", "/room/agreements/"):
        assert replayed.get(address)["Location"] == "/open/"
    assert replayed.post("/room/write/", {"words": "", "once": str(uuid4())}).status_code == 302
    assert not Session.objects.exists()


def test_s04_leaving_in_one_browser_leaves_the_other_one_open(person, somebody) -> None:
    elsewhere = somebody()
    elsewhere.sends("/open/", number=person.number)
    person.sends("/leave/")
    assert is_in(elsewhere.browser)


def test_s04_a_link_ends_no_room(person) -> None:
    for address in ("/leave/", "/room/close/", "/kept/"):
        assert person.browser.get(address).status_code == 405
    assert is_in(person.browser)


# S-05


def test_s05_the_row_holds_neither_cookie_and_opens_nothing_without_both(person) -> None:
    sid, key = cookies_of(person)
    stands = repr(
        [
            {name: bytes(value) if isinstance(value, memoryview) else value for name, value in row.items()}
            for row in Session.objects.values()
        ]
    )
    for cookie in (sid, key):
        assert cookie not in stands and repr(bytes.fromhex(cookie))[2:-1] not in stands
    row = Session.objects.get()
    for pair in ((bytes(row.sid_hash).hex(), key), (sid, bytes(row.wrapped)[:32].hex()), (sid, ""), ("", key), (key, sid)):
        assert not is_in(browser_with(*pair))


# S-06


def test_s06_cookies_of_two_people_mixed_open_nothing(person, somebody) -> None:
    other = somebody()
    other.asks("Басқа адам")
    (sid, key), (other_sid, other_key) = cookies_of(person), cookies_of(other)
    assert not is_in(browser_with(sid, other_key)) and not is_in(browser_with(other_sid, key))
    assert is_in(browser_with(sid, key)) and is_in(browser_with(other_sid, other_key))


def test_s06_a_persons_cookies_under_a_workers_name_open_no_page_of_the_desk(person, cast: Cast) -> None:
    disguised = browser_with(*cookies_of(person), names=cookie_names())
    for address in ("/desk/", f"/desk/{person.thread.pk}/", "/desk/ledger/", "/people/", "/me/", "/status/"):
        answer = disguised.get(address)
        assert answer.status_code == 302 and answer["Location"].startswith("/sign-in/"), address
    assert disguised.get("/room/")["Location"] == "/open/"


def test_s06_a_workers_cookies_under_a_persons_name_open_no_room(person, cast: Cast, sign_in) -> None:
    worker = sign_in(cast.worker)
    sid, key = (worker.cookies[name].value for name in cookie_names())
    disguised = browser_with(sid, key)
    for address in ("/room/", "/room/lines/", "/room/agreements/", "/desk/"):
        assert disguised.get(address).status_code == 302, address


def test_s06_both_in_one_browser_stay_apart(person, cast: Cast, sign_in) -> None:
    """A worker who tries the room herself: each pair opens its own side, and leaving one side leaves the other."""
    browser = sign_in(cast.worker)
    browser.cookies.load(dict(zip((SID, KEY), cookies_of(person), strict=True)))
    assert browser.get("/desk/").status_code == browser.get("/room/").status_code == 200
    browser.post("/room/close/")
    assert browser.get("/desk/").status_code == 200 and browser.get("/room/").status_code == 302


# S-11


@pytest.mark.parametrize("https", [True, False])
def test_s11_the_cookies_are_for_this_site_and_this_visit_only_and_for_no_script(person, somebody, https: bool) -> None:
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(settings, "HTTPS", https)
        fresh = somebody()
        for answer in (fresh.asks("Балама көмек"), fresh.sends("/open/", number=fresh.number)):
            for name in person_cookie_names():
                cookie = answer.cookies[name]
                assert name.startswith("__Host-") is https and bool(cookie["secure"]) is https
                assert cookie["httponly"] and cookie["samesite"] == "Strict" and cookie["path"] == "/"
                assert not cookie["max-age"] and not cookie["expires"] and not cookie["domain"]
                assert len(cookie.value) == 64
    assert len({*person_cookie_names(), *cookie_names()}) == 4
