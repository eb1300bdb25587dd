"""The shells of pages: whole without script, in the person's language, with a way to change it, the colours, and to leave."""

from types import SimpleNamespace

import pytest
from django.template.loader import render_to_string
from django.test import Client, RequestFactory
from django.utils import translation

from tirek.ui.looks import looks

RAIL = [
    {"url": "/desk/", "icon": "inbox", "word": "Inbox", "current": True, "count": 3},
    {"url": "/opened/", "icon": "eye", "word": "Who opened", "current": False},
]


def render(template: str, address: str = "/desk/", **context: object) -> str:
    request = RequestFactory().get(address)
    request.worker = SimpleNamespace(name="Дана \u202eСинтетична <b>", login="dana")  # type: ignore[attr-defined]
    with translation.override("uk"):
        return render_to_string(template, {**looks(request), **context})


@pytest.mark.usefixtures("browser")
def test_the_staff_shell_offers_places_language_colours_and_the_way_out_by_plain_forms() -> None:
    page = render("ui/staff.html", rail=RAIL)
    assert '<html lang="uk">' in page
    assert 'href="/desk/" aria-current="page"' in page
    assert '<span class="count">3</span>' in page
    assert '<a class="skip" href="#main">До змісту</a>' in page
    assert page.count('name="language"') == 4
    assert page.count('name="theme"') == 3
    assert 'action="/sign-out/"' in page
    assert 'popovertarget="me-menu"' in page


@pytest.mark.usefixtures("browser")
def test_a_workers_name_is_text_and_cannot_turn_the_page_round() -> None:
    page = render("ui/staff.html", rail=RAIL)
    assert "Дана Синтетична &lt;b&gt;" in page
    assert "\u202e" not in page


@pytest.mark.usefixtures("browser")
def test_a_change_of_language_comes_back_to_the_same_page() -> None:
    page = render("ui/staff.html", address='/desk/?tab=new&x="><script>')
    assert 'name="next" value="/desk/?tab=new&amp;x=' in page
    assert "<script>" not in page


@pytest.mark.usefixtures("browser")
def test_every_page_tells_htmx_to_run_nothing_and_to_keep_nothing() -> None:
    page = render("ui/staff.html")
    for setting in ('"allowEval":false', '"includeIndicatorStyles":false', '"selfRequestsOnly":true', '"historyCacheSize":0'):
        assert setting in page


@pytest.mark.usefixtures("browser")
def test_a_toast_says_what_happened_and_offers_to_take_it_back() -> None:
    page = render("ui/staff.html", toasts=[{"text": "Sent.", "undo_url": "/desk/undo/7"}])
    assert 'role="status"' in page
    assert '<form method="post" action="/desk/undo/7"><button>Скасувати</button></form>' in page


def test_the_page_before_sign_in_speaks_all_four_languages(browser: Client) -> None:
    page = render("ui/sign.html")
    for name in ("Қазақша", "Українська", "Русский", "English"):
        assert f">{name}</button>" in page
    assert 'lang="uk" aria-current="true"' in page
    assert "htmx-2" not in page.replace("htmx-config", "")
