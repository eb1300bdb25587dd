"""Rules that ask what the client wrote: they offer a next step, find room for their cards, and are silent where nothing is known."""

import json
from collections.abc import Callable
from pathlib import Path

import pytest

from tirek.conduct.engine import Context, Engine, Finding, Grade
from tirek.conduct.engine.cards import MOST_SHOWN
from tirek.conduct.engine.cues import CueReader
from tirek.conduct.engine.findings import LANGUAGES

Check = Callable[..., tuple[Finding, ...]]
CLEAN = [json.loads(line) for line in (Path(__file__).parent / "clean.jsonl").read_text(encoding="utf-8").splitlines()]
IN_DANGER = {"in_thread": True, "client_level": 3, "client_cues": ("suicide",), "last_words": ("Не хочу жить.",)}


def rules(found: tuple[Finding, ...]) -> list[str]:
    return [each.rule for each in found]


def test_a_promise_without_a_date_offers_a_next_step(check: Check) -> None:
    (found,) = check("Я уточню в отделе.", in_thread=True)
    assert (found.rule, found.offers) == ("CTX-12", "next_step")
    assert check("Я уточню в отделе завтра.", in_thread=True) == ()
    assert check("Я уточню в отделе.") == ()


def test_a_date_in_the_next_sentence_is_a_date(check: Check) -> None:
    assert check("Я уточню в отделе. Ответ будет в среду вечером.", in_thread=True) == ()


def test_silence_about_danger_is_never_dropped_for_room(check: Check) -> None:
    text = "Вам точно одобрят."
    found = check(text, **IN_DANGER)
    assert rules(found) == ["CTX-03"], "a grave card takes the only sentence from a weaker one"
    found = check("Вам точно одобрят. Принесите справку. Форма на портале.", **IN_DANGER)
    assert "CTX-03" in rules(found)
    assert len(found) <= MOST_SHOWN


def test_beside_another_grave_card_in_the_only_sentence_there_is_no_second(check: Check) -> None:
    (found,) = check("Вы сами виноваты.", **IN_DANGER)
    assert found.grade >= Grade.STRONG


def test_what_is_missing_keeps_its_key_while_the_draft_is_typed(check: Check) -> None:
    (first,) = [each for each in check("Принесите справку.", **IN_DANGER) if each.rule == "CTX-03"]
    (second,) = [each for each in check("Добрый день. Принесите справку.", **IN_DANGER) if each.rule == "CTX-03"]
    (other,) = [each for each in check("Принесите справку.", **{**IN_DANGER, "last_words": ("Он меня убьёт.",)}) if each.rule == "CTX-03"]
    assert first.key == second.key != other.key


def test_a_number_of_another_case_is_a_hard_stop_even_where_it_is_anybodys(check: Check) -> None:
    (found,) = check("Телефон 8 701 555 12 34.", in_thread=True, elsewhere=lambda kind, value: kind == "number" and value == "7015551234")
    assert (found.rule, found.grade) == ("CTX-11", Grade.HARD)


def test_what_is_asked_of_other_cases_is_never_a_name_of_this_one(check: Check) -> None:
    asked: list[tuple[str, str]] = []

    def belongs(kind: str, value: str) -> bool:
        asked.append((kind, value))
        return False

    check("Здравствуйте, Марина! Анна Сергеевна ждёт.", in_thread=True, names=("Марина",), elsewhere=belongs)
    assert asked == [("name", "анна сергеевна")]


@pytest.mark.parametrize(
    ("emoji", "text", "found"), [("few", "Спасибо 🙂", []), ("few", "Спасибо 🔥", ["CTX-14"]), ("none", "Спасибо 🙂", ["CTX-14"])]
)
def test_the_service_says_which_emoji_stand(check: Check, emoji: str, text: str, found: list[str]) -> None:
    assert rules(check(text, in_thread=True, emoji=emoji)) == found


def test_length_is_counted_in_utf_16_units(check: Check) -> None:
    assert rules(check("🙂" * 6 + " да", max_text=12)) == ["CTX-16"]
    assert check("🙂" * 4 + " да", max_text=12) == ()


@pytest.mark.parametrize("draft", CLEAN, ids=lambda draft: draft["id"])
def test_a_clean_draft_in_a_calm_conversation_is_left_alone(check: Check, draft: dict[str, str]) -> None:
    """The client has asked nothing: only a promise without a date or an amount without a source may be shown."""
    found = check(draft["text"], language=draft["lang"], in_thread=True, last_words=("Спасибо.",), client_language=draft["lang"])
    assert not [each.rule for each in found if each.rule.startswith("CTX") and each.rule not in ("CTX-12", "CTX-13")]


def test_few_clean_drafts_are_asked_for_a_date_or_a_source(engine: Engine) -> None:
    asked = [
        draft["text"]
        for draft in CLEAN
        if {"CTX-12", "CTX-13"} & {each.rule for each in engine.check(draft["text"], Context(language=draft["lang"], in_thread=True))}
    ]
    assert len(asked) <= 0.03 * len(CLEAN), asked


@pytest.mark.parametrize(
    ("text", "fires"),
    [
        ("Помиритесь уже с мужем.", True),
        ("Если хотите, помиритесь с мужем.", False),
        ("Возвращайтесь к мужу.", True),
    ],
)
def test_a_permission_silences_a_command(engine: Engine, text: str, fires: bool) -> None:
    found = [each for each in engine.everything(text, Context()) if each.family == "self.direct"]
    assert bool(found) is fires


GRAVE = (
    "suicidal_ideation",
    "self_harm",
    "violence_home",
    "child_risk",
    "hopelessness",
    "fear",
    "basic_needs",
    "substance",
    "exploitation",
)


@pytest.mark.parametrize("cue", GRAVE)
@pytest.mark.parametrize("language", LANGUAGES)
def test_what_a_cue_proposes_to_ask_counts_as_a_word_about_safety(engine: Engine, language: str, cue: str) -> None:
    """Else the strongest card would stand in the way of the best answer."""
    asked = CueReader.load().words(cue, language).ask
    context = Context(language=language, in_thread=True, client_level=3, client_cues=(cue,), last_words=("…",))
    assert "CTX-03" not in {found.rule for found in engine.everything(asked, context)}, asked
