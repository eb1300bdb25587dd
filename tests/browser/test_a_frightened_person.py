"""Somebody who is afraid, with a telephone: from the front page to a read answer, whatever the browser can and cannot do."""

import re
from collections.abc import Callable

import pytest
from playwright.sync_api import expect

from tests.browser.in_the_room import Room
from tests.browser.visiting import Window
from tests.living import until

pytestmark = pytest.mark.on_both
Rooms = Callable[..., Room]
Windows = Callable[..., Window]


@pytest.mark.parametrize("script", [True, False], ids=["with script", "without"])
def test_from_the_front_page_to_a_read_answer(window: Windows, room: Rooms, script: bool) -> None:
    words = f"He shouts at night, I am afraid to sleep {'here' if script else 'there'}."
    person = room(java_script_enabled=script)
    page = person.window.go("/")
    narrow_and_danger_first(person)
    page.get_by_role("link", name="Ask for help").tap()
    expect(page.get_by_role("heading", level=1)).to_have_text("What do you need most now?")
    narrow_and_danger_first(person)
    page.get_by_text("I am afraid at home or outside").tap()
    page.get_by_role("button", name="Go on").tap()
    expect(page.get_by_role("heading", level=1)).to_have_text("Tell us in your own words")
    narrow_and_danger_first(person)
    page.get_by_label("What is going on?").fill(words)
    page.get_by_role("button", name="Send").tap()
    person.reads_number()
    narrow_and_danger_first(person)
    assert "without a name" in page.inner_text("main") and words not in page.content()
    page.get_by_role("button", name="I have kept it: open the room").tap()
    expect(person.says(words)).to_be_visible()
    narrow_and_danger_first(person)
    window("aigul").answers(words, "Thank you for writing. Are you alone now?", what="I ask the shelter for a place", until="2030-11-28")
    if not script:
        page.get_by_role("link", name="Tirek").tap()
        page.get_by_role("link", name="Open my room").tap()
    expect(person.says("Thank you for writing. Are you alone now?")).to_be_visible()
    expect(page.locator("#next")).to_contain_text("I ask the shelter for a place")
    expect(page.locator("#next")).to_contain_text("until 28 November 2030")
    expect(page.locator("#opened")).to_contain_text("Айгүл Үлгібаева")
    assert not person.window.scrolls_sideways()


def narrow_and_danger_first(person: Room) -> None:
    """Nothing is cut off at this width, and danger is the first thing to press after the head of the page."""
    assert not person.window.scrolls_sideways(), person.page.url
    first = person.page.locator("header.top ~ * :is(a, button):visible").first
    expect(first).to_have_text("I am in danger")
    box = first.bounding_box()
    assert box and box["height"] >= 44 and box["y"] < 200


@pytest.mark.parametrize("script", [True, False], ids=["with script", "without"])
def test_danger_in_the_middle_of_a_question_takes_the_words_along(window: Windows, room: Rooms, script: bool) -> None:
    words = f"He is back, please hurry {'now' if script else 'soon'}."
    person = room(java_script_enabled=script)
    page = person.window.go("/ask/")
    page.get_by_role("button", name="Go on").tap()
    person.words.fill(words)
    page.get_by_role("button", name="I am in danger").tap()
    expect(page.get_by_role("heading", level=1)).to_have_text("If you can speak, call now")
    expect(page.locator("a[href='tel:112']").first).to_be_visible()
    expect(person.words).to_have_value(words)
    page.get_by_role("button", name="Write to us").tap()
    person.reads_number().keeps_it()
    expect(person.says(words)).to_be_visible()
    expect(page.locator("#chat")).to_contain_text("112")
    expect(page.locator("#understanding section")).to_have_count(0)
    desk = window("olena")
    desk.go("/desk/")
    expect(desk.letter(words).locator(".count-danger").last).to_have_text("danger")
    expect(desk.page.locator("[data-conv]").first).to_contain_text(re.compile("please hurry"))


