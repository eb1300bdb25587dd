"""The standard is the service's own: two people change a rule, the next draft is read by it, and every change is undone."""

import re
from html import unescape
from typing import Any
from uuid import uuid4

import pytest
from django.db import IntegrityError, transaction
from django.test import Client

from tests.conduct.changes import WHY, SignIn, confirm, decline, page, propose, proposed
from tests.conftest import Cast, Person
from tirek.conduct.actions import changing, engine
from tirek.conduct.engine import Grade
from tirek.conduct.in_force import packs
from tirek.conduct.models import RuleChange
from tirek.conduct.weighing import Wanted
from tirek.conversations.models import Thread
from tirek.kit.refusals import Refused
from tirek.ledger.models import Entry
from tirek.ledger.verbs import Verb

BLAME = "Вы сами виноваты."
HARD = next(rule.id for rule in packs().rules.values() if rule.grade is Grade.HARD)
RULE = "ACC-01"


@pytest.fixture
def ethics(cast: Cast, sign_in: SignIn) -> Client:
    return sign_in(cast.ethics)


@pytest.fixture
def supervisor(cast: Cast, sign_in: SignIn) -> Client:
    return sign_in(cast.supervisor)


@pytest.fixture
def thread(person: Person) -> Thread:
    return person.writes("Здравствуйте, мне нужна помощь", name="Мария", language="ru")


def cards(browser: Client, thread: Thread, words: str) -> list[str]:
    """The titles of the cards that a worker sees while he types these words."""
    form = {"words": words, "once": str(uuid4()), "seen_seq": "99"}
    answer = browser.post(f"/desk/{thread.safe_id}/draft/", form, headers={"HX-Request": "true"})
    assert answer.status_code == 200
    return re.findall(r"data-finding=\"(\w+)\"", answer.content.decode())


def test_what_is_confirmed_reads_the_next_draft_and_is_undone(
    cast: Cast, thread: Thread, sign_in: SignIn, ethics: Client, supervisor: Client
) -> None:
    worker = sign_in(cast.worker)
    assert len(cards(worker, thread, BLAME)) == 1
    change = proposed(ethics, RULE, "off")
    assert len(cards(worker, thread, BLAME)) == 1, "a proposal changes nothing"
    assert confirm(supervisor, change).status_code == 302
    assert cards(worker, thread, BLAME) == []
    back = proposed(supervisor, RULE, undo=str(change.id))
    assert (back.kind, back.state) == ("on", "waiting")
    assert confirm(ethics, back).status_code == 302
    assert len(cards(worker, thread, BLAME)) == 1
    assert list(RuleChange.objects.order_by("number").values_list("state", flat=True)) == ["replaced", "in_force"]


def test_a_phrase_of_our_own_is_found_in_a_drafts_words_and_taken_back(
    cast: Cast, thread: Thread, sign_in: SignIn, ethics: Client, supervisor: Client
) -> None:
    worker, words = sign_in(cast.worker), "Опять фиолетовая тыква."
    assert cards(worker, thread, words) == []
    change = proposed(ethics, RULE, "phrases", language="ru", add="фиолетов* тыкв*")
    assert change.content == {"add": {"ru": ["фиолетов* тыкв*"]}, "take": {}}
    confirm(supervisor, change)
    assert len(cards(worker, thread, words)) == 1
    confirm(ethics, proposed(supervisor, RULE, undo=str(change.id)))
    assert cards(worker, thread, words) == []


def test_a_phrase_of_the_pack_is_taken_out_and_comes_back_as_it_was(ethics: Client, supervisor: Client) -> None:
    wording = packs().rules[RULE].local["ru"].wordings[0]
    change = proposed(ethics, RULE, "phrases", take=[f"ru:{wording.phrase.source}"])
    confirm(supervisor, change)
    assert wording not in engine().rule(RULE).local["ru"].wordings
    confirm(ethics, proposed(supervisor, RULE, undo=str(change.id)))
    assert engine().rule(RULE) is packs().rules[RULE], "the very wording of the pack, with what may stand in its place"


