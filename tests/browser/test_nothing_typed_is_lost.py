"""Sessions end, lines break, clicks double, colleagues are quicker: the words stay in the field, and what to do is said."""

from collections.abc import Callable

from playwright.sync_api import Page, expect

from tests.browser.outside import Outsider
from tests.browser.visiting import Window

Windows = Callable[..., Window]
People = Callable[..., Outsider]
LONG = "I have read everything that you wrote. On Monday I will ask the office, and on Tuesday I will write to you again."


def at(desk: Window, person: Outsider) -> Page:
    desk.go("/desk/")
    return desk.open(person.name)


def draft_is_kept(page: Page) -> None:
    page.wait_for_timeout(500)
    page.wait_for_function("!document.querySelector('.htmx-request')")


def test_the_session_ends_while_somebody_types(window: Windows, somebody: People) -> None:
    person, desk = somebody("en", "Hello."), window("aigul")
    page = at(desk, person)
    desk.words.press_sequentially(LONG[:40])
    draft_is_kept(page)
    sign_out_elsewhere(desk)
    with desk.expecting("401"):
        desk.words.press_sequentially(LONG[40:])
        expect(page.get_by_role("dialog", name="Your session has ended")).to_be_visible()
    expect(desk.words).to_have_value(LONG)
    page.locator("#reopen-password").fill("not this one")
    page.get_by_role("button", name="Go on").click()
    expect(page.locator("#reopen [role=alert]")).to_be_visible()
    page.locator("#reopen-password").fill(desk.house.accounts["aigul"])
    page.get_by_role("button", name="Go on").click()
    expect(page.locator("#reopen")).to_have_count(0)
    expect(desk.words).to_have_value(LONG)
    expect(desk.words).to_be_focused()
    page.get_by_role("button", name="Send").click()
    person.waits_for(LONG)
    person.writes("Live again?")
    expect(desk.says("Live again?")).to_be_visible()


def sign_out_elsewhere(desk: Window) -> None:
    """The same session is ended by another tab; the cookies of this browser go with it."""
    other = desk.tab()
    other.goto(desk.house.url + "/me/")
    other.locator("main").get_by_role("button", name="Sign out").click()
    other.wait_for_url("**/sign-in/**")
    other.close()


def test_the_connection_is_lost_and_comes_back(window: Windows, somebody: People) -> None:
    person, desk = somebody("en", "Hello."), window("aigul")
    page = at(desk, person)
    desk.words.press_sequentially("Before. ")
    draft_is_kept(page)
    with desk.expecting("ERR_INTERNET_DISCONNECTED", "htmx:sendError", "htmx:afterRequest"):
        desk.context.set_offline(True)
        desk.words.press_sequentially(LONG)
        page.get_by_role("button", name="Send").click()
        expect(page.locator("body")).to_have_class("is-offline", timeout=10_000)
        expect(desk.words).to_have_value("Before. " + LONG)
        person.writes("Written while you were away.")
        desk.context.set_offline(False)
        expect(desk.says("Written while you were away.")).to_be_visible(timeout=15_000)
        expect(page.locator("body")).not_to_have_class("is-offline")
    expect(desk.words).to_have_value("Before. " + LONG)
    draft_is_kept(page)
    page.reload()
    expect(desk.words).to_have_value("Before. " + LONG)
    page.get_by_role("button", name="Send").click()
    person.waits_for("Before. " + LONG)


def test_a_double_click_sends_once(window: Windows, somebody: People) -> None:
    person, desk = somebody("en", "Hello."), window("aigul")
    page = at(desk, person)
    desk.words.fill("Only once, please.")
    page.locator("#send").evaluate("(button) => { button.click(); button.click(); }")
    expect(desk.says("Only once, please.")).to_have_count(1)
    desk.words.fill("This one too.")
    page.locator("#send").dblclick()
    expect(desk.says("This one too.")).to_have_count(1)
    person.waits_for("This one too.")
    page.wait_for_timeout(300)
    assert [text for text in person.got() if text in ("Only once, please.", "This one too.")] == ["Only once, please.", "This one too."]


def test_of_two_who_answer_at_once_the_second_keeps_his_words(window: Windows, somebody: People) -> None:
    person, mine, hers = somebody("en", "Hello."), window("aigul"), window("olena")
    at(mine, person)
    at(hers, person)
    mine.words.fill("I am Aigul.")
    hers.words.fill("And I am Olena.")
    draft_is_kept(hers.page)
    mine.page.get_by_role("button", name="Send").click()
    expect(mine.says("I am Aigul.")).to_be_visible()
    with hers.expecting("409"):
        hers.page.get_by_role("button", name="Send").click()
        expect(hers.page.locator("#notice [role=alert]")).to_contain_text("A colleague has taken this conversation")
        hers.page.wait_for_timeout(500)
    expect(hers.words).to_have_value("And I am Olena.")
    person.waits_for("I am Aigul.")
    assert "And I am Olena." not in person.got()


def test_closed_meanwhile_by_myself_in_another_window(window: Windows, somebody: People) -> None:
    person, desk = somebody("en", "Hello."), window("aigul")
    page = at(desk, person)
    desk.words.fill("Thank you.")
    page.get_by_role("button", name="Send").click()
    expect(desk.says("Thank you.")).to_be_visible()
    desk.words.fill("One more thing.")
    other = window("aigul")
    other.go("/desk/?show=mine")
    other.open(person.name)
    other.page.get_by_role("button", name="What else can be done").click()
    other.page.get_by_label("How did it end?").fill("Settled.")
    other.page.get_by_role("button", name="Close the conversation").click()
    expect(other.page.locator("#head .chip", has_text="closed")).to_be_visible()
    expect(page.locator("#head .chip", has_text="closed")).to_be_visible()
    with desk.expecting("409"):
        page.get_by_role("button", name="Send").click()
        expect(page.locator("#notice")).to_contain_text("closed meanwhile")
    expect(desk.words).to_have_value("One more thing.")
    page.get_by_role("button", name="Open again").click()
    expect(page.locator("#head .chip", has_text="closed")).to_have_count(0)
    expect(desk.words).to_have_value("One more thing.")
    page.get_by_role("button", name="Send").click()
    person.waits_for("One more thing.")


def test_after_signing_out_the_back_button_shows_nothing_private(window: Windows, somebody: People) -> None:
    person, desk = somebody("en", "A very private sentence."), window("aigul")
    page = at(desk, person)
    expect(desk.says("A very private sentence.")).to_be_visible()
    page.locator("[popovertarget=me-menu]").click()
    page.get_by_role("button", name="Sign out").click()
    expect(page.get_by_role("heading", name="Sign in for workers")).to_be_visible()
    for _ in range(3):
        page.go_back()
        page.wait_for_load_state()
        assert "private sentence" not in page.content()
        assert person.name not in page.content()
