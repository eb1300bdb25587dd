"""Somebody in the room, somebody in Telegram, and the worker; what each says about consent, and what the worker sees of it."""

from collections.abc import Callable
from uuid import uuid4

import pytest

from tests.conftest import Cast, Person
from tirek.conduct.engine.findings import Context
from tirek.consent.actions import Answer
from tirek.conversations.actions import talking
from tirek.conversations.actions.agreeing import answer_in_room, write_down
from tirek.conversations.actions.asking_consent import ask_for_consent
from tirek.conversations.actions.rooms import Asked, ask_for_help
from tirek.conversations.agreed import Agreements, agreements
from tirek.conversations.consenting import Word
from tirek.conversations.models import Outbox, Thread
from tirek.conversations.words import Said, unpack
from tirek.vault.actions.sessions import load_session
from tirek.vault.actions.talking import TalkReader
from tirek.vault.models import Leaf, Safe

HOW = "She said it on the phone at noon"


@pytest.fixture
def thread(person: Person) -> Thread:
    return person.writes("Good evening, I need help with papers", language="en")


@pytest.fixture
def seen(cast: Cast, reader) -> Callable[[Thread], Agreements]:
    """What a worker sees."""
    return lambda thread: agreements(reader(cast.worker).open(Safe.objects.get(pk=thread.safe_id)))


@pytest.fixture
def write(cast: Cast, reader):
    def write(thread: Thread, words: str = "Here is what to do next.") -> Outbox:
        reply = talking.Reply(words=words, context=Context(language="en"), seen_seq=10_000, once=uuid4())
        return talking.say(thread=Thread.objects.get(pk=thread.pk), reply=reply, by=cast.worker, reader=reader(cast.worker))

    return write


@pytest.fixture
def told(cast: Cast, reader):
    """What the person told the worker."""

    def told(thread: Thread, answer: Answer, purpose: str = "care", **more) -> None:
        word = Word(purpose, answer, **({"method": "spoken", "how": HOW} | more))
        write_down(thread=thread, word=word, once=uuid4(), by=cast.worker, reader=reader(cast.worker))

    return told


@pytest.fixture
def ask(cast: Cast, reader):
    def ask(thread: Thread, purpose: str = "care", recipient: str = "") -> None:
        ask_for_consent(thread=thread, purpose=purpose, recipient=recipient, once=uuid4(), by=cast.worker, reader=reader(cast.worker))

    return ask


@pytest.fixture
def room(cast: Cast) -> TalkReader:
    """Somebody who has asked for help in the room."""
    account = type(cast.room_account).objects.select_related("team__intake", "team__oversight").get(pk=cast.room_account.pk)
    opened = ask_for_help(account=account, asked=Asked("I need help with papers", "en"), once=uuid4())
    signed = load_session(opened.cookies, slide=False)
    assert signed is not None
    return TalkReader(signed.principal, signed.seed)


def again(talk: TalkReader) -> TalkReader:
    """The same person's next request."""
    return TalkReader(talk.principal_id, talk.seed)


def agree(talk: TalkReader, purpose: str = "care", answer: Answer = Answer.YES, **more) -> None:
    answer_in_room(word=Word(purpose, answer, **more), once=more.pop("once", None) or uuid4(), talk=again(talk))


def buttons(thread: Thread, answers) -> list[str]:
    return [payload for _, payload in answers(thread)[-1].buttons]


@pytest.fixture
def answers(cast: Cast, reader) -> Callable[[Thread], list[Said]]:
    """What the house has said by itself."""

    def answers(thread: Thread) -> list[Said]:
        opened = reader(cast.worker).open(Safe.objects.get(pk=thread.safe_id))
        said = [unpack(opened.words(leaf)) for leaf in Leaf.objects.filter(safe=thread.safe_id).order_by("seq")]
        return [one for one in said if one.by == "house"]

    return answers
