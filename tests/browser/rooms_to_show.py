"""Rooms in the states that show most of them, and the pages around them: what the portal's scenes look at."""

import html
import itertools
import re
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from functools import cache
from uuid import uuid4

import httpx
from playwright.sync_api import Page, expect

from tests.browser.in_the_room import Room
from tests.browser.visiting import Window
from tests.living import LivingHouse

WORDS = {
    "en": "He drinks and shouts, and I am afraid for my daughter.",
    "kk": "Ішіп алып айғайлайды, қызым үшін қорқамын.",
    "uk": "Він п’є і кричить, я боюся за доньку.",
}
ANSWERS = {
    "en": "Thank you for writing. You are not alone with it. Is he at home now?",
    "kk": "Жазғаныңызға рақмет. Сіз жалғыз емессіз. Ол қазір үйде ме?",
    "uk": "Дякую, що написали. Ви з цим не самі. Він зараз удома?",
}
STEPS = {
    "en": "I ask the shelter whether there is a place for two",
    "kk": "Баспанада екі адамға орын бар-жоғын сұраймын",
    "uk": "Дізнаюся, чи є у притулку місце для двох",
}
NOTES = {"en": "On Tuesday it was bad.", "kk": "Сейсенбіде жаман болды.", "uk": "У вівторок було зле."}
DUE = "2030-11-28"
SEND = """() => { const field = document.getElementById("words");
  if (field) { field.value = "…"; document.querySelector("#writing .primary").click(); } }"""
"""Send something, unless the room has closed itself already."""
_letters = itertools.count(1)
PARTS = ("talk", "write", "next", "opened", "kept", "notes", "more")


class Visitor:
    """Somebody's browser without a screen: fills rooms quickly."""

    def __init__(self, house: LivingHouse, language: str) -> None:
        self.browser = house.browser()
        self.browser.cookies.set("tirek_lang", language)
        self.language = language

    def asks(self) -> tuple[str, str]:
        """The number, and the words by which the letter is found on the desk."""
        words = f"{next(_letters)}. {WORDS[self.language]}"
        form = {"step": "words", "need": "safety", "once": str(uuid4()), "words": words}
        return " ".join(re.findall(r"<li>(\d{4})</li>", _said(self.browser.post("/ask/", data=form)))), words

    def does(self, where: str, **form: str) -> None:
        room = re.search(r'data-room="(\w+)"', self.browser.get("/room/").text)
        assert room
        answer = self.browser.post(f"/room/{where}/", data={"once": str(uuid4()), "room": room[1], **form})
        assert answer.status_code == 302, (where, answer.text[:2000])


def _said(answer: httpx.Response) -> str:
    assert answer.status_code == 200, answer.text[:2000]
    return answer.text


@cache
def new_number(house: LivingHouse, language: str) -> str:
    """A room in which only the first words stand."""
    return Visitor(house, language).asks()[0]


@cache
def full_room(house: LivingHouse, language: str) -> tuple[str, str]:
    """A room with everything in it: an answer, a next step, a question of consent, a note, a wish for deletion.

    Its number, and where its conversation stands on the desk.
    """
    person = Visitor(house, language)
    number, words = person.asks()
    address = thread_of(house, words)
    step = {"next_what": STEPS[language], "next_who": "me", "next_until": DUE}
    deeds = {"say": {"words": ANSWERS[language], **step}, "agreed/ask": {"purpose": "care", "recipient": ""}, "note": {"words": "☎ 12.05"}}
    with at_work(house, "aigul") as worker:
        for where, form in deeds.items():
            answer = worker.post(f"{address}{where}/", data={"once": str(uuid4()), "seen_seq": "99", **form})
            assert answer.status_code == 302, (where, answer.text[-2000:])
    person.does("press", payload="know:wrong1")
    person.does("notes", words=NOTES[language])
    person.does("press", payload="erase")
    person.does("agreements/yes", purpose="boundaries", answer="read")
    return number, address


@contextmanager
def at_work(house: LivingHouse, login: str) -> Iterator[httpx.Client]:
    """A colleague's browser for a moment: a fourth session would end the first, which a window is using."""
    browser = house.browser(login)
    yield browser
    browser.post("/sign-out/")


def thread_of(house: LivingHouse, words: str) -> str:
    """The address of the newest conversation in which these words stand."""
    with at_work(house, "aigul") as worker:
        for show in ("new", "mine"):
            rows = re.findall(r'href="(/desk/[0-9a-f-]+/)[^"]*"((?:(?!</a>).)*)</a>', worker.get(f"/desk/?show={show}").text, re.S)
            for address, row in reversed(rows):
                if html.escape(words[:20]) in row:
                    return str(address)
    raise AssertionError(f"{words} stands in no list")


# the scenes: each takes a window whose person has, or has not, a room


def in_new_room(window: Window, language: str) -> Page:
    return _inside(window, new_number(window.house, language))


