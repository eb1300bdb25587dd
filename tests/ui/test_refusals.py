"""A refusal is polite, says what to do, and lets nothing of the inside out."""

import pytest
from django.test import Client


def test_a_rule_refuses_with_its_sentence_on_a_whole_page(browser: Client) -> None:
    page = browser.get("/refused")
    assert page.status_code == 409
    assert "Dana already answers this person. Read her answer first." in page.text
    assert page.text.startswith("<!doctype html>")


def test_htmx_gets_the_sentence_as_a_fragment_for_the_notice(browser: Client) -> None:
    part = browser.get("/refused", headers={"hx-request": "true"})
    assert (part.status_code, part["HX-Retarget"], part["HX-Reswap"]) == (409, "#notice", "innerHTML")
    assert "Dana already answers this person." in part.text
    assert "<html" not in part.text
    assert 'role="alert"' in part.text


def test_what_never_was_and_what_is_not_yours_are_the_same_page(browser: Client) -> None:
    pages = [browser.get(address) for address in ("/hidden", "/hidden-by-a-rule", "/no-such-page")]
    assert [page.status_code for page in pages] == [404, 404, 404]
    bodies = {page.text.replace(page.wsgi_request.path, "HERE") for page in pages}
    assert len(bodies) == 1
    assert "client 7" not in bodies.pop()


def test_try_later_says_when(browser: Client) -> None:
    page = browser.get("/later")
    assert (page.status_code, page["Retry-After"]) == (503, "60")
    assert "The keys are not here yet." in page.text


@pytest.mark.parametrize("address", ["/no-database", "/no-disk"])
def test_trouble_with_database_or_disk_is_503_and_quotes_nothing(browser: Client, address: str, caplog: pytest.LogCaptureFixture) -> None:
    page = browser.get(address)
    assert (page.status_code, page["Retry-After"]) == (503, "30")
    assert "nothing is lost" in page.text
    assert "my husband" not in page.text + caplog.text
    assert "INSERT" not in page.text + caplog.text


def test_our_own_mistake_tells_nothing_of_the_inside(browser: Client) -> None:
    page = browser.get("/our-mistake")
    assert page.status_code == 500
    assert "Something broke on our side" in page.text
    assert "my husband" not in page.text
    assert "ValueError" not in page.text
    part = browser.get("/our-mistake", headers={"hx-request": "true"})
    assert part["HX-Retarget"] == "#notice"


def test_a_sentence_with_marks_of_html_is_text(browser: Client) -> None:
    page = browser.get("/no-such-page?x=<script>alert(1)</script>\"'>")
    assert "<script>alert" not in page.text


def test_a_refusal_speaks_the_persons_language(browser: Client) -> None:
    browser.cookies["tirek_lang"] = "uk"
    assert "Тут нічого немає" in browser.get("/no-such-page").text
    browser.cookies["tirek_lang"] = "ru"
    assert "Служба не может сделать это прямо сейчас" in browser.get("/no-disk").text
