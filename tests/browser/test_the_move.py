"""Out of the messenger into the room: a neutral link, one press, and the conversation goes on where no company reads along."""

import re
from collections.abc import Callable
from urllib.parse import urlsplit

import pytest
from playwright.sync_api import Page, expect

from tests.browser.in_the_room import Room
from tests.browser.outside import Outsider
from tests.browser.visiting import UPDATE_WAIT, Window
from tests.living import until

Rooms = Callable[..., Room]
Windows = Callable[..., Window]
People = Callable[..., Outsider]
LINK = re.compile(r"https?://\S+(/r/[\w-]+)")
NOTICE = "There is something new where we agreed."


def offer(desk: Window, person: Outsider) -> str:
    """The worker presses the button beside the thread; the path of the link that reached the telephone."""
    desk.go("/desk/")
    desk.open(person.name)
    desk.page.locator("#about").get_by_role("button", name="Offer the room").click()
    letter: str = until(lambda: next((text for text in person.got() if LINK.search(text)), None))
    assert "room" not in letter.lower() and "help" not in letter.lower(), "the letter with the link is not neutral"
    found = LINK.search(letter)
    assert found
    return str(found[1])


@pytest.mark.parametrize("script", [True, False], ids=["with script", "without"])
def test_the_conversation_goes_on_in_the_room(window: Windows, room: Rooms, somebody: People, script: bool) -> None:
    words = f"He reads my Telegram. {'1' if script else '2'}"
    telephone, desk = somebody("en", words), window("aigul")
    path = offer(desk, telephone)
    person = room(java_script_enabled=script)
    page = person.window.go(path)
    assert words not in page.content() and "Telegram" not in page.inner_text("main"), "looking at the link tells nothing"
    page.reload()
    page.get_by_role("button", name="Open the room").tap()
    person.reads_number().keeps_it()
    expect(person.says(words)).to_be_visible()
    expect(page.locator("#chat")).to_contain_text("The conversation goes on here, in the room")
    goes_on(person, desk, telephone, script)
    stays_neutral(person, telephone)


def goes_on(person: Room, desk: Window, telephone: Outsider, script: bool) -> None:
    expect(desk.page.locator("#lines")).to_contain_text("Here your conversation goes on.", timeout=UPDATE_WAIT)
    expect(desk.page.locator("#about")).to_contain_text("The number is lost")
    expect(desk.page.locator("#about")).not_to_contain_text("What the messenger sees")
    desk.words.fill("Nobody reads this but you and me.")
    desk.page.locator("#send").click()
    expect(desk.says("Nobody reads this but you and me.")).to_be_visible()
    if not script:
        person.page.reload()
    expect(person.says("Nobody reads this but you and me.")).to_be_visible()
    person.writes("I am relieved.")
    expect(desk.says("I am relieved.")).to_be_visible(timeout=UPDATE_WAIT)
    expect(desk.page.locator("#about")).to_contain_text("The person was in the room last")
    telephone.waits_for(NOTICE)


def stays_neutral(person: Room, telephone: Outsider) -> None:
    """Nothing of the room reaches the messenger; what is still written there is heard in the room."""
    telephone.writes("Are you still there?")
    until(lambda: person.page.reload() and person.says("Are you still there?").count())
    told = "\n".join(telephone.got())
    assert "Nobody reads this" not in told and person.number not in told and "Айгүл" not in told
    expect(person.page.locator("#kept")).to_contain_text("Telegram")


def test_the_link_opens_once_and_the_number_opens_again(window: Windows, room: Rooms, somebody: People) -> None:
    telephone = somebody("en", "One more time.")
    path = offer(window("aigul"), telephone)
    person = room()
    person.window.go(path).get_by_role("button", name="Open the room").click()
    person.reads_number()
    late = room()
    page = late.window.go(path)
    expect(page.get_by_role("heading", level=1)).to_have_text("This link is over")
    page.get_by_role("link", name="I have a number").click()
    page.locator("#number").fill(person.number)
    page.locator("#opening .primary").click()
    expect(late.says("One more time.")).to_be_visible()


def test_a_double_tap_and_a_reload_open_one_room_and_show_one_number(window: Windows, room: Rooms, somebody: People) -> None:
    telephone = somebody("en", "Twice in a hurry.")
    person = room()
    page = person.window.go(offer(window("aigul"), telephone))
    page.get_by_role("button", name="Open the room").dblclick()
    number = person.reads_number().number
    page.reload()
    assert person.reads_number().number == number


def test_two_telephones_with_one_link_the_second_is_told_kindly(window: Windows, room: Rooms, somebody: People) -> None:
    """Both have the page before them; one is quicker."""
    telephone = somebody("en", "Whoever is first.")
    path = offer(window("aigul"), telephone)
    quick, slow = room(), room()
    quick.window.go(path)
    slow.window.go(path)
    quick.page.get_by_role("button", name="Open the room").click()
    quick.reads_number()
    with slow.window.expecting("status of 4"):
        slow.page.get_by_role("button", name="Open the room").click()
        expect(slow.page.get_by_role("alert")).to_contain_text("Ask your worker for a new one")
    assert slow.cookies == set() and "Whoever is first." not in slow.page.content()


def test_a_new_link_ends_the_old_one(window: Windows, room: Rooms, somebody: People) -> None:
    telephone, desk = somebody("en", "The first link was seen."), window("aigul")
    old = offer(desk, telephone)
    desk.page.locator("#about").get_by_role("button", name="Send a new link").click()
    fresh = until(lambda: next((path for path in links(telephone) if path != old), None))
    person = room()
    expect(heading(person.window.go(old))).to_have_text("This link is over")
    expect(heading(person.window.go(fresh))).to_have_text("Another place to go on writing")
    assert {title for address, title in person.history() if "/r/" in urlsplit(address).path} == {"Start page"}


def links(telephone: Outsider) -> list[str]:
    return [found[1] for text in telephone.got() if (found := LINK.search(text))]


def heading(page: Page) -> object:
    return page.get_by_role("heading", level=1)


def test_hours_and_neutral_words_are_set_in_the_room_and_hold_on_the_desk(window: Windows, room: Rooms, somebody: People) -> None:
    telephone, desk = somebody("en", "My husband sees the screen."), window("aigul")
    person = room()
    person.window.go(offer(desk, telephone)).get_by_role("button", name="Open the room").click()
    person.reads_number().keeps_it()
    page = person.window.go("/room/agreements/")
    page.locator("#reach input[value=no]").check()
    page.locator("#reach button.primary").click()
    expect(page.locator("#reach input[value=no]")).to_be_checked()
    person.window.go("/")  # nobody has the room before his eyes, so a notice would be due
    desk.words.fill("It is quiet in the messenger.")
    desk.page.locator("#send").click()
    expect(desk.says("It is quiet in the messenger.")).to_be_visible()
    person.window.go("/room/")
    expect(person.says("It is quiet in the messenger.")).to_be_visible()
    assert NOTICE not in telephone.got()
