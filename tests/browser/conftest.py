"""Debian's Chromium before a living house. Every window fails its test on an error, a foreign request or a broken policy."""

import os
import signal
import threading
from collections.abc import Callable, Iterator
from contextlib import suppress
from pathlib import Path
from uuid import uuid4

import pytest
from playwright.sync_api import Browser, sync_playwright

from tests.browser.in_the_room import Room, new_room
from tests.browser.outside import Outsider
from tests.browser.visiting import Window, new_window
from tests.living import LivingHouse, living

CHROMIUM = Path("/usr/bin/chromium")
FLAGS = [
    *("--no-sandbox", "--disable-gpu", "--disable-dev-shm-usage", "--no-first-run"),
    *("--disable-background-networking", "--disable-component-update", "--disable-sync"),
]
PATIENCE = 240.0
"""Seconds that one test may take. A page that is asked for a value may wait for ever; its browser is then ended, and the test fails."""
MARK = f"--tirek-run={uuid4()}"
HERE = Path(__file__).parent


def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    """Everything in this folder drives a browser."""
    absent = pytest.mark.skip(reason=f"No Chromium at {CHROMIUM}, so no page was opened in a browser. Install Debian's package `chromium`.")
    for item in items:
        if HERE in item.path.parents:
            item.add_marker(pytest.mark.browser)
            if not CHROMIUM.exists():
                item.add_marker(absent)


@pytest.fixture(scope="module")
def browser() -> Iterator[Browser]:
    """One Chromium for a file. Not for the whole run: its event loop would stand in the way of other tests' database."""
    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=str(CHROMIUM), args=[*FLAGS, MARK])
        yield browser
        browser.close()


@pytest.fixture(autouse=True)
def no_test_waits_for_ever() -> Iterator[None]:
    """After PATIENCE the browser is killed: whatever the test waits for ends in an error that says where."""
    clock = threading.Timer(PATIENCE, end_browsers)
    clock.daemon = True
    clock.start()
    yield
    clock.cancel()


def end_browsers() -> None:
    """Every process of this run's Chromium."""
    for process in Path("/proc").glob("[0-9]*"):
        with suppress(OSError):
            if MARK.encode() in (process / "cmdline").read_bytes().split(b"\0"):
                os.kill(int(process.name), signal.SIGKILL)


@pytest.fixture(scope="module")
def house(tmp_path_factory: pytest.TempPathFactory) -> Iterator[LivingHouse]:
    """A living house for a file; every test in it brings people of its own."""
    with living(tmp_path_factory.mktemp("house")) as house:
        yield house


@pytest.fixture
def window(browser: Browser, house: LivingHouse) -> Iterator[Callable[..., Window]]:
    """Opens windows: `window("aigul")` is signed in already. At the end of the test each must have nothing to complain of."""
    opened: list[Window] = []

    def window(login: str = "", **how: object) -> Window:
        opened.append(new_window(browser, house, login, **how))
        return opened[-1]

    yield window
    for one in opened:
        one.close()


@pytest.fixture
def somebody(house: LivingHouse) -> Callable[..., Outsider]:
    """A new invented person who writes in this language; the first words may be given at once."""

    def somebody(language: str = "en", *letters: str) -> Outsider:
        person = Outsider.of(house, language)
        for letter in letters:
            person.writes(letter)
        return person

    return somebody


@pytest.fixture
def room(browser: Browser, house: LivingHouse) -> Iterator[Callable[..., Room]]:
    """Somebody's own browser of a telephone's width; no account, nothing kept."""
    opened: list[Room] = []

    def room(**how: object) -> Room:
        opened.append(new_room(browser, house, **how))
        return opened[-1]

    yield room
    for one in opened:
        one.window.close()
