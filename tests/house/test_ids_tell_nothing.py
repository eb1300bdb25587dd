"""P-07: ids, numbers, codes and tokens can be tried and tell nothing: every miss is the same page, of the same size, as quick as any other.

A few hundred tries for every address; TIREK_TRY_IDS=10000 tries the whole number of the design.
"""

import os
import re
import secrets
import time
from collections.abc import Callable, Iterator
from statistics import median
from uuid import UUID, uuid4

import pytest
from django.http import HttpResponse
from django.test import Client

from tests.conftest import SAME_ORIGIN, Cast, Person
from tests.house.test_policy import TABLE
from tirek.conversations import rules
from tirek.conversations.actions.rooms import Asked, ask_for_help
from tirek.conversations.models import Outbox, Thread
from tirek.people.actions.inviting import invite
from tirek.people.models import Role, Worker
from tirek.people.persons import person_cookie_names
from tirek.vault.codes import write_code
from tirek.vault.models import Receipt

TRIES = int(os.environ.get("TIREK_TRY_IDS", "200"))
BAND = 4.0
"""How many times slower the median of real ids of others may be than that of invented ones (generous: the machine has other work)."""
LETTER = "канарейка-7310"


def near(real: UUID) -> Iterator[UUID]:
    """Neighbours of a real id, and ids of nobody."""
    for step in range(1, TRIES // 4):
        yield UUID(int=(real.int + step) % 2**128)
        yield UUID(int=(real.int - step) % 2**128)
    for _ in range(TRIES // 2):
        yield uuid4()


def same(answers: list[HttpResponse], asked: list[str]) -> None:
    """One status, one body but for the address itself, one set of headers."""
    bodies = {answer.content.replace(one.encode(), b"") for answer, one in zip(answers, asked, strict=True)}
    assert {answer.status_code for answer in answers} == {404} and len(bodies) == 1
    assert len({frozenset((name, value) for name, value in answer.headers.items() if name != "Content-Length") for answer in answers}) == 1


def timed(ask: Callable[[str], HttpResponse], addresses: list[str]) -> tuple[list[HttpResponse], list[float]]:
    answers, times = [], []
    for address in addresses:
        begun = time.perf_counter()
        answers.append(ask(address))
        times.append(time.perf_counter() - begun)
    return answers, times


@pytest.fixture
def theirs(cast: Cast, person: Person) -> list[UUID]:
    """Conversations of the other team's people as a stranger knows them: not at all."""
    for chat in range(5551000, 5551006):
        person.writes(LETTER, chat=chat)
    ask_for_help(account=cast.room_account, asked=Asked(LETTER, "kk"), once=uuid4())
    return list(Thread.objects.values_list("safe_id", flat=True))


PAGES_OF_A_THREAD = [line for line, page in TABLE["pages"].items() if page["object"] == "thread"]


@pytest.mark.parametrize("line", PAGES_OF_A_THREAD)
def test_p07_a_real_id_and_an_invented_one_are_the_same_page_in_the_same_time(cast: Cast, theirs, sign_in, line: str) -> None:
    """Every page and every act on a conversation, whatever it would do there."""
    stranger, page = sign_in(cast.stranger), TABLE["pages"][line]
    method = "get" if "GET" in page else "post"
    address = str(page["address"]).replace("{row}", "1")
    invented = [address.format(safe=one) for one in near(theirs[0])]
    real = [address.format(safe=one) for one in theirs * -(-len(invented) // (4 * len(theirs)))]
    mixed = [pair for pairs in zip(invented[: len(real)], real, strict=False) for pair in pairs] + invented[len(real) :]
    answers, times = timed(lambda one: getattr(stranger, method)(one, {"words": "x"} if method == "post" else {}), mixed)
    same(answers, mixed)
    spent = {
        kind: median(spent for one, spent in zip(mixed, times, strict=True) if one in kind)
        for kind in (frozenset(invented), frozenset(real))
    }
    slow, quick = spent[frozenset(real)], spent[frozenset(invented)]
    print(f"\n{len(mixed)} addresses of {line}: {quick * 1000:.2f} ms invented, {slow * 1000:.2f} ms real")
    assert quick / BAND < slow < quick * BAND


def test_p07_neighbouring_numbers_of_a_message_are_all_nothing(cast: Cast, theirs, sign_in) -> None:
    """Rows have small numbers in a row: none of them counts outside its own conversation."""
    stranger, rows = sign_in(cast.stranger), list(Outbox.objects.values_list("id", flat=True))
    addresses = [f"/desk/{theirs[0]}/again/{row}/" for row in range(max(0, rows[0] - 20), rows[-1] + 20)]
    same([stranger.post(address) for address in addresses], addresses)


def test_p07_proposals_invitations_and_colleagues_of_others_are_nothing(cast: Cast, sign_in) -> None:
    made = invite(login="a.one", name="Жаңа Үлгіев", roles=[Role.INTAKE], team=cast.stranger.team, by=cast.admin)
    real = made.invitation.id
    supervisor = sign_in(cast.supervisor)
    for address, ids in (
        ("/people/invite/{}/withdraw/", [real, *list(near(real))[:60]]),
        ("/people/{}/ours/", [cast.stranger.id, *list(near(cast.stranger.id))[:60]]),
        ("/people/proposals/{}/confirm/", list(near(cast.stranger.id))[:60]),
        ("/people/proposals/{}/decline/", list(near(cast.stranger.id))[:60]),
    ):
        addresses = [address.format(one) for one in ids]
        same([supervisor.post(one, {"password": "x"}) for one in addresses], addresses)
    assert Worker.objects.filter(pk=cast.stranger.pk, is_active=True).exists()


def test_p07_tokens_of_invitations_that_never_were_look_like_spent_ones(cast: Cast) -> None:
    made = invite(login="a.one", name="Жаңа Үлгіев", roles=[Role.INTAKE], team=cast.team, by=cast.supervisor)
    assert Client(**SAME_ORIGIN).get(f"/welcome/{made.token}/").status_code == 200
    type(made.invitation).objects.update(until_min=1)
    tokens = [made.token, made.token[:-1], made.token + "A", made.token.swapcase(), *(secrets.token_urlsafe(32) for _ in range(60))]
    addresses = [f"/welcome/{token}/" for token in tokens]
    same([Client(**SAME_ORIGIN).get(address) for address in addresses], addresses)


def test_p07_codes_of_links_that_never_were_are_one_page(cast: Cast, person: Person) -> None:
    addresses = [
        f"/r/{code}/" for code in (*("-".join(write_code(secrets.token_bytes(10))) for _ in range(60)), "0000-0000-0000-0000-0000", "x")
    ]
    browser = Client(**SAME_ORIGIN)
    pages = [browser.get(address) for address in addresses]
    bodies = {page.content.decode().replace(address, "") for page, address in zip(pages, addresses, strict=True)}
    assert len({re.sub(r'name="(?:once|began)" value="[^"]*"', "", body) for body in bodies}) == 1
    assert {page.status_code for page in pages} == {200}


def test_p07_numbers_near_a_real_receipt_open_nothing_and_say_the_same(cast: Cast) -> None:
    """Each try is by another network, and by another prefix: what is measured is the lock, not the counting of tries."""
    opened = ask_for_help(account=cast.room_account, asked=Asked(LETTER, "kk"), once=uuid4())
    raw, pages = int(opened.number[:18]), set()
    for step in [*range(1, TRIES // 4), *(secrets.randbelow(10**17) for _ in range(TRIES // 4))]:
        tried = (raw + step) % 10**18
        rules.NUMBERS_TRIED.clear()
        browser = Client(**SAME_ORIGIN)
        answer = browser.post("/open/", {"number": f"{tried:018d}{98 - tried * 100 % 97:02d}"})
        assert answer.status_code == 403 and not {*person_cookie_names()} & set(browser.cookies)
        pages.add(re.sub(r'value="[^"]*"', "", answer.content.decode()))
    assert len(pages) == 1 and LETTER not in pages.pop()
    rules.NUMBERS_TRIED.clear()
    assert Client(**SAME_ORIGIN).post("/open/", {"number": opened.number}).status_code == 302 and Receipt.objects.count() == 1


def test_p07_a_person_cannot_reach_another_room_by_any_number_in_an_address(cast: Cast) -> None:
    """The only numbers in a person's addresses are those of notes and lines, and they count in the own room alone."""
    browsers = []
    for words in (LETTER, "Екінші бөлме"):
        opened = ask_for_help(account=cast.room_account, asked=Asked(words, "kk"), once=uuid4())
        browsers.append(Client(**SAME_ORIGIN))
        browsers[-1].cookies.load(dict(zip(person_cookie_names(), (opened.cookies.sid, opened.cookies.key), strict=True)))
    room = re.search(r'data-room="(\w+)"', browsers[1].get("/room/").content.decode())
    assert room
    for number in range(TRIES // 4):
        pages = [browsers[1].get(f"/room/?before={number}")]
        pages += [browsers[1].post(f"/room/notes/{number}/{act}/", {"once": str(uuid4()), "room": room[1]}) for act in ("show", "remove")]
        assert [page.status_code for page in pages] == [200, 409, 409]
        assert LETTER not in "".join(page.content.decode() for page in pages)
