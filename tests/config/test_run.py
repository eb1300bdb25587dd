"""`tirek run` as a process of its own: it opens, keeps what it has, says what is wrong, and ends at once."""

import os
import re
import signal
import socket
import sqlite3
import subprocess
import sys
import threading
import time
from pathlib import Path

import httpx
import pytest

pytestmark = pytest.mark.sqlite  # one process on a file; tests/postgres has the others
TIREK = [sys.executable, "-m", "tirek.config.cli"]
AT_ONCE = 6.0  # seconds; half a one on an idle machine, where nothing else reads its packs at that moment


def free_port() -> int:
    with socket.socket() as place:
        place.bind(("127.0.0.1", 0))
        return int(place.getsockname()[1])


def surroundings(folder: Path, port: int) -> dict[str, str]:
    return {**os.environ, "PYTHONPATH": os.pathsep.join(sys.path), "TIREK_DATA": str(folder / "data"), "PORT": str(port)}


class Running:
    """One `tirek run`; what it prints is kept line by line."""

    def __init__(self, folder: Path, *words: str) -> None:
        self.port = free_port()
        self.url = f"http://127.0.0.1:{self.port}"
        self.lines: list[str] = []
        self.process = subprocess.Popen(
            [*TIREK, "run", *words], env=surroundings(folder, self.port), stdout=subprocess.PIPE, stderr=subprocess.STDOUT, text=True
        )
        self.reader = threading.Thread(target=self._read, daemon=True)
        self.reader.start()

    def _read(self) -> None:
        assert self.process.stdout is not None
        self.lines.extend(iter(self.process.stdout.readline, ""))

    def opened(self) -> str:
        """The line with the address, as soon as it is printed."""
        patience = time.monotonic() + 20
        while time.monotonic() < patience and self.process.poll() is None:
            found = [line for line in self.lines if line.startswith("Tirek is open at")]
            if found:
                return found[0].strip()
            time.sleep(0.02)
        raise AssertionError("".join(self.lines))

    def end(self, how: signal.Signals) -> float:
        before = time.monotonic()
        self.process.send_signal(how)
        self.process.wait(10)
        self.reader.join(5)
        return time.monotonic() - before


@pytest.fixture
def run(tmp_path):
    """`run("--demo")`: a running house on the test's own folder; ended with the test."""
    houses: list[Running] = []

    def start(*words: str) -> Running:
        houses.append(Running(tmp_path, *words))
        return houses[-1]

    yield start
    for house in houses:
        house.process.kill()
        house.process.wait(10)
        house.reader.join(5)
        house.process.stdout.close()


def try_to_run(folder: Path, port: int) -> tuple[int, str]:
    ended = subprocess.run([*TIREK, "run"], env=surroundings(folder, port), capture_output=True, text=True, timeout=20, check=False)
    return ended.returncode, ended.stderr.strip()


def everything_in(folder: Path) -> list[str]:
    connection = sqlite3.connect(folder / "data" / "tirek.sqlite3")
    try:
        return list(connection.iterdump())
    finally:
        connection.close()


def test_it_opens_keeps_its_data_and_ends_at_once(run, tmp_path):
    first = run("--demo")
    assert re.fullmatch(rf"Tirek is open at {first.url} \(\d+\.\d s\)\. Stop it with Ctrl-C\.", first.opened())
    assert httpx.get(first.url + "/healthz", trust_env=False).json() == {"status": "ok"}
    assert httpx.get(first.url + "/desk/", trust_env=False).headers["location"].startswith("/sign-in/")
    style = httpx.get(first.url + "/static/ui/tirek.css", trust_env=False)
    assert (style.status_code, style.headers["content-length"]) == (200, str(len(style.content)))
    assert try_to_run(tmp_path, first.port) == (1, f"Port {first.port} is taken. Try: make run PORT={first.port + 1}")
    assert try_to_run(tmp_path, free_port())[1].startswith("Tirek is already running on")
    assert first.end(signal.SIGTERM) < AT_ONCE
    assert not any("critical" in line or "error" in line for line in first.lines)

    second = run("--demo")
    seconds = float(re.search(r"\((\d+\.\d) s\)", second.opened()).group(1))
    assert seconds < 10  # two on an idle machine
    assert [line for line in second.lines if "aigul" in line] == [line for line in first.lines if "aigul" in line]
    assert second.end(signal.SIGINT) < AT_ONCE
    assert second.process.returncode == 0
    assert second.lines[-1] == "Stopped.\n"


def test_without_its_boot_key_it_opens_locked_and_says_so(run, tmp_path):
    house = run("--demo")
    house.opened()
    house.end(signal.SIGTERM)
    (tmp_path / "data.boot").rename(tmp_path / "away")
    locked = run("--demo")
    locked.opened()
    assert any(line.startswith("LOCKED.") and "data.boot" in line for line in locked.lines)
    for path in ("/", "/desk/", "/hooks/abc", "/events", "/static/ui/tirek.css", "/healthz"):
        assert httpx.get(locked.url + path, trust_env=False).status_code == 503, path
    assert httpx.get(locked.url + "/healthz", trust_env=False).json() == {"status": "boot_locked"}


def test_a_database_of_a_newer_program_is_left_as_it_is(run, tmp_path):
    house = run("--demo")
    house.opened()
    house.end(signal.SIGTERM)
    file = tmp_path / "data" / "tirek.sqlite3"
    with sqlite3.connect(file) as newer:
        newer.execute("INSERT INTO django_migrations (app, name, applied) VALUES ('casework', '0003_plans', '2030-01-01')")
    newer.close()
    before = everything_in(tmp_path)
    code, sentence = try_to_run(tmp_path, free_port())
    assert (code, sentence) == (
        1,
        "This database was written by a newer Tirek (casework 0003_plans). Update the program; nothing was changed.",
    )
    assert everything_in(tmp_path) == before


def test_a_file_that_is_no_database_is_one_sentence(tmp_path):
    (tmp_path / "data").mkdir()
    (tmp_path / "data" / "tirek.sqlite3").write_bytes(b"no database at all " * 500)
    code, sentence = try_to_run(tmp_path, free_port())
    assert code == 1
    assert sentence.endswith("file is not a database. Look closer with: tirek doctor")
    assert len(sentence.splitlines()) == 1


def test_the_doctor_looks_at_everything_and_changes_nothing(run, tmp_path):
    house = run("--demo")
    house.opened()
    house.end(signal.SIGTERM)
    before = everything_in(tmp_path)
    seen = subprocess.run([*TIREK, "doctor"], env=surroundings(tmp_path, 8000), capture_output=True, text=True, timeout=20, check=False)
    assert seen.returncode == 0, seen.stdout + seen.stderr
    assert "RED: the boot key lies on the same disk" in seen.stdout
    assert "The database is whole." in seen.stdout
    assert "0 broken." in seen.stdout
    assert everything_in(tmp_path) == before

    (tmp_path / "data.boot").unlink()
    seen = subprocess.run([*TIREK, "doctor"], env=surroundings(tmp_path, 8000), capture_output=True, text=True, timeout=20, check=False)
    assert seen.returncode == 1
    assert "broken     The boot key" in seen.stdout
