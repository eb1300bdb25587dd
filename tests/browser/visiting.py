"""A browser's visit: one window with its own cookies. Whatever the browser complains of is remembered, and fails the test.

Only quick exit may lead to another host. That page is played here (`Window.may_leave`), so that nothing leaves the machine.
"""

import base64
import re
from collections.abc import Iterator
from contextlib import contextmanager
from time import monotonic
from typing import Any

import httpx
from playwright.sync_api import Browser, BrowserContext, CDPSession, ConsoleMessage, Locator, Page, Request, WebError, expect

from tests.living import SIGNED_FORM, LivingHouse

WATCHED = """document.addEventListener("securitypolicyviolation",
  (event) => console.error("CSP: " + event.violatedDirective + " " + event.blockedURI))"""
OUTSIDE = re.compile(r"https://[a-z]{2}\.wikipedia\.org/")
"""Where quick exit leads in the demo's country pack."""
PLAYED = "<!doctype html><title>An encyclopedia</title><h1>An encyclopedia</h1>"
LAST_WORD = 3.0  # seconds for the console to say what a test provoked
UPDATE_WAIT = 2_000  # milliseconds: what is new must stand on the desk within two seconds


class Window:
    """One window of one person. `page` is its first tab."""

    def __init__(self, house: LivingHouse, context: BrowserContext) -> None:
        self.house, self.context = house, context
        self.complaints: list[str] = []
        self.went_to: list[str] = []
        self._may_leave = False
        context.add_init_script(WATCHED)
        context.on("console", self._console)
        context.on("weberror", self._fault)
        context.on("request", self._request)
        self.page = context.new_page()

    def _console(self, message: ConsoleMessage) -> None:
        if message.type in ("error", "warning"):
            self.complaints.append(f"{message.type}: {message.text} ({message.location['url']})")

    def _fault(self, fault: WebError) -> None:
        self.complaints.append(f"a script failed: {fault.error}")

    def _request(self, request: Request) -> None:
        if self._may_leave and OUTSIDE.match(request.url):
            return
        if request.url.startswith((f"{self.house.url}/", "data:", f"blob:{self.house.url}/")):
            return
        self.complaints.append(f"a request to another host: {request.url}")

    def may_leave(self, page: Page | None = None) -> CDPSession:
        """Let this tab go to the page behind quick exit, which is answered here; `went_to` tells that it was asked for.

        Not by `route`: that turns the browser's caches off, and what Back finds in them is the question.
        """
        tab, self._may_leave = self.context.new_cdp_session(page or self.page), True

        def play(paused: dict[str, Any]) -> None:
            self.went_to.append(paused["request"]["url"])
            html = {"name": "Content-Type", "value": "text/html; charset=utf-8"}
            body = base64.b64encode(PLAYED.encode()).decode()
            answer = {"requestId": paused["requestId"], "responseCode": 200, "responseHeaders": [html], "body": body}
            tab.send("Fetch.fulfillRequest", answer)

        tab.on("Fetch.requestPaused", play)
        tab.send("Fetch.enable", {"patterns": [{"urlPattern": "https://*.wikipedia.org/*"}]})
        return tab

    @contextmanager
    def expecting(self, *complaints: str) -> Iterator[None]:
        """What this test provokes on purpose, such as an answer 404; it must really happen."""
        before = len(self.complaints)
        yield
        by = monotonic() + LAST_WORD
        while monotonic() < by and not all(any(expected in one for one in self.complaints[before:]) for expected in complaints):
            self.page.wait_for_timeout(50)
        self.page.wait_for_timeout(50)  # what nobody expected may still be on its way
        for expected in complaints:
            assert any(expected in complaint for complaint in self.complaints[before:]), (expected, self.complaints)
        fresh = [one for one in self.complaints[before:] if not any(expected in one for expected in complaints)]
        self.complaints[before:] = fresh

    def forgive(self, complaint: str) -> None:
        """What the browser may say or not: whether its console tells of a page that could not be reached is left to it."""
        self.complaints[:] = [one for one in self.complaints if complaint not in one]

    def tab(self) -> Page:
        return self.context.new_page()

    def go(self, path: str) -> Page:
        self.page.goto(self.house.url + path)
        return self.page

    def sign_in(self, login: str) -> Page:
        """Sign in through the page, as a person does."""
        page = self.page
        if "/sign-in" not in page.url:
            self.go("/sign-in/")
        page.locator("#login").fill(login)
        page.locator("#password").fill(self.house.accounts[login])
        page.locator("main form button.btn-primary").click()
        if self.house.sheet()[login].factor:
            page.wait_for_url(re.compile(r"/sign-in/code/"))
            page.locator("#code").fill(self.house.code(login))
            page.locator("main form button.btn-primary").click()
        page.wait_for_url(re.compile(r"^(?!.*/sign-in)"))
        return page

    # what stands on the desk

    def row(self, name: str) -> Locator:
        return self.page.locator("[data-conv]", has=self.page.locator("b", has_text=name))

    def letter(self, words: str) -> Locator:
        """The row of somebody who has given no name, by what the letter says."""
        return self.page.locator("[data-conv]", has_text=words)

    def open(self, name: str) -> Page:
        self.row(name).click()
        expect(self.page.locator("main h1")).to_have_text(name)
        return self.page

    @property
    def words(self) -> Locator:
        return self.page.locator("#words")

    @property
    def cards(self) -> Locator:
        return self.page.locator("[data-finding]")

    def says(self, text: str) -> Locator:
        """A bubble of the open thread with these words."""
        return self.page.locator("#lines .msg .words", has_text=text)

    def answers(self, letter: str, words: str, **next_step: str) -> None:
        """From the list to a sent answer, with a line of what happens next where one is given (what, until)."""
        self.go("/desk/")
        self.letter(letter).click()
        expect(self.says(letter)).to_be_visible()
        if next_step:
            self.page.locator("#next-step summary").click()
            for name, said in next_step.items():
                self.page.locator(f"[name=next_{name}]").fill(said)
        self.words.fill(words)
        self.page.locator("#send").click()
        expect(self.says(words)).to_be_visible()

    def scrolls_sideways(self) -> bool:
        return bool(self.page.evaluate("document.scrollingElement.scrollWidth > document.documentElement.clientWidth"))

    def close(self) -> None:
        """Leave, and sign out: a worker may have three sessions at most, and the next test needs its own."""
        signed = {cookie["name"]: cookie["value"] for cookie in self.context.cookies() if cookie["name"] in ("ts", "tk")}
        self.context.close()
        if any("htmx:sendAbort" in one for one in self.complaints):  # a draft overtaken by the next one, or by leaving
            self.forgive("htmx:sendAbort")
            self.forgive("htmx:afterRequest")
        if signed:
            httpx.post(f"{self.house.url}/sign-out/", cookies=signed, headers=SIGNED_FORM, trust_env=False, timeout=10)
        assert not self.complaints, "\n".join(self.complaints)


def new_window(browser: Browser, house: LivingHouse, login: str = "", **how: object) -> Window:
    """A window, signed in already when `login` is given; it speaks English unless `locale` says otherwise."""
    context = browser.new_context(**{"locale": "en-GB", "viewport": {"width": 1440, "height": 900}, "reduced_motion": "reduce", **how})  # type: ignore[arg-type]
    context.set_default_timeout(8_000)
    if login:
        cookies = house.browser(login).cookies
        context.add_cookies(
            [{"name": name, "value": cookies[name], "url": house.url, "httpOnly": True, "sameSite": "Strict"} for name in ("ts", "tk")]
        )
    return Window(house, context)
