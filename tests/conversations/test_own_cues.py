"""How I am: said by button or in own words, at the top for a day, changed and taken back at any time, and then gone."""

from collections.abc import Callable

import pytest
from django.db import connection
from django.db.models import F

from tests.conftest import Cast, Person
from tirek.conversations import how_i_am
from tirek.conversations.actions import own_cues as acts
from tirek.conversations.header import Address
from tirek.conversations.how_i_am import Choice, pressed
from tirek.conversations.models import Contact, Outbox, Passing, Thread
from tirek.conversations.own_cues import OwnCues, own_cues
from tirek.conversations.words import Said
from tirek.vault.models import Leaf, Safe, this_minute

SaidOf = Callable[[Thread], list[Said]]
Stands = Callable[[Thread], OwnCues]


@pytest.fixture
def stands(cast: Cast, reader) -> Stands:
    """What a worker is shown at the top."""
    return lambda thread: own_cues(reader(cast.worker).open(Safe.objects.get(pk=thread.safe_id)))


@pytest.fixture
def last(said: SaidOf) -> Callable[[Thread], Said]:
    """The newest answer of the house about how somebody is."""
    return lambda thread: [one for one in said(thread) if one.by == "house"][-1]


def a_day_later(minutes: int = how_i_am.STANDS_MIN) -> None:
    Passing.objects.filter(until_min__gt=0).update(until_min=F("until_min") - minutes)


def button(answer: Said, part: str) -> str:
    """The payload of the button whose title holds these words."""
    found = [payload for title, payload in answer.buttons if part in title]
    assert len(found) == 1, answer.buttons
    return found[0]


def walked(person: Person, last: Callable[[Thread], Said], *parts: str) -> Thread:
    """Press “How I am”, then in each answer the button with these words."""
    thread = person.press("how")
    for part in parts:
        thread = person.press(button(last(thread), part))
    return thread


def test_four_small_steps_stand_at_the_top(person: Person, stands: Stands, last) -> None:
    person.writes("Сәлеметсіз бе")
    thread = walked(person, last, "шаршап", "ашу емес", "отбасым", "жұмсақ")
    assert stands(thread).choice == Choice("tired", ("short",), ("family",), "gentle")
    assert stands(thread).until_min == this_minute() + how_i_am.STANDS_MIN
    closing = last(thread)
    assert all(part in closing.text for part in ("шаршап", "ашу емес", "отбасым", "жұмсақ", "ертең"))


def test_every_step_can_be_skipped_and_nothing_stands_then(person: Person, stands: Stands, last) -> None:
    person.writes("Сәлеметсіз бе")
    thread = walked(person, last, "Өткізіп", "Өткізіп", "Өткізіп", "Осы жетеді")
    assert not stands(thread)
    assert "ештеңе" in last(thread).text


def test_skipping_everything_leaves_what_was_said_before(person: Person, stands: Stands, last) -> None:
    person.writes("Сәлеметсіз бе")
    walked(person, last, "шаршап")
    thread = walked(person, last, "Өткізіп", "Осы жетеді")
    assert stands(thread).choice == Choice("tired")


def test_more_than_one_answer_can_be_given(person: Person, stands: Stands, last) -> None:
    person.writes("Сәлеметсіз бе")
    thread = walked(person, last, "шаршап", "ашу емес", "Осы жетеді", "Тағы қосу", "Өткізіп", "Үндемей", "Осы жетеді")
    assert stands(thread).choice == Choice("tired", ("short", "silent"))


def test_undo_takes_back_one_step_and_what_came_after_it(person: Person, stands: Stands, last) -> None:
    person.writes("Сәлеметсіз бе")
    thread = walked(person, last, "шаршап")
    first_undo = button(last(thread), "Мұны қайтып алу")
    thread = person.press(button(last(thread), "ашу емес"))
    thread = person.press(button(last(thread), "Мұны қайтып алу"))
    assert stands(thread).choice == Choice("tired")
    person.press(first_undo)
    assert not stands(thread)


def test_taking_back_takes_effect_at_once_and_leaves_nothing_to_open(person: Person, stands: Stands, said: SaidOf, last) -> None:
    person.writes("Сәлеметсіз бе")
    thread = walked(person, last, "Өз сөзіммен")
    person.writes("канарейка-5501")
    person.press("how:read:s2")
    deliver_all()
    assert stands(thread).sign is not None
    person.press("how:none")
    assert not stands(thread)
    assert "канарейка-5501" not in str(said(thread)) and "how:read:s2" not in str(said(thread))
    assert not [one for one in said(thread) if "шаршап" in one.text], "the house does not repeat it any more either"


