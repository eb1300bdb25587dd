"""What is measured: three services, each a process of its own on a free port, with what it has stored in a SQLite file."""

import json
import os
import signal
import socket
import sqlite3
import subprocess
import sys
import time
from collections.abc import Mapping, Sequence
from contextlib import closing
from dataclasses import dataclass, field
from pathlib import Path

from benchmarks.updates import Crowd

PATIENCE = 30.0
_OUR_MESSAGES = "SELECT (SELECT count(*) FROM vault_leaf) - (SELECT count(*) FROM conversations_outbox)"


@dataclass(slots=True)
class Subject:
    """A service that takes letters in at `path`; `stored` asks its database."""

    name: str
    command: tuple[str, ...]
    port: int
    database: Path
    count: str
    path: str = "/hooks/plain"
    secret: str = "unused"
    environment: Mapping[str, str] = field(default_factory=dict)
    numbers: Sequence[str] = ()  # of rooms that are there already
    process: "subprocess.Popen[bytes] | None" = None
    starts: int = 0

    def start(self) -> float:
        """Start the process; gives the seconds until its first letter was acknowledged (it counts as one)."""
        self.starts += 1
        letter = Crowd(self.path, self.secret, first=1_000_000_000 + self.starts).known()[0]
        began = time.perf_counter()
        self.process = subprocess.Popen(self.command, env={**os.environ, **self.environment}, stdout=subprocess.DEVNULL)
        while not _acknowledged(self.port, letter):
            if self.process.poll() is not None or time.perf_counter() - began > PATIENCE:
                raise SystemExit(f"{self.name} did not take its first letter; its command: {' '.join(self.command)}")
            time.sleep(0.005)
        return time.perf_counter() - began

    def stop(self) -> None:
        if self.process:
            self.process.send_signal(signal.SIGTERM)
            self.process.wait(PATIENCE)
            self.process = None

    def stored(self) -> int:
        return int(self.ask(self.count))

    def ask(self, question: str) -> str:
        """One value of its database, as anybody with the file could read it."""
        with closing(sqlite3.connect(f"file:{self.database}?mode=ro", uri=True, timeout=20)) as connection:
            return str(connection.execute(question).fetchone()[0])

    def megabytes(self) -> float:
        """Proportional share of memory (PSS) of the process."""
        assert self.process is not None
        lines = Path(f"/proc/{self.process.pid}/smaps_rollup").read_text().splitlines()
        return next(int(line.split()[1]) for line in lines if line.startswith("Pss:")) / 1024


def all_subjects(folder: Path) -> dict[str, Subject]:
    """The house first, then what it is compared with."""
    house = _house(folder)
    rows: dict[str, Subject] = {"tirek": house}
    for name, table in (("ceiling", "letter"), ("plain", "message")):
        port = free_port()
        command = (sys.executable, "-m", f"benchmarks.{name}", str(port), str(folder))
        rows[name] = Subject(name, command, port, folder / f"{name}.sqlite3", f"SELECT count(*) FROM {table}")  # noqa: S608  # our names
    return rows


def _house(folder: Path) -> Subject:
    port, data = free_port(), folder / "tirek"
    environment = {"TIREK_DATA": str(data), "PORT": str(port)}
    made = subprocess.run(
        [sys.executable, "-m", "benchmarks.quiet"], env={**os.environ, **environment}, check=True, stdout=subprocess.PIPE
    ).stdout
    door = json.loads(made)
    command = (str(Path(sys.executable).with_name("tirek")), "run")
    database = data / "tirek.sqlite3"
    return Subject("tirek", command, port, database, _OUR_MESSAGES, door["path"], door["secret"], environment, door["numbers"])


def free_port() -> int:
    with socket.socket() as place:
        place.bind(("127.0.0.1", 0))
        return int(place.getsockname()[1])


def _acknowledged(port: int, letter: bytes) -> bool:
    try:
        with socket.create_connection(("127.0.0.1", port), timeout=PATIENCE) as wire:
            wire.sendall(letter)
            return wire.recv(12).endswith(b"200")
    except ConnectionError:
        return False
