"""What the house itself says passes the gate that workers' words pass: every pack, four languages, no finding of nudge or more."""

import random
import re
from collections.abc import Iterator
from typing import Any

import pytest

from tests.consent.test_the_texts import everything as every_agreement
from tests.conversations.test_texts_are_true import everything_said
from tirek.conduct.engine import Context, Grade
from tirek.conduct.in_force import as_packed
from tirek.conduct.library import library
from tirek.consent.wording import texts as consent_texts
from tirek.conversations.automatic import room_offer, texts

LANGUAGES = ("kk", "uk", "ru", "en")
COUNTRIES = ("kz", "ua")


def automatic(language: str, country: str) -> Iterator[str]:
    """First words, nobody reads now, languages, briefing, danger, neutral notices. What stands on a button is the person's word."""
    return (answer.text for answer in everything_said(language, country))


def leaves_of(value: Any) -> Iterator[str]:
    """Every string of a tree of texts, its places filled with something plain. What stands on a button is the person's word."""
    if isinstance(value, dict):
        for name, one in value.items():
            if not str(name).endswith(("button", "buttons")):
                yield from leaves_of(one)
    elif isinstance(value, list):
        for one in value:
            yield from leaves_of(one)
    elif isinstance(value, str) and " " in value:
        yield re.sub(r"\{\w+\}", "10", value)


def grave(text: str, language: str, country: str) -> list[str]:
    found = as_packed().check(text, Context(language=language, country=country))
    return [
        f"{one.rule} ({one.grade.name}) on {text[one.start : one.end]!r} in {text[:200]!r}" for one in found if one.grade >= Grade.NUDGE
    ]


@pytest.mark.parametrize("country", COUNTRIES)
@pytest.mark.parametrize("language", LANGUAGES)
def test_automatic_answers_pass(language: str, country: str) -> None:
    said = list(dict.fromkeys(automatic(language, country)))
    assert len(said) > 20
    assert not [one for text in said for one in grave(text, language, country)]


@pytest.mark.parametrize("language", LANGUAGES)
def test_every_text_of_the_house_passes_where_it_stands(language: str) -> None:
    said = list(dict.fromkeys(leaves_of(texts(language))))
    assert len(said) > 20
    assert not [one for text in said for country in COUNTRIES for one in grave(text, language, country)]


@pytest.mark.parametrize("language", LANGUAGES)
def test_agreements_pass_on_their_cards_and_as_they_stand(language: str) -> None:
    told = [words for wording in every_agreement(language) for words in (wording.title, wording.brief, wording.rest)]
    told += leaves_of(consent_texts(language))
    assert not [one for text in dict.fromkeys(told) for country in COUNTRIES for one in grave(text, language, country)]


@pytest.mark.parametrize("country", COUNTRIES)
@pytest.mark.parametrize("language", LANGUAGES)
def test_the_library_of_phrases_passes(language: str, country: str) -> None:
    said = [phrase.said(language, country, name="Мария") for kind in library() for phrase in kind.phrases]
    assert len(said) > 40
    assert not [one for text in said if text for one in grave(text, language, country)]


def test_a_text_that_breaches_a_rule_would_be_noticed() -> None:
    assert grave("Вы сами виноваты.", "ru", "kz") and grave("You'll definitely get it.", "en", "kz")


@pytest.mark.parametrize("language", LANGUAGES)
def test_the_code_of_a_link_is_no_shout(language: str) -> None:
    dice = random.Random(5)
    for _ in range(50):
        code = "-".join("".join(dice.choices("0123456789ABCDEFGHJKMNPQRSTVWXYZ", k=4)) for _ in range(7))
        words = room_offer(language, link=f"https://help.example.org/r/{code}").text
        assert "EMP-08" not in {found.rule for found in as_packed().check(words, Context(language=language))}
    loud = "ПОЧЕМУ ВЫ ОПЯТЬ НЕ ПРИНЕСЛИ СПРАВКУ ДО 12.03"
    assert "EMP-08" in {found.rule for found in as_packed().check(loud, Context(language="ru"))}
