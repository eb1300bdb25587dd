"""`tirek run`: checks what must be right, prepares the database, and opens the house in this one process."""

import argparse
import socket
import time
from collections.abc import Callable
from typing import BinaryIO, TextIO

from django.conf import settings

from tirek.config import STARTED
from tirek.config.asgi import Wiring, build_house, locked_house
from tirek.config.commands import opening
from tirek.config.commands.progress import Say, patiently, speaker
from tirek.config.server import build
from tirek.config.standin import address
from tirek.config.waking import storage_in_one_sentence
from tirek.demo.organisation import prepare
from tirek.people.models import Organisation
from tirek.vault import boot
from tirek.vault.errors import BootLocked


def add_arguments(parser: argparse.ArgumentParser) -> None:
    parser.add_argument("--demo", action="store_true", help="make the demo organisation when the database is empty")


def run(args: argparse.Namespace, stdin: BinaryIO, stdout: TextIO) -> int:
    say = speaker(stdout)
    opening.data_folder(settings.DATA)
    place = opening.free_place(settings.HOST, settings.PORT)
    with place, opening.only_one(settings.DATA):
        with storage_in_one_sentence():
            opening.prepared(say)
            wiring = furnished(say, demo=args.demo)

        def opened() -> None:
            whole = f", {time.time() - settings.MAKE_STARTED:.1f} s with the installation" if settings.MAKE_STARTED else ""
            say(f"Tirek is open at {address()} ({time.monotonic() - STARTED:.1f} s{whole}). Stop it with Ctrl-C.")

        return stay_open(wiring, place, say, opened)


def stay_open(wiring: Wiring, place: socket.socket, say: Say, opened: Callable[[], None]) -> int:
    """Serve at this place until told to stop; the exit code."""
    house = build(
        wiring.app,
        settings.HOST,
        settings.PORT,
        on_open=opened,
        on_shutdown=wiring.on_shutdown,
        behind_proxy=settings.HTTPS,
    )
    try:
        house.run(sockets=[place])
    except KeyboardInterrupt:  # the server has closed already, and hands on what it was told
        say("Stopped.")
    return 0 if house.started else 1


def furnished(say: Say, *, demo: bool) -> Wiring:
    """The house with its rooms; with every door locked when its boot key is away."""
    if locked := locked_wiring(say):
        return locked
    if demo:
        with patiently(say, "Making the demo organisation"):
            sheet = prepare(say=say)
        for line in sheet.lines if sheet else ():
            say(line)
    organisation = Organisation.objects.first()
    if organisation is None:
        say("There is no organisation yet, so nobody can sign in. To make yours: tirek setup   To look around: tirek run --demo")
    return build_house(demo=organisation is not None and organisation.is_demo)


def locked_wiring(say: Say) -> Wiring | None:
    """The house with every door locked, when its boot key is away."""
    if not Organisation.objects.exists():
        return None
    try:
        boot.house()
    except BootLocked as locked:
        say(f"LOCKED. {locked} The key is looked for in {settings.BOOT_KEY_FILE}; from paper it comes back with: tirek boot write")
        say("Until it is back and you have started again, every page answers 503; messengers keep their letters meanwhile.")
        return Wiring(app=locked_house(str(locked)))
    return None