def deliver_all() -> None:
    Outbox.objects.update(state=Outbox.State.SENT, payload=None)


def test_after_a_day_it_is_hidden_at_once_and_then_emptied(person: Person, stands: Stands, said: SaidOf, last) -> None:
    person.writes("Сәлеметсіз бе")
    thread = walked(person, last, "шаршап", "ашу емес")
    deliver_all()
    a_day_later()
    assert not stands(thread), "hidden before anything is emptied"
    assert "how:read:s2" in str(said(thread))
    before = Leaf.objects.filter(safe=thread.safe_id).count()
    assert acts.empty_what_is_over() == 1
    assert "how:read:s2" not in str(said(thread)) and "шаршап" not in str(said(thread))
    assert Leaf.objects.filter(safe=thread.safe_id).count() == before, "the numbers of the conversation stay as they were"
    assert acts.empty_what_is_over() == 0


def test_a_minute_before_its_end_it_still_stands(person: Person, stands: Stands, last) -> None:
    person.writes("Сәлеметсіз бе")
    thread = walked(person, last, "шаршап")
    a_day_later(how_i_am.STANDS_MIN - 1)
    assert stands(thread).choice.sign == "tired"
    assert acts.empty_what_is_over() == 0


def test_own_words_stand_there_and_are_a_letter_too(person: Person, stands: Stands, last) -> None:
    person.writes("Сәлеметсіз бе")
    thread = walked(person, last, "Өз сөзіммен")
    Safe.objects.update(waiting_since_min=None)
    person.writes("Басым айналып тұр")
    own = stands(thread).sign
    assert own is not None and own.text == "Басым айналып тұр"
    safe = Safe.objects.get(pk=thread.safe_id)
    assert safe.waiting_since_min is not None and safe.heard_seq == own.seq, "nobody overlooks it"
    person.writes("Келесі хаб")
    assert stands(thread).sign == own, "only one message is taken so"


def test_own_words_that_were_an_ordinary_message_become_one(person: Person, stands: Stands, said: SaidOf, last) -> None:
    person.writes("Сәлеметсіз бе")
    thread = walked(person, last, "Өз сөзіммен")
    person.writes("Ертең келе аламын ба?")
    person.press(button(last(thread), "кәдімгі хабар"))
    assert not stands(thread)
    a_day_later()
    acts.empty_what_is_over()
    assert "Ертең келе аламын ба?" in [one.text for one in said(thread)]


def test_a_long_message_stays_an_ordinary_one(person: Person, stands: Stands, last) -> None:
    person.writes("Сәлеметсіз бе")
    thread = walked(person, last, "Өз сөзіммен")
    person.writes("өте " * 100)
    assert not stands(thread) and "ұзақ" in last(thread).text


def test_own_words_are_awaited_for_a_quarter_of_an_hour_only(person: Person, stands: Stands, last) -> None:
    person.writes("Сәлеметсіз бе")
    thread = walked(person, last, "Өз сөзіммен")
    Thread.objects.update(own_words_min=this_minute())
    person.writes("Басқа хабар")
    assert not stands(thread)


def test_another_button_ends_the_waiting_for_own_words(person: Person, stands: Stands, last) -> None:
    person.writes("Сәлеметсіз бе")
    walked(person, last, "Өз сөзіммен")
    thread = person.press("how")
    person.writes("Басқа хабар")
    assert not stands(thread)


def test_changed_own_words_change_and_end_with_the_first(person: Person, stands: Stands, said: SaidOf, last) -> None:
    person.writes("Сәлеметсіз бе")
    walked(person, last, "Өз сөзіммен")
    message = person.message("бірінші-7712")
    thread = person.send(person.update("message", message))
    person.send(person.update("edited_message", {**message, "text": "екінші-7713", "edit_date": 1_795_000_100}))
    own = stands(thread).sign
    assert own is not None and own.text == "екінші-7713"
    a_day_later()
    acts.empty_what_is_over()
    assert "7712" not in str(said(thread)) and "7713" not in str(said(thread))


