"""The room: reading, writing, what happens next, who opened it, what is kept, own notes, the wish for deletion."""

import re
from collections.abc import Callable
from uuid import uuid4

import pytest

from tests.conftest import PASSWORD, Cast
from tirek.conduct.engine.findings import Context
from tirek.conversations.actions import talking
from tirek.conversations.actions.own_notes import own_notes
from tirek.conversations.models import Outbox, Thread
from tirek.conversations.words import Said, pack
from tirek.people.models import Worker
from tirek.vault.actions import keys
from tirek.vault.actions.reading import Reader
from tirek.vault.errors import NoGrant, Tampered
from tirek.vault.models import Leaf, Safe, this_minute

Reply = Callable[..., Outbox]


def reader_of(worker: Worker) -> Reader:
    return Reader(worker.principal_id, keys.unlock_with_password(worker.principal, PASSWORD))


@pytest.fixture
def reply(cast: Cast, person) -> Reply:
    """The worker answers in this room."""

    def reply(words: str = "Рахмет, хатыңызды оқыдым.", **more: object) -> Outbox:
        said = talking.Reply(words=words, context=Context(language="kk", country="kz"), seen_seq=999, once=uuid4(), **more)  # type: ignore[arg-type]
        return talking.say(thread=Thread.objects.get(pk=person.thread.pk), reply=said, by=cast.worker, reader=reader_of(cast.worker))

    return reply


def words_on(page: str) -> list[str]:
    return re.findall(r'<p class="words">(.*?)</p>', page, flags=re.DOTALL)


# reading and writing


def test_the_room_shows_own_letters_and_the_answer(person, reply: Reply, cast: Cast) -> None:
    reply("Рахмет, хатыңызды оқыдым.")
    page = person.reads("/room/")
    assert page.index("Балама жәрдемақы керек") < page.index("Рахмет, хатыңызды оқыдым.")
    assert cast.worker.name in page


def test_writing_again_arrives_once_however_often_it_is_sent(person) -> None:
    person.reads("/room/")
    form = {"words": "Тағы бір хат", "once": str(uuid4()), "room": person.room}
    for _ in range(3):
        assert person.sends("/room/write/", **form)["Location"] == "/room/"
    assert words_on(person.reads("/room/")).count("Тағы бір хат") == 1


def test_an_empty_letter_is_refused_and_a_long_one_is_given_back(person) -> None:
    assert person.writes("   ").status_code == 409 and "write a few words" in person.page
    long = "ұзақ " * 20_000
    assert person.writes(long).status_code == 409 and long.strip() in person.page


def test_keys_that_are_away_leave_the_words_in_the_field(person, settings, tmp_path) -> None:
    person.reads("/room/")
    room, home = person.room, settings.KEYS
    settings.KEYS = tmp_path / "nothing-here"
    answer = person.browser.post("/room/write/", {"words": "Тағы бір хат", "once": str(uuid4()), "room": room})
    settings.KEYS = home
    assert answer.status_code == 503 and "Тағы бір хат" in answer.content.decode()


def test_a_look_changed_while_writing_keeps_the_words(person) -> None:
    person.reads("/room/")
    person.sends("/room/write/", words="Жартылай хат", once=str(uuid4()), room=person.room, language="uk")
    assert '<html lang="uk"' in person.page and ">Жартылай хат</textarea>" in person.page
    assert "Жартылай хат" not in words_on(person.reads("/room/"))


def test_two_tabs_with_two_rooms_mix_nothing(person, somebody) -> None:
    person.reads("/room/")
    first_room = person.room
    person.asks("Екінші бөлме")
    answer = person.sends("/room/write/", words="Бірінші бөлмеге", once=str(uuid4()), room=first_room)
    assert answer.status_code == 409 and "belongs to another room" in person.page and ">Бірінші бөлмеге</textarea>" in person.page
    assert "Бірінші бөлмеге" not in words_on(person.reads("/room/"))


