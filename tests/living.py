"""A living house: the whole service as one process of its own, on real sockets and a real disk.

`LivingHouse.open(folder)` copies a demo that was made once for the whole run, so that a test costs about a second. It can
be stopped, killed and started again on what is left; what it wrote to its terminal is in `log`.

    house = LivingHouse.open(tmp_path)
    assert house.post(house.message("Сәлеметсіз бе")) == 200
    house.kill()
    house.start_again()
    assert [said["text"] for said in house.opened_leaves() if said["by"] == "client"] == ["Сәлеметсіз бе"]
"""

import atexit
import itertools
import json
import os
import shutil
import signal
import socket
import subprocess
import sys
import tempfile
import threading
import time
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from functools import cache
from pathlib import Path
from typing import Any
from uuid import UUID

import httpx
import pyotp
import uvicorn
from django.test import override_settings

from tests.storage import Storage, storage_in
from tirek.channels.models import Account
from tirek.demo.botapi import BotApi
from tirek.demo.organisation import SECOND_FACTOR
from tirek.vault import boot

ROOT = Path(__file__).resolve().parents[1]
SECRET_HEADER = "X-Telegram-Bot-Api-Secret-Token"
SIGNED_FORM = {"Sec-Fetch-Site": "same-origin"}
NOW = 1_795_000_000  # a date as Telegram writes it

_OPENING = """
import json, sys, django
django.setup()
from tirek.people.models import Worker
from tirek.conversations.models import DeadLetter
from tirek.vault.actions import keys
from tirek.vault.actions.reading import Reader
from tirek.vault.actions.sealing import open_from_relay
from tirek.vault.models import Leaf, Safe
worker = Worker.objects.select_related("principal").get(login=sys.argv[1])
reader = Reader(worker.principal_id, keys.unlock_with_password(worker.principal, sys.argv[2]))
opened = reader.open_all(Safe.objects.readable_by(reader.reads_as))
for leaf in Leaf.objects.filter(safe__in=opened).exclude(half=Leaf.Half.OWN).order_by("safe", "seq"):  # a person's notes are theirs
    said = json.loads(opened[leaf.safe_id].words(leaf))
    print(json.dumps({"safe": str(leaf.safe_id), "seq": leaf.seq, **{"text": "", **said}}))
for letter in DeadLetter.objects.all():
    raw = open_from_relay("dead_letter.body", letter.id, bytes(letter.body))
    print(json.dumps({"dead": raw.decode("utf-8", "replace")}))
"""


@dataclass(frozen=True, slots=True)
class OnSheet:
    """One account of the demo's sheet. `factor` is the secret of the code app, where a role with power needs one."""

    password: str
    recovery: str
    factor: str = ""