def test_an_edit_of_an_ordinary_message_passes_nothing(person: Person) -> None:
    message = person.message("бірінші")
    person.send(person.update("message", message))
    person.send(person.update("edited_message", {**message, "text": "екінші", "edit_date": 1_795_000_100}))
    assert not Passing.objects.exists()


def test_words_that_made_the_conversation_due_wait_for_an_answer(person: Person, said: SaidOf, last) -> None:
    person.writes("Сәлеметсіз бе")
    thread = walked(person, last, "Өз сөзіммен")
    person.writes("Өз сөзім")
    safe = Safe.objects.get(pk=thread.safe_id)
    Safe.objects.update(due_min=this_minute(), due_seq=safe.heard_seq)
    deliver_all()
    a_day_later()
    acts.empty_what_is_over()
    assert "Өз сөзім" in str(said(thread))
    Safe.objects.update(due_min=None, due_seq=None)
    assert acts.empty_what_is_over() == 1
    assert "Өз сөзім" not in str(said(thread))


def test_steps_are_no_letters(person: Person, last) -> None:
    thread = person.writes("Сәлеметсіз бе")
    before = Safe.objects.get(pk=thread.safe_id)
    Safe.objects.update(waiting_since_min=None)
    walked(person, last, "шаршап", "Өткізіп")
    after = Safe.objects.get(pk=thread.safe_id)
    assert after.heard_seq == before.heard_seq and after.waiting_since_min is None


def test_in_the_clear_stands_a_minute_only(person: Person, last) -> None:
    person.writes("Сәлеметсіз бе")
    walked(person, last, "Өз сөзіммен")
    person.writes("канарейка-5502")
    person.press("how:topic:s2r1")
    assert {field.name for field in Passing._meta.concrete_fields} == {"leaf", "until_min"}
    for table in connection.introspection.table_names():
        with connection.cursor() as cursor:
            cursor.execute(f"SELECT * FROM {table}")  # names of our own tables
            cells = [bytes(cell) if isinstance(cell, bytes | memoryview) else str(cell).encode() for row in cursor for cell in row]
        assert not any("канарейка-5502".encode() in cell or b"s2r1" in cell or b"how:" in cell for cell in cells), table


def test_who_wants_neutral_words_only_gets_no_echo(person: Person, cast: Cast, stands: Stands, last) -> None:
    thread = person.writes("Сәлеметсіз бе")
    contact = Contact.objects.get(thread=thread)
    address = Address.opened(contact.id, bytes(contact.address))
    address.neutral = True
    contact.address = address.sealed(contact.id)
    contact.save()
    person.press("how:read:s2")
    assert "шаршап" not in last(thread).text and stands(thread).choice.sign == "tired"


@pytest.mark.parametrize(
    "payload", ["how:read:s9", "how:nobody:s1", "how:read:s1;", "how:undo:x", "how:words:tone", "how:none:1", "how:", "hows"]
)
def test_a_button_never_made_means_nothing(person: Person, stands: Stands, payload: str) -> None:
    assert pressed(payload) is None
    thread = person.press(payload)
    assert not stands(thread)


def test_undo_reaches_no_leaf_that_is_not_passing(person: Person, said: SaidOf) -> None:
    thread = person.writes("Маңызды хат")
    person.press("how:undo:1")
    person.press("how:letter:1")
    assert said(thread)[0].text == "Маңызды хат"


@pytest.mark.parametrize("choice", [Choice(), Choice("sad"), Choice("angry", ("short", "joke"), ("money", "past"), "full")])
def test_a_choice_survives_its_code(choice: Choice) -> None:
    assert Choice.read(choice.code) == choice
    assert len(f"how:topic:{choice.code}") <= 64


def test_the_house_still_checks_what_it_repeats(person: Person, last) -> None:
    person.writes("Сәлеметсіз бе")
    thread = walked(person, last, "шаршап")
    assert Outbox.objects.filter(thread=thread, leaf__passing__isnull=False).exclude(clearance=None).exists()


def test_an_answer_that_waits_is_called_back_with_it(person: Person, last) -> None:
    person.writes("Сәлеметсіз бе")
    thread = walked(person, last, "шаршап")
    waiting = Outbox.objects.filter(thread=thread, leaf__passing__isnull=False, state=Outbox.State.QUEUED)
    assert waiting.exists()
    person.press("how:none")
    assert not waiting.exists()
    assert not Outbox.objects.filter(thread=thread, state=Outbox.State.CANCELLED, payload__isnull=False).exists()
