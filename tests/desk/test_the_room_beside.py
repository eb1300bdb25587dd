"""What a worker does about the room: the link, the next step, a lost number, a wish for deletion."""

from datetime import date, timedelta
from uuid import uuid4

import pytest
from django.test import Client

from tests.conftest import Cast, Person
from tirek.conversations.actions import rooms
from tirek.conversations.actions.rooms import Asked, Written
from tirek.conversations.models import Outbox, Thread
from tirek.conversations.words import Said, unpack
from tirek.ledger.models import Entry
from tirek.people.models import Worker
from tirek.vault.actions import keys
from tirek.vault.actions.reading import Reader
from tirek.vault.models import Leaf


@pytest.fixture
def in_room(cast: Cast) -> Thread:
    asked = Asked("Балама жәрдемақы керек", "kk", need="money")
    rooms.ask_for_help(account=cast.room_account, asked=asked, once=uuid4())
    return Thread.objects.get(account=cast.room_account)


def last_words(thread: Thread, worker: Worker, password: str) -> Said:
    reader = Reader(worker.principal_id, keys.unlock_with_password(worker.principal, password))
    leaf = Leaf.objects.filter(safe=thread.safe_id, outbox__clearance__by=worker.principal_id).latest("seq")
    return unpack(reader.open(thread.safe).words(leaf))


def post(browser: Client, thread: Thread, page: str, **fields: str) -> int:
    form = {"once": str(uuid4()), "seen_seq": "99", **fields}
    return browser.post(f"/desk/{thread.safe_id}/{page}/", form).status_code


def test_the_desk_shows_what_somebody_came_with_and_that_it_is_a_room(worker: Client, in_room: Thread) -> None:
    page = worker.get(f"/desk/{in_room.safe_id}/").content.decode()
    assert "money, benefits, food" in page and "<p>Room" in page and "Telegram" not in page


def test_a_link_to_the_room_goes_out_checked_and_is_written_down(worker: Client, thread: Thread) -> None:
    assert post(worker, thread, "room") == 302
    row = Outbox.objects.filter(thread=thread).latest("id")
    assert row.clearance.outcome == "clean" and Entry.objects.filter(verb="room.offer", about=thread.safe_id).count() == 1
    assert "Send a new link" in worker.get(f"/desk/{thread.safe_id}/").content.decode()


def test_what_happens_next_is_part_of_the_checked_words_and_is_kept_with_its_day(worker: Client, cast: Cast, in_room: Thread) -> None:
    until = (date.today() + timedelta(days=3)).isoformat()
    assert post(worker, in_room, "say", words="Жаздым.", next_what="Өтінішті тексеремін", next_who="me", next_until=until) == 302
    said = last_words(in_room, cast.worker, "river apple window garden")
    assert said.more["next"] == {"what": "Өтінішті тексеремін", "who": cast.worker.name, "until": until}
    assert said.text.startswith("Жаздым.") and "Өтінішті тексеремін" in said.text


def test_a_next_step_alone_is_an_answer_too(worker: Client, in_room: Thread) -> None:
    until = date.today().isoformat()
    assert post(worker, in_room, "say", words="", next_what="Қоңырау шаламын", next_who="service", next_until=until) == 302


def test_a_next_step_without_a_day_is_no_promise(worker: Client, in_room: Thread) -> None:
    assert post(worker, in_room, "say", words="Жаздым.", next_what="Тексеремін") == 409
    assert not Outbox.objects.filter(thread=in_room, clearance__by__isnull=False).exists()


def test_a_hard_stop_in_the_next_step_stops_the_message(worker: Client, in_room: Thread) -> None:
    until = date.today().isoformat()
    what = "Жеке нөміріме жазыңыз: +7 701 234 56 78"
    assert post(worker, in_room, "say", words="Жаздым.", next_what=what, next_until=until) == 409


def test_a_lost_number_is_replaced_only_with_a_reason_and_shown_once(worker: Client, in_room: Thread) -> None:
    assert post(worker, in_room, "number", how="") == 409
    answer = worker.post(f"/desk/{in_room.safe_id}/number/", {"how": "Кездесуге келді, бірінші хатын айтып берді"})
    assert answer.status_code == 200 and b"shown this once" in answer.content
    assert Entry.objects.filter(verb="room.number", about=in_room.safe_id).exclude(reason=None).count() == 1


def test_a_wish_for_deletion_stands_over_the_conversation(worker: Client, in_room: Thread) -> None:
    rooms.hear_in_room(thread=in_room, written=Written(uuid4(), payload="erase"))
    assert "The person asks for deletion" in worker.get(f"/desk/{in_room.safe_id}/").content.decode()


def test_a_messenger_thread_has_no_number_to_replace(worker: Client, thread: Thread, person: Person) -> None:
    assert post(worker, thread, "number", how="Кездесуге келді, айтып берді") == 409