def test_two_tabs_of_one_room_both_write(person) -> None:
    person.reads("/room/")
    room = person.room
    for words in ("бір", "екі"):
        assert person.sends("/room/write/", words=words, once=str(uuid4()), room=room).status_code == 302
    assert {"бір", "екі"} <= set(words_on(person.reads("/room/")))


def test_the_live_fragment_has_the_lines_and_neither_shell_nor_field(person, reply: Reply) -> None:
    reply("Рахмет, хатыңызды оқыдым.")
    page = person.reads("/room/lines/")
    assert "Рахмет, хатыңызды оқыдым." in page and "<textarea" not in page and "<html" not in page


def test_the_visit_is_remembered_and_takes_back_the_notice(person) -> None:
    Thread.objects.update(visited_min=0, noticed_min=7)
    person.reads("/room/")
    thread = person.thread
    assert thread.visited_min == this_minute() and thread.noticed_min == 0


def test_earlier_letters_are_a_page_further(person) -> None:
    room = room_of(person)
    for number in range(65):
        person.sends("/room/write/", words=f"хат {number:02}", once=str(uuid4()), room=room)
    page = person.reads("/room/")
    earlier = re.search(r"\?before=(\d+)", page)
    assert earlier and "хат 64" in page and "хат 00" not in page
    assert "хат 00" in person.reads(f"/room/?before={earlier[1]}") and "хат 64" not in person.page
    assert person.browser.get("/room/?before=x").status_code == 200


def room_of(person) -> str:
    person.reads("/room/")
    return person.room


# what must never be shown


@pytest.mark.parametrize("state", [Outbox.State.FAILED, Outbox.State.CANCELLED])
def test_words_that_were_not_released_are_never_shown(person, reply: Reply, state: str) -> None:
    row = reply("Бұл хат жетпеді")
    Outbox.objects.filter(pk=row.pk).update(state=state)
    assert "Бұл хат жетпеді" not in person.reads("/room/") + person.reads("/room/lines/")


def test_words_on_their_way_through_a_messenger_are_not_shown_before_they_are_sent(person, reply: Reply, cast: Cast) -> None:
    row = reply("Телеграмдағы хат")
    Outbox.objects.filter(pk=row.pk).update(account=cast.account)
    assert "Телеграмдағы хат" not in person.reads("/room/")


def test_words_changed_after_their_clearance_are_never_shown(person, reply: Reply, cast: Cast) -> None:
    """Somebody writes into the database: the leaf opens, but these are not the words that were checked."""
    row = reply("Тексерілген сөздер", next={"what": "", "who": "", "until": ""})
    opened = reader_of(cast.worker).open(Safe.objects.get(pk=person.thread.pk))
    said = Said(type="message", by=str(cast.worker.id), at="2026-11-20T10:00:00+00:00", text="Ауыстырылған сөздер")
    Leaf.objects.filter(pk=row.leaf_id).update(body=opened.leaf(seq=row.leaf.seq, half=Leaf.Half.TALK, words=pack(said)).body)
    page = person.reads("/room/")
    assert "Ауыстырылған сөздер" not in page and "Тексерілген сөздер" not in page


def test_a_leaf_of_ours_without_an_outbox_row_is_never_shown(person, cast: Cast) -> None:
    opened = reader_of(cast.worker).open(Safe.objects.get(pk=person.thread.pk))
    said = Said(type="message", by=str(cast.worker.id), at="2026-11-20T10:00:00+00:00", text="Тексерілмеген сөздер")
    opened.leaf(seq=900, half=Leaf.Half.TALK, words=pack(said)).save()
    assert "Тексерілмеген сөздер" not in person.reads("/room/")


