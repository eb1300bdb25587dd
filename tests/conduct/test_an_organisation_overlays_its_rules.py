"""An overlay adds and takes phrases, changes a grade, switches a rule off; a hard stop it cannot touch."""

import pytest

from tirek.conduct.engine import Context, Engine, Grade, PackError

ENGINE = Engine.load()
RUSSIAN = Context(language="ru")


def rules_of(engine: Engine, text: str, context: Context = RUSSIAN) -> list[str]:
    return [found.rule for found in engine.check(text, context)]


def test_a_phrase_is_added_for_one_house_only() -> None:
    house = ENGINE.overlaid({"ACC-01": {"phrases+": {"ru": ["фиолетов* тыкв*"]}}})
    assert rules_of(house, "Опять фиолетовая тыква.") == ["ACC-01"]
    assert rules_of(ENGINE, "Опять фиолетовая тыква.") == []


def test_a_phrase_is_taken_out() -> None:
    source = "пеняйте|пеняй ..1 на себя"
    house = ENGINE.overlaid({"ACC-01": {"phrases-": {"ru": [source]}}})
    assert rules_of(ENGINE, "Пеняйте на себя.") == ["ACC-01"]
    assert "ACC-01" not in rules_of(house, "Пеняйте на себя.")


def test_a_grade_changes_and_a_rule_is_switched_off() -> None:
    (found,) = ENGINE.overlaid({"ACC-01": {"grade": "hint"}}).check("Вы сами виноваты.", RUSSIAN)
    assert found.grade is Grade.HINT
    assert "ACC-01" not in rules_of(ENGINE.overlaid({"ACC-01": {"off": True}}), "Вы сами виноваты.")


def test_a_later_overlay_has_the_last_word() -> None:
    house = ENGINE.overlaid({"ACC-01": {"off": True}}, {"ACC-01": {"off": False, "severity": "nudge"}})
    assert [found.grade for found in house.check("Вы сами виноваты.", RUSSIAN)] == [Grade.NUDGE]


def test_an_overlay_of_a_house_with_an_overlay_starts_from_the_packs() -> None:
    house = ENGINE.overlaid({"ACC-01": {"off": True}}).overlaid({"ACC-02": {"off": True}})
    assert rules_of(house, "Вы сами виноваты.") == ["ACC-01"]


def test_what_no_overlay_touches_is_shared() -> None:
    house = ENGINE.overlaid({"ACC-01": {"grade": "nudge"}})
    assert house.rule("ACC-02") is ENGINE.rule("ACC-02")
    assert house.rule("ACC-01").local["ru"].wordings is ENGINE.rule("ACC-01").local["ru"].wordings


HARD = next(rule.id for rule in ENGINE.rules if rule.grade is Grade.HARD)


@pytest.mark.parametrize(
    ("overlay", "says"),
    [
        ({"NO-01": {"off": True}}, "there is no rule 'NO-01'"),
        ({"ACC-01": {"offf": True}}, "unknown key 'offf'"),
        ({"ACC-01": {"off": "yes"}}, "'off' is true or false"),
        ({"ACC-01": {"grade": "block"}}, "grade 'block'"),
        ({"ACC-01": {"grade": 5}}, "grade 5"),
        ({"ACC-01": {"phrases+": {"de": ["x"]}}}, "by language"),
        ({"ACC-01": {"phrases+": {"ru": "слово"}}}, "lists of phrases"),
        ({"ACC-01": {"phrases+": {"ru": ["пло*"]}}}, "under 4 letters"),
        ({"ACC-01": {"phrases-": {"ru": ["такой нет"]}}}, "cannot be taken out"),
        ({"ACC-01": ["off"]}, "is a mapping"),
        ({HARD: {"off": True}}, "cannot be switched off"),
        ({HARD: {"grade": "nudge"}}, "cannot be weaker than strong"),
    ],
)
def test_a_faulty_overlay_is_refused_with_a_sentence(overlay: dict[str, dict[str, object]], says: str) -> None:
    with pytest.raises(PackError, match=says):
        ENGINE.overlaid(overlay)


def test_a_hard_stop_cannot_be_weakened_in_two_steps() -> None:
    ENGINE.overlaid({HARD: {"grade": "strong"}})
    with pytest.raises(PackError):
        ENGINE.overlaid({HARD: {"grade": "strong"}}, {HARD: {"off": True}})
    with pytest.raises(PackError):
        ENGINE.overlaid({HARD: {"grade": "strong"}}).overlaid({HARD: {"grade": "hint"}})


def test_a_rule_may_rest_for_a_worker_but_a_strong_one_never_does() -> None:
    strong = Context(language="ru", quiet=frozenset({"ACC-01"}))
    assert rules_of(ENGINE, "Вы сами виноваты.", strong) == ["ACC-01"]
    weaker = ENGINE.overlaid({"ACC-01": {"grade": "nudge"}})
    assert rules_of(weaker, "Вы сами виноваты.", strong) == []


def test_a_rule_tells_where_it_comes_from() -> None:
    rule = ENGINE.rule("ACC-01")
    assert (rule.pack, rule.pack_version) == ("acceptance", 1)
    assert all((rule.source, rule.owner, rule.since))
    assert set(rule.reviewed) == {"kk", "uk", "ru", "en"}
    with pytest.raises(KeyError):
        ENGINE.rule("NO-01")
