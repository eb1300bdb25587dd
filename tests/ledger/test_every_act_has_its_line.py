"""A-06: every act of the list is done through its page and leaves exactly its line; no line holds a word; and no verb is without a test."""

import ast
import re
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from datetime import time
from pathlib import Path
from uuid import uuid4

import pyotp
import pytest
from django.db import connection
from django.test import Client

from tests.conftest import PASSWORD, SAME_ORIGIN, Cast, Person
from tests.visitors import number_on, room_on
from tirek.conduct import actions as conduct
from tirek.conversations import rules
from tirek.conversations.models import Thread
from tirek.conversations.words import unpack
from tirek.ledger.models import Entry
from tirek.ledger.verbs import Verb
from tirek.people.actions.founding import Charter, FirstPerson, found
from tirek.people.models import Organisation, Proposal, Role, Worker
from tirek.vault.actions import keys
from tirek.vault.models import Leaf, Principal, Safe

CANARY = "канарейка-6620"
TESTS = Path(__file__).resolve().parents[1]
SignIn = Callable[[Worker], Client]


@pytest.fixture(autouse=True)
def nobody_has_tried_yet() -> None:
    rules.NUMBERS_TRIED.clear()


@contextmanager
def leaves(*verbs: Verb, besides: tuple[Verb, ...] = ()) -> Iterator[None]:
    """What happens in this block leaves exactly these lines, in any order. `besides`: lines of the way there, told apart."""
    before = set(Entry.objects.values_list("id", flat=True))
    yield
    told = list(Entry.objects.exclude(id__in=before).exclude(verb__in=besides).values_list("verb", flat=True))
    assert sorted(told) == sorted(str(verb.value) for verb in verbs)
    assert no_line_holds_a_word()


def no_line_holds_a_word() -> bool:
    """Every byte of every column."""
    with connection.cursor() as cursor:
        cursor.execute("SELECT * FROM ledger_entry")
        whole = b"\n".join(
            bytes(cell) if isinstance(cell, bytes | memoryview) else str(cell).encode() for row in cursor.fetchall() for cell in row
        )
    return len(whole) > 100 and not [
        one for one in (CANARY, CANARY.encode("utf-16-le").decode("latin-1"), PASSWORD) if one.encode() in whole
    ]


def on_desk(browser: Client, thread: Thread, to: str, **form: str) -> int:
    whole = {"words": f"Сәлеметсіз бе {CANARY}", "once": str(uuid4()), "seen_seq": "999", **form}
    return browser.post(f"/desk/{thread.safe_id}/{to}/", whole).status_code


# the room


@pytest.fixture
def thread(cast: Cast, person: Person, sign_in: SignIn) -> Thread:
    """A conversation in a messenger that the worker has taken."""
    thread = person.writes(f"Көмек керек {CANARY}")
    assert on_desk(sign_in(cast.worker), thread, "claim") == 302
    return thread


def link_to_room(thread: Thread, reader) -> str:
    opened = reader.open(Safe.objects.get(pk=thread.pk))
    for leaf in Leaf.objects.filter(safe=thread.pk, half=Leaf.Half.TALK).order_by("-seq"):
        found = re.search(r"/r/[0-9A-Z-]+", unpack(opened.words(leaf)).text)
        if found:
            return found[0] + "/"
    raise AssertionError("no link was sent")