def test_a_grade_changes_and_goes_back_to_what_it_was_before(ethics: Client, supervisor: Client) -> None:
    first = proposed(ethics, RULE, "grade", grade="hint")
    confirm(supervisor, first)
    second = proposed(ethics, RULE, "grade", grade="nudge")
    confirm(supervisor, second)
    assert engine().rule(RULE).grade is Grade.NUDGE
    first.refresh_from_db()
    assert first.state == "replaced"
    confirm(ethics, proposed(supervisor, RULE, undo=str(second.id)))
    assert engine().rule(RULE).grade is Grade.HINT


def test_who_proposed_cannot_confirm(cast: Cast, ethics: Client, supervisor: Client) -> None:
    change = proposed(ethics, RULE, "off")
    refused = confirm(ethics, change)
    assert refused.status_code == 409 and "second person" in unescape(refused.content.decode())
    with pytest.raises(IntegrityError, match="two_people_decide_about_a_rule"), transaction.atomic():
        RuleChange.objects.filter(pk=change.pk).update(state="in_force", number=1, decided_by=cast.ethics)
    assert engine().rule(RULE)
    assert confirm(supervisor, change).status_code == 302
    with pytest.raises(KeyError):
        engine().rule(RULE)


def test_what_comes_into_force_without_a_second_person_the_database_refuses(cast: Cast) -> None:
    named = {"rule": RULE, "kind": "off", "why": WHY, "by": cast.ethics}
    for forged in ({"state": "in_force", "number": 1}, {"state": "in_force", "decided_by": cast.supervisor}):
        with pytest.raises(IntegrityError), transaction.atomic():
            RuleChange.objects.create(**named, **forged)


def test_it_is_declined_by_the_second_or_taken_back_by_the_first(cast: Cast, ethics: Client, supervisor: Client) -> None:
    first = proposed(ethics, RULE, "off")
    assert decline(supervisor, first).status_code == 302
    second = proposed(ethics, RULE, "off")
    assert decline(ethics, second).status_code == 302
    assert list(RuleChange.objects.values_list("state", flat=True)) == ["declined", "declined"]
    assert engine().rule(RULE)
    over = page(ethics, f"/standard/{RULE}/")
    assert "Earlier proposals" in over and "Supervisor Invented" in over


@pytest.mark.parametrize("second", ["confirm", "decline"])
def test_of_two_tabs_one_is_too_late(cast: Cast, ethics: Client, supervisor: Client, second: str) -> None:
    change = proposed(ethics, RULE, "off")
    assert confirm(supervisor, change).status_code == 302
    assert {"confirm": confirm, "decline": decline}[second](supervisor, change).status_code == 404
    with pytest.raises(Refused, match="decided meanwhile"):
        if second == "confirm":
            changing.confirm(change=change, by=cast.supervisor, password="river apple window garden", network="192.0.2")
        else:
            changing.decline(change=change, by=cast.supervisor)
    assert Entry.objects.filter(verb=Verb.RULE_CHANGED).count() == 1


def test_each_step_leaves_its_line(cast: Cast, ethics: Client, supervisor: Client) -> None:
    first = proposed(ethics, RULE, "off")
    confirm(supervisor, first)
    second = proposed(supervisor, RULE, "on")
    decline(ethics, second)
    lines = Entry.objects.filter(about__in=[first.id, second.id]).order_by("id").values_list("verb", "actor", "about")
    assert list(lines) == [
        (Verb.RULE_PROPOSED, cast.ethics.principal_id, first.id),
        (Verb.RULE_CHANGED, cast.supervisor.principal_id, first.id),
        (Verb.RULE_PROPOSED, cast.supervisor.principal_id, second.id),
        (Verb.RULE_DECLINED, cast.ethics.principal_id, second.id),
    ]


