"""A frightened person with a phone: from the front page to a read answer, and away at once, with script and without."""

import re
import sqlite3
from collections.abc import Callable
from uuid import uuid4

import pytest
from playwright.sync_api import Page, expect

from tests.browser.test_every_page import in_both_lights
from tests.browser.visiting import Window
from tests.living import LivingHouse

PHONE = {"width": 390, "height": 844}
WORDS = "Мені страшно вдома, я з дитиною"
OUTSIDE = "https://uk.wikipedia.org/"
LOCALES = {"kk": "kk-KZ", "uk": "uk-UA"}
NEUTRAL = "Стартова сторінка|Start page"


@pytest.fixture
def phone(window: Callable[..., Window]) -> Callable[..., Window]:
    def phone(**how: object) -> Window:
        opened = window(viewport=PHONE, locale="uk-UA", **how)
        opened.context.route(
            f"{OUTSIDE}**", lambda route: route.fulfill(body="<title>Вікіпедія</title><p>elsewhere</p>", content_type="text/html")
        )
        return opened

    return phone


def asks(page: Page, words: str = WORDS) -> str:
    """From the front page to the room; gives the number."""
    page.locator(".choices a").first.click()
    page.locator("label.opt", has=page.locator("input[value=safety]")).click()
    page.locator(".foot .primary").click()
    page.locator("#words").fill(words)
    page.locator(".foot .primary").click()
    number = " ".join(page.locator("#digits li").all_inner_texts())
    page.locator(".foot .primary").click()
    page.wait_for_url("**/room/")
    return number


def answers(house: LivingHouse, words: str, answer: str) -> None:
    """A worker finds the letter on the desk and answers it."""
    desk = house.browser("aigul")
    for safe in dict.fromkeys(re.findall(r"/desk/([0-9a-f-]{36})/", desk.get("/desk/").text)):
        if words in desk.get(f"/desk/{safe}/").text:
            form = {"words": answer, "once": str(uuid4()), "seen_seq": "999"}
            assert desk.post(f"/desk/{safe}/say/", data=form).status_code == 302
            return
    raise AssertionError("the letter is not on the desk")


def end_sessions(house: LivingHouse) -> None:
    """What fifteen minutes without a touch do."""
    (place,) = [path for path in house.data.glob("*session*.sqlite3")]
    with sqlite3.connect(place, timeout=20) as connection:
        connection.execute("UPDATE vault_session SET seen_min = seen_min - 60")
    connection.close()


@pytest.mark.parametrize("script", [True, False], ids=["with script", "without script"])
def test_from_the_front_page_to_a_read_answer(phone, house: LivingHouse, script: bool) -> None:
    window = phone(java_script_enabled=script)
    page, words = window.go("/"), f"{WORDS} {uuid4().hex[:6]}"
    asks(page, words)
    expect(page.locator(".msg.me .words")).to_have_text(words)
    answers(house, words, "Ви не самі. Я поруч до вечора.")
    if not script:
        page.reload()
    expect(page.locator(".msg.worker .words")).to_contain_text("Ви не самі")
    page.locator("#words").fill("Дякую")
    page.locator("#writing .primary").click()
    expect(page.locator(".msg.me .words").last).to_have_text("Дякую")
    assert not window.scrolls_sideways()


def test_an_answer_arrives_live_and_touches_neither_focus_nor_words(phone, house: LivingHouse) -> None:
    page, words = phone().go("/"), f"{WORDS} {uuid4().hex[:6]}"
    asks(page, words)
    page.locator("#words").fill("Пишу й пишу")
    answers(house, words, "Я вас чую.")
    expect(page.locator(".msg.worker .words")).to_contain_text("Я вас чую")
    expect(page.locator("#words")).to_be_focused()
    expect(page.locator("#words")).to_have_value("Пишу й пишу")


@pytest.mark.parametrize("way", ["button", "escape"])
def test_after_quick_exit_back_shows_nothing_and_the_room_is_closed(phone, way: str) -> None:
    window = phone()
    page = window.go("/")
    asks(page)
    with window.expecting("a request to another host"):
        if way == "button":
            page.locator(".exit").first.click()
        else:
            page.keyboard.press("Escape")
            page.keyboard.press("Escape")
        page.wait_for_url(f"{OUTSIDE}**")
    for _ in range(3):
        page.go_back()
        page.wait_for_load_state()
        assert "/room" not in page.url
        assert WORDS not in page.content() and re.fullmatch(NEUTRAL, page.title())
    page.goto(window.house.url + "/room/")
    assert page.url.endswith("/open/")


