"""What a messenger may still hear, and may still do, once a conversation goes on in the room."""

import time
from datetime import UTC, datetime, timedelta
from uuid import uuid4

import pytest

from tests.conftest import Cast, Person
from tests.conversations.test_rooms import ask, keys_of, offered_link, reader_of, thread_of
from tirek.channels.base import DeliveryError, DeliveryStatus, ErrorClass, SendPart, SendResult
from tirek.conduct.engine.findings import Context
from tirek.consent.actions import Answer
from tirek.conversations.actions import moving, rooms, talking
from tirek.conversations.actions.agreeing import write_down
from tirek.conversations.actions.asking_consent import ask_for_consent
from tirek.conversations.actions.contacting import SafeContact, set_in_room, write_down_contact
from tirek.conversations.actions.delivering import due, lease, settle
from tirek.conversations.actions.rooms import Written, hear_in_room
from tirek.conversations.agreed import agreements
from tirek.conversations.consenting import Word
from tirek.conversations.models import Outbox, Thread
from tirek.conversations.words import unpack
from tirek.kit.refusals import Refused
from tirek.people.models import Organisation
from tirek.vault.actions.talking import TalkReader
from tirek.vault.models import Leaf, Safe, this_minute

HOW = "She said it on the phone at noon"
CONTEXT = Context(language="kk", country="kz")


def say(cast: Cast, thread: Thread, words: str = "Құжаттарыңызды көрдім.") -> Outbox:
    reply = talking.Reply(words, CONTEXT, 10_000, uuid4())
    return talking.say(thread=Thread.objects.get(pk=thread.pk), reply=reply, by=cast.worker, reader=reader_of(cast.worker))


def moved(cast: Cast, thread: Thread) -> TalkReader:
    return keys_of(moving.accept_room(typed=offered_link(cast, thread), once=uuid4()))


def later(thread: Thread) -> None:
    """The person wrote last more than a day ago."""
    Leaf.objects.filter(safe=thread.safe_id).update(at_min=this_minute() - 24 * 60 - 1)


def not_now(cast: Cast) -> str:
    """An hour of this day that is not now."""
    now = datetime.now(UTC).astimezone(cast.organisation.zone)
    start = (now + timedelta(hours=2)).hour % 23
    return f"{start:02}:00-{start:02}:59"


def told(cast: Cast, thread: Thread, wish: SafeContact) -> None:
    write_down_contact(thread=thread, wish=wish, how=HOW, once=uuid4(), by=cast.worker, reader=reader_of(cast.worker))


def outside(cast: Cast) -> "set[int]":
    """What is still on its way to the messenger."""
    return set(Outbox.objects.filter(account=cast.account, state=Outbox.State.QUEUED).values_list("id", flat=True))


def all_sent() -> None:
    Outbox.objects.filter(state=Outbox.State.QUEUED).update(state=Outbox.State.SENT, payload=None)


def closed(cast: Cast) -> None:
    """The service opens in some hours."""
    hours = not_now(cast)
    Organisation.objects.update(opens=hours[:5], closes=hours[6:])


def test_whoever_blocks_the_bot_after_the_move_is_still_answered_in_the_room(cast: Cast, person: Person) -> None:
    thread = person.writes("Сәлеметсіз бе")
    moved(cast, thread)
    user = {"id": 5550001, "is_bot": False, "first_name": "Айнұр"}
    member = {"user": user, "status": "member"}
    change = {"chat": {"id": 5550001, "type": "private"}, "from": user, "date": 1_795_000_000}
    kicked = {**member, "status": "kicked"}
    person.send(person.update("my_chat_member", {**change, "old_chat_member": member, "new_chat_member": kicked}))
    assert not Thread.objects.get(pk=thread.pk).is_blocked
    assert say(cast, thread).account_id == cast.room_account.id


def test_a_notice_that_no_longer_arrives_does_not_close_the_room(cast: Cast, person: Person) -> None:
    thread = person.writes("Сәлеметсіз бе")
    moved(cast, thread)
    all_sent()
    say(cast, thread)
    (notice,) = outside(cast)
    parcel = lease(row_id=notice, now=time.time())
    assert parcel is not None
    failed = SendPart(None, DeliveryStatus.FAILED, DeliveryError(ErrorClass.BLOCKED))
    settle(parcel=parcel, result=SendResult((failed,)))
    assert Outbox.objects.get(pk=notice).state == Outbox.State.FAILED
    assert say(cast, thread, "Ертең жазамын.").account_id == cast.room_account.id


def test_what_waited_for_its_hour_does_not_go_to_the_messenger_that_was_left(cast: Cast, person: Person) -> None:
    thread = person.writes("Сәлеметсіз бе")
    told(cast, thread, SafeContact(between=not_now(cast)))
    code = offered_link(cast, thread)
    later(thread)
    row = say(cast, thread)
    assert row.next_at > time.time()
    moving.accept_room(typed=code, once=uuid4())
    row.refresh_from_db()
    assert (row.state, row.error, row.payload) == (Outbox.State.CANCELLED, "moved", None)
    assert row.id not in due(4_000_000_000, 50)
    assert Safe.objects.get().waiting_since_min, "somebody has to say it again, in the room"


