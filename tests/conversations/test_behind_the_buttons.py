"""What stands behind the buttons: how it is kept in each channel, a wish for deletion, and silence about it all once a thread has moved."""

from collections.abc import Callable
from dataclasses import replace
from datetime import datetime, time, timedelta
from uuid import uuid4

import pytest

from tests.conftest import Cast, Person
from tirek.channels.adapters import ADAPTERS
from tirek.conversations import automatic, briefing
from tirek.conversations.actions.rooms import Asked, Written, add_room_contact, ask_for_help, hear_in_room
from tirek.conversations.automatic import texts
from tirek.conversations.header import Address
from tirek.conversations.models import Contact, Outbox, Thread
from tirek.conversations.words import Said
from tirek.kit import packs
from tirek.people.models import Organisation
from tirek.vault.models import Safe

Answers = Callable[[Thread], list[Said]]
MATTERS = ("Опора", "social", "help", "worker", "danger", "соц", "помо", "допомо", "сотрудник", "көмек", "қызметкер", "насил", "зорлық")


def payloads(answer: Said) -> list[str]:
    return [payload for _, payload in answer.buttons]


def written_at(thread: Thread) -> list[str]:
    """On which kind of channel the house's answers stand, in their order."""
    return list(Outbox.objects.filter(thread=thread).order_by("id").values_list("account__kind", flat=True))


@pytest.fixture
def moved(cast: Cast, person: Person) -> Thread:
    """A conversation that began in Telegram and goes on in the room; the first words and the question stand in it already."""
    thread = person.writes("Please help me", language="en")
    add_room_contact(thread=thread, account=cast.room_account, language="en")
    Thread.objects.filter(pk=thread.pk).update(account=cast.room_account)
    Outbox.objects.all().delete()
    return Thread.objects.select_related("account").get(pk=thread.pk)


def last(thread: Thread, answers: Answers) -> Said:
    return answers(thread)[-1]


# how it is kept


def test_how_it_is_kept_is_a_short_card_with_danger_first_and_a_button_for_each_thing(person: Person, answers: Answers) -> None:
    thread = person.writes("Please help me")
    person.press("kept")
    kept = last(thread, answers)
    assert payloads(kept) == ["danger", "kept:who", "kept:channel", "kept:long", "kept:together", "erase"]
    assert kept.text.startswith("How it is protected")


@pytest.mark.parametrize(
    ("name", "says"),
    [
        ("who", ["Who reads", "administrator have no key"]),
        ("channel", ["What Telegram sees", "Telegram itself can read", "could learn that you ask for help"]),
        ("long", ["How long it is kept", "How to ask for deletion", "not ready yet"]),
        ("together", ["How we work together", "never from personal pages"]),
    ],
)
def test_each_button_of_the_card_is_answered(person: Person, answers: Answers, name: str, says: list[str]) -> None:
    thread = person.writes("Please help me")
    person.press(f"kept:{name}")
    detail = last(thread, answers)
    assert all(words in detail.text for words in says)
    assert payloads(detail) == ["danger", "how", "kept", "languages"]


def test_every_button_that_the_house_sends_is_answered(person: Person, answers: Answers) -> None:
    thread = person.writes("Please help me")
    pressed: set[str] = set()
    while fresh := {payload for answer in answers(thread) for payload in payloads(answer)} - pressed:
        for payload in sorted(fresh):
            before = len(answers(thread))
            person.press(payload)
            assert len(answers(thread)) == before + 1, payload
        pressed |= fresh
    assert {"danger", "kept:who", "erase", "keep", "know:right", "know:help", "lang:kk"} <= pressed, "and every one was found"


def test_in_ukraine_the_card_names_the_limit_of_telegram(person: Person, answers: Answers) -> None:
    Organisation.objects.update(country="ua")
    thread = person.writes("Please help me")
    person.press("kept:channel")
    assert "In Ukraine Telegram is restricted on the work devices of state bodies" in last(thread, answers).text
    Organisation.objects.update(country="kz")
    person.press("kept:channel")
    assert "Ukraine" not in last(thread, answers).text


def test_what_is_not_offered_in_a_country_has_no_adapter_either() -> None:
    not_offered = {limit.kind for country in packs.COUNTRIES for limit in packs.load(country).channels if not limit.offered}
    assert "vk" in not_offered
    assert not not_offered & {str(kind) for kind in ADAPTERS}, "an adapter has come: hold it back where the pack says so"


# deletion


def test_a_wish_for_deletion_reaches_the_desk_and_is_answered_with_what_is_true(person: Person, answers: Answers) -> None:
    thread = person.writes("Please help me")
    Safe.objects.update(waiting_since_min=None)
    person.press("erase")
    wish = last(thread, answers)
    assert "has reached our workers" in wish.text and "not ready yet" in wish.text
    assert payloads(wish) == ["keep", "danger"]
    assert Thread.objects.get().wish_seq == Safe.objects.get().heard_seq
    assert Safe.objects.get().waiting_since_min, "a person answers, so the thread waits for one"


