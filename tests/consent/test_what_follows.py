"""What follows at once from a word about consent: what is sent, what is held back, what waits for its hour."""

from datetime import UTC, datetime, timedelta
from uuid import uuid4

import pytest

from tests.conftest import Cast
from tests.consent.conftest import HOW, again, agree
from tirek.consent.actions import Answer
from tirek.consent.models import Standing
from tirek.conversations.actions.agreeing import except_in_emergency
from tirek.conversations.actions.contacting import SafeContact, safe_contact, set_in_room, write_down_contact
from tirek.conversations.actions.delivering import due
from tirek.conversations.actions.rooms import Written, hear_in_room
from tirek.conversations.agreed import agreements
from tirek.conversations.consenting import Word, pressed
from tirek.conversations.header import Address
from tirek.conversations.models import Contact, Outbox, Thread
from tirek.kit.refusals import Refused
from tirek.ledger.models import Entry
from tirek.ledger.verbs import Verb
from tirek.vault.models import Leaf, Safe, this_minute


def test_an_answer_that_waits_is_not_sent_once_the_agreement_is_taken_back(person, thread, write, answers) -> None:
    person.press("consent:care:yes")
    row = write(thread)
    danger_before = Outbox.objects.filter(thread=thread, clearance__by=None, state="queued").count()
    person.press("consent:care:end")
    row.refresh_from_db()
    assert (row.state, row.error, row.payload) == ("cancelled", "withdrawn", None)
    assert Outbox.objects.filter(thread=thread, clearance__by=None, state="queued").count() == danger_before + 1
    assert row.id not in due(4_000_000_000, 50)
    assert Safe.objects.get().waiting_since_min, "the conversation stands among those that wait"


def test_an_answer_that_is_being_sent_is_not_torn_apart(person, thread, write) -> None:
    person.press("consent:care:yes")
    row = write(thread)
    Outbox.objects.filter(pk=row.pk).update(state=Outbox.State.LEASED)
    person.press("consent:care:end")
    row.refresh_from_db()
    assert row.state == "leased"


def test_after_taking_back_nothing_is_sent_until_it_is_agreed_again(person, thread, write) -> None:
    write(thread)
    person.press("consent:care:yes")
    person.press("consent:care:end")
    with pytest.raises(Refused, match="taken back the agreement"):
        write(thread)
    person.press("consent:care:yes")
    assert write(thread).state == "queued"


def test_whoever_was_never_asked_is_answered(thread, write) -> None:
    assert write(thread).state == "queued"


def test_an_emergency_exception_lets_a_worker_write_and_its_reason_is_read_by_the_person_and_the_supervisor(
    cast, reader, room, write
) -> None:
    agree(room)
    agree(room, answer=Answer.END)
    thread, reason = Thread.objects.get(), "She wrote that he stands at the door"
    with pytest.raises(Refused, match="which danger"):
        except_in_emergency(thread=thread, purpose="care", reason="x", once=uuid4(), by=cast.worker, reader=reader(cast.worker))
    except_in_emergency(thread=thread, purpose="care", reason=reason, once=uuid4(), by=cast.worker, reader=reader(cast.worker))
    write(thread)
    step = agreements(again(room).open).steps[0]
    assert step.how == reason and step.by == "Worker Invented" and step.text.startswith("In an emergency")
    entry = Entry.objects.get(verb=Verb.CONSENT_EXCEPTION)
    assert entry.reason and reason.encode() not in bytes(entry.reason)
    assert agreements(again(room).open).care.standing is Standing.WITHDRAWN, "an exception agrees to nothing"


def test_an_emergency_exception_ends_after_a_day(cast, reader, person, thread, write) -> None:
    person.press("consent:care:yes")
    person.press("consent:care:end")
    except_in_emergency(
        thread=thread, purpose="care", reason="a danger to her life", once=uuid4(), by=cast.worker, reader=reader(cast.worker)
    )
    Leaf.objects.filter(seq=Safe.objects.get().seq).update(at_min=this_minute() - 24 * 60)
    with pytest.raises(Refused):
        write(thread)


def test_danger_after_taking_back_is_answered_by_the_house_and_by_a_worker(person, thread, write, answers) -> None:
    person.press("consent:care:yes")
    person.press("consent:care:end")
    person.press("danger")
    assert "112" in answers(thread)[-1].text
    assert write(thread).state == "queued"


