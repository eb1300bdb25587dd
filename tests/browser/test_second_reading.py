"""The second reading in one's hands: by keys alone, by touch alone, read once more, helped by phrases; and no way around a hard stop."""

import re
from collections.abc import Callable
from uuid import uuid4

from playwright.sync_api import Page, expect

from tests.browser.outside import Outsider
from tests.browser.test_by_keys import press
from tests.browser.visiting import Window

Windows = Callable[..., Window]
People = Callable[..., Outsider]
PHONE = {"viewport": {"width": 390, "height": 844}, "has_touch": True, "is_mobile": True, "device_scale_factor": 1}
BLAME = "It's your own fault the deadline passed."
SURE = "You'll definitely get it."
PRIVATE = "Here is my personal number, call me even at night."
LATER = "I will find out about it."
DISMISSALS = 3


def at(desk: Window, person: Outsider) -> Page:
    """The conversation, with the caret in the field and the first live look behind it."""
    desk.go("/desk/")
    page = desk.open(person.name)
    press(page, "r")
    expect(desk.words).to_be_focused()
    return page


def read(page: Page) -> None:
    """The draft has been read, and nothing is on its way."""
    page.wait_for_timeout(450)
    page.wait_for_function("!document.querySelector('.htmx-request')")


def said(page: Page) -> str:
    return page.locator("#composer-said").inner_text()


# by keys alone


def test_seen_applied_kept_and_disputed_by_keys_alone(window: Windows, somebody: People) -> None:
    person, desk = somebody("en", "Will they pay?"), window("aigul")
    page = at(desk, person)
    page.keyboard.type(f"Good day. {BLAME} {SURE} I will write on Friday.")
    expect(desk.cards).to_have_count(2)
    expect(page.locator("#composer-said")).to_contain_text("May read as a guarantee of the result")
    press(page, "Alt+2")
    expect(page.get_by_role("button", name="Replace with")).to_be_focused()
    press(page, "a")
    expect(desk.words).to_have_value(f"Good day. {BLAME} You may get it. I will write on Friday.")
    expect(desk.words).to_be_focused()
    assert said(page) == "Replaced."
    expect(desk.cards).to_have_count(1)
    press(page, "Alt+1", "1")
    expect(desk.words).to_be_focused()
    assert said(page) == "Kept: I quote somebody"
    expect(desk.cards.locator(".settled")).to_contain_text("I quote somebody")
    press(page, "Alt+1", "n")
    expect(desk.cards.locator(".settled")).to_contain_text("The finding is not correct")
    expect(desk.words).to_be_focused()
    read(page)
    press(page, "Control+Enter")
    expect(desk.says("You may get it.")).to_be_visible()
    person.waits_for(f"Good day. {BLAME} You may get it. I will write on Friday.")
    assert outcomes(desk, person) == {("applied", ""), ("wrong", "not_correct")}


def outcomes(desk: Window, person: Outsider) -> set[tuple[str, str]]:
    rows = desk.house.rows(
        "SELECT choice, reason FROM conduct_decision WHERE clearance_id IN"
        " (SELECT clearance_id FROM conversations_outbox WHERE thread_id ="
        f" (SELECT safe_id FROM conversations_thread WHERE safe_id = '{thread_of(desk)}'))"
    )
    return {(str(choice), str(reason)) for choice, reason in rows}


def thread_of(desk: Window) -> str:
    return str(desk.page.locator("main[data-thread]").get_attribute("data-thread")).replace("-", "")


def test_escape_goes_back_to_the_text_and_letters_stay_letters(window: Windows, somebody: People) -> None:
    desk = window("olena")
    page = at(desk, somebody("en", "I am late."))
    page.keyboard.type(BLAME)
    expect(desk.cards).to_have_count(1)
    press(page, "Alt+1")
    expect(desk.words).not_to_be_focused()
    press(page, "k", "ArrowRight", "Escape")  # K walks to the reasons; it does not leave for another conversation
    expect(desk.words).to_be_focused()
    page.keyboard.type(" an 1234")
    expect(desk.words).to_have_value(f"{BLAME} an 1234")
    press(page, "Alt+7")
    expect(desk.words).to_be_focused()


