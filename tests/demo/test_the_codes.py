"""`tirek demo` tells the present codes of who bears a role with power, also while the demo runs; somebody else's organisation has none."""

import base64
import re
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path

import httpx
import pytest

from tests.living import ROOT, SIGNED_FORM, LivingHouse, living


@pytest.fixture(scope="module")
def house(tmp_path_factory: pytest.TempPathFactory) -> Iterator[LivingHouse]:
    with living(tmp_path_factory.mktemp("codes")) as house:
        yield house


def told(house: LivingHouse) -> str:
    asked = [sys.executable, "-m", "tirek.config.cli", "demo"]
    answer = subprocess.run(asked, env=house.environment, cwd=ROOT, capture_output=True, text=True, timeout=60, check=False)
    assert answer.returncode == 0, answer.stderr
    return answer.stdout


@pytest.mark.parametrize("login", ["marat", "iryna", "admin"])
def test_the_printed_code_signs_in_while_the_demo_runs(house: LivingHouse, login: str) -> None:
    code = re.search(rf"^  {login} +(\d{{6}})  for \d+ s more", told(house), re.M)
    assert code
    with httpx.Client(base_url=house.url, headers=SIGNED_FORM, trust_env=False, timeout=30) as browser:
        browser.post("/sign-in/", data={"login": login, "password": house.accounts[login]})
        assert browser.get("/me/").status_code == 302
        assert browser.post("/sign-in/code/", data={"code": code.group(1)}).status_code == 302
        assert browser.get("/me/").status_code == 200


def test_the_sheet_is_red_about_the_secrets_that_lie_beside_the_data(house: LivingHouse) -> None:
    assert re.search(r"^RED: .*boot key, and the secrets of these codes", told(house), re.M)
    assert house.sheet()["marat"].factor in house.boot_file.read_text()
    assert not house.sheet()["aigul"].factor


def test_no_secret_of_a_code_lies_in_the_data_folder(house: LivingHouse) -> None:
    secrets = [account.factor for account in house.sheet().values() if account.factor]
    forms = [form for secret in secrets for form in (secret.encode(), base64.b32decode(secret))]
    files = [path for path in Path(house.data).rglob("*") if path.is_file()]
    assert len(forms) == 6 and any(path.suffix == ".sqlite3" for path in files)
    assert not [(path, form) for path in files for form in forms if form in path.read_bytes()]
