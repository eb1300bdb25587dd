"""Signing in through the page: who lands where, what is refused and with which words, what hostile input does."""

import time
from collections.abc import Iterator
from contextlib import contextmanager
from urllib.parse import urlsplit

import pytest
from django.test import Client

from tests.conftest import PASSWORD, SAME_ORIGIN, Cast
from tirek.kit.refusals import Refused
from tirek.people import rules
from tirek.people.actions.colleagues import add_worker, make_team
from tirek.people.models import Role, Worker
from tirek.vault.actions import keys
from tirek.vault.models import Session

WRONG = "this is not the password"


def try_in(login: str, password: str = PASSWORD, **more: str):
    return Client(**SAME_ORIGIN, **more).post("/sign-in/", {"login": login, "password": password})


@pytest.mark.parametrize(
    "login, lands",
    [("worker", "/desk/"), ("teammate", "/desk/"), ("supervisor", "/desk/ledger/"), ("ethics", "/desk/ledger/"), ("admin", "/status/")],
)
def test_every_role_lands_where_its_day_begins(cast: Cast, login: str, lands: str) -> None:
    browser = Client(**SAME_ORIGIN)
    answer = browser.post("/sign-in/", {"login": login, "password": PASSWORD}, follow=True)
    if login in cast.factors:
        assert answer.redirect_chain == [("/sign-in/code/?next=/", 302)]
        answer = browser.post("/sign-in/code/", {"code": cast.code(getattr(cast, login)), "next": "/"}, follow=True)
    assert answer.redirect_chain[-1][0] == lands
    assert answer.status_code == 200


def test_who_is_signed_in_already_goes_straight_to_his_work(cast: Cast, sign_in) -> None:
    assert sign_in(cast.worker).get("/sign-in/")["Location"] == "/"


def test_a_page_asked_before_signing_in_comes_after_it(cast: Cast) -> None:
    browser = Client(**SAME_ORIGIN)
    asked = browser.get("/desk/?show=mine")
    assert asked.status_code == 302
    form = browser.get(asked["Location"]).content.decode()
    assert 'name="next" value="/desk/?show=mine"' in form
    answer = browser.post("/sign-in/", {"login": "worker", "password": PASSWORD, "next": "/desk/?show=mine"})
    assert answer["Location"] == "/desk/?show=mine"


@pytest.mark.parametrize(
    "elsewhere",
    [
        "https://evil.example/",
        "//evil.example/",
        "///evil.example",
        "/\\evil.example",
        "\\\\evil.example",
        "\\/evil.example",
        "http:evil.example",
        "http:///evil.example",
        "HTTPS://evil.example",
        "javascript:alert(1)",
        "data:text/html,x",
        "//testserver@evil.example/",
        "\t//evil.example",
        " //evil.example",
        "/\t/evil.example",
        "\u00a0//evil.example",
        "\x00//evil.example",
        "/desk/\r\nSet-Cookie: ts=stolen",
        "//[",
        "http://[::1",
    ],
)
def test_next_never_leaves_this_site(cast: Cast, elsewhere: str) -> None:
    browser = Client(**SAME_ORIGIN)
    page = browser.get("/sign-in/", {"next": elsewhere})
    assert page.status_code == 200
    answer = browser.post("/sign-in/", {"login": "worker", "password": PASSWORD, "next": elsewhere})
    assert answer.status_code == 302
    # as a browser reads it: tabs and line ends fall out, a backslash is a slash
    target = answer["Location"].replace("\t", "").replace("\\", "/").strip()
    assert urlsplit(target).netloc == "" and urlsplit(target).scheme == "" and not target.startswith("//")
    assert "\n" not in target and "stolen" not in str(answer.cookies)


def test_a_wrong_password_and_an_unknown_name_hear_the_same(cast: Cast) -> None:
    known, unknown = try_in("worker", WRONG), try_in("nobody-here", WRONG)
    assert known.status_code == unknown.status_code == 403
    assert known.content.replace(b"worker", b"").replace(b"nobody-here", b"") == unknown.content.replace(b"nobody-here", b"").replace(
        b"worker", b""
    )
    assert Session.objects.count() == 0


def test_the_password_is_not_in_the_page_that_asks_again(cast: Cast) -> None:
    page = try_in("worker", WRONG).content.decode()
    assert WRONG not in page
    assert 'value="worker"' in page


def test_a_worker_who_has_left_hears_what_a_stranger_hears(cast: Cast) -> None:
    Worker.objects.filter(pk=cast.worker.pk).update(is_active=False)
    assert try_in("worker").status_code == 403


def test_five_wrong_passwords_close_an_account_for_a_while_even_to_the_right_one(cast: Cast) -> None:
    for turn in range(5):
        assert try_in("worker", WRONG, REMOTE_ADDR=f"198.51.{turn}.7").status_code == 403
    refused = try_in("worker", REMOTE_ADDR="198.51.99.7")
    assert refused.status_code == 429
    assert "Too many tries" in refused.content.decode()
    assert Session.objects.count() == 0
    assert try_in("teammate").status_code == 302