def test_whoever_stands_in_a_remark_stays_there_while_it_is_read_anew(window: Windows, somebody: People) -> None:
    desk = window("olena")
    page = at(desk, somebody("en", "Will they pay?"))
    page.keyboard.type(SURE)
    expect(desk.cards).to_have_count(1)
    press(page, "Alt+1")
    with page.expect_response(lambda answer: "/draft/" in answer.url):
        page.evaluate("htmx.trigger('#words', 'read-again')")
    read(page)
    expect(page.get_by_role("button", name="Replace with")).to_be_focused()
    press(page, "n")
    expect(desk.cards.locator(".settled")).to_contain_text("The finding is not correct")


def test_the_same_keys_on_a_keyboard_with_other_letters(window: Windows, somebody: People) -> None:
    """A Kazakh or Ukrainian layout gives other letters for the same keys, and Kazakh letters where digits stand."""
    desk = window("olena")
    page = at(desk, somebody("en", "Will they pay?"))
    page.keyboard.type(SURE)
    expect(desk.cards).to_have_count(1)
    strike = """([code, key, altKey]) => document.activeElement.dispatchEvent(
      new KeyboardEvent('keydown', {code, key, altKey, bubbles: true, cancelable: true}))"""
    page.evaluate(strike, ["Digit1", '"', True])
    expect(page.get_by_role("button", name="Replace with")).to_be_focused()
    page.evaluate(strike, ["KeyA", "ф", False])
    expect(desk.words).to_have_value("You may get it.")


def test_a_replacement_is_taken_back_as_typing_is(window: Windows, somebody: People) -> None:
    desk = window("olena")
    page = at(desk, somebody("en", "Will they pay?"))
    page.keyboard.type(SURE)
    page.get_by_role("button", name="Replace with").click()
    expect(desk.words).to_have_value("You may get it.")
    press(page, "Control+z")
    expect(desk.words).to_have_value(SURE)
    expect(desk.cards).to_have_count(1)


def test_a_promise_becomes_a_dated_line(window: Windows, somebody: People) -> None:
    person, desk = somebody("en", "When will it come?"), window("aigul")
    page = at(desk, person)
    page.keyboard.type(f"Good day. {LATER}")
    expect(page.get_by_role("button", name="Write it as a dated line")).to_be_visible()
    press(page, "Alt+1", "a")
    expect(page.locator("[name=next_what]")).to_have_value(LATER)
    expect(page.locator("[name=next_until]")).to_be_focused()
    assert desk.words.input_value().strip() == "Good day."
    page.locator("[name=next_until]").fill("2030-01-15")
    desk.words.focus()
    press(page, "Alt+Enter")
    expect(page.locator(".bubble")).to_contain_text("Until: 15 January 2030")
    expect(page.locator("dialog.once-more")).to_be_visible()
    press(page, "Escape")
    expect(desk.words).to_be_focused()


# by touch alone


def test_seen_applied_kept_and_disputed_by_touch_alone(window: Windows, somebody: People) -> None:
    person, desk = somebody("en", "Will they pay?"), window("aigul", **PHONE)
    page = desk.go("/desk/")
    desk.row(person.name).tap()
    desk.words.tap()
    page.keyboard.type(f"{BLAME} {SURE} I will write on Friday.")
    lines, sheet = page.locator(".finding-line"), page.locator("[data-finding]:popover-open")
    expect(lines).to_have_count(2)
    for reason in ("Not correct", "A quote"):
        read(page)
        lines.first.tap()
        button = sheet.get_by_label(reason)
        box = button.bounding_box()
        assert box and box["height"] >= 44 and box["y"] > 422, "it lies under the thumb"
        button.tap()
        expect(sheet).to_have_count(0)
    read(page)
    lines.last.tap()
    sheet.get_by_role("button", name="Replace with").tap()
    expect(desk.words).to_have_value(f"{BLAME} You may get it. I will write on Friday.")
    expect(lines).to_have_count(1)
    page.get_by_role("button", name="Read once more").tap()
    expect(page.locator("dialog.once-more")).to_contain_text("You may get it.")
    page.locator("dialog.once-more [data-send]").tap()
    expect(desk.says("You may get it.")).to_be_visible()
    person.waits_for(f"{BLAME} You may get it. I will write on Friday.")


