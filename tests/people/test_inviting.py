"""A colleague comes in by a link that works once; the team's keys reach him when a holder is here, and nobody else."""

import logging
import re
from collections.abc import Callable
from urllib.parse import urlsplit

import pytest
from django.db import IntegrityError, transaction
from django.test import Client

from tests.conftest import SAME_ORIGIN, Cast
from tirek.ledger.models import Entry
from tirek.people.actions import inviting, keyring
from tirek.people.doctor import key_invariants
from tirek.people.models import Invitation, PendingKey, Role, Worker
from tirek.vault.actions.handing import hand_on
from tirek.vault.errors import Tampered
from tirek.vault.models import KeyGrant, Principal, this_minute

OWN = "five quiet invented little words"
WANTED = {"name": "Жаңа Үлгіев", "login": "zhana", "roles": ["intake", "worker"]}


def link_on(answer) -> str:
    assert answer.status_code == 200, answer.content.decode()
    return urlsplit(re.search(r"https?://[^\s<]*/welcome/[^\s<]+", answer.content.decode())[0]).path


@pytest.fixture
def invited(cast: Cast, sign_in) -> Callable[..., str]:
    """An invitation made through the page; the path of its link."""

    def invited(by: Worker | None = None, **other) -> str:
        return link_on(sign_in(by or cast.supervisor).post("/people/invite/", {**WANTED, **other}))

    return invited


def comes_in(link: str, password: str = OWN, again: str | None = None, browser: Client | None = None):
    form = {"password": password, "password_again": password if again is None else again}
    return (browser or Client(**SAME_ORIGIN)).post(link, form)


def verbs() -> list[str]:
    return list(Entry.objects.order_by("id").values_list("verb", flat=True))


@pytest.fixture(autouse=True)
def fresh_lookout() -> None:
    keyring.LOOKOUT.look_again()


@pytest.fixture
def after_commit(django_capture_on_commit_callbacks):
    """What happens after a commit happens in a test that is rolled back, too."""
    with django_capture_on_commit_callbacks(execute=True):
        yield


def test_a_colleague_comes_in_by_his_link_and_begins_with_his_recovery_code(cast: Cast, invited) -> None:
    link, browser = invited(), Client(**SAME_ORIGIN)
    page = browser.get(link).content.decode()
    assert "Жаңа Үлгіев" in page and "Supervisor Invented" in page and "Own team" in page and cast.organisation.name in page
    answer = comes_in(link, browser=browser)
    assert (answer.status_code, answer["Location"]) == (302, "/")
    assert browser.get("/", follow=True).redirect_chain[-1][0] == "/me/recovery-code/"
    worker = Worker.objects.get(login="zhana")
    assert worker.roles == {Role.INTAKE, Role.WORKER} and worker.team == cast.team
    assert Client(**SAME_ORIGIN).post("/sign-in/", {"login": "zhana", "password": OWN}).status_code == 302
    assert {"people.invite", "people.accept", "people.add"} <= set(verbs())


def test_looking_at_the_link_neither_uses_it_up_nor_writes_anything(cast: Cast, invited) -> None:
    link = invited()
    before = Entry.objects.count(), Principal.objects.count()
    for _ in range(5):
        assert Client().get(link).status_code == 200
    assert (Entry.objects.count(), Principal.objects.count()) == before
    assert comes_in(link).status_code == 302


def test_a_link_that_does_not_work_tells_nobody_why(cast: Cast, invited, sign_in) -> None:
    used, late, back = invited(), invited(login="late"), invited(login="back")
    gone = invited(login="gone", by=cast.admin)
    comes_in(used)
    Invitation.objects.filter(login="late").update(until_min=this_minute() - 1)
    inviting.withdraw(invitation=Invitation.objects.get(login="back"), by=cast.supervisor)
    Worker.objects.filter(pk=cast.admin.pk).update(is_active=False)
    links = (used, late, back, gone, "/welcome/never-was/")
    answers = [(ask(link), link) for link in links for ask in (Client().get, comes_in)]
    assert {answer.status_code for answer, _link in answers} == {404}
    assert len({answer.content.replace(link.encode(), b"") for answer, link in answers}) == 1
    assert "This link does not work, or no longer." in answers[0][0].content.decode()
    assert Worker.objects.count() == 7


def test_an_invitation_lives_three_days_to_the_minute(cast: Cast, invited) -> None:
    link = invited()
    assert Invitation.objects.get().until_min - this_minute() in (72 * 60 - 1, 72 * 60)
    Invitation.objects.update(until_min=this_minute())
    assert Client().get(link).status_code == 200
    Invitation.objects.update(until_min=this_minute() - 1)
    assert Client().get(link).status_code == 404


