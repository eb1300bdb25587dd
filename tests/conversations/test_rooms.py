"""The room: asking without an account, coming back with the number, writing, own notes, moving there from a messenger."""

import re
from uuid import UUID, uuid4

import pytest

from tests.conftest import PASSWORD, Cast, Person
from tirek.conduct.engine.findings import Context
from tirek.conversations import rules
from tirek.conversations.actions import moving, own_notes, rooms, talking
from tirek.conversations.actions.rooms import Asked, Opened, Written
from tirek.conversations.header import Address
from tirek.conversations.models import Contact, Outbox, Thread
from tirek.conversations.words import unpack
from tirek.kit.refusals import Refused
from tirek.people.models import Worker
from tirek.vault.actions import keys
from tirek.vault.actions.reading import Reader
from tirek.vault.actions.receipts import shown_for_good
from tirek.vault.actions.sealing import open_from_relay
from tirek.vault.actions.sessions import load_session
from tirek.vault.actions.talking import TalkReader
from tirek.vault.codes import Mistyped
from tirek.vault.doctor import invariants
from tirek.vault.errors import Busy, NoGrant, Tampered, WrongKey
from tirek.vault.models import Leaf, Safe

NETWORK = "203.0.113"
CONTEXT = Context(language="kk", country="kz")


@pytest.fixture(autouse=True)
def nobody_has_tried_yet() -> None:
    rules.NUMBERS_TRIED.clear()


def ask(cast: Cast, words: str = "Балама жәрдемақы керек", once: UUID | None = None, **more: object) -> Opened:
    return rooms.ask_for_help(account=cast.room_account, asked=Asked(words, "kk", **more), once=once or uuid4())  # type: ignore[arg-type]


def keys_of(opened: Opened) -> TalkReader:
    signed = load_session(opened.cookies, slide=False)
    assert signed is not None
    return TalkReader(signed.principal, signed.seed)


def reader_of(worker: Worker) -> Reader:
    return Reader(worker.principal_id, keys.unlock_with_password(worker.principal, PASSWORD))


def letters_in(thread: Thread, talk: TalkReader) -> list[str]:
    return [unpack(talk.open.words(leaf)).text for leaf in Leaf.objects.filter(safe=thread.safe_id, half=Leaf.Half.TALK).order_by("seq")]


def thread_of(talk: TalkReader) -> Thread:
    return Thread.objects.select_related("safe", "account__team").get(safe=talk.open.safe)


def test_asking_makes_a_room_that_its_person_and_the_team_open(cast: Cast) -> None:
    opened = ask(cast)
    talk = keys_of(opened)
    thread = thread_of(talk)
    assert letters_in(thread, talk)[0] == "Балама жәрдемақы керек"
    assert thread in Thread.objects.visible_to(reader_of(cast.worker))
    assert not Thread.objects.visible_to(reader_of(cast.stranger)).exists()
    assert list(invariants()) == []


def test_nothing_is_asked_without_a_word_a_need_or_danger(cast: Cast) -> None:
    with pytest.raises(Refused, match="write a few words"):
        ask(cast, "  ")
    assert ask(cast, "", need="money").number and ask(cast, "", danger=True).number


def test_the_same_form_again_makes_no_second_room_and_shows_the_same_number(cast: Cast) -> None:
    once = uuid4()
    first, again = ask(cast, once=once), ask(cast, once=once)
    assert first.number == again.number and Thread.objects.count() == 1
    assert letters_in(thread_of(keys_of(first)), keys_of(again)).count("Балама жәрдемақы керек") == 1


def test_a_number_that_is_kept_is_not_shown_again(cast: Cast) -> None:
    once = uuid4()
    opened = ask(cast, once=once)
    shown_for_good(person=keys_of(opened).principal_id)
    with pytest.raises(Refused, match="sent already"):
        ask(cast, once=once)


def test_the_number_opens_the_room_on_any_device(cast: Cast) -> None:
    opened = ask(cast)
    back = rooms.come_back(typed=opened.number, network=NETWORK)
    assert keys_of(back).open.safe == keys_of(opened).open.safe


def test_a_slip_of_the_pen_costs_no_try_and_wrong_numbers_are_limited(cast: Cast) -> None:
    ask(cast)
    for _ in range(30):
        with pytest.raises(Mistyped):
            rooms.come_back(typed="1234", network=NETWORK)
    wrong = "00000000000000000001"
    assert int(wrong) % 97 == 1
    for _ in range(5):
        with pytest.raises(WrongKey):
            rooms.come_back(typed=wrong, network=NETWORK)
    with pytest.raises(Busy):
        rooms.come_back(typed=wrong, network=NETWORK)


def test_one_attackers_tries_do_not_close_the_door_for_another_number(cast: Cast) -> None:
    opened = ask(cast)
    for number in range(1, 40):
        with pytest.raises((WrongKey, Busy)):
            rooms.come_back(typed=f"{number * 97 + 1:020d}", network="198.51.100")
    assert keys_of(rooms.come_back(typed=opened.number, network=NETWORK)).open


