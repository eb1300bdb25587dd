"""Each act on the desk leaves its line and no other; no line holds a word; and who may read them does, in his team."""

import ast
import re
from collections.abc import Callable
from uuid import uuid4

import pytest
from django.db import connection
from django.db.models import F
from django.test import Client

from tests.conftest import Cast, Person
from tests.house.source import modules
from tirek.conversations.actions.talking import READ_AGAIN_MIN
from tirek.conversations.models import Outbox, Reading, Thread
from tirek.ledger.models import Entry
from tirek.ledger.verbs import Verb
from tirek.people.actions.second_factor import made_at_once
from tirek.people.models import Role, Worker
from tirek.vault.actions.sealing import note_context
from tirek.vault.errors import NoGrant

CANARY = "канарейка-4711"
NUMBER = "+7 701 555 01 99"
BECAUSE = "the person asked for exactly this number, canary-in-reason"


class Desk:
    """A worker at his desk, with one conversation; `leaves` tells which verbs an act wrote."""

    def __init__(self, browser: Client, thread: Thread) -> None:
        self.browser, self.thread = browser, thread

    def post(self, what: str, **form: str):
        whole = {"words": f"Сәлеметсіз бе {CANARY}", "once": str(uuid4()), "seen_seq": "999", **form}
        return self.browser.post(f"/desk/{self.thread.safe_id}/{what}/", whole)

    def get(self, after: str = ""):
        return self.browser.get(f"/desk/{self.thread.safe_id}/{after}")

    def leaves(self, act: Callable[[], object]) -> list[str]:
        last = Entry.objects.latest("id").id
        act()
        return list(Entry.objects.filter(id__gt=last).order_by("id").values_list("verb", flat=True))


@pytest.fixture
def unopened(cast: Cast, person: Person, sign_in) -> Desk:
    return Desk(sign_in(cast.worker), person.writes(f"Көмек керек {CANARY}"))


@pytest.fixture
def desk(unopened: Desk) -> Desk:
    """A conversation that the worker has just opened: for five minutes his reading is no line of its own."""
    assert unopened.leaves(unopened.get) == ["safe.read"]
    return unopened


def test_a_first_letter_and_a_second_one(cast: Cast, person: Person) -> None:
    before = Entry.objects.count()
    person.writes(CANARY)
    person.writes(CANARY)
    assert list(Entry.objects.order_by("id").values_list("verb", "actor")[before:]) == [("safe.create", None)]


def test_each_act_leaves_its_lines_and_no_other(desk: Desk) -> None:
    for act, verbs in (
        (lambda: desk.post("draft"), []),
        (lambda: desk.browser.get("/desk/"), []),
        (lambda: desk.get("lines/"), []),
        (lambda: desk.get(), []),
        (lambda: desk.post("note"), ["safe.note"]),
        (lambda: desk.post("claim"), ["safe.assign"]),
        (lambda: desk.post("claim"), []),
        (lambda: desk.post("say"), ["safe.write"]),
        (lambda: desk.post("release"), ["safe.release"]),
        (lambda: desk.post("say"), ["safe.assign", "safe.write"]),
        (lambda: desk.post("close", reason=f"all is well {CANARY}"), ["safe.close"]),
        (lambda: desk.post("say"), []),
        (lambda: desk.post("close", reason="twice"), []),
        (lambda: desk.post("reopen"), ["safe.reopen"]),
        (lambda: desk.post("reopen"), []),
        (lambda: desk.browser.get("/desk/ledger/"), []),
    ):
        assert desk.leaves(act) == verbs


def test_closing_a_free_conversation_takes_it_first(desk: Desk) -> None:
    assert desk.leaves(lambda: desk.post("close", reason="answered by phone")) == ["safe.assign", "safe.close"]


def test_a_second_click_leaves_no_second_line(desk: Desk) -> None:
    once = str(uuid4())
    assert desk.leaves(lambda: desk.post("say", once=once)) == ["safe.assign", "safe.write"]
    assert desk.leaves(lambda: desk.post("say", once=once)) == []
    assert desk.leaves(lambda: desk.post("note", once=(twice := str(uuid4()))) and desk.post("note", once=twice)) == ["safe.note"]