def test_the_right_password_begins_the_count_anew(cast: Cast) -> None:
    for _ in range(2):
        for _ in range(4):
            assert try_in("worker", WRONG).status_code == 403
        assert try_in("worker").status_code == 302


def test_after_a_quarter_of_an_hour_the_account_is_open_again(cast: Cast) -> None:
    for _ in range(5):
        try_in("worker", WRONG)
    assert try_in("worker").status_code == 429
    for times in rules.ATTEMPTS._failed.values():
        for place, moment in enumerate(times):
            times[place] = moment - rules.Attempts.WINDOW_S - 1
    assert try_in("worker").status_code == 302


def test_twenty_failures_close_a_network_but_not_the_others(cast: Cast) -> None:
    """Another address of the same neighbourhood does not help; the names that were tried need not exist."""
    for turn in range(20):
        assert try_in(f"guess-{turn}", WRONG, REMOTE_ADDR=f"203.0.113.{turn}").status_code == 403
    assert try_in("worker", REMOTE_ADDR="203.0.113.200").status_code == 429
    assert try_in("worker", REMOTE_ADDR="203.0.114.1").status_code == 302


def test_a_neighbourhood_of_long_addresses_is_one_network_however_they_are_written(cast: Cast) -> None:
    """Else whoever owns one has as many tries as he has addresses."""
    for turn in range(20):
        assert try_in(f"guess-{turn}", WRONG, REMOTE_ADDR=f"2001:db8::{turn:x}").status_code == 403
    assert try_in("worker", REMOTE_ADDR="2001:db8:0:7:a:b:c:d").status_code == 429
    assert try_in("worker", REMOTE_ADDR="2001:db8:0:100::1").status_code == 302
    assert try_in("worker", REMOTE_ADDR="::ffff:203.0.113.1").status_code == 302


def test_failures_are_forgotten_in_memory_and_never_name_an_address_in_the_ledger(cast: Cast) -> None:
    from tirek.ledger.models import Entry

    try_in("worker", WRONG, REMOTE_ADDR="203.0.113.77")
    line = Entry.objects.get(verb="auth.failed")
    assert (line.actor, line.about, line.reason) == (None, cast.worker.id, None)


@contextmanager
def _three_at_work() -> Iterator[None]:
    """One password is being tried, two wait in line."""
    for _ in range(3):
        assert keys._staff.acquire(blocking=False)
    try:
        yield
    finally:
        for _ in range(3):
            keys._staff.release()


def test_too_many_at_once_are_asked_to_wait_and_nothing_counts_against_them(cast: Cast) -> None:
    with _three_at_work():
        for login in ("worker", "nobody-here"):
            answer = try_in(login)
            assert answer.status_code == 429
            assert "few seconds" in answer.content.decode()
    assert try_in("worker").status_code == 302


def test_an_unknown_name_costs_as_much_as_a_known_one(cast: Cast, settings) -> None:
    """Otherwise the clock would tell who works here."""
    settings.ARGON2_OPS, settings.ARGON2_KIB = 2, 32 * 1024
    times: dict[str, list[float]] = {"worker": [], "nobody-here": []}
    for _ in range(3):
        for login, taken in times.items():
            began = time.perf_counter()
            assert try_in(login, WRONG).status_code == 403
            taken.append(time.perf_counter() - began)
            rules.ATTEMPTS.clear()
    assert min(times["nobody-here"]) > min(times["worker"]) / 2
    assert min(times["nobody-here"]) > 0.01


BIG = b"a" * 1_000_000
HOSTILE = {
    "nothing": b"",
    "no password": b"login=worker",
    "empty fields": b"login=&password=",
    "1 MB of name": b"password=x&login=" + BIG,
    "1 MB of password": b"login=worker&password=" + BIG,
    "1 MB of next": b"login=worker&password=x&next=/" + BIG,
    "NUL": b"login=work%00er&password=%00%00%00&next=/%00",
    "lone surrogates": b"login=%ED%A0%80&password=%ED%B0%80%ED%A0%80&next=/%ED%A0%80",
    "raw lone surrogates": b"login=\xed\xa0\x80&password=\xed\xb0\x80&next=/\xed\xa0\x80",
    "no UTF-8": b"login=\xff\xfe&password=\xc3\x28&next=%ff%fe",
    "right to left": "login=‮rekrow‬&password=שלום عليكم&next=/‮ksed".encode(),
    "combining": ("login=worker&password=" + "e" + "\u0301" * 1000).encode(),
    "grows in NFKC": ("login=worker&password=" + "\ufdfa" * 1000).encode(),
    "line ends": b"login=worker%0d%0aX: y&password=a%0d%0ab&next=/%0d%0aX: y",
    "markup": b"login=%22%3E%3Cscript%3Ealert(1)%3C/script%3E&password=x&next=%22%3E%3Cscript%3E",
    "template": b"login={{ request.signed }}{% debug %}&password={{7*7}}",
    "many fields": b"&".join(b"a%d=1" % turn for turn in range(3000)),
    "many times": b"&".join([b"login=worker&password=x"] * 400),
    "only signs": b"&=&=;%&%%%zz==",
}


