"""F-02 and F-04 on PostgreSQL: the server falls, or the process that delivers; nothing that was acknowledged is lost."""

import random
import threading
import time
from collections import Counter
from collections.abc import Iterator
from pathlib import Path

import pytest

from tests.faults.test_killed_under_intake import Poster
from tests.living import LivingHouse, until
from tests.postgres.processes import Deliverer, Listening, Served
from tests.postgres.server import Server
from tests.storage import OnPostgresql
from tirek.demo.botapi import BotApi
from tirek.demo.chats import Person

pytestmark = pytest.mark.postgresql

POSTERS = 6


@pytest.fixture
def house_on_own_server(own_server: Server, api: BotApi, tmp_path: Path) -> Iterator[LivingHouse]:
    """The whole house in one process, on a server that may be stopped; its demo is made there."""
    house = LivingHouse(tmp_path, telegram=api.address, storage=OnPostgresql(own_server.url))
    house.storage.begin()
    house.start_again()
    try:
        yield house
    finally:
        house.close()


@pytest.mark.slow
def test_f02_immediate_stops_of_the_database_lose_nothing_that_was_acknowledged(
    own_server: Server, house_on_own_server: LivingHouse, request: pytest.FixtureRequest
) -> None:
    house, stops = house_on_own_server, 20 if request.config.getoption("--long") else 3
    over = threading.Event()
    posters = [Poster(house, number, over) for number in range(POSTERS)]
    for poster in posters:
        poster.start()
    for _ in range(stops):
        time.sleep(random.uniform(0.6, 1.2))
        own_server.stop("immediate")
        time.sleep(random.uniform(0.0, 0.3))
        own_server.start()
        taken = sum(poster.tries[200] for poster in posters)
        until(lambda: sum(poster.tries[200] for poster in posters) > taken + POSTERS, seconds=20)  # noqa: B023  # asked at once
    over.set()
    for poster in posters:
        poster.join(60)
        assert not poster.is_alive()
    tries = sum((poster.tries for poster in posters), Counter())
    assert set(tries) == {200, 503}, tries
    posted = [text for poster in posters for text in poster.posted]
    stored = Counter(leaf["text"] for leaf in house.opened_leaves() if leaf["by"] == "client")
    assert stored == Counter(posted), (Counter(posted) - stored, stored - Counter(posted))
    print(f"\n{len(posted)} letters, {stops} immediate stops, {dict(tries)}")


def test_f02_after_a_crash_everybody_signs_in_anew_and_the_desks_are_told_again(
    own_server: Server, house_on_own_server: LivingHouse
) -> None:
    house = house_on_own_server
    browser = house.browser("aigul")
    desk = Listening(browser)
    assert house.rows("SELECT count(*) FROM vault_session") == [(1,)]
    assert house.post(house.message("before", chat=801)) == 200
    own_server.stop("immediate")
    assert house.post(house.message("while it is down", chat=801)) == 503
    own_server.start()
    until(lambda: house.post(house.message("when it is back", chat=801)) == 200, seconds=20)
    assert house.rows("SELECT count(*) FROM vault_session") == [(0,)], "an UNLOGGED table is empty after a crash"
    until(lambda: desk.ended, seconds=20)
    assert browser.get("/desk/").status_code == 302
    signed = house.browser("aigul")
    until(lambda: is_told(house, Listening(signed)), seconds=30)


def is_told(house: LivingHouse, desk: Listening) -> bool:
    """The line of news may come back a moment after the database: who opened a desk in between is hung up once more."""
    assert house.post(house.message("and again", chat=801)) == 200
    try:
        until(desk.hears("event: news"), seconds=3)
    except AssertionError:
        return False
    return True


def somebody(api: BotApi) -> Person:
    person = api.new_person()
    person.met = True
    return person


def answered(people: list[Person]) -> int:
    return sum(any(bubble.by_bot for bubble in person.bubbles) for person in people)


def states(house: LivingHouse) -> set[str]:
    return {row[0] for row in house.rows("SELECT state FROM conversations_outbox")}


@pytest.mark.slow
def test_f04_kills_of_the_delivering_process_lose_no_answer(api: BotApi, house: Served, deliverer: Deliverer) -> None:
    people: list[Person] = []
    for _ in range(3):
        people += [somebody(api) for _ in range(10)]
        for person in people[-10:]:
            assert house.post(house.message("Hello", chat=person.id, language="en")) == 200
        until(lambda: answered(people) >= len(people) - 7, seconds=30)  # noqa: B023  # asked at once
        deliverer.end(kill=True)
        house.change("UPDATE conversations_outbox SET lease_until = 0 WHERE state = 'leased'")  # half a minute passes
        deliverer.start()
    until(lambda: states(house) == {"sent"}, seconds=60)
    assert answered(people) == len(people)
    waiting = house.rows("SELECT count(*) FROM conversations_outbox WHERE payload IS NOT NULL")
    assert waiting == [(0,)], "no words are left in the outbox"


def test_f04_a_message_lost_with_its_process_is_taken_over(api: BotApi, house: Served, deliverer: Deliverer) -> None:
    api.hang(method="sendMessage")
    person = somebody(api)
    assert house.post(house.message("Hello", chat=person.id, language="en")) == 200
    until(lambda: "leased" in states(house))
    deliverer.end(kill=True)
    assert "leased" in states(house)
    house.change("UPDATE conversations_outbox SET lease_until = 0 WHERE state = 'leased'")
    deliverer.start()
    until(lambda: states(house) == {"sent"}, seconds=30)
    assert (True,) in house.rows("SELECT maybe_twice FROM conversations_outbox"), "it may have come twice, and says so"
