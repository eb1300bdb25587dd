"""P-01, P-02, P-05, P-06: every address, asked by everybody, with every method; and an administrator who can read nothing."""

import ast
import asyncio
from collections.abc import Callable, Iterator
from contextlib import ExitStack, contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import Any
from uuid import uuid4

import pytest
import yaml
from django.core.exceptions import ImproperlyConfigured
from django.db import connections, transaction
from django.http import HttpResponse
from django.test import Client
from django.urls import URLPattern, URLResolver, get_resolver

from tests.conftest import SAME_ORIGIN, Cast, Person
from tests.house.source import HOUSE
from tirek.config.asgi import house
from tirek.conversations.actions import talking
from tirek.conversations.actions.rooms import Asked, ask_for_help
from tirek.conversations.desks import ROOM_EVENTS, Desks
from tirek.conversations.models import Outbox, Thread
from tirek.people.models import Role
from tirek.people.persons import person_cookie_names
from tirek.portal.forms import room_mark
from tirek.vault.actions.sessions import load_session
from tirek.vault.envelopes import box_of, context, grant_open
from tirek.vault.errors import NoGrant, Tampered
from tirek.vault.models import Grant, KeyGrant, Session

TABLE: dict[str, Any] = yaml.safe_load((Path(__file__).parent / "policy.yaml").read_text(encoding="utf-8"))
LOOKS = ("/language", "/theme", "/simple")
METHODS = ("GET", "HEAD", "OPTIONS", "POST", "PUT", "PATCH", "DELETE")
CANARY = "канарейка-4711"
ROOM_CANARY = "канарейка-8822"
"""What somebody wrote in a room of their own."""
ROLES = {
    "anonymous": set(),
    "worker": {"intake", "worker"},
    "teammate": {"intake"},
    "supervisor": {"supervisor"},
    "ethics": {"ethics"},
    "admin": {"admin"},
    "stranger": {"intake", "worker"},
    "person": {"person"},
    "neighbour": {"person"},
}
PEOPLE_SERVED = ("person", "neighbour")
"""Somebody whose room it is, and somebody with another room."""
RELATIONS = {
    "nobody has taken it": {"worker": "free", "teammate": "free"},
    "the worker has taken it": {"worker": "own"},
    "a teammate has taken it": {"teammate": "own"},
}
"""By scene: who is named on the safe, and how. Everybody else is a stranger to it."""


def _name(line: str) -> str:
    """The name of a line's page: what follows a space tells only two lines of one page apart."""
    return line.split(" ")[0]


def _routes(resolver: URLResolver, spaces: str = "") -> Iterator[tuple[str, Callable[..., Any]]]:
    """Every address of the house: its full name and its view."""
    for pattern in resolver.url_patterns:
        if isinstance(pattern, URLResolver):
            yield from _routes(pattern, spaces + (f"{pattern.namespace}:" if pattern.namespace else ""))
        elif isinstance(pattern, URLPattern):
            yield spaces + (pattern.name or str(pattern.pattern)), pattern.callback


ROUTES = dict(_routes(get_resolver()))


def test_p01_every_address_has_a_line_and_every_line_an_address() -> None:
    assert len(ROUTES) == len(list(_routes(get_resolver()))), "two addresses bear one name"
    assert set(ROUTES) == {_name(line) for line in TABLE["pages"]}, "tell in tests/house/policy.yaml who may come in"


@pytest.mark.parametrize("line", TABLE["pages"])
def test_p01_a_page_says_of_itself_what_the_table_says(line: str) -> None:
    door = TABLE["pages"][line]["door"]
    assert ROUTES[_name(line)].door == (frozenset() if door == "open" else frozenset(door))


def test_p01_only_these_pages_are_open() -> None:
    """Kept here a second time on purpose: a page is not opened by one slip of the pen."""
    opened = {name for name, view in ROUTES.items() if not view.door}
    assert opened == {
        "front",
        "ui:language",
        "ui:theme",
        "ui:simple",
        "people:sign_in",
        "people:reopen",
        "people:code",
        "people:code_again",
        "people:recover",
        "people:welcome",
        "portal:danger",
        "portal:ask",
        "portal:kept",
        "portal:open",
        "portal:link",
        "portal:stays",
        "portal:leave",
    }