def test_what_failed_before_the_move_is_not_sent_again_to_the_messenger(cast: Cast, person: Person) -> None:
    thread = person.writes("Сәлеметсіз бе")
    row = say(cast, thread)
    Outbox.objects.filter(pk=row.pk).update(state=Outbox.State.FAILED)
    moved(cast, thread)
    with pytest.raises(Refused, match="goes on in the room"):
        talking.send_again(row=row, by=cast.worker)
    row.refresh_from_db()
    assert row.state == Outbox.State.FAILED


def test_what_failed_is_not_sent_again_once_the_agreement_is_taken_back(cast: Cast, person: Person) -> None:
    thread = person.writes("Сәлеметсіз бе")
    row = say(cast, thread)
    Outbox.objects.filter(pk=row.pk).update(state=Outbox.State.FAILED)
    person.press("consent:care:yes")
    person.press("consent:care:end")
    with pytest.raises(Refused, match="taken back the agreement"):
        talking.send_again(row=row, by=cast.worker)


def test_a_notice_that_waits_is_taken_back_once_its_person_has_been_in_the_room(cast: Cast, person: Person) -> None:
    thread = person.writes("Сәлеметсіз бе")
    talk = moved(cast, thread)
    all_sent()
    closed(cast)
    for words in ("Бірінші.", "Екінші."):
        say(cast, thread, words)
        assert len(outside(cast)) == 1
        rooms.visit(thread_of(talk))
        assert outside(cast) == set()


def test_a_notice_that_waits_is_taken_back_once_its_person_wants_none(cast: Cast, person: Person) -> None:
    thread = person.writes("Сәлеметсіз бе")
    talk = moved(cast, thread)
    all_sent()
    closed(cast)
    say(cast, thread)
    assert len(outside(cast)) == 1
    set_in_room(wish=SafeContact(first=False), once=uuid4(), language="en", talk=talk)
    assert outside(cast) == set()


def test_a_first_letter_that_waits_is_not_sent_once_its_person_wants_none(cast: Cast, person: Person) -> None:
    thread = person.writes("Сәлеметсіз бе")
    told(cast, thread, SafeContact(between=not_now(cast)))
    later(thread)
    row = say(cast, thread)
    told(cast, thread, SafeContact(first=False))
    row.refresh_from_db()
    assert row.state == Outbox.State.CANCELLED


@pytest.mark.parametrize("what", ["room", "consent"])
def test_a_link_and_a_question_are_first_letters_too(cast: Cast, person: Person, what: str) -> None:
    thread = person.writes("Сәлеметсіз бе")
    told(cast, thread, SafeContact(first=False))
    later(thread)
    before = outside(cast)
    with pytest.raises(Refused, match="does not want us to write first"):
        if what == "room":
            moving.offer_room(thread=thread, once=uuid4(), by=cast.worker, reader=reader_of(cast.worker))
        else:
            ask_for_consent(thread=thread, purpose="care", recipient="", once=uuid4(), by=cast.worker, reader=reader_of(cast.worker))
    assert outside(cast) == before


def test_whoever_wants_neutral_words_hears_no_name_when_start_is_pressed_again(cast: Cast, person: Person) -> None:
    thread = person.writes("Сәлеметсіз бе")
    told(cast, thread, SafeContact(neutral=True))
    Thread.objects.update(greeted_min=this_minute() - 60)
    person.writes("/start")
    opened = reader_of(cast.worker).open(Safe.objects.get())
    last = unpack(opened.words(Leaf.objects.latest("seq")))
    assert last.by == "house" and cast.organisation.name not in last.text and not last.buttons


def test_the_mark_of_the_form_does_not_stand_beside_the_first_letter(cast: Cast) -> None:
    """The number is made of that mark: whoever opens the letter and holds the boot key could otherwise open the own notes, too."""
    once = uuid4()
    talk = keys_of(ask(cast, once=once))
    opened = reader_of(cast.worker).open(thread_of(talk).safe)
    inside = b"".join(opened.words(leaf) for leaf in Leaf.objects.filter(safe=opened.safe))
    assert str(once).encode() not in inside and once.hex.encode() not in inside


def test_a_button_pressed_in_the_room_was_not_pressed_in_a_messenger(cast: Cast) -> None:
    talk = keys_of(ask(cast))
    hear_in_room(thread=thread_of(talk), written=Written(uuid4(), payload="consent:care:yes"))
    assert agreements(talk.open).care.terms["method"] == "бөлмеде"


def test_two_clicks_send_one_link_and_one_question(cast: Cast, person: Person) -> None:
    """A second link would end the first one, which the person may just be opening."""
    thread, once, keys = person.writes("Сәлеметсіз бе"), uuid4(), reader_of(cast.worker)
    before = len(outside(cast))
    for _ in range(2):
        moving.offer_room(thread=thread, once=once, by=cast.worker, reader=keys)
        ask_for_consent(thread=thread, purpose="care", recipient="", once=once, by=cast.worker, reader=keys)
    assert len(outside(cast)) == before + 2


def test_another_word_of_the_same_page_is_not_lost(cast: Cast, person: Person) -> None:
    """The answer to the first form got lost on the way, so the page and its mark are still the same."""
    thread, once = person.writes("Сәлеметсіз бе"), uuid4()
    for answer in (Answer.YES, Answer.YES, Answer.END):
        word = Word("care", answer, method="spoken", how=HOW)
        write_down(thread=thread, word=word, once=once, by=cast.worker, reader=reader_of(cast.worker))
    steps = agreements(reader_of(cast.worker).open(Safe.objects.get())).steps
    assert len(steps) == 2 and steps[0].text.startswith("Келісім қайтарып алынды")
