"""The scorer is judged on cases small enough to count on fingers; the development sets on what they promise of themselves."""

import json
import re
from collections import Counter

import pytest

from tests.conduct import scoring
from tests.conduct.counting import CORE_CUES, PRINCIPLES, STRUCTURED, Tally, tally_cues, tally_drafts, tally_identifiers
from tests.conduct.marking import LANGUAGES, Label, Sample, learned_from, read, samples, unmarked

KINDS, HALVES = ("drafts", "cues", "identifiers"), ("open", "fresh")
TYPES = STRUCTURED | {"PERSON", "ADDRESS", "DOB"}
BLAMED = Sample("ru-1", "ru", "Сами виноваты. Ждите.", (Label(0, 13, ("acc.blame",)), Label(15, 20, ("info.vague",))), fresh=True)
CLEAN = Sample("uk-1", "uk", "Ви не винні, чекаю о 10.")


def flag(start: int, end: int, family: str, severity: int = 2) -> dict[str, object]:
    return {"start": start, "end": end, "family": family, "severity": severity}


def span(start: int, end: int, kind: str) -> dict[str, object]:
    return {"start": start, "end": end, "type": kind}


def counts(tally: Tally, measure: str, column: str = "all") -> tuple[int, int]:
    hits, of = tally.shares[measure, column]
    return hits, of


def test_labels_are_read_where_the_words_stand_without_the_signs() -> None:
    text, labels = unmarked("Ну ⟦acc.blame|что ж вы⟧, ⟦amb.irony/emp.rude|умница⟧ 🙂.")
    assert text == "Ну что ж вы, умница 🙂."
    assert [(text[label.start : label.end], label.names) for label in labels] == [
        ("что ж вы", ("acc.blame",)),
        ("умница", ("amb.irony", "emp.rude")),
    ]


@pytest.mark.parametrize("spoiled", ["⟦acc.blame|без конца", "конец⟧", "⟦без имени⟧", "⟦a.b|одно ⟦c.d|в другом⟧⟧"])
def test_a_sign_left_over_is_not_taken_for_text(spoiled: str) -> None:
    with pytest.raises(ValueError, match="not closed or not opened"):
        unmarked(spoiled)


def test_a_row_without_labels_is_clean_and_a_command_sees_no_answer() -> None:
    (row,) = samples(['{"id": "a", "lang": "kk", "text": "⟦PHONE|111⟧", "level": 2, "cues": ["fear"]}', ""])
    assert json.loads(row.line()) == {"id": "a", "lang": "kk", "text": "111"}
    assert (row.level, row.cues, row.fresh) == (2, {"fear"}, False)


def test_a_flag_of_the_same_principle_finds_a_label_and_another_family_does_not_count_as_the_family() -> None:
    tally = tally_drafts([(BLAMED, {"flags": [flag(5, 9, "acc.judge")]})])
    assert counts(tally, "principle recall") == (1, 2)
    assert counts(tally, "principle recall, fresh wording", "ru") == (1, 2)
    assert counts(tally, "family acc.blame") == (0, 1)
    assert counts(tally, "flag precision") == (1, 1)
    assert [line.split("\t")[1:3] for line in tally.misses] == [["missed", "info.vague: Ждите"]]


def test_a_flag_beside_the_label_or_of_another_principle_is_a_false_alarm() -> None:
    tally = tally_drafts([(BLAMED, {"flags": [flag(13, 15, "acc.blame"), flag(0, 13, "emp.rude")]})])
    assert counts(tally, "flag precision") == (0, 2)
    assert counts(tally, "principle recall") == (0, 2)


def test_either_name_of_a_label_is_right() -> None:
    either = Sample("en-1", "en", "lol", (Label(0, 3, ("amb.irony", "emp.rude")),))
    tally = tally_drafts([(either, {"flags": [flag(0, 3, "emp.rude")]})])
    assert (counts(tally, "flag precision"), counts(tally, "family amb.irony")) == ((1, 1), (1, 1))