def test_the_wish_is_taken_back_in_one_tap(person: Person, answers: Answers) -> None:
    thread = person.writes("Please help me")
    person.press("erase")
    person.press("keep")
    assert Thread.objects.get().wish_seq is None
    assert last(thread, answers).text == texts("en")["erase_taken_back"]


# the room


def test_in_the_room_the_first_words_speak_of_the_room_and_carry_no_buttons(cast: Cast, answers: Answers) -> None:
    ask_for_help(account=cast.room_account, asked=Asked("Please help me", "en"), once=uuid4())
    (first,) = answers(Thread.objects.get())
    assert "your number opens this room again" in first.text and "Telegram" not in first.text
    assert first.buttons == []


def test_danger_at_the_door_of_the_room_gets_the_numbers_with_words_or_without(cast: Cast, answers: Answers) -> None:
    for words in ("", "He is at the door"):
        ask_for_help(account=cast.room_account, asked=Asked(words, "en", danger=True), once=uuid4())
    for thread in Thread.objects.all():
        (only,) = answers(thread)
        assert "112" in only.text


def test_a_language_picked_in_the_room_is_the_language_of_what_comes_then(cast: Cast, answers: Answers) -> None:
    ask_for_help(account=cast.room_account, asked=Asked("Please help me", "en"), once=uuid4())
    thread = Thread.objects.get()
    hear_in_room(thread=thread, written=Written(uuid4(), payload="lang:uk"))
    hear_in_room(thread=thread, written=Written(uuid4(), payload="erase"))
    assert [answer.text for answer in answers(thread)[1:]] == [texts("uk")["language_set"], texts("uk")["erase_heard"]]
    assert all(answer.buttons == [] for answer in answers(thread))


def test_the_room_is_told_the_same_as_its_pages_show() -> None:
    sections = briefing.briefing("webchat", "en")
    assert [section.key for section in sections] == list(briefing.SECTIONS)
    assert all(section.title and section.text for section in sections)


def test_who_comes_into_the_room_from_a_messenger_is_told_what_has_changed(moved: Thread, answers: Answers) -> None:
    hear_in_room(thread=moved, written=Written(uuid4(), payload="moved"))
    assert last(moved, answers).text.startswith("Here your conversation goes on")
    assert written_at(moved) == ["webchat"]


# a messenger that the thread has left


def test_a_letter_in_the_messenger_is_heard_and_while_somebody_reads_nothing_is_said(moved: Thread, person: Person, said) -> None:
    person.writes("Are you there")
    assert said(moved)[-1].text == "Are you there"
    assert written_at(moved) == []


def test_while_nobody_reads_it_is_answered_once_in_words_that_tell_nothing(moved: Thread, person: Person, answers: Answers) -> None:
    Organisation.objects.update(**tomorrow())
    person.writes("Are you there")
    person.writes("Hello")
    person.writes("/start")
    (neutral,) = answers(moved)[2:]
    assert written_at(moved) == ["telegram"]
    assert neutral.text == texts("en")["received"] and neutral.buttons == []


def tomorrow() -> dict[str, object]:
    """Hours of a service that opens tomorrow."""
    day = datetime.now(Organisation.objects.get().zone) + timedelta(days=1)
    return {"days": str(day.isoweekday()), "opens": time(9, 0), "closes": time(18, 0)}


@pytest.mark.parametrize("payload", ["kept", "kept:who", "erase", "keep", "know:right", "know:help"])
def test_old_buttons_in_the_messenger_are_answered_in_neutral_words(moved: Thread, person: Person, answers: Answers, payload: str) -> None:
    person.press(payload)
    (neutral,) = answers(moved)[2:]
    assert neutral.text == texts("en")["received"] and neutral.buttons == []
    assert not [word for word in MATTERS if word in neutral.text.lower()]


def test_danger_in_the_messenger_has_its_numbers_all_the_same(moved: Thread, person: Person, answers: Answers) -> None:
    person.press("danger")
    assert "112" in answers(moved)[-1].text
    assert written_at(moved) == ["telegram"] and Safe.objects.get().due_min


@pytest.mark.parametrize("code", ["kk", "uk", "ru", "en"])
def test_neutral_words_name_no_service_and_no_matter(code: str) -> None:
    said = [automatic.neutral_notice(code), automatic.received_elsewhere(code), automatic.room_offer(code, link="https://x.invalid/r/a")]
    for answer in said:
        assert not [word for word in MATTERS if word.lower() in answer.text.lower()], answer.text
        assert answer.buttons == ()
    assert "https://x.invalid/r/a" in said[-1].text and "24" in said[-1].text


def test_who_wants_neutral_words_only_is_told_neutrally_that_nobody_reads(person: Person, answers: Answers) -> None:
    thread = person.writes("Please help me")
    contact = Contact.objects.get()
    wishes = replace(Address.opened(contact.id, bytes(contact.address)), neutral=True, briefed="")
    Contact.objects.update(address=wishes.sealed(contact.id))
    Organisation.objects.update(**tomorrow())
    person.writes("Are you there")
    quiet = answers(thread)[-1]
    assert quiet.text.startswith("Received. We read again on") and quiet.buttons == []
    person.writes("Hello")
    assert len(answers(thread)) == 3, "and the question, which is not neutral, is not asked"
