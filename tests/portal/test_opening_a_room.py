"""The number opens the room on any device; a slip costs nothing, guessing costs everything, and nothing typed is lost."""

import re
from uuid import uuid4

import pytest

from tests.conftest import PASSWORD, Cast, Person
from tirek.conversations.actions import moving, talking
from tirek.conversations.models import Outbox, Thread
from tirek.conversations.words import unpack
from tirek.ledger.models import Entry
from tirek.ledger.verbs import Verb
from tirek.vault.actions import keys
from tirek.vault.actions.reading import Reader
from tirek.vault.models import Leaf, Session


def mistyped(number: str) -> str:
    return number[:-1] + str((int(number[-1]) + 1) % 10)


def test_the_number_opens_the_room_with_spaces_and_lookalikes(person, somebody) -> None:
    elsewhere = somebody()
    typed = " - ".join(person.number[start : start + 4] for start in range(0, 20, 4)).replace("0", "O")
    assert elsewhere.sends("/open/", number=typed)["Location"] == "/room/"
    assert "Балама жәрдемақы керек" in elsewhere.reads("/room/")


def test_opening_leaves_a_line_in_the_ledger(person, somebody) -> None:
    before = Entry.objects.filter(verb=Verb.ROOM_ENTERED).count()
    somebody().sends("/open/", number=person.number)
    lines = Entry.objects.filter(verb=Verb.ROOM_ENTERED, about=person.thread.safe_id)
    assert lines.count() == before + 1 and lines.last().scope == person.thread.account.team.oversight_id


@pytest.mark.parametrize(
    ("typed", "said"),
    [("1234", "has 20 digits; 4 were typed"), ("12 ab", "digits only"), ("", "digits only")],
)
def test_a_slip_is_said_before_any_key_is_tried(person, somebody, typed: str, said: str) -> None:
    elsewhere = somebody()
    with keys.ROOMS, keys.ROOMS:  # nobody's turn: a try at a key would be refused as too busy
        answer = elsewhere.sends("/open/", number=typed)
    assert answer.status_code == 409 and said in elsewhere.page and 'aria-invalid="true"' in elsewhere.page


def test_one_wrong_digit_is_noticed_and_the_field_keeps_what_was_typed(person, somebody) -> None:
    elsewhere = somebody()
    assert elsewhere.sends("/open/", number=mistyped(person.number)).status_code == 409
    assert "One of the digits is not right" in elsewhere.page and mistyped(person.number) in elsewhere.page


def test_a_wrong_number_says_the_same_as_one_that_never_was(person, somebody) -> None:
    elsewhere = somebody()
    assert elsewhere.sends("/open/", number="00000000000000000001").status_code == 403
    assert "No room opens with this number" in elsewhere.page and "rs" not in elsewhere.browser.cookies


def test_twenty_wrong_numbers_are_stopped_and_the_right_one_of_somebody_else_is_not(person, somebody) -> None:
    guesser, wrong = somebody(), "00000000000000000001"
    met = [guesser.sends("/open/", number=wrong).status_code for _ in range(20)]
    assert met[:5] == [403] * 5 and set(met[5:]) == {429}
    assert "Wait fifteen minutes" in guesser.page
    assert somebody().sends("/open/", number=person.number).status_code == 302


def test_words_typed_when_the_room_had_closed_itself_come_back_with_it(person) -> None:
    person.reads("/room/")
    room = person.room
    Session.objects.all().delete()
    answer = person.sends("/room/write/", words="Ұзақ хат", once=str(uuid4()), room=room)
    assert answer.status_code == 401 and person.hidden("words") == "Ұзақ хат" and "has closed itself" in person.page
    assert person.sends("/open/", number=mistyped(person.number), words="Ұзақ хат", room=room).status_code == 409
    assert person.hidden("words") == "Ұзақ хат"
    person.sends("/open/", number=person.number, words="Ұзақ хат", room=room)
    assert ">Ұзақ хат</textarea>" in person.page
    assert "Ұзақ хат" not in [unpack(person.talk.open.words(leaf)).text for leaf in Leaf.objects.filter(half=Leaf.Half.TALK)]


