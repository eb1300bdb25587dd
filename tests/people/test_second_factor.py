"""S-12: a code works once, for a minute and a half at most, five wrong ones in a quarter of an hour, and nothing opens without it."""

import re
import time
from collections.abc import Callable
from uuid import uuid4

import pyotp
import pytest
import segno
from django.test import Client

from tests.conftest import PASSWORD, SAME_ORIGIN, Cast
from tirek.ledger.models import Entry
from tirek.people.models import OneTimeCode, Role, SecondFactor, Worker
from tirek.people.views.second_factor import QUIET, picture
from tirek.vault.actions import keys
from tirek.vault.actions.own import open_own
from tirek.vault.errors import Tampered
from tirek.vault.models import Principal, Session

Browser = Callable[[Worker], Client]


def password_given(login: str) -> Client:
    browser = Client(**SAME_ORIGIN)
    answer = browser.post("/sign-in/", {"login": login, "password": PASSWORD})
    assert answer["Location"].startswith("/sign-in/code/")
    return browser


def give(browser: Client, code: str) -> int:
    return browser.post("/sign-in/code/", {"code": code}).status_code


def code_at(cast: Cast, login: str, steps: int) -> str:
    """What the app shows this many half minutes from now."""
    app = pyotp.TOTP(cast.factors[login])
    return app.generate_otp(int(time.time()) // 30 + steps)


def a_wrong_code(cast: Cast, login: str) -> str:
    near = {code_at(cast, login, steps) for steps in range(-3, 4)}
    return next(f"{number:06}" for number in range(10) if f"{number:06}" not in near)


def the_offer(page: str) -> tuple[str, str]:
    """What a page offers: the secret as a person would type it, and the sealed form of it."""
    secret = re.search(r'id="secret"[^>]*>(.*?)</p>', page, re.S)
    sealed = re.search(r'name="sealed" value="([^"]+)"', page)
    assert secret and sealed, page
    return re.sub(r"<[^>]+>|\s", "", secret.group(1)), sealed.group(1)


def set_up(browser: Client, **instead: str) -> tuple[str, "list[str]"]:
    """Set up a second factor through the page: its secret and the one-time codes."""
    secret, sealed = the_offer(browser.get("/me/second-factor/").content.decode())
    form = {"sealed": sealed, "password": PASSWORD, "code": pyotp.TOTP(secret).now(), **instead}
    answer = browser.post("/me/second-factor/", form)
    assert answer.status_code == 200, answer.content.decode()
    return secret, re.findall(r"<li>([0-9A-Z]{4}-[0-9A-Z]{4}-[0-9A-Z]{4})</li>", answer.content.decode())


@pytest.mark.parametrize("login", ["supervisor", "ethics", "admin"])
def test_a_right_password_alone_opens_no_page(cast: Cast, login: str) -> None:
    browser = password_given(login)
    for address in ("/desk/home/", "/me/", "/people/", "/desk/ledger/", "/me/second-factor/", "/me/recovery-code/", f"/desk/{uuid4()}/"):
        answer = browser.get(address)
        assert answer.status_code == 302 and answer["Location"].startswith("/sign-in/?next="), address
    assert browser.get("/desk/ledger/", headers={"HX-Request": "true"}).status_code == 401
    assert Session.objects.get().half


def test_a_half_open_row_that_somebody_marks_as_whole_opens_nothing(cast: Cast) -> None:
    """The seed stands under another context: whoever writes into the database cannot skip the code."""
    browser = password_given("supervisor")
    Session.objects.update(half=False)
    assert browser.get("/me/").status_code == 302


def test_the_code_opens_a_session_with_a_new_id_and_a_new_key(cast: Cast) -> None:
    browser = password_given("supervisor")
    before = {name: browser.cookies[name].value for name in ("ts", "tk")}
    assert give(browser, cast.code(cast.supervisor)) == 302
    assert all(browser.cookies[name].value != before[name] for name in before)
    assert browser.get("/me/").status_code == 200
    old = Client(**SAME_ORIGIN)
    old.cookies.load(before)
    assert old.get("/me/").status_code == 302
    assert old.get("/sign-in/code/")["Location"].startswith("/sign-in/?")
    assert Session.objects.filter(half=False).count() == Session.objects.count() == 1


def test_s12_a_code_works_once(cast: Cast) -> None:
    code, first, second = cast.code(cast.supervisor), password_given("supervisor"), password_given("supervisor")
    assert give(first, code) == 302
    answer = second.post("/sign-in/code/", {"code": code})
    assert answer.status_code == 403 and "used already" in answer.content.decode()
    assert second.get("/me/").status_code == 302


def test_s12_nor_does_an_older_code_after_a_newer_one(cast: Cast) -> None:
    assert give(password_given("supervisor"), code_at(cast, "supervisor", 1)) == 302
    assert give(password_given("supervisor"), code_at(cast, "supervisor", 0)) == 403


@pytest.mark.parametrize("steps, status", [(-1, 302), (0, 302), (1, 302), (-3, 403), (3, 403)])
def test_s12_the_clock_may_be_off_by_half_a_minute_and_no_more(cast: Cast, steps: int, status: int) -> None:
    assert give(password_given("admin"), code_at(cast, "admin", steps)) == status


@pytest.mark.parametrize("typed", ["{}{}{} {}{}{}", " {}{}{}{}{}{} ", "{}{}{}-{}{}{}"])
def test_a_code_may_be_typed_as_the_app_shows_it(cast: Cast, typed: str) -> None:
    assert give(password_given("admin"), typed.format(*cast.code(cast.admin))) == 302


def test_s12_five_wrong_codes_close_the_account_for_a_while(cast: Cast) -> None:
    browser, wrong = password_given("supervisor"), a_wrong_code(cast, "supervisor")
    assert [give(browser, wrong) for _ in range(6)] == [403] * 5 + [429]
    assert give(browser, cast.code(cast.supervisor)) == 429, "not even the right one is tried"
    assert Client(**SAME_ORIGIN).post("/sign-in/", {"login": "supervisor", "password": PASSWORD}).status_code == 429
    assert Entry.objects.filter(verb="auth.failed", about=cast.supervisor.id).count() == 5


def test_s12_the_right_password_does_not_forgive_wrong_codes(cast: Cast) -> None:
    """Else whoever has learned a password could guess codes for ever, four at a time."""
    wrong, tried = a_wrong_code(cast, "supervisor"), 0
    for _ in range(4):
        answer = (browser := Client(**SAME_ORIGIN)).post("/sign-in/", {"login": "supervisor", "password": PASSWORD})
        if answer.status_code == 429:
            break
        tried += [give(browser, wrong) for _ in range(2)].count(403)
    assert tried == 5


def test_a_half_open_session_lives_five_minutes_and_is_never_prolonged(cast: Cast) -> None:
    browser = password_given("supervisor")
    row = Session.objects.get()
    Session.objects.update(seen_min=row.seen_min - 5, ends_min=row.ends_min - 5)
    assert browser.get("/sign-in/code/").status_code == 200
    assert Session.objects.get().seen_min == row.seen_min - 5
    Session.objects.update(seen_min=row.seen_min - 6, ends_min=row.ends_min - 6)
    assert browser.post("/sign-in/code/", {"code": cast.code(cast.supervisor)})["Location"].startswith("/sign-in/?")
    assert Session.objects.count() == 0


def test_half_open_sessions_push_nobody_out(cast: Cast, sign_in: Browser) -> None:
    """Whoever has only the password cannot end the sessions of the one who has both."""
    signed_in = [sign_in(cast.supervisor) for _ in range(3)]
    for _ in range(5):
        password_given("supervisor")
    assert [browser.get("/me/").status_code for browser in signed_in] == [200] * 3
    assert Session.objects.filter(half=True).count() == 3


def test_the_page_that_was_asked_for_comes_after_the_code(cast: Cast) -> None:
    browser = Client(**SAME_ORIGIN)
    answer = browser.post("/sign-in/", {"login": "supervisor", "password": PASSWORD, "next": "/desk/ledger/?x=1"})
    page = browser.get(answer["Location"]).content.decode()
    assert 'name="next" value="/desk/ledger/?x=1"' in page
    assert (
        browser.post("/sign-in/code/", {"code": cast.code(cast.supervisor), "next": "/desk/ledger/?x=1"})["Location"] == "/desk/ledger/?x=1"
    )
    assert password_given("ethics").post("/sign-in/code/", {"code": cast.code(cast.ethics), "next": "//evil.example"})["Location"] == "/"


def test_over_the_page_the_code_is_asked_too(cast: Cast) -> None:
    browser = Client(**SAME_ORIGIN)
    answer = browser.post("/sign-in/again/", {"login": "supervisor", "password": PASSWORD})
    assert answer.status_code == 200 and "HX-Trigger" not in answer and "reopen-code" in answer.content.decode()
    assert browser.post("/sign-in/again/code/", {"code": a_wrong_code(cast, "supervisor")}).status_code == 200
    assert browser.get("/me/").status_code == 302
    answer = browser.post("/sign-in/again/code/", {"code": cast.code(cast.supervisor)})
    assert (answer.status_code, answer["HX-Trigger"]) == (204, "signed-in-again")
    assert browser.get("/me/").status_code == 200


def test_a_recovery_code_does_not_replace_the_second_factor(cast: Cast) -> None:
    new = {"password": "four other good words", "password_again": "four other good words"}
    form = {"login": "supervisor", "code": cast.recovery["supervisor"], **new}
    browser = Client(**SAME_ORIGIN)
    answer = browser.post("/sign-in/lost/", form)
    assert answer["Location"] == "/sign-in/code/?next=/me/recovery-code/"
    assert browser.get("/me/").status_code == 302
    assert give(browser, cast.code(cast.supervisor)) == 302


@pytest.mark.parametrize("role", [Role.SUPERVISOR, Role.ETHICS, Role.ADMIN])
def test_who_bears_a_role_with_power_and_has_no_second_factor_sets_it_up_first(cast: Cast, sign_in: Browser, role: Role) -> None:
    OneTimeCode.objects.all().delete()
    SecondFactor.objects.all().delete()
    worker = {Role.SUPERVISOR: cast.supervisor, Role.ETHICS: cast.ethics, Role.ADMIN: cast.admin}[role]
    browser = sign_in(worker)
    for address in ("/desk/home/", "/me/", "/people/", "/desk/ledger/", "/me/password/"):
        answer = browser.get(address)
        assert answer.status_code in (302, 404) and answer.get("Location", "/me/second-factor/") == "/me/second-factor/", address
    assert browser.get("/people/", headers={"HX-Request": "true"})["HX-Redirect"] == "/me/second-factor/"
    set_up(browser)
    assert browser.get("/me/").status_code == 200


def test_the_recovery_code_comes_before_the_second_factor(cast: Cast) -> None:
    team = cast.team
    fresh = keys.make_principal(kind=Principal.Kind.WORKER)
    newcomer = Worker.objects.create(login="newcomer", name="New Invented", team=team, principal=fresh.principal)
    newcomer.bearings.create(role=Role.ETHICS)
    keys.set_password(fresh=fresh, password=PASSWORD)
    browser = Client(**SAME_ORIGIN)
    browser.post("/sign-in/", {"login": "newcomer", "password": PASSWORD})
    assert browser.get("/desk/home/")["Location"] == "/me/second-factor/"
    assert browser.get("/me/second-factor/")["Location"] == "/me/recovery-code/"
    assert browser.get("/me/recovery-code/").status_code == 200


def test_others_choose_it_and_sign_in_with_it_from_then_on(cast: Cast, sign_in: Browser) -> None:
    elsewhere, browser = sign_in(cast.worker), sign_in(cast.worker)
    before = browser.cookies["ts"].value
    secret, codes = set_up(browser)
    assert len(set(codes)) == 10
    assert browser.get("/me/").status_code == 200 and browser.cookies["ts"].value != before, "a new session id"
    assert elsewhere.get("/me/").status_code == 302, "other sessions have ended"
    assert codes[0] not in browser.get("/me/second-factor/").content.decode()
    again = password_given("worker")
    assert give(again, pyotp.TOTP(secret).now()) == 403, "the code that set it up is spent"
    assert give(again, codes[0]) == 302
    assert list(Entry.objects.filter(about=cast.worker.id, verb__startswith="auth.").order_by("id").values_list("verb", flat=True))[2:] == [
        "auth.factor_on",
        "auth.failed",
        "auth.one_time",
        "auth.ok",
    ]


def test_a_one_time_code_works_once_and_tolerates_handwriting(cast: Cast, sign_in: Browser) -> None:
    codes = set_up(sign_in(cast.worker))[1]
    assert give(password_given("worker"), codes[3].lower().replace("-", " ").replace("0", "o")) == 302
    assert OneTimeCode.objects.filter(worker=cast.worker).count() == 9
    assert give(password_given("worker"), codes[3]) == 403
    assert give(password_given("worker"), codes[4][:-1]) == 409, "a slip of the pen is found before anything is tried"


def test_nobody_elses_one_time_code_works(cast: Cast, sign_in: Browser) -> None:
    theirs = set_up(sign_in(cast.teammate))[1]
    set_up(sign_in(cast.worker))
    assert [give(password_given("worker"), code) for code in theirs[:3]] == [403] * 3


@pytest.mark.parametrize("instead", [{"password": "not the password at all"}, {"code": "000000"}, {"code": "12"}, {"password": ""}])
def test_it_is_kept_only_with_the_password_and_a_code_of_the_app(cast: Cast, sign_in: Browser, instead: dict[str, str]) -> None:
    browser = sign_in(cast.worker)
    secret, sealed = the_offer(browser.get("/me/second-factor/").content.decode())
    answer = browser.post("/me/second-factor/", {"sealed": sealed, "password": PASSWORD, "code": pyotp.TOTP(secret).now(), **instead})
    assert answer.status_code in (403, 409)
    assert the_offer(answer.content.decode()) == (secret, sealed), "the picture that was scanned stays"
    assert not SecondFactor.objects.filter(worker=cast.worker).exists()


def test_a_browser_cannot_bring_a_secret_of_its_own(cast: Cast, sign_in: Browser) -> None:
    mine, theirs = sign_in(cast.worker), sign_in(cast.teammate)
    secret, sealed = the_offer(theirs.get("/me/second-factor/").content.decode())
    for forged in (sealed, "", "AQE=", "!!", sealed[:-4] + "AAAA"):
        answer = mine.post("/me/second-factor/", {"sealed": forged, "password": PASSWORD, "code": pyotp.TOTP(secret).now()})
        assert answer.status_code == 409
    assert not SecondFactor.objects.filter(worker=cast.worker).exists()


def test_the_form_sent_twice_keeps_the_first_factor(cast: Cast, sign_in: Browser) -> None:
    browser = sign_in(cast.worker)
    secret, sealed = the_offer(browser.get("/me/second-factor/").content.decode())
    form = {"sealed": sealed, "password": PASSWORD, "code": pyotp.TOTP(secret).now()}
    assert browser.post("/me/second-factor/", form).status_code == 200
    kept = bytes(SecondFactor.objects.get(worker=cast.worker).sealed)
    assert browser.post("/me/second-factor/", form).status_code == 409
    assert bytes(SecondFactor.objects.get(worker=cast.worker).sealed) == kept


def test_moving_to_another_phone_takes_the_old_one_or_a_one_time_code(cast: Cast, sign_in: Browser) -> None:
    browser = sign_in(cast.worker)
    old, codes = set_up(browser)
    secret, sealed = the_offer(browser.get("/me/second-factor/?move").content.decode())
    form = {"sealed": sealed, "password": PASSWORD, "code": pyotp.TOTP(secret).now()}
    assert browser.post("/me/second-factor/", {**form, "present": a_wrong_code_of(old)}).status_code == 403
    answer = browser.post("/me/second-factor/", {**form, "present": codes[0]})
    assert answer.status_code == 200
    assert give(password_given("worker"), codes[1]) == 403, "the old paper is void"
    SecondFactor.objects.update(last_step=0)
    assert give(password_given("worker"), pyotp.TOTP(old).now()) == 403
    assert give(password_given("worker"), pyotp.TOTP(secret).now()) == 302


def a_wrong_code_of(secret: str) -> str:
    now = int(time.time()) // 30
    near = {pyotp.TOTP(secret).generate_otp(now + step) for step in range(-3, 4)}
    return next(f"{number:06}" for number in range(10) if f"{number:06}" not in near)


def test_it_can_be_switched_off_with_password_and_code(cast: Cast, sign_in: Browser) -> None:
    browser = sign_in(cast.worker)
    _secret, codes = set_up(browser)
    assert browser.post("/me/second-factor/off/", {"password": "wrong password indeed", "code": codes[0]}).status_code == 403
    assert browser.post("/me/second-factor/off/", {"password": PASSWORD, "code": "000-000"}).status_code in (403, 409)
    before = browser.cookies["ts"].value
    assert browser.post("/me/second-factor/off/", {"password": PASSWORD, "code": codes[0]}).status_code == 302
    assert browser.cookies["ts"].value != before
    assert not OneTimeCode.objects.filter(worker=cast.worker).exists()
    assert Client(**SAME_ORIGIN).post("/sign-in/", {"login": "worker", "password": PASSWORD})["Location"] == "/"


@pytest.mark.parametrize("login", ["supervisor", "ethics", "admin"])
def test_who_bears_a_role_with_power_cannot_switch_it_off(cast: Cast, sign_in: Browser, login: str) -> None:
    worker: Worker = getattr(cast, login)
    browser = sign_in(worker)
    assert "/me/second-factor/off/" not in browser.get("/me/second-factor/").content.decode()
    answer = browser.post("/me/second-factor/off/", {"password": PASSWORD, "code": cast.code(worker)})
    assert answer.status_code == 409 and "always sign in with a code" in answer.content.decode()
    assert SecondFactor.objects.filter(worker=worker).exists()


def test_ten_new_codes_void_the_old_paper(cast: Cast, sign_in: Browser) -> None:
    browser = sign_in(cast.worker)
    _secret, old = set_up(browser)
    answer = browser.post("/me/second-factor/codes/", {"password": PASSWORD, "code": old[0]})
    new = re.findall(r"<li>([0-9A-Z]{4}-[0-9A-Z]{4}-[0-9A-Z]{4})</li>", answer.content.decode())
    assert len(set(new)) == 10 and not set(new) & set(old)
    assert give(password_given("worker"), old[1]) == 403
    assert give(password_given("worker"), new[1]) == 302


def test_wrong_tries_at_an_open_desk_count_as_tries_at_the_door(cast: Cast, sign_in: Browser) -> None:
    browser = sign_in(cast.supervisor)
    for _ in range(5):
        assert browser.post("/me/second-factor/codes/", {"password": "not his password", "code": "000000"}).status_code == 403
    assert browser.post("/me/second-factor/codes/", {"password": PASSWORD, "code": cast.code(cast.supervisor)}).status_code == 429


def test_the_secret_opens_only_with_its_owners_seed_and_only_in_its_place(cast: Cast, reader) -> None:
    """Neither the boot key nor the whole database gives a code."""
    factor = SecondFactor.objects.get(worker=cast.supervisor)
    own, other = reader(cast.supervisor).seed, reader(cast.admin).seed
    opened = open_own("second_factor.sealed", cast.supervisor.principal_id, own, bytes(factor.sealed))
    assert len(opened) * 8 == 160
    assert opened not in bytes(factor.sealed)
    for place, owner, seed in (
        ("second_factor.sealed", cast.supervisor.principal_id, other),
        ("second_factor.sealed", cast.admin.principal_id, own),
        ("second_factor.offer", cast.supervisor.principal_id, own),
    ):
        with pytest.raises(Tampered):
            open_own(place, owner, seed, bytes(factor.sealed))


def test_a_factor_copied_from_a_colleagues_row_lets_nobody_in(cast: Cast) -> None:
    """Whoever writes into the database cannot give somebody a factor that he knows the codes of."""
    theirs = SecondFactor.objects.get(worker=cast.admin)
    SecondFactor.objects.filter(worker=cast.supervisor).update(sealed=theirs.sealed, last_step=0)
    assert give(password_given("supervisor"), pyotp.TOTP(cast.factors["admin"]).now()) == 403


def test_the_picture_says_the_same_as_the_letters(cast: Cast, sign_in: Browser) -> None:
    """The path is read back square by square and compared with the code that the address makes."""
    address = "otpauth://totp/Tirek:worker?secret=ABCDEFGH&issuer=Tirek"
    drawn = picture(address)
    dark = set()
    for across, down, until in re.findall(r"M(\d+) (\d+)\.5H(\d+)", drawn["strokes"]):
        dark |= {(int(column) - QUIET, int(down) - QUIET) for column in range(int(across), int(until))}
    code = segno.make(address, error="m", micro=False)
    assert dark == {(x, y) for y, row in enumerate(code.matrix) for x, square in enumerate(row) if square}
    assert drawn["side"] == len(code.matrix) + 2 * QUIET
    page = sign_in(cast.worker).get("/me/second-factor/").content.decode()
    assert page.count('<svg class="qr"') == 1


def test_the_secret_never_stands_in_an_address_or_a_log(cast: Cast, sign_in: Browser, caplog) -> None:
    browser = sign_in(cast.worker)
    secret, codes = set_up(browser)
    assert secret not in caplog.text and codes[0] not in caplog.text
    assert browser.get("/me/second-factor/codes/").status_code == 405


def test_whoever_prints_the_sheet_knows_the_factor_and_nobody_else_gets_one(cast: Cast) -> None:
    assert set(cast.factors) == {"supervisor", "ethics", "admin"}
    assert set(SecondFactor.objects.values_list("worker__login", flat=True)) == set(cast.factors)
