"""S-02..S-06: a session is two cookies and a row, and no two of the three open anything."""

from pathlib import Path

import pytest
from django.db import connections
from django.db.models import F
from django.test import Client

from tests.conftest import PASSWORD, SAME_ORIGIN, Cast, Person
from tirek.conversations.actions.talking import claim
from tirek.people.doors import STEADY
from tirek.people.models import Worker
from tirek.vault import boot
from tirek.vault.actions.sessions import AT_MOST, STAFF, Cookies, living, load_session
from tirek.vault.models import Session


def cookies_of(browser: Client) -> Cookies:
    return Cookies(browser.cookies["ts"].value, browser.cookies["tk"].value)


def browser_with(sid: str, key: str) -> Client:
    browser = Client(**SAME_ORIGIN)
    browser.cookies["ts"], browser.cookies["tk"] = sid, key
    return browser


def is_in(browser: Client, **headers: str) -> bool:
    """Whether the account page opens; otherwise it must lead to the sign-in page, without a word of the account."""
    page = browser.get("/me/", headers=headers)
    if page.status_code == 200:
        return True
    assert page.status_code == 302 and page["Location"].startswith("/sign-in/")
    return False


def move(**back: int) -> None:
    """Let minutes pass for every session."""
    Session.objects.update(**{f"{column}_min": F(f"{column}_min") - minutes for column, minutes in back.items()})


def test_s02_cookies_put_into_a_browser_beforehand_are_not_taken_over(cast: Cast) -> None:
    browser = browser_with("ab" * 32, "cd" * 32)
    browser.post("/sign-in/", {"login": "worker", "password": PASSWORD})
    own = cookies_of(browser)
    assert "ab" * 32 not in own.sid and "cd" * 32 not in own.key
    assert is_in(browser)
    assert not is_in(browser_with("ab" * 32, "cd" * 32))
    assert Session.objects.count() == 1


def test_s02_somebody_elses_session_in_the_browser_is_left_at_sign_in(cast: Cast, sign_in) -> None:
    """An attacker's own live cookies planted in a colleague's browser: both get a new start, nothing is shared."""
    planted = cookies_of(sign_in(cast.stranger))
    browser = browser_with(planted.sid, planted.key)
    browser.post("/sign-in/", {"login": "worker", "password": PASSWORD})
    assert "Worker Invented" in browser.get("/me/").content.decode()
    assert not is_in(browser_with(planted.sid, planted.key))


def test_s02_every_sign_in_has_a_new_id_and_a_new_key_and_ends_the_old_session(cast: Cast, sign_in) -> None:
    browser = sign_in(cast.worker)
    first = cookies_of(browser)
    browser.post("/sign-in/", {"login": "worker", "password": PASSWORD})
    second = cookies_of(browser)
    assert first.sid != second.sid and first.key != second.key
    assert is_in(browser)
    assert not is_in(browser_with(first.sid, first.key))
    assert Session.objects.count() == 1


def test_s02_a_wrong_password_leaves_the_session_that_is_there(cast: Cast, sign_in) -> None:
    browser = sign_in(cast.worker)
    browser.post("/sign-in/", {"login": "worker", "password": "not the right password"})
    assert is_in(browser)


def test_s03_a_session_ends_after_thirty_minutes_of_nothing(cast: Cast, sign_in) -> None:
    browser = sign_in(cast.worker)
    move(seen=STAFF.idle - 1)
    assert is_in(browser)
    move(seen=STAFF.idle + 1)
    assert not is_in(browser)
    assert Session.objects.count() == 0
    move(seen=-STAFF.idle - 1)
    assert not is_in(browser)


def test_s03_a_session_ends_after_ten_hours_however_busy(cast: Cast, sign_in) -> None:
    browser = sign_in(cast.worker)
    move(made=STAFF.absolute - 1, ends=STAFF.absolute - 1)
    assert is_in(browser)
    move(made=2, ends=2)
    assert not is_in(browser)
    assert Session.objects.count() == 0


def test_s06_a_workers_cookies_in_the_place_of_a_persons_open_no_room(cast: Cast, person: Person, sign_in, reader) -> None:
    thread = person.writes("hello")
    claim(thread=thread, by=cast.worker, reader=reader(cast.worker))
    own = cookies_of(sign_in(cast.worker))
    browser = Client(**SAME_ORIGIN)
    browser.cookies["rs"], browser.cookies["rk"] = own.sid, own.key
    answer = browser.get("/room/")
    assert (answer.status_code, answer["Location"]) == (302, "/open/")