# how we may write


def later(thread: Thread, minutes: int = 24 * 60 + 1) -> None:
    """The person wrote last that long ago."""
    Leaf.objects.filter(safe=thread.safe_id).update(at_min=this_minute() - minutes)


def test_whoever_does_not_want_a_first_letter_gets_none(person, thread, write) -> None:
    person.press("consent:first:no")
    assert not safe_contact(thread).first
    assert write(thread).state == "queued", "they have just written: this is an answer"
    later(thread)
    with pytest.raises(Refused, match="does not want us to write first"):
        write(thread)
    person.press("consent:first:yes")
    later(thread)
    assert write(thread).state == "queued"


def closed_hours(cast: Cast) -> str:
    """Two hours that are not now."""
    now = datetime.now(UTC).astimezone(cast.organisation.zone)
    start = (now + timedelta(hours=2)).hour % 23
    return f"{start:02}:00-{start:02}:59"


def test_outside_the_hours_a_first_letter_waits_and_danger_is_not_held_up_behind_it(cast, person, thread, write, told, reader) -> None:
    wish = SafeContact(True, closed_hours(cast), neutral=True)
    write_down_contact(thread=thread, wish=wish, how=HOW, once=uuid4(), by=cast.worker, reader=reader(cast.worker))
    assert safe_contact(thread) == wish
    later(thread)
    row = write(thread)
    assert row.next_at > datetime.now(UTC).timestamp() and row.id not in due(datetime.now(UTC).timestamp(), 50)
    Outbox.objects.exclude(pk=row.pk).update(state=Outbox.State.SENT)
    person.press("danger")
    (numbers,) = due(datetime.now(UTC).timestamp(), 50)
    assert Outbox.objects.get(pk=numbers).clearance.by is None
    write(thread, "I have seen it. Are you safe now?")
    row.refresh_from_db()
    assert row.next_at == 0, "the person has written: nothing waits for an hour any more"


@pytest.mark.parametrize("between", ["9-18", "18:00-09:00", "09:00-25:00", "09:00", "09:00-09:00"])
def test_hours_are_two_times_of_one_day(room, between) -> None:
    with pytest.raises(Refused, match="both times"):
        set_in_room(wish=SafeContact(True, between), once=uuid4(), language="en", talk=again(room))


def test_a_question_is_not_sent_where_only_neutral_words_are_wanted(cast, thread, ask, reader) -> None:
    wish = SafeContact(neutral=True)
    write_down_contact(thread=thread, wish=wish, how=HOW, once=uuid4(), by=cast.worker, reader=reader(cast.worker))
    with pytest.raises(Refused, match="neutral words only"):
        ask(thread)


def test_in_the_room_there_is_nowhere_else_to_write_to(room, write) -> None:
    set_in_room(wish=SafeContact(first=False), once=uuid4(), language="en", talk=again(room))
    thread = Thread.objects.get()
    assert not safe_contact(thread).is_there
    later(thread)
    assert write(thread).state == "queued", "in the room it waits for the person by itself"


def test_a_button_is_read_strictly() -> None:
    assert pressed("consent:care:yes:17") == Word("care", Answer.YES, method="button", asked=17)
    for payload in ("consent:care", "consent:care:why:3", "consent:care:yes:1:2", "danger", "consent:share:end:"):
        assert pressed(payload) is None


def test_a_press_in_the_room_counts_too(room) -> None:
    hear_in_room(thread=Thread.objects.get(), written=Written(uuid4(), payload="consent:care:yes"))
    assert agreements(again(room).open).care.is_agreed


def test_what_is_set_in_the_room_holds_for_the_messenger_that_was_left(cast, room) -> None:
    thread = Thread.objects.get()
    left = Contact(account=cast.account, mark=b"a sender's mark.", thread=thread)
    left.address = Address("5550001", "en").sealed(left.id)
    left.save(force_insert=True)
    wish = SafeContact(False, "10:00-12:00", neutral=True)
    set_in_room(wish=wish, once=uuid4(), language="en", talk=again(room))
    assert safe_contact(thread) == wish
    step = agreements(again(room).open).steps[0]
    assert step.text == "How we may write: do not write first, between 10:00-12:00, neutral words only"
