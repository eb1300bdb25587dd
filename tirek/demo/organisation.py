"""The demo organisation: one invented service with one account per role, a paper key, and a bot of the stand-in.

Its boot key lies beside the data folder (never so in real service), and with it, as remarks in the same file, the sheet
of who can sign in, so that a second start can print it again. A thief of the data folder alone gets neither.
"""

import secrets
import time
from collections.abc import Callable
from dataclasses import dataclass
from datetime import time as clock

import pyotp
from django.conf import settings
from django.db import transaction

from tirek.channels.actions import add_room
from tirek.channels.models import Account
from tirek.demo.botapi import TOKEN
from tirek.kit.refusals import Refused
from tirek.people.actions.colleagues import TeamKeys, add_worker, make_team
from tirek.people.actions.second_factor import STEP_S
from tirek.people.models import Organisation, Role
from tirek.vault.actions import keys
from tirek.vault.actions.safes import shred_store
from tirek.vault.boot import make_boot_key
from tirek.vault.models import Principal

WORKERS = (
    ("aigul", "Айгүл Үлгібаева", (Role.INTAKE, Role.WORKER)),
    ("olena", "Олена Вигадько", (Role.INTAKE,)),
    ("marat", "Марат Примеров", (Role.SUPERVISOR,)),
    ("iryna", "Ірина Зразкова", (Role.ETHICS,)),
    ("admin", "Sam Sampleson", (Role.ADMIN,)),
)
SECOND_FACTOR = "second-factor"
_WORDS = tuple(
    "river apple window garden silver morning bridge lantern willow pepper meadow harbour candle orchard saddle thunder".split()  # noqa: SIM905
)


@dataclass(frozen=True, slots=True)
class DemoSheet:
    lines: tuple[str, ...]


def prepare(*, say: Callable[[str], None]) -> DemoSheet | None:
    """Make the demo when there is no organisation; tell who can sign in whenever the organisation is the demo."""
    organisation = Organisation.objects.first()
    if organisation is None:
        say("Making the demo organisation: keys, five colleagues, a pretend bot …")
        sheet, paper = _make()
        _write_sheet(sheet)
        return DemoSheet(
            (*_read_sheet(), "The organisation's paper key, shown this once (in real service it is on paper only):", "  " + " ".join(paper))
        )
    elif not organisation.is_demo:
        return None
    return DemoSheet(_read_sheet())


def sheet_at_hand() -> DemoSheet | None:
    """The sheet with its present codes, where there is one: read from the file alone, so that it can be told while the demo runs."""
    lines = _read_sheet()
    return DemoSheet(lines) if lines else None


def _make() -> tuple[list[str], list[str]]:
    """The sheet of who can sign in, and the paper key."""
    if settings.BOOT_KEY_FILE.exists():
        raise Refused(f"There is a boot key {settings.BOOT_KEY_FILE}, but its house is gone. Move it away, or delete it, and start again.")
    make_boot_key(settings.BOOT_KEY_FILE, settings.KEYS)
    shred_store().make()
    with transaction.atomic():
        paper = keys.make_principal(kind=Principal.Kind.PAPER)
        Organisation.objects.create(
            name="«Тірек» demo", country="kz", paper=paper.principal, is_demo=True, opens=clock(0, 0), closes=clock(23, 59), days="1234567"
        )
        team = make_team(name="Demo team")
        people = [_worker(team, *row) for row in WORKERS]
        account = Account(kind="telegram", name="Demo bot", reference=TOKEN.split(":")[0], team=team.team)
        account.seal(token=TOKEN, secrets=[secrets.token_urlsafe(32)])
        account.save(force_insert=True)
        add_room(name="Web room", team=team.team)
    return _sheet(people), keys.paper_words(paper)


def _worker(team: TeamKeys, login: str, name: str, roles: tuple[Role, ...]) -> tuple[str, str, str, str, str]:
    password = "-".join(secrets.choice(_WORDS) for _ in range(4)) + f"-{secrets.randbelow(90) + 10}"
    welcome = add_worker(login=login, name=name, password=password, roles=roles, team=team, code_on_paper=True)
    return login, password, " + ".join(Role(role).value for role in roles), "-".join(welcome.recovery), welcome.factor


def _sheet(people: list[tuple[str, str, str, str, str]]) -> list[str]:
    rows = [f"  {login:<7} {password:<34} {roles:<16} {recovery}" for login, password, roles, recovery, _factor in people]
    factors = [f"  {login:<7} {SECOND_FACTOR} {factor}" for login, _password, _roles, _recovery, factor in people if factor]
    return [
        "Who can sign in (invented people; passwords and codes are made anew for every demo):",
        f"  {'name':<7} {'password':<34} {'role':<16} recovery code",
        *rows,
        "Who bears a role with power signs in with a code, too; a new one every 30 seconds, `tirek demo` prints it:",
        *factors,
        "RED: this demo keeps its boot key, and the secrets of these codes, beside its data. Whoever takes both can read everything. "
        "Real service never does.",
    ]


def _write_sheet(lines: list[str]) -> None:
    with settings.BOOT_KEY_FILE.open("a") as file:
        file.writelines(f"# {line}\n" for line in lines)


def _read_sheet() -> tuple[str, ...]:
    try:
        written = settings.BOOT_KEY_FILE.read_text().splitlines()
    except OSError:
        return ()
    return tuple(_with_code(line[2:]) for line in written if line.startswith("# "))


def _with_code(line: str) -> str:
    """A line of the sheet as it is told: behind the secret of a code app stands the code of this half minute."""
    login, _what, secret = [*line.split(), "", "", ""][:3]
    if SECOND_FACTOR not in line.split():
        return line
    app, now = pyotp.TOTP(secret), time.time()
    return f"  {login:<7} {app.at(int(now))}  for {STEP_S - int(now) % STEP_S} s more; the app's secret: {secret}"
