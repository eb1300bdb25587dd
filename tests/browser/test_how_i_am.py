"""How I am: said with buttons in the messenger and on a page in the room, seen by the worker, gone when its day is over."""

import re
from collections.abc import Callable

import pytest
from playwright.sync_api import expect

from tests.browser.in_the_room import Room
from tests.browser.outside import Outsider, order
from tests.browser.visiting import UPDATE_WAIT, Window
from tests.living import LivingHouse, until
from tirek.conversations.automatic import texts

Windows = Callable[..., Window]
Rooms = Callable[..., Room]
People = Callable[..., Outsider]
LETTERS = {"kk": "Маған кеңес керек, кешіріңіз.", "uk": "Мені потрібна порада, вибачте."}
OWN = {"kk": "Басым айналып тұр", "uk": "Мені паморочиться в голові"}
LOCALES = {"kk": "kk-KZ", "uk": "uk-UA"}
DAY_MIN = 24 * 60
GONE_MS = 30_000
"""The house looks three times a minute whether a day is over."""
both = pytest.mark.parametrize("language", ["kk", "uk"])


def how(language: str) -> dict[str, dict[str, str]]:
    found: dict[str, dict[str, str]] = texts(language)["how"]
    return found


def presses(person: Outsider, title: str) -> None:
    """Press the newest button with this title, once it is on the telephone's screen."""

    def newest() -> tuple[int, str] | None:
        for bubble in reversed(person.bubbles()):
            for row in bubble["rows"] or []:
                for one in row:
                    if title in one["text"]:
                        return bubble["message_id"], one["callback_data"]
        return None

    message, payload = until(newest)
    before = len(person.got())
    order(person.house, "press", chat_id=person.id, message_id=message, payload=payload)
    until(lambda: len(person.got()) > before)


def a_day_passes(house: LivingHouse) -> None:
    house.change(f"UPDATE conversations_passing SET until_min = until_min - {DAY_MIN} WHERE until_min > 0")


@both
def test_said_by_buttons_it_stands_at_the_top_and_goes_after_a_day(
    house: LivingHouse, window: Windows, somebody: People, language: str
) -> None:
    words, person = how(language), somebody(language, LETTERS[language])
    desk = window("aigul", locale=LOCALES[language])
    desk.go("/desk/")
    page = desk.open(person.name)
    top = page.locator("#how")
    expect(top).to_be_empty()
    presses(person, texts(language)["how_button"])
    presses(person, words["signs"]["tired"])
    expect(top).to_contain_text(words["signs"]["tired"], timeout=UPDATE_WAIT)
    presses(person, words["reads"]["short"])
    presses(person, words["buttons"]["skip"])
    presses(person, words["tones"]["gentle"])
    expect(top).to_contain_text(words["reads"]["short"], timeout=UPDATE_WAIT)
    expect(top).to_contain_text(words["tones"]["gentle"])
    expect(page.locator("#lines")).not_to_contain_text(words["reads"]["short"])
    assert words["signs"]["tired"] in person.got()[-1], "the telephone shows what stands"
    a_day_passes(house)
    expect(top).to_be_empty(timeout=GONE_MS)
    until(lambda: not house.rows("SELECT leaf_id FROM conversations_passing WHERE until_min > 0"), seconds=GONE_MS / 1000)
    assert words["reads"]["short"] not in str(house.opened_leaves())


@both
def test_own_words_in_the_messenger_and_one_tap_to_take_them_back(window: Windows, somebody: People, language: str) -> None:
    words, person = how(language), somebody(language, LETTERS[language])
    desk = window("aigul", locale=LOCALES[language])
    desk.go("/desk/")
    top = desk.open(person.name).locator("#how")
    presses(person, texts(language)["how_button"])
    presses(person, words["buttons"]["words"])
    person.writes(OWN[language])
    expect(top).to_contain_text(OWN[language], timeout=UPDATE_WAIT)
    expect(desk.says(OWN[language])).to_be_visible()
    presses(person, words["buttons"]["undo"])
    expect(top).to_be_empty(timeout=UPDATE_WAIT)
    expect(desk.says(OWN[language])).to_have_count(0)


@both
@pytest.mark.parametrize("script", [True, False], ids=["with script", "without"])
def test_in_the_room_it_is_said_changed_and_taken_back(window: Windows, room: Rooms, language: str, script: bool) -> None:
    words, letter = how(language), f"{LETTERS[language]} {'1' if script else '2'}"
    person = room(locale=LOCALES[language], java_script_enabled=script).asks(letter).keeps_it()
    desk = window("aigul", locale=LOCALES[language])
    desk.go("/desk/")
    desk.letter(letter).click()
    expect(desk.says(letter)).to_be_visible()
    top, page = desk.page.locator("#how"), person.page
    page.locator("#today a").click()
    page.get_by_text(words["signs"]["anxious"]).click()
    page.get_by_text(words["reads"]["silent"]).click()
    page.get_by_text(words["topics"]["family"]).click()
    page.locator("#topic-words").fill(OWN[language])
    page.locator("#saying button.primary").click()
    expect(page.locator("main [data-ends]")).to_contain_text(OWN[language])
    for part in (words["signs"]["anxious"], words["reads"]["silent"], words["topics"]["family"], OWN[language]):
        expect(top).to_contain_text(part, timeout=UPDATE_WAIT)
    assert not person.window.scrolls_sideways()
    page.get_by_text(words["signs"]["calm"]).click()
    page.locator("#saying button.primary").click()
    expect(top).to_contain_text(words["signs"]["calm"], timeout=UPDATE_WAIT)
    person.window.go("/room/")
    page.locator("#today form button").click()
    expect(page.locator("[data-ends]")).to_have_count(0)
    expect(top).to_be_empty(timeout=UPDATE_WAIT)


@both
def test_in_simple_mode_each_screen_asks_one_thing(room: Rooms, language: str) -> None:
    words = how(language)
    person = room(locale=LOCALES[language]).asks(LETTERS[language]).keeps_it()
    page = person.page
    page.locator("footer button[name=simple]").click()
    page.locator("a[href='/room/today/']").click()
    page.locator("main a.primary").click()
    for step, chosen in (("sign", words["signs"]["tired"]), ("read", ""), ("topic", words["topics"]["past"]), ("tone", "")):
        expect(page.locator("#saying fieldset")).to_have_count(1)
        expect(page).to_have_url(re.compile(rf"step={step}$"))
        if chosen:
            page.get_by_text(chosen).click()
            page.locator("#saying button.primary").click()
        else:
            page.locator("#saying .row a").click()
    expect(page.locator("main [data-ends]")).to_contain_text(words["signs"]["tired"])
    expect(page.locator("main [data-ends]")).to_contain_text(words["topics"]["past"])


def test_an_open_page_hides_it_in_its_minute_by_itself(house: LivingHouse, window: Windows, somebody: People) -> None:
    """The clock goes on, nobody touches anything, and no news come."""
    person = somebody("uk", LETTERS["uk"])
    desk = window("aigul", locale="uk-UA")
    desk.page.clock.install()
    desk.go("/desk/")
    top = desk.open(person.name).locator("#how [data-ends]")
    presses(person, texts("uk")["how_button"])
    presses(person, how("uk")["signs"]["sad"])
    desk.page.clock.run_for(1_000)
    expect(top).to_be_visible(timeout=UPDATE_WAIT)
    desk.page.clock.fast_forward(DAY_MIN * 60_000)
    expect(top).to_be_hidden(timeout=UPDATE_WAIT)
