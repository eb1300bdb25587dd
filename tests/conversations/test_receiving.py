"""A letter arrives: where it is kept, what it moves, which thread it belongs to."""

from collections.abc import Callable

import pytest

from tests.conftest import Cast, Person
from tirek.conversations.actions import talking
from tirek.conversations.actions.receiving import receive
from tirek.conversations.models import Contact, Outbox, Thread
from tirek.conversations.words import Said
from tirek.ledger.models import Entry
from tirek.ledger.verbs import Verb
from tirek.vault.models import Safe

SEEN_ALL = 10_000
Reads = Callable[[Thread], list[Said]]


def spoken(said: Reads, thread: Thread) -> list[str]:
    return [one.text for one in said(thread) if one.from_client]


def safe_of(thread: Thread) -> Safe:
    return Safe.objects.get(pk=thread.safe_id)


def test_a_letter_makes_a_thread_a_contact_and_a_line_in_the_ledger(cast: Cast, person: Person, said: Reads) -> None:
    thread = person.writes("Сәлеметсіз бе")
    assert spoken(said, thread) == ["Сәлеметсіз бе"]
    assert thread.holder is None and safe_of(thread).waiting_since_min
    assert Entry.objects.filter(verb=Verb.SAFE_CREATED, about=thread.safe_id, actor=None, scope=cast.team.oversight_id).count() == 1
    assert set(thread.safe.grants.values_list("principal", flat=True)) == {
        cast.team.intake_id,
        cast.team.oversight_id,
        cast.organisation.paper_id,
    }


def test_the_next_letters_go_into_the_same_thread(person: Person, said: Reads) -> None:
    thread = person.writes("бір")
    assert person.writes("екі") == thread
    assert spoken(said, thread) == ["бір", "екі"]


def test_another_person_gets_another_thread(person: Person, said: Reads) -> None:
    first, second = person.writes("менің сөзім", chat=1), person.writes("басқа адамның сөзі", chat=2)
    assert first != second
    assert spoken(said, first) == ["менің сөзім"]


def test_two_letters_of_one_stranger_in_one_set_make_one_thread(person: Person, said: Reads) -> None:
    letters = [letter for text in ("first", "second") for letter in person.letters(person.update("message", person.message(text)))]
    receive(letters=letters)
    assert spoken(said, person.thread()) == ["first", "second"]
    assert Contact.objects.count() == 1
    assert Outbox.objects.count() == 2, "and he is greeted once, and asked the one question"


def test_the_same_letter_twice_in_one_set_is_one_leaf(person: Person, said: Reads) -> None:
    update = person.update("message", person.message("once"))
    receive(letters=[*person.letters(update), *person.letters(update)])
    assert spoken(said, person.thread()) == ["once"]


def test_the_same_message_under_two_update_numbers_in_one_set_is_one_leaf(person: Person, said: Reads) -> None:
    message = person.message("once")
    receive(letters=[letter for _ in range(2) for letter in person.letters(person.update("message", message))])
    assert spoken(said, person.thread()) == ["once"]


def test_a_repeated_letter_changes_nothing(person: Person, said: Reads) -> None:
    update = person.update("message", person.message("once"))
    thread = person.send(update)
    before = safe_of(thread).seq
    assert receive(letters=person.letters(update)) == []
    assert safe_of(thread).seq == before and spoken(said, thread) == ["once"]


def test_an_edit_a_reply_and_a_reaction_find_the_message_they_are_about(person: Person, said: Reads) -> None:
    first = person.message("the first")
    thread = person.send(person.update("message", first))
    person.send(person.update("edited_message", {**first, "text": "the first, changed", "edit_date": 1_795_000_100}))
    person.writes("an answer to it", reply_to_message=first)
    person.send(person.update("message_reaction", reaction(first, "👍")))
    by_type = {one.type: one for one in said(thread) if one.from_client}
    seq = next(number for number, one in enumerate(said(thread), 1) if one.text == "the first")
    assert (by_type["edit"].target, by_type["edit"].text) == (seq, "the first, changed")
    assert (by_type["reaction"].target, by_type["reaction"].emoji, by_type["reaction"].action) == (seq, "👍", "add")
    assert [one.reply for one in said(thread) if one.text == "an answer to it"] == [seq]


def test_they_find_it_in_the_same_set_too(person: Person, said: Reads) -> None:
    first = person.message("the first")
    updates = [
        person.update("message", first),
        person.update("edited_message", {**first, "text": "changed", "edit_date": 1_795_000_100}),
        person.update("message", person.message("an answer to it", reply_to_message=first)),
    ]
    receive(letters=[letter for update in updates for letter in person.letters(update)])
    found = {one.text: one for one in said(person.thread()) if one.from_client}
    assert found["changed"].target == found["an answer to it"].reply == 1


def test_an_edit_in_another_chat_with_the_same_number_does_not_touch_it(person: Person, said: Reads) -> None:
    mine = person.message("mine", chat=1)
    thread = person.send(person.update("message", mine), chat=1)
    other = person.send(person.update("edited_message", {**person.message("theirs", chat=2), "message_id": mine["message_id"]}), chat=2)
    assert spoken(said, thread) == ["mine"]
    assert [one.target for one in said(other) if one.type == "edit"] == [None]


