"""Cues of a message: what must be raised is raised, what must stay silent is silent, and no text can break the reading."""

import random
import re
import time
from pathlib import Path

import pytest
import yaml
from hypothesis import given, settings
from hypothesis import strategies as st

from tirek.conduct.engine.cues import CUES, Circumstances, CuePackError, CueReader
from tirek.conduct.engine.cues import packs as cue_packs
from tirek.conduct.engine.cues.matching import CueMatch, CueMatcher
from tirek.conduct.engine.cues.reader import FOLDER
from tirek.conduct.engine.cues.spelling import plain
from tirek.conduct.engine.findings import LANGUAGES

READER = CueReader.load(FOLDER)  # the rules alone; tests of likeness stand in test_likeness.py
SENTENCES = yaml.safe_load((Path(__file__).parent / "cue_sentences.yaml").read_text(encoding="utf-8"))
CASES = [
    pytest.param(kind, cue, language, text, id=f"{cue}-{language}-{kind}-{number}")
    for cue, languages in SENTENCES.items()
    for language, kinds in languages.items()
    for kind, texts in kinds.items()
    for number, text in enumerate(texts)
]


@pytest.mark.parametrize(("kind", "cue", "language", "text"), CASES)
def test_a_sentence_raises_its_cue_or_is_silent_for_it(kind: str, cue: str, language: str, text: str) -> None:
    raised = {each.cue for each in READER.read(text, Circumstances(language)).cues}
    assert (cue in raised) == (kind == "raise"), (text, raised)


@pytest.mark.parametrize("cue", CUES)
def test_every_cue_has_six_sentences_of_each_kind_in_every_language(cue: str) -> None:
    for language in LANGUAGES:
        kinds = SENTENCES[cue][language]
        assert len(set(kinds["raise"])) >= 6, language
        assert len(set(kinds["silent"])) >= 6, language


@pytest.mark.parametrize("language", LANGUAGES)
def test_the_gate_and_the_full_scan_agree(language: str) -> None:
    matcher = CueMatcher(cue_packs.load([FOLDER]), language)

    def told(matches: list[CueMatch]) -> set[tuple[str, int, int]]:
        return {(match.rule.id, match.start, match.end) for match in matches}

    texts = [text for cue in CUES for kind in ("raise", "silent") for text in SENTENCES[cue][language][kind][:2]]
    for text in texts:
        spelled = plain(text).text
        assert told(matcher.find(spelled)) == told(matcher.find_all_ways(spelled))


FAREWELLS = {
    "ru": ("Спасибо вам за всё.", "Кошку отдала соседке, пароли записала на листке."),
    "uk": ("Дякую вам за все.", "Кішку віддала сусідці, паролі записала на папірці."),
    "kk": ("Бәрі үшін рахмет.", "Мысығымды көршіге бердім, құпиясөздерді қағазға жазып қойдым."),
    "en": ("Thank you for everything.", "I rehomed the cat and wrote the passwords down on a piece of paper."),
}


@pytest.mark.parametrize("language", LANGUAGES)
def test_gratitude_with_settled_affairs_is_level_three(language: str) -> None:
    thanks, affairs = FAREWELLS[language]
    reading = READER.read(f"{thanks} {affairs}", Circumstances(language))
    assert reading.level == 3
    assert {cue.cue for cue in reading.cues} == {"suicidal_ideation"}
    assert READER.read(thanks, Circumstances(language)).level == 0


def test_a_child_who_writes_about_an_adult_is_a_child_at_risk() -> None:
    text = "Мне 12 лет. Мамин муж опять ударил меня."
    cues = READER.read(text, Circumstances("ru")).cues
    assert ("child_risk", "child") in {(cue.cue, cue.subject) for cue in cues}
    assert "child_risk" in {cue.cue for cue in READER.read("Он опять ударил меня.", Circumstances("ru", age=13)).cues}


def test_somebody_else_in_danger_is_told_apart_from_the_writer() -> None:
    subjects = {cue.subject for cue in READER.read("Подруга написала прощальное письмо и не отвечает", Circumstances("ru")).cues}
    assert "other" in subjects


@pytest.mark.parametrize(
    ("language", "typed", "words"),
    [
        ("en", "I dont want to live", "dont want to live"),
        ("en", "🙂 I don’t want to live", "don’t want to live"),
        ("ru", "нехочу жить", "нехочу жить"),
        ("ru", "я хочу умееереть", "хочу умееереть"),
        ("kk", "Өлгім келеді", "Өлгім келеді"),
        ("kk", "олгим келеди", "олгим келеди"),
    ],
)
def test_the_words_that_raised_it_are_underlined_as_they_were_typed(language: str, typed: str, words: str) -> None:
    (cue,) = [each for each in READER.read(typed, Circumstances(language)).cues if each.cue == "suicidal_ideation"]
    assert typed[cue.start : cue.end] == words