def test_a_phrase_by_touch(window: Windows, somebody: People) -> None:
    person, desk = somebody("kk", "Сәлеметсіз бе, көмек керек."), window("aigul", **PHONE)
    page = desk.go("/desk/")
    desk.row(person.name).tap()
    page.get_by_role("button", name="Phrases").tap()
    option = page.locator("#phrase-presence-here")
    expect(option).to_contain_text("Мен осындамын")
    expect(option.locator("small")).to_have_text("I am here and I am reading. Write at your own pace.")
    option.tap()
    expect(page.locator("#phrases")).to_be_hidden()
    expect(desk.words).to_have_value("Мен осындамын, хабарларыңызды оқып отырмын. Асықпай жаза беріңіз.")
    assert not desk.scrolls_sideways()


# phrases by "/"


def test_a_phrase_is_found_and_put_in_by_keys(window: Windows, somebody: People) -> None:
    person, desk = somebody("uk", "Добрий день, потрібна допомога."), window("aigul")
    page = at(desk, person)
    page.keyboard.type("Добрий день. ")
    press(page, "/")
    expect(page.locator("#phrase-search")).to_be_focused()
    expect(page.locator("#phrase-list [role=option]").first).to_contain_text("Мені потрібно 10 хвилин")
    page.keyboard.type("minutes")  # the words beneath, in one's own language, are found too
    expect(page.locator("#phrase-list [aria-selected=true]")).to_contain_text("10 хвилин")
    press(page, "ArrowDown", "ArrowUp", "Enter")
    expect(desk.words).to_have_value(
        "Добрий день. Бачу ваше повідомлення, дякую. Мені потрібно 10 хвилин, щоб усе перевірити, потім напишу тут."
    )
    expect(desk.words).to_be_focused()
    page.keyboard.type("15")  # the minutes stand ready to be typed over
    expect(desk.words).to_have_value(re.compile("Мені потрібно 15 хвилин"))
    read(page)
    expect(desk.cards).to_have_count(0)


def test_what_was_typed_after_a_slash_is_not_lost(window: Windows, somebody: People) -> None:
    desk = window("olena")
    page = at(desk, somebody("en", "Hello."))
    page.keyboard.type("and/or /")
    expect(page.locator("#phrase-search")).to_be_focused()
    page.keyboard.type("nothing at all like this")
    expect(page.locator("#phrase-none")).to_have_text("No phrase has these words.")
    press(page, "Escape")
    expect(desk.words).to_have_value("and/or /nothing at all like this")
    expect(desk.words).to_be_focused()


# read once more


def test_read_once_more_and_sent_from_there_by_keys(window: Windows, somebody: People) -> None:
    person, desk = somebody("en", "Hello."), window("aigul")
    page = at(desk, person)
    page.keyboard.type("Good day. Which paper did they name last time?")
    press(page, "Alt+Enter")
    dialog = page.get_by_role("dialog", name="As the person will see it")
    expect(dialog).to_be_visible()
    expect(dialog).to_contain_text("No rule matched; read once more yourself.")
    expect(dialog.locator(".bubble p").first).to_have_text("Good day. Which paper did they name last time?")
    press(page, "Escape")
    expect(dialog).to_have_count(0)
    expect(desk.words).to_be_focused()
    press(page, "Alt+Enter")
    expect(dialog).to_be_visible()
    press(page, "Control+Enter")
    expect(desk.says("Which paper did they name")).to_be_visible()
    person.waits_for("Good day. Which paper did they name last time?")


