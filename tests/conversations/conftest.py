"""What tests about conversations need beside the cast: what was said, what waits to leave, and the other side of the channel."""

import time
from collections.abc import Callable, Iterator
from uuid import uuid4

import httpx
import pytest

from tests.conftest import Cast, Person
from tests.conversations.chats import heard
from tests.living import stand_in
from tirek.channels.actions import adapter_for
from tirek.conduct.engine.findings import Context
from tirek.conversations.actions import talking
from tirek.conversations.actions.delivering import due, lease, settle
from tirek.conversations.models import Outbox, Thread
from tirek.conversations.words import Said, unpack
from tirek.demo.botapi import BotApi
from tirek.demo.chats import Person as Client
from tirek.vault.models import Leaf, Safe

TOKEN = "123456789:an-invented-token-of-an-invented-bot"  # the cast's bot


@pytest.fixture
def said(cast, reader) -> Callable[[Thread], list[Said]]:
    """What stands in a thread, opened as its worker would."""

    def said(thread: Thread) -> list[Said]:
        keys = reader(cast.worker)
        opened = keys.open(Safe.objects.get(pk=thread.safe_id))
        return [unpack(opened.words(leaf)) for leaf in Leaf.objects.filter(safe=thread.safe_id).order_by("seq")]

    return said


@pytest.fixture
def answers(said) -> Callable[[Thread], list[Said]]:
    """What the house has said by itself."""
    return lambda thread: [one for one in said(thread) if one.by == "house"]


@pytest.fixture
def api() -> Iterator[BotApi]:
    with stand_in(token=TOKEN) as (api, address):
        api.address = address
        yield api


@pytest.fixture
def met(api: BotApi) -> Callable[..., Client]:
    """Somebody of the stand-in who has pressed Start, so that the bot may write to him."""

    def met(language: str = "en") -> Client:
        client = api.new_person(language)
        client.met = True
        return client

    return met


class Carrier:
    """The delivery's own steps, one after another in the test's thread, over HTTP; an hour passes when the test says so."""

    def __init__(self, client: httpx.Client) -> None:
        self.client = client
        self.ahead = 0.0

    @property
    def now(self) -> float:
        return time.time() + self.ahead

    def look(self) -> list[Outbox]:
        """Carry what is due now, once; the rows as they stand afterwards."""
        carried = due(self.now, 50)
        for row in carried:
            self.carry(row)
        return list(Outbox.objects.filter(id__in=carried).order_by("id"))

    def carry(self, row: int) -> None:
        parcel = lease(row_id=row, now=self.now)
        if parcel is not None:
            adapter = adapter_for(parcel.row.account, client=self.client)
            settle(parcel=parcel, result=adapter.send(parcel.message, skip=parcel.row.parts_sent))

    def pass_time(self, seconds: float) -> None:
        self.ahead += seconds


@pytest.fixture
def carrier(api: BotApi, settings) -> Iterator[Carrier]:
    settings.TELEGRAM_API_BASE = api.address
    with httpx.Client(timeout=0.4, trust_env=False) as client:
        yield Carrier(client)


@pytest.fixture
def client(met):
    """Somebody in the stand-in's Telegram."""
    return met()


@pytest.fixture
def thread(client, carrier, person: Person) -> Thread:
    """His conversation; the first words have reached him, and after them the one question."""
    thread = person.writes("Good evening, is somebody there", chat=client.id, language="en")
    carrier.look()
    carrier.look()
    assert heard(client) == [1, 1]
    client.bubbles.clear()
    return thread


@pytest.fixture
def write(cast: Cast, thread: Thread, reader):
    """The worker writes to him; gives the row of the outbox."""

    def write(words: str, *, by=None, seen: int = 10_000, once=None) -> Outbox:
        worker = by or cast.worker
        reply = talking.Reply(words=words, context=Context(language="en"), seen_seq=seen, once=once or uuid4())
        return talking.say(thread=Thread.objects.get(pk=thread.pk), reply=reply, by=worker, reader=reader(worker))

    return write
