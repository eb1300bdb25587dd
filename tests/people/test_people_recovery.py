"""Back in with the code on paper, and a new code that counts only when it has been typed back."""

import os
import re
from uuid import UUID

import pytest
from django.test import Client

from tests.conftest import PASSWORD, SAME_ORIGIN, Cast
from tirek.ledger.models import Entry
from tirek.vault.actions import keys
from tirek.vault.codes import write_code
from tirek.vault.models import Session, Slot

NEW = "four other words entirely"


def lost(login: str, code: str, password: str = NEW, again: str | None = None, browser: Client | None = None):
    form = {"login": login, "code": code, "password": password, "password_again": password if again is None else again}
    return (browser or Client(**SAME_ORIGIN)).post("/sign-in/lost/", form)


def opens(login: str, password: str) -> bool:
    return Client(**SAME_ORIGIN).post("/sign-in/", {"login": login, "password": password}).status_code == 302


def verbs(about: UUID) -> list[str]:
    return list(Entry.objects.filter(about=about).order_by("id").values_list("verb", flat=True))


def test_the_code_on_paper_brings_a_worker_back_in_with_a_new_password(cast: Cast, person, sign_in) -> None:
    person.writes("what the person wrote before")
    left_open = sign_in(cast.worker)
    browser = Client(**SAME_ORIGIN)
    answer = lost("worker", cast.recovery["worker"].lower().replace("-", " "), browser=browser)
    assert (answer.status_code, answer["Location"]) == (302, "/me/recovery-code/")
    assert "what the person wrote before" in browser.get("/desk/").content.decode()
    assert left_open.get("/me/").status_code == 302, "every other session has ended"
    assert opens("worker", NEW)
    assert not opens("worker", PASSWORD)
    assert verbs(cast.worker.id)[-4:-1] == ["auth.recovery_used", "auth.ok", "auth.ok"]


@pytest.mark.parametrize(
    "login, code, said",
    [
        ("worker", "0000-0000", "not complete"),
        ("worker", "{worker}!", "not complete"),
        ("worker", "{slip}", "slip of the pen"),
        ("worker", "{teammate}", "The name or the recovery code is not right"),
        ("nobody-here", "{worker}", "The name or the recovery code is not right"),
    ],
)
def test_a_code_that_does_not_fit_changes_nothing_and_says_why(cast: Cast, login: str, code: str, said: str) -> None:
    own = cast.recovery["worker"]
    slip = ("1" if own[0] != "1" else "2") + own[1:]
    answer = lost(login, code.format(slip=slip, **cast.recovery))
    assert answer.status_code == 400
    assert said in answer.content.decode()
    assert NEW not in answer.content.decode()
    assert opens("worker", PASSWORD)


def test_two_passwords_that_differ_and_a_weak_one_change_nothing(cast: Cast) -> None:
    for answer in (lost("worker", cast.recovery["worker"], NEW, again=NEW + "."), lost("worker", cast.recovery["worker"], "short")):
        assert answer.status_code == 400
        assert "password" in answer.content.decode()
    assert opens("worker", PASSWORD)


def test_guessing_codes_is_limited_like_guessing_passwords(cast: Cast) -> None:
    for _ in range(5):
        lost("worker", "-".join(write_code(os.urandom(16))))
    assert "Too many tries" in lost("worker", cast.recovery["worker"]).content.decode()
    assert Session.objects.count() == 0


class CodePage:
    """The page of a new recovery code, as a person has it before himself."""

    def __init__(self, browser: Client) -> None:
        self.browser = browser
        self.read(browser.get("/me/recovery-code/"))

    def read(self, answer) -> None:
        page = answer.content.decode()
        self.fields = dict(re.findall(r'type="hidden" name="(version|ask_a|ask_b)" value="([^"]*)"', page))
        self.groups = re.findall(r"<span>([0-9A-Z]{1,4})</span>", page)
        assert len(self.groups) == 8 and len(self.fields) == 3

    def typed(self, **other: str):
        """The password, and both groups as they stand on the page, unless something else is typed."""
        right = {f"group_{which}": self.groups[int(self.fields[f"ask_{which}"]) - 1] for which in "ab"}
        return self.browser.post("/me/recovery-code/", {"password": PASSWORD, **self.fields, **right, **other})


def _is_kept(cast: Cast, groups: list[str]) -> bool:
    try:
        keys.unlock_with_code(cast.worker.principal, "".join(groups))
    except keys.WrongKey:
        return False
    return True


def test_a_code_typed_back_rightly_is_kept_and_the_old_one_is_dead(cast: Cast, sign_in) -> None:
    elsewhere, browser = sign_in(cast.worker), sign_in(cast.worker)
    page = CodePage(browser)
    assert not _is_kept(cast, page.groups), "what is only shown opens nothing yet"
    answer = page.typed()
    assert (answer.status_code, answer["Location"]) == (302, "/me/")
    assert _is_kept(cast, page.groups)
    assert not _is_kept(cast, cast.recovery["worker"].split("-"))
    assert verbs(cast.worker.id)[-1] == "auth.recovery_made"
    assert browser.get("/me/").status_code == 200
    assert elsewhere.get("/me/").status_code == 302, "his other sessions have ended"


@pytest.mark.parametrize("letters", [str.lower, lambda g: f" {g} ", lambda g: g.translate(str.maketrans("ABEKMHPCTXY01", "АВЕКМНРСТХУОІ"))])
def test_groups_are_compared_as_codes_are_read(cast: Cast, sign_in, letters) -> None:
    page = CodePage(sign_in(cast.worker))
    a, b = (page.groups[int(page.fields[f"ask_{which}"]) - 1] for which in "ab")
    assert page.typed(group_a=letters(a), group_b=letters(b)).status_code == 302


