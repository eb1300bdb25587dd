"""What is confirmed is in force in every process within seconds; what is broken never stops the house."""

import time

import pytest
from django.db import DatabaseError

from tests.conduct.changes import SignIn, page
from tests.conftest import Cast
from tirek.conduct import in_force
from tirek.conduct.actions import engine, read, words_of
from tirek.conduct.engine import Context, Grade
from tirek.conduct.in_force import IN_FORCE, InForce, overlay_of, packs
from tirek.conduct.models import RuleChange
from tirek.insights.checks import standard

RUSSIAN = Context(language="ru")


def confirmed(cast: Cast, rule: str, kind: str, content: dict[str, object] | None = None) -> RuleChange:
    """A change that came into force, written as another process of the house would have left it."""
    number = RuleChange.objects.exclude(number=None).count() + 1
    who = {"by": cast.ethics, "decided_by": cast.supervisor}
    return RuleChange.objects.create(rule=rule, kind=kind, content=content or {}, why="so it is", state="in_force", number=number, **who)


def found(words: str = "Вы сами виноваты.") -> list[str]:
    return [one.rule for one in read(words, RUSSIAN).findings]


def test_another_process_learns_of_it_within_seconds(cast: Cast, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(in_force, "LOOK_EVERY_S", 0.3)
    in_force.as_packed()  # the packs are read once; that takes a second
    other = InForce()
    assert not other.standard().is_off("ACC-01")
    confirmed(cast, "ACC-01", "off")
    assert not other.standard().is_off("ACC-01"), "it does not ask at every letter"
    time.sleep(0.35)
    assert other.standard().is_off("ACC-01")


def test_within_seconds_means_two() -> None:
    assert in_force.LOOK_EVERY_S == 2


def test_between_two_looks_a_reading_asks_the_database_nothing(cast: Cast, django_assert_num_queries) -> None:
    found()
    with django_assert_num_queries(0):
        for _ in range(5):
            found()
    IN_FORCE.look_again()
    with django_assert_num_queries(1):
        found()
        found()


def test_an_unchanged_standard_is_the_engine_of_the_packs_itself(cast: Cast) -> None:
    assert engine() is in_force.as_packed()
    one = confirmed(cast, "ACC-02", "off")
    IN_FORCE.look_again()
    changed = engine()
    assert changed is not in_force.as_packed()
    IN_FORCE.look_again()
    assert engine() is changed, "the same version is not built twice"
    one.delete()
    IN_FORCE.look_again()
    assert engine() is in_force.as_packed()


@pytest.mark.parametrize(
    ("rule", "kind", "content"),
    [
        ("ACC-01", "phrases", {"take": {"ru": ["такой здесь нет"]}}),
        ("ACC-01", "phrases", {"add": {"ru": ["(не закрыта"]}}),
        ("ACC-01", "phrases", {"add": ["not a mapping"]}),
        ("ACC-01", "grade", {"grade": "terrible"}),
        ("ACC-01", "grade", {}),
        ("GONE-01", "off", {}),
        ("CONF-03", "off", {}),
    ],
)
def test_a_broken_change_leaves_the_rule_as_the_packs_have_it(
    cast: Cast, sign_in: SignIn, rule: str, kind: str, content: dict[str, object]
) -> None:
    assert packs().rules["CONF-03"].grade is Grade.HARD
    confirmed(cast, "ACC-02", "off")
    confirmed(cast, rule, kind, content)
    IN_FORCE.look_again()
    assert found() == ["ACC-01"]
    assert engine().rule("CONF-03") is packs().rules["CONF-03"]
    assert IN_FORCE.standard().is_off("ACC-02"), "what is whole stays in force"
    marks = {one.mark: one.what for one in standard.rules()}
    assert rule in marks["attention"] and "ACC-02" not in marks["attention"]
    assert rule in page(sign_in(cast.admin), "/status/")
    assert rule in page(sign_in(cast.ethics))


def test_the_status_page_says_how_many_rules_stand(cast: Cast, sign_in: SignIn) -> None:
    confirmed(cast, "ACC-02", "off")
    IN_FORCE.look_again()
    shown = page(sign_in(cast.admin), "/status/")
    assert f"{len(packs().rules)} rules of conduct are in force" in shown and "1 of them is changed by us" in shown


class Unreachable:
    def confirmed(self) -> None:
        raise DatabaseError("gone")


def test_a_database_that_does_not_answer_leaves_the_last_word_standing(cast: Cast, monkeypatch: pytest.MonkeyPatch) -> None:
    confirmed(cast, "ACC-01", "off")
    own = InForce()
    assert own.standard().is_off("ACC-01")
    monkeypatch.setattr(RuleChange, "objects", Unreachable())
    own.look_again()
    assert own.standard().is_off("ACC-01")
    assert not InForce().standard().is_off("ACC-01"), "a process that knows nothing yet begins with the packs"


def test_the_words_of_a_card_are_there_though_its_rule_was_switched_off_a_moment_ago(cast: Cast) -> None:
    confirmed(cast, "ACC-01", "off")
    IN_FORCE.look_again()
    with pytest.raises(KeyError):
        engine().words("ACC-01", "uk")
    assert words_of("ACC-01", "uk").title == packs().rules["ACC-01"].title["uk"]


def test_changes_add_up_in_their_order() -> None:
    add, take = {"add": {"ru": ["а б"]}}, {"take": {"ru": ["а б"]}}
    assert overlay_of([("phrases", add), ("phrases", take)]) == {}
    assert overlay_of([("phrases", take), ("phrases", add)]) == {}
    assert overlay_of([("phrases", add), ("phrases", add)]) == {"phrases+": {"ru": ["а б"]}}
    assert overlay_of([("off", {}), ("grade", {"grade": "hint"}), ("on", {})]) == {"off": False, "grade": "hint"}
