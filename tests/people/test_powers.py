"""Roles with power take two people, the last one stays, and a closed account opens nothing from that second on (S-07, P-06)."""

import re
from collections.abc import Callable

import pytest
from django.db import IntegrityError, transaction
from django.test import Client

from tests.conftest import PASSWORD, SAME_ORIGIN, Cast, Person
from tirek.conversations.actions import talking
from tirek.conversations.models import Thread
from tirek.kit.refusals import Refused
from tirek.ledger.models import Entry
from tirek.people.actions import keyring, powers
from tirek.people.actions.second_factor import made_at_once
from tirek.people.models import PendingKey, Proposal, Role, SecondFactor, Worker
from tirek.vault.actions import keys
from tirek.vault.actions.handing import hand_on
from tirek.vault.models import Grant, KeyGrant, Principal, Session, Slot

Browser = Callable[[Worker], Client]


def ask(browser: Client, about: Worker, what: str, password: str = PASSWORD):
    return browser.post("/people/change/", {"about": str(about.id), "what": what, "password": password})


def proposed(browser: Client, about: Worker, what: str) -> Proposal:
    assert ask(browser, about, what).status_code == 302
    return Proposal.objects.get(state="waiting", about=about)


def confirm(browser: Client, proposal: Proposal, password: str = PASSWORD):
    return browser.post(f"/people/proposals/{proposal.id}/confirm/", {"password": password})


def decline(browser: Client, proposal: Proposal):
    return browser.post(f"/people/proposals/{proposal.id}/decline/")


def roles(worker: Worker) -> frozenset[str]:
    return Worker.objects.get(pk=worker.pk).roles


@pytest.fixture
def second_supervisor(cast: Cast, reader) -> Worker:
    """Another supervisor of the same team, made with the team's key in hand."""
    colleague = add_worker_with(cast, "second", [Role.SUPERVISOR])
    assert hand_on(key=cast.team.oversight, to=colleague.principal, reader=reader(cast.supervisor))
    return colleague


def add_worker_with(cast: Cast, login: str, borne: list[Role]) -> Worker:
    fresh = keys.make_principal(kind=Principal.Kind.WORKER)
    worker = Worker.objects.create(login=login, name=f"{login.title()} Invented", team=cast.team, principal=fresh.principal)
    for role in borne:
        worker.bearings.create(role=role)
    keys.set_password(fresh=fresh, password=PASSWORD)
    cast.factors[login] = made_at_once(worker=worker, seed=fresh.seed)
    return worker


@pytest.mark.parametrize("role", ["supervisor", "ethics", "admin"])
def test_one_proposes_a_role_with_power_and_another_confirms_it(cast: Cast, sign_in: Browser, role: str) -> None:
    newcomer = add_worker_with(cast, "newcomer", [])
    theirs = sign_in(newcomer)
    proposal = proposed(sign_in(cast.admin), newcomer, f"give-{role}")
    assert roles(newcomer) == set()
    assert confirm(sign_in(cast.ethics), proposal).status_code == 302
    assert roles(newcomer) == {role}
    assert theirs.get("/me/").status_code == 302, "he signs in anew as who he is now"
    proposal.refresh_from_db()
    assert (proposal.state, proposal.decided_by) == ("confirmed", cast.ethics)
    told = list(Entry.objects.filter(about=newcomer.id, verb__startswith="people.").order_by("id").values_list("verb", "actor"))
    assert told == [("people.propose", cast.admin.principal_id), ("people.role_given", cast.ethics.principal_id)]


def test_nobody_confirms_what_he_proposed_or_what_is_about_himself(cast: Cast, sign_in: Browser) -> None:
    proposal = proposed(sign_in(cast.supervisor), cast.ethics, "take-ethics")
    for login in ("supervisor", "ethics"):
        answer = confirm(sign_in(getattr(cast, login)), proposal)
        assert answer.status_code == 409 and "second person" in answer.content.decode()
    assert roles(cast.ethics) == {"ethics"}
    assert confirm(sign_in(cast.admin), proposal).status_code == 302
    assert roles(cast.ethics) == set()


