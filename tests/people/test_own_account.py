"""One's own sessions are seen and ended; a changed password ends all others (S-07), and what was ended stays ended (S-08)."""

import re
from collections.abc import Callable

import pytest
from django.test import Client

from tests.conftest import PASSWORD, SAME_ORIGIN, Cast
from tirek.ledger.models import Entry
from tirek.people.actions import signing
from tirek.people.models import Worker
from tirek.vault.actions import keys, sessions
from tirek.vault.actions.sessions import Cookies, living, load_session, renew_session
from tirek.vault.errors import SessionEnded
from tirek.vault.models import Session, Slot

Browser = Callable[[Worker], Client]
NEW = "four quite other words"


def marks(browser: Client) -> list[str]:
    return re.findall(r'name="mark" value="([0-9a-f]{64})"', browser.get("/me/").content.decode())


def is_in(browser: Client) -> bool:
    return browser.get("/me/").status_code == 200


def new_password(browser: Client, **instead: str):
    version = re.search(r'name="version" value="(\d+)"', browser.get("/me/password/").content.decode())
    assert version
    form = {"old": PASSWORD, "password": NEW, "password_again": NEW, "version": version.group(1), **instead}
    return browser.post("/me/password/", form)


def opens(login: str, password: str) -> bool:
    return Client(**SAME_ORIGIN).post("/sign-in/", {"login": login, "password": password}).status_code == 302


def test_the_account_shows_its_open_sessions_and_which_one_this_is(cast: Cast, sign_in: Browser) -> None:
    here, there = sign_in(cast.worker), sign_in(cast.worker)
    sign_in(cast.teammate)
    page = here.get("/me/").content.decode()
    assert page.count("This browser") == page.count("Another browser") == 1
    assert len(marks(here)) == 1 and marks(here) != marks(there)
    assert re.search(r"Since Today, \d\d:\d\d\. Last used Today, \d\d:\d\d\.", page)


def test_a_session_remembers_no_address_and_no_device(cast: Cast) -> None:
    browser = Client(**SAME_ORIGIN, REMOTE_ADDR="203.0.113.9", HTTP_USER_AGENT="Invented/1.0")
    browser.post("/sign-in/", {"login": "worker", "password": PASSWORD})
    columns = {field.name for field in Session._meta.fields}
    assert columns == {"sid_hash", "principal", "wrapped", "made_min", "seen_min", "idle_min", "ends_min", "half"}
    assert "203.0.113" not in browser.get("/me/").content.decode()


def test_one_of_them_can_be_ended(cast: Cast, sign_in: Browser) -> None:
    here, there, third = (sign_in(cast.worker) for _ in range(3))
    mark = next(mark for mark in marks(here) if mark not in marks(there))
    assert here.post("/me/sessions/end/", {"mark": mark}).status_code == 302
    assert (is_in(here), is_in(there), is_in(third)) == (True, False, True)
    assert Entry.objects.filter(verb="auth.session_ended", actor=cast.worker.principal_id).count() == 1


def test_all_others_can_be_ended_at_once(cast: Cast, sign_in: Browser) -> None:
    here, there, third, stranger = sign_in(cast.worker), sign_in(cast.worker), sign_in(cast.worker), sign_in(cast.stranger)
    here.post("/me/sessions/end/")
    assert [is_in(browser) for browser in (here, there, third, stranger)] == [True, False, False, True]


@pytest.mark.parametrize("mark", ["zz", "AB" * 32, "0" * 64, "0" * 63, "\x00" * 64])
def test_a_mark_that_is_none_of_mine_ends_nothing(cast: Cast, sign_in: Browser, mark: str) -> None:
    here = sign_in(cast.worker)
    assert here.post("/me/sessions/end/", {"mark": mark}).status_code == 302
    assert is_in(here) and not Entry.objects.filter(verb="auth.session_ended").exists()


def test_nobody_ends_a_colleagues_session(cast: Cast, sign_in: Browser) -> None:
    theirs, here = sign_in(cast.teammate), sign_in(cast.worker)
    for mark in [bytes(row.sid_hash).hex() for row in Session.objects.filter(principal=cast.teammate.principal_id)]:
        here.post("/me/sessions/end/", {"mark": mark})
    assert is_in(theirs)


def test_an_ended_session_ends_its_live_streams_too(cast: Cast, sign_in: Browser) -> None:
    here, _there = sign_in(cast.worker), sign_in(cast.worker)
    (mark,) = marks(here)
    assert living([bytes.fromhex(mark)])
    here.post("/me/sessions/end/")
    assert not living([bytes.fromhex(mark)])