@dataclass(frozen=True)
class Scene:
    """One conversation in one of three states, and a browser for everybody."""

    relation: str
    thread: Thread
    row: Outbox
    browsers: dict[str, Client]
    room: str

    def address(self, line: str) -> str:
        return str(TABLE["pages"][line]["address"]).format(safe=self.thread.safe_id, row=self.row.id)

    def relation_of(self, role: str) -> str:
        return RELATIONS[self.relation].get(role, "foreign")

    def ask(self, role: str, method: str, address: str) -> HttpResponse:
        """One request whose every trace is taken back afterwards."""
        form = {
            "words": "Здравствуйте",
            "once": str(uuid4()),
            "seen_seq": "999",
            "reason": "so it ended",
            "number": "1234",
            "payload": "kept",
            "room": self.room,
            **({"language": "uk", "theme": "dark", "simple": "on"} if address in LOOKS else {}),
        }
        browser = Client(**SAME_ORIGIN)
        browser.cookies.load({name: morsel.value for name, morsel in self.browsers[role].cookies.items()})
        browser.raise_request_exception = False
        with _taken_back():
            return browser.generic(method, address) if method != "POST" else browser.post(address, form)


@contextmanager
def _taken_back() -> Iterator[None]:
    with ExitStack() as stack:
        for database in connections:
            stack.enter_context(transaction.atomic(using=database))
        try:
            yield
        finally:
            for database in connections:
                transaction.set_rollback(True, using=database)


@pytest.fixture(params=RELATIONS)
def scene(request: pytest.FixtureRequest, cast: Cast, person: Person, sign_in, reader) -> Scene:
    thread = person.writes(f"Көмек керек {CANARY}", name=f"Айнұр {CANARY}")
    taker = {"the worker has taken it": cast.worker, "a teammate has taken it": cast.teammate}.get(request.param)
    if taker:
        talking.claim(thread=thread, by=taker, reader=reader(taker))
    row = Outbox.objects.filter(thread=thread).first()
    assert row is not None
    Outbox.objects.filter(pk=row.pk).update(state=Outbox.State.FAILED, error="blocked")
    browsers = {role: sign_in(getattr(cast, role)) for role in ROLES if hasattr(cast, role)}
    browsers |= {"anonymous": Client(**SAME_ORIGIN), "neighbour": _in_room(cast, "Менің өз сөзім")[0]}
    browsers["person"], room = _in_room(cast, f"Көмек керек {ROOM_CANARY}")
    return Scene(request.param, thread, row, browsers, room)


def _in_room(cast: Cast, words: str) -> tuple[Client, str]:
    """The browser of somebody who has just asked for help, and the mark of the room."""
    opened = ask_for_help(account=cast.room_account, asked=Asked(words, "kk"), once=uuid4())
    browser = Client(**SAME_ORIGIN)
    browser.cookies.load(dict(zip(person_cookie_names(), (opened.cookies.sid, opened.cookies.key), strict=True)))
    signed = load_session(opened.cookies, slide=False)
    assert signed is not None
    return browser, room_mark(signed.principal)


def _expected(line: str, role: str, method: str, relation: str) -> tuple[int, bool]:
    """Status, and whether the client's words stand in the answer."""
    page = TABLE["pages"][line]
    if page["door"] != "open":
        is_of_room = page["door"] == ["person"]
        if role == "anonymous" or is_of_room != (
            role in PEOPLE_SERVED
        ):  # a worker at a room's door is nobody there, and the other way round
            return (401 if method == "POST" else 302), False  # the walk's form holds words, and words typed are given back
        if not ROLES[role] & set(page["door"]):
            return 404, False
    if method not in page:
        return 405, False
    if page["object"] == "thread" and relation == "foreign":
        return 404, False
    told = page[method]
    if isinstance(told, dict):
        told = told.get(relation, told.get(role, told.get("else")))
    status, _, words = str(told).partition(" ")
    return int(status), words == "words"


def _sings(line: str, role: str, answer: HttpResponse) -> bool:
    """Whether somebody's words stand in an answer. The team's desk shows the room's letter too; elsewhere only its person reads it."""
    on_desk = line.startswith("desk:") and role not in PEOPLE_SERVED
    page = answer.content.decode() + str(answer.headers)
    return CANARY in page or (ROOM_CANARY in page and not on_desk)


