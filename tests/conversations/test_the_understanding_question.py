"""One question after the first words: who else could read this. A friendly retry, and never a condition for help."""

from collections.abc import Callable
from uuid import uuid4

import pytest

from tests.conftest import Cast, Person
from tests.conversations.chats import words as words_in
from tirek.conduct.engine.findings import Context
from tirek.conversations import briefing
from tirek.conversations.actions import talking
from tirek.conversations.actions.rooms import Asked, Written, add_room_contact, ask_for_help, hear_in_room
from tirek.conversations.automatic import texts
from tirek.conversations.models import Outbox, Thread
from tirek.conversations.understanding import briefing_result
from tirek.conversations.words import Said
from tirek.ledger.models import Entry
from tirek.ledger.verbs import Verb
from tirek.vault.models import Safe

Answers = Callable[[Thread], list[Said]]
CARD = briefing.card("telegram", "en")


@pytest.fixture
def thread(person: Person) -> Thread:
    """Somebody has written, and has been asked."""
    return person.writes("Please help me", language="en")


def asked(thread: Thread, answers: Answers) -> int:
    return len([answer for answer in answers(thread) if answer.text == CARD.text])


def result(thread: Thread) -> str:
    return briefing_result(Thread.objects.get(pk=thread.pk))


def test_it_comes_after_the_first_words_as_a_message_of_its_own_and_once(thread: Thread, person: Person, answers: Answers) -> None:
    person.writes("And another letter")
    person.writes("And another")
    first, card = answers(thread)
    assert first.text.startswith("Your message has arrived")
    assert (card.text, card.buttons) == (CARD.text, [list(button) for button in CARD.buttons])
    assert [payload for _, payload in card.buttons] == ["know:wrong1", "know:right", "know:wrong2", "know:help", "know:no"]
    assert result(thread) == "asked"


def test_it_leaves_only_when_the_first_words_have_arrived(person: Person, client, api, carrier) -> None:
    api.fail_next(500, times=2, chat_id=client.id)
    person.writes("Please help me", chat=client.id, language="en")
    for _ in range(2):
        carrier.look()
        carrier.pass_time(60)
    assert words_in(client) == [], "the first words have not arrived, so nothing has"
    carrier.look()
    carrier.look()
    first, card = words_in(client)
    assert first.startswith("Your message has arrived") and card == CARD.text


def test_start_alone_asks_nothing_and_the_first_letter_after_it_does(person: Person, answers: Answers) -> None:
    thread = person.writes("/start", language="en")
    assert asked(thread, answers) == 0
    person.writes("Please help me")
    assert asked(thread, answers) == 1


def test_nobody_in_danger_is_asked_before_a_worker_has_answered(cast: Cast, person: Person, answers: Answers, reader) -> None:
    thread = person.press("danger", language="en")
    person.writes("He is at the door", language="en")
    assert asked(thread, answers) == 0 and result(thread) == ""
    reply = talking.Reply(words="I am with you", context=Context(language="en"), seen_seq=1_000, once=uuid4())
    talking.say(thread=Thread.objects.get(pk=thread.pk), reply=reply, by=cast.worker, reader=reader(cast.worker))
    person.writes("Thank you, I am safe now")
    assert asked(thread, answers) == 1


def test_the_right_answer_is_understood(thread: Thread, person: Person, answers: Answers) -> None:
    person.press("know:right")
    assert result(thread) == "understood"
    assert answers(thread)[-1].text == texts("en")["telegram"]["understood"]


@pytest.mark.parametrize("wrong", ["know:wrong1", "know:wrong2"])
def test_once_wrong_is_explained_in_a_sentence_and_asked_again(thread: Thread, person: Person, answers: Answers, wrong: str) -> None:
    person.press(wrong)
    again = answers(thread)[-1]
    assert result(thread) == "again"
    assert again.text.startswith("Many people think so.") and again.text.endswith(texts("en")["telegram"]["ask"])
    assert again.buttons == [list(button) for button in CARD.buttons]
    person.press("know:right")
    assert result(thread) == "understood"


