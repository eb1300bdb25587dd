"""`make install` for real, in a small copy of the house: a lock with one tiny package, and no network."""

import base64
import hashlib
import http.server
import os
import shutil
import subprocess
import sys
import threading
import zipfile
from collections.abc import Iterator
from pathlib import Path

import pytest

from tests.house.source import ROOT

sys.path.insert(0, str(ROOT / "tools"))
import pip_source

sys.path.pop(0)  # the tools are programs of maintainers, no package of the house

HAS_PIP_AT_HAND = pip_source.wheel_of_this_python() is not None
needs_pip = pytest.mark.skipif(not HAS_PIP_AT_HAND, reason="this machine's Python carries no pip, so installing would need the network")


@pytest.fixture
def shelf(tmp_path: Path) -> Path:
    """A folder with one tiny wheel: all that can be installed here."""
    folder = tmp_path / "shelf"
    folder.mkdir()
    with zipfile.ZipFile(folder / "tinything-1.0-py3-none-any.whl", "w") as wheel:
        wheel.writestr("tinything.py", "WORD = 'installed'\n")
        wheel.writestr("tinything-1.0.dist-info/METADATA", "Metadata-Version: 2.1\nName: tinything\nVersion: 1.0\n")
        wheel.writestr("tinything-1.0.dist-info/WHEEL", "Wheel-Version: 1.0\nGenerator: tests\nRoot-Is-Purelib: true\nTag: py3-none-any\n")
        wheel.writestr("tinything-1.0.dist-info/RECORD", "")
    return folder


def sum_of(shelf: Path) -> str:
    return hashlib.sha256((shelf / "tinything-1.0-py3-none-any.whl").read_bytes()).hexdigest()


@pytest.fixture
def house(tmp_path: Path, shelf: Path) -> Path:
    """A copy of the tools, a package `tirek` that says hello, and locks that name the tiny package."""
    copy = tmp_path / "a house"
    shutil.copytree(ROOT / "tools", copy / "tools", ignore=shutil.ignore_patterns("__pycache__"))
    (copy / "tirek" / "config").mkdir(parents=True)
    (copy / "tirek" / "config" / "cli.py").write_text("import tinything\n\ndef main():\n    print('hello,', tinything.WORD)\n")
    (copy / "requirements").mkdir()
    for name in ("run", "dev"):
        write_lock(copy, name, sum_of(shelf))
    return copy


def write_lock(house: Path, name: str, sha256: str) -> None:
    (house / "requirements" / f"{name}.txt").write_text(f"tinything==1.0 \\\n    --hash=sha256:{sha256}\n")


def install(house: Path, shelf: Path, *words: str) -> subprocess.CompletedProcess[str]:
    """Run the installation as `make install` does, with pip and without uv."""
    environment = {
        "PATH": "/usr/bin:/bin",
        "HOME": str(shelf),
        "PIP_NO_INDEX": "1",
        "PIP_FIND_LINKS": str(shelf),
        "PIP_CONFIG_FILE": os.devnull,
    }
    command = [sys.executable, "tools/bootstrap.py", *(words or ("run",))]
    return subprocess.run(command, cwd=house, env=environment, capture_output=True, text=True, timeout=120, check=False)


@needs_pip
def test_a_fresh_copy_is_installed_and_its_command_works(house: Path, shelf: Path) -> None:
    done = install(house, shelf)
    assert done.returncode == 0, done.stdout + done.stderr
    assert "Installed into .venv in" in done.stdout
    assert subprocess.run([house / ".venv/bin/tirek"], cwd="/", capture_output=True, text=True, check=True).stdout == "hello, installed\n"


@needs_pip
def test_a_second_time_nothing_is_done_until_the_lock_changes(house: Path, shelf: Path) -> None:
    install(house, shelf, "dev")
    assert "Everything is installed" in install(house, shelf, "run").stdout, "the dev lock holds the run lock"
    write_lock(house, "run", f"{sum_of(shelf)} --hash=sha256:{'1' * 64}")
    assert "Installed into .venv in" in install(house, shelf, "run").stdout


@needs_pip
def test_a_file_with_another_hash_is_refused(house: Path, shelf: Path) -> None:
    write_lock(house, "run", "0" * 64)
    refused = install(house, shelf)
    assert refused.returncode != 0
    assert "could not be installed" in refused.stderr and "Traceback" not in refused.stderr
    assert not (house / ".venv" / "installed.json").exists()


@needs_pip
def test_a_broken_environment_is_made_anew(house: Path, shelf: Path) -> None:
    install(house, shelf)
    (house / ".venv/bin/python").unlink()
    assert install(house, shelf).returncode == 0
    assert subprocess.run([house / ".venv/bin/tirek"], capture_output=True, check=True)