class LivingHouse:
    """One `tirek run --demo` on a folder of the test's own."""

    words: Sequence[str] = ("run", "--demo")

    def __init__(
        self,
        folder: Path,
        *,
        quiet: bool = True,
        telegram: str = "",
        environment: dict[str, str] | None = None,
        storage: Storage | None = None,
    ) -> None:
        self.storage = storage or storage_in(folder)
        self.folder, self.data, self.boot_file = folder, folder / "data", folder / "data.boot"
        self.port = free_port()
        self.url = f"http://127.0.0.1:{self.port}"
        self.log = folder / "house.log"
        self.environment = {
            **{name: value for name, value in os.environ.items() if not name.startswith(("TIREK_", "DJANGO_", "PORT", "DATABASE_"))},
            **self.storage.environment,
            "PYTHONPATH": str(ROOT),
            "PYTHONUNBUFFERED": "1",
            "TIREK_DATA": str(self.data),
            "PORT": str(self.port),
            **({"TIREK_DEMO_QUIET": "true"} if quiet else {}),
            **({"TIREK_TELEGRAM_API_BASE": telegram} if telegram else {}),
            **(environment or {}),
        }
        self.process: subprocess.Popen[bytes] | None = None
        self._secret = ("", "")
        self._browsers: list[httpx.Client] = []

    @classmethod
    def open(cls, folder: Path, **how: Any) -> "LivingHouse":
        """A house on a copy of the demo, open. `quiet`: nobody writes by himself. `telegram`: the address of another stand-in."""
        house = cls.furnished(folder, **how)
        house.start_again()
        return house

    @classmethod
    def furnished(cls, folder: Path, **how: Any) -> "LivingHouse":
        """The same, still closed."""
        template = _template()
        house = cls(folder, **how)
        shutil.copytree(template.data, house.data)
        shutil.copy2(template.boot_file, house.boot_file)
        house.storage.begin(template.storage)
        return house

    # its life

    def start_again(self, *, locked: bool = False) -> None:
        """Start on what is there; returns when it answers. `locked`: 503 is what is expected of it."""
        assert self.process is None or self.process.poll() is not None, "it is still running"
        with self.log.open("ab") as log:
            self.process = subprocess.Popen(
                [sys.executable, "-m", "tirek.config.cli", *self.words], env=self.environment, cwd=ROOT, stdout=log, stderr=log
            )
        answered = until(lambda: self._health(), seconds=30, unless=lambda: self._ended())
        assert (answered == 503) if locked else (answered == 200), self.log.read_text()

    def stop(self) -> float:
        """SIGTERM, as systemd does it; how many seconds the house took."""
        return self._end(signal.SIGTERM)

    def kill(self) -> None:
        """SIGKILL: no last word, no clearing up."""
        self._end(signal.SIGKILL)

    def close(self) -> None:
        """The end of the test: nothing of it is left running."""
        self.kill()
        for browser in self._browsers:
            browser.close()
        self.storage.drop()

    def _end(self, how: signal.Signals) -> float:
        before = time.monotonic()
        if self.process is not None and self.process.poll() is None:
            self.process.send_signal(how)
            self.process.wait(20)
        return time.monotonic() - before

    def _health(self) -> int | None:
        try:
            return httpx.get(f"{self.url}/healthz", trust_env=False, timeout=5).status_code
        except httpx.HTTPError:
            return None

    def _ended(self) -> str:
        return self.log.read_text() if self.process is not None and self.process.poll() is not None else ""

    # its people

    @property
    def accounts(self) -> dict[str, str]:
        """login -> password"""
        return {login: account.password for login, account in self.sheet().items()}

    def sheet(self) -> dict[str, OnSheet]:
        """The sheet of accounts that `make run` prints; it stands as remarks beside the boot key."""
        rows = [line.split() for line in self.boot_file.read_text().splitlines() if line.startswith("#   ")]
        factors = {row[1]: row[3] for row in rows if len(row) == 4 and row[2] == SECOND_FACTOR}
        people = [row for row in rows if len(row) > 4 and row[1] != "name" and row[-1].count("-") > 3]
        return {row[1]: OnSheet(row[2], row[-1], factors.get(row[1], "")) for row in people}

    def code(self, login: str) -> str:
        """What somebody's code app shows. Used codes are forgotten first: no test waits half a minute for its next sign-in."""
        self.storage.change("UPDATE people_secondfactor SET last_step = 0")
        return pyotp.TOTP(self.sheet()[login].factor).now()

    @property
    def paper(self) -> str:
        """The organisation's paper key; it was shown once, when the demo was made."""
        lines = _template().log.read_text().splitlines()
        return lines[1 + next(number for number, line in enumerate(lines) if "paper key" in line)].strip()

    def browser(self, login: str = "") -> httpx.Client:
        """Somebody's browser; signed in, if `login` is given. It follows no redirect."""
        browser = httpx.Client(base_url=self.url, headers=SIGNED_FORM, trust_env=False, timeout=30)
        self._browsers.append(browser)
        if login:
            answer = browser.post("/sign-in/", data={"login": login, "password": self.accounts[login]})
            assert answer.status_code == 302, (answer.status_code, answer.text[:2000])
            if answer.headers["Location"].startswith("/sign-in/code/"):
                answer = browser.post("/sign-in/code/", data={"code": self.code(login)})
                assert answer.status_code == 302, (answer.status_code, answer.text[:2000])
        return browser

    # its hook

    @property
    def hook(self) -> str:
        """The webhook's address."""
        return f"{self.url}/hooks/{self._account()[0]}"

    @property
    def secret(self) -> str:
        return self._account()[1]

    def _account(self) -> tuple[str, str]:
        if not self._secret[0]:
            ((key, path, sealed),) = self.rows("SELECT id, path, sealed FROM channels_account WHERE kind = 'telegram'")
            with override_settings(KEYS=self.data / "keys", BOOT_KEY_FILE=self.boot_file):
                self._secret = (path, Account(id=UUID(key), sealed=sealed).opened()["secrets"][0])
                boot.forget()
        return self._secret

    def message(self, text: str = "", *, chat: int = 5_550_001, name: str = "Айнұр", language: str = "kk", **more: Any) -> dict[str, Any]:
        """An update with a new message of somebody in a private chat."""
        user = {"id": chat, "is_bot": False, "first_name": name, "language_code": language}
        said = {"message_id": next(_numbers), "date": NOW, "from": user, "chat": {"id": chat, "type": "private"}, **more}
        return {"update_id": next(_numbers), "message": {**said, "text": text} if text else said}

    def post(self, update: dict[str, Any] | bytes, *, secret: str | bytes | None = None, path: str = "") -> int:
        """Knock as Telegram does; the status, or 0 when nobody answered."""
        return self.knock(update, secret=secret, path=path)[0]

    def knock(self, update: dict[str, Any] | bytes, *, secret: str | bytes | None = None, path: str = "") -> tuple[int, bytes]:
        body = update if isinstance(update, bytes) else json.dumps(update).encode()
        headers = {b"content-type": b"application/json"}
        offered = self.secret if secret is None else secret
        if offered:
            headers[SECRET_HEADER.encode()] = offered if isinstance(offered, bytes) else offered.encode()
        try:
            answer = httpx.post(path or self.hook, content=body, headers=headers, trust_env=False, timeout=30)
        except httpx.HTTPError:
            return 0, b""
        return answer.status_code, answer.content

    # what it has written

    def rows(self, sql: str, *values: Any) -> list[tuple[Any, ...]]:
        """What stands in its database now."""
        return self.storage.rows(sql, *values)

    def change(self, sql: str) -> None:
        """Somebody who can write the database changes it, past the house."""
        self.storage.change(sql)

    def opened_leaves(self, login: str = "aigul") -> list[dict[str, Any]]:
        """Every leaf that this account can open, as it was sealed, in the order of its safe; dead letters have `dead` instead."""
        asked = [sys.executable, "-c", _OPENING, login, self.accounts[login]]
        environment = {**self.environment, "DJANGO_SETTINGS_MODULE": "tirek.config.settings"}
        told = subprocess.run(asked, env=environment, cwd=ROOT, capture_output=True, text=True, timeout=120, check=False)
        assert told.returncode == 0, told.stderr
        return [json.loads(line) for line in told.stdout.splitlines()]