def test_it_is_read_aloud_by_a_voice_of_this_device_only(window: Windows, somebody: People) -> None:
    desk = window("aigul")
    desk.context.add_init_script("""speechSynthesis.getVoices = () => [
      {lang: "uk-UA", localService: false, name: "far"}, {lang: "ru-LV", localService: true, name: "near"},
      {lang: "ru-RU", localService: true, name: "right"}];
      speechSynthesis.speak = (said) => { window.spoken = [said.voice?.name, said.lang, said.text]; };
      SpeechSynthesisUtterance = class { constructor(text) { this.text = text; } };""")
    page = at(desk, somebody("ru", "Здравствуйте."))
    page.keyboard.type("Здравствуйте. Какую справку у вас просили?")
    press(page, "Alt+Enter")
    page.get_by_role("button", name="Read aloud").click()
    assert page.evaluate("window.spoken") == ["right", "ru", "Здравствуйте. Какую справку у вас просили?"]
    press(page, "Escape")
    desk.words.fill("Добрий день. Яку довідку у вас просили?")
    press(page, "Alt+Enter")
    expect(page.locator(".bubble")).to_contain_text("Яку довідку")
    expect(page.locator("dialog.once-more")).to_be_visible()
    expect(page.locator("[data-aloud]")).to_be_hidden()


# nothing goes around a hard stop


def test_a_hard_stop_has_no_way_around_it(window: Windows, somebody: People) -> None:
    person, desk = somebody("en", "How can I reach you?"), window("aigul")
    page = at(desk, person)
    page.keyboard.type(PRIVATE)
    expect(desk.cards).to_have_count(1)
    page.evaluate("document.getElementById('findings').replaceChildren()")
    press(page, "Control+Enter")
    page.wait_for_timeout(500)
    second = window("aigul")
    at(second, person)
    expect(second.words).to_have_value(PRIVATE)
    second.page.locator("#send").evaluate("(button) => { button.click(); button.click(); }")
    expect(second.page.get_by_role("alert").first).to_contain_text("Before this can be sent")
    form = """({words, once}) => fetch(document.getElementById('composer').action,
      {method: 'POST', body: new URLSearchParams({words, once, seen_seq: '99'})}).then((answer) => answer.status)"""
    with second.expecting("409"):
        assert second.page.evaluate(form, {"words": PRIVATE, "once": str(uuid4())}) == 409
    second.page.locator("#once-more-open").click()
    second.page.locator("dialog.once-more [data-send]").click()
    second.page.wait_for_timeout(500)
    assert PRIVATE not in person.got()
    expect(second.words).to_have_value(PRIVATE)


# three dismissals


def test_a_remark_that_is_dismissed_three_times_rests(window: Windows, somebody: People) -> None:
    desk = window("olena")
    for number in range(DISMISSALS):
        page = at(desk, somebody("en", "Will they pay?"))
        page.keyboard.type(f"{SURE} I will write on Friday, the {number + 1}th.")
        expect(desk.cards).to_have_count(1)
        press(page, "Alt+1", "n")
        read(page)
        press(page, "Control+Enter")
        expect(desk.says(SURE)).to_be_visible()
    page = at(desk, somebody("en", "Will they pay?"))
    page.keyboard.type(f"{SURE} I will write on Friday. {BLAME}")
    expect(desk.cards).to_have_count(1)
    expect(desk.cards).to_contain_text("blame")


# without script


def test_once_more_phrases_and_a_dated_line_without_script(window: Windows, somebody: People) -> None:
    person = somebody("en", "When will it come?")
    desk = window(java_script_enabled=False)
    page = desk.sign_in("aigul")
    desk.open(person.name)
    desk.words.fill("Good day.")
    page.get_by_role("button", name="Phrases").click()
    page.get_by_role("button", name="I am here and I am reading.").click()
    expect(desk.words).to_have_value("Good day. I am here and I am reading. Write at your own pace.")
    desk.words.fill(f"Good day. {LATER}")
    page.get_by_role("button", name="Read once more").click()
    expect(page.get_by_role("heading", name="As the person will see it")).to_be_visible()
    expect(page.locator(".bubble p").first).to_have_text(f"Good day. {LATER}")
    page.get_by_role("link", name="Back to writing").click()
    page.get_by_role("button", name="Write it as a dated line").click()
    expect(page.locator("[name=next_what]")).to_have_value(LATER)
    page.locator("[name=next_until]").fill("2030-01-15")
    page.get_by_role("button", name="Read once more").click()
    page.get_by_role("button", name="Send").click()
    expect(desk.says("What happens next")).to_be_visible()
