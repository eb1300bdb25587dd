"""Install the house into .venv from its locks, and say how long it took.

    python3 tools/bootstrap.py run                 what the service needs
    python3 tools/bootstrap.py dev                 that, and what the checks and tests need
    python3 tools/bootstrap.py learn               that, and what learns the weights of cues
    python3 tools/bootstrap.py dev --browser       and Debian's Chromium, where this machine lets us
    python3 tools/bootstrap.py run -- COMMAND …    then become that command

Needs nothing but a Python of 3.11 or later. Uses uv where it is present, else pip; both only accept files whose
hashes are in requirements/*.txt, and only ready-built ones, so that no stranger's build script runs here.
"""

from __future__ import annotations

import argparse
import contextlib
import fcntl
import hashlib
import json
import os
import re
import shutil
import subprocess
import sys
import time
import venv
from collections import deque
from collections.abc import Iterator
from pathlib import Path

import pip_source
from pip_source import Stop

REPOSITORY = Path(__file__).resolve().parents[1]
VENV = REPOSITORY / ".venv"
PYTHON = VENV / "bin" / "python"
STAMP = VENV / "installed.json"
LOCKS = {name: REPOSITORY / "requirements" / f"{name}.txt" for name in ("run", "dev", "learn")}
PIP_LOCK = REPOSITORY / "requirements" / "pip.txt"
BROWSERS = ("chromium", "chromium-browser", "google-chrome")
IN_THE_WAY = ("PIP_USER", "PIP_TARGET", "PIP_PREFIX", "PIP_ROOT", "PYTHONHOME", "PYTHONPATH")  # they would install elsewhere

LAUNCHER = """#!/bin/sh
'''exec' "$(dirname "$0")/python" "$0" "$@"
' '''
import sys

from tirek.config.cli import main

sys.exit(main())
"""


def main() -> None:
    began = time.monotonic()
    if sys.version_info < (3, 11):  # noqa: UP036  (the sentence is for people whose python3 is older than the house)
        sys.exit(f"Tirek needs Python 3.11 or later, this is {sys.version.split()[0]}. Name a newer one: make run PYTHON=python3.12")
    wanted, browser, command = _arguments()
    os.environ["TIREK_MAKE_STARTED"] = f"{time.time():.3f}"  # `tirek run` prints the whole time from here
    try:
        with _one_at_a_time():
            fresh = not is_installed(wanted)
            if fresh:
                install(wanted)
    except Stop as reason:
        sys.exit(f"\n{reason}")
    took = time.monotonic() - began
    print(f"Installed into .venv in {took:.1f} s." if fresh else f"Everything is installed ({took:.1f} s).", flush=True)
    if browser:
        find_browser()
    if command:
        os.execvp(command[0], command)


