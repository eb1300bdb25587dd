"""Scenes: plain things that say something together, in any order and language, and are silent where something explains them."""

from pathlib import Path

import pytest

from tirek.conduct.engine.cues import Circumstances, CuePackError, CueReader
from tirek.conduct.engine.cues.reader import FOLDER

READER = CueReader.load(FOLDER)  # the rules alone; tests of likeness stand in test_likeness.py
HEAD = "version: 1\nowner: Tirek\nreviewed: {kk: a, uk: a, ru: a, en: a}\n"
CONCEPTS = "concepts:\n  lamp: {ru: ламп*, kk: шам*, en: lamp|lamps}\n  need: {ru: нуж*, kk: керек, en: need}\n  x_shop: {ru: магазин*}\n"


def _reader(folder: Path, scenes: str) -> CueReader:
    (folder / "a.yaml").write_text(HEAD + CONCEPTS + scenes, encoding="utf-8")
    return CueReader.load(folder)


@pytest.mark.parametrize(
    ("language", "text", "level"),
    [
        ("ru", "мне не нужны. лампы", 2),  # order and sentence do not matter
        ("ru", "лампы нужны", 0),  # asked: denied
        ("ru", "лампы не нужны, я из магазина", 0),  # explained
        ("ru", "не нужны", 0),
        ("kk", "шам керек емес", 2),
        ("kk", "шам керек", 0),
        ("kk", "лампа керек емес", 2),  # one word Russian, the other Kazakh
        ("en", "i dont need the lamps", 2),
    ],
)
def test_a_scene_asks_for_all_its_concepts_and_for_no_explanation(tmp_path: Path, language: str, text: str, level: int) -> None:
    reader = _reader(tmp_path, "scenes: [{id: S, all: [lamp, -need], unless: x_shop, cue: distress, level: 2}]")
    assert reader.read(text, Circumstances(language)).level == level


def test_words_too_far_apart_are_not_one_scene(tmp_path: Path) -> None:
    reader = _reader(tmp_path, "scenes: [{id: S, all: [lamp, need], within: 3, cue: distress, level: 2}]")
    assert reader.read("нужны две лампы", Circumstances("ru")).level == 2
    assert reader.read("нужны две большие старые синие лампы", Circumstances("ru")).level == 0


def test_a_sign_of_one_scene_is_a_concept_of_the_next(tmp_path: Path) -> None:
    scenes = "scenes: [{id: A, all: [lamp], sign: s_lamp}, {id: B, all: [s_lamp, need], cue: distress, level: 1}]"
    assert _reader(tmp_path, scenes).read("лампа нужна", Circumstances("ru")).level == 1


def test_a_scene_with_an_unknown_concept_is_refused(tmp_path: Path) -> None:
    with pytest.raises(CuePackError, match="stool"):
        _reader(tmp_path, "scenes: [{id: S, all: [lamp, stool], cue: distress, level: 2}]")


@pytest.mark.parametrize(
    ("language", "text"),
    [
        ("ru", "собаку завтра заберет сестра, корм я купила на полгода вперед"),
        ("uk", "розклала документи по теках і підписала що кому, щоб не шукали"),
        ("kk", "үйдегі дәрінің бәрін жинадым, бір уыс болды"),
        ("en", "dont need the new benefit, ill manage till friday and then thats it"),
    ],
)
def test_things_told_without_the_word_are_level_three(language: str, text: str) -> None:
    reading = READER.read(text, Circumstances(language))
    assert reading.level == 3 and "suicidal_ideation" in {cue.cue for cue in reading.cues}


@pytest.mark.parametrize(
    ("language", "text"),
    [
        ("ru", "собрала все таблетки с истекшим сроком и сдала в аптеку"),
        ("uk", "стою на мосту в заторі, запізнюсь на пів години"),
        ("kk", "кір жаятын арқан мен ілгіш алдым балконға"),
        ("en", "selling the car, put the papers in the buyers name yesterday"),
    ],
)
def test_the_same_things_explained_are_silent(language: str, text: str) -> None:
    assert READER.read(text, Circumstances(language)).level == 0


@pytest.mark.parametrize(
    ("language", "text", "aside"),
    [
        ("ru", "мне не нужны лампы.", "муж в магазине."),
        ("kk", "шам керек емес.", "күйеуім магазинде."),
    ],
)
def test_an_explanation_in_another_sentence_explains_nothing(tmp_path: Path, language: str, text: str, aside: str) -> None:
    reader = _reader(tmp_path, "scenes: [{id: S, all: [lamp, -need], unless: x_shop, cue: distress, level: 2}]")
    assert reader.read(f"{text} {aside}", Circumstances(language)).level == 2


@pytest.mark.parametrize(
    ("language", "text"),
    [
        ("ru", "сижу на крыше, ноги свесила. муж на работе. врач приедет завтра."),
        ("uk", "сиджу на даху, ноги звісила. чоловік на роботі. лікар приїде завтра."),
        ("kk", "шатырдың шетінде отырмын, аяғым төмен. күйеуім жұмыста. дәрігер ертең келеді."),
        ("en", "sat on the roof, legs over the edge. husband is at work. the doctor comes tomorrow."),
    ],
)
def test_what_is_said_besides_does_not_lower_a_danger(language: str, text: str) -> None:
    assert READER.read(text, Circumstances(language)).level == 3
