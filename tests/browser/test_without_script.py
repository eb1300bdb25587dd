"""A browser that runs no script: everything is a page, a link or a form."""

from collections.abc import Callable

from playwright.sync_api import expect

from tests.browser.outside import Outsider
from tests.browser.visiting import Window

PRIVATE = "Here is my personal number, call me even at night."


def test_read_answer_and_be_held_back(window: Callable[..., Window], somebody: Callable[..., Outsider]) -> None:
    person = somebody("en", "How can I reach you?")
    desk = window(java_script_enabled=False)
    page = desk.sign_in("aigul")
    desk.open(person.name)
    expect(desk.says("How can I reach you?")).to_be_visible()
    desk.words.fill(PRIVATE)
    with desk.expecting("409"):
        page.get_by_role("button", name="Send").click()
        expect(page.get_by_role("alert")).to_contain_text("Before this can be sent")
    expect(desk.words).to_have_value(PRIVATE)
    expect(desk.cards).to_contain_text("Your private contact")
    expect(page.locator("#mirror mark").first).to_have_text("Here is my personal number")
    desk.words.fill("I reply here on weekdays until five.")
    page.get_by_role("button", name="Send").click()
    expect(desk.says("I reply here on weekdays until five.")).to_be_visible()
    expect(desk.words).to_have_value("")
    person.waits_for("I reply here on weekdays until five.")
    assert PRIVATE not in person.got()


def test_a_finding_is_taken_or_kept_by_its_form(window: Callable[..., Window], somebody: Callable[..., Outsider]) -> None:
    person = somebody("en", "I am late.")
    desk = window(java_script_enabled=False)
    page = desk.sign_in("aigul")
    desk.open(person.name)
    desk.words.fill("It's your own fault the deadline passed. You'll definitely get it.")
    with desk.expecting("409"):
        page.get_by_role("button", name="Send").click()
        expect(desk.cards).to_have_count(2)
    page.get_by_role("button", name="Replace with").click()
    expect(desk.words).to_have_value("It's your own fault the deadline passed. You may get it.")
    card = desk.cards.filter(has_text="blame")
    card.get_by_label("A quote").check()
    page.get_by_role("button", name="Send").click()
    person.waits_for("It's your own fault the deadline passed. You may get it.")


def test_take_note_close_and_leave(window: Callable[..., Window], somebody: Callable[..., Outsider]) -> None:
    person = somebody("en", "Hello.")
    desk = window(java_script_enabled=False)
    page = desk.sign_in("aigul")
    desk.open(person.name)
    page.get_by_role("button", name="Take it").click()
    desk.words.fill("Only for us.")
    page.get_by_role("button", name="Keep as note").click()
    expect(page.locator(".msg-note", has_text="Only for us.")).to_be_visible()
    page.get_by_role("button", name="What else can be done").click()
    page.get_by_label("How did it end?").fill("Settled.")
    page.get_by_role("button", name="Close the conversation").click()
    expect(page.locator("#head .chip", has_text="closed")).to_be_visible()
    page.get_by_role("button", name="Me", exact=True).click()
    page.get_by_role("button", name="Українська").click()
    expect(page.get_by_role("heading", name="Розмови")).to_be_visible()
    page.locator("[popovertarget=me-menu]").click()
    page.get_by_role("button", name="Вийти").click()
    expect(page.locator("#login")).to_be_visible()