SLIPS = [(OWN, OWN + "x", "not the same"), ("short", "short", "too short"), ("", "", "fill this in")]


@pytest.mark.parametrize("password, again, said", SLIPS)
def test_a_password_that_cannot_be_kept_leaves_the_link_as_it_was(cast: Cast, invited, password: str, again: str, said: str) -> None:
    link = invited()
    answer = comes_in(link, password, again)
    assert answer.status_code == 400 and said in answer.content.decode()
    assert OWN not in answer.content.decode()
    assert comes_in(link).status_code == 302


def test_the_token_is_nowhere_but_on_the_page_that_shows_it(cast: Cast, invited, sign_in, caplog) -> None:
    link = invited()
    token = link.split("/")[2]
    assert len(token) == 43
    row = Invitation.objects.values().get()
    assert token not in str(row) and token.encode() not in bytes(row["mark"]) and len(row["mark"]) == 32
    with caplog.at_level(logging.DEBUG):
        assert Client().get(link).status_code == 200
        Client().get(link + "x/")
        comes_in(link, "short", "short")
        comes_in(link)
        Client().get(link)
    said = [" ".join(map(str, (record.name, *_line(record)))) for record in caplog.records]
    assert not [line for line in said if token in line]
    assert token not in sign_in(cast.supervisor).get("/people/invite/").content.decode()


def _line(record: logging.LogRecord) -> list[str]:
    from tirek.config.logs import Line

    return [Line().format(record)]


def test_the_page_of_the_link_sends_no_address_elsewhere(cast: Cast, invited) -> None:
    answer = Client().get(invited())
    assert answer["Referrer-Policy"] in ("same-origin", "no-referrer")
    assert "no-store" in answer["Cache-Control"]


def test_a_supervisor_invites_into_the_own_team_only_and_an_administrator_into_any(cast: Cast, sign_in) -> None:
    other = cast.stranger.team
    refused = sign_in(cast.supervisor).post("/people/invite/", {**WANTED, "team": other.id})
    assert refused.status_code == 400 and "your own team only" in refused.content.decode()
    link_on(sign_in(cast.admin).post("/people/invite/", {**WANTED, "team": other.id}))
    assert Invitation.objects.get().team == other


@pytest.mark.parametrize("role", ["supervisor", "ethics", "admin", "nonsense", ""])
def test_an_invitation_never_carries_power(cast: Cast, sign_in, role: str) -> None:
    for by in (cast.supervisor, cast.admin):
        assert sign_in(by).post("/people/invite/", {**WANTED, "roles": [role] if role else []}).status_code == 400
    with pytest.raises(inviting.Refused):
        inviting.invite(login="x1", name="X", roles=[role] if role else [], team=cast.team, by=cast.admin)
    assert not Invitation.objects.exists()


@pytest.mark.parametrize("login", ["worker", "zhana", "Ж", "a", "../x", "two words", "x" * 81, "UPPER"])
def test_a_login_that_is_taken_or_cannot_be_typed_is_refused_beside_what_was_typed(cast: Cast, invited, sign_in, login: str) -> None:
    invited()
    answer = sign_in(cast.admin).post("/people/invite/", {**WANTED, "login": login})
    assert answer.status_code == 400
    assert "Жаңа Үлгіев" in answer.content.decode()
    assert Invitation.objects.count() == 1


def test_the_place_of_a_link_that_is_too_old_is_free_again(cast: Cast, invited) -> None:
    invited()
    Invitation.objects.update(until_min=this_minute() - 1)
    assert comes_in(invited()).status_code == 302


def test_nobody_else_invites_and_a_stranger_withdraws_nothing(cast: Cast, invited, sign_in) -> None:
    invited()
    invitation = Invitation.objects.get()
    for worker in (cast.worker, cast.teammate, cast.ethics, cast.stranger):
        assert sign_in(worker).post("/people/invite/", WANTED).status_code == 404
        assert sign_in(worker).post(f"/people/invite/{invitation.id}/withdraw/").status_code == 404
    Invitation.objects.update(team=cast.stranger.team)
    assert sign_in(cast.supervisor).post(f"/people/invite/{invitation.id}/withdraw/").status_code == 404
    assert sign_in(cast.admin).post(f"/people/invite/{invitation.id}/withdraw/").status_code == 302
    assert sign_in(cast.admin).post(f"/people/invite/{invitation.id}/withdraw/").status_code == 404
    assert verbs().count("people.withdraw") == 1