def test_s03_a_clock_that_is_put_back_a_day_keeps_no_session_open(cast: Cast, sign_in) -> None:
    """Else an open desk would stay open for that day, whoever sits there."""
    browser = sign_in(cast.worker)
    marks = [bytes(row.sid_hash) for row in Session.objects.all()]
    move(made=-3, seen=-3, ends=-3)
    assert is_in(browser) and living(marks), "a small step is nothing"
    move(made=-1440, seen=-1440, ends=-1440)
    assert not living(marks)
    assert not is_in(browser)
    assert not Session.objects.exists()


def test_s03_a_page_slides_the_idle_time(cast: Cast, sign_in) -> None:
    browser = sign_in(cast.worker)
    for _ in range(4):
        move(seen=STAFF.idle - 5)
        assert is_in(browser)
    assert Session.objects.filter(seen_min=F("made_min")).exists()


def test_s03_what_happens_by_itself_never_slides_the_idle_time(cast: Cast, sign_in) -> None:
    """Autosave and live refresh open pages, and the session still ends half an hour after the person's last act."""
    browser = sign_in(cast.worker)
    move(seen=STAFF.idle - 5)
    before = Session.objects.get().seen_min
    for _ in range(3):
        assert is_in(browser, **{STEADY: "1"})
    assert Session.objects.get().seen_min == before
    move(seen=6)
    assert browser.get("/me/", headers={STEADY: "1"}).status_code == 401


def test_s03_a_live_stream_does_not_outlive_its_session(cast: Cast, sign_in) -> None:
    sign_in(cast.worker)
    mark = bytes(Session.objects.get().sid_hash)
    assert living([mark, b"another"]) == {mark}
    move(seen=STAFF.idle + 1)
    assert living([mark]) == set()


def test_s04_after_signing_out_the_old_cookies_are_dead(cast: Cast, sign_in) -> None:
    browser = sign_in(cast.worker)
    kept = cookies_of(browser)
    answer = browser.post("/sign-out/")
    assert answer.status_code == 302 and answer["Location"] == "/sign-in/"
    assert answer["Clear-Site-Data"] == '"cache", "cookies", "storage"'
    for name in ("ts", "tk"):
        assert (answer.cookies[name].value, answer.cookies[name]["max-age"]) == ("", 0)
    assert not is_in(browser_with(kept.sid, kept.key))
    assert Session.objects.count() == 0


def test_s04_signing_out_in_one_browser_leaves_the_other_signed_in(cast: Cast, sign_in) -> None:
    one, other = sign_in(cast.worker), sign_in(cast.worker)
    one.post("/sign-out/")
    assert is_in(other)


def test_s04_a_link_cannot_sign_anybody_out(cast: Cast, sign_in) -> None:
    browser = sign_in(cast.worker)
    assert browser.get("/sign-out/").status_code == 405
    assert browser.post("/sign-out/", headers={"Sec-Fetch-Site": "cross-site"}).status_code == 403
    assert is_in(browser)


def test_s04_the_back_button_finds_nothing(cast: Cast, person: Person, sign_in) -> None:
    """No private page may be kept by the browser or by anything on the way."""
    thread = person.writes("Сәлеметсіз бе")
    browser, above = sign_in(cast.worker), sign_in(cast.supervisor)
    pages = [
        browser.get(address)
        for address in ("/me/", "/me/recovery-code/", "/desk/", f"/desk/{thread.safe_id}/", f"/desk/{thread.safe_id}/lines/")
    ]
    pages += [above.get("/desk/ledger/"), Client().get("/sign-in/")]
    for page in pages:
        assert page.status_code == 200
        assert page["Cache-Control"] == "no-store"


def test_s05_the_rows_hold_neither_cookie(cast: Cast, sign_in) -> None:
    own = cookies_of(sign_in(cast.worker))
    row = Session.objects.get()
    stored = bytes(row.sid_hash) + bytes(row.wrapped) + row.principal.bytes
    for secret in (bytes.fromhex(own.sid), bytes.fromhex(own.key)):
        assert secret not in stored
        assert secret.hex().encode() not in stored


@pytest.mark.sqlite
def test_s05_sessions_stand_in_a_file_of_their_own(cast: Cast) -> None:
    assert Session._meta.db_table not in connections["default"].introspection.table_names()
    assert Session._meta.db_table in connections["sessions"].introspection.table_names()


def test_s05_a_row_without_cookies_opens_nothing(cast: Cast, sign_in) -> None:
    sign_in(cast.worker)
    row = Session.objects.get()
    for sid in (bytes(row.sid_hash).hex(), row.principal.hex, bytes(row.wrapped).hex(), "00" * 32):
        for key in (bytes(row.sid_hash).hex(), "00" * 32):
            assert not is_in(browser_with(sid, key))


