"""Adding a channel from the terminal: a bot at home needs a token, a room needs nothing, and nobody's bot is taken silently."""

import argparse
import io
from collections.abc import Iterator
from pathlib import Path

import httpx
import pytest

from tests.living import stand_in
from tirek.channels.actions import note_rival
from tirek.channels.models import Account
from tirek.config import cli
from tirek.config.commands import channel_add
from tirek.config.commands.doctor import accounts
from tirek.demo.botapi import TOKEN, BotApi
from tirek.ledger.models import Entry

OTHERS = "https://somewhere.example.org/hook/123456789:their-own-secret"


@pytest.fixture
def api(settings) -> Iterator[BotApi]:
    with stand_in() as (api, address):
        settings.TELEGRAM_API_BASE = address
        yield api


@pytest.fixture
def token(tmp_path: Path) -> str:
    file = tmp_path / "bot.token"
    file.write_text(TOKEN + "\n")
    return str(file)


@pytest.fixture
def tirek(cast, api, capsys):
    """The command line; gives exit code and everything it said."""
    Account.objects.filter(pk=cast.account.pk).delete()

    def tirek(*words: str) -> tuple[int, str]:
        code = cli.main(words)
        said = capsys.readouterr()
        return code, said.out + said.err

    return tirek


def hooked_by_others(settings) -> None:
    httpx.post(f"{settings.TELEGRAM_API_BASE}/bot{TOKEN}/setWebhook", json={"url": OTHERS}, trust_env=False).raise_for_status()


def test_a_bot_from_home_needs_a_token_and_nothing_else(tirek, token, api):
    code, said = tirek("channel", "add", "telegram", "--name", "Our bot", "--token-file", token)
    assert code == 0 and "asks for its letters itself" in said and "no open port" in said
    account = Account.objects.get(kind="telegram")
    assert account.receives == Account.Receives.POLL and TOKEN.encode() not in bytes(account.sealed)
    code, said = tirek("channel", "list")
    assert "Our bot" in said and "this house asks for the letters" in said
    code, said = tirek("channel", "check")
    assert code == 0 and "@tirek_demo_bot" in said and "This house asks Telegram for the letters itself" in said


def test_with_an_address_the_platform_delivers_there(tirek, token, api):
    code, _ = tirek("channel", "add", "telegram", "--name", "Our bot", "--token-file", token, "--webhook", "https://help.example.org")
    account = Account.objects.get(kind="telegram")
    assert code == 0 and account.receives == Account.Receives.HOOK
    assert api.postman.webhook.url == f"https://help.example.org/hooks/{account.path}"
    assert "Telegram delivers here" in tirek("channel", "check")[1]


def test_both_ways_at_once_are_refused(tirek, token):
    code, said = tirek(
        "channel", "add", "telegram", "--name", "x", "--token-file", token, "--poll", "--webhook", "https://help.example.org"
    )
    assert code == 2 and "not allowed with" in said


def test_a_token_is_never_an_argument(tirek):
    code, said = tirek("channel", "add", "telegram", "--name", "Our bot", TOKEN)
    assert code == 2 and not Account.objects.filter(kind="telegram").exists()
    code, said = tirek("channel", "add", "telegram", "--name", "Our bot")
    assert code == 1 and "--token-file" in said


@pytest.mark.parametrize("way", [["--poll"], [], ["--webhook", "https://help.example.org"]])
def test_a_bot_of_somebody_else_is_not_taken_silently(tirek, token, api, settings, way):
    hooked_by_others(settings)
    code, said = tirek("channel", "add", "telegram", "--name", "Our bot", "--token-file", token, *way)
    assert code == 1 and "somewhere.example.org" in said and "--take-over" in said and "Nothing was changed" in said
    assert "their-own-secret" not in said, "others put their token into the address"
    assert api.postman.webhook.url == OTHERS and not Account.objects.filter(kind="telegram").exists()