def test_an_invitation_is_not_both_used_and_withdrawn(cast: Cast, invited) -> None:
    link = invited()
    invitation = Invitation.objects.get()
    comes_in(link)
    with pytest.raises(inviting.Refused, match="a moment ago"):
        inviting.withdraw(invitation=invitation, by=cast.supervisor)
    with pytest.raises(IntegrityError, match="accepted_or_withdrawn"), transaction.atomic():
        Invitation.objects.update(withdrawn_min=1)


# keys


def test_the_key_waits_for_a_holder_and_then_the_words_open(cast: Cast, person, invited, sign_in, after_commit) -> None:
    person.writes("what waits to be read")
    browser = Client(**SAME_ORIGIN)
    comes_in(invited(), browser=browser)
    keyring.LOOKOUT.look_again()
    desk = browser.get("/desk/").content.decode()
    assert "what waits to be read" not in desk and "key has not reached you yet" in desk
    new = Worker.objects.get(login="zhana").principal
    assert PendingKey.objects.filter(to=new, key=cast.team.intake, is_vouched=True).exists()
    assert sign_in(cast.teammate).get("/desk/").status_code == 200, "any holder's next request is enough"
    assert KeyGrant.objects.filter(to=new, key=cast.team.intake).exists()
    desk = browser.get("/desk/").content.decode()
    assert "what waits to be read" in desk and "key has not reached you yet" not in desk
    assert not PendingKey.objects.exists()
    assert verbs().count("key.handed_on") == 1


def test_a_supervisor_hands_the_intake_key_on_and_cannot_read_with_it(cast: Cast, person, invited, sign_in, reader) -> None:
    thread = person.writes("not for her eyes")
    comes_in(invited())
    keyring.LOOKOUT.look_again()
    sign_in(cast.supervisor).get("/me/")
    new = Worker.objects.get(login="zhana")
    assert thread.safe in reader_of(new).open_all([thread.safe]) or reader_of(new).open(thread.safe)
    hers = reader(cast.supervisor)
    assert hers.reads_as == [cast.supervisor.principal_id]
    assert not hers.open_all([thread.safe])


def reader_of(worker: Worker):
    from tirek.vault.actions import keys
    from tirek.vault.actions.reading import Reader

    return Reader(worker.principal_id, keys.unlock_with_password(worker.principal, OWN))


def test_nobody_without_a_way_to_the_key_hands_it_on(cast: Cast, invited, reader) -> None:
    comes_in(invited())
    new = Worker.objects.get(login="zhana").principal
    for worker in (cast.admin, cast.ethics, cast.stranger):
        assert not hand_on(key=cast.team.intake, to=new, reader=reader(worker))
        keyring.LOOKOUT.look_again()
        keyring.hand_on_waiting(by=worker, reader=reader(worker))
    assert not KeyGrant.objects.filter(to=new).exists()
    assert PendingKey.objects.filter(to=new).exists()


def test_whom_an_administrator_invites_waits_for_the_word_of_a_supervisor(cast: Cast, person, invited, sign_in) -> None:
    """Else he could invite himself under another name, and read."""
    person.writes("not for an administrator")
    browser = Client(**SAME_ORIGIN)
    comes_in(invited(cast.admin), browser=browser)
    new = Worker.objects.get(login="zhana")
    for worker in (cast.worker, cast.supervisor, cast.admin):
        keyring.LOOKOUT.look_again()
        sign_in(worker).get("/")
    assert "not for an administrator" not in browser.get("/desk/").content.decode()
    for worker in (cast.admin, cast.worker, new, cast.stranger):
        asked = browser if worker == new else sign_in(worker)
        assert asked.post(f"/people/{new.id}/ours/").status_code == 404
    hers = sign_in(cast.supervisor)
    assert "New colleagues wait for your word" in hers.get("/people/invite/").content.decode()
    keyring.LOOKOUT.look_again()
    assert hers.post(f"/people/{new.id}/ours/").status_code == 302
    assert "not for an administrator" in browser.get("/desk/").content.decode()
    assert {"people.vouch", "key.handed_on"} <= set(verbs())


def test_a_word_for_one_colleague_is_none_for_another(cast: Cast, invited, reader) -> None:
    comes_in(invited(cast.supervisor))
    comes_in(invited(cast.admin, login="other"))
    keyring.LOOKOUT.look_again()
    keyring.hand_on_waiting(by=cast.worker, reader=reader(cast.worker))
    known, unknown = (Worker.objects.get(login=login).principal for login in ("zhana", "other"))
    assert KeyGrant.objects.filter(to=known).exists()
    assert not KeyGrant.objects.filter(to=unknown).exists()


