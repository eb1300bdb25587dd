"""What was planted in a house, and where a thief may look: the disk of a running house, all but its boot key."""

import json
import secrets
import subprocess
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from django.conf import settings

from tests.living import ROOT, LivingHouse
from tests.postgres.server import Server
from tests.storage import OnPostgresql, Storage, storage_in

LETTERS = "әғқңөұүіїєґ"

_KEYS = """
import json, sys, django
django.setup()
from django.conf import settings
from tirek.people.models import Worker
from tirek.vault import boot
from tirek.vault.actions import keys
from tirek.vault.actions.reading import Reader
from tirek.vault.actions.sessions import Cookies, load_session
from tirek.vault.actions.receipts import stretch
from tirek.vault.actions.talking import TalkReader
from tirek.vault.envelopes import box_of
from tirek.vault.models import Safe
asked = json.load(sys.stdin)
found = {"boot key": bytes.fromhex(settings.BOOT_KEY_FILE.read_text().split("\\n", 1)[0].strip())}
house = boot.house()
for name in ("pepper", "units", "lookup", "event", "conf", "clear", "sign", "relay_private"):
    found[name] = getattr(house, name).reveal()
worker = Worker.objects.select_related("principal").get(login=asked["login"])
reader = Reader(worker.principal_id, keys.unlock_with_password(worker.principal, asked["password"]))
found["the worker's seed"] = reader.seed.reveal()
found["the worker's private key"] = box_of(reader.seed.reveal())[0]
for number, principal in enumerate(reader.reads_as[1:]):
    found[f"team seed {number}"] = reader._key_seed(principal).reveal()
for number, opened in enumerate(reader.open_all(Safe.objects.readable_by(reader.reads_as)).values()):
    found[f"safe seed {number}"] = opened._seed.reveal()
    found[f"unit secret {number}"] = opened._unit.reveal()
    for half in ("talk", "file"):
        keys_of_half = getattr(opened, f"_{half}")
        found[f"{half} key {number}"] = keys_of_half._sym.reveal()
        found[f"{half} private key {number}"] = keys_of_half._private.reveal()
for number, cookies in enumerate(asked["rooms"]):
    signed = load_session(Cookies(cookies["rs"], cookies["rk"]), slide=False)
    found[f"a person's seed {number}"] = signed.seed.reveal()
    found[f"a person's private key {number}"] = box_of(signed.seed.reveal())[0]
    found[f"a person's own key {number}"] = TalkReader(signed.principal, signed.seed)._own_key().reveal()
for number, receipt in enumerate(asked["receipts"]):
    found[f"key behind receipt {number}"] = stretch(receipt).kek
print(json.dumps({name: bytes(value).hex() for name, value in found.items()}))
"""


@dataclass
class Loot:
    """What was planted, and where a thief may look."""

    house: LivingHouse
    canaries: dict[str, str] = field(default_factory=dict)
    keys: dict[str, bytes] = field(default_factory=dict)
    printed: dict[str, str] = field(default_factory=dict)  # what the demo shows on its terminal on purpose
    shown: str = ""

    def plant(self, what: str, *, words: bool = True) -> str:
        """A word that nobody else ever wrote; in Kazakh and Ukrainian letters where letters may stand."""
        tail = secrets.token_hex(6)
        self.canaries[what] = "канарейка " + "".join(secrets.choice(LETTERS) for _ in range(8)) + f" {tail}" if words else f"canary{tail}"
        return self.canaries[what]

    def plant_digits(self, what: str, digits: str) -> None:
        """A number of twenty digits, in every grouping in which somebody may have put it down."""
        for size, joins in ((4, (" ", "-", ".", ",")), (5, (" ", "-")), (2, (" ",)), (10, (" ",)), (20, ("",))):
            groups = [digits[start : start + size] for start in range(0, len(digits), size)]
            for join in joins:
                self.canaries[f"{what}, by {size} with {join!r}"] = join.join(groups)
        self.canaries[f"{what} without its check digits"] = digits[:-2]
        self.canaries[f"{what} backwards"] = digits[::-1]

    def plant_code(self, what: str, groups: list[str]) -> None:
        """A code of letters and digits, joined as it is shown and otherwise."""
        for join in ("-", "", " "):
            self.canaries[f"{what} joined by {join!r}"] = join.join(groups)

    @property
    def places(self) -> list[Path]:
        return [self.house.data, self.house.log, self.house.folder / "tmp", *self.house.storage.on_disk()]


@contextmanager
def storage_of_its_own(folder: Path) -> Iterator[Storage]:
    """Where a house keeps its rows, and nobody else does: on PostgreSQL a server of its own, so that its disk may be taken."""
    if not settings.DATABASE_URL:
        yield storage_in(folder)
        return
    server = Server.made()
    try:
        storage = OnPostgresql(server.url, server.rows)
        storage.begin()
        yield storage
    finally:
        server.take_away()


@contextmanager
def to_be_robbed(folder: Path, **how: Any) -> Iterator[LivingHouse]:
    """A living house, with its demo made here, whose whole disk a thief may take."""
    (folder / "tmp").mkdir()
    how["environment"] = {"TMPDIR": str(folder / "tmp"), **how.get("environment", {})}
    with storage_of_its_own(folder) as storage:
        house = LivingHouse(folder, storage=storage, **how)
        try:
            house.start_again()
            yield house
        finally:
            house.close()


def keys_of(house: LivingHouse, *, rooms: list[dict[str, str]] | None = None, receipts: list[str] | None = None) -> dict[str, bytes]:
    """Every key that opens something in this house. `rooms`: the cookies of people whose keys are asked for, too."""
    environment = {**house.environment, "DJANGO_SETTINGS_MODULE": "tirek.config.settings"}
    asked = {"login": "aigul", "password": house.accounts["aigul"], "rooms": rooms or [], "receipts": receipts or []}
    command = [sys.executable, "-c", _KEYS]
    told = subprocess.run(
        command, input=json.dumps(asked), env=environment, cwd=ROOT, capture_output=True, text=True, timeout=60, check=False
    )
    assert told.returncode == 0, told.stderr
    found = {name: bytes.fromhex(value) for name, value in json.loads(told.stdout).items()}
    count, different = len(found), len(set(found.values()))
    assert count == different >= 15, "keys that are the same key"
    return found