def test_the_room_opens_again_by_its_number_on_another_telephone(window: Windows, room: Rooms) -> None:
    person, words = room(), "My mother needs a carer, who pays?"
    person.asks(words, need="care").keeps_it()
    window("aigul").answers(words, "Good day. Which town do you live in?")
    elsewhere = room()
    page = elsewhere.window.go("/open/")
    slip = person.number[:-1] + str((int(person.number[-1]) + 1) % 10)
    with elsewhere.window.expecting("status of 4"):
        elsewhere.comes_back(slip)
        expect(page.get_by_role("alert")).to_contain_text("Not yet done")
    expect(page.locator("#number")).to_have_value(slip)
    assert elsewhere.cookies == set()
    page.locator("#number").fill(person.number.replace(" ", ""))
    page.get_by_role("button", name="Open the room").click()
    expect(elsewhere.says(words)).to_be_visible()
    expect(elsewhere.says("Which town do you live in?")).to_be_visible()
    assert person.number not in page.content() and person.number.replace(" ", "") not in page.content()
    elsewhere.writes("In a small one.")
    expect(person.says("In a small one.")).to_be_visible()


def test_a_number_that_was_never_given_opens_nothing_and_says_what_to_do(room: Rooms) -> None:
    person = room()
    with person.window.expecting("status of 4"):
        person.comes_back("0000 0000 0000 0000 0098")
        expect(person.page.get_by_role("alert")).to_be_visible()
    assert person.cookies == set() and person.page.locator("body[data-room]").count() == 0


@pytest.mark.parametrize("script", [True, False], ids=["with script", "without"])
def test_the_understanding_question_failed_twice_is_explained_and_a_person_will_explain(window: Windows, room: Rooms, script: bool) -> None:
    person = room(java_script_enabled=script).asks(f"Can my neighbour read this? {script}").keeps_it()
    page, card = person.page, person.page.locator("#understanding")
    expect(card.get_by_role("heading")).to_have_text("One question, so that you are safe")
    card.get_by_role("button", name="Only the workers of the service").tap()
    expect(person.says("Many people think so.")).to_be_visible()
    expect(card.get_by_role("heading")).to_be_visible()
    card.get_by_role("button", name="Telegram or another messenger").tap()
    expect(person.says("We will gladly explain.")).to_be_visible()
    expect(card.get_by_role("heading")).to_have_count(0)
    expect(person.words).to_be_visible()  # and help goes on
    desk = window("aigul")
    desk.go("/desk/")
    expect(desk.letter("Can my neighbour").or_(desk.page.locator("[data-conv]").first)).to_have_count(1)
    assert "blame" not in page.inner_text("main") and "wrong" not in page.inner_text("main").lower()


def test_a_language_changed_half_way_keeps_words_step_and_choice(room: Rooms) -> None:
    person = room()
    page = person.window.go("/ask/")
    page.locator("input[value=home]").check()
    page.get_by_role("button", name="Go on").tap()
    person.words.fill("Мені ніде ночувати")
    page.locator("summary", has_text="Language").tap()
    page.get_by_role("button", name="Українська").tap()
    expect(page.locator("html")).to_have_attribute("lang", "uk")
    expect(person.words).to_have_value("Мені ніде ночувати")
    page.locator(".foot .primary").tap()
    person.reads_number().keeps_it()
    expect(page.locator("html")).to_have_attribute("lang", "uk")
    expect(person.says("Мені ніде ночувати")).to_be_visible()
    person.words.fill("ще не надіслано")
    page.locator(".pick summary").tap()
    page.get_by_role("button", name="Қазақша").tap()
    expect(page.locator("html")).to_have_attribute("lang", "kk")
    expect(person.words).to_have_value("ще не надіслано")


def test_the_number_tried_again_and_again_is_stopped_for_a_while(room: Rooms) -> None:
    """The last test of the file: the door remembers who has tried."""
    person = room()

    def tries() -> bool:
        with person.window.expecting("status of 4"):
            person.comes_back("0000 0000 0000 0000 0098")
            expect(person.page.get_by_role("alert")).to_be_visible()
        return "wait" in person.page.get_by_role("alert").inner_text().lower()

    until(tries, seconds=40)
