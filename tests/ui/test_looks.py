"""Language and theme are the person's choice."""

import pytest
from django.test import Client, override_settings


def language_of(answer: object) -> str:
    return str(answer.headers["Content-Language"])  # type: ignore[attr-defined]


@pytest.mark.parametrize(
    ("wish", "spoken"),
    [("kk-KZ,ru;q=0.8", "kk"), ("uk", "uk"), ("de-DE,ru;q=0.5,en;q=0.4", "ru"), ("fr", "en"), ("", "en"), ("*", "en"), ("\x00;;q=x", "en")],
)
def test_the_browsers_wish_is_followed_where_we_speak_it(browser: Client, wish: str, spoken: str) -> None:
    assert language_of(browser.get("/plain", headers={"accept-language": wish})) == spoken


@override_settings(LANGUAGE_CODE="uk")
def test_without_a_wish_the_service_speaks_its_own_language(browser: Client) -> None:
    assert language_of(browser.get("/plain")) == "uk"


def test_the_persons_choice_wins_over_the_browsers_wish(browser: Client) -> None:
    answer = browser.post("/language", {"language": "kk", "next": "/no-such-page?page=2"})
    assert (answer.status_code, answer["Location"]) == (303, "/no-such-page?page=2")
    page = browser.get("/no-such-page", headers={"accept-language": "ru"})
    assert '<html lang="kk">' in page.text
    assert "Мұнда ештеңе жоқ" in page.text


def test_an_unknown_language_changes_nothing(browser: Client) -> None:
    browser.post("/language", {"language": "xx", "next": "/plain"})
    assert "tirek_lang" not in browser.cookies
    browser.cookies["tirek_lang"] = "../etc"
    assert language_of(browser.get("/plain")) == "en"


@pytest.mark.parametrize("address", ["https://evil.example/", "//evil.example/", "javascript:alert(1)", "", "\\\\evil.example"])
def test_a_choice_never_leads_to_another_site(browser: Client, address: str) -> None:
    assert browser.post("/language", {"language": "uk", "next": address})["Location"] == "/"
    assert browser.post("/theme", {"theme": "dark", "next": address})["Location"] == "/"


def test_the_theme_is_in_the_page_itself_so_that_nothing_flashes(browser: Client) -> None:
    assert "data-theme=" not in browser.get("/no-such-page").text.split("<head>")[0]
    browser.post("/theme", {"theme": "dark", "next": "/plain"})
    assert 'data-theme="dark"' in browser.get("/no-such-page").text.split("<head>")[0]
    browser.post("/theme", {"theme": "", "next": "/plain"})
    assert "data-theme=" not in browser.get("/no-such-page").text.split("<head>")[0]


def test_an_unknown_theme_is_neither_kept_nor_written_into_a_page(browser: Client) -> None:
    browser.post("/theme", {"theme": '"><script>', "next": "/plain"})
    assert "tirek_theme" not in browser.cookies
    browser.cookies["tirek_theme"] = "purple"
    assert "purple" not in browser.get("/no-such-page").text


def test_a_choice_is_made_by_a_form_and_never_by_a_link(browser: Client) -> None:
    assert browser.get("/language?language=kk").status_code == 405
    assert browser.get("/theme?theme=dark").status_code == 405


def test_behind_tls_the_cookies_of_choice_are_secure(browser: Client) -> None:
    with override_settings(HTTPS=True):
        browser.post("/language", {"language": "uk", "next": "/plain"}, secure=True)
        assert browser.cookies["tirek_lang"]["secure"]
    assert browser.cookies["tirek_lang"]["httponly"]
    assert browser.cookies["tirek_lang"]["samesite"] == "Lax"
