"""Worker and client live in two windows: what one does stands before the other within two seconds, and disturbs nothing."""

from collections.abc import Callable

import pytest
from playwright.sync_api import Page, expect

from tests.browser.in_the_room import Room
from tests.browser.visiting import UPDATE_WAIT, Window

Rooms = Callable[..., Room]
Windows = Callable[..., Window]
HALF = "I wanted to say that"
CARET = "(() => { const field = document.activeElement; return [field.id, field.selectionStart, field.selectionEnd] })()"


def at(desk: Window, words: str) -> Page:
    desk.go("/desk/")
    desk.letter(words).click()
    expect(desk.says(words)).to_be_visible()
    return desk.page


def same_documents(*pages: Page) -> Callable[[], bool]:
    """Marks these pages; afterwards tells whether each is still the same page."""
    for page in pages:
        page.evaluate("window.sameDocument = true")
    return lambda: all(page.evaluate("window.sameDocument === true") for page in pages)


def test_worker_and_client_talk_without_reloading(window: Windows, room: Rooms) -> None:
    person, desk = room().asks("Are you there?").keeps_it(), window("aigul")
    at(desk, "Are you there?")
    are_the_same = same_documents(person.page, desk.page)
    for turn in ("first", "second"):
        desk.words.fill(f"The {turn} answer.")
        desk.page.locator("#send").click()
        expect(person.says(f"The {turn} answer.")).to_be_visible(timeout=UPDATE_WAIT)
        person.writes(f"The {turn} thanks.")
        expect(desk.says(f"The {turn} thanks.")).to_be_visible(timeout=UPDATE_WAIT)
    assert are_the_same()


def test_an_answer_leaves_alone_what_is_being_typed_and_where(window: Windows, room: Rooms) -> None:
    person, desk = room().asks("I write slowly.").keeps_it(), window("aigul")
    at(desk, "I write slowly.")
    person.page.bring_to_front()
    person.words.press_sequentially(HALF)
    for _ in range(4):
        person.words.press("ArrowLeft")
    person.words.press("Shift+ArrowLeft")
    before = person.page.evaluate(CARET)
    assert before == ["words", len(HALF) - 5, len(HALF) - 4]
    place = person.page.evaluate("scrollY")
    desk.words.fill("Take your time.")
    desk.page.locator("#send").click()
    expect(person.says("Take your time.")).to_be_visible(timeout=UPDATE_WAIT)
    expect(person.words).to_have_value(HALF)
    assert person.page.evaluate(CARET) == before
    drift = person.page.evaluate("document.activeElement.getBoundingClientRect().top")
    assert 0 <= drift < 844, f"the field has left the screen ({place} before, at {drift} now)"


def test_a_note_being_written_and_an_open_fold_stay_too(window: Windows, room: Rooms) -> None:
    person, desk = room().asks("Only for me, please.").keeps_it(), window("aigul")
    at(desk, "Only for me, please.")
    note = person.page.locator("#note")
    note.press_sequentially("I am not yet ready")
    person.page.locator("#deletion summary").click()
    note.focus()
    desk.words.fill("All right.")
    desk.page.locator("#send").click()
    expect(person.says("All right.")).to_be_visible(timeout=UPDATE_WAIT)
    expect(note).to_be_focused()
    expect(note).to_have_value("I am not yet ready")
    expect(person.page.get_by_role("button", name="Yes, I wish for deletion")).to_be_visible()


def test_what_happens_next_and_who_opened_it_appear_by_themselves(window: Windows, room: Rooms) -> None:
    person, desk = room().asks("What will you do?").keeps_it(), window("aigul")
    expect(person.page.locator("#opened")).to_contain_text("Nobody has opened it yet")
    expect(person.page.locator("#who")).to_contain_text("The workers on duty")
    page = at(desk, "What will you do?")
    page.locator("#next-step summary").click()
    page.locator("[name=next_what]").fill("I call the office of social protection")
    page.locator("[name=next_until]").fill("2030-11-28")
    page.locator("#send").click()
    expect(person.page.locator("#next")).to_contain_text("I call the office of social protection", timeout=UPDATE_WAIT)
    expect(person.page.locator("#next")).to_contain_text("until 28 November 2030")
    expect(person.page.locator("#opened")).to_contain_text("Айгүл Үлгібаева")
    expect(person.page.locator("#who")).to_contain_text("Айгүл Үлгібаева")