def test_for_a_supervisor_the_colleagues_of_other_teams_do_not_exist(cast: Cast, sign_in) -> None:
    assert sign_in(cast.supervisor).post(f"/people/{cast.stranger.id}/ours/").status_code == 404


def test_a_supervisor_of_another_team_cannot_vouch(cast: Cast, invited) -> None:
    comes_in(invited(cast.admin))
    new = Worker.objects.get(login="zhana")
    cast.stranger.bearings.create(role=Role.SUPERVISOR)
    with pytest.raises(inviting.Refused):
        keyring.vouch(worker=new, by=Worker.objects.get(pk=cast.stranger.pk))
    assert not PendingKey.objects.filter(is_vouched=True).exists()


@pytest.mark.parametrize("change", ["left", "lost the role"])
def test_whoever_left_meanwhile_gets_no_key(cast: Cast, invited, reader, change: str) -> None:
    comes_in(invited())
    new = Worker.objects.get(login="zhana")
    if change == "left":
        Worker.objects.filter(pk=new.pk).update(is_active=False)
    else:
        new.bearings.filter(role=Role.INTAKE).delete()
    keyring.LOOKOUT.look_again()
    keyring.hand_on_waiting(by=cast.worker, reader=reader(cast.worker))
    assert not KeyGrant.objects.filter(to=new.principal).exists()
    assert "key.handed_on" not in verbs() and not PendingKey.objects.exists()


def test_a_key_that_is_not_the_teams_own_is_never_handed_on(cast: Cast, invited, reader, caplog) -> None:
    """Somebody who can write to the database exchanges the public half: the holder notices, and her page works on."""
    comes_in(invited())
    new = Worker.objects.get(login="zhana").principal
    forged = bytes(cast.stranger.team.intake.box_pub)
    Principal.objects.filter(pk=cast.team.intake_id).update(box_pub=forged)
    with pytest.raises(Tampered):
        hand_on(key=Principal.objects.get(pk=cast.team.intake_id), to=new, reader=reader(cast.worker))
    keyring.LOOKOUT.look_again()
    keyring.hand_on_waiting(by=cast.worker, reader=reader(cast.worker))
    assert "was not handed on" in caplog.text
    assert not KeyGrant.objects.filter(to=new).exists()


def test_looking_for_waiting_keys_costs_a_request_nothing(cast: Cast, sign_in, django_assert_num_queries, reader) -> None:
    mine = reader(cast.worker)
    keyring.hand_on_waiting(by=cast.worker, reader=mine)
    worker = Worker.objects.select_related("team").prefetch_related("bearings").get(pk=cast.worker.pk)
    with django_assert_num_queries(0):
        for _ in range(50):
            keyring.hand_on_waiting(by=worker, reader=mine)


def test_every_team_has_its_intake_key_under_oversight_and_on_paper(cast: Cast) -> None:
    for team in (cast.team, cast.stranger.team):
        held = {(grant.key_id, grant.to_id) for grant in KeyGrant.objects.all()}
        paper = cast.organisation.paper_id
        assert {(team.intake_id, team.oversight_id), (team.intake_id, paper), (team.oversight_id, paper)} <= held


def test_the_signed_in_session_of_a_browser_ends_when_somebody_else_comes_in_there(cast: Cast, invited, sign_in) -> None:
    browser = sign_in(cast.admin)
    before = dict(browser.cookies.items())
    old = Client(**SAME_ORIGIN)
    old.cookies.load({name: morsel.value for name, morsel in before.items()})
    comes_in(invited(), browser=browser)
    assert "zhana" in browser.get("/me/").content.decode()
    assert old.get("/me/").status_code == 302


def test_the_doctor_knows_when_no_living_hand_holds_a_key(cast: Cast) -> None:
    cast.stranger.bearings.create(role=Role.SUPERVISOR)
    said = list(key_invariants())
    assert said == ["Nobody who works here holds the oversight key of the team Other team: only the paper key could open it."]
    Worker.objects.filter(pk=cast.supervisor.pk).update(is_active=False)
    assert any("oversight key of the team Own team" in line for line in key_invariants())
    Worker.objects.filter(pk__in=(cast.worker.pk, cast.teammate.pk)).update(is_active=False)
    assert any("hand on the intake key of the team Own team" in line for line in key_invariants())
    KeyGrant.objects.filter(key=cast.team.intake, to=cast.organisation.paper).delete()
    assert any("is not on the organisation's paper" in line for line in key_invariants())
    KeyGrant.objects.filter(key=cast.team.intake, to=cast.team.oversight).delete()
    assert any("cannot hand its intake key on" in line for line in key_invariants())