@pytest.mark.parametrize("login", ["worker", "teammate", "stranger", "admin"])
def test_without_the_role_the_standard_does_not_exist(cast: Cast, ethics: Client, sign_in: SignIn, login: str) -> None:
    change, browser = proposed(ethics, RULE, "off"), sign_in(getattr(cast, login))
    assert browser.get("/standard/").status_code == browser.get(f"/standard/{RULE}/").status_code == 404
    assert propose(browser, RULE, "grade", grade="hint").status_code == 404
    assert confirm(browser, change).status_code == decline(browser, change).status_code == 404
    assert browser.post("/standard/try/", {"words": BLAME}).status_code == 404
    with pytest.raises(Refused, match="second person"):
        changing.confirm(change=change, by=getattr(cast, login), password="river apple window garden", network="192.0.2")
    with pytest.raises(Refused, match="supervisor or an ethics officer"):
        wanted = Wanted(RULE, "grade", {"grade": "hint"})
        changing.propose(wanted=wanted, why=WHY, by=getattr(cast, login), password="river apple window garden", network="192.0.2")


def test_a_proposal_dies_with_the_role_of_whoever_made_it(cast: Cast, ethics: Client, supervisor: Client) -> None:
    change = proposed(ethics, RULE, "off")
    cast.ethics.bearings.all().delete()
    assert confirm(supervisor, change).status_code == 409
    assert engine().rule(RULE)


def test_it_takes_the_password_and_wrong_ones_are_counted(ethics: Client, supervisor: Client) -> None:
    assert propose(ethics, RULE, "off", password="not this one").status_code == 403
    change = proposed(ethics, RULE, "off")
    assert confirm(supervisor, change, "not this one").status_code == 403
    assert engine().rule(RULE)
    assert Entry.objects.filter(verb="auth.failed").count() == 2


def test_it_waits_once_and_for_seven_days(ethics: Client, supervisor: Client) -> None:
    change = proposed(ethics, RULE, "off")
    again = propose(supervisor, RULE, "off")
    assert again.status_code == 409 and "proposed already" in unescape(again.content.decode())
    RuleChange.objects.update(made_min=change.made_min - RuleChange.LIVES_MIN - 1)
    assert "Waiting for a second person" not in page(ethics)
    assert confirm(supervisor, change).status_code == 404
    assert proposed(supervisor, RULE, "off").id != change.id
    change.refresh_from_db()
    assert change.state == "run_out"


@pytest.mark.parametrize(("kind", "more"), [("off", {}), ("grade", {"grade": "nudge"}), ("grade", {"grade": "hint"})])
def test_a_hard_stop_stays_one(ethics: Client, kind: str, more: dict[str, Any]) -> None:
    refused = propose(ethics, HARD, kind, **more)
    assert refused.status_code == 409 and "hard stop" in unescape(refused.content.decode())
    assert 'value="off"' not in page(ethics, f"/standard/{HARD}/change/")


def test_a_hard_stop_may_become_strong_and_no_weaker_in_two_steps(ethics: Client, supervisor: Client) -> None:
    confirm(supervisor, proposed(ethics, HARD, "grade", grade="strong"))
    assert engine().rule(HARD).grade is Grade.STRONG
    assert propose(ethics, HARD, "grade", grade="nudge").status_code == 409
    assert propose(ethics, HARD, "off").status_code == 409


def test_our_own_phrase_of_a_hard_stop_can_be_taken_back(ethics: Client, supervisor: Client) -> None:
    change = proposed(ethics, HARD, "phrases", language="ru", add="фиолетов* тыкв*")
    confirm(supervisor, change)
    confirm(ethics, proposed(supervisor, HARD, undo=str(change.id)))
    assert engine().rule(HARD) is packs().rules[HARD]
    own = [wording.phrase.source for wording in packs().rules[HARD].local["ru"].wordings]
    if own:
        assert propose(ethics, HARD, "phrases", take=[f"ru:{own[0]}"]).status_code == 409


@pytest.mark.parametrize(
    ("phrase", "says"),
    [
        ("пло*", "four letters"),
        ("(один|два", "bracket"),
        ("..2 слово", "between two words"),
        ("один?", "at least one word"),
        ("re:.*", "Raw expressions"),
        ("слово " * 40, "too long"),
        ("документы у них", "which is good"),
    ],
)
def test_a_faulty_phrase_is_told_in_plain_words_and_what_was_typed_stays(ethics: Client, phrase: str, says: str) -> None:
    assert any("документы у них" in good.text for good in packs().rules[RULE].local["ru"].good)
    refused = propose(ethics, RULE, "phrases", language="ru", add=phrase)
    shown = unescape(refused.content.decode())
    assert refused.status_code == 409 and says in shown
    assert phrase.strip() in shown and WHY in shown
    assert not RuleChange.objects.exists()


