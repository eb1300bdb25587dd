"""Somebody at the door of a living house: a browser without an account, over real HTTP.

visitor = Visitor(house)
assert visitor.asks("Балама жәрдемақы керек").status_code == 200 and visitor.number
assert visitor.writes("Тағы бір хат").status_code == 302
"""

import html
import re
from typing import Any
from uuid import uuid4

import httpx

from tests.living import LivingHouse


class Visitor:
    """One person and one browser. `number` is what the receipt showed; `cookies` are the room's two."""

    def __init__(self, house: LivingHouse, browser: httpx.Client | None = None) -> None:
        self.house = house
        self.browser = browser or house.browser()
        self.number = ""

    def asks(self, words: str, *, need: str = "talk", once: str = "", **form: Any) -> httpx.Response:
        """The last step of the questions; an answer of 200 shows the number."""
        answer = self.browser.post("/ask/", data={"step": "words", "need": need, "once": once or str(uuid4()), "words": words, **form})
        self.number = number_on(answer.text) or self.number
        return answer

    def comes_back(self, number: str = "") -> httpx.Response:
        return self.browser.post("/open/", data={"number": number or self.number})

    def writes(self, words: str, *, once: str = "") -> httpx.Response:
        return self.sends("write/", words=words, once=once or str(uuid4()))

    def presses(self, payload: str) -> httpx.Response:
        return self.sends("press/", payload=payload)

    def sends(self, to: str, **form: Any) -> httpx.Response:
        """A form of the room, with its mark: by which the house knows whose page it was of."""
        return self.browser.post(f"/room/{to}", data={"once": str(uuid4()), "room": self.room, **form})

    def reads(self, address: str = "/room/") -> str:
        answer = self.browser.get(address)
        assert answer.status_code == 200, (address, answer.status_code)
        return answer.text

    def is_in(self) -> bool:
        return self.browser.get("/room/").status_code == 200

    @property
    def room(self) -> str:
        return room_on(self.browser.get("/room/").text)

    @property
    def cookies(self) -> dict[str, str]:
        return {name: value for name, value in self.browser.cookies.items() if name in ("rs", "rk")}

    @property
    def words(self) -> list[str]:
        """What stands in the room's conversation, theirs and ours."""
        chat = self.reads().split('id="chat"')[1].split("</ol>")[0]
        return [html.unescape(found) for found in re.findall(r'<p class="words">(.*?)</p>', chat, flags=re.DOTALL)]


def number_on(page: str) -> str:
    found = "".join(re.findall(r"<li>(?:<span>)?(\d{4})(?:</span>)?</li>", page))
    return found if len(found) == 20 else ""


def room_on(page: str) -> str:
    found = re.search(r'data-room="(\w+)"', page)
    return found[1] if found else ""