def test_quick_exit_without_script_leads_away_too(phone) -> None:
    window = phone(java_script_enabled=False)
    page = window.go("/")
    asks(page)
    with window.expecting("a request to another host"):
        page.locator(".exit").first.click()
        page.wait_for_url(f"{OUTSIDE}**")
    page.goto(window.house.url + "/room/")
    assert page.url.endswith("/open/")


def test_a_room_left_alone_covers_itself_and_gives_the_words_back_for_the_number(phone, house: LivingHouse) -> None:
    window = phone()
    page = window.go("/")
    number = asks(page)
    page.locator("#words").fill("Не надіслано")
    end_sessions(house)
    expect(page.locator("#again")).to_be_visible(timeout=15_000)
    assert WORDS not in page.inner_text("body") and page.locator(".msg").count() == 0
    page.locator("#again-number").fill("1234")
    with window.expecting("409"):
        page.locator("#again .primary").click()
        expect(page.locator("#again-no")).to_be_visible()
    page.locator("#again-number").fill(number)
    page.locator("#again .primary").click()
    expect(page.locator("#words")).to_have_value("Не надіслано")
    expect(page.locator(".msg.me .words").first).to_have_text(WORDS)


def test_a_language_changed_while_writing_keeps_the_words(phone) -> None:
    page = phone().go("/")
    asks(page)
    page.locator("#words").fill("Не надіслано")
    page.locator(".pick summary").click()
    page.locator(".pick button[lang=kk]").click()
    expect(page.locator("html")).to_have_attribute("lang", "kk")
    expect(page.locator("#words")).to_have_value("Не надіслано")


def test_no_connection_keeps_the_words(phone) -> None:
    window = phone()
    page = window.go("/")
    asks(page)
    page.locator("#words").fill("Не надіслано")
    with window.expecting("ERR_"):
        window.context.set_offline(True)
        page.locator("#writing .primary").click()
        expect(page.locator("#typed-state")).not_to_be_empty()
    expect(page.locator("#words")).to_have_value("Не надіслано")
    window.context.set_offline(False)
    page.locator("#writing .primary").click()
    expect(page.locator(".msg.me .words").last).to_have_text("Не надіслано")
    expect(page.locator("#words")).to_have_value("")


def test_the_whole_portal_is_usable_at_320_pixels_and_twice_the_size(phone) -> None:
    window = phone()
    page = window.go("/")
    asks(page)
    page.set_viewport_size({"width": 320, "height": 640})
    for address in ("/", "/now/", "/ask/", "/open/", "/stays/", "/room/", "/room/agreements/"):
        window.go(address)
        assert not window.scrolls_sideways(), address


@pytest.mark.parametrize("language", ["kk", "uk"])
@pytest.mark.parametrize("width", [390, 1440])
def test_axe_finds_nothing_on_any_page_of_the_portal(window: Callable[..., Window], language: str, width: int) -> None:
    one = window(viewport={"width": width, "height": 900}, locale=LOCALES[language])
    page = one.go("/")
    found = [f"front: {fault}" for fault in in_both_lights(page)]
    page.locator(".choices a").first.click()
    found += [f"need: {fault}" for fault in in_both_lights(page)]
    page.locator(".foot .primary").click()
    found += [f"words: {fault}" for fault in in_both_lights(page)]
    page.locator("#words").fill(WORDS)
    page.locator(".foot .primary").click()
    page.locator("#digits").wait_for()
    found += [f"receipt: {fault}" for fault in in_both_lights(page)]
    for address in ("/now/", "/open/", "/stays/", "/r/never-was/", "/room/", "/room/agreements/"):
        one.go(address)
        found += [f"{address} {fault}" for fault in in_both_lights(page)]
    page.context.add_cookies([{"name": "tirek_simple", "value": "on", "url": one.house.url}])
    for address in ("/", "/room/", "/room/?show=write", "/room/?show=kept", "/room/?show=notes", "/room/?show=more"):
        one.go(address)
        found += [f"simple {address} {fault}" for fault in in_both_lights(page)]
        assert not one.scrolls_sideways(), address
    assert not found, "\n".join(found)