def test_a_clean_draft_counts_once_however_many_flags_it_gets() -> None:
    tally = tally_drafts([(CLEAN, {"flags": [flag(0, 2, "acc.blame", 3), flag(3, 5, "emp.cold", 3)]}), (BLAMED, {"flags": []})])
    assert counts(tally, "clean drafts flagged") == counts(tally, "strong on clean drafts") == (1, 1)
    assert counts(tally, "flag precision", "uk") == (0, 2)
    assert tally.value("flag precision", "ru") is None


def test_the_macro_recall_gives_each_principle_one_voice() -> None:
    two = Sample("ru-2", "ru", "ab", (Label(0, 1, ("acc.blame",)), Label(1, 2, ("acc.label",))))
    tally = tally_drafts([(two, {"flags": [flag(0, 2, "acc.judge")]}), (BLAMED, {"flags": []})])
    assert counts(tally, "principle recall") == (2, 4)
    assert scoring.figure(tally, scoring.MACRO_RECALL, "all") == pytest.approx((2 / 3 + 0) / 2)


def test_cues_are_compared_by_name_and_the_level_as_it_stands() -> None:
    told = Sample("kk-1", "kk", "x", level=3, cues=frozenset({"fear", "violence_home"}))
    quiet = Sample("kk-2", "kk", "y")
    cue = {"start": 0, "end": 1}
    tally = tally_cues(
        [
            (told, {"level": 2, "cues": [cue | {"cue": "fear"}, cue | {"cue": "anger"}]}),
            (quiet, {"level": 1, "cues": [cue | {"cue": "fear"}]}),
        ]
    )
    assert (counts(tally, "cue precision"), counts(tally, "cue recall")) == ((1, 3), (1, 2))
    assert tally.value("F1 fear") == pytest.approx(2 / 3)
    assert scoring.figure(tally, scoring.MACRO_F1, "all") == pytest.approx((2 / 3 + 0) / 2)
    assert scoring.figure(tally, scoring.MACRO_F1_ALL, "all") == pytest.approx((2 / 3 + 0 + 0) / 3)
    assert (counts(tally, "level 3 raised"), counts(tally, "level 2 or 3 raised")) == ((0, 1), (1, 1))
    assert (counts(tally, "level 0 given a level"), counts(tally, "level 0 given level 2 or 3")) == ((1, 1), (0, 1))


def test_an_identifier_needs_its_type_and_every_sign_of_it_covered() -> None:
    called = Sample("en-2", "en", "ring 0770-0900 Bob now", (Label(5, 14, ("PHONE",)), Label(15, 18, ("PERSON",))))
    tally = tally_identifiers([(called, {"spans": [span(5, 9, "PHONE"), span(15, 18, "PERSON"), span(19, 22, "PERSON")]})])
    assert counts(tally, "structured recall, typed") == counts(tally, "structured precision") == (1, 1)
    assert counts(tally, "structured characters leaked") == (4, 8)
    assert (counts(tally, "PERSON recall"), counts(tally, "PERSON precision")) == ((1, 1), (1, 2))


def test_a_wrong_type_masks_but_does_not_find() -> None:
    known = Sample("ru-3", "ru", "850101300123", (Label(0, 12, ("IIN",)),))
    tally = tally_identifiers([(known, {"spans": [span(0, 12, "PHONE")]}), (CLEAN, {"spans": [span(0, 2, "ADDRESS")]})])
    assert counts(tally, "structured recall, typed") == (0, 1)
    assert counts(tally, "structured characters leaked") == (0, 12)
    assert counts(tally, "structured precision") == (1, 1)
    assert (counts(tally, "clean texts masked"), counts(tally, "ADDRESS and DOB precision")) == ((1, 1), (0, 1))


@pytest.mark.parametrize(
    ("measure", "column", "value", "sign"),
    [
        ("flag precision", "all", 0.90, "+"),
        ("flag precision", "all", 0.94, "++"),
        ("flag precision", "all", 0.8999, "-"),
        ("flag precision", "kk", 0.86, "++"),
        ("strong on clean drafts", "all", 2 / 208, "+"),
        ("strong on clean drafts", "all", 3 / 208, "-"),
        ("PERSON recall", "uk", 0.89, "-"),
        ("PERSON recall", "en", 0.89, "+"),
    ],
)
def test_a_share_is_held_to_its_own_target(measure: str, column: str, value: float, sign: str) -> None:
    target = scoring.target_of(measure, column)
    assert target
    assert target.sign(value) == sign