@pytest.mark.parametrize("address", ["/sign-in/", "/sign-in/again/", "/sign-in/lost/"])
@pytest.mark.parametrize("body", HOSTILE.values(), ids=HOSTILE)
def test_hostile_words_at_the_door_are_refused_and_break_nothing(cast: Cast, address: str, body: bytes) -> None:
    answer = Client(**SAME_ORIGIN).generic("POST", address, body, content_type="application/x-www-form-urlencoded")
    assert answer.status_code < 500
    assert b"<script>alert" not in answer.content
    assert Session.objects.count() == 0


@pytest.mark.parametrize(
    "kind",
    [
        "application/json",
        "text/plain",
        "",
        "multipart/form-data",
        "multipart/form-data; boundary=",
        "multipart/form-data; boundary=" + "b" * 300,
        "multipart/form-data; boundary=b",
        "application/x-www-form-urlencoded; charset=utf-7",
        "application/x-www-form-urlencoded; charset=no-such",
        "multipart/form-data; boundary=b; charset=utf-16",
        "multipart/form-data; boundary=b; charset=rot13",
        "multipart/form-data; boundary=b; charset=idna",
        "multipart/form-data; boundary=b; charset=zlib",
    ],
)
def test_a_body_of_another_kind_is_refused_and_breaks_nothing(cast: Cast, kind: str) -> None:
    part = b'--b\r\nContent-Disposition: form-data; name="login"\r\n\r\nworker\r\n--b--\r\n'
    for body in (part, part[:40], b"{", b"\xff" * 2000):
        assert Client(**SAME_ORIGIN).generic("POST", "/sign-in/", body, content_type=kind).status_code < 500


def test_a_body_over_the_limit_is_413(cast: Cast) -> None:
    body = b"login=worker&password=" + b"a" * 5 * 1024 * 1024
    assert Client(**SAME_ORIGIN).generic("POST", "/sign-in/", body, content_type="application/x-www-form-urlencoded").status_code == 413


@pytest.mark.parametrize(
    "query", ["next=%ff%fe", "next=%00", "next=" + "a" * 50_000, "next=/&next=//evil.example", "%", "next=//[", "&&&="]
)
def test_a_hostile_address_of_the_sign_in_page_breaks_nothing(cast: Cast, query: str) -> None:
    assert Client().get(f"/sign-in/?{query}").status_code == 200


def test_another_site_cannot_sign_somebody_in(cast: Cast) -> None:
    for headers in ({"HTTP_SEC_FETCH_SITE": "cross-site"}, {"HTTP_SEC_FETCH_SITE": "same-site"}, {"HTTP_ORIGIN": "null"}, {}):
        answer = Client(**headers).post("/sign-in/", {"login": "worker", "password": PASSWORD})
        assert answer.status_code == 403
        assert not answer.cookies
    assert Session.objects.count() == 0


def test_signing_in_again_over_the_page_answers_with_a_word_to_the_script_only(cast: Cast) -> None:
    browser = Client(**SAME_ORIGIN)
    wrong = browser.post("/sign-in/again/", {"login": "worker", "password": WRONG})
    assert (wrong.status_code, "ts" in browser.cookies) == (200, False)
    assert "not right" in wrong.content.decode()
    right = browser.post("/sign-in/again/", {"login": "worker", "password": PASSWORD})
    assert (right.status_code, right["HX-Trigger"], right.content) == (204, "signed-in-again", b"")
    assert browser.get("/me/").status_code == 200


def test_a_fragment_of_an_ended_session_gets_401_so_that_the_page_stays(cast: Cast) -> None:
    assert Client(headers={"HX-Request": "true"}).get("/desk/").status_code == 401


@pytest.mark.parametrize("roles", [{Role.ADMIN, other} for other in Role if other != Role.ADMIN])
def test_an_administrator_can_be_nothing_else_beside(cast: Cast, roles: set[Role]) -> None:
    with pytest.raises(Refused, match="administrator"):
        add_worker(login="both", name="Both Invented", password=PASSWORD, roles=roles, team=make_team(name="Third team"))
    assert not Worker.objects.filter(login="both").exists()


@pytest.mark.parametrize("password", ["", "short", "thirteen char", "aaaaaaaaaaaaaaaaaaaa", "abababababababababab"])
def test_a_weak_password_is_refused_with_a_sentence(cast: Cast, password: str) -> None:
    with pytest.raises(Refused, match="password"):
        rules.must_be_strong(password)