def test_a_wish_for_deletion_stands_on_the_open_desk_and_is_taken_back(window: Windows, room: Rooms) -> None:
    person, desk = room().asks("Delete everything, later.").keeps_it(), window("aigul")
    page = at(desk, "Delete everything, later.")
    person.page.locator("#deletion summary").click()
    person.presses("Yes, I wish for deletion")
    expect(person.page.locator("#deletion")).to_contain_text("You have asked for deletion")
    expect(page.locator(".wish")).to_contain_text("The person asks for deletion", timeout=UPDATE_WAIT)
    person.writes("Please answer me.")
    expect(desk.says("Please answer me.")).to_be_visible(timeout=UPDATE_WAIT)
    expect(page.locator(".wish")).to_have_count(1)
    expect(page.locator("#lines .wish")).to_have_count(0)
    person.presses("I take the wish back")
    expect(page.locator(".wish")).to_have_count(0, timeout=UPDATE_WAIT)


def test_a_question_of_consent_is_answered_in_the_room_and_taken_back_in_one_press(window: Windows, room: Rooms) -> None:
    person, desk = room().asks("May I ask for a lawyer?").keeps_it(), window("aigul")
    page = at(desk, "May I ask for a lawyer?")
    beside = page.locator("#consents")
    beside.locator("summary", has_text="Ask for consent").click()
    beside.locator("details[open] input[value=care]").check()
    beside.get_by_role("button", name="Send the question").click()
    person.page.locator("#chat").get_by_role("button", name="I agree").click(timeout=UPDATE_WAIT * 2)
    expect(page.locator("#lines")).to_contain_text("Agreed: Use what I write to help me", timeout=UPDATE_WAIT)
    person.page.get_by_role("link", name="My agreements, and how we may reach you").click()
    expect(person.page.locator("main")).to_contain_text("you agreed")
    desk.words.fill("Half an answer")
    person.presses("Take my yes back")
    expect(person.page.locator("main")).to_contain_text("taken back")
    expect(page.locator("#lines")).to_contain_text("Taken back: Use what I write to help me", timeout=UPDATE_WAIT)
    expect(page.locator("#agreed-now")).to_contain_text("The agreement was taken back")
    expect(desk.words).to_have_value("Half an answer")


def test_a_note_is_nobodys_until_it_is_shown(window: Windows, room: Rooms) -> None:
    person, desk = room().asks("I keep a diary.").keeps_it(), window("aigul")
    page = at(desk, "I keep a diary.")
    person.page.locator("#note").fill("On Tuesday it was bad.")
    person.presses("Keep the note")
    note = person.page.locator("#notes .note")
    expect(note).to_contain_text("On Tuesday it was bad.")
    page.reload()
    assert "On Tuesday" not in page.content()
    note.locator("summary", has_text="Show it to the workers").click()
    person.presses("Yes, show it")
    expect(desk.says("On Tuesday it was bad.")).to_be_visible(timeout=UPDATE_WAIT)
    expect(person.page.locator("#notes .note")).to_have_count(0)


def test_a_lost_number_is_given_anew_and_the_old_room_closes_before_the_persons_eyes(window: Windows, room: Rooms) -> None:
    person, desk = room().asks("I lost the paper.").keeps_it(), window("aigul")
    page = at(desk, "I lost the paper.")
    page.locator("#about summary", has_text="The number is lost").click()
    page.get_by_label("How did you make sure that this is the person?").fill("Came to the office and told the first letter by heart.")
    page.get_by_role("button", name="Give a new number").click()
    expect(page.get_by_role("heading", name="A new number", exact=True)).to_be_visible()
    number = " ".join(page.locator(".digits li").all_inner_texts())
    expect(person.page.get_by_role("dialog", name="The room has closed itself")).to_be_visible(timeout=12_000)
    assert "I lost the paper." not in person.page.locator("main").inner_text()
    with person.window.expecting("status of 4"):
        person.page.locator("#again-number").fill(person.number)
        person.page.locator("#again .primary").click()
        expect(person.page.locator("#again-no")).to_be_visible()
    person.page.locator("#again-number").fill(number)
    person.page.locator("#again .primary").click()
    expect(person.says("I lost the paper.")).to_be_visible()
    expect(person.page.locator("#opened")).to_contain_text("Айгүл Үлгібаева")


@pytest.mark.parametrize("part", ["next", "opened", "kept", "notes", "more"])
def test_in_simple_mode_one_thing_stands_on_the_screen_and_danger_with_it(room: Rooms, part: str) -> None:
    person = room()
    person.window.go("/")
    person.presses("Larger text, one thing at a time")
    person.asks(f"Simply, {part}.").keeps_it()
    person.page.locator(f"nav.menu a[href='?show={part}']").click()
    expect(person.page.locator("main > .stack > section")).to_have_count(1)
    expect(person.page.locator(f"#{part}")).to_be_visible()
    expect(
        person.page.get_by_role("button", name="I am in danger").or_(person.page.get_by_role("link", name="I am in danger"))
    ).to_be_visible()
    assert not person.window.scrolls_sideways()
