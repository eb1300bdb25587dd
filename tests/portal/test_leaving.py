"""Quick exit, what stays, what a page weighs, and words that would like to be something else."""

import re
from pathlib import Path
from uuid import uuid4

import pytest
from django.contrib.staticfiles import finders
from django.test import Client

from tests.conftest import SAME_ORIGIN
from tirek.people.persons import person_cookie_names
from tirek.portal.urls import urlpatterns
from tirek.ui import __file__ as UI
from tirek.vault.models import Session

HEAVIEST = 60_000
HOSTILE = [
    "<script>alert(1)</script>",
    '"><img src=x onerror=alert(1)>',
    "'><svg/onload=alert(1)>",
    "</textarea><script>alert(1)</script>",
    "<a href='javascript:alert(1)'>x</a>",
    "{{ 7|add:7 }}{% include 'portal/front.html' %}",
    "&lt;script&gt;alert(1)&lt;/script&gt;",
    "<iframe srcdoc='<script>alert(1)</script>'>",
    "\u202egnirts desrever\u2066",
    "\x00 broken",
]


# leaving


def test_leaving_ends_the_room_and_answers_a_page_that_tells_nothing(person) -> None:
    cookies = {name: morsel.value for name, morsel in person.browser.cookies.items()}
    answer = person.sends("/leave/")
    assert answer["Clear-Site-Data"] == '"cache", "storage"' and answer["Cache-Control"] == "no-store"
    assert 'http-equiv="refresh" content="0; url=https://en.wikipedia.org/"' in person.page
    assert "Tirek" not in person.page and "room" not in person.page.lower().replace("chatroom", "")
    for name in person_cookie_names():
        assert answer.cookies[name].value == "" and answer.cookies[name]["max-age"] == 0
    assert not Session.objects.exists()
    person.browser.cookies.load(cookies)
    assert person.browser.get("/room/")["Location"] == "/open/", "Back finds nothing"
    assert person.browser.get("/room/lines/", HTTP_X_TIREK_STEADY="1").status_code == 401


def test_leaving_keeps_the_language_so_that_nothing_looks_different(person) -> None:
    person.sends("/language", language="kk", next="/room/")
    answer = person.sends("/leave/")
    assert "https://kk.wikipedia.org/" in person.page and "tirek_lang" not in answer.cookies
    assert '"cookies"' not in answer["Clear-Site-Data"]


def test_a_form_from_before_the_leaving_brings_nothing_up_again(somebody) -> None:
    """Back to the answer of a form sends the form once more: the letter, a change of language, the number itself."""
    person = somebody()
    person.reads("/ask/")
    form = {"step": "words", "once": person.hidden("once"), "began": person.hidden("began"), "words": "Құпия сөздер"}
    person.sends("/ask/", **form)
    number = [person.page.count("<li>"), "".join(re.findall(r"<li>(\d{4})</li>", person.page))]
    person.sends("/leave/")
    for address, more in (
        ("/ask/", {}),
        ("/ask/", {"language": "uk"}),
        ("/now/", {"go": "numbers"}),
        ("/room/write/", {}),
        ("/room/notes/", {}),
    ):
        answer = person.sends(address, **form, **more)
        assert answer.status_code == 302 and answer["Location"] == "/", address
    assert person.sends("/open/", number=number[1], began=form["began"])["Location"] == "/"
    person.reads("/ask/")
    assert person.asks("Жаңадан", began=person.hidden("began")).status_code == 200


def test_without_cookies_the_letter_and_the_number_are_not_shown_again_either(somebody) -> None:
    person = somebody()
    person.reads("/ask/")
    form = {"step": "words", "once": person.hidden("once"), "words": "Құпия сөздер"}
    person.sends("/ask/", **form)
    person.sends("/leave/")
    person.browser.cookies.clear()
    assert person.sends("/ask/", **form).status_code == 409
    assert "Құпия сөздер" not in person.page and not re.findall(r"<li>\d{4}</li>", person.page)


def test_somebody_without_a_room_can_leave_too(somebody) -> None:
    assert somebody().sends("/leave/").status_code == 200


def test_nobody_else_can_make_somebody_leave(person) -> None:
    other_site = Client(HTTP_SEC_FETCH_SITE="cross-site")
    other_site.cookies.load({name: morsel.value for name, morsel in person.browser.cookies.items()})
    assert other_site.post("/leave/").status_code == 403
    assert Session.objects.exists()


