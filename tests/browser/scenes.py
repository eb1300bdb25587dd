"""Every page of the product, each in the state that shows most of it; the same list is looked at by axe and photographed."""

import re
from collections.abc import Callable
from dataclasses import dataclass
from uuid import uuid4

import httpx
from playwright.sync_api import Page, expect

from tests.browser import rooms_to_show as rooms
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
IN_CRISIS = {
    "en": "I'm so tired. I am going to kill myself tonight, thank you for everything.",
    "kk": "Шаршадым. Бүгін түнде өзімді өлтіремін, бәріне рақмет.",
    "uk": "Я втомилась. Сьогодні вночі мене не стане, дякую вам за все.",
}

TO_MASK = {
    "en": "Priya Example rang from 07700 900123. She is the only teacher in the village and has seven children. Her son has epilepsy.",
    "kk": "Айгүл Үлгіқызы 8 701 555 01 42 нөмірінен звондады. Ол ауылдағы жалғыз мұғалім, жеті баласы бар. Ұлы эпилепсиямен ауырады.",
    "uk": "Оксана Прикладенко дзвонила з 067 555 01 42. Вона колишня директорка школи у селі Тестове, має сімох дітей. У сина епілепсія.",
}


@dataclass(frozen=True, slots=True)
class Scene:
    """How a page comes to the state that is looked at. `login` empty: nobody is signed in."""

    name: str
    login: str
    show: Callable[[Window, str], object]
    folded: bool = False  # shown at a telephone's width only
    whose: str = ""  # a browser apart from the others of this login
    whole: bool = False  # its picture shows the page down to its end


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


def thread_in_crisis(window: Window, language: str) -> Page:
    """Words that may mean danger: the card of what to do, the line under the message, one correction unfolded."""
    person = Outsider.of(window.house, language).writes(IN_CRISIS[language])
    window.go("/desk/")
    window.row(person.name).click()
    expect(window.page.locator(".protocol-body")).to_be_visible()
    window.page.locator(".cue-more summary").click()
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
    """The card of the hard stop with a reason, which asks for words; on a telephone in its sheet."""
    page = findings(window, language)
    if page.locator(".finding-line").last.is_visible():
        page.locator(".finding-line").last.click()
    page.locator("[data-finding]").last.locator(".keeping input[type=radio]").first.click()
    return page


def settled(window: Window, language: str) -> Page:
    page = findings(window, language)
    if page.locator(".finding-line").first.is_visible():
        page.locator(".finding-line").first.click()
    page.locator("[data-finding]").first.locator(".keeping input[type=radio]").first.click()
    expect(page.locator(".finding.is-settled")).to_have_count(1)
    return page


def once_more(window: Window, language: str) -> Page:
    page = findings(window, language)
    page.locator("#once-more-open").click()
    expect(page.locator("dialog.once-more")).to_be_visible()
    return page


def phrases(window: Window, language: str) -> Page:
    page = thread(window, language)
    page.locator("#phrases-open").click()
    expect(page.locator("#phrase-list [aria-selected=true]")).to_be_visible()
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


def invited(window: Window, language: str) -> Page:
    """The link for a new colleague, shown once; the next scene opens it."""
    page = window.go("/people/invite/")
    login = f"new{uuid4().hex[:8]}"
    page.locator("#invite-name").fill("Новенька Вигадана")
    page.locator("#invite-login").fill(login)
    page.locator("#invite input[type=checkbox]").first.check()
    page.locator("#invite form .btn-primary").click()
    expect(page.locator("#link")).to_be_visible()
    return page


def welcome(window: Window, language: str) -> Page:
    form = {"name": "Новенька Вигадана", "login": f"new{uuid4().hex[:8]}", "roles": ["intake"]}
    with rooms.at_work(window.house, "admin") as administrator:
        made = administrator.post("/people/invite/", data=form)
    link = re.search(r"(/welcome/[^<\s]+)", made.text)
    assert link, made.text[:2000]
    return window.go(link[1])


def welcome_over(window: Window, language: str) -> Page:
    with window.expecting("404"):
        return window.go("/welcome/never-was/")