_numbers = itertools.count(20_000)


@cache
def _template() -> LivingHouse:
    """The demo, made once for the whole run of the tests and stopped; it is taken away at the end."""
    folder = Path(tempfile.mkdtemp(prefix="tirek-living-"))
    house = LivingHouse(folder)
    atexit.register(shutil.rmtree, folder, ignore_errors=True)
    atexit.register(house.storage.drop)
    house.storage.begin()
    house.start_again()
    house.stop()
    return house


@contextmanager
def living(folder: Path, **how: Any) -> Iterator[LivingHouse]:
    """A living house for the length of a block."""
    house = LivingHouse.open(folder, **how)
    try:
        yield house
    finally:
        house.close()


def free_port() -> int:
    with socket.socket() as place:
        place.bind(("127.0.0.1", 0))
        return int(place.getsockname()[1])


def until(true: Callable[[], Any], *, seconds: float = 10, unless: Callable[[], str] = lambda: "") -> Any:
    """Wait for something to become true and give it; `unless` says why waiting is of no use."""
    patience = time.monotonic() + seconds
    while not (value := true()):
        assert not (why := unless()), why
        assert time.monotonic() < patience, "it did not happen in time"
        time.sleep(0.03)
    return value


@contextmanager
def stand_in(**how: Any) -> Iterator[tuple[BotApi, str]]:
    """The pretend Telegram in a thread of the test's own: what it has and does, and its address."""
    api = BotApi(**how)
    with socket.socket() as place:
        place.bind(("127.0.0.1", 0))
        config = uvicorn.Config(api, log_config=None, access_log=False, lifespan="on", timeout_graceful_shutdown=1)  # type: ignore[arg-type]
        server = uvicorn.Server(config)
        thread = threading.Thread(target=server.run, kwargs={"sockets": [place]}, daemon=True)
        thread.start()
        until(lambda: server.started)
        try:
            yield api, f"http://127.0.0.1:{place.getsockname()[1]}"
        finally:
            server.should_exit = True
            thread.join(10)
