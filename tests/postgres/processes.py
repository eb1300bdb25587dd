"""A house of several processes on PostgreSQL: some serve, one delivers."""

import subprocess
import sys
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path
from threading import Thread
from typing import Any

import httpx

from tests.living import ROOT, LivingHouse, until


class Served(LivingHouse):
    """One `tirek serve` on a copy of the demo."""

    words = ("serve",)

    @classmethod
    def beside(cls, first: LivingHouse, name: str = "second") -> "Served":
        """Another process of the same house, on a port of its own."""
        other = cls(first.folder, storage=first.storage)
        other.environment = {**first.environment, "PORT": str(other.port)}
        other.log = first.folder / f"{name}.log"
        other.start_again()
        return other


class Deliverer:
    """The `tirek deliver` of a house."""

    def __init__(self, house: LivingHouse) -> None:
        self.house, self.log = house, house.folder / "deliver.log"
        self.process: subprocess.Popen[bytes] | None = None

    def start(self) -> None:
        before = self.log.stat().st_size if self.log.exists() else 0
        with self.log.open("ab") as log:
            command = [sys.executable, "-m", "tirek.config.cli", "deliver"]
            self.process = subprocess.Popen(command, env=self.house.environment, cwd=ROOT, stdout=log, stderr=log)
        until(lambda: b"Tirek delivers" in self.log.read_bytes()[before:], seconds=30, unless=self._ended)

    def end(self, *, kill: bool) -> None:
        if self.process is not None and self.process.poll() is None:
            (self.process.kill if kill else self.process.terminate)()
            self.process.wait(20)

    def _ended(self) -> str:
        return self.log.read_text() if self.process is not None and self.process.poll() is not None else ""


def ask(house: LivingHouse, *words: str) -> tuple[int, str]:
    """A command of the house, from beginning to end: its exit code and what it said."""
    command = [sys.executable, "-m", "tirek.config.cli", *words]
    done = subprocess.run(command, env=house.environment, cwd=ROOT, capture_output=True, text=True, timeout=60, check=False)
    return done.returncode, (done.stdout + done.stderr).strip()


@contextmanager
def served(folder: Path, **how: Any) -> Iterator[Served]:
    house = Served.furnished(folder, **how)
    try:
        house.start_again()
        yield house
    finally:
        house.close()


class Listening:
    """A browser's live stream: what has come over it."""

    def __init__(self, browser: httpx.Client, url: str = "/events") -> None:
        self.heard, self.begun, self.ended = b"", False, False
        self._browser, self._url = browser, url
        self._thread = Thread(target=self._listen, daemon=True)
        self._thread.start()
        until(lambda: self.begun)

    def _listen(self) -> None:
        try:
            with self._browser.stream("GET", self._url, timeout=60) as answer:
                assert answer.status_code == 200
                for piece in answer.iter_raw():
                    self.begun = True
                    self.heard += piece
        except httpx.HTTPError:
            pass  # the house was closed under it
        self.ended = True

    def hears(self, what: str) -> Callable[[], bool]:
        return lambda: what.encode() in self.heard