def test_a_note_typed_when_the_room_had_closed_itself_comes_back_as_a_note(person) -> None:
    person.reads("/room/")
    room = person.room
    Session.objects.all().delete()
    person.sends("/room/notes/", words="Тек өзіме", once=str(uuid4()), room=room)
    person.sends("/open/", number=person.number, words=person.hidden("words"), room=room, kind=person.hidden("kind"))
    note, letter = person.page.index('id="note"'), person.page.index('id="words"')
    assert note < person.page.index("Тек өзіме") and person.page.count("Тек өзіме") == 1 and letter < note


def test_words_of_one_room_never_come_up_in_another(person, somebody) -> None:
    person.reads("/room/")
    other = somebody()
    other.asks("Мен басқамын")
    answer = other.sends("/open/", number=other.number, words="Ұзақ хат", room=person.room)
    assert answer.status_code == 302 and "Ұзақ хат" not in other.reads("/room/")


def test_a_stranger_without_a_number_is_led_to_where_it_is_asked(somebody) -> None:
    assert somebody().browser.get("/room/")["Location"] == "/open/"
    assert somebody().browser.get("/room/lines/", HTTP_X_TIREK_STEADY="1").status_code == 401


def test_a_workers_cookies_open_no_room_and_a_persons_no_desk(sign_in, cast: Cast, person) -> None:
    assert sign_in(cast.worker).get("/room/")["Location"] == "/open/"
    assert person.browser.get("/desk/").status_code == 302 and "/sign-in/" in person.browser.get("/desk/")["Location"]


def test_a_live_look_does_not_keep_the_session_alive_and_a_page_does(person) -> None:
    Session.objects.update(seen_min=1 + Session.objects.get().seen_min - 10)
    before = Session.objects.get().seen_min
    person.browser.get("/room/lines/", HTTP_X_TIREK_STEADY="1")
    assert Session.objects.get().seen_min == before
    person.reads("/room/")
    assert Session.objects.get().seen_min > before


def test_closing_the_room_ends_it_everywhere_in_this_browser(person) -> None:
    cookies = {name: morsel.value for name, morsel in person.browser.cookies.items()}
    assert person.sends("/room/close/")["Location"] == "/"
    person.browser.cookies.load(cookies)
    assert person.browser.get("/room/")["Location"] == "/open/"


# the neutral link from a messenger


@pytest.fixture
def link(cast: Cast) -> str:
    """The link a worker has sent to somebody in Telegram."""
    writer = Person(cast)
    thread = writer.writes("Добрий день")
    reader = Reader(cast.worker.principal_id, keys.unlock_with_password(cast.worker.principal, PASSWORD))
    talking.claim(thread=thread, by=cast.worker, reader=reader)
    moving.offer_room(thread=Thread.objects.get(pk=thread.pk), once=uuid4(), by=cast.worker, reader=reader)
    Outbox.objects.update(state=Outbox.State.SENT)
    opened = reader.open(Thread.objects.select_related("safe").get(pk=thread.pk).safe)
    leaf = Leaf.objects.filter(safe=thread.safe_id, half=Leaf.Half.TALK).order_by("-seq").first()
    return "/r/" + unpack(opened.words(leaf)).text.split("/r/")[1].split()[0] + "/"


def test_looking_at_the_link_uses_nothing_up(link: str, somebody) -> None:
    for _ in range(3):
        assert "opens a room for you alone" in somebody().reads(link)


def test_the_link_opens_the_room_once_shows_a_number_and_the_talk_goes_on(link: str, somebody) -> None:
    mover = somebody()
    mover.reads(link)
    once = mover.hidden("once")
    mover.sends(link, once=once)
    assert "Your number" in mover.page
    first = mover.page.split('id="digits"')[1][:300]
    mover.sends(link, once=once)
    assert mover.page.split('id="digits"')[1][:300] == first, "a reload shows the same number"
    assert "Добрий день" in mover.reads("/room/")
    late = somebody()
    assert "This link is over" in late.reads(link)
    assert late.sends(link, once=str(uuid4())).status_code == 403 and "used already" in late.page


def test_p07_links_that_never_were_all_look_the_same(link: str, somebody) -> None:
    """A link with one sign changed, one turned round, and nonsense."""
    real = link.split("/")[2]
    near = real[:-1] + ("A" if real[-1] != "A" else "B")
    met = {re.sub(r'value="[^"]*"|/r/[^/"]*/', "", somebody().reads(f"/r/{code}/")) for code in (near, "x", "0" * 40, "қате", real[::-1])}
    assert len(met) == 1 and "This link is over" in next(iter(met))
