"""What tests of several processes need: a house that serves, its deliverer, a pretend Telegram, a server to be stopped."""

from collections.abc import Callable, Iterator
from pathlib import Path

import pytest

from tests.conftest import Cast
from tests.living import stand_in
from tests.postgres.processes import Deliverer, Served, served
from tests.postgres.server import Server, programs
from tirek.conversations.models import Thread
from tirek.conversations.words import unpack
from tirek.demo.botapi import BotApi
from tirek.vault.models import Leaf, Safe


@pytest.fixture
def api() -> Iterator[BotApi]:
    with stand_in() as (api, address):
        api.address = address
        yield api


@pytest.fixture
def house(api: BotApi, tmp_path: Path) -> Iterator[Served]:
    with served(tmp_path, telegram=api.address) as house:
        yield house


@pytest.fixture
def deliverer(house: Served) -> Iterator[Deliverer]:
    deliverer = Deliverer(house)
    deliverer.start()
    yield deliverer
    deliverer.end(kill=True)


@pytest.fixture
def own_server() -> Iterator[Server]:
    """A server that a test may stop without hurting the others."""
    if programs() is None:
        pytest.skip("no PostgreSQL is installed on this machine, only reachable on another")
    server = Server.made()
    yield server
    server.take_away()


@pytest.fixture
def opened_texts(cast: Cast, reader) -> Callable[[Thread], list[str]]:
    """What the person has written into a thread, opened as the worker would, in alphabetical order."""

    def opened_texts(thread: Thread) -> list[str]:
        opened = reader(cast.worker).open(Safe.objects.get(pk=thread.safe_id))
        said = [unpack(opened.words(leaf)) for leaf in Leaf.objects.filter(safe=thread.safe_id)]
        return sorted(one.text for one in said if one.from_client)

    return opened_texts
