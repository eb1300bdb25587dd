"""`tirek channel read`: a stable contract that needs nothing but the bytes."""

import argparse
import io
import json
import subprocess
import sys
from dataclasses import fields
from datetime import datetime
from pathlib import Path

import pytest

from tirek.channels.base import InboundEvent
from tirek.channels.reading import add_arguments, run

PAYLOADS = Path(__file__).parents[1] / "payloads" / "telegram"
SECRET = "a-secret_of_this_file"
HEADER = "X-Telegram-Bot-Api-Secret-Token"


@pytest.fixture
def command(tmp_path, capsys):
    """Run the command with a body, a secret file and headers; gives its exit code and its lines as objects."""

    def command(body, *more, secret=SECRET, account="", headers=(f"{HEADER}: {SECRET}",)):
        (tmp_path / "secret").write_text(secret)
        (tmp_path / "account").write_text(account)
        parser = argparse.ArgumentParser()
        add_arguments(parser)
        words = ["telegram", "--account", str(tmp_path / "account"), "--secret-file", str(tmp_path / "secret"), *more]
        for header in headers:
            words += ["--header", header]
        stdout = io.StringIO()
        code = run(parser.parse_args(words), io.BytesIO(body), stdout)
        return code, [json.loads(line) for line in stdout.getvalue().splitlines()]

    return command


def body_of(name):
    return (PAYLOADS / f"{name}.json").read_bytes()


def test_an_accepted_message_is_a_verdict_and_one_event_with_every_field(command):
    code, (verdict, event) = command(body_of("text"), account='{"id": 3, "account_ref": "123456789"}')
    assert (code, verdict) == (0, {"result": "accepted", "status": 200, "body": ""})
    assert set(event) == {field.name for field in fields(InboundEvent)}
    assert (event["type"], event["kind"], event["channel"], event["channel_id"]) == ("message", "text", "telegram", "3")
    assert event["sender"]["primary"] == {"scheme": "telegram_id", "value": "700000001", "scope": "123456789", "verified": True}
    assert datetime.fromisoformat(event["occurred_at"]).utcoffset().total_seconds() == 0


@pytest.mark.parametrize("name", sorted(path.stem for path in PAYLOADS.glob("*.json")))
def test_every_recorded_update_is_judged_in_plain_json(command, name):
    code, (verdict, *events) = command(body_of(name))
    assert code == 0 and verdict["status"] == 200
    assert verdict["result"] == ("accepted" if events else "ignored")


@pytest.mark.parametrize("body", [b"not json", b"[" * 100_000, body_of("group"), body_of("other_bot"), body_of("unknown_update")])
def test_authentic_but_not_for_us_or_not_understood_is_ignored_with_200(command, body):
    assert command(body) == (0, [{"result": "ignored", "status": 200, "body": ""}])


def test_what_is_not_authentic_is_rejected_and_nothing_is_read(command):
    assert command(body_of("text"), headers=()) == (0, [{"result": "rejected", "status": 401, "body": ""}])
    assert command(body_of("text"), headers=(f"{HEADER}: секрет",))[1][0]["status"] == 401
    assert command(body_of("text"), "--method", "GET")[1][0]["status"] == 405
    assert command(b" " * (4 * 1024 * 1024 + 1))[1][0]["status"] == 413
    assert command(body_of("text"), secret="")[1][0]["result"] == "rejected"


def test_the_first_of_doubled_headers_counts(command):
    twice = (f"{HEADER}: {SECRET}", f"{HEADER.lower()}: wrong")
    assert command(body_of("text"), headers=twice)[1][0]["result"] == "accepted"
    assert command(body_of("text"), headers=twice[::-1])[1][0]["result"] == "rejected"


@pytest.mark.parametrize(
    "form", [f"{SECRET}\n", f"old\n{SECRET}\n", json.dumps({"secret": SECRET}), json.dumps({"secret": ["old", SECRET]})]
)
def test_the_secret_file_is_bare_or_several_lines_or_json(command, form):
    assert command(body_of("text"), secret=form)[1][0]["result"] == "accepted"


def test_a_wrong_call_says_what_is_wrong(command, capsys):
    for wrong in ({"account": "[1]"}, {"account": "{"}, {"secret": '{"secret": 7}'}, {"headers": ("no colon",)}):
        code, lines = command(body_of("text"), **wrong)
        assert (code, lines) == (2, [])
        assert capsys.readouterr().err.startswith("tirek channel read: ")


def test_an_event_is_one_line_for_every_reader(command, capsys):
    update = json.loads(body_of("text"))
    update["message"]["text"] = "one\u2028two\u2029three\u0085four\nfive"
    _, lines = command(json.dumps(update).encode())
    assert len(lines) == 2 and lines[1]["text"] == update["message"]["text"]


def test_reading_needs_neither_django_nor_the_vault():
    script = (
        "import sys, tirek.channels.reading;"
        "print([name for name in ('django', 'nacl', 'tirek.config', 'tirek.vault') if name in sys.modules])"
    )
    answer = subprocess.run([sys.executable, "-c", script], capture_output=True, text=True, check=True, cwd=PAYLOADS.parents[2])
    assert answer.stdout.strip() == "[]"
