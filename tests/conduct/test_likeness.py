"""What the weights add to the rules: a message weighed as a whole, raised by it and never calmed."""

import json
from collections.abc import Mapping, Sequence
from pathlib import Path

import pytest

from tests.conduct.learning import digest, texts
from tests.conduct.marking import LANGUAGES
from tirek.conduct.engine.cues import Circumstances, CuePackError, CueReader
from tirek.conduct.engine.cues import packs as cue_packs
from tirek.conduct.engine.cues.likeness import FEWEST_WORDS, WINDOW, Alike, Likeness, features, most_alike, words_of
from tirek.conduct.engine.cues.reader import ALIKE, FOLDER, WEIGHTS
from tirek.conduct.engine.cues.spelling import plain
from tirek.conduct.engine.sentences import sentences

# Weights made for these tests: "lamp" and "blue" weigh towards level 3, "garden" away from it.
ROWS = {"-amp": [60, 60, 60, 0], "blue": [40, 40, 30, 0], "gard": [-120, -120, 0, 0], "dark": [0, 40, 0, 60], "the": [1, 1, 1, 1]}
MADE = {
    "scale": 0.5,
    "levels": {"3": [0, -1.0, 1.0], "2": [1, -1.0, 1.0]},
    "cues": {"suicidal_ideation": [2, 0.0, 0.0], "fear": [3, 0.0, 0.0]},
    "rows": ROWS,
}
LAMP = "the lamp is blue now"


def weighed(text: str) -> Alike | None:
    return Likeness(MADE).read([words_of(text[start:end]) for start, end in sentences(text)])


def reader_with(language: str, rows: Mapping[str, Sequence[int]], *known: str) -> CueReader:
    """The rules, with weights of one language that know these texts and say nothing of them but what the rows say."""
    silent = {name: [0, 0, 0, 0] for text in known for name in features(words_of(text))}
    return CueReader(cue_packs.load((FOLDER,)), {language: Likeness({**MADE, "rows": {**silent, **rows}})})


@pytest.fixture(scope="module")
def with_made_weights() -> CueReader:
    return reader_with("en", ROWS, LAMP)


def test_what_is_weighed_of_a_text_are_beginnings_ends_and_neighbours() -> None:
    assert features(words_of("dark rope 1987")) >= {"dar", "dark", "-ark", "rope", "-ope", "dark rope", "rope 0", "^dark", "0$"}
    assert features(words_of("?!")) == frozenset()


def test_a_message_that_weighs_enough_is_raised_to_the_cue_it_is_most_like() -> None:
    assert weighed(LAMP) == Alike(3, "suicidal_ideation", 0, clear=True)
    assert weighed("the lamp is blue now, in the garden") is None
    assert weighed("it is all dark dark darkness for us") == Alike(2, "fear", 0, clear=True)
    assert weighed("nothing that was learned stands here") is None


def test_a_few_words_are_never_weighed() -> None:
    words = LAMP.split()[1 : FEWEST_WORDS + 1]
    assert weighed(" ".join(words)) and weighed(" ".join(words[:-1])) is None


def test_in_a_long_letter_the_sentence_is_found_wherever_it_stands() -> None:
    filler = "It was long ago. " * WINDOW
    text = f"{filler}{LAMP}. {filler}"
    alike = weighed(text)
    assert alike and [text[start:end] for start, end in sentences(text)][alike.sentence] == f"{LAMP}."


def test_it_raises_above_the_rules_and_leaves_what_they_say(with_made_weights: CueReader) -> None:
    rules, known = CueReader(cue_packs.load((FOLDER,))), Circumstances(language="en")
    assert rules.read(LAMP, known).level == 0
    (cue,) = with_made_weights.read(LAMP, known).cues
    assert (cue.cue, cue.level, cue.why, LAMP[cue.start : cue.end]) == ("suicidal_ideation", 3, ALIKE, LAMP)
    words = "I want to die in the garden, the gardener too"
    assert with_made_weights.read(words, known) == rules.read(words, known)
    assert rules.read(words, known).level == 3


def test_weights_that_hardly_know_a_text_are_not_asked() -> None:
    text = f"{LAMP} " + "unheard of syllables everywhere, zzyzx qwrt plmk"
    assert weighed(text) and most_alike(text, sentences(text), [Likeness(MADE)]) is None
    assert most_alike(text, sentences(text), []) is None
    assert reader_with("en", ROWS, text).read(text, Circumstances(language="en")).level == 3


def test_where_it_cannot_tell_which_cue_it_is_what_the_rules_named_stands_for_it() -> None:
    text, known = f"I am so tired of it all, {LAMP}", Circumstances(language="en")
    faint = {**ROWS, "-amp": [60, 60, 1, 0], "blue": [40, 40, 0, 0]}
    assert {(cue.cue, cue.level) for cue in reader_with("en", ROWS, text).read(text, known).cues} == {
        ("exhaustion", 1),
        ("suicidal_ideation", 3),
    }
    assert {(cue.cue, cue.level) for cue in reader_with("en", faint, text).read(text, known).cues} == {("exhaustion", 3)}
    assert [cue.cue for cue in reader_with("en", faint, LAMP).read(LAMP, known).cues] == ["suicidal_ideation"]


def test_a_language_without_weights_is_read_by_the_rules_alone(with_made_weights: CueReader) -> None:
    assert with_made_weights.read("лампа тепер уже синя", Circumstances(language="uk")).level == 0


@pytest.mark.parametrize("content", ["", "{", "[]", '{"languages": {"en": {"scale": 1}}}', '{"languages": {"en": 5}}'])
def test_weights_that_cannot_be_read_are_said(tmp_path: Path, content: str) -> None:
    with pytest.raises(CuePackError, match=r"weights\.json"):
        Likeness.load(tmp_path / "weights.json")
    (tmp_path / "weights.json").write_text(content, encoding="utf-8")
    with pytest.raises(CuePackError, match=r"weights\.json"):
        Likeness.load(tmp_path / "weights.json")


def test_the_weights_are_of_the_texts_that_stand_here() -> None:
    content = json.loads(WEIGHTS.read_text(encoding="utf-8"))
    assert content["digest"] == digest(texts()), "run: make conduct-weights"
    assert set(content["languages"]) == set(LANGUAGES)


@pytest.mark.parametrize("language", LANGUAGES)
def test_most_of_what_it_learned_from_is_known_and_hardly_anything_else_is_raised(language: str) -> None:
    """No measure of how good it is (that is `make conduct-report`), only that these weights are for these questions."""
    likeness = Likeness.load(WEIGHTS)[language]
    raised: dict[int, list[bool]] = {}
    for sample in texts():
        if sample.language == language:
            text = plain(sample.text).text
            alike = likeness.read([words_of(text[start:end]) for start, end in sentences(text)])
            raised.setdefault(sample.level, []).append(alike is not None and alike.level == 3)
    shares = {level: sum(told) / len(told) for level, told in raised.items()}
    assert shares[3] > 0.5 and shares[0] < 0.1