def new_number(window: Window, language: str) -> Page:
    """A new number for somebody who has lost theirs: shown once, on the desk."""
    page = rooms.on_the_desk(window, language)
    if page.locator(".about-button").is_visible():
        page.locator(".about-button").click()
    form = page.locator("form[action$='/number/']")
    page.locator("details", has=form).locator("summary").click()
    form.locator("textarea").fill("Came to the office and told the first letter by heart.")
    form.locator("button").click()
    expect(page.locator("ol.digits")).to_be_visible()
    rooms.full_room.cache_clear()  # the old number has ended
    return page


def nothing_here(window: Window, language: str) -> Page:
    with window.expecting("404"):
        return window.go("/desk/00000000-0000-4000-8000-000000000000/")


def messenger(window: Window, language: str) -> Page:
    person = next(person for person in Outsider.cast(window.house) if person.name == PEOPLE[language])
    return window.go(f"/demo/?person={person.id}&lang={language}")


def a_change_waits(window: Window, language: str) -> Page:
    """The list with a proposal of a colleague's, and the form in which this one would propose another."""
    with rooms.at_work(window.house, "iryna") as officer:
        form = {"kind": "grade", "grade": "nudge", "why": "Ұсыныс · пропозиція", "password": window.house.accounts["iryna"]}
        officer.post("/standard/ACC-03/change/", data=form)
    page = window.go("/standard/")
    expect(page.locator("#waiting")).to_be_visible()
    return page


def rephrasing(window: Window, language: str) -> Page:
    page = window.go("/standard/ACC-02/change/")
    page.locator("input[name=kind][value=phrases]").check()
    page.locator("details.data-toggle summary").first.click()
    return page


def tried(window: Window, language: str) -> Page:
    page = window.go("/standard/try/")
    page.locator("#try-words").fill(DRAFTS[language])
    page.locator("form[action='/standard/try/'] button").click()
    expect(page.locator("#tried mark").first).to_be_visible()
    return page


def masked_halfway(window: Window, language: str) -> Page:
    """A text with a question that is open, sure places, and a warning about what is left."""
    page = window.go("/standard/masking/")
    page.locator("#words").fill(TO_MASK[language])
    page.locator("form.paste button").click()
    expect(page.locator("#shared .stand-open").first).to_be_visible()
    return page


def masked_whole(window: Window, language: str) -> Page:
    page = masked_halfway(window, language)
    for _ in range(page.locator("[data-ask] [data-key='1']").count()):
        question = page.locator("[data-ask]", has=page.locator("[data-key='1']")).first
        key = question.get_attribute("id")
        question.locator("[data-key='1']").click()
        expect(page.locator(f"[id='{key}'] [data-key='1']")).to_have_count(0)
    page.locator("details:has(> .sure) > summary").click()
    page.locator(".back > summary").first.click()
    return page


