"""Every page of the product, each in the state that shows most of it; the same list is looked at by axe and photographed."""

import re
from collections.abc import Callable
from dataclasses import dataclass
from uuid import uuid4

import httpx
from playwright.sync_api import Page, expect

from tests.browser.outside import Outsider
from tests.browser.visiting import Window
from tests.living import LivingHouse, until

DRAFTS = {
    "en": "Good day. It's your own fault the deadline passed. You'll definitely get it. Here is my personal number, call me even at night.",
    "kk": "Сәлеметсіз бе. Мерзімді өткізіп алғаныңызға өзіңіз кінәлісіз. Сізге сөзсіз береді. Жеке нөміріме түнде жаза беріңіз.",
    "uk": "Добрий день. Ви самі винні, що пропустили строк. Вам точно призначать. Пишіть на особистий телеграм уночі.",
}
ANSWERS = {
    "en": "Hello. Thank you for writing. Which paper did they name last time?",
    "kk": "Сәлеметсіз бе. Жазғаныңызға рақмет. Соңғы рет қай құжатты айтты?",
    "uk": "Добрий день. Дякую, що написали. Яку довідку ви вже маєте на руках?",
}
PEOPLE = {"en": "Sam Sample", "kk": "Айнұр Үлгіқызы", "uk": "Тарас Вигаданий"}
IN_DANGER = "Оксана Прикладна"


@dataclass(frozen=True, slots=True)
class Scene:
    """How a page comes to the state that is looked at. `login` empty: nobody is signed in."""

    name: str
    login: str
    show: Callable[[Window, str], object]
    folded: bool = False  # shown at a telephone's width only


def let_people_write(house: LivingHouse) -> None:
    """The demo's cast writes; two are answered, one has a note beside the answer, one presses the button of danger."""
    for person in Outsider.cast(house):
        for line in person.lines:
            person.writes(line)
    until(lambda: len(house.rows("SELECT id FROM conversations_contact")) >= len(Outsider.cast(house)))
    next(person for person in Outsider.cast(house) if person.name == IN_DANGER).presses_danger()
    worker = house.browser("aigul")
    for language in ("kk", "uk", "en"):
        address = address_of(worker, PEOPLE[language])
        worker.post(f"{address}note/", data={"words": "☎ 12.05", "once": str(uuid4()), "seen_seq": 99})
        answered = worker.post(f"{address}say/", data={"words": ANSWERS[language], "once": str(uuid4()), "seen_seq": 99})
        assert answered.status_code == 302, answered.text


def address_of(worker: httpx.Client, name: str) -> str:
    """Where the conversation with somebody stands."""
    for show in ("new", "mine"):
        found = re.search(rf'href="(/desk/[0-9a-f-]+/)[^"]*"(?:(?!</a>).)*<b>{name}</b>', worker.get(f"/desk/?show={show}").text, re.S)
        if found:
            return found.group(1)
    raise AssertionError(f"{name} stands in no list")


def page_at(path: str) -> Callable[[Window, str], object]:
    return lambda window, language: window.go(path)


def thread(window: Window, language: str) -> Page:
    window.go("/desk/?show=mine")
    window.row(PEOPLE[language]).click()
    expect(window.page.locator("main h1")).to_have_text(PEOPLE[language])
    return window.page


def thread_in_danger(window: Window, language: str) -> Page:
    window.go("/desk/")
    window.row(IN_DANGER).click()
    expect(window.page.locator(".line-danger")).to_be_visible()
    return window.page


def findings(window: Window, language: str) -> Page:
    page = thread(window, language)
    window.words.fill(DRAFTS[language])
    expect(window.page.locator("[data-finding]")).to_have_count(3)
    expect(page.locator("#mirror mark")).to_have_count(3)
    return page


def held_back(window: Window, language: str) -> Page:
    page = findings(window, language)
    page.locator("#send").click()
    expect(page.get_by_role("alert")).to_be_visible()
    return page


