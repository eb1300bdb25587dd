"""What became of findings is told about rules, never about workers: nothing under five of them, in no language and in no sum."""

import re
from uuid import UUID, uuid4

import pytest
from django.test import Client

from tests.conduct.changes import SignIn, page
from tests.conftest import Cast
from tirek.conduct.models import Clearance, Decision
from tirek.conduct.outcomes import DAYS, LEAST_WORKERS, outcomes_of, rules_to_review
from tirek.vault.models import this_minute

RULE = "ACC-02"
WORKERS = [uuid4() for _ in range(7)]


def met(worker: UUID | None, choice: str, *, language: str = "ru", times: int = 1, reason: str = "", days_ago: int = 0) -> None:
    """This worker was shown the rule, and did this with it."""
    for _ in range(times):
        at = this_minute() - days_ago * 24 * 60
        clearance = Clearance.objects.create(mark=b"m", outcome="decided", by=worker, at_min=at)
        named = {"rule": RULE, "version": 1, "grade": 2, "milliseconds": 1}
        Decision.objects.create(clearance=clearance, language=language, choice=choice, reason=reason, **named)


@pytest.fixture
def ethics(cast: Cast, sign_in: SignIn) -> Client:
    return sign_in(cast.ethics)


def test_under_five_workers_there_are_no_numbers(ethics: Client) -> None:
    for worker in WORKERS[: LEAST_WORKERS - 1]:
        met(worker, "kept", times=23, reason="quote")
    shown = page(ethics, f"/standard/{RULE}/")
    assert "fewer than 5 different workers" in shown
    assert "Reasons chosen" not in shown and "called wrong" not in shown
    assert not re.search(r"\b(92|23|4 workers)\b", shown[shown.index("outcomes-title") : shown.index("outcomes-title") + 1500])
    met(WORKERS[4], "wrong", reason="not_correct")
    shown = page(ethics, f"/standard/{RULE}/")
    assert "93 times" in shown and "5 workers" in shown and "I quote somebody" in shown


def test_by_language_it_says_what_was_done(ethics: Client) -> None:
    for worker in WORKERS[:5]:
        met(worker, "applied", times=4)
        met(worker, "kept", reason="asked")
        met(worker, "wrong", reason="not_correct")
        met(worker, "passed", times=2)
    outcomes = outcomes_of(RULE)
    (row,) = outcomes.rows
    assert (row.language, row.workers, row.shown, row.applied, row.kept, row.wrong, row.passed) == ("ru", 5, 40, 20, 5, 5, 10)
    assert outcomes.reasons == [("asked", 5), ("not_correct", 5)] and not outcomes.hidden
    shown = page(ethics, f"/standard/{RULE}/")
    assert "12 % wrong" in shown and "passed over" in shown


@pytest.mark.usefixtures("cast")
def test_a_language_met_by_few_is_left_out_of_every_sum() -> None:
    """Else the few could be counted back from what is told."""
    for worker in WORKERS[:5]:
        met(worker, "applied")
    met(WORKERS[0], "wrong", language="kk", times=9, reason="not_correct")
    outcomes = outcomes_of(RULE)
    assert [row.language for row in outcomes.rows] == ["ru"] and outcomes.hidden
    assert outcomes.total is not None and outcomes.total.shown == 5 and outcomes.reasons == []


@pytest.mark.usefixtures("cast")
def test_small_languages_are_told_together_if_together_they_are_enough() -> None:
    for worker in WORKERS[:3]:
        met(worker, "applied", language="kk")
    for worker in WORKERS[2:6]:
        met(worker, "kept", language="uk", reason="quote")
    (row,) = outcomes_of(RULE).rows
    assert (row.language, row.workers, row.applied, row.kept) == ("", 6, 3, 4)


@pytest.mark.usefixtures("cast")
def test_automatic_texts_and_old_days_are_in_no_number() -> None:
    for worker in WORKERS[:5]:
        met(worker, "applied", days_ago=DAYS + 1)
    met(None, "passed", times=50)
    outcomes = outcomes_of(RULE)
    assert not outcomes.rows and outcomes.total is None


@pytest.mark.parametrize(("kept", "applied", "goes"), [(18, 12, True), (17, 12, False), (17, 13, False), (30, 0, True)])
def test_a_rule_dismissed_in_most_cases_goes_to_review(ethics: Client, kept: int, applied: int, goes: bool) -> None:
    """In at least 60 % of at least 30 shows."""
    for number in range(kept):
        met(WORKERS[number % 5], "kept" if number % 2 else "wrong")
    met(WORKERS[0], "applied", times=applied)
    assert (RULE in rules_to_review()) is goes
    assert (RULE in re.findall(r'href="/standard/([A-Z]+-\d+)/"', page(ethics, "/standard/?show=review"))) is goes
    assert ("This rule goes to review" in page(ethics, f"/standard/{RULE}/")) is goes


def test_one_worker_alone_sends_no_rule_to_review(ethics: Client) -> None:
    met(WORKERS[0], "kept", times=60)
    assert not rules_to_review() and "goes to review</span>" not in page(ethics)


def test_messages_that_left_unchecked_are_counted(ethics: Client) -> None:
    for by in (WORKERS[0], WORKERS[1], None):
        Clearance.objects.create(mark=b"m", outcome="unchecked", error="TooSlow", by=by)
    assert "2 messages left without a reading" in page(ethics)