EMPTY = Scene("desk-empty", "olena", page_at("/desk/"))  # shown before anybody has written
AT_THE_DOOR = [
    Scene("front", "", page_at("/"), whole=True),
    Scene("front-languages", "", rooms.languages),
    Scene("danger", "", page_at("/now/"), whole=True),
    Scene("ask-need", "", page_at("/ask/"), whole=True),
    Scene("ask-words", "", rooms.asking_for_words, whole=True),
    Scene("ask-nothing", "", rooms.asking_for_nothing),
    Scene("number", "", rooms.number_shown, whole=True),
    Scene("open", "", page_at("/open/"), whole=True),
    Scene("open-mistyped", "", rooms.mistyped),
    Scene("link-over", "", rooms.never_was),
    Scene("stays", "", page_at("/stays/"), whole=True),
]
IN_THE_ROOM = [
    Scene("room-new", "", rooms.in_new_room, whose="somebody new", whole=True),
    Scene("room", "", rooms.in_full_room, whose="somebody", whole=True),
    Scene("room-folds", "", rooms.with_open_folds, whose="somebody", whole=True),
    Scene("room-refused", "", rooms.refused_letter, whose="somebody"),
    Scene("agreements", "", rooms.agreements, whose="somebody", whole=True),
    Scene("today", "", rooms.today, whose="somebody", whole=True),
    Scene("room-front", "", page_at("/"), whose="somebody"),
    Scene("room-danger", "", page_at("/now/"), whose="somebody"),
    Scene("simple-front", "", rooms.simply_at("/"), whose="simple at the door", whole=True),
    Scene("simple-ask", "", rooms.simply_at("/ask/"), whose="simple at the door", whole=True),
    *(Scene(f"simple-{part}", "", rooms.simply(part), whose="simple", whole=True) for part in rooms.PARTS),
    Scene("simple-today", "", rooms.simply_today, whose="simple", whole=True),
    Scene("room-closed", "", rooms.closed_by_itself, whose="somebody"),
]
OF_COLLEAGUES = [
    Scene("sign-in", "", page_at("/sign-in/")),
    Scene("sign-in-wrong", "", wrong_password),
    Scene("second-step", "", second_step),
    Scene("one-time-code", "", one_time_code),
    Scene("lost-password", "", page_at("/sign-in/lost/")),
    Scene("welcome", "", welcome),
    Scene("welcome-over", "", welcome_over),
    Scene("account", "aigul", page_at("/me/")),
    Scene("recovery-code", "iryna", page_at("/me/recovery-code/")),
    Scene("second-factor", "iryna", page_at("/me/second-factor/")),
    Scene("second-factor-move", "iryna", page_at("/me/second-factor/?move")),
    Scene("second-factor-set-up", "aigul", page_at("/me/second-factor/")),
    Scene("password", "aigul", page_at("/me/password/")),
    Scene("colleagues", "admin", changing_a_colleague, whole=True),
    Scene("invite", "admin", page_at("/people/invite/"), whole=True),
    Scene("invited", "admin", invited),
    Scene("status", "admin", page_at("/status/"), whole=True),
    Scene("ledger", "marat", page_at("/desk/ledger/")),
    Scene("cues", "marat", page_at("/desk/cues/")),
    Scene("standard-list", "marat", a_change_waits, whole=True),
    Scene("standard-rule", "iryna", page_at("/standard/RESP-01/"), whole=True),
    Scene("standard-change", "iryna", rephrasing, whole=True),
    Scene("standard-try", "iryna", tried),
    Scene("masking", "aigul", page_at("/standard/masking/")),
    Scene("masking-open", "aigul", masked_halfway, whole=True),
    Scene("masking-decided", "aigul", masked_whole, whole=True),
    Scene("standard-resting", "aigul", page_at("/standard/resting/")),
]
ON_THE_DESK = [
    Scene("desk-list", "aigul", page_at("/desk/")),
    Scene("desk-mine", "aigul", page_at("/desk/?show=mine")),
    Scene("desk-closed", "aigul", page_at("/desk/?show=closed")),
    Scene("thread", "aigul", thread),
    Scene("thread-danger", "aigul", thread_in_danger),
    Scene("thread-crisis", "aigul", thread_in_crisis),
    Scene("thread-findings", "aigul", findings),
    Scene("thread-held-back", "aigul", held_back),
    Scene("thread-keep", "aigul", keeping),
    Scene("thread-settled", "aigul", settled),
    Scene("thread-once-more", "aigul", once_more),
    Scene("thread-phrases", "aigul", phrases),
    Scene("thread-sheet", "aigul", sheet, folded=True),
    Scene("thread-menu", "aigul", thread_menu),
    Scene("thread-room", "aigul", rooms.on_the_desk),
    Scene("thread-beside", "aigul", rooms.beside_the_desk),
    Scene("thread-next-step", "aigul", rooms.promising),
    Scene("new-number", "aigul", new_number),
    Scene("own-menu", "aigul", own_menu),
    Scene("keys", "aigul", keys),
    Scene("nothing-here", "aigul", nothing_here),
    Scene("messenger", "", messenger),
]
SCENES = {"door": AT_THE_DOOR, "room": IN_THE_ROOM, "colleagues": OF_COLLEAGUES, "desk": ON_THE_DESK}