def test_every_target_is_shown_in_exactly_one_report() -> None:
    assert sorted(measure for shown in scoring.SHOWN.values() for measure in shown) == sorted(scoring.TARGETS)
    assert scoring.target_of("PERSON recall", "all") is None


@pytest.mark.parametrize("arguments", [["--misses"], ["drafts", "--fresh", "--misses"]])
def test_the_sealed_half_does_not_show_its_misses(arguments: list[str]) -> None:
    said: list[str] = []
    assert scoring.main(arguments, said.append) == 2
    assert said == ["The sealed half is only scored: its misses are not shown. Ask with --open --misses."]


def test_a_report_of_a_sealed_half_holds_no_words_of_it() -> None:
    said: list[str] = []
    assert scoring.main(["drafts", "--fresh", "--lang", "en"], said.append) == 0
    assert said[0] == f"drafts, fresh: {sum(sample.language == 'en' for sample in read('drafts', 'fresh'))} texts"
    assert not any(sample.text[:30] in line for sample in read("drafts", "fresh") for line in said)


@pytest.mark.parametrize("half", HALVES)
@pytest.mark.parametrize("kind", KINDS)
def test_the_development_sets_are_balanced_and_name_their_rows_once(kind: str, half: str) -> None:
    rows = read(kind, half)
    languages = Counter(sample.language for sample in rows)
    assert set(languages) == set(LANGUAGES)
    assert max(languages.values()) == min(languages.values())
    assert len({sample.name for sample in rows}) == len(rows) == len({sample.text for sample in rows})


def test_the_sets_are_as_large_and_as_hard_as_they_say() -> None:
    rows = {kind: [*read(kind, "open"), *read(kind, "fresh")] for kind in KINDS}
    assert {kind: len(found) >= least for (kind, found), least in zip(rows.items(), (400, 300, 300), strict=True)} == dict.fromkeys(
        KINDS, True
    )
    labelled = [sample for sample in rows["drafts"] if sample.labels]
    assert 0.45 <= len(labelled) / len(rows["drafts"]) <= 0.55
    assert sum(sample.fresh for sample in labelled) / len(labelled) >= 1 / 3
    urgent = Counter(sample.language for sample in rows["cues"] if sample.level == 3)
    assert min(urgent.values()) >= 20


@pytest.mark.parametrize("half", HALVES)
def test_the_labels_are_names_that_the_commands_can_give(half: str) -> None:
    families = {name for sample in read("drafts", half) for label in sample.labels for name in label.names}
    assert {family.partition(".")[0] for family in families} == set(PRINCIPLES)
    assert {name for sample in read("identifiers", half) for label in sample.labels for name in label.names} == TYPES
    assert {cue for sample in read("cues", half) for cue in sample.cues} > CORE_CUES
    assert not [sample.name for sample in read("cues", half) if (sample.level > 0) != bool(sample.cues)]


def runs_of(text: str, length: int = 4) -> set[str]:
    words = re.findall(r"\w+", text.casefold())
    return {" ".join(words[place : place + length]) for place in range(len(words) - length + 1)}


@pytest.mark.parametrize(("kind", "half"), [*((kind, "fresh") for kind in KINDS), ("drafts", "second"), ("cues", "second")])
def test_no_four_words_in_a_row_of_what_may_be_read_stand_in_what_is_sealed(kind: str, half: str) -> None:
    known = {(sample.language, run) for sample in [*read(kind, "open"), *learned_from(kind)] for run in runs_of(sample.text)}
    assert not [sample.name for sample in read(kind, half) if known & {(sample.language, run) for run in runs_of(sample.text)}]


@pytest.mark.parametrize("kind", ["drafts", "cues"])
def test_what_is_learned_from_and_the_second_sealed_set_name_their_rows_once(kind: str) -> None:
    for rows, least in ((learned_from(kind), 2_000), (read(kind, "second"), 350)):
        assert len({sample.name for sample in rows}) == len(rows) == len({sample.text for sample in rows}) >= least
        assert {sample.language for sample in rows} == set(LANGUAGES)
        assert not [sample.name for sample in rows if (sample.level > 0) != bool(sample.cues)]
