"""Asking for help: one question a page, no account, nothing in an address, and no word lost on the way."""

from pathlib import Path
from uuid import uuid4

import pytest
from django.test import Client

from tests.conftest import SAME_ORIGIN, Cast
from tirek.channels.models import Account
from tirek.conversations.models import Thread
from tirek.people.persons import person_cookie_names
from tirek.vault.actions.keys import ROOMS
from tirek.vault.models import Receipt, Session

WORDS = "Үйден шықтым, балам екеуміз қайда барарымызды білмейміз"


def test_the_front_page_puts_danger_first_and_names_what_is_true(somebody, cast: Cast) -> None:
    page = somebody().reads("/")
    assert page.index("I am in danger") < page.index("Ask for help")
    assert cast.organisation.name in page and "Telegram: Test bot" in page
    assert 'href="tel:112"' in page and "number checked on" in page
    assert "These are working hours" in page


def test_a_closed_service_says_when_it_reads_again_and_promises_nothing_else(somebody, cast: Cast) -> None:
    type(cast.organisation).objects.update(days="", pledge_hours=None)
    page = somebody().reads("/")
    assert "Nobody reads now." in page and "working hours:" not in page and "We answer within" not in page


def test_a_pledge_is_said_where_the_service_has_made_one(somebody, cast: Cast) -> None:
    type(cast.organisation).objects.update(pledge_hours=4)
    assert "We answer within 4 working hours." in somebody().reads("/")


def test_a_worker_is_led_to_the_desk_and_a_person_is_offered_the_room(sign_in, cast: Cast, person) -> None:
    assert sign_in(cast.worker).get("/")["Location"] == "/desk/home/"
    assert "Open my room" in person.reads("/")


def test_every_page_has_the_way_out_danger_languages_and_a_neutral_title(person, somebody) -> None:
    for address in ("/", "/ask/", "/open/", "/stays/", "/now/", "/room/", "/room/agreements/", "/r/never-was/"):
        page = person.reads(address)
        assert "<title>Start page</title>" in page, address
        assert 'data-exit="https://en.wikipedia.org/"' in page and 'action="/leave/"' in page
        assert page.count('name="language"') == 4
        assert "I am in danger" in page or address in ("/now/", "/r/never-was/")
        assert "icon.svg" in page and "/ui/icon.svg" not in page


def test_need_then_words_then_the_number(somebody) -> None:
    person = somebody()
    assert 'name="need" value="money"' in person.reads("/ask/")
    assert " checked" not in person.page, "no choice is made for anybody"
    once = person.hidden("once")
    person.sends("/ask/", step="need", need="care", once=once)
    assert person.hidden("need") == "care" and person.hidden("once") == once
    person.sends("/ask/", step="words", need="care", once=once, words=WORDS, go="send")
    assert person.page.count("<li>") >= 5 and "Your number" in person.page
    assert Thread.objects.count() == 1
    assert WORDS in person.reads("/room/")


def test_nobody_has_to_choose_or_to_write_but_something_must_be_said(somebody) -> None:
    person = somebody()
    assert person.asks("", need="").status_code == 409 and "write a few words" in person.page
    assert person.asks("", need="talk").status_code == 200 and person.number
    assert "to talk with somebody" in person.reads("/room/")


def test_going_back_keeps_the_words(somebody) -> None:
    person = somebody()
    person.sends("/ask/", step="words", need="home", once=str(uuid4()), words=WORDS, go="back")
    assert person.hidden("words") == WORDS and 'value="home" checked' in person.page
    person.sends("/ask/", step="need", need="home", once=str(uuid4()), words=WORDS)
    assert f">{WORDS}</textarea>" in person.page


def test_a_language_changed_half_way_keeps_the_words_and_the_step(somebody) -> None:
    person = somebody()
    answer = person.sends("/ask/", step="words", need="home", once=str(uuid4()), words=WORDS, language="uk")
    assert '<html lang="uk"' in person.page and f">{WORDS}</textarea>" in person.page
    assert answer.cookies["tirek_lang"].value == "uk" and answer["Content-Language"] == "uk"


