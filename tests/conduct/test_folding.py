"""Folding must always know the way back to the letters that were typed."""

import unicodedata

import pytest
from hypothesis import example, given
from hypothesis import strategies as st

from tirek.conduct.engine import Context, Engine
from tirek.conduct.engine.folding import fold, fold_words
from tirek.conduct.engine.sentences import sentences

ENGINE = Engine.load()
ANY_TEXT = st.text(st.characters(codec=None))
NOISE = st.text(st.sampled_from('аё\u0301\u0306\u200b\u00ad\ufe0f\u202e’ Ґқİﬁ🙂\ud800\0\n."«5５'), max_size=40)


@given(st.one_of(ANY_TEXT, NOISE))
@example("й" + "\u0301" * 100)
@example("İstanbul ẞ")
def test_every_folded_letter_stands_inside_the_typed_text(text: str) -> None:
    folded = fold(text)
    places = [folded.span(index, index + 1) for index in range(len(folded.text))]
    assert all(0 <= start < end <= len(text) for start, end in places)
    assert places == sorted(places)


@given(st.one_of(ANY_TEXT, NOISE))
def test_a_span_of_the_folded_text_folds_to_itself(text: str) -> None:
    folded = fold(text)
    for start, end in sentences(folded.text):
        typed = text[slice(*folded.span(start, end))]
        assert fold_words(typed).strip() == folded.text[start:end].strip()


@given(NOISE, NOISE, st.booleans())
def test_a_finding_underlines_the_same_words_among_any_noise(before: str, after: str, decomposed: bool) -> None:
    said = "Вам точно одобрят"
    middle = unicodedata.normalize("NFD", said) if decomposed else said
    text = f"{before}\n{middle}.\n{after}"
    found = [each for each in ENGINE.check(text, Context(language="ru")) if each.rule == "RESP-01"]
    assert [fold_words(text[each.start : each.end]) for each in found] == ["точно одобрят"]


@pytest.mark.parametrize(
    ("typed", "folded"),
    [
        ("ЁЖ", "еж"),
        ("Ґанок", "ганок"),
        ("обов’язково обовʼязково обов`язково", "обов'язково обов'язково обов'язково"),
        ("ҚҒӘӨҰҮҢІҺ", "кгаоууних"),
        ("8\u00a0701\u2009555‑12—34", "8 701 555-12-34"),
        ("ИИН８５", "иин85"),
        ("и\u0306", "й"),
        ("со\u00adци\u200bал", "социал"),
        ("«так» “so”", '"так" "so"'),
    ],
)
def test_spellings_of_one_word_fold_alike(typed: str, folded: str) -> None:
    assert fold_words(typed) == folded