def test_danger_at_the_door_puts_the_thread_on_top(cast: Cast) -> None:
    talk = keys_of(ask(cast, "Ол есікті ұрып тұр", danger=True))
    assert thread_of(talk).safe.due_min is not None


def test_the_person_opens_no_internal_note(cast: Cast) -> None:
    """V-16, by key: the talk half is all that was handed over."""
    talk = keys_of(ask(cast))
    thread = thread_of(talk)
    talking.write_note(thread=thread, words="ішкі жазба", once=uuid4(), by=cast.worker, reader=reader_of(cast.worker))
    note = Leaf.objects.get(safe=thread.safe_id, half=Leaf.Half.FILE)
    with pytest.raises(NoGrant):
        talk.open.words(note)
    note.half = Leaf.Half.TALK  # as somebody who writes the database could claim
    with pytest.raises(Tampered):
        talk.open.words(note)


def test_an_own_note_is_opened_by_nobody_else_until_it_is_handed_over(cast: Cast) -> None:
    talk = keys_of(ask(cast))
    thread = thread_of(talk)
    own_notes.keep_own_note(words="әзірге тек өзіме", once=uuid4(), talk=talk)
    (note,) = own_notes.own_notes(talk)
    leaf = Leaf.objects.get(safe=thread.safe_id, half=Leaf.Half.OWN)
    with pytest.raises(NoGrant):
        reader_of(cast.worker).open(thread.safe).words(leaf)
    own_notes.hand_over_note(seq=note.seq, once=uuid4(), talk=talk)
    assert own_notes.own_notes(talk) == [] and "әзірге тек өзіме" in letters_in(thread, talk)


def test_a_note_is_kept_once_however_often_the_form_is_sent(cast: Cast) -> None:
    talk, once = keys_of(ask(cast)), uuid4()
    for _ in range(2):
        own_notes.keep_own_note(words="бір рет", once=once, talk=talk)
    assert len(own_notes.own_notes(talk)) == 1


def test_a_wish_for_deletion_arrives_and_can_be_taken_back(cast: Cast) -> None:
    talk = keys_of(ask(cast))
    rooms.hear_in_room(thread=thread_of(talk), written=Written(uuid4(), payload="erase"))
    assert thread_of(talk).wish_seq is not None and thread_of(talk).safe.waiting_since_min
    rooms.hear_in_room(thread=thread_of(talk), written=Written(uuid4(), payload="keep"))
    assert thread_of(talk).wish_seq is None


def offered_link(cast: Cast, thread: Thread) -> str:
    moving.offer_room(thread=thread, once=uuid4(), by=cast.worker, reader=reader_of(cast.worker))
    row = Outbox.objects.filter(thread=thread).latest("id")
    found = re.search(r"/r/(\S+)", open_from_relay("outbox.payload", row.key, bytes(row.payload or b"")).decode())
    assert found
    return found[1].rstrip('".,\\n')[:24]


def test_a_thread_moves_from_the_messenger_to_the_room_and_goes_on_there(cast: Cast, person: Person) -> None:
    thread = person.writes("Сәлеметсіз бе")
    code = offered_link(cast, thread)
    assert moving.code_is_open(code) and moving.code_is_open(code)  # looking uses nothing up
    opened = moving.accept_room(typed=code, once=uuid4())
    talk = keys_of(opened)
    assert thread_of(talk).account == cast.room_account
    assert "Сәлеметсіз бе" in letters_in(thread, talk)
    assert keys_of(rooms.come_back(typed=opened.number, network=NETWORK)).open.safe == thread.safe
    again = person.writes("тағы да мен")
    assert again == thread and "тағы да мен" in letters_in(thread, talk)


def test_a_link_opens_once(cast: Cast, person: Person) -> None:
    code = offered_link(cast, person.writes("Сәлеметсіз бе"))
    moving.accept_room(typed=code, once=uuid4())
    assert not moving.code_is_open(code)
    with pytest.raises(WrongKey):
        moving.accept_room(typed=code, once=uuid4())


def test_a_second_link_ends_the_first(cast: Cast, person: Person) -> None:
    thread = person.writes("Сәлеметсіз бе")
    first, second = offered_link(cast, thread), offered_link(cast, thread)
    assert not moving.code_is_open(first) and moving.code_is_open(second)