def test_the_database_itself_refuses_one_person_for_two(cast: Cast) -> None:
    with pytest.raises(IntegrityError, match="two_people_decide_about_powers"), transaction.atomic():
        Proposal.objects.create(kind="give", role="admin", about=cast.worker, by=cast.admin, decided_by=cast.admin, state="confirmed")


@pytest.mark.parametrize("login", ["worker", "teammate", "stranger"])
def test_without_power_the_page_does_not_exist(cast: Cast, sign_in: Browser, login: str) -> None:
    proposal = proposed(sign_in(cast.admin), cast.worker, "give-supervisor")
    browser = sign_in(getattr(cast, login))
    assert browser.get("/people/").status_code == 404
    assert ask(browser, cast.teammate, "give-admin").status_code == 404
    assert confirm(browser, proposal).status_code == 404
    assert roles(cast.worker) == {"intake", "worker"}


def test_an_ethics_officer_confirms_and_asks_for_nothing(cast: Cast, sign_in: Browser) -> None:
    browser = sign_in(cast.ethics)
    assert browser.get("/people/").status_code == 200
    assert ask(browser, cast.worker, "give-supervisor").status_code == 404


def test_a_supervisor_of_another_team_neither_sees_nor_decides(cast: Cast, sign_in: Browser) -> None:
    other = add_worker_with(cast, "elsewhere", [Role.SUPERVISOR])
    Worker.objects.filter(pk=other.pk).update(team=cast.stranger.team)
    browser, proposal = sign_in(other), proposed(sign_in(cast.admin), cast.worker, "give-ethics")
    page = browser.get("/people/").content.decode()
    assert "Worker Invented" not in page and "Stranger Invented" in page
    assert confirm(browser, proposal).status_code == 404
    assert ask(browser, cast.worker, "disable").status_code == 404


def test_it_takes_the_password_and_wrong_ones_are_counted(cast: Cast, sign_in: Browser) -> None:
    admin = sign_in(cast.admin)
    assert ask(admin, cast.worker, "disable", "not his password").status_code == 403
    proposal = proposed(admin, cast.worker, "give-supervisor")
    assert confirm(sign_in(cast.ethics), proposal, "not his password").status_code == 403
    assert Worker.objects.get(pk=cast.worker.pk).is_active and roles(cast.worker) == {"intake", "worker"}
    assert Entry.objects.filter(verb="auth.failed").count() == 2


def test_a_proposal_is_made_once_and_may_be_declined_or_taken_back(cast: Cast, sign_in: Browser) -> None:
    admin, ethics = sign_in(cast.admin), sign_in(cast.ethics)
    first = proposed(admin, cast.worker, "give-supervisor")
    again = ask(admin, cast.worker, "give-supervisor")
    assert again.status_code == 409 and "proposed already" in again.content.decode()
    assert decline(ethics, first).status_code == 302
    assert confirm(ethics, first).status_code == 404
    second = proposed(admin, cast.worker, "give-supervisor")
    assert decline(sign_in(cast.worker), second).status_code == 404
    assert decline(admin, second).status_code == 302
    assert roles(cast.worker) == {"intake", "worker"}


def test_after_seven_days_a_proposal_has_run_out(cast: Cast, sign_in: Browser) -> None:
    admin, ethics = sign_in(cast.admin), sign_in(cast.ethics)
    proposal = proposed(admin, cast.worker, "give-supervisor")
    Proposal.objects.update(made_min=proposal.made_min - Proposal.LIVES_MIN)
    assert "Worker Invented: give the role" in ethics.get("/people/").content.decode()
    Proposal.objects.update(made_min=proposal.made_min - Proposal.LIVES_MIN - 1)
    assert "Worker Invented: give the role" not in ethics.get("/people/").content.decode()
    assert confirm(ethics, proposal).status_code == 404
    assert ask(admin, cast.worker, "give-supervisor").status_code == 302, "and may be made again"
    proposal.refresh_from_db()
    assert proposal.state == "run_out"


