"""The library of checked phrases: whatever stands in it may be said, in every language and in every country."""

import re

import pytest

from tirek.conduct.engine import Context, Engine
from tirek.conduct.engine.cues import CUES
from tirek.conduct.engine.findings import LANGUAGES
from tirek.conduct.library import KINDS, Phrase, fitting, library, phrase, told
from tirek.kit.packs import COUNTRIES, load

ENGINE = Engine.load()
PHRASES = [one for kind in library() for one in kind.phrases]
EVERYWHERE = [(one, language, country) for one in PHRASES for language in LANGUAGES for country in COUNTRIES]
NAME = "Айгүл Үлгібаева"
HARD_NEWS = {
    "kk": "Үшінші түн ұйықтамаймын, балаларымды алып кетеді деп қорқамын.",
    "uk": "Не сплю третю ніч, боюся, що заберуть дітей.",
    "ru": "Не сплю третью ночь, боюсь, что отберут детей.",
    "en": "I have not slept for three nights, I fear they will take my kids.",
}


def test_there_are_enough_for_every_kind_of_moment() -> None:
    assert [kind.name for kind in library()] == list(KINDS)
    assert all(len(kind.phrases) >= 8 for kind in library())
    assert len({one.id for one in PHRASES}) == len(PHRASES)


@pytest.mark.parametrize(("one", "language", "country"), EVERYWHERE, ids=lambda it: getattr(it, "id", it))
def test_a_phrase_passes_the_check_and_has_no_blank_left(one: Phrase, language: str, country: str) -> None:
    said = one.said(language, country, name=NAME)
    assert said and not re.search(r"[{}]", said)
    assert not ENGINE.everything(said, Context(language=language, country=country)), said


@pytest.mark.parametrize("one", PHRASES, ids=lambda one: one.id)
def test_a_phrase_says_where_it_is_from_whose_it_is_and_who_has_read_it(one: Phrase) -> None:
    assert one.source and one.owner and all(one.reviewed[language] for language in LANGUAGES)
    assert set(one.fits) <= set(CUES)


@pytest.mark.parametrize("language", LANGUAGES)
@pytest.mark.parametrize("cue", CUES)
def test_what_a_card_offers_settles_it(cue: str, language: str) -> None:
    """The remark that nothing was heard is gone once one of the two phrases stands before the procedure."""
    known = Context(language=language, in_thread=True, client_level=1, client_cues=(cue,), last_words=(HARD_NEWS[language],))
    for one in fitting("acknowledge", [cue], 2):
        found = ENGINE.check(one.said(language, "kz"), known)
        assert "CTX-01" not in {finding.rule for finding in found}, one.id


def test_the_phrase_for_a_cue_comes_first() -> None:
    assert fitting("acknowledge", ["grief"], 2)[0].id == "acknowledge-grief"
    assert all(not one.fits for one in fitting("acknowledge", [], 2))


def test_a_number_that_nobody_confirmed_takes_its_sentence_with_it() -> None:
    line = phrase("safety-line")
    assert line
    assert not any("suicide" in hotline.about or "crisis" in hotline.about for hotline in load("kz").hotlines), "kz has a line now"
    told = {country: line.said("ru", country) for country in COUNTRIES}
    assert "Позвонить можно также" in told["ua"] and "Позвонить можно также" not in told["kz"]
    assert all("112" in one and "жду вашего ответа" in one for one in told.values())


def test_a_name_that_is_not_known_takes_its_sentence_with_it() -> None:
    named = phrase("presence-name")
    assert named and NAME in named.said("en", "kz", name=NAME)
    assert named.said("en", "kz") == "I read your messages and will answer you here."


@pytest.mark.parametrize("country", COUNTRIES)
def test_a_card_shows_no_blank(country: str) -> None:
    for rule in ENGINE.rules:
        for language in LANGUAGES:
            words = ENGINE.words(rule.id, language)
            assert words.why and told(words.suggest, country) and "{" not in told(f"{words.why} {words.suggest}", country), rule.id
