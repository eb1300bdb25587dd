"""Only our own pages may change something."""

import pytest
from django.test import Client, override_settings


@pytest.mark.parametrize("site", ["same-origin", "none"])
def test_a_form_of_our_own_page_is_accepted(browser: Client, site: str) -> None:
    assert browser.post("/plain", headers={"sec-fetch-site": site}).status_code == 200


@pytest.mark.parametrize("site", ["cross-site", "same-site", "", "anything"])
def test_a_form_of_another_site_is_refused(browser: Client, site: str) -> None:
    answer = browser.post("/plain", headers={"sec-fetch-site": site, "origin": "http://testserver"})
    assert answer.status_code == 403
    assert "nothing was changed" in answer.text


@pytest.mark.parametrize("method", ["post", "put", "patch", "delete"])
def test_no_unsafe_method_slips_through(stranger_site: Client, method: str) -> None:
    assert getattr(stranger_site, method)("/plain").status_code == 403


def test_a_link_from_another_site_may_still_be_followed(stranger_site: Client) -> None:
    assert stranger_site.get("/plain").status_code == 200


def test_an_older_browser_is_known_by_its_origin(browser: Client) -> None:
    older = Client()
    assert older.post("/plain", headers={"origin": "http://testserver"}).status_code == 200
    assert older.post("/plain", headers={"origin": "https://testserver"}).status_code == 403
    assert older.post("/plain", headers={"origin": "http://testserver.evil.example"}).status_code == 403
    assert older.post("/plain", headers={"origin": "null"}).status_code == 403


def test_behind_tls_the_origin_must_be_https(browser: Client) -> None:
    older = Client()
    with override_settings(HTTPS=True):
        assert older.post("/plain", headers={"origin": "https://testserver"}).status_code == 200
        assert older.post("/plain", headers={"origin": "http://testserver"}).status_code == 403


def test_a_request_that_says_nothing_of_itself_is_refused(browser: Client) -> None:
    assert Client().post("/plain").status_code == 403