def test_two_confirmations_at_once_are_one(cast: Cast, reader) -> None:
    """Both have the proposal in hand; one is too late."""
    change = powers.Change(cast.worker, Proposal.Kind.GIVE, Role.ETHICS)
    proposal = powers.ask(change=change, by=cast.supervisor, reader=reader(cast.supervisor), password=PASSWORD, network="192.0.2")
    assert proposal
    for by in (cast.ethics, cast.admin):
        arguments = {"proposal": proposal, "by": by, "reader": reader(by), "password": PASSWORD, "network": "192.0.2"}
        if by == cast.ethics:
            powers.confirm(**arguments)
        else:
            with pytest.raises(Refused, match="decided meanwhile"):
                powers.confirm(**arguments)
    assert roles(cast.worker) == {"intake", "worker", "ethics"}


def test_a_proposal_dies_with_the_power_of_whoever_made_it(cast: Cast, sign_in: Browser) -> None:
    proposal = proposed(sign_in(cast.admin), cast.worker, "give-supervisor")
    cast.admin.bearings.all().delete()
    assert confirm(sign_in(cast.ethics), proposal).status_code == 409
    assert roles(cast.worker) == {"intake", "worker"}
    proposal.refresh_from_db()
    assert proposal.state == "waiting"


def test_an_administrator_is_nothing_else_beside(cast: Cast, sign_in: Browser) -> None:
    admin = sign_in(cast.admin)
    answer = ask(admin, cast.worker, "give-admin")
    assert answer.status_code == 409 and "cannot also be" in answer.content.decode()
    page = admin.get("/people/").content.decode()
    assert f'value="{cast.worker.id}"' in page
    mine = page[page.index(f"colleague-{cast.worker.id}") :]
    assert "give-admin" not in mine[: mine.index("</form>")] and "give-supervisor" in mine[: mine.index("</form>")]


def test_the_key_comes_with_the_role_when_a_supervisor_who_holds_it_confirms(cast: Cast, sign_in: Browser, reader) -> None:
    newcomer = add_worker_with(cast, "newcomer", [])
    proposal = proposed(sign_in(cast.admin), newcomer, "give-supervisor")
    assert not reader(newcomer).holds(cast.team.oversight_id)
    confirm(sign_in(cast.supervisor), proposal)
    theirs, ours = reader(newcomer), reader(cast.supervisor)
    assert theirs._key_seed(cast.team.oversight_id) == ours._key_seed(cast.team.oversight_id)
    assert Entry.objects.filter(verb="key.handed_on", actor=cast.supervisor.principal_id).count() == 1


def test_p06_two_people_without_the_key_give_a_role_and_no_key(cast: Cast, sign_in: Browser, reader) -> None:
    """An administrator and an ethics officer together read nothing: the key waits for a supervisor's word."""
    newcomer = add_worker_with(cast, "newcomer", [])
    confirm(sign_in(cast.ethics), proposed(sign_in(cast.admin), newcomer, "give-supervisor"))
    assert roles(newcomer) == {"supervisor"}
    assert not reader(newcomer).holds(cast.team.oversight_id)
    assert PendingKey.objects.get(to=newcomer.principal).is_vouched is False
    sign_in(cast.supervisor).get("/me/")
    assert not reader(newcomer).holds(cast.team.oversight_id)