def test_twice_wrong_is_explained_and_a_person_will_explain(thread: Thread, person: Person, answers: Answers) -> None:
    Safe.objects.update(waiting_since_min=None)
    person.press("know:wrong1")
    person.press("know:wrong2")
    assert result(thread) == "help"
    assert answers(thread)[-1].text == texts("en")["telegram"]["explained"]
    assert Safe.objects.get().waiting_since_min, "a person will explain: so the thread waits for one"


def test_asking_for_an_explanation_waits_for_a_person_and_opens_a_closed_thread(thread: Thread, person: Person) -> None:
    Safe.objects.update(waiting_since_min=None)
    Thread.objects.update(closed_min=1)
    person.press("know:help")
    assert result(thread) == "help"
    assert Safe.objects.get().waiting_since_min and Thread.objects.get().closed_min is None
    assert Entry.objects.filter(about=thread.safe_id, verb=Verb.SAFE_REOPENED).count() == 1


def test_not_now_is_all_right_and_is_not_asked_again(thread: Thread, person: Person, answers: Answers) -> None:
    person.press("know:no")
    assert result(thread) == "declined"
    assert answers(thread)[-1].text == texts("en")["telegram"]["declined"].format(kept=texts("en")["kept_button"])
    person.writes("And another letter")
    assert asked(thread, answers) == 1


@pytest.mark.parametrize(
    ("pressed", "comes_to"),
    [
        (["no", "right"], "understood"),
        (["right", "no"], "understood"),
        (["help", "no"], "help"),
        (["help", "right"], "understood"),
        (["help", "wrong1"], "help"),
        (["wrong1", "no"], "declined"),
        (["right", "right"], "understood"),
        (["wrong1", "wrong1", "wrong1"], "help"),
        (["maybe"], "asked"),
    ],
)
def test_presses_on_an_old_card_come_to_something_sensible(thread: Thread, person: Person, pressed: list[str], comes_to: str) -> None:
    for one in pressed:
        person.press(f"know:{one}")
    assert result(thread) == comes_to


def test_the_desk_finds_the_answer_in_the_thread_too(thread: Thread, person: Person, said) -> None:
    person.press("know:help")
    assert "know:help" in [one.payload for one in said(thread) if one.from_client]


# the room: its page shows the question, so no message does


def test_in_the_room_the_question_is_open_after_the_first_words_and_no_message_carries_it(cast: Cast, answers: Answers) -> None:
    ask_for_help(account=cast.room_account, asked=Asked("Please help me", "en"), once=uuid4())
    thread = Thread.objects.get()
    assert result(thread) == "asked"
    assert len(answers(thread)) == Outbox.objects.count() == 1
    hear_in_room(thread=thread, written=Written(uuid4(), payload="know:wrong2"))
    assert result(thread) == "again" and answers(thread)[-1].text.startswith("Many people think so. No messenger reads along here.")
    hear_in_room(thread=thread, written=Written(uuid4(), payload="know:right"))
    assert result(thread) == "understood"


def test_whoever_came_into_the_room_in_danger_is_not_asked(cast: Cast) -> None:
    ask_for_help(account=cast.room_account, asked=Asked("", "en", danger=True), once=uuid4())
    thread = Thread.objects.get()
    hear_in_room(thread=thread, written=Written(uuid4(), "He is at the door"))
    assert result(thread) == ""


def test_after_a_move_the_room_asks_anew(cast: Cast, thread: Thread, person: Person) -> None:
    person.press("know:right")
    add_room_contact(thread=thread, account=cast.room_account, language="en")
    Thread.objects.update(account=cast.room_account)
    assert result(thread) == ""
    hear_in_room(thread=Thread.objects.get(), written=Written(uuid4(), payload="moved"))
    assert result(thread) == "asked"
