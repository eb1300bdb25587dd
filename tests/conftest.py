"""The cast: an invented service with its people, and somebody who writes to it. Tests read as sentences about them."""

import itertools
import json
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from datetime import time
from pathlib import Path
from typing import Any

import pyotp
import pytest
from django.conf import settings as django_settings
from django.test import Client

from tests.ledgers import Put, set_triggers_aside
from tirek.channels.actions import adapter_for
from tirek.channels.base import hook_request
from tirek.channels.models import Account
from tirek.conduct import actions as reading
from tirek.conduct.actions import practise
from tirek.config.database.sessions import kept_out_of_the_log
from tirek.conversations.actions.receiving import Letter, receive
from tirek.conversations.models import Contact, Thread
from tirek.ledger.office import OFFICE
from tirek.people import rules
from tirek.people.actions.colleagues import Welcome, add_worker, make_team
from tirek.people.models import Organisation, Role, SecondFactor, Team, Worker
from tirek.vault import boot
from tirek.vault.actions import keys
from tirek.vault.actions.marks import contact_mark
from tirek.vault.actions.reading import Reader
from tirek.vault.actions.safes import shred_store
from tirek.vault.models import Principal
from tirek.vault.notary import HouseNotary

pytest_plugins = ["tests.both"]

PASSWORD = "river apple window garden"
SECRET = "n7Wc0_good-secret_of_43_letters_A-Za-z0-9_-"
TOKEN = "123456789:an-invented-token-of-an-invented-bot"
SAME_ORIGIN = {"HTTP_SEC_FETCH_SITE": "same-origin"}


@pytest.fixture(scope="session", autouse=True)
def house_on_disk(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Path]:
    """A boot key and a shred store for the whole run, far from the repository; passwords cost little here."""
    home = tmp_path_factory.mktemp("house")
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(django_settings, "KEYS", home / "keys")
        patch.setattr(django_settings, "BOOT_KEY_FILE", home / "data.boot")
        patch.setattr(django_settings, "LEDGER_COPY", home / "ledger-checkpoints.jsonl")
        patch.setattr(django_settings, "ARGON2_OPS", 1)
        patch.setattr(django_settings, "ARGON2_KIB", 8)
        boot.make_boot_key(django_settings.BOOT_KEY_FILE, django_settings.KEYS)
        shred_store().make()
        OFFICE.hang(HouseNotary())
        yield home
    boot.forget()


@pytest.fixture(scope="session")
def django_db_setup(django_db_setup: None, django_db_blocker) -> None:
    """The tables as a start of the house leaves them, and the second reading warm as a house's is; two suites share this machine."""
    reading.PATIENCE_S = 3.0
    practise()
    with django_db_blocker.unblock():
        kept_out_of_the_log()


@dataclass(frozen=True)
class Cast:
    """Everybody. `worker` bears intake and case worker; `teammate` intake; the stranger belongs to another team."""

    organisation: Organisation
    team: Team
    account: Account
    room_account: Account
    worker: Worker
    teammate: Worker
    supervisor: Worker
    ethics: Worker
    admin: Worker
    stranger: Worker
    recovery: dict[str, str]
    factors: dict[str, str]
    paper: str

    def code(self, worker: Worker) -> str:
        """What the code app of this bearer of a role with power shows; in tests it may be used once more in the same half minute."""
        SecondFactor.objects.filter(worker=worker).update(last_step=0)
        return pyotp.TOTP(self.factors[worker.login]).now()


@pytest.fixture
def both_databases(request: pytest.FixtureRequest) -> None:
    """On SQLite rows and sessions live in two files; a test that wants either gets both, rolled back at its end."""
    request.applymarker(pytest.mark.django_db(databases="__all__"))
    request.getfixturevalue("_django_db_helper")


@pytest.fixture
def committed(whole_ledger: None, request: pytest.FixtureRequest) -> Iterator[None]:
    """Rows that really stand, so that other threads and processes see them; taken away at the end, the ledger's too."""
    request.applymarker(pytest.mark.django_db(transaction=True, databases="__all__"))
    request.getfixturevalue("_django_db_helper")
    yield
    _put_back.append(set_triggers_aside())


@pytest.fixture
def whole_ledger(django_db_blocker) -> Iterator[None]:
    """After the tables have been emptied the ledger refuses everything again."""
    yield
    with django_db_blocker.unblock():
        while _put_back:
            _put_back.pop()()


_put_back: list[Put] = []


