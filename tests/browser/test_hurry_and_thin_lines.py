"""Browsers that keep nothing, fingers that hurry, two tabs, lines that are slow or gone: one letter, one room, no word lost."""

from collections.abc import Callable, Iterator
from pathlib import Path

import pytest
from playwright.sync_api import Browser, expect

from tests.browser.conftest import CHROMIUM, FLAGS
from tests.browser.in_the_room import PHONE, Room
from tests.browser.visiting import Window
from tests.living import LivingHouse

Rooms = Callable[..., Room]
SLOW = {"offline": False, "latency": 300, "downloadThroughput": 250_000 / 8, "uploadThroughput": 250_000 / 8}
USABLE = 5_000  # milliseconds on that line


@pytest.fixture
def cookieless(browser: Browser, house: LivingHouse, tmp_path: Path) -> Iterator[Room]:
    """A browser whose owner allows no cookies, by its own settings."""
    settings = tmp_path / "Default" / "Preferences"
    settings.parent.mkdir(parents=True)
    settings.write_text('{"profile": {"default_content_setting_values": {"cookies": 2}}}')
    context = browser.browser_type.launch_persistent_context(
        str(tmp_path), executable_path=str(CHROMIUM), args=FLAGS, locale="en-GB", **PHONE
    )
    window = Window(house, context)
    yield Room(window)
    window.close()


def test_cookies_off_the_letter_arrives_and_the_page_says_what_to_do(cookieless: Room, room: Rooms) -> None:
    person = cookieless
    words = "I wrote this without cookies."
    person.asks(words)
    assert person.cookies == set()
    person.page.get_by_role("button", name="I have kept it: open the room").tap()
    expect(person.page.get_by_role("alert")).to_contain_text("This browser keeps no cookies")
    expect(person.page.get_by_role("alert")).to_contain_text("your letter has arrived")
    elsewhere = room().comes_back(person.number)
    expect(elsewhere.says(words)).to_be_visible()


def test_a_double_click_asks_once_and_sends_once(house: LivingHouse, room: Rooms) -> None:
    person, before = room(), threads(house)
    page = person.window.go("/ask/")
    page.locator(".foot .primary").click()
    person.words.fill("Once is enough.")
    page.locator(".foot .primary").dblclick()
    person.reads_number().keeps_it()
    assert threads(house) == before + 1
    person.words.fill("And this once, too.")
    page.locator("#writing .primary").dblclick()
    expect(person.says("And this once, too.")).to_have_count(1)
    page.reload()
    expect(person.says("And this once, too.")).to_have_count(1)
    expect(person.says("Once is enough.")).to_have_count(1)


def threads(house: LivingHouse) -> int:
    return int(house.rows("SELECT count(*) FROM conversations_thread")[0][0])


def test_without_script_a_form_sent_twice_is_one_letter(house: LivingHouse, room: Rooms) -> None:
    person, before = room(java_script_enabled=False), threads(house)
    person.asks("Sent twice by hand.")
    number = person.number
    person.page.reload()  # the browser sends the form again
    assert person.reads_number().number == number
    assert threads(house) == before + 1


def test_a_form_of_another_tab_never_writes_into_the_wrong_room(room: Rooms) -> None:
    """Two people after each other at one browser: two tabs, two rooms, one pair of cookies."""
    first = room().asks("The first person's letter.").keeps_it()
    second = Room(first.window)
    second.page = first.window.tab()
    second.page.goto(first.house.url + "/")
    second.page.get_by_role("link", name="Ask for help anew").click()
    second.page.get_by_role("button", name="Go on").click()
    second.words.fill("The second person's letter.")
    second.page.locator(".foot .primary").click()
    second.reads_number().keeps_it()
    with first.window.expecting("status of 4"):
        first.words.fill("Only for the first room.")
        first.page.locator("#writing .primary").click()
        expect(first.page.get_by_role("alert")).to_contain_text("another room")
    expect(first.words).to_have_value("Only for the first room.")
    second.page.reload()
    expect(second.says("The second person's letter.")).to_be_visible()
    expect(second.says("Only for the first room.")).to_have_count(0)


def test_one_room_in_two_tabs_is_live_in_both(room: Rooms) -> None:
    person = room().asks("One room, two tabs.").keeps_it()
    other = Room(person.window)
    other.page = person.window.tab()
    other.page.goto(person.house.url + "/room/")
    other.words.fill("half a sentence")
    person.page.bring_to_front()
    person.writes("From the first tab.")
    other.page.bring_to_front()
    expect(other.says("From the first tab.")).to_be_visible()
    expect(other.words).to_have_value("half a sentence")


def test_a_slow_line_is_usable_and_a_hurried_finger_sends_once(room: Rooms) -> None:
    person = room()
    tab = person.window.context.new_cdp_session(person.page)
    tab.send("Network.enable")
    tab.send("Network.emulateNetworkConditions", SLOW)
    page = person.window.go("/")
    usable = page.evaluate("performance.getEntriesByType('navigation')[0].domContentLoadedEventEnd")
    assert usable < USABLE, f"{usable:.0f} ms"
    person.asks("Slowly, over a thin line.").keeps_it()
    person.words.fill("Pressed three times.")
    page.locator("#writing .primary").evaluate("(button) => { button.click(); button.click(); button.click(); }")
    expect(person.says("Pressed three times.")).to_be_visible()
    expect(person.words).to_have_value("")
    page.reload()
    expect(person.says("Pressed three times.")).to_have_count(1)


def test_without_a_connection_the_words_stay_and_the_page_says_so(room: Rooms) -> None:
    person = room().asks("The tunnel is long.").keeps_it()
    person.window.context.set_offline(True)
    with person.window.expecting("ERR_INTERNET_DISCONNECTED"):
        person.words.fill("Written in the tunnel.")
        person.page.locator("#writing .primary").click()
        expect(person.page.locator("#typed-state")).to_contain_text("There is no connection")
    expect(person.words).to_have_value("Written in the tunnel.")
    person.window.context.set_offline(False)
    person.page.locator("#writing .primary").click()
    expect(person.says("Written in the tunnel.")).to_have_count(1)
    expect(person.words).to_have_value("")