@pytest.mark.parametrize("role", ROLES)
def test_p01_every_address_answers_everybody_as_the_table_says(scene: Scene, role: str) -> None:
    wrong = []
    for line in TABLE["pages"]:
        for method in METHODS:
            answer = scene.ask(role, method, scene.address(line))
            met = answer.status_code, _sings(line, role, answer)
            expected = _expected(line, role, method, scene.relation_of(role))
            if met != expected:
                wrong.append(f"{method} {line}: {met}, not {expected}")
    assert not wrong, "\n".join(wrong)


def test_p01_the_walk_leaves_no_trace(scene: Scene) -> None:
    """What one request changes must not let another one pass or fail."""
    before = Session.objects.count(), Grant.objects.count(), Outbox.objects.count()
    assert scene.ask("worker", "POST", "/sign-out/").status_code == 302
    scene.ask("worker", "POST", scene.address("desk:say"))
    assert (Session.objects.count(), Grant.objects.count(), Outbox.objects.count()) == before


def test_p01_what_is_not_there_and_what_is_not_mine_look_the_same(scene: Scene) -> None:
    for line, page in TABLE["pages"].items():
        if page["object"] != "thread":
            continue
        method = "GET" if "GET" in page else "POST"
        real, invented = scene.address(line), scene.address(line).replace(str(scene.thread.safe_id), str(uuid4()))
        answers = [scene.ask("stranger", method, address) for address in (real, invented)]
        bodies = [answer.content.replace(asked.encode(), b"") for answer, asked in zip(answers, (real, invented), strict=True)]
        assert [answer.status_code for answer in answers] == [404, 404]
        assert bodies[0] == bodies[1]


def test_p01_a_message_of_another_conversation_is_not_sent_again(cast: Cast, person: Person, sign_in) -> None:
    """A row's number is easy to guess: it counts only inside a conversation that names the worker."""
    mine, theirs = person.writes("one", chat=5550001), person.writes("two", chat=5550002)
    Outbox.objects.update(state=Outbox.State.FAILED)
    row = Outbox.objects.filter(thread=theirs).earliest("id")
    assert sign_in(cast.worker).post(f"/desk/{mine.safe_id}/again/{row.id}/").status_code == 404
    assert sign_in(cast.stranger).post(f"/desk/{theirs.safe_id}/again/{row.id}/").status_code == 404
    row.refresh_from_db()
    assert row.state == Outbox.State.FAILED


async def _heard_by(path: str) -> list[str]:
    """Which door the switch opens for a path."""
    heard: list[str] = []

    def door(name: str) -> Callable[..., Any]:
        async def answer(scope: Any, receive: Any, send: Any) -> None:
            heard.append(name)

        return answer

    async def send(message: Any) -> None:
        if message["type"] == "http.response.start":
            heard.append("itself")

    app = house(pages=door("pages"), hooks=door("hooks"), events=door("events"), demo=door("demo"))
    await app({"type": "http", "path": path, "method": "GET", "headers": []}, None, send)  # type: ignore[arg-type, typeddict-item]
    return heard


@pytest.mark.parametrize("path", TABLE["switch"])
def test_p01_the_switch_leads_where_the_table_says(path: str) -> None:
    assert asyncio.run(_heard_by(path)) == [TABLE["switch"][path]["to"]]
    assert TABLE["switch"][path]["door"] and TABLE["switch"][path]["answers"]


@pytest.mark.parametrize(
    "path", ["/", "/hooks", "/events/", "/eventsx", "/demo", "/healthz/", "/desk/", "//hooks/", "/HOOKS/", "/x/hooks/"]
)
def test_p01_everything_else_is_a_page(path: str) -> None:
    assert asyncio.run(_heard_by(path)) == ["pages"]


def test_p01_the_switch_knows_no_path_that_is_not_in_the_table() -> None:
    tree = ast.parse((HOUSE / "config" / "asgi.py").read_text(encoding="utf-8"))
    paths = {
        node.value
        for node in ast.walk(tree)
        if isinstance(node, ast.Constant) and isinstance(node.value, str) and node.value.startswith("/")
    }
    assert paths | {ROOM_EVENTS} == set(TABLE["switch"])


@pytest.mark.parametrize(
    "cookies", [b"", b"ts=" + b"ab" * 32, b"ts=" + b"ab" * 32 + b"; tk=zz", b"ts=" + b"ab" * 90 + b"; tk=" + b"ab" * 90, b"\xff\xfe=;;"]
)
@pytest.mark.parametrize("path", ["/events", ROOM_EVENTS])
def test_p01_live_events_ask_who_is_there(both_databases: None, path: str, cookies: bytes) -> None:
    assert _listened(path, cookies) == (401, b"")


