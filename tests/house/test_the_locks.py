"""What is installed is exactly what the project file names, checked by hash, from an address the machine chooses."""

import re

import pytest

from tests.house.source import ROOT, project

LOCKS = ["run", "dev", "pip"]
PIN = re.compile(r"^([a-z0-9][a-z0-9._-]*)==(\S+)(?: ; [^\\]+)?(.*?)(?=^[a-z0-9]|\Z)", re.MULTILINE | re.DOTALL)
DIRECT = re.compile(r"^([a-z0-9._-]+)(?:\[[a-z,]+\])?==([^;\s]+)")


def _text(lock: str) -> str:
    return (ROOT / "requirements" / f"{lock}.txt").read_text(encoding="utf-8")


def pins(lock: str) -> dict[str, str]:
    return {name: version for name, version, _hashes in PIN.findall(_text(lock))}


def _direct(named: list[str]) -> dict[str, str]:
    return {match.group(1): match.group(2) for match in map(DIRECT.match, named) if match}


@pytest.mark.parametrize("lock", LOCKS)
def test_every_package_of_a_lock_has_its_hashes(lock: str) -> None:
    found = PIN.findall(_text(lock))
    assert found
    assert not [name for name, _version, hashes in found if not re.search(r"--hash=sha256:[0-9a-f]{64}", hashes)]


@pytest.mark.parametrize("lock", LOCKS)
def test_a_lock_holds_names_versions_and_hashes_and_no_address(lock: str) -> None:
    for line in _text(lock).splitlines():
        assert re.fullmatch(r"[a-z0-9._-]+==\S+( ; [^\\]+)? \\|    --hash=sha256:[0-9a-f]{64}( \\)?", line), line


def test_the_run_lock_is_what_the_project_names() -> None:
    named = _direct(project()["project"]["dependencies"])
    assert len(named) == len(project()["project"]["dependencies"]), "every dependency is pinned to one version"
    assert {name: pins("run").get(name) for name in named} == named, "run: make lock"


def test_the_dev_lock_is_what_the_project_names() -> None:
    named = _direct(project()["dependency-groups"]["dev"])
    assert len(named) == len(project()["dependency-groups"]["dev"])
    assert {name: pins("dev").get(name) for name in named} == named, "run: make lock"


def test_the_dev_lock_holds_the_whole_run_lock() -> None:
    """Else `make test` would look at other versions than those that `make run` serves with."""
    assert pins("run").items() <= pins("dev").items()
