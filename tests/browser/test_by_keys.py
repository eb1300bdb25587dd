"""The whole way by keyboard alone, from signing in to an answer that has arrived; where one stands is always visible."""

from collections.abc import Callable

from playwright.sync_api import Page, expect

from tests.browser.outside import Outsider
from tests.browser.visiting import Window

RING = """() => {
  const one = document.activeElement, style = getComputedStyle(one), box = one.getBoundingClientRect();
  const ring = style.outlineStyle !== "none" && parseFloat(style.outlineWidth) >= 2;
  const inside = box.width > 0 && box.bottom > 0 && box.right > 0 && box.top < innerHeight && box.left < innerWidth;
  return one === document.body || (ring && inside) ? "" : one.outerHTML.slice(0, 200);
}"""


def press(page: Page, *keys: str) -> None:
    """Press keys one after another; after each, the place where one stands must be marked and on the screen."""
    for key in keys:
        page.keyboard.press(key)
        page.wait_for_timeout(30)
        assert page.evaluate(RING) == "", f"after {key} nothing shows where one stands"


def tab_to(page: Page, selector: str) -> None:
    for _ in range(30):
        press(page, "Tab")
        if page.evaluate("(selector) => document.activeElement.matches(selector)", selector):
            return
    raise AssertionError(f"Tab never comes to {selector}")


def test_from_sign_in_to_a_sent_answer(window: Callable[..., Window], somebody: Callable[..., Outsider]) -> None:
    first, second = somebody("en", "The first letter."), somebody("en", "The second letter.")
    desk = window()
    page = desk.go("/sign-in/")
    tab_to(page, "#login")
    page.keyboard.type("aigul")
    tab_to(page, "#password")
    page.keyboard.type(desk.house.accounts["aigul"])
    page.keyboard.press("Enter")
    expect(page.get_by_role("heading", name="Choose a conversation")).to_be_visible()
    press(page, "j")
    rows = page.locator("[data-conv]")
    expect(rows.nth(0)).to_be_focused()
    press(page, "j", "k", "j")
    expect(rows.nth(1)).to_be_focused()
    name = rows.nth(1).locator("b").inner_text()
    page.keyboard.press("Enter")
    expect(page.locator("main h1")).to_have_text(name)
    press(page, "r")
    expect(desk.words).to_be_focused()
    page.keyboard.type("Good day. I read this and will answer on Friday.")
    press(page, "Control+Enter")
    expect(desk.says("I read this and will answer on Friday.")).to_be_visible()
    person = next(one for one in (first, second) if one.name == name)
    person.waits_for("Good day. I read this and will answer on Friday.")


def test_the_keys_are_told_and_put_away(window: Callable[..., Window], somebody: Callable[..., Outsider]) -> None:
    person, desk = somebody("en", "Hello."), window("olena")
    desk.go("/desk/")
    page = desk.open(person.name)
    press(page, "?")
    expect(page.locator("#keys")).to_be_visible()
    expect(page.locator("#keys")).to_contain_text("Ctrl")
    press(page, "Escape")
    expect(page.locator("#keys")).to_be_hidden()
    press(page, "r")
    page.keyboard.type("Why? Because.")  # in the field a question mark is a letter
    expect(page.locator("#keys")).to_be_hidden()
    expect(desk.words).to_have_value("Why? Because.")
    page.keyboard.press("Escape")
    press(page, "t")
    expect(page.locator(".desk-side .chip", has_text="Олена Вигадько")).to_be_visible()


def test_r_puts_the_cursor_at_the_end_of_the_draft(window: Callable[..., Window], somebody: Callable[..., Outsider]) -> None:
    person, desk = somebody("en", "Hello."), window("olena")
    desk.go("/desk/")
    page = desk.open(person.name)
    desk.words.fill("A draft that stays.")
    with page.expect_response(lambda answer: "/draft/" in answer.url):
        pass
    page.reload()
    expect(desk.words).to_have_value("A draft that stays.")
    press(page, "r")
    assert desk.words.evaluate("(field) => [field.selectionStart, field.selectionEnd]") == [19, 19]


def test_a_finding_is_answered_by_keys(window: Callable[..., Window], somebody: Callable[..., Outsider]) -> None:
    person, desk = somebody("en", "I am late."), window("aigul")
    desk.go("/desk/")
    page = desk.open(person.name)
    press(page, "r")
    page.keyboard.type("It's your own fault the deadline passed.")
    expect(desk.cards).to_have_count(1)
    tab_to(page, ".keeping input[type=radio]")
    press(page, "ArrowDown", "ArrowUp")
    expect(desk.cards.get_by_label("A quote")).to_be_checked()
    tab_to(page, "#send")
    press(page, "Enter")
    expect(desk.says("It's your own fault")).to_be_visible()


def test_a_menu_gives_the_place_back_when_it_is_closed(window: Callable[..., Window], somebody: Callable[..., Outsider]) -> None:
    person, desk = somebody("en", "Hello."), window("aigul")
    desk.go("/desk/")
    page = desk.open(person.name)
    page.wait_for_timeout(400)  # the first live look at the thread draws its head anew
    opener = page.get_by_role("button", name="What else can be done")
    opener.focus()
    press(page, "Enter")
    menu = page.locator("#thread-menu")
    expect(menu).to_be_visible()
    button, box = opener.bounding_box(), menu.bounding_box()
    assert button and box
    assert abs(box["x"] + box["width"] - button["x"] - button["width"]) < 40, "the menu does not stand under its button"
    assert 0 <= box["y"] - button["y"] - button["height"] < 40
    press(page, "Escape")
    expect(menu).to_be_hidden()
    expect(opener).to_be_focused()
