"""From an empty folder to a colleague who reads: the set-up, the first sign-in, an invitation, the team's key, and a lost boot key."""

import re
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path
from urllib.parse import urlsplit

import httpx
import pyotp
import pytest

from tests.config.terminals import ROOT, Sitting, surroundings
from tests.config.test_setup import WORDS, made, rows, told
from tests.living import free_port, until

OWN = "five quiet invented little words"


class Opened:
    """`tirek run` on the folder of a real service."""

    def __init__(self, folder: Path) -> None:
        port = free_port()
        self.url, self.log = f"http://127.0.0.1:{port}", folder / "house.log"
        with self.log.open("ab") as log:
            words = [sys.executable, "-m", "tirek.config.cli", "run"]
            self.process = subprocess.Popen(words, env=surroundings(folder, PORT=str(port)), cwd=ROOT, stdout=log, stderr=log)
        self.health = until(self._health, seconds=30, unless=lambda: self.log.read_text() if self.process.poll() is not None else "")

    def _health(self) -> int | None:
        try:
            return httpx.get(f"{self.url}/healthz", trust_env=False).status_code
        except httpx.HTTPError:
            return None

    def browser(self) -> httpx.Client:
        return httpx.Client(
            base_url=self.url, headers={"Sec-Fetch-Site": "same-origin", "Accept-Language": "en"}, trust_env=False, timeout=30
        )

    def close(self) -> None:
        self.process.terminate()
        self.process.wait(20)


@pytest.fixture
def service(tmp_path: Path) -> Iterator[tuple[Opened, list[str]]]:
    sitting = Sitting("setup", environment=surroundings(tmp_path))
    try:
        lines, _groups = made(sitting)
    finally:
        sitting.close()
    house = Opened(tmp_path)
    yield house, lines
    house.close()


def with_code_on_paper(browser: httpx.Client, password: str) -> None:
    page = browser.get("/me/recovery-code/").text
    fields = dict(re.findall(r'type="hidden" name="(version|ask_a|ask_b)" value="([^"]*)"', page))
    groups = re.findall(r"<span>([0-9A-Z]{1,4})</span>", page)
    typed = {f"group_{which}": groups[int(fields[f"ask_{which}"]) - 1] for which in "ab"}
    assert browser.post("/me/recovery-code/", data={"password": password, **fields, **typed}).status_code == 302


def with_second_factor(browser: httpx.Client, password: str) -> None:
    page = browser.get("/me/second-factor/").text
    shown, sealed = re.search(r'id="secret"[^>]*>(.*?)</p>', page, re.S), re.search(r'name="sealed" value="([^"]+)"', page)
    assert shown and sealed, page
    code = pyotp.TOTP(re.sub(r"<[^>]+>|\s", "", shown[1])).now()
    assert browser.post("/me/second-factor/", data={"sealed": sealed[1], "password": password, "code": code}).status_code == 200


@pytest.mark.slow
def test_from_an_empty_folder_to_a_colleague_who_holds_the_key(service: tuple[Opened, list[str]], tmp_path: Path) -> None:
    house, lines = service
    assert house.health == 200
    with house.browser() as marta, house.browser() as colleague:
        assert marta.post("/sign-in/", data={"login": "marta", "password": WORDS}).status_code == 302
        assert marta.get("/people/invite/").status_code == 302, "nothing opens before the second factor"
        with_code_on_paper(marta, WORDS)
        with_second_factor(marta, WORDS)
        wanted = {"name": "Жаңа Үлгіев", "login": "zhana", "roles": ["intake", "worker"]}
        page = marta.post("/people/invite/", data=wanted)
        assert page.status_code == 200, page.text
        link = urlsplit(re.search(r"http://[^\s<]*/welcome/[^\s<]+", page.text)[0]).path
        assert colleague.get(link).status_code == 200
        assert colleague.post(link, data={"password": OWN, "password_again": OWN}).status_code == 302
        with_code_on_paper(colleague, OWN)
        awaited = "<b>The team" in colleague.get("/desk/").text
        assert awaited and rows(tmp_path, "SELECT count(*) FROM people_pendingkey") == [(1,)]
        assert marta.get("/me/").status_code == 200
        assert rows(tmp_path, "SELECT count(*) FROM people_pendingkey") == [(0,)]
        assert "<b>The team" not in colleague.get("/desk/").text
    house.close()
    _the_token_is_nowhere(tmp_path, link.split("/")[2])
    _the_boot_key_goes_and_comes_back(tmp_path, lines)


def _the_token_is_nowhere(folder: Path, token: str) -> None:
    """Neither in the log, nor in any file of the service."""
    assert not [path for path in folder.rglob("*") if path.is_file() and token.encode() in path.read_bytes()]


def _the_boot_key_goes_and_comes_back(folder: Path, lines: list[str]) -> None:
    (folder / "data.boot").unlink()
    locked = Opened(folder)
    assert locked.health == 503 and "tirek boot write" in locked.log.read_text()
    assert told(folder, "boot", "write", given="\n".join(lines) + "\n")[0] == 0
    locked.close()
    house = Opened(folder)
    with house.browser() as colleague:
        assert colleague.post("/sign-in/", data={"login": "zhana", "password": OWN}).status_code == 302
    house.close()
