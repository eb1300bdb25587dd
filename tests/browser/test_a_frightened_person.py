"""Somebody who is afraid, with a telephone: from the front page to a read answer, whatever the browser can and cannot do."""

import re
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest
from playwright.sync_api import Browser, Page, expect

from tests.browser.in_the_room import PHONE, Room
from tests.browser.visiting import Window
from tests.living import LivingHouse, until

Rooms = Callable[..., Room]
Windows = Callable[..., Window]
SLOW = {"offline": False, "latency": 300, "downloadThroughput": 250_000 / 8, "uploadThroughput": 250_000 / 8}
USABLE = 5_000  # milliseconds on that line


def answers(desk: Window, preview: str, words: str, **next_step: str) -> None:
    """The worker opens the letter from the list and answers, with a line of what happens next where one is given."""
    desk.go("/desk/")
    desk.letter(preview).click()
    expect(desk.says(preview)).to_be_visible()
    if next_step:
        desk.page.locator("#next-step summary").click()
        desk.page.locator("[name=next_what]").fill(next_step["what"])
        desk.page.locator("[name=next_until]").fill(next_step["until"])
    desk.words.fill(words)
    desk.page.locator("#send").click()
    expect(desk.says(words)).to_be_visible()


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
    answers(window("aigul"), words, "Thank you for writing. Are you alone now?", what="I ask the shelter for a place", until="2030-11-28")
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
    answers(window("aigul"), words, "Good day. Which town do you live in?")
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


# browsers that keep nothing, hurry, or wait


@pytest.fixture
def cookieless(browser: Browser, house: LivingHouse, tmp_path: Path) -> Iterator[Room]:
    """A browser whose owner allows no cookies, by its own settings."""
    settings = tmp_path / "Default" / "Preferences"
    settings.parent.mkdir(parents=True)
    settings.write_text('{"profile": {"default_content_setting_values": {"cookies": 2}}}')
    context = browser.browser_type.launch_persistent_context(
        str(tmp_path), executable_path="/usr/bin/chromium", args=["--no-sandbox", "--disable-gpu"], locale="en-GB", **PHONE
    )
    window = Window(house, context)
    yield Room(window)
    window.close()


def test_cookies_off_the_letter_arrives_and_the_page_says_what_to_do(cookieless: Room, window: Windows, room: Rooms) -> None:
    person = cookieless
    words = "I wrote this without cookies."
    person.asks(words)
    assert person.cookies == set()
    person.page.get_by_role("button", name="I have kept it: open the room").tap()
    expect(person.page.get_by_role("alert")).to_contain_text("This browser keeps no cookies")
    expect(person.page.get_by_role("alert")).to_contain_text("your letter has arrived")
    elsewhere = room().comes_back(person.number)
    expect(elsewhere.says(words)).to_be_visible()


def test_a_double_click_asks_once_and_sends_once(house: LivingHouse, room: Rooms) -> None:
    person, before = room(), threads(house)
    page = person.window.go("/ask/")
    page.locator(".foot .primary").click()
    person.words.fill("Once is enough.")
    page.locator(".foot .primary").dblclick()
    person.reads_number().keeps_it()
    assert threads(house) == before + 1
    person.words.fill("And this once, too.")
    page.locator("#writing .primary").dblclick()
    expect(person.says("And this once, too.")).to_have_count(1)
    page.reload()
    expect(person.says("And this once, too.")).to_have_count(1)
    expect(person.says("Once is enough.")).to_have_count(1)


def threads(house: LivingHouse) -> int:
    return int(house.rows("SELECT count(*) FROM conversations_thread")[0][0])


def test_without_script_a_form_sent_twice_is_one_letter(house: LivingHouse, room: Rooms) -> None:
    person, before = room(java_script_enabled=False), threads(house)
    person.asks("Sent twice by hand.")
    number = person.number
    person.page.reload()  # the browser sends the form again
    assert person.reads_number().number == number
    assert threads(house) == before + 1


def test_a_form_of_another_tab_never_writes_into_the_wrong_room(room: Rooms) -> None:
    """Two people after each other at one browser: two tabs, two rooms, one pair of cookies."""
    first = room().asks("The first person's letter.").keeps_it()
    second = Room(first.window)
    second.page = first.window.tab()
    second.page.goto(first.house.url + "/")
    second.page.get_by_role("link", name="Ask for help anew").click()
    second.page.get_by_role("button", name="Go on").click()
    second.words.fill("The second person's letter.")
    second.page.locator(".foot .primary").click()
    second.reads_number().keeps_it()
    with first.window.expecting("status of 4"):
        first.words.fill("Only for the first room.")
        first.page.locator("#writing .primary").click()
        expect(first.page.get_by_role("alert")).to_contain_text("another room")
    expect(first.words).to_have_value("Only for the first room.")
    second.page.reload()
    expect(second.says("The second person's letter.")).to_be_visible()
    expect(second.says("Only for the first room.")).to_have_count(0)


