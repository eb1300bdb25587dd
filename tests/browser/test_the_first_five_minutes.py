"""The demo's first five minutes: a newcomer has started the service and looks at everything, as worker and as client."""

from collections.abc import Callable, Iterator

import pytest
from playwright.sync_api import Page, expect

from tests.browser.outside import Outsider
from tests.browser.visiting import Window
from tests.living import LivingHouse, living

SAM = 990_000_004
WORDS = "Hello, Sam. Thank you for writing. You'll definitely get it."
CHECKED = "Hello, Sam. Thank you for writing. You may get it."
FOUR_PEOPLE = {"Айнұр Үлгіқызы": "kk", "Тарас Вигаданий": "uk", "Мария Примерова": "ru", "Sam Sample": "en"}


@pytest.fixture(scope="module")
def house(tmp_path_factory: pytest.TempPathFactory) -> Iterator[LivingHouse]:
    """The demo as a newcomer starts it: its invented people write by themselves."""
    with living(tmp_path_factory.mktemp("demo"), quiet=False) as house:
        yield house


def test_a_newcomer_answers_a_person_and_is_the_person(house: LivingHouse, window: Callable[..., Window]) -> None:
    desk = window()
    signs_in_as_printed(house, desk)
    sees_people_write(desk)
    phone = answers_in_a_checked_way(desk, window().page)
    the_client_answers(desk, phone)
    notes_and_closes(house, desk, phone)
    the_supervisor_reads_the_ledger(window("marat"))
    the_administrator_reads_no_conversation(window("admin"), desk.page.url.removeprefix(house.url))


def signs_in_as_printed(house: LivingHouse, desk: Window) -> None:
    """The sheet on the terminal names the person and the password."""
    printed = house.log.read_text()
    assert f"aigul   {house.accounts['aigul']}" in printed
    assert house.url in printed
    page = desk.go("/")
    page.get_by_role("link", name="For workers: sign in").click()
    expect(page.get_by_role("heading", name="Sign in for workers")).to_be_visible()
    page.get_by_label("Sign-in name").fill("aigul")
    page.get_by_label("Password", exact=True).fill(house.accounts["aigul"])
    page.get_by_role("button", name="Sign in").click()
    expect(page.get_by_role("heading", name="Choose a conversation")).to_be_visible()


def sees_people_write(desk: Window) -> None:
    """Letters in four languages come by themselves while he looks."""
    for name, language in FOUR_PEOPLE.items():
        expect(desk.row(name)).to_be_visible(timeout=20_000)
        expect(desk.row(name).locator(".prev")).to_have_attribute("lang", language)


def answers_in_a_checked_way(desk: Window, phone: Page) -> Page:
    """Opens a letter, answers, takes the advice of the second reading; the answer arrives on the telephone."""
    desk.row("Sam Sample").click()
    expect(desk.says("is this the place where someone helps with papers?")).to_be_visible()
    desk.words.press_sequentially(WORDS)
    expect(desk.cards).to_have_count(1)
    desk.page.get_by_role("button", name="Replace with").click()
    expect(desk.words).to_have_value(CHECKED)
    expect(desk.cards).to_have_count(0)
    desk.page.get_by_role("button", name="Send").click()
    expect(desk.says(CHECKED)).to_be_visible()
    expect(desk.words).to_have_value("")
    phone.goto(f"{desk.house.url}/demo/?person={SAM}&lang=en")
    expect(phone.locator(".bubble .words", has_text=CHECKED)).to_be_visible()
    return phone


def the_client_answers(desk: Window, phone: Page) -> None:
    phone.get_by_label("What to write to the service").fill("Thank you. I can come on Friday.")
    phone.get_by_role("button", name="Send").click()
    expect(desk.says("I can come on Friday.")).to_be_visible()
    expect(desk.page.locator("#lines .msg", has_text=CHECKED).locator(".meta")).to_contain_text("sent")


def notes_and_closes(house: LivingHouse, desk: Window, phone: Page) -> None:
    """A note stays inside; a closed conversation opens again when the person writes; a free one is taken."""
    page = desk.page
    desk.words.fill("Ask the migration office about the order of papers.")
    page.get_by_role("button", name="Keep as note").click()
    expect(page.locator(".msg-note", has_text="migration office")).to_be_visible()
    page.get_by_role("button", name="What else can be done").click()
    page.get_by_label("How did it end?").fill("Appointment on Friday.")
    page.get_by_role("button", name="Close the conversation").click()
    expect(page.locator("#head .chip", has_text="closed")).to_be_visible()
    expect(page.locator(".sys", has_text="Appointment on Friday.")).to_be_visible()
    Outsider(house, SAM, "Sam Sample").writes("One more question, please.")
    expect(desk.says("One more question, please.")).to_be_visible()
    expect(page.locator("#head .chip", has_text="closed")).to_have_count(0)
    assert "migration office" not in phone.content()
    assert "Appointment on Friday" not in phone.content()
    page.get_by_role("link", name="New").click()
    desk.open("Тарас Вигаданий").get_by_role("button", name="Take it").click()
    expect(page.get_by_role("button", name="Take it")).to_have_count(0)
    expect(page.locator(".desk-side .chip", has_text="Айгүл Үлгібаева")).to_be_visible()


def the_supervisor_reads_the_ledger(desk: Window) -> None:
    page = desk.go("/")
    expect(page.get_by_role("heading", name="Ledger")).to_be_visible()
    for did in ("opened the conversation", "sent a message", "wrote an internal note", "closed the conversation", "took the conversation"):
        expect(page.get_by_role("row").filter(has_text="Айгүл Үлгібаева").filter(has_text=did).first).to_be_visible()
    expect(page.get_by_role("row").filter(has_text="the conversation opened again")).to_be_visible()
    assert "Friday" not in page.content(), "the ledger holds no private word"


def the_administrator_reads_no_conversation(desk: Window, thread: str) -> None:
    page = desk.go("/")
    expect(page.get_by_role("heading", name="Status", exact=True)).to_be_visible()
    expect(page.get_by_role("navigation").get_by_role("link", name="Inbox")).to_have_count(0)
    for path in ("/desk/", thread, "/desk/ledger/"):
        with desk.expecting("404"):
            desk.go(path)
        expect(page.get_by_role("heading", name="There is nothing here")).to_be_visible()
