"""A remark dismissed three times rests for its worker for thirty days, unless it is strong; he can wake it. What was changed is known."""

from collections.abc import Mapping
from html import unescape
from uuid import uuid4

import pytest
from django.test import Client

from tests.conduct.changes import SignIn, page
from tests.conftest import Cast, Person
from tirek.conduct.actions import Draft, clear, engine, read
from tirek.conduct.actions.resting import RESTS_MIN, rest_if_dismissed, resting, wake
from tirek.conduct.engine import Context, Finding, Grade
from tirek.conduct.models import Clearance, Decision, Resting
from tirek.conduct.rules import Answer
from tirek.people.models import Worker
from tirek.vault.models import this_minute

SLIGHT = "У других и хуже бывает."
STRONG = "Вы сами виноваты."
RUSSIAN = Context(language="ru")


def findings(words: str) -> tuple[Finding, ...]:
    found = engine().check(words, RUSSIAN)
    assert found
    return found


def sent(by: Worker, words: str, reason: str = "", *, shown: frozenset[tuple[str, str]] = frozenset()) -> Clearance:
    """This worker sends these words, and answers every finding in them with this reason."""
    answers: Mapping[str, Answer] = {one.key: Answer(reason) for one in engine().check(words, RUSSIAN)} if reason else {}
    return clear(Draft(uuid4(), uuid4(), words, RUSSIAN, by, answers, shown), read(words, RUSSIAN))


@pytest.mark.parametrize("reasons", [("quote", "asked", "true_here"), ("not_correct", "not_correct", "quote")])
def test_after_three_dismissals_a_nudge_rests(cast: Cast, reasons: tuple[str, ...]) -> None:
    (found,) = findings(SLIGHT)
    assert found.grade < Grade.STRONG
    for reason in reasons[:2]:
        sent(cast.worker, SLIGHT, reason)
    assert resting(cast.worker) == frozenset()
    sent(cast.worker, SLIGHT, reasons[2])
    assert resting(cast.worker) == {found.rule}
    assert resting(cast.teammate) == frozenset()
    assert Resting.objects.get().until_min - this_minute() in (RESTS_MIN, RESTS_MIN - 1)


def test_a_strong_one_never_rests(cast: Cast) -> None:
    (found,) = findings(STRONG)
    assert found.grade >= Grade.STRONG
    for _ in range(5):
        sent(cast.worker, STRONG, "quote")
    assert not Resting.objects.exists()
    Resting.objects.create(worker=cast.worker, rule=found.rule, until_min=this_minute() + 99)  # whatever stands there
    quiet = Context(language="ru", quiet=resting(cast.worker))
    assert [one.rule for one in engine().check(STRONG, quiet)] == [found.rule]


def test_what_is_passed_over_is_not_dismissed(cast: Cast) -> None:
    for _ in range(5):
        sent(cast.worker, SLIGHT)
    assert resting(cast.worker) == frozenset()


def test_dismissals_of_long_ago_do_not_count(cast: Cast) -> None:
    for days in (40, 35, 0):
        made = sent(cast.worker, SLIGHT, "quote")
        Clearance.objects.filter(pk=made.pk).update(at_min=this_minute() - days * 24 * 60)
    rest_if_dismissed(decisions=Decision.objects.filter(clearance=made), by=cast.worker)
    assert resting(cast.worker) == frozenset()


def test_he_wakes_it_and_is_counted_anew(cast: Cast, sign_in: SignIn) -> None:
    (found,) = findings(SLIGHT)
    for _ in range(3):
        sent(cast.worker, SLIGHT, "quote")
    browser = sign_in(cast.worker)
    assert "/standard/resting/" in page(browser, "/me/")
    title = engine().words(found.rule, "en").title
    assert title in page(browser, "/standard/resting/")
    assert title not in page(sign_in(cast.teammate), "/standard/resting/")
    sign_in(cast.teammate).post(f"/standard/resting/{found.rule}/wake/")
    assert resting(cast.worker) == {found.rule}, "nobody wakes it for him"
    assert browser.post(f"/standard/resting/{found.rule}/wake/").status_code == 302
    assert resting(cast.worker) == frozenset() and "Nothing rests" in page(browser, "/standard/resting/")
    sent(cast.worker, SLIGHT, "quote")
    assert resting(cast.worker) == frozenset()


def test_three_more_after_waking_let_it_rest_again(cast: Cast) -> None:
    for _ in range(3):
        sent(cast.worker, SLIGHT, "quote")
    wake(rule=findings(SLIGHT)[0].rule, by=cast.worker)
    Resting.objects.update(until_min=this_minute() - 5)  # some minutes pass
    Clearance.objects.update(at_min=this_minute() - 6)
    for number in range(3):
        assert resting(cast.worker) == frozenset(), number
        sent(cast.worker, SLIGHT, "quote")
    assert resting(cast.worker)


def test_on_the_desk_a_resting_rule_is_silent_for_him_alone(cast: Cast, person: Person, sign_in: SignIn) -> None:
    thread = person.writes("Здравствуйте, мне нужна помощь", name="Мария", language="ru")
    rule = findings(SLIGHT)[0].rule
    Resting.objects.create(worker=cast.worker, rule=rule, until_min=this_minute() + 99)
    title = engine().words(rule, "en").title

    def cards(browser: Client) -> str:
        form = {"words": SLIGHT, "once": str(uuid4()), "seen_seq": "99"}
        return unescape(browser.post(f"/desk/{thread.safe_id}/draft/", form, headers={"HX-Request": "true"}).content.decode())

    assert title not in cards(sign_in(cast.worker))
    assert title in cards(sign_in(cast.teammate))


# what was shown, and then changed


def choices() -> list[tuple[str, str]]:
    return list(Decision.objects.order_by("id").values_list("rule", "choice"))


def test_what_was_shown_and_is_gone_was_changed_before_sending(cast: Cast) -> None:
    (found,) = findings(SLIGHT)
    sent(cast.worker, "Для вас это много. С чего начнём?", shown=frozenset({(found.rule, found.key)}))
    assert choices() == [(found.rule, "applied")]
    decision = Decision.objects.get()
    assert (decision.grade, decision.language, decision.reason) == (found.grade, "ru", "")
    assert Clearance.objects.get().outcome == "clean"


def test_what_was_shown_and_still_stands_was_not_changed(cast: Cast) -> None:
    (found,) = findings(SLIGHT)
    sent(cast.worker, SLIGHT, "quote", shown=frozenset({(found.rule, found.key), (found.rule, "an earlier key of it")}))
    assert choices() == [(found.rule, "kept")]


def test_a_finding_that_grew_while_it_was_typed_counts_once(cast: Cast) -> None:
    rule = findings(SLIGHT)[0].rule
    sent(cast.worker, "Для вас это много.", shown=frozenset((rule, f"key {number}") for number in range(4)))
    assert choices() == [(rule, "applied")]


def test_forged_marks_are_left_out(cast: Cast) -> None:
    sent(cast.worker, "Для вас это много.", shown=frozenset({("NO-01", "x"), ("", ""), ("ACC-99" * 9, "y")}))
    assert choices() == []


def test_of_a_check_that_failed_nothing_is_known_to_be_changed(cast: Cast, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("tirek.conduct.actions.PATIENCE_S", 0.0)
    made = sent(cast.worker, "Для вас это много.", shown=frozenset({("EMP-03", "x")}))
    assert made.outcome == "unchecked" and choices() == []