def test_one_room_in_two_tabs_is_live_in_both(room: Rooms) -> None:
    person = room().asks("One room, two tabs.").keeps_it()
    other = Room(person.window)
    other.page = person.window.tab()
    other.page.goto(person.house.url + "/room/")
    other.words.fill("half a sentence")
    person.page.bring_to_front()
    person.writes("From the first tab.")
    other.page.bring_to_front()
    expect(other.says("From the first tab.")).to_be_visible()
    expect(other.words).to_have_value("half a sentence")


def test_a_slow_line_is_usable_and_a_hurried_finger_sends_once(room: Rooms) -> None:
    person = room()
    tab = person.window.context.new_cdp_session(person.page)
    tab.send("Network.enable")
    tab.send("Network.emulateNetworkConditions", SLOW)
    page = person.window.go("/")
    usable = page.evaluate("performance.getEntriesByType('navigation')[0].domContentLoadedEventEnd")
    assert usable < USABLE, f"{usable:.0f} ms"
    person.asks("Slowly, over a thin line.").keeps_it()
    person.words.fill("Pressed three times.")
    page.locator("#writing .primary").evaluate("(button) => { button.click(); button.click(); button.click(); }")
    expect(person.says("Pressed three times.")).to_be_visible()
    expect(person.words).to_have_value("")
    page.reload()
    expect(person.says("Pressed three times.")).to_have_count(1)


def test_without_a_connection_the_words_stay_and_the_page_says_so(room: Rooms) -> None:
    person = room().asks("The tunnel is long.").keeps_it()
    person.window.context.set_offline(True)
    with person.window.expecting("ERR_INTERNET_DISCONNECTED"):
        person.words.fill("Written in the tunnel.")
        person.page.locator("#writing .primary").click()
        expect(person.page.locator("#typed-state")).to_contain_text("There is no connection")
    expect(person.words).to_have_value("Written in the tunnel.")
    person.window.context.set_offline(False)
    person.page.locator("#writing .primary").click()
    expect(person.says("Written in the tunnel.")).to_have_count(1)
    expect(person.words).to_have_value("")


# Kazakh and Ukrainian throughout

FOREIGN = re.compile(r"[A-Za-z]{3,}(?:[ ’'-][A-Za-z]+)*")
NAMES = {"Tirek", "Telegram", "Facebook", "WhatsApp", "VPN", "Esc", "Cookie", "cookie", "demo", "Demo bot"}
READ = """() => {
  const body = document.body.cloneNode(true);
  for (const unread of body.querySelectorAll("script, style, noscript, [lang=en]")) unread.remove();
  const told = ["aria-label", "placeholder", "data-done", "data-stop", "data-offline"];
  const labels = [...body.querySelectorAll("*")].flatMap((one) => told.map((name) => one.getAttribute(name)));
  return [document.title, body.textContent, ...labels].filter(Boolean).join(" | ");
}"""
TALKS = {
    "kk": ("Баламмен қайда барарымызды білмеймін.", "Сәлеметсіз бе. Қай қаладасыз?"),
    "uk": ("Не знаю, куди нам із дитиною йти.", "Добрий день. У якому ви місті?"),
}


def untranslated(page: Page) -> set[str]:
    """Latin words that a person would read or hear on this page; names are names in every language."""
    return {found for found in FOREIGN.findall(page.evaluate(READ)) if found not in NAMES}


@pytest.mark.parametrize("language", TALKS)
def test_the_whole_way_speaks_one_language(window: Windows, room: Rooms, language: str) -> None:
    words, answer = TALKS[language]
    person, found = room(locale=f"{language}-{'KZ' if language == 'kk' else 'UA'}"), {}
    page = person.window.go("/")

    def read(name: str) -> None:
        expect(page.locator("html")).to_have_attribute("lang", language)
        if strange := untranslated(page):
            found[name] = strange

    for name in ("/", "/now/", "/open/", "/stays/", "/r/never-was/", "/ask/"):
        person.window.go(name)
        read(name)
    page.locator("input[value=safety]").check()
    page.locator(".foot .primary").click()
    read("words")
    person.words.fill(words)
    page.locator(".foot .primary").click()
    read("number")
    person.reads_number().keeps_it()
    answers(window("aigul"), words, answer, what="…", until="2030-11-28")
    expect(person.says(answer)).to_be_visible()
    read("room")
    person.window.go("/room/agreements/")
    read("agreements")
    with person.window.expecting("status of 4"):
        person.comes_back("12")
        read("mistyped")
    assert not found, found


def test_the_number_tried_again_and_again_is_stopped_for_a_while(room: Rooms) -> None:
    """The last test of the file: the door remembers who has tried."""
    person = room()

    def tries() -> bool:
        with person.window.expecting("status of 4"):
            person.comes_back("0000 0000 0000 0000 0098")
            expect(person.page.get_by_role("alert")).to_be_visible()
        return "wait" in person.page.get_by_role("alert").inner_text().lower()

    until(tries, seconds=40)
