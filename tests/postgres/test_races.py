"""Two processes at the same row at the same moment: nobody waits for ever, nothing is lost, nothing is there twice."""

import re
import threading
import time
from collections.abc import Callable, Sequence
from uuid import uuid4

import pytest
from django.db import connections, transaction

from tests.conftest import Person
from tests.conversations.test_rooms import offered_link
from tirek.channels.base import SendResult
from tirek.conversations.actions import moving
from tirek.conversations.actions.delivering import due, lease, settle
from tirek.conversations.actions.receiving import Letter, receive
from tirek.conversations.models import Contact, Outbox, Thread
from tirek.vault.errors import WrongKey
from tirek.vault.models import Leaf, Safe, this_minute

pytestmark = pytest.mark.postgresql


@pytest.fixture
def both_databases(committed: None) -> None:
    """Threads stand for processes here: each has a connection of its own, and they must see each other's rows."""


def at_once(*acts: Callable[[], object]) -> list[object]:
    """Each in a thread of its own, let go together; what each came to, a fault too."""
    came: list[object] = [None] * len(acts)
    start = threading.Barrier(len(acts))

    def run(place: int) -> None:
        try:
            start.wait(10)
            came[place] = acts[place]()
        except Exception as fault:  # noqa: BLE001  # whatever it is, it is the outcome
            came[place] = fault
        finally:
            connections.close_all()

    threads = [threading.Thread(target=run, args=(place,)) for place in range(len(acts))]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join(30)
        assert not thread.is_alive(), "somebody waits for ever"
    return came


def letter(person: Person, text: str, chat: int) -> Letter:
    (letter,) = person.letters(person.update("message", person.message(text, chat=chat)))
    return letter


def received(letters: Sequence[Letter]) -> Callable[[], object]:
    return lambda: receive(letters=letters)


def test_a_stranger_met_by_two_processes_at_once_is_one_person(person: Person, opened_texts) -> None:
    for number in range(12):
        chat = 700 + number
        came = at_once(*(received([letter(person, f"{number} {part}", chat)]) for part in range(3)))
        assert not [fault for fault in came if isinstance(fault, Exception)], came
        assert opened_texts(person.thread(chat)) == [f"{number} {part}" for part in range(3)]
    assert Contact.objects.filter(account=person.cast.account).count() == Thread.objects.count() == Safe.objects.count() == 12


def test_sets_in_opposite_order_do_not_wait_for_each_other(person: Person, opened_texts) -> None:
    chats = list(range(720, 728))
    for chat in chats[:4]:
        person.writes("known", chat=chat)
    for round_ in range(8):
        orders = (chats, chats[::-1], chats[::2] + chats[1::2])
        sets = [[letter(person, f"{round_} {way}", chat) for chat in order] for way, order in enumerate(orders)]
        came = at_once(*map(received, sets))
        assert not [fault for fault in came if isinstance(fault, Exception)], came
    for chat in chats:
        heard = [text for text in opened_texts(person.thread(chat)) if text != "known"]
        assert heard == sorted(f"{round_} {way}" for round_ in range(8) for way in range(3))


def test_marks_are_written_in_their_order_whatever_order_the_letters_have(person: Person) -> None:
    """Else two sets with the same senders or events could each hold what the other one waits for."""
    written: dict[str, list[bytes]] = {}

    def watch(execute, sql, params, many, context):
        table = re.match(r'INSERT INTO "?(conversations_(?:seenevent|contact|externalref))"? ', sql)
        if table and params:
            cells = [getattr(cell, "obj", cell) for cell in params]  # psycopg wraps what is binary
            written[table[1]] = [bytes(cell) for cell in cells if isinstance(cell, bytes | memoryview) and len(bytes(cell)) == 16]
        return execute(sql, params, many, context)

    with connections["default"].execute_wrapper(watch):
        receive(letters=[letter(person, "Hello", chat) for chat in range(790, 806)])
    assert {table: len(marks) for table, marks in written.items()} == dict.fromkeys(written, 16) and len(written) == 3
    assert all(marks == sorted(marks) for marks in written.values())