def test_sending_a_failed_message_again_leaves_a_line(desk: Desk) -> None:
    desk.post("say")
    row = Outbox.objects.filter(thread=desk.thread).latest("id")
    assert desk.leaves(lambda: desk.post(f"again/{row.id}")) == []
    Outbox.objects.filter(pk=row.pk).update(state=Outbox.State.FAILED, error="blocked")
    assert desk.leaves(lambda: desk.post(f"again/{row.id}")) == ["safe.retry"]


def test_danger_and_its_answer_leave_lines_that_do_not_say_danger(desk: Desk, person: Person) -> None:
    """The ledger is clear: why a conversation is urgent is nobody's business who steals it."""
    raised = desk.leaves(lambda: person.press("danger"))
    answered = desk.leaves(lambda: desk.post("say"))
    assert raised == ["safe.due"]
    assert sorted(answered) == ["safe.assign", "safe.due_met", "safe.write"]
    assert "danger" not in "".join(Entry.objects.values_list("verb", flat=True))


def test_signing_in_and_out_leave_lines(cast: Cast, desk: Desk) -> None:
    assert desk.leaves(lambda: desk.browser.post("/sign-out/")) == ["auth.out"]
    wrong = {"login": "worker", "password": f"wrong {CANARY}"}
    assert desk.leaves(lambda: desk.browser.post("/sign-in/", wrong)) == ["auth.failed"]
    assert desk.leaves(lambda: desk.browser.post("/sign-in/", {**wrong, "login": CANARY})) == ["auth.failed"]
    line = Entry.objects.latest("id")
    assert (line.actor, line.about, line.scope) == (None, None, None), "of an unknown name nothing is kept"


def test_a_reading_is_one_line_in_five_minutes_for_each_reader(cast: Cast, unopened: Desk, sign_in) -> None:
    desk = unopened
    assert desk.leaves(lambda: [desk.get() for _ in range(3)] + [desk.get("lines/?seen=1")]) == ["safe.read"]
    colleague = Desk(sign_in(cast.teammate), desk.thread)
    assert colleague.leaves(lambda: [colleague.get(), colleague.get()]) == ["safe.read"]
    Reading.objects.update(recorded_min=F("recorded_min") - READ_AGAIN_MIN + 1)
    assert desk.leaves(lambda: desk.get()) == []
    Reading.objects.update(recorded_min=F("recorded_min") - 1)
    assert desk.leaves(lambda: [desk.get(), desk.get()]) == ["safe.read"]
    assert READ_AGAIN_MIN == 5


@pytest.mark.parametrize("act", ["draft", "note", "claim", "close"])
def test_whoever_acts_in_a_conversation_has_opened_it(unopened: Desk, act: str) -> None:
    """Its words were in his request's memory, whichever address he asked."""
    assert "safe.read" in unopened.leaves(lambda: unopened.post(act, reason="so it ended"))


def test_a_page_that_is_refused_leaves_no_line_of_reading(cast: Cast, desk: Desk, sign_in) -> None:
    stranger = Desk(sign_in(cast.stranger), desk.thread)
    assert stranger.leaves(lambda: stranger.get()) == []


def _against_a_hard_stop(desk: Desk) -> str:
    """Send somebody's number against the check, with a reason; gives the key of the finding."""
    words = f"Позвоните Ольге по номеру {NUMBER}."
    held = desk.post("say", words=words)
    assert held.status_code == 409, "the check lets this number pass"
    keys = set(re.findall(r'name="reason-([^"]+)"', held.content.decode()))
    answers = {f"reason-{key}": "asked" for key in keys} | {f"because-{key}": BECAUSE for key in keys}
    assert desk.post("say", words=words, **answers).status_code == 302
    return words


def test_a_hard_stop_that_was_overruled_leaves_its_line_with_a_sealed_reason(desk: Desk) -> None:
    assert desk.leaves(lambda: _against_a_hard_stop(desk)) == ["safe.assign", "safe.write", "conduct.overruled"]
    line = Entry.objects.latest("id")
    assert BECAUSE.encode() not in bytes(line.reason)
    assert len(bytes(line.reason)) % 256 == 122, "padded: not even its length tells"


def test_the_reason_of_a_hard_stop_opens_for_the_supervisor_only(cast: Cast, desk: Desk, sign_in, reader) -> None:
    _against_a_hard_stop(desk)
    assert BECAUSE in sign_in(cast.supervisor).get("/desk/ledger/").content.decode()
    for other in (sign_in(cast.ethics).get("/desk/ledger/"), desk.get(), sign_in(cast.teammate).get("/desk/")):
        assert other.status_code == 200
        assert BECAUSE not in other.content.decode()
    line = Entry.objects.exclude(reason=None).get()
    for outsider in (cast.worker, cast.ethics, cast.admin, cast.stranger):
        with pytest.raises(NoGrant):
            reader(outsider).open_note(cast.team.oversight_id, bytes(line.reason), note_context("ledger.reason", line.about, line.seq))