def in_full_room(window: Window, language: str) -> Page:
    return _inside(window, full_room(window.house, language)[0])


def _inside(window: Window, number: str) -> Page:
    if not window.go("/room/").url.endswith("/room/"):
        Room(window).comes_back(number)
    expect(window.page.locator("#chat .msg, #writing").first).to_be_visible()
    return window.page


def with_open_folds(window: Window, language: str) -> Page:
    """Every fold of the room open: briefing, deletion, showing and removing a note."""
    return _unfolded(in_full_room(window, language), "main")


def agreements(window: Window, language: str) -> Page:
    in_full_room(window, language)
    return _unfolded(window.go("/room/agreements/"), "main")


def today(window: Window, language: str) -> Page:
    """How I am today, with something that stands; in simple mode its first question."""
    in_full_room(window, language)
    page = window.go("/room/today/?step=sign")
    page.locator("#saying label.opt").nth(1).click()
    page.locator("#sign-words").fill(NOTES[language])
    page.locator("#saying button.primary").click()
    return page


def simply_today(window: Window, language: str) -> Page:
    window.context.add_cookies([{"name": "tirek_simple", "value": "on", "url": window.house.url}])
    return today(window, language)


def _unfolded(page: Page, place: str) -> Page:
    page.locator(place).locator("details").evaluate_all("(all) => all.forEach((one) => (one.open = true))")
    return page


def simply_at(path: str) -> Callable[[Window, str], Page]:
    """A page in simple mode."""

    def show(window: Window, language: str) -> Page:
        window.context.add_cookies([{"name": "tirek_simple", "value": "on", "url": window.house.url}])
        return window.go(path)

    return show


def simply(part: str) -> Callable[[Window, str], Page]:
    """One part of the room in simple mode."""

    def show(window: Window, language: str) -> Page:
        window.context.add_cookies([{"name": "tirek_simple", "value": "on", "url": window.house.url}])
        in_full_room(window, language)
        return window.go(f"/room/?show={part}")

    return show


def refused_letter(window: Window, language: str) -> Page:
    page = in_full_room(window, language)
    with window.expecting("status of 4"):
        page.locator("#writing .primary").click()
        expect(page.locator("#problem")).to_be_visible()
    return page


def closed_by_itself(window: Window, language: str) -> Page:
    """The session is over while the page is open."""
    page = in_full_room(window, language)
    with window.expecting("401"):
        page.context.clear_cookies(name="rs")
        page.evaluate(SEND)
        expect(page.locator("#again")).to_be_visible()
    return page


def asking_for_words(window: Window, language: str) -> Page:
    page = window.go("/ask/")
    page.locator("input[value=safety]").check()
    page.locator(".foot .primary").click()
    expect(page.locator("#words")).to_be_visible()
    return page


def asking_for_nothing(window: Window, language: str) -> Page:
    """Nothing chosen and nothing written."""
    page = window.go("/ask/")
    page.locator(".foot .primary").click()
    page.locator("#words").fill(" ")
    with window.expecting("status of 4"):
        page.locator(".foot .primary").click()
        expect(page.locator("#problem")).to_be_visible()
    return page


def number_shown(window: Window, language: str) -> Page:
    """The number itself; its room is left again, so that the next scene stands before a closed door."""
    page = asking_for_words(window, language)
    page.locator("#words").fill(WORDS[language])
    page.locator(".foot .primary").click()
    expect(page.locator("#digits")).to_be_visible()
    window.context.clear_cookies(name="rs")
    return page


def mistyped(window: Window, language: str) -> Page:
    with window.expecting("status of 4"):
        Room(window).comes_back("1234 5678")
        expect(window.page.locator("#problem")).to_be_visible()
    return window.page


def languages(window: Window, language: str) -> Page:
    page = window.go("/")
    page.locator(".pick summary").click()
    return page


def never_was(window: Window, language: str) -> Page:
    return window.go("/r/never-was/")


# what the desk has of it


def on_the_desk(window: Window, language: str) -> Page:
    _number, address = full_room(window.house, language)
    window.go(f"{address}?show=mine")
    expect(window.page.locator("#head")).to_be_visible()
    return window.page


def beside_the_desk(window: Window, language: str) -> Page:
    """What stands beside the thread: a column where there is room, on a telephone behind its button; its forms unfolded."""
    page = on_the_desk(window, language)
    if page.locator(".about-button").is_visible():
        page.locator(".about-button").click()
    expect(page.locator("#beside")).to_be_visible()
    return _unfolded(page, "#beside")


def promising(window: Window, language: str) -> Page:
    """“Add what happens next”, unfolded."""
    page = on_the_desk(window, language)
    page.locator("#next-step:not([open]) summary").click()
    page.locator("[name=next_what]").fill(STEPS[language])
    page.locator("[name=next_until]").fill(DUE)
    return page
