"""What is new appears by itself, and leaves alone what somebody is typing."""

from collections.abc import Callable

import pytest
from playwright.sync_api import expect

from tests.browser.outside import Outsider
from tests.browser.visiting import UPDATE_WAIT, Window

pytestmark = pytest.mark.on_both
Windows = Callable[..., Window]
People = Callable[..., Outsider]
HALF = "Добрий день, я думаю про"
CURSOR = "(() => { const field = document.activeElement; return [field.id, field.selectionStart, field.selectionEnd] })()"


def test_a_letter_appears_in_a_second_window_without_reloading(window: Windows, somebody: People) -> None:
    person = somebody("uk", "Добрий день.")
    mine, hers = window("aigul"), window("olena")
    for desk in (mine, hers):
        desk.go("/desk/")
        desk.page.evaluate("window.sameDocument = true")
        expect(desk.row(person.name)).to_contain_text("unread1")
    person.writes("А з чого починати?")
    for desk in (mine, hers):
        expect(desk.row(person.name).locator(".prev")).to_have_text("А з чого починати?", timeout=UPDATE_WAIT)
        expect(desk.row(person.name)).to_contain_text("unread2")
    hers.open(person.name)
    hers.go("/desk/")
    expect(hers.row(person.name)).not_to_contain_text("unread")
    expect(mine.row(person.name)).to_contain_text("unread2")
    assert mine.page.evaluate("window.sameDocument"), "the page was loaded again"


def test_what_is_being_typed_is_left_alone(window: Windows, somebody: People) -> None:
    person, desk = somebody("uk", "Скажіть, хто це читає?"), window("aigul")
    desk.go("/desk/")
    desk.open(person.name)
    desk.words.press_sequentially(HALF)
    for _ in range(5):
        desk.words.press("ArrowLeft")
    desk.words.press("Shift+ArrowLeft")
    before = desk.page.evaluate(CURSOR)
    assert before == ["words", len(HALF) - 6, len(HALF) - 5]
    person.writes("І ще одне питання.")
    expect(desk.says("І ще одне питання.")).to_be_visible(timeout=UPDATE_WAIT)
    expect(desk.words).to_have_value(HALF)
    assert desk.page.evaluate(CURSOR) == before


def test_danger_stands_on_top_of_both_desks_within_two_seconds(window: Windows, somebody: People) -> None:
    first, person = somebody("kk", "Сәлеметсіз бе."), somebody("ru", "Здравствуйте.")
    mine, hers = window("aigul"), window("olena")
    hers.go("/desk/")
    mine.go("/desk/?show=mine")
    person.presses_danger()
    for desk in (mine, hers):
        top = desk.page.locator("[data-conv]").first
        expect(top).to_contain_text(person.name, timeout=UPDATE_WAIT)
        expect(top.locator(".count-danger")).to_have_text("danger")
    expect(hers.row(first.name)).to_be_visible()
    mine.open(person.name)
    expect(mine.page.locator(".line-danger")).to_contain_text("I am in danger")
    expect(mine.page.locator("#head .chip-danger")).to_have_text("danger")
    assert any("112" in text for text in person.got()), "the person was not told the emergency numbers at once"


def test_two_letters_in_one_moment_both_appear(window: Windows, somebody: People) -> None:
    """The page asks once for what came within a moment; it must not forget whose news it was."""
    person, other, desk = somebody("en", "Good day."), somebody("en", "Hello."), window("aigul")
    desk.go("/desk/")
    desk.open(person.name)
    person.writes("A second line of mine.")
    other.writes("Something else.")
    expect(desk.says("A second line of mine.")).to_be_visible(timeout=UPDATE_WAIT)
    expect(desk.row(other.name).locator(".prev")).to_have_text("Something else.", timeout=UPDATE_WAIT)


def test_the_list_keeps_its_place_and_its_focus(window: Windows, somebody: People) -> None:
    """Whoever walks through a long list by keys is not thrown out of it by a new letter."""
    people = [somebody("en", f"Letter {number}.") for number in range(14)]
    desk = window("aigul", viewport={"width": 1440, "height": 700})
    page = desk.go("/desk/")
    for one in people:
        expect(desk.row(one.name)).to_be_attached()
    page.wait_for_timeout(400)  # the first live look at the list puts it in its order
    row = desk.row(page.locator("[data-conv] b").last.inner_text())
    row.focus()
    place = page.locator(".desk-list .scroll")
    before = place.evaluate("(list) => list.scrollTop")
    assert before > 0, "the list is too short to scroll"
    people[3].writes("Are you there?")
    expect(desk.row(people[3].name).locator(".prev")).to_have_text("Are you there?", timeout=UPDATE_WAIT)
    expect(row).to_be_focused()
    assert abs(place.evaluate("(list) => list.scrollTop") - before) < 8


def test_a_row_under_a_pressed_finger_stays_until_it_is_released(window: Windows, somebody: People) -> None:
    """Else the click would be lost: its row is another one by then."""
    person, other, desk = somebody("en", "I am waiting."), somebody("en", "So am I."), window("aigul")
    page = desk.go("/desk/")
    expect(desk.row(person.name)).to_be_visible()
    page.wait_for_timeout(400)  # the first live look at the list
    desk.row(person.name).hover()
    page.mouse.down()
    other.writes("Something new.")
    page.wait_for_timeout(500)
    page.mouse.up()
    expect(page.locator("main h1")).to_have_text(person.name)
