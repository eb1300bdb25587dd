"""Several processes are one house: one session, one stream of news, one delivery."""

import subprocess
from pathlib import Path

import httpx
import pytest

from tests.living import LivingHouse, free_port, living, until
from tests.postgres.processes import Deliverer, Listening, Served, ask
from tirek.demo.botapi import BotApi

pytestmark = pytest.mark.postgresql


@pytest.fixture
def other(house: Served):
    other = Served.beside(house)
    yield other
    other.kill()


def at(house: Served, browser: httpx.Client, path: str) -> int:
    return browser.get(house.url + path).status_code


def test_s01_one_session_is_served_by_two_processes_and_ends_in_both(house: Served, other: Served) -> None:
    browser = house.browser("aigul")
    assert [at(one, browser, "/desk/") for one in (house, other, house, other)] == [200] * 4
    assert browser.post(other.url + "/sign-out/").status_code == 302
    kept = dict(browser.cookies)
    assert [at(one, browser, "/desk/") for one in (house, other)] == [302, 302], kept


def test_s01_a_session_outlives_the_process_in_which_it_began(house: Served, other: Served) -> None:
    browser = house.browser("aigul")
    house.kill()
    assert at(other, browser, "/desk/") == 200
    house.start_again()
    assert at(house, browser, "/desk/") == 200, "a process that joins others ends nobody's session"


def test_a_house_that_starts_alone_begins_without_sessions(house: Served) -> None:
    browser = house.browser("aigul")
    house.stop()
    house.start_again()
    assert at(house, browser, "/desk/") == 302


def test_news_that_one_process_took_in_are_heard_on_the_desks_of_the_other(house: Served, other: Served) -> None:
    desk = Listening(house.browser("aigul"), other.url + "/events")
    assert house.post(house.message("Көмек керек", chat=601)) == 200
    ((safe,),) = house.rows("SELECT id FROM vault_safe")
    until(desk.hears(f'"safe": "{safe[:8]}'))
    assert "Көмек" not in desk.heard.decode()


def test_what_one_process_takes_in_another_one_delivers_at_once(api: BotApi, house: Served, deliverer: Deliverer) -> None:
    person = api.new_person()
    person.met = True
    desk = Listening(house.browser("aigul"))
    assert house.post(house.message("Hello", chat=person.id, language="en")) == 200
    until(lambda: any(bubble.by_bot for bubble in person.bubbles), seconds=5)
    until(lambda: {row[0] for row in house.rows("SELECT state FROM conversations_outbox")} == {"sent"})
    until(lambda: desk.heard.count(b"event: news") >= 2)


def test_after_a_lost_line_the_desks_read_anew_and_hear_again(house: Served) -> None:
    browser = house.browser("aigul")
    desk = Listening(browser)
    listening = "FROM pg_stat_activity WHERE datname = current_database() AND query LIKE 'LISTEN%'"
    assert house.rows(f"SELECT count(pg_terminate_backend(pid)) {listening}") == [(1,)]
    until(lambda: desk.ended, seconds=10)
    again = Listening(browser)
    assert house.post(house.message("Is anybody there", chat=602)) == 200
    until(again.hears("event: news"))


def test_processes_of_one_port_share_it_and_a_dead_one_is_replaced(api: BotApi, tmp_path: Path) -> None:
    house = Served.furnished(tmp_path, telegram=api.address)
    house.words = ("serve", "--processes", "2")
    try:
        house.start_again()
        until(lambda: house.log.read_text().count("Tirek serves at") == 2, seconds=30)
        first = children(house)
        assert len(first) == 2
        until(lambda: _has_lived(house), seconds=30)
        subprocess.run(["kill", "-KILL", str(first[0])], check=True)
        until(lambda: len(children(house)) == 2 and set(children(house)) != set(first), seconds=30)
        until(lambda: house.log.read_text().count("Tirek serves at") == 3, seconds=30)
        assert house.post(house.message("Hello", chat=603)) == 200
        last = children(house)
        assert house.stop() < 8
        assert not [pid for pid in last if Path(f"/proc/{pid}").exists()], "nobody is left behind"
    finally:
        house.close()


def test_when_the_first_process_is_killed_the_others_end(api: BotApi, tmp_path: Path) -> None:
    house = Served.furnished(tmp_path, telegram=api.address)
    house.words = ("serve", "--processes", "2")
    try:
        house.start_again()
        until(lambda: house.log.read_text().count("Tirek serves at") == 2, seconds=30)
        left = children(house)
        house.kill()
        until(lambda: not [pid for pid in left if Path(f"/proc/{pid}").exists()], seconds=15)
    finally:
        house.close()


def _has_lived(house: LivingHouse) -> bool:
    """Long enough that its end is an accident and not a fault of its start."""
    assert house.process is not None
    ages = subprocess.run(
        ["ps", "-o", "etimes=", "--ppid", str(house.process.pid)], capture_output=True, text=True, check=True
    ).stdout.split()
    return len(ages) == 2 and min(map(int, ages)) > 6


def children(house: LivingHouse) -> list[int]:
    assert house.process is not None
    listed = subprocess.run(["ps", "-o", "pid=,stat=", "--ppid", str(house.process.pid)], capture_output=True, text=True, check=False)
    return [int(line.split()[0]) for line in listed.stdout.splitlines() if "Z" not in line.split()[1]]


def test_the_whole_house_in_one_process_does_not_open_beside_others(house: Served) -> None:
    house.environment["PORT"] = str(free_port())
    code, said = ask(house, "run")
    assert (code, said.startswith("Tirek is already running on")) == (1, True), said


def test_one_process_delivers(house: Served, deliverer: Deliverer) -> None:
    code, said = ask(house, "deliver")
    assert (code, said.startswith("A process delivers already")) == (1, True), said


def test_the_demo_does_not_speak_to_the_real_messenger(house: Served) -> None:
    house.environment.pop("TIREK_TELEGRAM_API_BASE")
    code, said = ask(house, "deliver")
    assert (code, said.startswith("This is the demo")) == (1, True), said


def test_the_whole_house_works_in_one_process_too(api: BotApi, tmp_path: Path) -> None:
    with living(tmp_path, telegram=api.address) as house:
        person = api.new_person()
        person.met = True
        desk = Listening(house.browser("aigul"))
        assert house.post(house.message("Көмек керек", chat=person.id)) == 200
        until(desk.hears("event: news"))
        until(lambda: any(bubble.by_bot for bubble in person.bubbles), seconds=20)
        assert house.stop() < 3
