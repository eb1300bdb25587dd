"""One set of letters: nobody hears "received" before it stands, and one bad letter costs the others nothing."""

import asyncio
from collections.abc import Iterator, Sequence
from dataclasses import replace

import pytest

from tests.conftest import Person
from tirek.config.switchboard import Ears, InOneProcess
from tirek.conversations.actions.receiving import Letter
from tirek.conversations.models import Contact, DeadLetter, Thread
from tirek.conversations.news import BELL
from tirek.conversations.receiver import Receiver
from tirek.vault.actions.safes import shred_store
from tirek.vault.actions.sealing import open_from_relay
from tirek.vault.models import Leaf

Body = tuple[tuple[Letter, ...], bytes]


@pytest.fixture
def both_databases(committed: None) -> None:
    """The receiver is a thread of its own: it must see the rows."""


class Bell(list):
    """Rings into a list."""

    def tell(self, news, also=(), *, person=False) -> None:
        self.append(news)

    def wake(self) -> None:
        self.append("delivery")


@pytest.fixture(autouse=True)
def quiet_afterwards() -> Iterator[None]:
    yield
    BELL.hang(None)


def one_set(person: Person, bodies: Sequence[Body], bell: Bell) -> list[int]:
    """What each sender hears whose letter waited when the receiver looked."""
    BELL.hang(InOneProcess(Ears(tell=bell.tell, wake=bell.wake)))

    async def knock() -> list[int]:
        receiver = Receiver()
        senders = [asyncio.create_task(receiver.take(person.letter_account, letters, raw)) for letters, raw in bodies]
        await asyncio.sleep(0)
        receiver.start()
        try:
            return await asyncio.wait_for(asyncio.gather(*senders), 20)
        finally:
            await asyncio.to_thread(receiver.stop)

    person.letter_account = person.letters(person.update("message", person.message("x")))[0].account
    return asyncio.run(knock())


def body(person: Person, text: str, *, chat: int = 5550001) -> Body:
    return tuple(person.letters(person.update("message", person.message(text, chat=chat)))), text.encode()


def broken(whole: Body) -> Body:
    """As if a translator had let half a letter through, which cannot be written anywhere."""
    letters, raw = whole
    return tuple(Letter(letter.account, replace(letter.event, text="half \ud83d")) for letter in letters), raw


NO_UPDATE: Body = ((), b"not an update")


def dead_letters() -> list[bytes]:
    return sorted(open_from_relay("dead_letter.body", letter.id, bytes(letter.body)) for letter in DeadLetter.objects.all())


def texts(person: Person, said) -> list[str]:
    return [one.text for one in said(person.thread()) if one.from_client]


def test_of_a_set_with_one_broken_letter_the_others_are_received(person: Person, said) -> None:
    bell = Bell()
    whole = body(person, "second")
    bodies = [body(person, "first"), broken(whole), NO_UPDATE, body(person, "fourth")]
    assert one_set(person, bodies, bell) == [200] * 4
    assert texts(person, said) == ["first", "fourth"]
    assert dead_letters() == [b"not an update", b"second"], "each once"
    assert all(b"second" not in bytes(letter.body) for letter in DeadLetter.objects.all())
    assert one_set(person, [whole], bell) == [200]
    assert texts(person, said)[-1] == "second", "it may come again when the program is mended"


def test_a_set_is_told_once_and_names_every_thread(person: Person) -> None:
    bell = Bell()
    assert one_set(person, [body(person, text, chat=chat) for text, chat in (("a", 1), ("b", 1), ("c", 2))], bell) == [200] * 3
    (news,) = [rung for rung in bell if rung != "delivery"]
    assert {safe for safe, _ in news} == set(Thread.objects.values_list("safe_id", flat=True)) and "delivery" in bell


def test_a_set_of_bodies_that_are_no_updates_makes_no_thread(person: Person) -> None:
    bell = Bell()
    assert one_set(person, [NO_UPDATE, NO_UPDATE], bell) == [200, 200]
    assert set(dead_letters()) == {b"not an update"}
    assert Leaf.objects.count() == 0 and not bell


def test_when_the_shred_store_is_away_nobody_is_acknowledged_and_nothing_is_stored(person: Person, said) -> None:
    bodies = [body(person, "known before", chat=1)]
    assert one_set(person, bodies, Bell()) == [200]
    again = [body(person, "new", chat=2), body(person, "known", chat=1), NO_UPDATE, broken(body(person, "broken"))]
    store, bell, stored = shred_store().path, Bell(), Leaf.objects.count()
    away = store.rename(store.with_suffix(".away"))
    try:
        assert one_set(person, again, bell) == [503] * 4
        assert Contact.objects.count() == 1 and Leaf.objects.count() == stored and not DeadLetter.objects.exists() and not bell
    finally:
        away.rename(store)
    assert one_set(person, again, bell) == [200] * 4
    assert Contact.objects.count() == 2 and len(dead_letters()) == 2