def test_v16_internal_notes_and_reasons_open_neither_by_page_nor_by_key(person, cast: Cast) -> None:
    thread = Thread.objects.get(pk=person.thread.pk)
    talking.write_note(thread=thread, words="Ішкі жазба", once=uuid4(), by=cast.worker, reader=reader_of(cast.worker))
    talking.close(thread=thread, reason="Жабу себебі", seen_seq=999, by=cast.worker, reader=reader_of(cast.worker))
    pages = person.reads("/room/") + person.reads("/room/lines/") + person.reads("/room/?before=999999")
    assert "Ішкі жазба" not in pages and "Жабу себебі" not in pages
    talk = person.talk.open
    internal = list(Leaf.objects.filter(safe=thread.pk, half=Leaf.Half.FILE))
    assert len(internal) == 2
    for leaf in internal:
        with pytest.raises(NoGrant):
            talk.words(leaf)
        leaf.half = Leaf.Half.TALK  # somebody writes into the database that it is the person's own half
        with pytest.raises(Tampered):
            talk.words(leaf)


# what happens next, who opened it, what is kept


def test_what_happens_next_stands_with_who_and_until_when(person, reply: Reply, cast: Cast) -> None:
    assert "There is no line yet" in person.reads("/room/")
    step = {"what": "Тізімді тексеру", "who": cast.worker.name, "until": "2099-11-28"}
    reply(f"Тексеремін.\n\nТізімді тексеру\n{cast.worker.name}\n28", next=step)
    assert "Тізімді тексеру</b>" in person.reads("/room/") and "until 28 November 2099" in person.page
    second = {"what": "Мектепке хат", "who": cast.worker.name, "until": "2020-01-02"}
    reply(f"Мектепке хат\n{cast.worker.name}", next=second)
    page = person.reads("/room/")
    assert page.index("Мектепке хат</b>") < page.index("Before that") < page.index("Тізімді тексеру</b>")
    assert "This day has passed" in page


def test_a_next_line_that_is_not_in_the_checked_words_is_not_shown(person, reply: Reply) -> None:
    reply("Тексерілген сөздер", next={"what": "Басқа уәде", "who": "біреу", "until": "2099-01-01"})
    assert "Басқа уәде" not in person.reads("/room/")


def test_who_opened_it_stands_there_by_name_role_and_time(person, sign_in, cast: Cast) -> None:
    assert "Nobody has opened it yet" in person.reads("/room/")
    sign_in(cast.worker).get(f"/desk/{person.thread.pk}/")
    page = person.reads("/room/").split('id="opened"')[1].split("</section>")[0]
    assert cast.worker.name in page and "case worker" in page and "Today, " in page
    assert str(person.thread.pk) not in person.page, "the page tells no ids"


def test_another_rooms_openings_are_not_shown(person, somebody, sign_in, cast: Cast) -> None:
    other = somebody()
    other.asks("Басқа")
    sign_in(cast.worker).get(f"/desk/{other.thread.pk}/")
    assert "Nobody has opened it yet" in person.reads("/room/")


def test_the_wish_for_deletion_arrives_stands_there_and_can_be_taken_back(person) -> None:
    assert person.presses("erase")["Location"] == "/room/"
    assert person.thread.wish_seq is not None and "You have asked for deletion" in person.reads("/room/")
    person.presses("keep")
    assert person.thread.wish_seq is None and "You have asked for deletion" not in person.reads("/room/")


@pytest.mark.parametrize("payload", ["moved", "", "closing", "know", "know:" + "x" * 90, "lang:қаз", "start"])
def test_a_button_that_is_not_ours_does_nothing(person, payload: str) -> None:
    before = Leaf.objects.count()
    assert person.presses(payload).status_code == 409
    assert Leaf.objects.count() == before


def test_what_is_kept_is_told_with_its_place_protection_and_end(person) -> None:
    page = person.reads("/room/").split('id="kept"')[1]
    for words in ("no end date yet", "your own key: no worker can open them", "only with you; we do not keep it"):
        assert words in page
    assert "Telegram" not in page.split('id="notes"')[0]