@needs_pip
def test_then_the_command_takes_over(house: Path, shelf: Path) -> None:
    done = install(house, shelf, "run", "--", ".venv/bin/tirek")
    assert done.stdout.endswith("hello, installed\n")


LOCK = "pip==99.1 \\\n    --hash=sha256:{}\n"
WHEEL = b"the words of a wheel"
ACCOUNT = "Basic " + base64.b64encode(b"reader:s:ecret").decode()


class Index(http.server.BaseHTTPRequestHandler):
    """A package index that asks for a name and a password."""

    def do_GET(self) -> None:
        known = self.headers.get("Authorization") == ACCOUNT
        page = b"<a href='../files/pip-99.1-py3-none-any.whl#sha256=x'>pip</a>" if self.path == "/simple/pip/" else WHEEL
        self.send_response(200 if known else 401)
        self.end_headers()
        self.wfile.write(page if known else b"")

    def log_message(self, *_: object) -> None:
        """Say nothing: the tests' output is for failures."""


@pytest.fixture
def index() -> Iterator[str]:
    with http.server.ThreadingHTTPServer(("127.0.0.1", 0), Index) as server:
        threading.Thread(target=server.serve_forever, daemon=True).start()
        yield f"127.0.0.1:{server.server_address[1]}/simple"
        server.shutdown()


@pytest.fixture
def unset(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> pytest.MonkeyPatch:
    """A machine with no package settings at all."""
    for name in [name for name in os.environ if name.startswith(("PIP_", "UV_")) or name.lower().endswith("_proxy")]:
        monkeypatch.delenv(name)
    monkeypatch.setenv("PIP_CONFIG_FILE", os.devnull)
    return monkeypatch


def lock_for(tmp_path: Path, body: bytes) -> Path:
    (tmp_path / "pip.txt").write_text(LOCK.format(hashlib.sha256(body).hexdigest()))
    return tmp_path / "pip.txt"


@pytest.mark.parametrize("setting", ["PIP_INDEX_URL", "PIP_EXTRA_INDEX_URL", "UV_DEFAULT_INDEX", "UV_INDEX_URL"])
def test_pip_comes_from_the_index_the_machine_is_set_to(setting: str, index: str, tmp_path: Path, unset: pytest.MonkeyPatch) -> None:
    unset.setenv(setting, f"http://reader:s%3Aecret@{index}")
    wheel = pip_source.wheel_from_index(lock_for(tmp_path, WHEEL), tmp_path)
    assert wheel is not None and wheel.read_bytes() == WHEEL


def test_a_pip_with_another_hash_is_not_taken(index: str, tmp_path: Path, unset: pytest.MonkeyPatch) -> None:
    unset.setenv("PIP_INDEX_URL", f"http://reader:s%3Aecret@{index}")
    assert pip_source.wheel_from_index(lock_for(tmp_path, b"another"), tmp_path) is None


def test_an_index_that_refuses_us_is_passed_over(index: str, tmp_path: Path, unset: pytest.MonkeyPatch) -> None:
    unset.setenv("PIP_INDEX_URL", f"http://{index}")
    assert pip_source.wheel_from_index(lock_for(tmp_path, WHEEL), tmp_path) is None


def test_without_any_setting_no_address_is_made_up(tmp_path: Path, unset: pytest.MonkeyPatch) -> None:
    assert pip_source.wheel_from_index(lock_for(tmp_path, WHEEL), tmp_path) is None
    assert pip_source.settings_for_uv() == {}


def test_uv_is_told_what_pip_was_told(tmp_path: Path, unset: pytest.MonkeyPatch) -> None:
    settings = tmp_path / "pip.conf"
    settings.write_text("[global]\nindex-url = https://packages.example/simple\ncert = /etc/our.crt\n")
    unset.setenv("PIP_CONFIG_FILE", str(settings))
    unset.delenv("SSL_CERT_FILE", raising=False)
    told = pip_source.settings_for_uv()
    assert (told["UV_DEFAULT_INDEX"], told["SSL_CERT_FILE"]) == ("https://packages.example/simple", "/etc/our.crt")
    unset.setenv("PIP_INDEX_URL", "https://nearer.example/simple")
    assert pip_source.settings_for_uv()["UV_DEFAULT_INDEX"] == "https://nearer.example/simple"
    unset.setenv("UV_DEFAULT_INDEX", "https://uv.example/simple")
    assert "UV_DEFAULT_INDEX" not in pip_source.settings_for_uv()