def test_a_group_typed_wrongly_shows_the_same_code_again_and_keeps_the_old_one(cast: Cast, sign_in) -> None:
    page = CodePage(sign_in(cast.worker))
    shown = page.groups
    for wrong in ({"group_a": "0000"}, {"group_b": "ZZZZ"}, {"group_a": "ёжик"}):
        answer = page.typed(**wrong)
        assert answer.status_code == 400
        page.read(answer)
        assert page.groups == shown
    assert _is_kept(cast, cast.recovery["worker"].split("-"))
    assert page.typed().status_code == 302
    assert _is_kept(cast, shown)


def test_of_two_windows_the_first_to_be_typed_back_wins_and_the_other_is_told(cast: Cast, sign_in) -> None:
    browser = sign_in(cast.worker)
    one, two = CodePage(browser), CodePage(browser)
    assert one.groups == two.groups, "both windows show the one code that comes next"
    assert two.typed().status_code == 302
    late = one.typed()
    assert late.status_code in (400, 409)
    assert 'role="alert"' in late.content.decode()
    assert _is_kept(cast, two.groups)
    assert CodePage(browser).groups != two.groups


def test_a_code_that_was_seen_at_an_open_desk_is_not_the_one_that_is_kept_on_another_day(cast: Cast, sign_in) -> None:
    """Looking asks for no password; so what was looked at and not kept must be worth nothing later."""
    seen = CodePage(sign_in(cast.worker)).groups
    page = CodePage(sign_in(cast.worker))
    assert page.groups != seen
    page.typed()
    assert _is_kept(cast, page.groups) and not _is_kept(cast, seen)


def test_a_form_of_an_older_page_is_told_so_though_its_groups_are_right(cast: Cast, sign_in) -> None:
    browser = sign_in(cast.worker)
    old = CodePage(browser)
    assert old.typed().status_code == 302
    new = CodePage(browser)
    late = new.typed(version=old.fields["version"])
    assert late.status_code in (400, 409)
    assert "in another window" in late.content.decode()
    assert _is_kept(cast, old.groups) and not _is_kept(cast, new.groups)


def test_a_form_sent_twice_keeps_the_code_once(cast: Cast, sign_in) -> None:
    page = CodePage(sign_in(cast.worker))
    assert page.typed().status_code == 302
    assert page.typed().status_code in (400, 409)
    assert _is_kept(cast, page.groups)
    assert verbs(cast.worker.id).count("auth.recovery_made") == 1


@pytest.mark.parametrize(
    "other",
    [
        {"password": ""},
        {"password": "not the right password"},
        {"password": "\0" * 40},
        {"password": "a" * 5000},
        {"ask_a": "1", "ask_b": "1"},
        {"ask_a": "0"},
        {"ask_a": "9"},
        {"ask_a": "-1"},
        {"ask_b": "99999999999999999999"},
        {"ask_b": "x"},
        {"version": "-1"},
        {"version": str(2**70)},
        {"version": ""},
        {"group_a": ""},
        {"group_a": "a" * 5000},
        {"group_b": "‮0000"},
    ],
    ids=str,
)
def test_a_bent_form_keeps_the_old_code_and_breaks_nothing(cast: Cast, sign_in, other: dict[str, str]) -> None:
    assert CodePage(sign_in(cast.worker)).typed(**other).status_code in (200, 400, 409)
    assert _is_kept(cast, cast.recovery["worker"].split("-"))


def test_a_browser_cannot_bring_a_code_of_its_own(cast: Cast, sign_in) -> None:
    own = write_code(b"0123456789abcdef")
    page = CodePage(sign_in(cast.worker))
    page.typed(code=" ".join(own), group_a=own[int(page.fields["ask_a"]) - 1], group_b=own[int(page.fields["ask_b"]) - 1])
    assert not _is_kept(cast, own)


def test_a_minute_at_an_open_desk_is_not_enough(cast: Cast, sign_in) -> None:
    """Without the password nobody makes himself a key to somebody else's words."""
    page = CodePage(sign_in(cast.worker))
    assert page.typed(password="not the right password").status_code in (400, 403)
    assert not _is_kept(cast, page.groups)


def test_a_code_works_once_and_is_never_shown_again(cast: Cast, sign_in) -> None:
    """Whoever saw it used must not be able to use it later, nor after a new one was made."""
    used = cast.recovery["worker"]
    browser = Client(**SAME_ORIGIN)
    lost("worker", used, browser=browser)
    assert lost("worker", used).status_code == 400
    page = CodePage(browser)
    assert "-".join(page.groups) != used
    assert page.typed(password=NEW).status_code == 302
    assert lost("worker", used).status_code == 400
    assert _is_kept(cast, page.groups)


def test_who_has_no_code_yet_begins_by_making_one(cast: Cast, sign_in) -> None:
    cast.worker.principal.slots.filter(kind=Slot.Kind.RECOVERY).delete()
    browser = sign_in(cast.worker)
    assert browser.get("/desk/home/")["Location"] == "/me/recovery-code/"
    assert CodePage(browser).typed().status_code == 302
    assert browser.get("/desk/home/")["Location"] == "/desk/"


def test_the_page_of_the_code_asks_who_you_are(cast: Cast) -> None:
    assert Client().get("/me/recovery-code/").status_code == 302
    assert Client(**SAME_ORIGIN).post("/me/recovery-code/", {}).status_code == 302
