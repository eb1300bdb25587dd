"""The room: the portal's first page on a slow line, and receipts opened beside the intake of letters.

The slow line is Chromium's own throttle: 250 kbit/s down, 100 kbit/s up, 300 ms to the server, an empty cache each time.
Receipts cost one Argon2 each, one at a time in the whole house: the rate says what that cap lets through, and the intake
measured beside it says what the cap is for.
"""

import itertools
import threading
import time
from collections.abc import Iterator, Sequence
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import httpx

from benchmarks.subjects import Subject

CHROMIUM = Path("/usr/bin/chromium")
FLAGS = ["--no-sandbox", "--disable-gpu", "--disable-background-networking", "--no-first-run"]
SLOW = {"offline": False, "latency": 300, "downloadThroughput": 250_000 / 8, "uploadThroughput": 100_000 / 8}
KNOCKERS = 4
PHONE = {"width": 390, "height": 844}
USABLE = "() => performance.getEntriesByName('first-contentful-paint')[0]?.startTime"


def first_loads(house: Subject, rounds: int) -> Iterator[dict[str, float]]:
    """Each round a browser that was never here: seconds until words stand on the page and until all is loaded; bytes."""
    from playwright.sync_api import sync_playwright  # only this part needs a browser

    if not CHROMIUM.exists():
        return
    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=str(CHROMIUM), args=FLAGS)
        for _ in range(rounds):
            yield _first_load(browser, f"http://127.0.0.1:{house.port}/")
        browser.close()


def _first_load(browser: Any, address: str) -> dict[str, float]:
    context = browser.new_context(viewport=PHONE, locale="kk-KZ")
    page, received = context.new_page(), []
    wire = context.new_cdp_session(page)
    wire.send("Network.enable")
    wire.send("Network.emulateNetworkConditions", SLOW)
    wire.on("Network.loadingFinished", lambda event: received.append(event["encodedDataLength"]))
    began = time.perf_counter()
    page.goto(address, wait_until="load")
    loaded = time.perf_counter() - began
    usable = float(page.wait_for_function(USABLE).json_value()) / 1000
    context.close()
    return {
        "usable_s": round(usable, 2),
        "loaded_s": round(loaded, 2),
        "kilobytes": round(sum(received) / 1000, 1),
        "requests": len(received),
    }


@dataclass(slots=True)
class Knocking:
    """People who open their rooms one after another, until told to stop."""

    opened: int = 0
    turned_away: int = 0


def knock(house: Subject, numbers: Sequence[str], stop: threading.Event) -> Knocking:
    """`KNOCKERS` browsers at once; whoever is told to come again in a moment does so after a moment."""
    tally, line = Knocking(), threading.Lock()

    def one(mine: Iterator[str]) -> None:
        with httpx.Client(base_url=f"http://127.0.0.1:{house.port}", headers={"Sec-Fetch-Site": "same-origin"}, trust_env=False) as browser:
            while not stop.is_set():
                status = browser.post("/open/", data={"number": next(mine)}).status_code
                browser.cookies.clear()
                with line:
                    tally.opened += status in (302, 303)
                    tally.turned_away += status not in (302, 303)
                if status not in (302, 303):
                    time.sleep(0.05)

    with ThreadPoolExecutor(KNOCKERS) as pool:
        for start in range(KNOCKERS):
            pool.submit(one, itertools.cycle(numbers[start::KNOCKERS]))
    return tally