def reaction(message: dict, emoji: str) -> dict:
    frame = {"chat": message["chat"], "user": message["from"], "message_id": message["message_id"], "date": 1_795_000_200}
    return {**frame, "old_reaction": [], "new_reaction": [{"type": "emoji", "emoji": emoji}]}


def member(person: Person, status: str) -> dict:
    message = person.message("x")
    user = {"id": 123456789, "is_bot": True, "first_name": "Bot"}
    old = "member" if status == "kicked" else "kicked"
    frame = {"chat": message["chat"], "from": message["from"], "date": 1_795_000_300}
    return {**frame, "old_chat_member": {"user": user, "status": old}, "new_chat_member": {"user": user, "status": status}}


def test_a_person_who_blocks_the_bot_is_marked_and_unmarked_when_he_comes_back(person: Person, said: Reads) -> None:
    thread = person.writes("Салем")
    person.send(person.update("my_chat_member", member(person, "kicked")))
    thread.refresh_from_db()
    assert thread.is_blocked
    assert [one.event for one in said(thread) if one.type == "event"] == ["blocked"]
    person.send(person.update("my_chat_member", member(person, "member")))
    thread.refresh_from_db()
    assert not thread.is_blocked


def test_a_closed_thread_opens_again_when_the_person_writes(cast: Cast, person: Person, reader) -> None:
    thread = person.writes("Салем")
    talking.close(thread=thread, reason="It is solved", seen_seq=SEEN_ALL, by=cast.worker, reader=reader(cast.worker))
    assert Thread.objects.get(pk=thread.pk).closed_min
    person.writes("Тағы бір сұрақ")
    again = Thread.objects.get(pk=thread.pk)
    assert again.closed_min is None and again.holder == cast.worker, "and it is still his"
    assert safe_of(thread).waiting_since_min
    assert Entry.objects.filter(verb=Verb.SAFE_REOPENED, about=thread.safe_id).count() == 1


def test_a_closed_thread_opens_again_for_somebody_in_danger(cast: Cast, person: Person, reader) -> None:
    thread = person.writes("Салем")
    talking.close(thread=thread, reason="It is solved", seen_seq=SEEN_ALL, by=cast.worker, reader=reader(cast.worker))
    person.press("danger")
    assert Thread.objects.get(pk=thread.pk).closed_min is None and safe_of(thread).due_min
    verbs = Entry.objects.filter(about=thread.safe_id, verb__in=[Verb.SAFE_REOPENED, Verb.DUE_NOW]).values_list("verb", flat=True)
    assert sorted(verbs) == sorted([Verb.SAFE_REOPENED, Verb.DUE_NOW])


def test_a_closed_thread_stays_closed_for_a_reaction_or_a_button_about_languages(cast: Cast, person: Person, reader) -> None:
    first = person.message("Салем")
    thread = person.send(person.update("message", first))
    talking.close(thread=thread, reason="It is solved", seen_seq=SEEN_ALL, by=cast.worker, reader=reader(cast.worker))
    person.send(person.update("message_reaction", reaction(first, "👍")))
    person.press("languages")
    assert Thread.objects.get(pk=thread.pk).closed_min


def test_groups_channels_and_other_bots_are_dropped(person: Person) -> None:
    group = {**person.message("in a group"), "chat": {"id": -5, "type": "supergroup", "title": "Neighbours"}}
    bot = person.message("from a bot")
    bot["from"]["is_bot"] = True
    updates = [person.update("message", group), person.update("channel_post", group), person.update("message", bot)]
    assert [person.letters(update) for update in updates] == [[], [], []]
    assert Thread.objects.count() == 0


@pytest.mark.parametrize(
    "content, kind, kept",
    [
        ({"voice": {"file_id": "VOICE-1", "file_unique_id": "u", "duration": 4}}, "voice", "VOICE-1"),
        ({"document": {"file_id": "DOC-1", "file_unique_id": "u", "file_name": "шешім.pdf"}, "caption": "мынау"}, "document", "DOC-1"),
        ({"photo": [{"file_id": "SMALL", "width": 9, "height": 9}, {"file_id": "BIG", "width": 900, "height": 900}]}, "image", "BIG"),
        ({"sticker": {"file_id": "STICK-1", "emoji": "🙏"}}, "sticker", "STICK-1"),
        ({"location": {"latitude": 43.2, "longitude": 76.9}}, "location", "43.2"),
        ({"contact": {"phone_number": "+77010000001", "first_name": "Әже"}}, "contact", "+77010000001"),
        ({"dice": {"emoji": "🎲", "value": 3}}, "unsupported", ""),
    ],
)
def test_what_is_not_text_is_kept_with_its_reference(person: Person, said: Reads, content: dict, kind: str, kept: str) -> None:
    message = person.message("")
    del message["text"]
    thread = person.send(person.update("message", {**message, **content}))
    (one,) = [one for one in said(thread) if one.from_client]
    assert one.kind == kind and kept in str(one.more)
    assert one.text == {"document": "мынау", "unsupported": "[dice] 🎲"}.get(kind, ""), "with its caption, or with a placeholder"