@pytest.mark.parametrize(
    "form",
    [
        {"kind": ""},
        {"kind": "burn"},
        {"kind": "grade", "grade": ""},
        {"kind": "on"},
        {"kind": "grade", "grade": "strong"},
        {"kind": "phrases"},
        {"kind": "phrases", "add": "слово другое"},
        {"kind": "phrases", "take": ["ru:такой тут нет"]},
        {"kind": "off", "why": "short"},
        {"kind": "off", "password": ""},
        {"undo": str(uuid4())},
    ],
)
def test_what_makes_no_sense_is_refused_before_anything_is_kept(ethics: Client, form: dict[str, Any]) -> None:
    assert packs().rules[RULE].grade is Grade.STRONG
    assert propose(ethics, RULE, **form).status_code in (404, 409)
    assert not RuleChange.objects.exists()


def test_a_rule_that_is_off_says_so_wherever_it_is_listed(ethics: Client, supervisor: Client) -> None:
    confirm(supervisor, proposed(ethics, RULE, "off"))
    assert "switched off" in page(ethics, "/standard/?show=off") and RULE in page(ethics, "/standard/?show=off")
    one = page(ethics, f"/standard/{RULE}/")
    assert "This rule is switched off" in one and "Our changes in force" in one and WHY in one
    assert "Proposed by Ethics Invented, confirmed by Supervisor Invented" in one
    tried = supervisor.post("/standard/try/", {"words": BLAME, "rule": RULE}).content.decode()
    assert f"{RULE} is switched off" in unescape(tried)


def test_the_second_person_sees_what_would_change_and_who_asks(ethics: Client, supervisor: Client) -> None:
    wording = packs().rules[RULE].local["ru"].wordings[0].phrase.source
    proposed(ethics, RULE, "phrases", language="kk", add="күлгін* асқабақ*", take=[f"ru:{wording}"])
    for path in ("/standard/", f"/standard/{RULE}/"):
        seen = page(supervisor, path)
        assert "күлгін* асқабақ*" in seen and wording in seen
        assert "Ethics Invented" in seen and WHY in seen and "would still be found" in seen


def test_the_list_finds_rules_by_words_in_any_language(ethics: Client) -> None:
    everything = re.findall(r'href="/standard/([A-Z]+-\d+)/"', page(ethics))
    assert sorted(set(everything)) == sorted(packs().rules)
    for words in ("виноват", "ACC-01", packs().rules[RULE].title["kk"]):
        assert RULE in re.findall(r'href="/standard/([A-Z]+-\d+)/"', page(ethics, f"/standard/?q={words}"))
    one = page(ethics, "/standard/?principle=acceptance&q=")
    assert all(packs().rules[found].principle == "acceptance" for found in re.findall(r'href="/standard/([A-Z]+-\d+)/"', one))
    assert "No rule has these words" in page(ethics, "/standard/?q=zzqqxx")
    assert page(ethics, "/standard/?show=nonsense&principle=none")


@pytest.mark.parametrize("rule", sorted(packs().rules))
def test_every_rule_has_its_page_and_its_examples_pass_there(ethics: Client, rule: str) -> None:
    seen = page(ethics, f"/standard/{rule}/")
    own = packs().rules[rule]
    assert own.title["en"] in seen and own.why["en"] in seen and own.source in seen
    passed = re.search(r"Each one is also a test: (\d+) of (\d+) pass now", seen)
    assert passed and passed[1] == passed[2]
    assert "not yet read by a native social worker" in seen


def test_there_is_no_page_of_a_rule_that_is_not_there(ethics: Client) -> None:
    assert ethics.get("/standard/NO-01/").status_code == ethics.get("/standard/NO-01/change/").status_code == 404