def test_no_line_holds_a_word(cast: Cast, desk: Desk, person: Person) -> None:
    """Every byte of every column, after everything that can happen on a desk has happened."""
    _against_a_hard_stop(desk)
    for what in ("draft", "note", "say", "close", "reopen", "release"):
        desk.post(what, reason=f"so it ended {CANARY}")
    person.press("danger")
    desk.browser.post("/sign-in/", {"login": CANARY, "password": CANARY})
    with connection.cursor() as cursor:
        cursor.execute("SELECT * FROM ledger_entry")
        whole = b"\n".join(cell if isinstance(cell, bytes) else str(cell).encode() for row in cursor.fetchall() for cell in row)
    assert b"conduct.overruled" in whole, "the rows were looked at"
    for words in (CANARY, BECAUSE, "Ольге", NUMBER, "555 01 99", "Айнұр"):
        assert words.encode() not in whole


def test_a_supervisor_reads_his_own_team_only(cast: Cast, desk: Desk, sign_in) -> None:
    desk.get()
    sign_in(cast.stranger).get("/desk/")
    assert Entry.objects.filter(actor=cast.stranger.principal_id, verb="auth.ok").exists()
    page = sign_in(cast.supervisor).get("/desk/ledger/").content.decode()
    assert "Worker Invented" in page
    assert "Stranger Invented" not in page
    assert f"№ {str(desk.thread.safe_id)[:8]}" in page


def test_another_teams_supervisor_sees_nothing_of_ours(cast: Cast, desk: Desk, sign_in, reader) -> None:
    _against_a_hard_stop(desk)
    cast.factors["stranger"] = made_at_once(worker=cast.stranger, seed=reader(cast.stranger).seed)
    cast.stranger.bearings.create(role=Role.SUPERVISOR)
    page = sign_in(cast.stranger).get("/desk/ledger/")
    assert page.status_code == 200
    assert "Stranger Invented" in page.content.decode()
    for words in ("Worker Invented", BECAUSE, str(desk.thread.safe_id)[:8]):
        assert words not in page.content.decode()


def test_reading_the_ledger_is_a_line_of_its_own(cast: Cast, desk: Desk, sign_in) -> None:
    above = sign_in(cast.supervisor)
    assert desk.leaves(lambda: above.get("/desk/ledger/")) == ["ledger.read"]
    line = Entry.objects.latest("id")
    assert (line.actor, line.scope) == (cast.supervisor.principal_id, cast.team.oversight_id)


@pytest.mark.parametrize("login", ["worker", "teammate", "admin"])
def test_the_ledger_is_no_page_for_others(cast: Cast, sign_in, login: str) -> None:
    assert sign_in(Worker.objects.get(login=login)).get("/desk/ledger/").status_code == 404


def test_the_ledger_page_holds_no_word_of_a_conversation(cast: Cast, desk: Desk, sign_in) -> None:
    desk.post("say")
    desk.post("note")
    for reader in (cast.supervisor, cast.ethics):
        page = sign_in(reader).get("/desk/ledger/").content.decode()
        assert CANARY not in page
        assert "Айнұр" not in page


def test_a06_every_verb_is_written_by_some_act() -> None:
    """A verb that no act writes promises a line that never comes."""
    written = {
        node.attr
        for path, tree in modules().items()
        for node in ast.walk(tree)
        if path.parts[1] != "ledger" and isinstance(node, ast.Attribute) and ast.unparse(node.value) == "Verb"
    }
    assert not {verb.name for verb in Verb} - written


def test_a06_a_line_has_no_column_for_words() -> None:
    """Numbers, ids, a verb out of the list, and bytes that arrive sealed or are made by the notary."""
    kinds = {field.name: type(field).__name__ for field in Entry._meta.local_fields}
    assert [name for name, kind in kinds.items() if kind in ("CharField", "TextField", "JSONField")] == ["verb"]
    assert [name for name, kind in kinds.items() if kind == "BinaryField"] == ["reason", "mac"]