def test_s05_a_row_and_its_id_without_the_key_open_nothing(cast: Cast, sign_in) -> None:
    own = cookies_of(sign_in(cast.worker))
    for key in ("00" * 32, own.sid, own.key[:-1] + ("0" if own.key[-1] != "0" else "1")):
        assert not is_in(browser_with(own.sid, key))
    assert is_in(browser_with(own.sid, own.key)), "a wrong key does not end somebody's session"


def test_s05_a_row_and_its_key_without_the_id_open_nothing(cast: Cast, sign_in) -> None:
    own = cookies_of(sign_in(cast.worker))
    assert not is_in(browser_with("00" * 32, own.key))


def test_s05_row_and_both_cookies_without_the_boot_key_open_nothing(cast: Cast, sign_in, settings, tmp_path: Path) -> None:
    """The pepper is in the lock too: rows and cookies found on a disk do not open without the running house's key."""
    own = cookies_of(sign_in(cast.worker))
    assert load_session(own, slide=False) is not None
    settings.KEYS, settings.BOOT_KEY_FILE = tmp_path / "keys", tmp_path / "other.boot"
    boot.make_boot_key(settings.BOOT_KEY_FILE, settings.KEYS)
    assert load_session(own, slide=False) is None


def test_s05_a_row_that_names_another_worker_opens_nothing(cast: Cast, sign_in) -> None:
    browser = sign_in(cast.worker)
    Session.objects.update(principal=cast.supervisor.principal_id)
    assert not is_in(browser)


def test_s06_cookies_of_two_workers_mixed_open_nothing(cast: Cast, sign_in) -> None:
    one, other = cookies_of(sign_in(cast.worker)), cookies_of(sign_in(cast.supervisor))
    assert not is_in(browser_with(one.sid, other.key))
    assert not is_in(browser_with(other.sid, one.key))
    assert not is_in(browser_with(one.key, one.sid))
    assert is_in(browser_with(one.sid, one.key))


def test_s06_cookies_of_two_sessions_of_one_worker_mixed_open_nothing(cast: Cast, sign_in) -> None:
    one, other = cookies_of(sign_in(cast.worker)), cookies_of(sign_in(cast.worker))
    assert not is_in(browser_with(one.sid, other.key))


@pytest.mark.parametrize(
    "value",
    [
        "zz" * 32,
        "ab",
        " ",
        "ab" * 31,
        "ab" * 33,
        "ab" * 64,
        "ab" * 65,
        "ab" * 2000,
        "\xd0\xb0" * 64,
        "a" * 63,
        '"',
        "ab " * 32,
        "0x" + "ab" * 31,
    ],
)
def test_cookies_that_are_none_lead_to_the_sign_in_page(cast: Cast, sign_in, value: str) -> None:
    own = cookies_of(sign_in(cast.worker))
    for sid, key in ((value, value), (own.sid, value), (value, own.key)):
        page = Client(headers={"Cookie": f"ts={sid}; tk={key}"}, **SAME_ORIGIN).get("/me/")
        assert page.status_code == 302


def test_a_fourth_session_ends_the_oldest(cast: Cast, sign_in) -> None:
    browsers = []
    for _ in range(AT_MOST + 1):
        move(made=1, seen=1)
        browsers.append(sign_in(cast.worker))
    assert [is_in(browser) for browser in browsers] == [False, True, True, True]
    assert is_in(sign_in(cast.teammate))
    assert is_in(browsers[-1]), "a colleague's sign-in ends nothing of mine"


def test_a_worker_who_has_left_is_out_at_once(cast: Cast, sign_in) -> None:
    browser = sign_in(cast.worker)
    Worker.objects.filter(pk=cast.worker.pk).update(is_active=False)
    assert not is_in(browser)


def test_s11_the_cookies_are_for_this_site_only_and_for_no_script(cast: Cast, sign_in, settings) -> None:
    for name in ("ts", "tk"):
        morsel = sign_in(cast.worker).cookies[name]
        assert morsel["httponly"] and morsel["samesite"] == "Strict" and morsel["path"] == "/" and not morsel["domain"]
        assert not morsel["max-age"] and not morsel["expires"], "the browser forgets them when it is closed"
    settings.HTTPS = True
    browser = sign_in(cast.teammate)
    for name in ("__Host-ts", "__Host-tk"):
        assert browser.cookies[name]["secure"]
    assert is_in(browser)