def test_without_cookies_the_form_itself_remembers_the_language(somebody) -> None:
    person = somebody()
    person.browser.cookies.clear()
    person.sends("/ask/", step="need", need="home", once=str(uuid4()), words="", spoken="kk")
    assert '<html lang="kk"' in person.page


@pytest.mark.parametrize(("look", "sign"), [({"theme": "dark"}, 'data-theme="dark"'), ({"simple": "on"}, "data-simple")])
def test_colours_and_size_changed_half_way_keep_the_words(somebody, look: dict[str, str], sign: str) -> None:
    person = somebody()
    person.sends("/ask/", step="words", once=str(uuid4()), words=WORDS, **look)
    assert sign in person.page and f">{WORDS}</textarea>" in person.page


def test_a_form_replayed_makes_no_second_room_and_shows_the_same_number(somebody) -> None:
    person, once = somebody(), str(uuid4())
    person.asks(WORDS, once=once)
    first = person.number
    person.asks(WORDS, once=once)
    assert person.number == first and Thread.objects.count() == 1
    assert person.reads("/room/").count(WORDS) == 1


def test_a_replay_in_a_browser_without_cookies_shows_the_same_number_too(somebody) -> None:
    once = str(uuid4())
    one, two = somebody(), somebody()
    one.asks(WORDS, once=once)
    two.asks(WORDS, once=once)
    assert one.number == two.number and Thread.objects.count() == 1


def test_a_number_that_was_kept_is_not_shown_again(somebody) -> None:
    person, once = somebody(), str(uuid4())
    person.asks(WORDS, once=once)
    assert person.sends("/kept/", room=person.hidden("room"))["Location"] == "/room/"
    assert person.asks(WORDS, once=once).status_code == 409 and not person.number
    assert WORDS not in person.page, "the letter has arrived; whoever finds the form in this browser does not read it"


def test_keeping_the_number_of_another_tabs_room_hides_no_other_number(somebody) -> None:
    person = somebody()
    person.asks("first")
    first_room = person.hidden("room")
    person.asks("second")
    assert "Type the 20 digits" in str(person.sends("/kept/", room=first_room).content)
    assert not Receipt.objects.filter(again_until_min=0).exists()


def test_with_cookies_off_the_number_works_and_the_page_says_what_the_room_needs(somebody) -> None:
    person = somebody()
    person.asks(WORDS)
    room = person.hidden("room")
    person.browser.cookies.clear()
    assert "keeps no cookies" in person.sends("/kept/", room=room).content.decode()
    person.browser.cookies.clear()
    assert person.sends("/open/", number=person.number).status_code == 302
    person.browser.cookies.clear()
    answer = person.browser.get("/open/", HTTP_REFERER="http://testserver/open/")
    assert "keeps no cookies" in answer.content.decode()
    assert "keeps no cookies" not in somebody().reads("/open/")


@pytest.mark.parametrize("address", ["/ask/", "/now/"])
def test_too_many_at_the_door_lose_no_word(somebody, address: str) -> None:
    person, once = somebody(), str(uuid4())
    with ROOMS, ROOMS:
        answer = person.sends(address, step="words", once=once, words=WORDS)
    assert answer.status_code == 429 and f">{WORDS}</textarea>" in person.page
    assert person.hidden("once") == once, "the same letter cannot arrive twice"
    assert not Thread.objects.exists()


@pytest.mark.parametrize("address", ["/ask/", "/now/"])
def test_keys_that_are_away_lose_no_word(somebody, settings, tmp_path: Path, address: str) -> None:
    settings.KEYS = tmp_path / "nothing-here"
    person = somebody()
    answer = person.sends(address, step="words", once=str(uuid4()), words=WORDS)
    assert answer.status_code == 503 and f">{WORDS}</textarea>" in person.page
    assert not Thread.objects.exists()


def test_a_service_without_a_room_says_where_to_go(somebody) -> None:
    Account.objects.filter(kind="webchat").update(state=Account.State.STOPPED)
    person = somebody()
    assert person.asks(WORDS).status_code == 503 and WORDS in person.page
    assert "no room of its own" in person.page


