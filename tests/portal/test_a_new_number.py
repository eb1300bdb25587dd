"""U-02: the trail of a new number. The ledger has its line, the supervisor reads how the person was recognised, and the room tells it.

Somebody who claims to be the person is the danger here: so nothing of it happens in silence.
"""

from uuid import uuid4

import pytest
from django.test import Client

from tests.conftest import Cast
from tests.visitors import number_on
from tirek.ledger.models import Entry
from tirek.ledger.verbs import Verb
from tirek.people.models import Worker
from tirek.vault.models import Principal, Receipt, Session

HOW = "Кездесуге келді, бірінші хатын айтып берді, канарейка-5512"


@pytest.fixture
def renumbered(cast: Cast, sign_in, person, somebody):
    """The worker has given this person a new number; gives the person as they are with it."""

    def renumbered(by: Worker | None = None):
        answer = sign_in(by or cast.worker).post(f"/desk/{person.thread.pk}/number/", {"how": HOW})
        assert answer.status_code == 200, answer.content.decode()
        again = somebody()
        again.number = number_on(answer.content.decode())
        return again

    return renumbered


def test_u02_the_ledger_has_one_line_and_the_reason_is_for_the_supervisor_alone(cast: Cast, person, renumbered, sign_in) -> None:
    safe = person.thread.pk
    renumbered()
    (line,) = Entry.objects.filter(verb=Verb.RECEIPT_REISSUED)
    assert (line.actor, line.about, line.scope) == (cast.worker.principal_id, safe, cast.team.oversight_id)
    assert HOW.encode() not in bytes(line.reason or b"") and "канарейка".encode() not in bytes(line.reason or b"")
    assert HOW in sign_in(cast.supervisor).get("/desk/ledger/").content.decode()
    for other in (cast.worker, cast.ethics, cast.admin):
        for address in ("/desk/ledger/", "/people/", "/me/"):
            assert HOW not in sign_in(other).get(address).content.decode()


def test_u02_the_room_tells_that_a_new_number_was_given_by_whom_and_when(cast: Cast, person, renumbered) -> None:
    again = renumbered()
    assert again.sends("/open/", number=again.number)["Location"] == "/room/"
    for address in ("/room/", "/room/lines/"):
        told = again.reads(address).split('id="opened"')[1].split("</section>")[0]
        row = next(row for row in told.split("<li>") if "gave a new number for the room" in row)
        assert cast.worker.name in row and "Today, " in row
        assert HOW not in again.page


def test_u02_a_look_is_told_beside_it_as_before(cast: Cast, person, renumbered) -> None:
    again = renumbered()
    again.sends("/open/", number=again.number)
    told = again.reads("/room/").split('id="opened"')[1].split("</section>")[0]
    assert told.count("<li>") == 2 and told.count("gave a new number") == 1, "he had opened it, and he gave the number"


def test_u02_the_old_number_and_every_open_room_have_ended(person, somebody, renumbered) -> None:
    elsewhere = somebody()
    elsewhere.sends("/open/", number=person.number)
    assert person.browser.get("/room/").status_code == elsewhere.browser.get("/room/").status_code == 200
    sessions = Session.objects.count()
    again = renumbered()
    for one in (person, elsewhere):
        assert one.browser.get("/room/")["Location"] == "/open/"
        assert one.browser.get("/room/lines/", HTTP_X_TIREK_STEADY="1").status_code == 401
    assert Session.objects.count() == sessions - 2 + 1, "the two rooms have gone; the worker has come"
    late = somebody()
    assert late.sends("/open/", number=person.number).status_code == 403 and "No room opens" in late.page
    assert late.sends("/open/", number=again.number).status_code == 302
    assert Receipt.objects.count() == Principal.objects.filter(kind=Principal.Kind.PERSON).count() == 1


def test_u02_words_typed_under_the_old_number_go_to_nobody(person, renumbered) -> None:
    person.reads("/room/")
    room = person.room
    renumbered()
    answer = person.sends("/room/write/", words="Мен әлі осындамын", once=str(uuid4()), room=room)
    assert answer.status_code == 401 and person.hidden("words") == "Мен әлі осындамын"


@pytest.mark.parametrize("role", ["stranger", "supervisor", "ethics", "admin"])
def test_u02_nobody_who_is_not_named_gives_a_number(cast: Cast, person, sign_in, role: str) -> None:
    browser: Client = sign_in(getattr(cast, role))
    assert browser.post(f"/desk/{person.thread.pk}/number/", {"how": HOW}).status_code == 404
    assert not Entry.objects.filter(verb=Verb.RECEIPT_REISSUED).exists()
    assert person.browser.get("/room/").status_code == 200


def test_u02_the_number_stands_in_no_address_no_later_page_and_no_line(cast: Cast, person, renumbered, sign_in) -> None:
    safe = person.thread.pk
    again = renumbered()
    groups = [again.number[start : start + 4] for start in range(0, 20, 4)]
    shown = (sign_in(cast.worker).get(f"/desk/{safe}/"), sign_in(cast.supervisor).get("/desk/ledger/"))
    for answer in shown:
        page = answer.content.decode() + str(answer.headers)
        assert again.number not in page and " ".join(groups) not in page
    assert again.number not in repr(list(Entry.objects.values()))
