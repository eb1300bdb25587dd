"""The texts of consent: whole in four languages, true of the product, each with its fingerprint; and what the law wants to find."""

import hashlib
import json
import re
from pathlib import Path

import pytest
import yaml

from tirek.conduct.engine.findings import Context, Grade
from tirek.conduct.in_force import as_packed
from tirek.consent.wording import FIELDS, LANGUAGES, PURPOSES, SHOWN, Facts, Giving, Wording, fingerprint_of, items, pack, terms, texts
from tirek.kit import packs

HASHES = yaml.safe_load((Path(__file__).parent / "hashes.yaml").read_text(encoding="utf-8"))
NEVER_SAID = {
    "kk": ("ешкім оқи алмайды", "толық қауіпсіз", "кепілдік", "анонимді", "жойылады"),
    "uk": ("ніхто не прочитає", "повністю безпечно", "гарантуємо", "анонімно", "буде видалено"),
    "ru": ("никто не прочитает", "полностью безопасно", "гарантируем", "анонимно", "будет удалено"),
    "en": ("nobody can read", "completely safe", "guarantee", "anonymous", "will be deleted"),
}


def facts(country: str = "kz", **more) -> Facts:
    known = {"operator": "Опора-Зразок", "registration": "000000000000", "hours": "09:00–18:00", "recipient": "Заң көмегі-Үлгі"}
    return Facts(country=country, **(known | more))


def everything(language: str) -> list[Wording]:
    return [
        Wording(purpose, language, facts(country, in_messenger=channel))
        for country in packs.COUNTRIES
        for purpose in PURPOSES
        for channel in (True, False)
    ]


@pytest.mark.parametrize("language", LANGUAGES)
def test_each_language_has_the_same_texts_with_the_same_places(language: str) -> None:
    def shape(value: object) -> object:
        if isinstance(value, dict):
            return {key: shape(one) for key, one in value.items()}
        return sorted(re.findall(r"\{(\w+)\}", str(value)))

    own, english = texts(language), texts("en")
    assert shape({**own, "language": ""}) == shape({**english, "language": ""})
    assert own["version"] == english["version"] and own["language"] == language


@pytest.mark.parametrize("language", LANGUAGES)
def test_a_changed_text_is_a_new_version(language: str) -> None:
    """A record names a version: the words behind it may not change silently. After a change: raise `version`, add the new hash."""
    words = {key: value for key, value in texts(language).items() if key != "version"}
    own = hashlib.sha256(json.dumps(words, sort_keys=True, ensure_ascii=False).encode()).hexdigest()
    assert HASHES[language][texts(language)["version"]] == own


@pytest.mark.parametrize("country", packs.COUNTRIES)
@pytest.mark.parametrize("language", LANGUAGES)
@pytest.mark.parametrize("purpose", PURPOSES)
def test_a_record_has_every_field_of_the_standard(purpose: str, language: str, country: str) -> None:
    kept = terms(Wording(purpose, language, facts(country)), Giving(at="2026-11-22T09:00:00+00:00", method="room"))
    assert set(kept) == set(FIELDS)
    empty = {name for name, value in kept.items() if not value}
    assert empty == {"basis"}, "a person who speaks for themselves needs no ground; everything else is said"
    assert not [value for value in kept.values() if "{" in value]


@pytest.mark.parametrize("language", LANGUAGES)
def test_without_a_name_the_record_says_withheld_and_what_that_closes(language: str) -> None:
    wording, at = Wording("care", language, facts()), "2026-11-22T09:00:00+00:00"
    without, named = terms(wording, Giving(at, "room")), terms(wording, Giving(at, "room", name="Айнұр"))
    assert without["client"] == texts(language)["fields"]["withheld"] and without["closes"]
    assert named["client"] == "Айнұр" and not named["closes"]


@pytest.mark.parametrize("language", LANGUAGES)
def test_kazakhstan_wants_eight_things_and_each_has_its_answer(language: str) -> None:
    kept = terms(Wording("share", language, facts("kz")), Giving("2026-11-22T09:00:00+00:00", "room"))
    told = dict(items("kz", language, kept))
    assert len(told) == 8 and all(told.values())
    assert "Опора-Зразок · 000000000000" in told.values(), "the operator with its number"
    assert any("Заң көмегі-Үлгі" in value for value in told.values()), "the third party by name"


@pytest.mark.parametrize("country", packs.COUNTRIES)
@pytest.mark.parametrize("language", LANGUAGES)
def test_each_country_has_its_list_and_says_who_may_agree(country: str, language: str) -> None:
    law = pack(country)
    assert law.mark in ("C", "S", "M") and law.law and law.authority[language]
    assert {name for one in law.items for name in one.fields} <= set(FIELDS)
    assert all(one.label[language] for one in law.items)
    assert set(law.alone) == {"person", "child", "representative"}
    assert "care" in law.alone["child"], "a child is never refused help for want of somebody else's yes"
    assert "share" not in law.alone["child"]


def test_the_fingerprint_is_of_what_was_shown() -> None:
    one = Wording("care", "en", facts())
    assert one.fingerprint == fingerprint_of(one.title, one.shown)
    others = {Wording("care", "ru", facts()).fingerprint, Wording("care", "en", facts(operator="Another")).fingerprint}
    assert one.fingerprint not in others and len(others) == 2
    assert len(one.shown) == len(SHOWN)


def test_a_messenger_is_said_to_keep_its_own_copy_abroad() -> None:
    for language in LANGUAGES:
        here, there = (Wording("care", language, facts(in_messenger=one)).field("cross_border") for one in (False, True))
        assert here != there


@pytest.mark.parametrize("language", LANGUAGES)
def test_nothing_is_promised_that_the_product_does_not_keep(language: str) -> None:
    words = [*(w.brief for w in everything(language)), *(w.rest for w in everything(language)), *texts(language)["answers"].values()]
    told = "\n".join(words).lower()
    assert not [one for one in NEVER_SAID[language] if one in told]
    assert "!" not in told


@pytest.mark.parametrize("language", LANGUAGES)
def test_a_card_fits_into_one_message_and_its_sentences_are_short(language: str) -> None:
    for wording in everything(language):
        assert len(wording.brief) <= 1_500 and len(wording.rest) <= 3_000
        for sentence in re.split(r"(?<=[.:])\s+", wording.brief):
            assert len(sentence.split()) <= 27, sentence


@pytest.mark.parametrize("language", LANGUAGES)
def test_the_second_reading_finds_nothing_in_them(language: str) -> None:
    for wording in everything(language):
        for told in (wording.brief, wording.rest, *texts(language)["answers"].values()):
            assert [one.rule for one in as_packed().check(told, Context(language=language)) if one.grade >= Grade.NUDGE] == [], told
