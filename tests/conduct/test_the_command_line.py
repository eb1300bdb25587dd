"""`tirek conduct check --jsonl`: a stable contract, line for line, without a database."""

import argparse
import io
import json
import subprocess
import sys

import pytest

from tirek.conduct import checking


def answers(*lines: object) -> tuple[int, list[dict[str, object]]]:
    parser = argparse.ArgumentParser()
    checking.add_arguments(parser)
    typed = "\n".join(line if isinstance(line, str) else json.dumps(line, ensure_ascii=False) for line in lines)
    out = io.StringIO()
    code = checking.run(parser.parse_args(["--jsonl"]), io.StringIO(typed), out)
    return code, [json.loads(line) for line in out.getvalue().splitlines()]


def test_a_draft_is_answered_with_its_flags() -> None:
    code, (answer,) = answers({"id": "a", "lang": "ru", "text": "🙂 Вы сами виноваты."})
    assert code == 0
    assert answer == {"id": "a", "flags": [{"start": 2, "end": 18, "family": "acc.blame", "severity": 3}]}


def test_a_hard_stop_is_severity_three_and_a_nudge_two() -> None:
    _, (stop, nudge) = answers(
        {"id": 1, "lang": "ru", "text": "ИИН 850412400121"},
        {"id": 2, "lang": "ru", "text": "ИИН 850412400121", "client_words": ["850412400121"]},
    )
    assert [flag["severity"] for answer in (stop, nudge) for flag in answer["flags"]] == [3, 2]  # type: ignore[attr-defined]


def test_names_and_country_are_optional_and_used() -> None:
    _, (known, unknown) = answers(
        {"id": 1, "lang": "uk", "country": "ua", "text": "Добрий день, Ганно!", "names": ["Олена"]},
        {"id": 2, "lang": "uk", "text": "Добрий день, Ганно!"},
    )
    assert [flag["family"] for flag in known["flags"]] == ["conf.third"]  # type: ignore[attr-defined]
    assert unknown["flags"] == []


@pytest.mark.parametrize(
    ("line", "name"),
    [
        ("{", None),
        ("[1]", None),
        ('{"id": "x", "lang": "ru"}', "x"),
        ('{"id": "x", "lang": "de", "text": ""}', "x"),
        ('{"id": "x", "lang": ["ru"], "text": ""}', "x"),
        ('{"id": "x", "lang": "ru", "text": 5}', "x"),
        ('{"id": "x", "lang": "ru", "text": "", "names": "Anna"}', "x"),
        ('{"id": "x", "lang": "ru", "text": "", "country": "xx"}', "x"),
        ("[" * 100_000, None),
        ("\ufffd", None),
    ],
)
def test_a_bad_line_is_answered_in_its_place_and_the_others_too(line: str, name: object) -> None:
    fine = {"id": "fine", "lang": "en", "text": "It's your own fault."}
    code, (first, bad, last) = answers(fine, line, fine)
    assert code == 1
    assert (bad["id"], "error" in bad, "flags" in bad) == (name, True, False)
    assert first == last
    assert first["flags"]


def test_lone_surrogates_and_nul_survive() -> None:
    code, (answer,) = answers('{"id": "x", "lang": "ru", "text": "\\ud800\\u0000 вы сами виноваты"}')
    assert (code, len(answer["flags"])) == (0, 1)  # type: ignore[arg-type]


def test_the_engine_and_its_command_need_no_django() -> None:
    code = (
        "import sys; import tirek.conduct.engine, tirek.conduct.checking; sys.exit(any(m.split('.')[0] == 'django' for m in sys.modules))"
    )
    assert subprocess.run([sys.executable, "-c", code], check=False).returncode == 0