def test_after_the_move_the_messenger_hears_only_that_there_is_something_to_read(cast: Cast, person: Person) -> None:
    thread = person.writes("Сәлеметсіз бе")
    talk = keys_of(moving.accept_room(typed=offered_link(cast, thread), once=uuid4()))
    thread = thread_of(talk)
    before = set(Outbox.objects.values_list("id", flat=True))
    for words in ("Құжаттарыңызды көрдім.", "Ертең жазамын."):
        reply = talking.Reply(words, CONTEXT, thread.safe.seq + 99, uuid4())
        talking.say(thread=thread, reply=reply, by=cast.worker, reader=reader_of(cast.worker))
    rows = Outbox.objects.exclude(id__in=before).order_by("id")
    outside = [row for row in rows if row.account_id == cast.account.id]
    assert len(outside) == 1, "once, until the person was in the room"
    payload = open_from_relay("outbox.payload", outside[0].key, bytes(outside[0].payload or b"")).decode()
    assert "Құжат" not in payload and cast.organisation.name not in payload


def test_no_notice_goes_to_somebody_who_does_not_want_one(cast: Cast, person: Person) -> None:
    thread = person.writes("Сәлеметсіз бе")
    talk = keys_of(moving.accept_room(typed=offered_link(cast, thread), once=uuid4()))
    contact = Contact.objects.get(thread=thread, account=cast.account)
    address = Address.opened(contact.id, bytes(contact.address))
    address.first = False
    Contact.objects.filter(pk=contact.pk).update(address=address.sealed(contact.id))
    before = Outbox.objects.filter(account=cast.account).count()
    reply = talking.Reply("Құжаттарыңызды көрдім.", CONTEXT, 99, uuid4())
    talking.say(thread=thread_of(talk), reply=reply, by=cast.worker, reader=reader_of(cast.worker))
    assert Outbox.objects.filter(account=cast.account).count() == before


def test_a_lost_number_is_replaced_after_a_check_that_is_written_down(cast: Cast) -> None:
    opened = ask(cast)
    talk = keys_of(opened)
    own_notes.keep_own_note(words="ескі нөмірмен", once=uuid4(), talk=talk)
    thread = thread_of(talk)
    with pytest.raises(Refused, match="made sure"):
        moving.reissue_receipt(thread=thread, how="", by=cast.worker, reader=reader_of(cast.worker))
    how = "Кездесуде келген, бірінші хатын айтып берді"
    number = moving.reissue_receipt(thread=thread, how=how, by=cast.worker, reader=reader_of(cast.worker))
    with pytest.raises(WrongKey):
        rooms.come_back(typed=opened.number, network=NETWORK)
    assert load_session(opened.cookies, slide=False) is None
    anew = keys_of(rooms.come_back(typed=number, network=NETWORK))
    assert "Балама жәрдемақы керек" in letters_in(thread, anew)
    (closed,) = own_notes.own_notes(anew)
    assert closed.is_closed and not closed.text


def test_a_teammate_who_is_not_named_gives_no_new_number(cast: Cast) -> None:
    talk = keys_of(ask(cast))
    thread = thread_of(talk)
    talking.claim(thread=thread, by=cast.worker, reader=reader_of(cast.worker))
    with pytest.raises((NoGrant, Refused)):
        how = "танысым деп айтты маған"
        moving.reissue_receipt(thread=thread_of(talk), how=how, by=cast.teammate, reader=reader_of(cast.teammate))


def test_a_persons_keys_open_one_safe_only(cast: Cast) -> None:
    one, other = keys_of(ask(cast)), keys_of(ask(cast, "Басқа адам"))
    assert Safe.objects.count() == 2
    with pytest.raises(Tampered):
        one.open.words(Leaf.objects.filter(safe=other.open.safe, half=Leaf.Half.TALK)[0])


def test_a_visit_lets_the_next_answer_be_announced_again(cast: Cast, person: Person) -> None:
    thread = person.writes("Сәлеметсіз бе")
    talk = keys_of(moving.accept_room(typed=offered_link(cast, thread), once=uuid4()))
    for words in ("Бірінші.", "Екінші."):
        reply = talking.Reply(words, CONTEXT, 99, uuid4())
        talking.say(thread=thread_of(talk), reply=reply, by=cast.worker, reader=reader_of(cast.worker))
        rooms.visit(thread_of(talk))
        assert thread_of(talk).visited_min and not thread_of(talk).noticed_min
    assert Outbox.objects.filter(account=cast.account, clearance__by=None).count() >= 4  # first words, link, two notices


def test_one_network_cannot_fill_the_desks_with_rooms_and_danger_is_always_heard(cast: Cast) -> None:
    rules.ROOMS_MADE.clear()
    for _ in range(60):
        rules.ROOMS_MADE.count(NETWORK, NETWORK)
    with pytest.raises(Busy, match="your network"):
        rooms.ask_for_help(account=cast.room_account, asked=Asked("Сәлем", "kk"), once=uuid4(), network=NETWORK)
    assert rooms.ask_for_help(account=cast.room_account, asked=Asked("Сәлем", "kk", danger=True), once=uuid4(), network=NETWORK).number
    assert rooms.ask_for_help(account=cast.room_account, asked=Asked("Сәлем", "kk"), once=uuid4(), network="198.51.100").number
    rules.ROOMS_MADE.clear()