def test_how_it_is_protected_is_told_in_the_room(person) -> None:
    page = person.reads("/room/").split('id="briefing"')[1]
    assert page.count("<h3>") >= 6


def test_the_one_question_is_asked_here_and_goes_once_it_is_answered(person) -> None:
    page = person.reads("/room/")
    assert 'id="understanding-h"' in page and page.count('value="know:') == 5
    person.presses("know:wrong1")
    assert 'id="understanding-h"' in person.reads("/room/")
    person.presses("know:right")
    assert 'id="understanding-h"' not in person.reads("/room/")


# own notes


def keep(person, words: str = "Тек өзіме", **more: str) -> object:
    person.reads("/room/")
    return person.sends("/room/notes/", **{"words": words, "once": str(uuid4()), "room": person.room, **more})


def test_a_note_is_for_oneself_until_it_is_shown(person, cast: Cast) -> None:
    keep(person)
    (note,) = own_notes(person.talk)
    assert note.text == "Тек өзіме" and "Тек өзіме" in person.reads("/room/")
    opened = reader_of(cast.worker).open(Safe.objects.get(pk=person.thread.pk))
    with pytest.raises((NoGrant, Tampered)):
        opened.words(Leaf.objects.get(half=Leaf.Half.OWN))
    assert "Тек өзіме" not in words_on(person.reads("/room/lines/"))
    person.reads("/room/")
    person.sends(f"/room/notes/{note.seq}/show/", once=str(uuid4()), room=person.room)
    assert not own_notes(person.talk) and "Тек өзіме" in words_on(person.reads("/room/lines/"))


def test_a_note_kept_twice_is_one_and_can_be_removed(person) -> None:
    once = str(uuid4())
    keep(person, once=once)
    keep(person, once=once)
    (note,) = own_notes(person.talk)
    person.reads("/room/")
    person.sends(f"/room/notes/{note.seq}/remove/", room=person.room)
    assert not own_notes(person.talk)


def test_somebody_elses_note_is_not_there(person, somebody) -> None:
    keep(person)
    (note,) = own_notes(person.talk)
    other = somebody()
    other.asks("Басқа")
    room = room_of(other)
    for act in ("show", "remove"):
        answer = other.sends(f"/room/notes/{note.seq}/{act}/", once=str(uuid4()), room=room)
        assert answer.status_code == 409 and "not there any more" in other.page and "Тек өзіме" not in other.page
    assert [one.text for one in own_notes(person.talk)] == ["Тек өзіме"]


def test_p07_neighbouring_and_random_numbers_of_notes_all_look_the_same(person, somebody) -> None:
    keep(person)
    (note,) = own_notes(person.talk)
    other = somebody()
    other.asks("Басқа")
    room = room_of(other)
    met = set()
    for seq in (note.seq, *range(1, 40), *(3**power for power in range(4, 20))):
        answer = other.sends(f"/room/notes/{seq}/remove/", room=room)
        met.add((answer.status_code, len(re.sub(r'value="[^"]*"', "", other.page))))
    assert len(met) == 1 and next(iter(met))[0] == 409
    assert own_notes(person.talk)


def test_a_note_that_cannot_be_kept_stays_in_its_own_field(person) -> None:
    long = "ұзақ " * 20_000
    assert keep(person, long).status_code == 409  # type: ignore[attr-defined]
    assert person.page.index('id="note"') < person.page.index(long.strip())


# simple mode


def test_simple_mode_shows_one_thing_at_a_time(person) -> None:
    person.browser.cookies["tirek_simple"] = "on"
    page = person.reads("/room/")
    assert 'id="chat"' in page and "<textarea" not in page and 'id="kept"' not in page
    assert 'id="kept"' in person.reads("/room/?show=kept") and 'id="chat"' not in person.page
    assert "<textarea" in person.reads("/room/?show=write") and 'id="chat"' not in person.page
    assert 'id="chat"' in person.reads("/room/?show=whatever")
