"""Quick exit: one press and the screen is somebody else's; Back, history and the neighbouring tab show nothing of the room.

The browser of this file keeps its caches and the pages behind Back as everybody's does (Playwright turns both off otherwise).
"""

import re
from collections.abc import Callable, Iterator
from urllib.parse import urlsplit

import pytest
from playwright.sync_api import Browser, Error, Page, expect, sync_playwright

from tests.browser.conftest import CHROMIUM, FLAGS
from tests.browser.in_the_room import Room
from tests.browser.visiting import Window
from tests.living import until

Rooms = Callable[..., Room]
SECRET = "He must never read this."
ANSWER = "We will meet you at the library."
NOTE = "A note for my own eyes."
TELLING = re.compile(r"help|danger|violen|safe|crisis|refuge|shelter|never|library|secret|[0-9]{4}", re.IGNORECASE)


@pytest.fixture(scope="module")
def browser() -> Iterator[Browser]:
    """A browser that keeps pages behind Back alive, as browsers of people do."""
    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(
            executable_path=str(CHROMIUM), args=FLAGS, ignore_default_args=["--disable-back-forward-cache"]
        )
        yield browser
        browser.close()


@pytest.fixture
def inside(room: Rooms, window: Callable[..., Window]) -> Callable[..., Room]:
    """Somebody in a room with a letter, an answer and a note of their own."""

    def inside(**how: object) -> Room:
        person = room(**how)
        person.window.may_leave()
        person.asks(SECRET).keeps_it()
        person.page.locator("#note").fill(NOTE)
        person.page.locator("#notes > form button").click()
        expect(person.page.locator("#notes .note")).to_contain_text(NOTE)
        return person

    return inside


def shows_nothing(page: Page, person: Room) -> None:
    """Neither to eyes nor in the page itself, hidden parts and fields included."""
    until(lambda: page.evaluate("document.readyState") == "complete")  # a page that the browser kept whole is not loaded again
    kept = page.content() + "".join(page.locator("textarea, input").evaluate_all("(all) => all.map((one) => one.value)"))
    for told in (SECRET, ANSWER, NOTE, person.number, person.number.replace(" ", ""), person.number.split()[1]):
        assert told not in kept, (page.url, told)
    assert page.locator("#chat, #digits, #notes").count() == 0, page.url


def goes(person: Room, way: str = "back") -> None:
    """One step through history. Before the answer of a form the browser asks whether to send it again; whoever looks says yes."""
    page = person.page
    try:
        page.go_back(wait_until="commit") if way == "back" else page.go_forward(wait_until="commit")
    except Error as refused:
        assert "ERR_CACHE_MISS" in str(refused), refused
        page.wait_for_url("chrome-error://**")
        page.reload()
    shows_nothing(page, person)


def goes_back_as_far_as_it_goes(person: Room) -> set[str]:
    """The paths that were seen on the way to the first page of this tab."""
    steps, seen = len(person.history()), set()
    for _ in range(steps - 1):
        goes(person)
        seen.add(urlsplit(person.page.url).path)
    return seen


@pytest.mark.parametrize("script", [True, False], ids=["with script", "without"])
def test_back_shows_nothing_of_the_room(inside: Callable[..., Room], script: bool) -> None:
    person = inside(java_script_enabled=script)
    assert person.cookies
    person.leaves()
    assert person.page.url == "https://en.wikipedia.org/"
    assert not person.cookies
    seen = goes_back_as_far_as_it_goes(person)
    assert {"/", "/open/"} <= seen, "Back led past the room, and the room asks for its number"
    person.window.go("/room/")
    assert urlsplit(person.page.url).path == "/open/"


def test_forward_shows_nothing_either(inside: Callable[..., Room]) -> None:
    person = inside()
    person.page.get_by_role("link", name="What stays on this device").click()
    person.page.go_back()
    expect(person.says(SECRET)).to_be_visible()
    person.page.go_forward()
    person.leaves()
    for way in ("back",) * 4 + ("forward",) * 4:
        goes(person, way)


def test_history_holds_neutral_titles_and_addresses_only(inside: Callable[..., Room]) -> None:
    person = inside()
    for path in ("/now/", "/room/agreements/", "/stays/", "/open/", "/room/"):
        person.window.go(path)
    person.presses("Close the room")
    person.comes_back(person.number)
    expect(person.says(SECRET)).to_be_visible()
    person.leaves()
    held = person.history()
    assert len(held) > 6
    ours = [(address, title) for address, title in held if address.startswith(person.house.url)]
    assert {title for _address, title in ours} == {"Start page"}
    for address, _title in ours:
        assert not urlsplit(address).query and not TELLING.search(urlsplit(address).path), address


