"""`tirek serve`: pages, webhooks and live events in one process or several, on PostgreSQL. `tirek deliver` does the rest."""

import argparse
import os
import signal
import socket
import subprocess
import sys
import threading
import time
from typing import BinaryIO, TextIO

from django.conf import settings

from tirek.config import STARTED
from tirek.config.asgi import Wiring, build_front
from tirek.config.commands import opening
from tirek.config.commands.progress import Say, speaker
from tirek.config.commands.run import locked_wiring, stay_open
from tirek.config.standin import address
from tirek.config.waking import storage_in_one_sentence
from tirek.kit.refusals import Refused
from tirek.people.models import Organisation

MOST = 16
LIVED_SHORTLY_S = 5.0  # a process that ends sooner than this will end again: it is not replaced at once
PATIENCE_S = 8.0  # for processes to close


def add_arguments(parser: argparse.ArgumentParser) -> None:
    parser.add_argument("--processes", metavar="N", type=int, default=1, help="how many share the port (one for each core is plenty)")
    parser.add_argument("--socket", metavar="FD", type=int, help=argparse.SUPPRESS)  # the open port, in a process that serve has started


def run(args: argparse.Namespace, stdin: BinaryIO, stdout: TextIO) -> int:
    say = speaker(stdout)
    if args.socket is not None:
        return one_of_them(args.socket, stdin, say)
    opening.several_possible()
    if not 1 <= args.processes <= MOST:
        raise Refused(f"--processes must be a number from 1 to {MOST}, not {args.processes}.")
    opening.data_folder(settings.DATA)
    place = opening.free_place(settings.HOST, settings.PORT)
    with place, storage_in_one_sentence(), opening.one_of_several(settings.DATA, lambda alone: prepare(say, alone=alone)):
        if args.processes == 1:
            return serve(place, say)
        return Several(args.processes, place, say).run()


def prepare(say: Say, *, alone: bool) -> None:
    opening.prepared(say, alone=alone)
    opening.no_pretend_platform()


def serve(place: socket.socket, say: Say) -> int:
    """One process behind the doors, until it is told to end."""
    wiring = locked_wiring(say) or furnished(say)
    return stay_open(
        wiring, place, say, lambda: say(f"Tirek serves at {address()} ({time.monotonic() - STARTED:.1f} s). Stop it with Ctrl-C.")
    )


def furnished(say: Say) -> Wiring:
    if not Organisation.objects.exists():
        say("There is no organisation yet, so nobody can sign in. To make yours: tirek setup")
    return build_front()


def one_of_them(number: int, stdin: BinaryIO, say: Say) -> int:
    """A process that `serve` has started: it ends with the one that started it, whose end closes our standard input."""

    def end_with_the_first() -> None:
        stdin.read()
        os.kill(os.getpid(), signal.SIGTERM)

    threading.Thread(target=end_with_the_first, name="first process", daemon=True).start()
    with socket.socket(fileno=number) as place, storage_in_one_sentence():
        return serve(place, say)


class Several:
    """The first process: it holds the port open, starts the others, and replaces one that has died."""

    def __init__(self, count: int, place: socket.socket, say: Say) -> None:
        self._count, self._place, self._say = count, place, say
        self._alive: dict[subprocess.Popen[bytes], float] = {}
        self._over = threading.Event()

    def run(self) -> int:
        for sign in (signal.SIGTERM, signal.SIGINT):
            signal.signal(sign, lambda *_: self._over.set())
        try:
            for _ in range(self._count):
                self._start()
            while not self._over.wait(0.2):
                self._replace_the_dead()
        finally:
            self._end()
        return 0

    def _start(self) -> None:
        command = [sys.executable, "-m", "tirek.config.cli", "serve", "--socket", str(self._place.fileno())]
        process = subprocess.Popen(command, stdin=subprocess.PIPE, pass_fds=[self._place.fileno()], start_new_session=True)
        self._alive[process] = time.monotonic()

    def _replace_the_dead(self) -> None:
        for process, started in list(self._alive.items()):
            if process.poll() is None:
                continue
            if time.monotonic() - started < LIVED_SHORTLY_S:
                raise Refused("A process ended as soon as it was started; why, it has said above. The others are stopped.")
            del self._alive[process]
            self._say(f"A process has ended ({process.returncode}); another one takes its place.")
            self._start()

    def _end(self) -> None:
        for process in self._alive:
            process.terminate()
        patience = time.monotonic() + PATIENCE_S
        for process in self._alive:
            try:
                process.wait(max(0.1, patience - time.monotonic()))
            except subprocess.TimeoutExpired:
                process.kill()