def test_whoever_says_so_takes_the_bot_over(tirek, token, api, settings):
    hooked_by_others(settings)
    code, _ = tirek("channel", "add", "telegram", "--name", "Our bot", "--token-file", token, "--take-over")
    assert code == 0 and api.postman.webhook.url == ""
    assert Account.objects.get(kind="telegram").receives == Account.Receives.POLL


def test_a_bot_that_is_taken_from_us_later_is_named_by_check_and_doctor(tirek, token, api, settings):
    tirek("channel", "add", "telegram", "--name", "Our bot", "--token-file", token)
    hooked_by_others(settings)
    _, said = tirek("channel", "check", "Our bot")
    assert "another address (somewhere.example.org)" in said and "409" in said and "their-own-secret" not in said
    (finding,) = [finding for finding in accounts() if finding.what.startswith("Our bot")]
    assert finding.mark == "attention" and "somewhere.example.org" in finding.what


def test_a_second_program_that_asks_is_named_by_check_and_doctor(tirek, token, api):
    tirek("channel", "add", "telegram", "--name", "Our bot", "--token-file", token)
    assert [finding.mark for finding in accounts()] == ["ok", "ok"]
    note_rival(account=Account.objects.get(kind="telegram"))
    assert "Another program asks Telegram" in tirek("channel", "check")[1]
    assert sorted(finding.mark for finding in accounts()) == ["attention", "ok"]


def test_a_renewed_token_keeps_the_way_and_is_in_the_ledger_once(tirek, token, api):
    tirek("channel", "add", "telegram", "--name", "Our bot", "--token-file", token, "--webhook", "https://help.example.org")
    code, _ = tirek("channel", "add", "telegram", "--name", "Our bot", "--token-file", token)
    assert code == 0 and Account.objects.get(kind="telegram").receives == Account.Receives.HOOK and api.postman.webhook.url
    assert list(Entry.objects.filter(verb__startswith="channel.").values_list("verb", flat=True)) == ["channel.add", "channel.token"]


def test_a_room_needs_a_name_and_nobody_is_asked_about_it(tirek, cast, api):
    assert "has its web room already" in tirek("channel", "add", "webchat", "--name", "Second room")[1]
    Account.objects.filter(pk=cast.room_account.pk).delete()
    code, said = tirek("channel", "add", "webchat", "--name", "Our room")
    assert code == 0 and "Our room" in said
    code, said = tirek("channel", "check", "Our room")
    assert code == 0 and "nobody outside has to be asked" in said and not api.calls
    assert "delivers here" not in tirek("channel", "list")[1]


@pytest.mark.parametrize("more", [["--poll"], ["--webhook", "https://help.example.org"], ["--token-file", "x"], ["--take-over"]])
def test_a_room_has_no_token_and_no_address(tirek, more):
    code, said = tirek("channel", "add", "webchat", "--name", "Our room", *more)
    assert code == 1 and "a --name and nothing else" in said


def test_a_real_bot_is_not_given_to_the_demo_whose_messenger_would_refuse_it(tirek, token, cast, settings):
    settings.TELEGRAM_API_BASE = settings.TELEGRAM
    cast.organisation.is_demo = True
    cast.organisation.save()
    code, said = tirek("channel", "add", "telegram", "--name", "Our bot", "--token-file", token)
    assert code == 1 and "tirek setup" in said and not Account.objects.filter(kind="telegram").exists()


def test_the_prompt_asks_where_there_is_a_terminal(cast, api, monkeypatch):
    monkeypatch.setattr(channel_add.sys, "stdin", type("Terminal", (), {"isatty": lambda self: True})())
    monkeypatch.setattr(channel_add.getpass, "getpass", lambda words: TOKEN)
    Account.objects.filter(pk=cast.account.pk).delete()
    args = argparse.Namespace(kind="telegram", name="Our bot", token_file=None, webhook="", poll=False, take_over=False)
    assert channel_add.run(args, io.BytesIO(), io.StringIO()) == 0
    assert Account.objects.get(kind="telegram").opened()["token"] == TOKEN