@pytest.mark.parametrize("language", ["kk", "uk", "ru"])
def test_titles_are_neutral_in_every_language_and_lead_to_a_page_of_that_language(room: Rooms, language: str) -> None:
    person = room(locale=language)
    person.window.may_leave()
    person.asks("123").keeps_it().leaves()
    assert person.window.went_to[0] == f"https://{language}.wikipedia.org/"
    titles = {title for address, title in person.history() if address.startswith(person.house.url)}
    assert titles == {{"kk": "Бастапқы бет", "uk": "Стартова сторінка", "ru": "Стартовая страница"}[language]}


def test_escape_twice_leaves_and_once_does_not(inside: Callable[..., Room]) -> None:
    person = inside()
    person.words.fill("half a sentence")
    person.words.press("Escape")
    person.page.wait_for_timeout(1_100)
    person.words.press("Escape")
    expect(person.says(SECRET)).to_be_visible()
    person.words.press("Escape")
    expect(person.page.get_by_role("heading", name="An encyclopedia")).to_be_visible()
    assert not person.cookies
    person.page.go_back()
    shows_nothing(person.page, person)


@pytest.mark.parametrize("script", [True, False], ids=["with script", "without"])
def test_leaving_from_the_page_with_the_number(room: Rooms, script: bool) -> None:
    person = room(java_script_enabled=script)
    person.window.may_leave()
    person.asks(SECRET).leaves()
    goes_back_as_far_as_it_goes(person)
    assert not person.cookies


def test_words_typed_on_the_page_of_danger_are_gone_too(room: Rooms) -> None:
    person = room()
    person.window.may_leave()
    person.window.go("/now/")
    person.words.fill(SECRET)
    person.page.get_by_role("button", name="Write to us").click()
    person.reads_number().keeps_it().leaves()
    goes_back_as_far_as_it_goes(person)


def test_the_neighbouring_tab_leaves_too(inside: Callable[..., Room]) -> None:
    person = inside()
    other = person.window.tab()
    person.window.may_leave(other)
    other.goto(person.house.url + "/room/")
    expect(other.locator("#chat .msg .words", has_text=SECRET)).to_be_visible()
    person.page.bring_to_front()
    person.leaves()
    expect(other.get_by_role("heading", name="An encyclopedia")).to_be_visible(timeout=1_000)
    other.go_back()
    shows_nothing(other, person)


def test_the_screen_is_empty_at_once_however_slow_the_line(inside: Callable[..., Room]) -> None:
    person = inside()
    tab = person.window.context.new_cdp_session(person.page)
    tab.send("Network.enable")
    slow = {"offline": False, "latency": 2_500, "downloadThroughput": 4_000, "uploadThroughput": 4_000}
    tab.send("Network.emulateNetworkConditions", slow)
    person.words.fill("and this is half written")
    shown = person.page.evaluate(
        "() => { document.querySelector('form[data-exit] button').click();"
        " return [document.body.innerText.trim(), [...document.querySelectorAll('textarea')].map((one) => one.value).join('')] }"
    )
    assert shown == ["", ""]
    tab.send("Network.emulateNetworkConditions", {**slow, "latency": 0, "downloadThroughput": -1, "uploadThroughput": -1})
    expect(person.page.get_by_role("heading", name="An encyclopedia")).to_be_visible()


def test_what_stays_is_said_before_and_is_true(inside: Callable[..., Room]) -> None:
    person = inside()
    page = person.page
    page.get_by_role("link", name="What stays on this device").click()
    stays = page.locator("main")
    for told in ("list of visited pages", "Start page", "language, colours and text size", "The paper with your number"):
        expect(stays).to_contain_text(told)
    page.locator(".pick summary").click()
    page.get_by_role("button", name="Қазақша").click()
    person.leaves()
    left = {cookie["name"] for cookie in person.window.context.cookies(person.house.url)}
    assert "tirek_lang" in left and not left & {"rs", "rk", "ts", "tk"}
    person.page.go_back()
    state = "() => [localStorage.length, sessionStorage.length, document.cookie]"
    assert page.evaluate(state) == [0, 0, ""]


def test_without_a_connection_the_screen_is_empty_all_the_same(inside: Callable[..., Room]) -> None:
    person = inside()
    person.window.context.set_offline(True)
    with person.page.expect_event("requestfailed"):
        person.page.locator("form[data-exit] button").click()
    person.page.wait_for_timeout(300)
    assert SECRET not in person.page.content()
    person.window.forgive("ERR_INTERNET_DISCONNECTED")
    person.window.context.set_offline(False)