def test_many_writers_on_one_safe_number_their_leaves_without_a_gap(person: Person, opened_texts) -> None:
    thread = person.writes("0", chat=730)
    before = Leaf.objects.filter(safe=thread.safe_id).count()
    writers = [[letter(person, f"{writer}-{number}", 730) for number in range(10)] for writer in range(4)]

    def write(letters: Sequence[Letter]) -> Callable[[], object]:
        return lambda: [receive(letters=[one]) for one in letters]

    came = at_once(*map(write, writers))
    assert not [fault for fault in came if isinstance(fault, Exception)], came
    numbers = sorted(Leaf.objects.filter(safe=thread.safe_id).values_list("seq", flat=True))
    assert numbers == list(range(1, len(numbers) + 1)) and len(numbers) >= before + 40
    assert len(opened_texts(thread)) == 41


def test_the_same_event_in_two_processes_is_one_letter(person: Person, opened_texts) -> None:
    person.writes("before", chat=740)
    for number in range(8):
        twice = letter(person, f"once {number}", 740)
        at_once(received([twice]), received([twice]))
    assert opened_texts(person.thread(740)) == sorted(["before", *(f"once {number}" for number in range(8))])


def test_a_letter_that_waited_for_the_closing_opens_the_thread_again(person: Person) -> None:
    """What stood in the thread before the wait is not believed after it."""
    thread = person.writes("before", chat=750)
    late = letter(person, "comes while it is being closed", 750)
    with transaction.atomic():
        Safe.objects.locked([thread.safe_id]).get()
        Thread.objects.filter(pk=thread.pk).update(closed_min=this_minute())
        comes = threading.Thread(target=lambda: (receive(letters=[late]), connections.close_all()))
        comes.start()
        _until_somebody_waits()
    comes.join(10)
    assert Thread.objects.get(pk=thread.pk).closed_min is None


def _until_somebody_waits() -> None:
    with connections["default"].cursor() as cursor:
        for _ in range(200):
            cursor.execute("SELECT count(*) FROM pg_locks WHERE NOT granted")
            if cursor.fetchone()[0]:
                return
            time.sleep(0.02)
    raise AssertionError("nobody waits")


def test_one_message_is_leased_by_one_process(person: Person) -> None:
    for number in range(6):
        person.writes("Hello", chat=760 + number)
    now = time.time()
    for row in due(now, 20):
        came = at_once(*(lambda: lease(row_id=row, now=now) for _ in range(4)))  # noqa: B023  # the threads end within the round
        assert not [fault for fault in came if isinstance(fault, Exception)], came
        assert sum(parcel is not None for parcel in came) == 1


def test_who_lost_his_lease_writes_nothing_down_any_more(person: Person) -> None:
    person.writes("Hello", chat=770)
    now = time.time()
    (row, *_) = due(now, 5)
    first = lease(row_id=row, now=now)
    second = lease(row_id=row, now=now + 60)
    assert first and second
    settle(parcel=first, result=SendResult(()))
    standing = Outbox.objects.get(pk=row)
    assert (standing.state, standing.attempts, standing.maybe_twice) == (Outbox.State.LEASED, 2, True)


def test_a_pause_that_a_platform_asked_for_holds_in_every_process(person: Person) -> None:
    person.writes("Hello", chat=780)
    now = time.time()
    (row, *_) = due(now, 5)
    Outbox.objects.filter(pk=row).update(next_at=now + 30)
    assert lease(row_id=row, now=now) is None
    assert lease(row_id=row, now=now + 31) is not None


def test_of_two_who_open_a_link_at_once_one_has_the_room_and_the_other_comes_too_late(person: Person) -> None:
    for number in range(8):
        code = offered_link(person.cast, person.writes("Сәлеметсіз бе", chat=900 + number))
        came = at_once(*(lambda code=code: moving.accept_room(typed=code, once=uuid4()) for _ in range(2)))
        late = [outcome for outcome in came if isinstance(outcome, WrongKey)]
        assert len(late) == 1 and not [one for one in came if isinstance(one, Exception) and one not in late], came


def test_two_clicks_on_a_link_at_once_show_the_same_number(person: Person) -> None:
    for number in range(8):
        code, once = offered_link(person.cast, person.writes("Сәлеметсіз бе", chat=920 + number)), uuid4()
        came = at_once(*(lambda code=code, once=once: moving.accept_room(typed=code, once=once).number for _ in range(2)))
        assert came[0] == came[1] and isinstance(came[0], str), came
