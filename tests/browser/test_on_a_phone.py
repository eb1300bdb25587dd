"""The desk in one hand."""

from collections.abc import Callable

from playwright.sync_api import expect

from tests.browser.outside import Outsider
from tests.browser.visiting import Window

PHONE = {"viewport": {"width": 390, "height": 844}, "has_touch": True, "is_mobile": True, "device_scale_factor": 1}


def test_list_thread_finding_send_and_back(window: Callable[..., Window], somebody: Callable[..., Outsider]) -> None:
    person = somebody("en", "Will they pay?")
    desk = window("aigul", **PHONE)
    page = desk.go("/desk/")
    expect(page.locator(".rail")).to_be_visible()
    desk.row(person.name).tap()
    expect(page.locator("main h1")).to_have_text(person.name)
    expect(page.locator(".desk-list")).to_be_hidden()
    desk.words.tap()
    desk.words.press_sequentially("You'll definitely get it.")
    line = page.locator(".finding-line")
    expect(line).to_be_visible()
    box = line.bounding_box()
    assert box and 44 <= box["height"] < 60, "a finding is folded to one line"
    sheet = page.locator("[data-finding]")
    expect(sheet).to_be_hidden()
    line.tap()
    expect(sheet).to_be_visible()
    expect(sheet).to_contain_text("Others decide.")
    low = sheet.bounding_box()
    assert low and low["y"] + low["height"] > 800, "the sheet lies at the bottom"
    sheet.get_by_role("button", name="Replace with").tap()
    expect(desk.words).to_have_value("You may get it.")
    expect(line).to_have_count(0)
    page.get_by_role("button", name="Send").tap()
    expect(desk.says("You may get it.")).to_be_visible()
    person.waits_for("You may get it.")
    back = page.get_by_role("link", name="Back to the list")
    expect(back).to_have_attribute("href", "/desk/?show=mine")
    back.tap()
    expect(page.locator(".desk-list")).to_be_visible()
    expect(page.get_by_role("link", name="Mine")).to_have_attribute("aria-current", "true")


def test_a_sheet_stays_open_while_the_draft_is_read_again(window: Callable[..., Window], somebody: Callable[..., Outsider]) -> None:
    person = somebody("en", "I am late.")
    desk = window("aigul", **PHONE)
    desk.go("/desk/")
    desk.row(person.name).tap()
    desk.words.fill("It's your own fault the deadline passed.")
    desk.page.locator(".finding-line").tap()
    desk.page.evaluate("htmx.trigger('#words', 'read-again')")
    desk.page.wait_for_timeout(400)
    desk.page.get_by_label("A quote").tap()
    expect(desk.page.locator("[data-finding]")).to_be_hidden()
    desk.page.get_by_role("button", name="Send").tap()
    person.waits_for("It's your own fault the deadline passed.")


def test_what_is_pressed_is_large_enough(window: Callable[..., Window], somebody: Callable[..., Outsider]) -> None:
    person = somebody("en", "Hello.")
    desk = window("aigul", **PHONE)
    desk.go("/desk/")
    desk.row(person.name).tap()
    expect(desk.says("Hello.")).to_be_visible()
    small = desk.page.locator(".btn:visible, .rail a:visible").evaluate_all(
        "(all) => all.map((one) => [one.outerHTML.slice(0, 90), one.getBoundingClientRect()])"
        ".filter(([, box]) => box.width < 44 || box.height < 44).map(([html]) => html)"
    )
    assert not small, small
