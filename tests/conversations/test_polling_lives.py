"""A living house at home: a bot's token and no address. It asks, is killed, asks again, and closes while it waits."""

import subprocess
import sys
import time
from collections.abc import Iterator
from pathlib import Path

import httpx
import pytest

from tests.living import ROOT, LivingHouse, stand_in, until
from tirek.demo.botapi import TOKEN, BotApi

PERSON = 990000001  # one of the demo's
_POLL = """
import django
django.setup()
from tirek.channels.models import Account
Account.objects.filter(kind="telegram").update(receives="poll")
"""


@pytest.fixture
def api() -> Iterator[BotApi]:
    with stand_in() as (api, address):
        api.address = address
        yield api


@pytest.fixture
def house(api: BotApi, tmp_path: Path) -> Iterator[LivingHouse]:
    """A house whose bot polls since before it was opened."""
    house = LivingHouse.furnished(tmp_path, telegram=api.address)
    told = tirek(house, "channel", "add", "telegram", "--name", "Demo bot", "--token-file", str(token_file(tmp_path)), "--poll")
    assert told.returncode == 0, told.stderr
    house.start_again()
    try:
        yield house
    finally:
        house.close()


def token_file(folder: Path) -> Path:
    file = folder / "bot.token"
    file.write_text(TOKEN + "\n")
    return file


def tirek(house: LivingHouse, *words: str) -> "subprocess.CompletedProcess[str]":
    command = [sys.executable, "-m", "tirek.config.cli", *words]
    return subprocess.run(command, env=house.environment, cwd=ROOT, capture_output=True, text=True, timeout=60, check=False)


def received(house: LivingHouse) -> list[str]:
    return [said["text"] for said in house.opened_leaves() if said.get("by") == "client"]


def test_letters_written_around_a_kill_arrive_once_and_in_order(house: LivingHouse, api: BotApi) -> None:
    person = api.new_person("uk")
    expected = []
    for round_number in range(4):
        for number in range(6):
            expected.append(f"{round_number}.{number}")
            api.say(person.id, expected[-1])
        if round_number < 3:
            time.sleep(0.02 * round_number)  # killed at another moment of the work each time
            house.kill()
            house.start_again()
    until(lambda: api.postman.pending == 0, seconds=30)  # three starts behind it, on a machine that has other work
    assert received(house) == expected


def test_it_closes_at_once_while_a_question_hangs(house: LivingHouse, api: BotApi) -> None:
    until(lambda: api._long_poll._hanging is not None)
    assert house.stop() < 2
    assert "error" not in house.log.read_text().lower()


def test_it_is_answered_without_any_address(house: LivingHouse, api: BotApi) -> None:
    person = api.new_person("kk")
    api.say(person.id, "Сәлеметсіз бе")
    until(lambda: any(bubble.by_bot for bubble in person.bubbles))
    assert api.postman.webhook.url == "" and received(house) == ["Сәлеметсіз бе"]


def test_the_demo_closes_at_once_though_it_asks_itself(tmp_path: Path) -> None:
    """The stand-in is behind the same doors: the house must not wait for its own question."""
    house = LivingHouse.furnished(tmp_path)
    environment = {**house.environment, "DJANGO_SETTINGS_MODULE": "tirek.config.settings"}
    subprocess.run([sys.executable, "-c", _POLL], env=environment, cwd=ROOT, check=True, timeout=60)
    house.start_again()
    try:
        order = {"do": "say", "chat_id": PERSON, "text": "hello"}
        assert httpx.post(f"{house.url}/demo/control", json=order, trust_env=False).status_code == 200
        until(lambda: house.rows("SELECT 1 FROM vault_leaf"), seconds=20)
        assert house.stop() < 2
    finally:
        house.close()