def _arguments() -> tuple[str, bool, list[str]]:
    words, command = sys.argv[1:], []
    if "--" in words:
        words, command = words[: words.index("--")], words[words.index("--") + 1 :]
    reader = argparse.ArgumentParser(prog="bootstrap.py", description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    reader.add_argument("what", choices=list(LOCKS), help="which lock to install")
    reader.add_argument("--browser", action="store_true", help="also install Debian's Chromium for the browser tests")
    chosen = reader.parse_args(words)
    return chosen.what, chosen.browser, command


@contextlib.contextmanager
def _one_at_a_time() -> Iterator[None]:
    """Two commands of make in one folder install one after the other (.lock is the name uv uses for its own)."""
    VENV.mkdir(exist_ok=True)
    with open(VENV / ".installing", "w", encoding="utf-8") as door:
        fcntl.flock(door, fcntl.LOCK_EX)
        yield


def is_installed(wanted: str) -> bool:
    """True when the last installation of this lock ended well and its Python still stands."""
    try:
        stamp = json.loads(STAMP.read_text(encoding="utf-8"))
    except (OSError, ValueError):
        return False
    return bool(PYTHON.exists() and stamp.get(wanted) == _fingerprint(wanted))


def _fingerprint(wanted: str) -> str:
    """Changes with the lock, with this program and with the interpreter behind .venv."""
    parts = [LOCKS[wanted].read_bytes(), Path(__file__).read_bytes(), str(PYTHON.resolve()).encode()]
    return hashlib.sha256(b"\0".join(parts)).hexdigest()


def install(wanted: str) -> None:
    """Make .venv whole: interpreter, locked packages, our own code, the command `tirek`."""
    STAMP.unlink(missing_ok=True)
    for name in IN_THE_WAY:
        os.environ.pop(name, None)
    site_packages = _environment()
    if not pip_source.certificates():
        pip_source.apt_install("ca-certificates")
    if not _install_with_uv(wanted):
        _install_with_pip(wanted, site_packages)
    (site_packages / "tirek.pth").write_text(os.path.relpath(REPOSITORY, site_packages) + "\n", encoding="utf-8")
    launcher = VENV / "bin" / "tirek"
    launcher.write_text(LAUNCHER, encoding="utf-8")
    launcher.chmod(0o755)
    sets = list(LOCKS)[: list(LOCKS).index(wanted) + 1]  # each lock holds every package of those before it
    STAMP.write_text(json.dumps({name: _fingerprint(name) for name in sets}), encoding="utf-8")


def _environment() -> Path:
    """A virtual environment whose interpreter starts; made anew when there is none. Returns its site-packages."""
    ask = [str(PYTHON), "-c", "import sysconfig; print(sysconfig.get_path('purelib'))"]
    if not (PYTHON.exists() and subprocess.run(ask, capture_output=True, check=False).returncode == 0):
        print(f"Making .venv with Python {sys.version.split()[0]} …", flush=True)
        for part in ("bin", "lib", "lib64", "include", "pyvenv.cfg"):
            _remove(VENV / part)
        venv.create(VENV, with_pip=False, symlinks=True)
    return Path(subprocess.run(ask, capture_output=True, check=True, text=True).stdout.strip())


def _remove(place: Path) -> None:
    if place.is_dir() and not place.is_symlink():
        shutil.rmtree(place)
    else:
        place.unlink(missing_ok=True)


def _install_with_uv(wanted: str) -> bool:
    """Quicker than pip; where it is missing or fails, pip has its turn."""
    uv = shutil.which("uv")
    if uv is None:
        return False
    print(f"Installing {_count(wanted)} packages with uv …", flush=True)
    command = [uv, "pip", "install", "--quiet", "--python", str(PYTHON), "--require-hashes", "--only-binary", ":all:"]
    command += ["--index-strategy", "unsafe-best-match", "-r", str(LOCKS[wanted])]  # any index will do: the hash decides
    result = subprocess.run(command, env={**os.environ, **pip_source.settings_for_uv()}, check=False, cwd=REPOSITORY)
    if result.returncode != 0:
        print("uv did not manage; trying with pip.", flush=True)
    return result.returncode == 0


def _install_with_pip(wanted: str, site_packages: Path) -> None:
    if not (site_packages / "pip").is_dir():
        pip_source.put_pip_into(site_packages, python=PYTHON, lock=PIP_LOCK)
    print(f"Installing {_count(wanted)} packages with pip …", flush=True)
    command = [str(PYTHON), "-m", "pip", "install", "--disable-pip-version-check", "--no-input", "--progress-bar", "off"]
    command += ["--require-hashes", "--only-binary", ":all:", "-r", str(LOCKS[wanted])]
    running = subprocess.Popen(command, stdout=subprocess.PIPE, stderr=subprocess.STDOUT, text=True, errors="replace", cwd=REPOSITORY)
    last = _follow(running)
    if running.wait() != 0:
        said = "\n".join(last)
        raise Stop(f"{said}\n\n{_why_it_failed(said)}")


def _follow(running: subprocess.Popen[str]) -> deque[str]:
    """Show a count while pip works, on one line of a terminal or every few seconds elsewhere; return its last lines."""
    last: deque[str] = deque(maxlen=8)
    seen, spoke = 0, time.monotonic()
    assert running.stdout is not None
    for line in running.stdout:
        last.append(line.rstrip())
        seen += line.startswith(("Collecting ", "Requirement already satisfied"))
        if sys.stdout.isatty():
            print(f"\r  {seen} …\x1b[K", end="", flush=True)
        elif time.monotonic() - spoke > 5:
            print(f"  {seen} …", flush=True)
            spoke = time.monotonic()
    print("\r\x1b[K" if sys.stdout.isatty() else "", end="")
    return last


def _count(wanted: str) -> int:
    return len(re.findall(r"^[a-z0-9].*==", LOCKS[wanted].read_text(encoding="utf-8"), re.MULTILINE))


def _why_it_failed(said: str) -> str:
    if not pip_source.certificates():
        return "This machine has no certificates to check package servers with. Install them: apt-get install ca-certificates"
    if "CERTIFICATE_VERIFY_FAILED" in said:
        return "This machine does not trust the package server's certificate. Name your own: PIP_CERT=/path/to/bundle.crt make install"
    return (
        "The packages could not be installed; the reason stands above. Check the network and pip's index settings, then run the same again."
    )


def find_browser() -> None:
    """Browser tests need a Chromium; without one they are skipped, and this says so before they are."""
    if any(shutil.which(name) for name in BROWSERS) or pip_source.apt_install("chromium"):
        return
    print("No Chromium on this machine: the browser tests will be SKIPPED. As root: apt-get install chromium", flush=True)


if __name__ == "__main__":
    main()
