"""The packs are their own tests: what must fire fires, what must not stays silent, in every language."""

import json
from collections.abc import Iterator
from pathlib import Path

import pytest

from tirek.conduct.engine import Context, Engine, Grade
from tirek.conduct.engine.findings import LANGUAGES
from tirek.conduct.engine.rule import Example, Rule

ENGINE = Engine.load()
CLEAN = [json.loads(line) for line in (Path(__file__).parent / "clean.jsonl").read_text(encoding="utf-8").splitlines()]


def examples(kind: str) -> Iterator[object]:
    for rule in ENGINE.rules:
        for language, local in rule.local.items():
            for number, example in enumerate(getattr(local, kind)):
                yield pytest.param(rule, language, example, id=f"{rule.id}-{language}-{number}")


def fired(rule: Rule, language: str, example: Example) -> list[str]:
    context = Context(**{"language": language, **example.known})
    return [example.text[found.start : found.end] for found in ENGINE.everything(example.text, context) if found.rule == rule.id]


@pytest.mark.parametrize(("rule", "language", "example"), list(examples("bad")))
def test_a_bad_sentence_fires_its_rule(rule: Rule, language: str, example: Example) -> None:
    assert fired(rule, language, example), example.text


@pytest.mark.parametrize(("rule", "language", "example"), list(examples("good")))
def test_a_good_sentence_is_silent_for_its_rule(rule: Rule, language: str, example: Example) -> None:
    assert not fired(rule, language, example), example.text


@pytest.mark.parametrize("rule", ENGINE.rules, ids=lambda rule: rule.id)
def test_every_rule_has_four_bad_and_four_good_sentences_in_every_language(rule: Rule) -> None:
    few = [
        (language, len(local.bad), len(local.good)) for language, local in rule.local.items() if min(len(local.bad), len(local.good)) < 4
    ]
    assert not few


@pytest.mark.parametrize("rule", ENGINE.rules, ids=lambda rule: rule.id)
def test_every_rule_has_its_card_in_every_language(rule: Rule) -> None:
    for language in LANGUAGES:
        words = ENGINE.words(rule.id, language)
        assert all((words.title, words.why, words.suggest, words.principle))


@pytest.mark.parametrize("draft", CLEAN, ids=lambda draft: draft["id"])
def test_no_grave_finding_on_a_clean_draft(draft: dict[str, str]) -> None:
    country = "ua" if draft["lang"] == "uk" else "kz"
    grave = [
        found for found in ENGINE.check(draft["text"], Context(language=draft["lang"], country=country)) if found.grade >= Grade.STRONG
    ]
    assert not grave, draft["text"]


@pytest.mark.parametrize("language", LANGUAGES)
def test_at_most_one_clean_draft_in_twenty_has_any_finding(language: str) -> None:
    drafts = [draft["text"] for draft in CLEAN if draft["lang"] == language]
    flagged = [text for text in drafts if ENGINE.check(text, Context(language=language))]
    assert len(drafts) >= 40
    assert len(flagged) <= len(drafts) * 0.05, flagged


SEE_WHOLE_DRAFTS = {"emoji_only", "one_line_close"}


def test_a_draft_made_of_a_bad_and_a_good_sentence_keeps_its_finding_in_the_bad_one() -> None:
    missed = []
    for rule in ENGINE.rules:
        for language, local in rule.local.items():
            for bad, good in zip(local.bad, local.good, strict=False):
                if bad.known or good.known or rule.detectors & SEE_WHOLE_DRAFTS:
                    continue
                text = f"{good.text}\n{bad.text}"
                places = [found.start for found in ENGINE.everything(text, Context(language=language)) if found.rule == rule.id]
                if not any(place >= len(good.text) for place in places):
                    missed.append(text)
    assert not missed


FRESH = [json.loads(line) for line in (Path(__file__).parent / "worded_freshly.jsonl").read_text(encoding="utf-8").splitlines()]


@pytest.mark.parametrize("language", LANGUAGES)
def test_most_drafts_of_the_development_set_raise_their_family(language: str) -> None:
    """Sentences without stock phrases. The phrases were widened after reading them, so this shows no loss, not how good the packs are."""
    drafts = [draft for draft in FRESH if draft["lang"] == language]
    missed = [
        draft["text"]
        for draft in drafts
        if draft["family"] not in {found.family for found in ENGINE.check(draft["text"], Context(language=language))}
    ]
    assert len(missed) <= 0.1 * len(drafts), missed
