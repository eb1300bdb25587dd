"""What a worker may send and what is refused, always with a sentence and never with a lost word."""

from uuid import uuid4

import pytest

from tests.conftest import Cast
from tests.conversations.chats import words as words_in
from tirek.conduct.engine.findings import Context
from tirek.conversations.actions import talking
from tirek.conversations.models import Thread
from tirek.kit.refusals import Refused
from tirek.vault.models import Leaf


def test_a_second_click_sends_once(carrier, client, write) -> None:
    once = uuid4()
    assert write("Only once", once=once) == write("Only once", once=once)
    carrier.look()
    carrier.look()
    assert words_in(client) == ["Only once"]


def test_of_two_workers_the_second_is_refused_with_a_sentence_and_nothing_of_his_is_kept(write, cast: Cast, thread: Thread, reader) -> None:
    """Both had it open while it was free; the second meets the first one's claim inside the same step."""
    keys = reader(cast.teammate)
    assert keys.reads_as
    write("I am with you")
    before = Leaf.objects.count()
    reply = talking.Reply(words="I am with you too", context=Context(language="en"), seen_seq=1, once=uuid4())
    with pytest.raises(Refused):
        talking.say(thread=thread, reply=reply, by=cast.teammate, reader=keys)
    assert Leaf.objects.count() == before


def test_nobody_answers_over_a_colleagues_answer_that_he_has_not_seen(write, cast: Cast, thread: Thread, reader) -> None:
    row = write("I am with you")
    talking.release(thread=Thread.objects.get(pk=thread.pk), by=cast.worker, reader=reader(cast.worker))
    with pytest.raises(Refused, match="A colleague has answered a moment ago"):
        write("I am with you too", by=cast.teammate, seen=row.leaf.seq - 1)
    assert write("Then I add this", by=cast.teammate, seen=row.leaf.seq)


def test_who_types_while_it_is_closed_is_refused_and_keeps_his_words(write, cast: Cast, thread: Thread, reader) -> None:
    talking.close(
        thread=Thread.objects.get(pk=thread.pk), reason="It is solved", seen_seq=10_000, by=cast.worker, reader=reader(cast.worker)
    )
    with pytest.raises(Refused, match=r"closed meanwhile.*still in the field"):
        write("One more thing")


@pytest.mark.parametrize("words", ["", "   \n", "\x00", "\ud83d"])
def test_nothing_is_not_sent(write, words: str) -> None:
    with pytest.raises(Refused, match="nothing to send"):
        write(words)


def test_a_text_beyond_four_messages_is_refused_with_its_length(write) -> None:
    with pytest.raises(Refused, match=r"20000 characters long.*Nothing is lost"):
        write("x" * 20_000)
