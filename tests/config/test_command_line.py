"""`tirek`: a wrong word names the right one, a user's mistake is one sentence, and two commands need nothing but bytes."""

import io
import json
import os
import subprocess
import sys
import time

import pytest

from tirek.config import cli
from tirek.config.commands.progress import patiently
from tirek.kit.refusals import CannotReach, Refused


def said(capsys, *words: str) -> tuple[int, str]:
    code = cli.main(words)
    return code, capsys.readouterr().err.strip()


@pytest.mark.parametrize(
    ("typed", "meant"),
    [
        ("rnu", "tirek run"),
        ("docter", "tirek doctor"),
        ("chanel add", "tirek channel add"),
        ("channel ad", "tirek channel add"),
        ("channel lst", "tirek channel list"),
        ("add", "tirek channel add"),
        ("condct check", "tirek conduct check"),
    ],
)
def test_a_wrong_command_names_the_right_one(capsys, typed, meant):
    code, sentence = said(capsys, *typed.split())
    assert code == 2
    assert f"Did you mean: {meant}?" in sentence
    assert len(sentence.splitlines()) == 1


def test_a_word_that_is_like_no_command_is_told_where_all_of_them_are(capsys):
    assert said(capsys, "zzzzzz") == (2, "There is no command 'zzzzzz'. All of them: tirek --help")


def test_a_wrong_option_names_the_right_one(capsys):
    code, sentence = said(capsys, "channel", "read", "telegram", "--secretfile", "x")
    assert code == 2
    assert "did you mean --secret-file?" in sentence


def test_a_wrong_choice_names_the_right_one(capsys):
    code, sentence = said(capsys, "channel", "read", "telegrm")
    assert code == 2
    assert "did you mean telegram?" in sentence


def test_a_missing_argument_says_where_an_example_is(capsys):
    code, sentence = said(capsys, "conduct", "check")
    assert code == 2
    assert sentence == (
        "tirek conduct check: the following arguments are required: --jsonl. Help and an example: tirek conduct check --help"
    )


def test_a_group_alone_shows_its_commands(capsys):
    assert cli.main(["channel"]) == 2
    shown = capsys.readouterr().out
    assert "tirek channel add" in shown
    assert "tirek run " not in shown.replace("tirek run --help", "")


def test_no_word_and_help_show_everything(capsys):
    assert cli.main([]) == cli.main(["--help"]) == 0
    shown = capsys.readouterr().out
    assert all(f"tirek {command.words} " in shown for command in cli.COMMANDS)


@pytest.mark.parametrize("command", cli.COMMANDS, ids=lambda command: command.words)
def test_every_command_has_help_an_example_and_what_comes_next(capsys, command):
    assert cli.main([*command.words.split(), "--help"]) == 0
    shown = capsys.readouterr().out
    assert command.promise in " ".join(shown.split())
    assert f"Example:\n  tirek {command.words}" in shown
    assert f"Next:\n  {command.next}" in shown


@pytest.mark.parametrize("fault", [Refused("This cannot be."), CannotReach("This cannot be.")])
def test_a_refusal_is_one_sentence_and_exit_code_1(capsys, monkeypatch, fault):
    def refuse(words):
        raise fault

    monkeypatch.setattr(cli, "obey", refuse)
    assert said(capsys, "run") == (1, "This cannot be.")


def test_a_file_that_is_not_there_is_one_sentence(capsys, tmp_path):
    code, sentence = said(capsys, "channel", "add", "telegram", "--name", "Bot", "--token-file", str(tmp_path / "none"))
    assert code == 1
    assert sentence == f"No such file or directory: {tmp_path / 'none'}. Nothing more was done."


def test_a_token_is_never_an_argument(capsys, monkeypatch):
    monkeypatch.setattr(sys, "stdin", io.TextIOWrapper(io.BytesIO(b"12:token")))
    code, sentence = said(capsys, "channel", "add", "telegram", "--name", "Bot")
    assert code == 1
    assert "--token-file FILE" in sentence
    code, sentence = said(capsys, "channel", "add", "telegram", "--name", "Bot", "--token", "12:token")
    assert code == 2
    assert "did you mean --token-file?" in sentence
    assert "12:token" not in sentence


def in_a_process_of_its_own(*words: str, given: bytes) -> tuple[bytes, str]:
    """What a command prints, and which of the heavy modules it needed. An empty environment, and no data folder."""
    code = (
        "import sys; from tirek.config import cli; code = cli.main(sys.argv[1:]); "
        "print([m for m in ('django', 'nacl', 'sqlite3') if m in sys.modules], file=sys.stderr); sys.exit(code)"
    )
    ended = subprocess.run(
        [sys.executable, "-c", code, *words],
        input=given,
        capture_output=True,
        timeout=20,
        check=False,
        env={"PATH": os.environ["PATH"], "PYTHONPATH": os.pathsep.join(sys.path), "PORT": "nonsense", "TIREK_DATA": "/proc/nowhere"},
    )
    assert ended.returncode == 0, ended.stderr.decode()
    return ended.stdout, ended.stderr.decode().strip()


def test_channel_read_needs_no_django_database_or_key(tmp_path):
    (tmp_path / "secret").write_text("right")
    printed, heavy = in_a_process_of_its_own("channel", "read", "telegram", "--secret-file", str(tmp_path / "secret"), given=b"{}")
    assert json.loads(printed.splitlines()[0])["result"] == "rejected"
    assert heavy == "[]"


def test_conduct_check_needs_no_django_database_or_key():
    draft = json.dumps({"id": "1", "lang": "ru", "text": "Здравствуйте. Я прочитала ваше письмо."}).encode()
    printed, heavy = in_a_process_of_its_own("conduct", "check", "--jsonl", given=draft)
    assert json.loads(printed)["id"] == "1"
    assert heavy == "[]"


def test_what_takes_long_says_so_and_what_is_quick_says_nothing():
    lines: list[str] = []
    with patiently(lines.append, "Counting", silence=0.05):
        pass
    assert lines == []
    with patiently(lines.append, "Counting", silence=0.05):
        time.sleep(0.2)
    assert lines == ["Counting …", "Counting: done in 0 s."]