def _listened(path: str, cookies: bytes) -> tuple[int, bytes]:
    """What the stream's door answers: its status and its first bytes."""
    sent: list[Any] = []

    async def listen() -> None:
        async def receive() -> Any:
            return {"type": "http.disconnect"}

        async def send(message: Any) -> None:
            sent.append(message)

        await Desks()({"type": "http", "path": path, "method": "GET", "headers": [(b"cookie", cookies)]}, receive, send)  # type: ignore[arg-type, typeddict-item]

    asyncio.run(listen())
    return sent[0]["status"], b"".join(message.get("body", b"") for message in sent)


@pytest.mark.urls("tests.house.pages_without_a_door")
def test_p02_a_page_that_does_not_say_who_may_come_in_is_an_error(both_databases: None) -> None:
    with pytest.raises(ImproperlyConfigured, match="who may come in"):
        Client().get("/forgotten/")
    quiet = Client(raise_request_exception=False)
    answer = quiet.get("/forgotten/")
    assert answer.status_code == 500
    assert "private words" not in answer.content.decode()
    assert quiet.get("/declared/").content == b"open words"


def _pages(scene: Scene, role: str) -> Iterator[str]:
    """Everything that somebody can see: every page, asked and acted on, with what stands in its headers."""
    for line in TABLE["pages"]:
        for method in ("GET", "POST"):
            answer = scene.ask(role, method, scene.address(line))
            yield answer.content.decode() + str(answer.headers)


def test_p05_the_administrator_never_sees_a_word(scene: Scene) -> None:
    assert not [page for page in _pages(scene, "admin") if CANARY in page or ROOM_CANARY in page]
    # the same walk does see it where somebody is named, so that silence means something
    named = next(iter(RELATIONS[scene.relation]))
    assert [page for page in _pages(scene, named) if CANARY in page]


def test_p05_the_administrators_key_opens_no_grant(scene: Scene, cast: Cast, reader) -> None:
    private, public = box_of(reader(cast.admin).seed.reveal())
    assert Grant.objects.count() >= 3 and KeyGrant.objects.count() >= 4
    for grant in Grant.objects.all():
        for named in (grant.principal_id, cast.admin.principal_id):
            with pytest.raises(Tampered):
                grant_open(private, public, bytes(grant.blob), context("grant.blob", grant.safe_id, grant.gen, named))
    for held in KeyGrant.objects.all():
        with pytest.raises(Tampered):
            grant_open(private, public, bytes(held.blob), context("key_grant.blob", held.key_id, held.to_id))
    with pytest.raises(NoGrant):
        reader(cast.admin).open(scene.thread.safe)


@pytest.mark.parametrize("role", [Role.SUPERVISOR, Role.INTAKE, Role.WORKER, Role.ETHICS])
def test_p06_an_administrator_who_writes_himself_a_role_has_no_key(scene: Scene, cast: Cast, reader, role: Role) -> None:
    """He gets the page, because roles are rows; he gets no words, because keys are not."""
    cast.admin.bearings.create(role=role)
    assert scene.ask("admin", "GET", "/desk/" if role in (Role.INTAKE, Role.WORKER) else "/desk/ledger/").status_code == 200
    assert not [page for page in _pages(scene, "admin") if CANARY in page]
    assert reader(cast.admin).reads_as == [cast.admin.principal_id]
    assert not reader(cast.admin).holds(cast.team.oversight_id)


def test_p06_nor_does_he_who_writes_himself_into_the_team_and_onto_the_safe(scene: Scene, cast: Cast) -> None:
    cast.admin.bearings.create(role=Role.INTAKE)
    KeyGrant.objects.create(
        key=cast.team.intake, to=cast.admin.principal, blob=KeyGrant.objects.get(key=cast.team.intake, to=cast.worker.principal).blob
    )
    named = Grant.objects.filter(safe=scene.thread.safe_id).first()
    assert named is not None
    Grant.objects.create(safe_id=named.safe_id, gen=named.gen, principal=cast.admin.principal, blob=named.blob)
    Thread.objects.update(holder=cast.admin)
    assert not [page for page in _pages(scene, "admin") if CANARY in page]
