"""`tirek conduct cues --jsonl`: a stable contract, line for line, without a database."""

import argparse
import io
import json
import subprocess
import sys

import pytest

from tirek.conduct import cueing


def answers(*lines: object) -> tuple[int, list[dict[str, object]]]:
    parser = argparse.ArgumentParser()
    cueing.add_arguments(parser)
    typed = "\n".join(line if isinstance(line, str) else json.dumps(line, ensure_ascii=False) for line in lines)
    out = io.StringIO()
    code = cueing.run(parser.parse_args(["--jsonl"]), io.StringIO(typed), out)
    return code, [json.loads(line) for line in out.getvalue().splitlines()]


def test_a_message_is_answered_with_its_level_and_cues() -> None:
    code, (answer,) = answers({"id": "a", "lang": "ru", "text": "🙂 Хочу умереть"})
    assert code == 0
    assert answer == {"id": "a", "level": 3, "cues": [{"cue": "suicidal_ideation", "start": 2, "end": 14}]}


def test_circumstances_are_optional_and_used() -> None:
    _, (day, night) = answers(
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


@pytest.mark.parametrize(
    ("line", "name"),
    [
        ("{", None),
        ("[1]", None),
        ('{"id": "x", "lang": "ru"}', "x"),
        ('{"id": "x", "lang": "de", "text": ""}', "x"),
        ('{"id": "x", "lang": ["ru"], "text": ""}', "x"),
        ('{"id": "x", "lang": "ru", "text": 5}', "x"),
        ('{"id": "x", "lang": "ru", "text": "", "hour": "night"}', "x"),
        ('{"id": "x", "lang": "ru", "text": "", "deleted": true}', "x"),
        ('{"id": "x", "lang": "ru", "text": "", "sticker": 3}', "x"),
        ('{"id": "x", "lang": "ru", "text": "", "country": "xx"}', "x"),
        ("[" * 100_000, None),
        ("\ufffd", None),
    ],
)
def test_a_bad_line_is_answered_in_its_place_and_the_others_too(line: str, name: object) -> None:
    fine = {"id": "fine", "lang": "en", "text": "I want to die"}
    code, (first, bad, last) = answers(fine, line, fine)
    assert code == 1
    assert (bad["id"], "error" in bad, "cues" in bad) == (name, True, False)
    assert first == last
    assert first["level"] == 3


def test_lone_surrogates_and_nul_survive() -> None:
    code, (answer,) = answers('{"id": "x", "lang": "ru", "text": "\\ud800\\u0000 хочу умереть"}')
    assert (code, answer["level"]) == (0, 3)


def test_the_reader_and_its_command_need_no_django() -> None:
    code = "import sys; import tirek.conduct.cueing; sys.exit(any(m.split('.')[0] == 'django' for m in sys.modules))"
    assert subprocess.run([sys.executable, "-c", code], check=False).returncode == 0