def test_s07_a_changed_password_ends_every_other_session_and_renews_this_one(cast: Cast, sign_in: Browser) -> None:
    here, there = sign_in(cast.worker), sign_in(cast.worker)
    before = {name: here.cookies[name].value for name in ("ts", "tk")}
    assert new_password(here).status_code == 302
    assert is_in(here) and not is_in(there)
    assert all(here.cookies[name].value != before[name] for name in before)
    old = Client(**SAME_ORIGIN)
    old.cookies.load(before)
    assert not is_in(old)
    assert opens("worker", NEW) and not opens("worker", PASSWORD)
    assert Entry.objects.filter(verb="auth.password", about=cast.worker.id).count() == 1


def test_the_same_key_stands_behind_the_new_password(cast: Cast, sign_in: Browser, person, reader) -> None:
    person.writes("what was written before")
    before = reader(cast.worker).seed
    here = sign_in(cast.worker)
    new_password(here)
    assert keys.unlock_with_password(cast.worker.principal, NEW) == before
    assert "what was written before" in here.get("/desk/").content.decode()


def test_the_form_sent_once_more_is_a_conflict_and_no_wrong_password(cast: Cast, sign_in: Browser) -> None:
    here = sign_in(cast.worker)
    form = {"old": PASSWORD, "password": NEW, "password_again": NEW, "version": "1"}
    assert here.post("/me/password/", form).status_code == 302
    answer = here.post("/me/password/", form)
    assert answer.status_code == 409 and "changed a moment ago" in answer.content.decode()
    assert not Entry.objects.filter(verb="auth.failed").exists()
    assert Slot.objects.get(principal=cast.worker.principal, kind="password").version == 2


@pytest.mark.parametrize(
    "instead, said",
    [
        ({"old": "not the present one"}, "not your present password"),
        ({"password": "short", "password_again": "short"}, "too short"),
        ({"password_again": "something else entirely"}, "not the same"),
        ({"password": "aaaaaaaaaaaaaaaa", "password_again": "aaaaaaaaaaaaaaaa"}, "repeats itself"),
        ({"old": ""}, "fill this in"),
    ],
)
def test_what_is_not_right_changes_nothing_and_is_said(cast: Cast, sign_in: Browser, instead: dict[str, str], said: str) -> None:
    here, there = sign_in(cast.worker), sign_in(cast.worker)
    answer = new_password(here, **instead)
    assert answer.status_code == 400 and said in answer.content.decode()
    assert NEW not in answer.content.decode()
    assert is_in(here) and is_in(there) and opens("worker", PASSWORD)


def test_wrong_present_passwords_are_counted(cast: Cast, sign_in: Browser) -> None:
    here = sign_in(cast.worker)
    for _ in range(5):
        new_password(here, old="not the present one")
    assert new_password(here).status_code == 429
    assert Entry.objects.filter(verb="auth.failed", about=cast.worker.id).count() == 5


def test_s08_a_session_ended_while_a_request_runs_stays_ended(cast: Cast, sign_in: Browser) -> None:
    """The request has its session in hand already; what it does with it afterwards brings nothing back."""
    browser = sign_in(cast.worker)
    running = load_session(Cookies(browser.cookies["ts"].value, browser.cookies["tk"].value), slide=False)
    assert running
    Session.objects.all().delete()
    with pytest.raises(SessionEnded):
        renew_session(running)
    with pytest.raises(SessionEnded):
        signing.change_password(by=cast.worker, session=running, old=PASSWORD, new=NEW, version=1, network="192.0.2")
    assert Session.objects.count() == 0
    assert opens("worker", PASSWORD) and not opens("worker", NEW)


def test_s08_sliding_brings_no_session_back(cast: Cast, sign_in: Browser, monkeypatch) -> None:
    browser = sign_in(cast.worker)
    row = Session.objects.get()
    Session.objects.update(seen_min=row.seen_min - 2)
    cookies = Cookies(browser.cookies["ts"].value, browser.cookies["tk"].value)
    opened = sessions.aead_open

    def ended_meanwhile(*args: bytes) -> bytes:
        Session.objects.all().delete()
        return opened(*args)

    monkeypatch.setattr(sessions, "aead_open", ended_meanwhile)
    load_session(cookies, slide=True)
    assert Session.objects.count() == 0