def test_a06_asking_moving_and_coming_back(cast: Cast, thread: Thread, sign_in: SignIn, reader) -> None:
    worker = sign_in(cast.worker)
    with leaves(Verb.ROOM_OFFERED, besides=(Verb.SAFE_READ,)):
        assert on_desk(worker, thread, "room") == 302
    link, somebody, form = link_to_room(thread, reader(cast.worker)), Client(**SAME_ORIGIN), {"once": str(uuid4())}
    with leaves():
        assert somebody.get(link).status_code == 200
    with leaves(Verb.ROOM_MOVED):
        number = number_on(somebody.post(link, form).content.decode())
        assert somebody.post(link, form).status_code == 200, "a reload moves nothing twice"
    line = Entry.objects.latest("id")
    assert (line.actor, line.about, line.scope) == (None, thread.pk, cast.team.oversight_id)
    with leaves(Verb.ROOM_ENTERED):
        assert Client(**SAME_ORIGIN).post("/open/", {"number": number}).status_code == 302
    with leaves():
        assert Client(**SAME_ORIGIN).post("/open/", {"number": "0" * 18 + "01"}).status_code == 403
    with leaves(Verb.RECEIPT_REISSUED):
        assert on_desk(worker, thread, "number", how=f"Кездесуге келді {CANARY}") == 200
    with leaves(Verb.SAFE_CREATED):
        words = {"step": "words", "once": str(uuid4()), "words": CANARY}
        assert [Client(**SAME_ORIGIN).post("/ask/", words).status_code for _ in range(2)] == [200, 200]


# consent


def test_a06_what_a_person_says_of_an_agreement_in_the_room(cast: Cast) -> None:
    somebody = Client(**SAME_ORIGIN)
    assert somebody.post("/ask/", {"step": "words", "once": str(uuid4()), "words": CANARY}).status_code == 200
    room = room_on(somebody.get("/room/").content.decode())

    def says(to: str, **form: str) -> int:
        return somebody.post(f"/room/agreements/{to}/", {"once": str(uuid4()), "room": room, "purpose": "care", **form}).status_code

    once = str(uuid4())
    with leaves(Verb.CONSENT_DECLINED):
        assert [says("yes", answer="no", once=once) for _ in range(2)] == [302, 302]
    with leaves(Verb.CONSENT_GIVEN):
        assert says("yes", answer="yes", name=CANARY, who="representative", basis=CANARY) == 302
    with leaves(Verb.CONSENT_WITHDRAWN):
        assert [says("back"), says("back")] == [302, 302], "a second press ends nothing"
    with leaves():
        assert says("yes", answer="yes", who="nobody") == 409


def test_a06_what_a_worker_writes_down_of_it(cast: Cast, thread: Thread, sign_in: SignIn) -> None:
    worker, how = sign_in(cast.worker), {"method": "spoken", "how": f"Телефонмен айтты {CANARY}"}
    with leaves(Verb.CONSENT_ASKED):
        assert on_desk(worker, thread, "agreed/ask", purpose="care") == 302
    with leaves(Verb.CONSENT_DECLINED):
        assert on_desk(worker, thread, "agreed", purpose="care", answer="no", **how) == 302
    with leaves(Verb.CONSENT_EXCEPTION):
        assert on_desk(worker, thread, "agreed/emergency", purpose="care", reason=f"Есік алдында тұр {CANARY}") == 302
    with leaves(Verb.CONTACT_AGREED):
        hours = {"first": "on", "opens": "09:00", "closes": "18:00", "neutral": "on"}
        assert on_desk(worker, thread, "agreed/contact", **hours, how=how["how"]) == 302
    with leaves():
        assert on_desk(worker, thread, "agreed/contact", opens="25:00", closes="x", how=how["how"]) == 409


def test_a06_a_message_that_left_unchecked_says_so(cast: Cast, thread: Thread, sign_in: SignIn, monkeypatch: pytest.MonkeyPatch) -> None:
    worker = sign_in(cast.worker)
    monkeypatch.setattr(conduct, "PATIENCE_S", 0.0)
    with leaves(Verb.MESSAGE_SENT, Verb.CHECK_FAILED):
        assert on_desk(worker, thread, "say") == 302
    monkeypatch.undo()
    with leaves(Verb.MESSAGE_SENT):
        assert on_desk(worker, thread, "say") == 302


# people


