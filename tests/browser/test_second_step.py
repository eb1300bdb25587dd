"""The second step in a browser: set up by what stands on the page, asked for over the page, and the words that are typed stay."""

from collections.abc import Callable, Iterator

import pyotp
import pytest
from playwright.sync_api import Page, expect

from tests.browser.outside import Outsider
from tests.browser.test_nothing_typed_is_lost import LONG, at, draft_is_kept, sign_out_elsewhere
from tests.browser.visiting import Window
from tests.living import LivingHouse, living

Windows = Callable[..., Window]


@pytest.fixture(scope="module")
def house(tmp_path_factory: pytest.TempPathFactory) -> Iterator[LivingHouse]:
    """A house of this file's own: its aigul gets a second factor."""
    with living(tmp_path_factory.mktemp("steps")) as house:
        yield house


def set_up(desk: Window) -> pyotp.TOTP:
    """As somebody without a camera does it: the letters are typed into the app, the app's digits into the page."""
    page = desk.go("/me/")
    page.get_by_role("link", name="Set up the second factor").click()
    expect(page.get_by_role("img", name="Picture for the camera")).to_be_visible()
    app = pyotp.TOTP("".join(page.locator("#secret").inner_text().split()))
    page.locator("#code").fill(app.now())
    page.locator("#password").fill(desk.house.accounts["aigul"])
    page.get_by_role("button", name="Keep this second factor").click()
    expect(page.get_by_role("heading", name="Your one-time codes")).to_be_visible()
    return app


def its_code(desk: Window, app: pyotp.TOTP) -> str:
    desk.house.storage.change("UPDATE people_secondfactor SET last_step = 0")
    return app.now()


def test_set_up_and_then_asked_over_the_page(window: Windows, somebody: Callable[..., Outsider]) -> None:
    person, desk = somebody("en", "Hello."), window("aigul")
    app = set_up(desk)
    one_time = desk.page.locator("ol.mono li").first.inner_text()
    page = at(desk, person)
    desk.words.press_sequentially(LONG[:40])
    draft_is_kept(page)
    sign_out_elsewhere(desk)
    with desk.expecting("401"):
        desk.words.press_sequentially(LONG[40:])
        expect(page.get_by_role("dialog", name="Your session has ended")).to_be_visible()
    page.locator("#reopen-password").fill(desk.house.accounts["aigul"])
    page.get_by_role("button", name="Go on").click()
    expect(page.get_by_role("dialog", name="Enter the code")).to_be_visible()
    page.locator("#reopen-code").fill("000000")
    page.get_by_role("button", name="Go on").click()
    expect(page.locator("#reopen [role=alert]")).to_be_visible()
    page.locator("#reopen-code").fill(its_code(desk, app))
    page.get_by_role("button", name="Go on").click()
    expect(page.locator("#reopen")).to_have_count(0)
    expect(desk.words).to_have_value(LONG)
    signs_in_with_a_code_on_paper(window(), one_time)


def signs_in_with_a_code_on_paper(other: Window, one_time: str) -> Page:
    page = other.go("/sign-in/")
    page.locator("#login").fill("aigul")
    page.locator("#password").fill(other.house.accounts["aigul"])
    page.locator("main form button.btn-primary").click()
    page.get_by_role("link", name="Enter a one-time code").click()
    page.get_by_label("One-time code").fill(one_time.lower())
    page.get_by_role("button", name="Sign in").click()
    expect(page.get_by_role("heading", name="Choose a conversation")).to_be_visible()
    return page


def test_one_proposes_and_another_confirms(window: Windows) -> None:
    admin, ethics = window("admin"), window("iryna")
    page = admin.go("/people/")
    row = page.locator("li", has_text="Олена Вигадько")
    row.locator("summary").click()
    row.get_by_label("What shall change").select_option(label="give the role: supervisor")
    row.get_by_label("Your password").fill(admin.house.accounts["admin"])
    row.get_by_role("button", name="Change it").click()
    expect(page.locator("#proposals")).to_contain_text("Олена Вигадько: give the role «supervisor»")
    expect(page.get_by_role("button", name="Confirm")).to_have_count(0)
    page = ethics.go("/people/")
    page.locator("#proposals").get_by_label("Your password").fill(ethics.house.accounts["iryna"])
    page.get_by_role("button", name="Confirm").click()
    expect(page.locator("li", has_text="Олена Вигадько").locator(".chip", has_text="supervisor")).to_be_visible()
    expect(page.locator("#proposals")).to_have_count(0)