def test_p06_supervisors_without_the_key_cannot_give_their_word_for_each_other(cast: Cast, sign_in: Browser) -> None:
    """Else an administrator and an ethics officer make two of them, and the true supervisor's next page hands the keys on."""
    one, other, third, fourth = (add_worker_with(cast, login, []) for login in ("one", "other", "third", "fourth"))
    for newcomer in (one, other):
        confirm(sign_in(cast.ethics), proposed(sign_in(cast.admin), newcomer, "give-supervisor"))
    ask(sign_in(cast.admin), third, "give-intake")
    theirs = sign_in(one)
    for newcomer in (other, third):
        assert theirs.post(f"/people/{newcomer.id}/ours/").status_code == 409
    assert "/ours/" not in theirs.get("/people/invite/").content.decode(), "nor is he asked for it"
    confirm(sign_in(cast.admin), proposed(theirs, fourth, "give-intake"))
    invited = theirs.post("/people/invite/", {"name": "Fifth", "login": "fifth", "roles": "intake"}).content.decode()
    link = re.findall(r"/welcome/[\w-]+/", invited)[0]
    Client(**SAME_ORIGIN).post(link, {"password": PASSWORD, "password_again": PASSWORD})
    assert [row.is_vouched for row in PendingKey.objects.all()] == [False] * 5
    keyring.LOOKOUT.look_again()
    sign_in(cast.supervisor).get("/me/")
    assert not KeyGrant.objects.filter(to__worker__in=[one, other, third, fourth]).exists()


def test_a_role_taken_takes_its_key_along(cast: Cast, sign_in: Browser, reader, second_supervisor: Worker) -> None:
    confirm(sign_in(cast.ethics), proposed(sign_in(cast.admin), second_supervisor, "take-supervisor"))
    assert roles(second_supervisor) == set()
    assert not reader(second_supervisor).holds(cast.team.oversight_id)


@pytest.mark.parametrize("what", ["take-{}", "disable"])
@pytest.mark.parametrize("login, role, confirms, said", [("supervisor", "supervisor", "ethics", "last supervisor")])
def test_the_last_supervisor_stays(cast: Cast, sign_in: Browser, what: str, login: str, role: str, confirms: str, said: str) -> None:
    last: Worker = getattr(cast, login)
    answer = confirm(sign_in(getattr(cast, confirms)), proposed(sign_in(cast.admin), last, what.format(role)))
    assert answer.status_code == 409 and said in answer.content.decode()
    last.refresh_from_db()
    assert last.is_active and roles(last) == {role}
    assert KeyGrant.objects.filter(to=last.principal, key=cast.team.oversight).exists()


@pytest.mark.parametrize("what", ["take-admin", "disable"])
def test_the_last_administrator_stays(cast: Cast, sign_in: Browser, what: str) -> None:
    answer = confirm(sign_in(cast.ethics), proposed(sign_in(cast.supervisor), cast.admin, what))
    assert answer.status_code == 409 and "last administrator" in answer.content.decode()
    assert roles(cast.admin) == {"admin"}


def test_a_supervisor_whose_key_still_waits_does_not_count(cast: Cast, sign_in: Browser) -> None:
    """Else the team's oversight could be lost with the last one who really holds it."""
    add_worker_with(cast, "keyless", [Role.SUPERVISOR])
    answer = confirm(sign_in(cast.ethics), proposed(sign_in(cast.admin), cast.supervisor, "take-supervisor"))
    assert answer.status_code == 409 and "last supervisor" in answer.content.decode()


def test_an_administrator_alone_closes_an_ordinary_account_and_it_is_shut_at_once(cast: Cast, sign_in: Browser) -> None:
    theirs = sign_in(cast.worker)
    assert ask(sign_in(cast.admin), cast.worker, "disable").status_code == 302
    assert not Proposal.objects.exists()
    assert theirs.get("/desk/").status_code == 302
    assert not Session.objects.filter(principal=cast.worker.principal_id).exists()
    assert Client(**SAME_ORIGIN).post("/sign-in/", {"login": "worker", "password": PASSWORD}).status_code == 403
    new = {"password": "four other good words", "password_again": "four other good words"}
    form = {"login": "worker", "code": cast.recovery["worker"], **new}
    assert Client(**SAME_ORIGIN).post("/sign-in/lost/", form).status_code == 400
    assert not KeyGrant.objects.filter(to=cast.worker.principal).exists()
    assert not Slot.objects.filter(principal=cast.worker.principal).exists()


