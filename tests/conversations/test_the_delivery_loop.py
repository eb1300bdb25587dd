"""The delivery with threads of its own, on rows that really stand."""

import time

import pytest

from tests.conftest import Person
from tests.conversations.chats import heard, sending_calls
from tirek.config.switchboard import Ears, InOneProcess
from tirek.conversations.delivery import Delivery
from tirek.conversations.models import Outbox
from tirek.conversations.news import BELL
from tirek.vault.boot import forget


class Told(list):
    def __call__(self, news, also=(), *, person=False) -> None:
        self.extend(news)


@pytest.fixture
def both_databases(committed: None) -> None:
    """The delivery's threads must see the rows."""


def test_it_carries_what_it_finds_tells_the_desks_and_stops_at_once(api, settings, met, person: Person) -> None:
    settings.TELEGRAM_API_BASE = api.address
    clients = [met() for _ in range(12)]
    threads = [person.writes("Good evening", chat=client.id, language="en") for client in clients]
    told = Told()
    BELL.hang(InOneProcess(Ears(tell=told)))
    delivery = Delivery()
    delivery.start()
    try:
        patience = time.monotonic() + 15
        while Outbox.objects.exclude(state=Outbox.State.SENT).exists():
            assert time.monotonic() < patience
            time.sleep(0.05)
    finally:
        began = time.monotonic()
        delivery.stop()
        BELL.hang(None)
    assert time.monotonic() - began < 1.5
    assert [len(heard(client)) for client in clients] == [2] * 12, "the first words, and the one question"
    assert {safe for safe, _ in told} == {thread.safe_id for thread in threads}


def test_trouble_that_lasts_does_not_make_it_spin(api, settings, met, person: Person, caplog) -> None:
    settings.TELEGRAM_API_BASE = api.address
    person.writes("Good evening", chat=met().id, language="en")
    key = settings.BOOT_KEY_FILE
    away = key.rename(key.with_suffix(".away"))
    forget()
    delivery = Delivery()
    try:
        delivery.start()
        time.sleep(1.5)
    finally:
        delivery.stop()
        away.rename(key)
    waits = [record for record in caplog.records if "waits" in record.getMessage()]
    assert 1 <= len(waits) <= 4, "once a second, not a thousand times"
    assert sending_calls(api) == []