@pytest.fixture
def cast(both_databases: None) -> Cast:
    """An organisation with two teams, open round the clock, with one Telegram account."""
    rules.ATTEMPTS.clear()
    paper = keys.make_principal(kind=Principal.Kind.PAPER)
    organisation = Organisation.objects.create(
        name="Опора-Зразок", country="kz", paper=paper.principal, opens=time(0, 0), closes=time(23, 59, 59), days="1234567"
    )
    own, other = make_team(name="Own team"), make_team(name="Other team")
    welcomes: dict[str, Welcome] = {}
    for login, roles, team in (
        ("worker", (Role.INTAKE, Role.WORKER), own),
        ("teammate", (Role.INTAKE,), own),
        ("supervisor", (Role.SUPERVISOR,), own),
        ("ethics", (Role.ETHICS,), own),
        ("admin", (Role.ADMIN,), own),
        ("stranger", (Role.INTAKE, Role.WORKER), other),
    ):
        welcomes[login] = add_worker(
            login=login, name=f"{login.title()} Invented", password=PASSWORD, roles=roles, team=team, code_on_paper=True
        )
    account = Account(kind="telegram", name="Test bot", reference="123456789", team=own.team)
    account.seal(token=TOKEN, secrets=[SECRET])
    account.save(force_insert=True)
    room_account = Account(kind="webchat", name="Test room", team=own.team)
    room_account.seal(token="", secrets=[])
    room_account.save(force_insert=True)
    return Cast(
        organisation,
        own.team,
        account,
        room_account,
        **{login: welcome.worker for login, welcome in welcomes.items()},
        recovery={login: "-".join(welcome.recovery) for login, welcome in welcomes.items()},
        factors={login: welcome.factor for login, welcome in welcomes.items() if welcome.factor},
        paper="-".join(keys.paper_words(paper)),
    )


@pytest.fixture
def sign_in(cast: Cast) -> Callable[[Worker], Client]:
    """A browser in which this worker has signed in through the page."""

    def sign_in(worker: Worker) -> Client:
        browser = Client(**SAME_ORIGIN)
        answer = browser.post("/sign-in/", {"login": worker.login, "password": PASSWORD})
        assert answer.status_code == 302, answer.content.decode()
        if answer["Location"].startswith("/sign-in/code/"):
            answer = browser.post("/sign-in/code/", {"code": cast.code(worker)})
            assert answer.status_code == 302, answer.content.decode()
        return browser

    return sign_in


@pytest.fixture
def reader() -> Callable[[Worker], Reader]:
    """A worker's keys, without a page."""
    return lambda worker: Reader(worker.principal_id, keys.unlock_with_password(worker.principal, PASSWORD))


_numbers = itertools.count(1)


class Person:
    """Somebody in Telegram: makes updates of the Bot API's shape and lets the house receive them."""

    def __init__(self, cast: Cast) -> None:
        self.cast = cast
        self.adapter = adapter_for(Account.objects.select_related("team__intake", "team__oversight").get(pk=cast.account.pk))

    def update(self, kind: str, content: dict[str, Any]) -> dict[str, Any]:
        return {"update_id": 10_000 + next(_numbers), kind: content}

    def message(self, text: str, *, chat: int = 5550001, name: str = "Айнұр", language: str = "kk", **more: Any) -> dict[str, Any]:
        user = {"id": chat, "is_bot": False, "first_name": name, "language_code": language}
        return {
            "message_id": next(_numbers),
            "date": 1_795_000_000,
            "from": user,
            "chat": {"id": chat, "type": "private"},
            "text": text,
            **more,
        }

    def press(self, payload: str, *, chat: int = 5550001, name: str = "Айнұр", language: str = "kk") -> Thread:
        user = {"id": chat, "is_bot": False, "first_name": name, "language_code": language}
        under = {"message_id": 1, "date": 1_795_000_000, "chat": {"id": chat, "type": "private"}}
        query = {"id": str(next(_numbers)), "from": user, "message": under, "chat_instance": "1", "data": payload}
        return self.send(self.update("callback_query", query), chat=chat)

    def writes(self, text: str, *, chat: int = 5550001, **more: Any) -> Thread:
        """A text message arrives; gives its thread."""
        return self.send(self.update("message", self.message(text, chat=chat, **more)), chat=chat)

    def send(self, update: dict[str, Any], *, chat: int = 5550001) -> Thread:
        receive(letters=self.letters(update))
        return self.thread(chat)

    def letters(self, update: dict[str, Any]) -> list[Letter]:
        body = json.dumps(update).encode()
        request = hook_request(method="POST", url="/hooks/x", headers=[("X-Telegram-Bot-Api-Secret-Token", SECRET)], body=body)
        assert self.adapter.authenticate(request) is None
        events, _ = self.adapter.parse(request)
        account = Account.objects.select_related("team__intake", "team__oversight").get(pk=self.cast.account.pk)
        return [Letter(account, event) for event in events]

    def thread(self, chat: int = 5550001) -> Thread:
        mark = contact_mark(self.cast.account.id, str(chat))
        return Contact.objects.get(account=self.cast.account, mark=mark).thread


@pytest.fixture
def person(cast: Cast) -> Person:
    return Person(cast)