def test_leaving_ends_no_workers_session(sign_in, cast) -> None:
    browser = sign_in(cast.worker)
    browser.post("/leave/")
    assert browser.get("/desk/").status_code == 200


def test_the_page_of_what_stays_names_it(somebody) -> None:
    page = somebody().reads("/stays/")
    for what in ("list of visited pages", "paper with your number", "language, colours", "internet or your network"):
        assert what in page


def test_no_address_of_the_portal_tells_what_it_is_about() -> None:
    for pattern in urlpatterns:
        assert not re.search(r"danger|help|violence|safe|crisis|erase|delet", str(pattern.pattern))


# weight


def weight_of(page: str) -> int:
    """The page with everything it loads, uncompressed."""
    files = set(re.findall(r'(?:href|src)="/static/([^"#]+)"', page))
    assert {"portal/portal.css", "portal/portal.js", "portal/icon.svg"} == files
    return len(page.encode()) + sum(Path(str(finders.find(name))).stat().st_size for name in files)


@pytest.mark.parametrize("language", ["kk", "uk", "ru", "en"])
@pytest.mark.parametrize("address", ["/", "/now/", "/ask/", "/room/"])
def test_a_first_load_weighs_at_most_sixty_kilobytes(person, address: str, language: str, capsys) -> None:
    person.browser.cookies["tirek_lang"] = language
    weight = weight_of(person.reads(address))
    with capsys.disabled():
        print(f"\n  {language} {address}: {weight} bytes", end="")
    assert weight <= HEAVIEST


def test_the_portals_style_asks_for_no_font_and_no_file() -> None:
    style = Path(str(finders.find("portal/portal.css"))).read_text(encoding="utf-8")
    assert "@font-face" not in style and "url(" not in style and "@import" not in style


def test_the_portals_colours_are_those_of_the_house_in_both_themes() -> None:
    def tokens(path: Path) -> list[dict[str, str]]:
        blocks = re.findall(r"\{\s*color-scheme:(?:light|dark);(.*?)\n\}", path.read_text(encoding="utf-8"), flags=re.DOTALL)
        return [dict(re.findall(r"--t-([\w-]+):([^;]+);", block)) for block in blocks]

    house, portal = tokens(Path(UI).parent / "static/ui/tirek.css"), tokens(Path(str(finders.find("portal/portal.css"))))
    assert portal[1] == portal[2]
    for ours, theirs in zip(portal[:3], house[:3], strict=True):
        assert {name: value for name, value in ours.items() if name != "font"}.items() <= theirs.items()


# hostile words


@pytest.mark.parametrize("words", HOSTILE)
def test_hostile_words_stay_words_wherever_they_stand(somebody, words: str) -> None:
    person = somebody()
    person.asks("", need="", once=str(uuid4()))
    person.sends("/ask/", step="need", words=words, once=str(uuid4()))
    pages = [person.page]
    person.asks(words)
    person.reads("/room/")
    pages.append(person.page)
    person.sends("/room/notes/", words=words, once=str(uuid4()), room=person.room)
    pages += [person.reads("/room/"), person.reads("/room/lines/")]
    person.sends("/open/", number=words, words=words, room="x")
    pages.append(person.page)
    for page in pages:
        assert not re.search(r"<(?:img|iframe)\b|<svg/onload|<script>|onerror=alert\(1\)>|href='javascript", page)
        assert "\u202e" not in "".join(re.findall(r'<p class="words">(.*?)</p>', page, flags=re.DOTALL)[:3])


def test_a_hostile_need_or_step_is_nothing(cast) -> None:
    answer = Client(**SAME_ORIGIN).post("/ask/", {"step": "<b>", "need": "<script>", "once": str(uuid4()), "words": "x"})
    assert answer.status_code == 200 and "<script>" not in answer.content.decode()


def test_closing_the_room_leaves_as_little_behind_as_leaving_it(somebody) -> None:
    """Nobody who goes back through this browser's forms is shown the number, however the room was entered."""
    person = somebody()
    person.reads("/ask/")
    form = {"step": "words", "need": "money", "once": person.hidden("once"), "began": person.hidden("began"), "words": "Құпия сөздер"}
    person.sends("/ask/", **form)
    person.reads("/room/")  # past the button that says that the number is kept
    person.sends("/room/close/")
    assert person.sends("/ask/", **form)["Location"] == "/"
    del person.browser.cookies["tirek_left"]
    person.sends("/ask/", **form)
    assert not re.search(r"<li>\d{4}</li>", person.page) and not Session.objects.exists()
