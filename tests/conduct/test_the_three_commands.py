"""`tirek conduct check|cues|deidentify --jsonl`: a stable contract, line for line, without a database."""

import subprocess
import sys

import pytest

from tests.conduct.commands import COMMANDS, answers

FINE = {
    "check": ({"id": "fine", "lang": "en", "text": "It's your own fault."}, "flags"),
    "cues": ({"id": "fine", "lang": "en", "text": "I want to die"}, "cues"),
    "deidentify": ({"id": "fine", "lang": "en", "text": "call 07700 900142"}, "spans"),
}
BAD = [
    ("{", None),
    ("[1]", None),
    ("[" * 100_000, None),
    ("\ufffd", None),
    ('{"id": "x", "lang": "ru"}', "x"),
    ('{"id": "x", "lang": "de", "text": ""}', "x"),
    ('{"id": "x", "lang": ["ru"], "text": ""}', "x"),
    ('{"id": "x", "lang": "ru", "text": 5}', "x"),
    ('{"id": "x", "lang": "ru", "text": "", "country": "xx"}', "x"),
]
BAD_OF_ONE = [
    ("check", '{"id": "x", "lang": "ru", "text": "", "names": "Anna"}'),
    ("check", '{"id": "x", "lang": "ru", "text": "", "client_words": [1]}'),
    ("deidentify", '{"id": "x", "lang": "ru", "text": "", "names": "Anna"}'),
    ("cues", '{"id": "x", "lang": "ru", "text": "", "hour": "night"}'),
    ("cues", '{"id": "x", "lang": "ru", "text": "", "deleted": true}'),
    ("cues", '{"id": "x", "lang": "ru", "text": "", "sticker": 3}'),
]


def test_a_draft_is_answered_with_its_flags() -> None:
    code, (answer,) = answers("check", {"id": "a", "lang": "ru", "text": "🙂 Вы сами виноваты."})
    assert code == 0
    assert answer == {"id": "a", "flags": [{"start": 2, "end": 18, "family": "acc.blame", "severity": 3}]}


def test_a_hard_stop_is_severity_three_and_a_nudge_two() -> None:
    _, (stop, nudge) = answers(
        "check",
        {"id": 1, "lang": "ru", "text": "ИИН 850412400121"},
        {"id": 2, "lang": "ru", "text": "ИИН 850412400121", "client_words": ["850412400121"]},
    )
    assert [flag["severity"] for answer in (stop, nudge) for flag in answer["flags"]] == [3, 2]


def test_names_and_country_are_optional_and_used() -> None:
    _, (known, unknown) = answers(
        "check",
        {"id": 1, "lang": "uk", "country": "ua", "text": "Добрий день, Ганно!", "names": ["Олена"]},
        {"id": 2, "lang": "uk", "text": "Добрий день, Ганно!"},
    )
    assert [flag["family"] for flag in known["flags"]] == ["conf.third"]
    assert unknown["flags"] == []


def test_a_message_is_answered_with_its_level_and_cues() -> None:
    code, (answer,) = answers("cues", {"id": "a", "lang": "ru", "text": "🙂 Хочу умереть"})
    assert code == 0
    assert answer == {"id": "a", "level": 3, "cues": [{"cue": "suicidal_ideation", "start": 2, "end": 14}]}


def test_circumstances_are_optional_and_used() -> None:
    _, (day, night) = answers(
        "cues",
        {"id": 1, "lang": "ru", "text": "мне одиноко"},
        {
            "id": 2,
            "lang": "ru",
            "text": "мне одиноко",
            "hour": 3,
            "deleted": 4,
            "reaction": "💔",
            "sticker": "",
            "age": 40,
            "country": "ua",
        },
    )
    assert (day["level"], night["level"]) == (1, 2)


def test_a_text_is_answered_with_its_spans() -> None:
    code, (answer,) = answers("deidentify", {"id": "a", "lang": "ru", "text": "🙂 тел 8 701 555 01 42"})
    assert (code, answer) == (0, {"id": "a", "spans": [{"start": 6, "end": 21, "type": "PHONE"}]})


def test_words_that_name_nobody_and_point_at_somebody_have_a_type_of_their_own() -> None:
    _, (answer,) = answers(
        "deidentify", {"id": "a", "lang": "ru", "text": "она единственная учительница в нашем селе, тел 8 701 555 01 42"}
    )
    assert [span["type"] for span in answer["spans"]] == ["SOFT", "PHONE"]
    assert answer["spans"][0] == {"start": 4, "end": 41, "type": "SOFT"}


@pytest.mark.parametrize(
    ("command", "line", "name"),
    [*((command, line, name) for command in COMMANDS for line, name in BAD), *((command, line, "x") for command, line in BAD_OF_ONE)],
)
def test_a_bad_line_is_answered_in_its_place_and_the_others_too(command: str, line: str, name: object) -> None:
    fine, field = FINE[command]
    code, (first, bad, last) = answers(command, fine, line, fine)
    assert code == 1
    assert (bad["id"], "error" in bad, field in bad) == (name, True, False)
    assert first == last
    assert first[field]


@pytest.mark.parametrize(("command", "words"), [("check", "вы сами виноваты"), ("cues", "хочу умереть"), ("deidentify", "8 701 555 01 42")])
def test_lone_surrogates_and_nul_survive(command: str, words: str) -> None:
    code, (answer,) = answers(command, f'{{"id": "x", "lang": "ru", "text": "\\\\ud800\\\\u0000 {words}"}}')
    assert (code, len(answer[FINE[command][1]])) == (0, 1)


@pytest.mark.parametrize("command", COMMANDS)
def test_a_command_needs_no_django(command: str) -> None:
    code = f"import sys; import {COMMANDS[command]}; sys.exit(any(m.split('.')[0] == 'django' for m in sys.modules))"
    assert subprocess.run([sys.executable, "-c", code], check=False).returncode == 0