def test_a06_the_second_factor_is_put_on_renewed_and_taken_off(cast: Cast, sign_in: SignIn) -> None:
    browser = sign_in(cast.worker)
    page = browser.get("/me/second-factor/").content.decode()
    shown, sealed = re.search(r'id="secret"[^>]*>(.*?)</p>', page, re.S), re.search(r'name="sealed" value="([^"]+)"', page)
    assert shown and sealed
    secret = re.sub(r"<[^>]+>|\s", "", shown[1])
    with leaves(Verb.FACTOR_PUT_ON):
        form = {"sealed": sealed[1], "password": PASSWORD, "code": pyotp.TOTP(secret).now()}
        codes = re.findall(r"<li>([0-9A-Z-]{14})</li>", browser.post("/me/second-factor/", form).content.decode())
    with leaves(Verb.ONE_TIME_CODE_USED, Verb.ONE_TIME_CODES_MADE):
        made = browser.post("/me/second-factor/codes/", {"password": PASSWORD, "code": codes[0]})
        codes = re.findall(r"<li>([0-9A-Z-]{14})</li>", made.content.decode())
    with leaves(Verb.SIGN_IN_FAILED):
        assert browser.post("/me/second-factor/off/", {"password": CANARY, "code": codes[0]}).status_code == 403
    with leaves(Verb.ONE_TIME_CODE_USED, Verb.FACTOR_TAKEN_OFF):
        assert browser.post("/me/second-factor/off/", {"password": PASSWORD, "code": codes[0]}).status_code == 302


def test_a06_changes_about_a_colleague(cast: Cast, sign_in: SignIn) -> None:
    admin, ethics, supervisor = sign_in(cast.admin), sign_in(cast.ethics), sign_in(cast.supervisor)

    def asks(browser: Client, about: Worker, what: str) -> int:
        return browser.post("/people/change/", {"about": str(about.id), "what": what, "password": PASSWORD}).status_code

    def decides(browser: Client, how: str) -> int:
        proposal = Proposal.objects.get(state=Proposal.State.WAITING)
        return browser.post(f"/people/proposals/{proposal.id}/{how}/", {"password": PASSWORD}).status_code

    with leaves(Verb.CHANGE_PROPOSED):
        assert asks(supervisor, cast.teammate, "give-supervisor") == 302
    with leaves(Verb.CHANGE_DECLINED):
        assert decides(ethics, "decline") == 302
    with leaves(Verb.ROLE_TAKEN):
        assert asks(admin, cast.worker, "take-worker") == 302
    with leaves(Verb.ROLE_GIVEN):
        assert asks(admin, cast.worker, "give-worker") == 302
    with leaves(Verb.CHANGE_PROPOSED, Verb.FACTOR_LOST):
        assert asks(admin, cast.supervisor, "factor") == 302 and decides(ethics, "confirm") == 302
    with leaves(Verb.WORKER_DISABLED):
        assert asks(admin, cast.teammate, "disable") == 302
    with leaves():
        assert asks(admin, cast.teammate, "disable") == 409


def test_a06_a_service_that_begins_says_so(both_databases: None) -> None:
    assert not Organisation.objects.exists()
    names = ("marta", "sam")
    people = [FirstPerson(f"{login.title()} Вигадана", login, PASSWORD) for login in names]
    charter = Charter("Опора-Зразок", "ua", "Europe/Kyiv", ("uk",), "12345", time(9), time(18), None, "", "", "")
    paper = keys.draw_principal(kind=Principal.Kind.PAPER)
    with leaves(Verb.ORGANISATION_FOUNDED, Verb.WORKER_ADDED, Verb.WORKER_ADDED):
        found(charter=charter, paper=paper, team="Перша", supervisor=people[0], admin=people[1])
    assert set(Worker.objects.values_list("login", "bearings__role")) == {("marta", Role.SUPERVISOR), ("sam", Role.ADMIN)}


# the list


def test_a06_no_verb_is_without_a_test() -> None:
    """Each verb is named where tests say what an act leaves: by its name, or as it stands in the rows."""
    named = set()
    for path in TESTS.rglob("*.py"):
        for node in ast.walk(ast.parse(path.read_text(encoding="utf-8"))):
            if isinstance(node, ast.Constant) and isinstance(node.value, str):
                named.add(node.value)
            elif isinstance(node, ast.Attribute) and ast.unparse(node.value) == "Verb" and node.attr in Verb.__members__:
                named.add(str(Verb[node.attr].value))
    assert not sorted(verb.name for verb in Verb if verb.value not in named)