def test_what_a_supervisor_asks_for_waits_for_another(cast: Cast, sign_in: Browser) -> None:
    proposal = proposed(sign_in(cast.supervisor), cast.worker, "disable")
    assert Worker.objects.get(pk=cast.worker.pk).is_active
    assert confirm(sign_in(cast.admin), proposal).status_code == 302
    assert not Worker.objects.get(pk=cast.worker.pk).is_active


def test_an_account_with_power_is_closed_by_two(cast: Cast, sign_in: Browser, second_supervisor: Worker) -> None:
    theirs = sign_in(second_supervisor)
    proposal = proposed(sign_in(cast.admin), second_supervisor, "disable")
    assert theirs.get("/me/").status_code == 200
    confirm(sign_in(cast.ethics), proposal)
    assert theirs.get("/me/").status_code == 302
    assert not SecondFactor.objects.filter(worker=second_supervisor).exists()


def test_a_lost_second_factor_is_taken_away_and_set_up_anew(cast: Cast, sign_in: Browser) -> None:
    """The phone and the paper are gone: two people help, and neither of them gets in by it."""
    theirs = sign_in(cast.ethics)
    confirm(sign_in(cast.supervisor), proposed(sign_in(cast.admin), cast.ethics, "factor"))
    assert theirs.get("/me/").status_code == 302
    browser = sign_in(cast.ethics)
    assert browser.get("/people/")["Location"] == "/me/second-factor/"


def test_the_page_tells_roles_second_factors_and_what_waits(cast: Cast, sign_in: Browser) -> None:
    proposed(sign_in(cast.admin), cast.worker, "give-supervisor")
    page = sign_in(cast.ethics).get("/people/").content.decode()
    assert "Worker Invented: give the role «supervisor»" in page and "Proposed by Admin Invented." in page and "7 days left." in page
    assert page.count("signs in with a second factor") == 3
    assert re.search(r'href="/people/"[^>]*>.*?Colleagues<span class="count">1</span>', page, re.S)
    assert "What shall change" not in page, "an ethics officer changes nothing by himself"


def test_what_a_leaver_had_taken_goes_back_to_the_team_by_a_supervisor(cast: Cast, sign_in: Browser, person: Person, reader) -> None:
    thread = person.writes("who will answer me now")
    talking.claim(thread=thread, by=cast.worker, reader=reader(cast.worker))
    ask(sign_in(cast.admin), cast.worker, "disable")
    teammate, supervisor = sign_in(cast.teammate), sign_in(cast.supervisor)
    assert "who will answer me now" not in teammate.get("/desk/").content.decode()
    assert "1 conversation is held by nobody" in supervisor.get("/people/").content.decode()
    assert supervisor.post("/desk/given-back/").status_code == 302
    assert "who will answer me now" in teammate.get("/desk/").content.decode()
    assert Thread.objects.get(pk=thread.pk).holder is None
    assert not Grant.objects.filter(principal=cast.worker.principal).exists()
    assert "is held by nobody" not in supervisor.get("/people/").content.decode()
    assert supervisor.get(f"/desk/{thread.safe_id}/").status_code == 404, "the supervisor reads nothing by it"


def test_giving_back_takes_the_key_and_leaves_what_others_hold(cast: Cast, sign_in: Browser, person: Person, reader) -> None:
    thread = person.writes("mine")
    talking.claim(thread=thread, by=cast.worker, reader=reader(cast.worker))
    keyless = add_worker_with(cast, "keyless", [Role.SUPERVISOR])
    assert sign_in(keyless).post("/desk/given-back/").status_code == 409
    assert sign_in(cast.supervisor).post("/desk/given-back/").status_code == 302
    assert Thread.objects.get(pk=thread.pk).holder == cast.worker
    assert sign_in(cast.admin).post("/desk/given-back/").status_code == 404
