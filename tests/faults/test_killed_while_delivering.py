"""F-04: the house is killed while a message is on its way out. Nothing is lost; what may have come twice says so."""

from collections.abc import Iterator
from pathlib import Path

import pytest

from tests.living import LivingHouse, living, stand_in, until
from tirek.demo.botapi import BotApi
from tirek.demo.chats import Person


@pytest.fixture
def api() -> Iterator[BotApi]:
    with stand_in(pauses=(0.1,) * 200) as (api, address):
        api.address = address
        yield api


@pytest.fixture
def house(api: BotApi, tmp_path: Path) -> Iterator[LivingHouse]:
    with living(tmp_path, telegram=api.address) as house:
        until(lambda: api.postman.webhook.url)
        yield house


def somebody_starts(api: BotApi) -> Person:
    """Start alone has one answer: the first words. A letter would have two."""
    person = api.new_person()
    api.say(person.id, "/start")
    return person


def answers(person: Person) -> int:
    return sum(bubble.by_bot for bubble in person.bubbles)


def most_are_answered(people: list[Person]) -> None:
    until(lambda: sum(map(answers, people)) >= len(people) - 10, seconds=30)


def leases_run_out(house: LivingHouse) -> None:
    """Half a minute passes while the house is dead."""
    house.change("UPDATE conversations_outbox SET lease_until = 0 WHERE state = 'leased'")


def outbox(house: LivingHouse) -> list[tuple]:
    return house.rows("SELECT state, maybe_twice, payload IS NULL FROM conversations_outbox ORDER BY id")


def die_with_one_in_hand(house: LivingHouse) -> None:
    until(lambda: [row for row in outbox(house) if row[0] == "leased"])
    house.kill()
    assert [row[0] for row in outbox(house)] == ["leased"]
    leases_run_out(house)
    house.start_again()
    until(lambda: [row[0] for row in outbox(house)] == ["sent"], seconds=20)


def test_a_message_that_was_lost_with_the_house_is_sent_by_the_next_one(api: BotApi, house: LivingHouse) -> None:
    api.hang(method="sendMessage")
    person = somebody_starts(api)
    until(lambda: [call for call in api.calls if call.method == "sendMessage"])
    die_with_one_in_hand(house)
    assert answers(person) == 1
    assert outbox(house) == [("sent", 1, 1)]


def test_a_message_that_had_arrived_comes_twice_at_most_and_is_marked(api: BotApi, house: LivingHouse) -> None:
    api.hang(method="sendMessage", done_first=True)
    person = somebody_starts(api)
    until(lambda: answers(person))
    die_with_one_in_hand(house)
    assert answers(person) == 2
    assert outbox(house) == [("sent", 1, 1)], "sent, marked as perhaps doubled, its words wiped"


@pytest.mark.slow
def test_kills_at_any_moment_lose_no_answer(api: BotApi, house: LivingHouse) -> None:
    people = []
    for _ in range(3):
        people += [somebody_starts(api) for _ in range(12)]
        most_are_answered(people)
        house.kill()
        leases_run_out(house)
        house.start_again()
    until(lambda: len(outbox(house)) == len(people) and {row[0] for row in outbox(house)} == {"sent"}, seconds=40)
    doubled = sum(answers(person) == 2 for person in people)
    assert all(answers(person) in (1, 2) for person in people), [answers(person) for person in people]
    assert doubled <= sum(row[1] for row in outbox(house)), "each that came twice is marked"
    assert all(person.last_own().state == "arrived" for person in people)
    assert all(row[2] for row in outbox(house))
