"""Somebody at the door: a browser without an account, and what stands on the pages it is shown."""

import html
import re
from collections.abc import Callable
from dataclasses import dataclass, field
from typing import Any
from uuid import uuid4

import pytest
from django.http import HttpResponse
from django.test import Client

from tests.conftest import SAME_ORIGIN, Cast
from tirek.conversations import rules
from tirek.conversations.models import Thread
from tirek.people.persons import person_cookie_names
from tirek.vault.actions.sessions import Cookies, load_session
from tirek.vault.actions.talking import TalkReader


@pytest.fixture(autouse=True)
def nobody_has_tried_yet() -> None:
    rules.NUMBERS_TRIED.clear()
    rules.ROOMS_MADE.clear()


@dataclass
class Somebody:
    """A person with a browser of their own; what they read is kept until the next page."""

    browser: Client = field(default_factory=lambda: Client(**SAME_ORIGIN, HTTP_ACCEPT_LANGUAGE="en"))
    number: str = ""
    page: str = ""

    def reads(self, address: str) -> str:
        return self._read(self.browser.get(address, follow=True))

    def sends(self, address: str, **form: Any) -> HttpResponse:
        answer = self.browser.post(address, form)
        self._read(answer)
        return answer

    def asks(self, words: str = "Балама жәрдемақы керек", **more: Any) -> HttpResponse:
        """Through the questions to the number."""
        answer = self.sends("/ask/", **{"step": "words", "need": "money", "once": str(uuid4()), "words": words, **more})
        self.number = "".join(re.findall(r"<li>(\d{4})</li>", self.page))
        return answer

    def writes(self, words: str, **more: Any) -> HttpResponse:
        self.reads("/room/")
        return self.sends("/room/write/", **{"words": words, "once": self.hidden("once"), "room": self.room, **more})

    def presses(self, payload: str, **more: Any) -> HttpResponse:
        self.reads("/room/")
        return self.sends("/room/press/", **{"payload": payload, "once": str(uuid4()), "room": self.room, **more})

    def hidden(self, name: str) -> str:
        found = re.search(rf'name="{name}" value="([^"]*)"', self.page)
        assert found, f"no {name} on this page"
        return html.unescape(found[1])

    @property
    def room(self) -> str:
        found = re.search(r'data-room="(\w+)"', self.page)
        return found[1] if found else ""

    @property
    def talk(self) -> TalkReader:
        sid, key = (self.browser.cookies[name].value for name in person_cookie_names())
        signed = load_session(Cookies(sid, key), slide=False)
        assert signed is not None
        return TalkReader(signed.principal, signed.seed)

    @property
    def thread(self) -> Thread:
        return Thread.objects.select_related("safe", "account__team").get(pk=self.talk.open.safe.id)

    def _read(self, answer: HttpResponse) -> str:
        self.page = answer.content.decode()
        return self.page


@pytest.fixture
def somebody(cast: Cast) -> Callable[..., Somebody]:
    return Somebody


@pytest.fixture
def person(cast: Cast) -> Somebody:
    """Somebody who has asked for help and sits in the room."""
    person = Somebody()
    person.asks()
    assert person.number
    return person