def test_a_letter_longer_than_one_can_be_is_given_back_whole(somebody) -> None:
    person, long = somebody(), "ұзақ " * 20_000
    assert person.asks(long).status_code == 409 and "two parts" in person.page and long.strip() in person.page
    assert not Thread.objects.exists()


@pytest.mark.parametrize("once", ["", "not-a-mark", "00000000"])
def test_a_form_that_is_not_ours_keeps_the_words(somebody, once: str) -> None:
    person = somebody()
    assert person.asks(WORDS, once=once).status_code == 409 and WORDS in person.page
    assert not Thread.objects.exists()


def test_another_site_cannot_ask_in_somebodys_name(cast: Cast) -> None:
    browser = Client(HTTP_SEC_FETCH_SITE="cross-site")
    assert browser.post("/ask/", {"step": "words", "once": str(uuid4()), "words": WORDS}).status_code == 403
    assert not Thread.objects.exists()


def test_danger_asks_nothing_and_puts_the_letter_on_top(somebody) -> None:
    person = somebody()
    page = person.reads("/now/")
    assert page.index('href="tel:112"') < page.index("Write to us")
    person.sends("/now/", once=str(uuid4()), words="")
    assert "Your number" in person.page
    thread = Thread.objects.select_related("safe").get()
    assert thread.safe.due_min is not None


def test_danger_in_an_open_room_is_a_letter_there(person) -> None:
    assert person.sends("/now/", once=str(uuid4()), words="Ол есікті ұрып тұр")["Location"] == "/room/"
    assert Thread.objects.count() == 1 and person.thread.safe.due_min is not None
    assert "Ол есікті ұрып тұр" in person.reads("/room/")


def test_danger_written_before_another_room_was_opened_here_is_not_read_in_that_room(person, somebody) -> None:
    """One browser of two people: the letter goes to the room its page was of, or to one of its own."""
    other = somebody()
    other.asks("Басқа адам")
    person.reads("/now/")
    form = {name: person.hidden(name) for name in ("once", "room", "began")}
    assert form["room"]
    person.sends("/open/", number=other.number)
    person.sends("/now/", **form, words="Ол есікті ұрып тұр")
    assert "Your number" in person.page and Thread.objects.count() == 3
    assert "Ол есікті ұрып тұр" not in other.reads("/room/")


def test_danger_in_the_middle_of_asking_anew_is_not_read_in_the_room_that_is_open(person) -> None:
    person.sends("/now/", go="numbers", step="words", once=str(uuid4()), words=WORDS)
    person.sends("/now/", once=person.hidden("once"), room=person.hidden("room"), words=WORDS)
    assert "Your number" in person.page and Thread.objects.count() == 2


def test_danger_pressed_half_way_takes_the_typed_words_along_and_sends_nothing(somebody) -> None:
    person = somebody()
    person.sends("/now/", go="numbers", step="words", once=str(uuid4()), words=WORDS)
    assert f">{WORDS}</textarea>" in person.page and 'href="tel:112"' in person.page
    assert not Thread.objects.exists()


def test_asking_opens_no_session_for_a_worker_and_sets_two_strict_cookies(somebody) -> None:
    person = somebody()
    answer = person.asks(WORDS)
    for name in person_cookie_names():
        assert answer.cookies[name]["httponly"] and answer.cookies[name]["samesite"] == "Strict" and not answer.cookies[name]["max-age"]
    assert Session.objects.count() == 1
    assert person.browser.get("/desk/").status_code == 302


def test_the_number_stands_in_no_address_header_or_later_page(person) -> None:
    groups = [person.number[start : start + 4] for start in range(0, 20, 4)]
    for address in ("/room/", "/", "/open/", "/room/lines/"):
        answer = person.browser.get(address)
        assert " ".join(groups) not in answer.content.decode() and person.number not in answer.content.decode() + str(answer.headers)


def test_a_page_of_the_portal_is_never_stored(person) -> None:
    for address in ("/", "/ask/", "/room/", "/room/lines/", "/open/"):
        assert person.browser.get(address)["Cache-Control"] == "no-store"
    fresh = Client(**SAME_ORIGIN)
    assert fresh.post("/ask/", {"step": "words", "need": "talk", "once": str(uuid4())})["Cache-Control"] == "no-store"
