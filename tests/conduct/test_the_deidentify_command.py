"""`tirek conduct deidentify --jsonl`: a stable contract, line for line, without a database."""

import argparse
import io
import json
import subprocess
import sys

import pytest

from tirek.conduct import deidentifying


def answers(*lines: object) -> tuple[int, list[dict[str, object]]]:
    parser = argparse.ArgumentParser()
    deidentifying.add_arguments(parser)
    typed = "\n".join(line if isinstance(line, str) else json.dumps(line, ensure_ascii=False) for line in lines)
    out = io.StringIO()
    code = deidentifying.run(parser.parse_args(["--jsonl"]), io.StringIO(typed), out)
    return code, [json.loads(line) for line in out.getvalue().splitlines()]


def test_a_text_is_answered_with_its_spans() -> None:
    code, (answer,) = answers({"id": "a", "lang": "ru", "text": "🙂 тел 8 701 555 01 42"})
    assert (code, answer) == (0, {"id": "a", "spans": [{"start": 6, "end": 21, "type": "PHONE"}]})


@pytest.mark.parametrize(
    ("line", "name"),
    [
        ("{", None),
        ("[1]", None),
        ('{"id": "x", "lang": "ru"}', "x"),
        ('{"id": "x", "lang": "de", "text": ""}', "x"),
        ('{"id": "x", "lang": ["ru"], "text": ""}', "x"),
        ('{"id": "x", "lang": "ru", "text": "", "names": "Anna"}', "x"),
        ('{"id": "x", "lang": "ru", "text": "", "country": "xx"}', "x"),
    ],
)
def test_a_bad_line_is_answered_in_its_place_and_the_others_too(line: str, name: object) -> None:
    fine = {"id": "fine", "lang": "en", "text": "call 07700 900142"}
    code, (first, bad, last) = answers(fine, line, fine)
    assert code == 1
    assert (bad["id"], "error" in bad, "spans" in bad) == (name, True, False)
    assert first == last
    assert first["spans"]


def test_words_that_name_nobody_and_point_at_somebody_have_a_type_of_their_own() -> None:
    _, (answer,) = answers({"id": "a", "lang": "ru", "text": "она единственная учительница в нашем селе, тел 8 701 555 01 42"})
    assert [span["type"] for span in answer["spans"]] == ["SOFT", "PHONE"]
    assert answer["spans"][0] == {"start": 4, "end": 41, "type": "SOFT"}


def test_the_command_needs_no_django() -> None:
    code = "import sys; import tirek.conduct.deidentifying; sys.exit(any(m.split('.')[0] == 'django' for m in sys.modules))"
    assert subprocess.run([sys.executable, "-c", code], check=False).returncode == 0
