"""The other side of the desk without a messenger: somebody who asks for help in a browser, keeps a number and has a room."""

import re
from typing import Self

from playwright.sync_api import Browser, Locator, Page, expect

from tests.browser.visiting import Window, new_window
from tests.living import LivingHouse

PHONE = {"viewport": {"width": 390, "height": 844}, "has_touch": True, "is_mobile": True, "device_scale_factor": 1}
COOKIES = {"rs", "rk"}
"""The two cookies of an open room."""


class Room:
    """Somebody with a browser and, after `asks`, with a room. Works with script and without."""

    def __init__(self, window: Window) -> None:
        self.window, self.page, self.house = window, window.page, window.house
        self.number = ""

    # at the door

    def asks(self, words: str, *, need: str = "") -> Self:
        """From the front page through the questions to the number, which stands on the screen afterwards."""
        page = self.window.go("/")
        page.locator(".choices a").first.click()
        if need:
            page.locator(f"input[value={need}]").check()
        page.locator(".foot .primary").click()
        page.locator("#words").fill(words)
        page.locator(".foot .primary").click()
        return self.reads_number()

    def reads_number(self) -> Self:
        expect(self.page.locator("#digits li")).to_have_count(5)
        self.number = " ".join(self.page.locator("#digits li").all_inner_texts())
        assert re.fullmatch(r"\d{4}( \d{4}){4}", self.number), self.number
        return self

    def keeps_it(self) -> Self:
        """The number is written down: into the room."""
        self.page.locator(".foot .primary").click()
        expect(self.page.locator("body[data-room]")).to_be_attached()
        return self

    def comes_back(self, typed: str) -> Self:
        self.window.go("/open/")
        self.page.locator("#number").fill(typed)
        self.page.locator("#opening .primary").click()
        return self

    # inside

    @property
    def words(self) -> Locator:
        return self.page.locator("#words")

    def writes(self, text: str) -> Self:
        self.words.fill(text)
        self.page.locator("#writing button.primary").click()
        expect(self.says(text)).to_be_visible()
        return self

    def says(self, text: str) -> Locator:
        return self.page.locator("#chat .msg .words", has_text=text)

    def presses(self, name: str) -> Self:
        self.page.get_by_role("button", name=name, exact=True).click()
        return self

    @property
    def cookies(self) -> set[str]:
        return COOKIES & {cookie["name"] for cookie in self.window.context.cookies()}

    def leaves(self, page: Page | None = None) -> Self:
        """Quick exit, as far as the other page."""
        (page or self.page).locator("form[data-exit] button").click()
        expect((page or self.page).get_by_role("heading", name="An encyclopedia")).to_be_visible()
        return self

    def history(self) -> list[tuple[str, str]]:
        """(address, title) of everything this tab's history holds."""
        tab = self.window.context.new_cdp_session(self.page)
        entries = tab.send("Page.getNavigationHistory")["entries"]
        tab.detach()
        return [(entry["url"], entry["title"]) for entry in entries]


def new_room(browser: Browser, house: LivingHouse, **how: object) -> Room:
    return Room(new_window(browser, house, **{**PHONE, **how}))