def keeping(window: Window, language: str) -> Page:
    """“Keep, because…” unfolded in the card of the hard stop; on a telephone in its sheet."""
    page = findings(window, language)
    if page.locator(".finding-line").last.is_visible():
        page.locator(".finding-line").last.click()
    page.locator(".keep summary").last.click()
    page.locator(".keep input[type=radio]").last.check()
    return page


def sheet(window: Window, language: str) -> Page:
    page = findings(window, language)
    page.locator(".finding-line").first.click()
    return page


def thread_menu(window: Window, language: str) -> Page:
    page = thread(window, language)
    page.locator("[popovertarget=thread-menu]").click()
    return page


def own_menu(window: Window, language: str) -> Page:
    page = window.go("/desk/")
    page.locator("[popovertarget=me-menu]").click()
    return page


def keys(window: Window, language: str) -> Page:
    page = window.go("/desk/")
    page.keyboard.press("?")
    expect(page.locator("#keys")).to_be_visible()
    return page


def wrong_password(window: Window, language: str) -> Page:
    page = window.go("/sign-in/")
    page.locator("#login").fill("aigul")
    page.locator("#password").fill("not this one")
    with window.expecting("status of 4"):
        page.locator("main form button.btn-primary").click()
        expect(page.locator(".errors")).to_be_visible()
    return page


def second_step(window: Window, language: str) -> Page:
    page = window.go("/sign-in/")
    page.locator("#login").fill("marat")
    page.locator("#password").fill(window.house.accounts["marat"])
    page.locator("main form button.btn-primary").click()
    expect(page.locator("#code")).to_be_visible()
    return page


def one_time_code(window: Window, language: str) -> Page:
    page = second_step(window, language)
    page.locator("a[href*=spare]").click()
    expect(page.locator("input[name=spare]")).to_be_attached()
    return page


def changing_a_colleague(window: Window, language: str) -> Page:
    page = window.go("/people/")
    page.locator("details summary").first.click()
    return page


def nothing_here(window: Window, language: str) -> Page:
    with window.expecting("404"):
        return window.go("/desk/00000000-0000-4000-8000-000000000000/")


def messenger(window: Window, language: str) -> Page:
    person = next(person for person in Outsider.cast(window.house) if person.name == PEOPLE[language])
    return window.go(f"/demo/?person={person.id}&lang={language}")


EMPTY = Scene("desk-empty", "olena", page_at("/desk/"))  # shown before anybody has written
SCENES = [
    Scene("sign-in", "", page_at("/sign-in/")),
    Scene("sign-in-wrong", "", wrong_password),
    Scene("second-step", "", second_step),
    Scene("one-time-code", "", one_time_code),
    Scene("lost-password", "", page_at("/sign-in/lost/")),
    Scene("account", "aigul", page_at("/me/")),
    Scene("recovery-code", "iryna", page_at("/me/recovery-code/")),
    Scene("second-factor", "iryna", page_at("/me/second-factor/")),
    Scene("second-factor-move", "iryna", page_at("/me/second-factor/?move")),
    Scene("second-factor-set-up", "aigul", page_at("/me/second-factor/")),
    Scene("password", "aigul", page_at("/me/password/")),
    Scene("colleagues", "admin", changing_a_colleague),
    Scene("desk-list", "aigul", page_at("/desk/")),
    Scene("desk-mine", "aigul", page_at("/desk/?show=mine")),
    Scene("desk-closed", "aigul", page_at("/desk/?show=closed")),
    Scene("thread", "aigul", thread),
    Scene("thread-danger", "aigul", thread_in_danger),
    Scene("thread-findings", "aigul", findings),
    Scene("thread-held-back", "aigul", held_back),
    Scene("thread-keep", "aigul", keeping),
    Scene("thread-sheet", "aigul", sheet, folded=True),
    Scene("thread-menu", "aigul", thread_menu),
    Scene("own-menu", "aigul", own_menu),
    Scene("keys", "aigul", keys),
    Scene("ledger", "marat", page_at("/desk/ledger/")),
    Scene("status", "admin", page_at("/status/")),
    Scene("nothing-here", "aigul", nothing_here),
    Scene("messenger", "", messenger),
]
