"""Every answer carries the headers of the edge."""

from django.test import Client, override_settings

from tirek.ui.headers import headers_for


def test_a_page_may_load_nothing_from_elsewhere_and_nothing_inline(browser: Client) -> None:
    policy = browser.get("/plain")["Content-Security-Policy"]
    assert policy.startswith("default-src 'none'; script-src 'self'; style-src 'self';")
    assert "unsafe" not in policy
    assert "http" not in policy
    assert "require-trusted-types-for" not in policy  # it stops every htmx swap


def test_a_page_carries_every_header_of_the_edge(browser: Client) -> None:
    page = browser.get("/plain")
    assert page["Cross-Origin-Opener-Policy"] == "same-origin"
    assert page["Cross-Origin-Embedder-Policy"] == "require-corp"
    assert page["Cross-Origin-Resource-Policy"] == "same-origin"
    assert page["X-Content-Type-Options"] == "nosniff"
    assert page["Referrer-Policy"] == "same-origin"
    assert page["X-Robots-Tag"] == "noindex, nofollow"
    assert page["Cache-Control"] == "no-store"
    assert "camera=()" in page["Permissions-Policy"]
    assert "microphone=()" in page["Permissions-Policy"]


def test_a_refusal_carries_the_same_headers(browser: Client) -> None:
    for address in ("/refused", "/hidden", "/our-mistake", "/no-such-page"):
        page = browser.get(address)
        assert page["Cache-Control"] == "no-store"
        assert "default-src 'none'" in page["Content-Security-Policy"]


def test_a_page_that_needs_the_microphone_keeps_its_own_permission(browser: Client) -> None:
    assert browser.get("/with-microphone")["Permissions-Policy"] == "microphone=(self)"


def test_only_a_service_behind_tls_asks_browsers_to_insist_on_it(browser: Client) -> None:
    assert "Strict-Transport-Security" not in browser.get("/plain")
    with override_settings(HTTPS=True):
        assert browser.get("/plain")["Strict-Transport-Security"] == "max-age=31536000; includeSubDomains"


def test_files_of_the_house_may_be_kept_by_the_browser_and_pages_may_not() -> None:
    assert "Cache-Control" not in headers_for(path="/static/ui/tirek.css", https=False)
    assert headers_for(path="/staticky", https=False)["Cache-Control"] == "no-store"
