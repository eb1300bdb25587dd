"""SIGTERM: live streams are hung up first, and the house is gone at once, whatever it was waiting for."""

import threading
from pathlib import Path

import httpx

from tests.living import LivingHouse, living, stand_in, until


def test_the_house_closes_at_once_with_live_streams_open(house: LivingHouse) -> None:
    worker = house.browser("aigul")
    begun, ended = [], []

    def listen() -> None:
        with worker.stream("GET", "/events") as answer:
            begun.append(answer.status_code)
            ended.append(b"".join(answer.iter_bytes()))

    desks = [threading.Thread(target=listen, daemon=True) for _ in range(10)]
    for desk in desks:
        desk.start()
    until(lambda: len(begun) == len(desks))
    assert begun == [200] * len(desks)
    assert house.stop() < 4  # a quarter of a second on an idle machine
    for desk in desks:
        desk.join(5)
    assert len(ended) == len(desks), "every stream has ended properly, none has broken off"
    assert "error" not in house.log.read_text().lower()


def test_it_does_not_wait_for_a_messenger_that_does_not_answer(tmp_path: Path) -> None:
    with stand_in(pauses=(0.1,) * 20) as (api, address), living(tmp_path, telegram=address) as house:
        until(lambda: api.postman.webhook.url)
        api.hang(method="sendMessage")
        api.say(api.new_person().id, "Is somebody there")
        until(lambda: [call for call in api.calls if call.method == "sendMessage"])
        assert house.stop() < 4  # a quarter of a second on an idle machine
        states = house.rows("SELECT state FROM conversations_outbox ORDER BY id")
        assert states == [("leased",), ("queued",)], "the next start takes it over after its lease; what comes after it waits"


def test_a_stream_without_a_session_is_401_and_empty(house: LivingHouse) -> None:
    answer = httpx.get(house.url + "/events", trust_env=False)
    assert (answer.status_code, answer.content) == (401, b"")