def test_circumstances_alone_never_pass_level_one() -> None:
    around = Circumstances("ru", hour=3, deleted=9, reaction="💔", sticker="😭", pause_min=300)
    reading = READER.read("Добрый день", around)
    assert (reading.level, reading.cues) == (1, ())
    assert READER.read("Добрый день", Circumstances("ru", hour=3)).level == 0
    assert READER.read("😭😭💔", around).level == 1


def test_circumstances_raise_a_weak_cue_by_one_and_never_lower() -> None:
    night = Circumstances("ru", hour=3, deleted=5)
    assert READER.read("мне одиноко", Circumstances("ru")).level == 1
    assert READER.read("мне одиноко", night).level == 2
    assert READER.read("хочу умереть", night).level == READER.read("хочу умереть", Circumstances("ru")).level == 3


def test_a_cue_keeps_its_key_when_other_words_change() -> None:
    (first,) = READER.read("мне одиноко", Circumstances("ru")).cues
    (second,) = READER.read("Добрый день, мне одиноко", Circumstances("ru")).cues
    assert first.key == second.key


@pytest.mark.parametrize("language", LANGUAGES)
def test_every_cue_has_a_card_that_asks_and_a_protocol_with_confirmed_numbers(language: str) -> None:
    for cue in CUES:
        words = READER.words(cue, language)
        assert words.title and words.why and "?" in words.ask
    for country in ("kz", "ua"):
        for level in (2, 3):
            texts = READER.protocol(level, language, country)
            assert texts and not re.search(r"[{}]", " ".join(texts))
        assert "112" in " ".join(READER.protocol(3, language, country))
    assert READER.protocol(1, language) == ()


def test_no_text_says_that_there_is_no_risk() -> None:
    told = " ".join(path.read_text(encoding="utf-8") for path in FOLDER.glob("cards.yaml")).lower()
    for words in ("no risk", "not at risk", "нет риска", "риска нет", "немає ризику", "ризику немає", "қауіп жоқ", "не в опасности"):
        assert words not in told


def test_a_pack_that_is_wrong_is_refused_with_a_sentence(tmp_path: Path) -> None:
    head = "version: 1\nowner: Tirek\nreviewed: {kk: a, uk: a, ru: a, en: a}\n"
    lang = "{kk: [бала], uk: [дитина], ru: [ребёнок], en: [child]}"
    for text, said in (
        (head + "rules: [{id: A, cue: sadness, level: 1, lang: " + lang + "}]", "sadness"),
        (head + "rules: [{id: A, cue: fear, level: 1, lang: {ru: [боюсь]}}]", "missing"),
        (head + "rules: [{id: A, cue: fear, level: 4, lang: " + lang + "}]", "level 1-3"),
        (head + "rules: [{id: A, cue: fear, level: 1, lang: {kk: [<x>], uk: [а], ru: [а], en: [а]}}]", "<x>"),
        ("version: 1\nrules: []", "owner"),
        ("- a", "mapping"),
    ):
        (tmp_path / "a.yaml").write_text(text, encoding="utf-8")
        with pytest.raises(CuePackError, match=said):
            CueReader.load(tmp_path)


@given(st.text(st.characters(codec=None), max_size=400), st.sampled_from(LANGUAGES))
@settings(deadline=None, max_examples=300)
def test_no_text_can_break_the_reading(text: str, language: str) -> None:
    reading = READER.read(text, Circumstances(language, hour=3, deleted=4, reaction=text[:3], sticker=text[:3]))
    assert 0 <= reading.level <= 3
    assert all(0 <= cue.start < cue.end <= len(text) for cue in reading.cues)


def test_words_of_the_packs_in_any_order_cannot_break_the_reading() -> None:
    dice = random.Random(4)
    words = [word for path in FOLDER.glob("*.yaml") for word in re.findall(r"\w+", path.read_text(encoding="utf-8"))]
    marks = ["\0", "\ud800", "\u202e", "'", '"', "…", "\u0301", "\n", ",", "🙂"]
    for _ in range(300):
        text = " ".join(dice.choices([*dice.choices(words, k=40), *marks], k=60))
        for cue in READER.read(text, Circumstances(dice.choice(LANGUAGES))).cues:
            assert 0 <= cue.start < cue.end <= len(text)


@pytest.mark.parametrize("text", ["а" * 200_000, "не " * 50_000, "он меня " * 30_000, '"' * 200_000, "\n" * 200_000, "ааа" * 60_000])
def test_an_endless_text_is_read_quickly(text: str) -> None:
    begun = time.perf_counter()
    READER.read(text, Circumstances("ru"))
    assert time.perf_counter() - begun < 1
