"""What the check shows while somebody types: taken, kept with a reason, and a hard stop."""

from collections.abc import Callable

from playwright.sync_api import Locator, expect

from tests.browser.outside import Outsider
from tests.browser.visiting import Window

Windows = Callable[..., Window]
People = Callable[..., Outsider]
PROMISE = "Good day. You'll definitely get it. I will write on Friday."
BLAME = "It's your own fault the deadline passed."
PRIVATE = "Here is my personal number, call me even at night."
REASON = "She is my sister-in-law and already has this number."


def opens(window: Windows, person: Outsider, login: str = "aigul") -> Window:
    desk = window(login)
    desk.go("/desk/")
    desk.open(person.name)
    return desk


def send(desk: Window) -> None:
    desk.page.get_by_role("button", name="Send").click()


def keep(card: Locator, reason: str) -> None:
    card.get_by_label(reason).click()


def test_a_finding_is_shown_and_taken_with_one_click(window: Windows, somebody: People) -> None:
    person = somebody("en", "Will they pay?")
    desk = opens(window, person)
    desk.words.press_sequentially(PROMISE)
    expect(desk.page.locator("#mirror mark")).to_have_text("You'll definitely get")
    expect(desk.page.locator("#mirror")).to_be_visible()
    assert desk.page.locator("#mirror").text_content() == PROMISE
    expect(desk.cards).to_contain_text("May read as a guarantee of the result")
    expect(desk.cards).to_contain_text("Others decide.")
    expect(desk.cards.locator(".chip")).not_to_be_empty()
    desk.page.get_by_role("button", name="Replace with").click()
    expect(desk.words).to_have_value("Good day. You may get it. I will write on Friday.")
    expect(desk.words).to_be_focused()
    expect(desk.cards).to_have_count(0)
    expect(desk.page.locator("#mirror mark")).to_have_count(0)


def test_the_underline_stands_under_its_words(window: Windows, somebody: People) -> None:
    """The mirror is cut into lines exactly as the field is, also after a growing number of lines."""
    desk = opens(window, somebody("en", "Will they pay?"))
    desk.words.fill("A line.\n" * 6 + PROMISE + " " + "And more words to come to a second line. " * 4)
    expect(desk.page.locator("#mirror mark")).to_have_count(1)
    same = "(one) => [one.clientWidth, one.scrollHeight, getComputedStyle(one).font, getComputedStyle(one).padding]"
    assert desk.page.locator("#mirror").evaluate(same) == desk.words.evaluate(same)


def test_a_strong_finding_is_kept_with_a_reason(window: Windows, somebody: People) -> None:
    person = somebody("en", "I am late.")
    desk = opens(window, person)
    desk.words.fill(BLAME)
    expect(desk.cards).to_have_count(1)
    send(desk)
    expect(desk.page.get_by_role("alert")).to_contain_text("change the marked words, or say why they stay")
    assert BLAME not in person.got()
    keep(desk.cards.first, "A quote")
    send(desk)
    expect(desk.says(BLAME)).to_be_visible()
    person.waits_for(BLAME)


def test_a_reason_once_given_stays_while_one_goes_on_typing(window: Windows, somebody: People) -> None:
    desk = opens(window, somebody("en", "I am late."))
    desk.words.fill(BLAME)
    keep(desk.cards.first, "A quote")
    desk.words.press("End")
    desk.words.press_sequentially(" He said so.")
    desk.page.wait_for_timeout(700)
    expect(desk.cards.first.get_by_label("A quote")).to_be_checked()
    send(desk)
    expect(desk.says("He said so.")).to_be_visible()


def test_a_hard_stop_holds_the_answer_until_it_is_changed(window: Windows, somebody: People) -> None:
    person = somebody("en", "I would like to reach you.")
    desk = opens(window, person)
    desk.words.fill(PRIVATE)
    send(desk)
    expect(desk.page.get_by_role("alert")).to_contain_text("Before this can be sent")
    expect(desk.words).to_have_value(PRIVATE)
    keep(desk.cards.first, "They asked")
    send(desk)
    expect(desk.page.get_by_role("alert")).to_contain_text("Before this can be sent")  # a hard stop needs words too
    assert PRIVATE not in person.got()
    desk.words.fill("I reply here on weekdays.")
    expect(desk.cards).to_have_count(0)
    send(desk)
    person.waits_for("I reply here on weekdays.")
    assert PRIVATE not in person.got()


def test_a_hard_stop_may_leave_with_a_reason_that_the_supervisor_reads(window: Windows, somebody: People) -> None:
    person = somebody("en", "How can I reach you?")
    desk = opens(window, person)
    desk.words.fill(PRIVATE)
    keep(desk.cards.first, "Right here")
    desk.cards.first.get_by_label("In your own words").fill(REASON)
    send(desk)
    expect(desk.says(PRIVATE)).to_be_visible()
    person.waits_for(PRIVATE)
    page = window("marat").go("/desk/ledger/")
    row = page.get_by_role("row").filter(has_text="sent a message against a hard stop")
    expect(row.locator("q")).to_have_text(REASON)
    assert PRIVATE not in page.content()
