"""K-01, K-02 for a real service on its first day: what `tirek setup` was told and has shown is on paper, and nowhere on its disk."""

from pathlib import Path

from tests.config.terminals import Sitting, surroundings
from tests.config.test_setup import ADMIN, SUPERVISOR, made
from tests.theft.loot import storage_of_its_own
from tests.theft.scanning import dresses, scan
from tirek.vault.boot import read_boot_line
from tirek.vault.codes import read_code

CONTROL = SUPERVISOR[0]  # who works here is no secret


def test_k02_passwords_and_both_papers_are_nowhere_on_the_disk(tmp_path: Path) -> None:
    with storage_of_its_own(tmp_path) as storage:
        sitting = Sitting("setup", environment={**surroundings(tmp_path), **storage.environment})
        try:
            lines, groups = made(sitting)
        finally:
            sitting.close()
        look([tmp_path, *storage.on_disk()], lines, groups)


def look(places: list[Path], lines: list[str], groups: list[str]) -> None:
    raw = {"boot key": b"".join(read_boot_line(line) for line in lines), "paper key": read_code("".join(groups), 32)}
    words: dict[str, str] = {"the supervisor's password": SUPERVISOR[2], "the administrator's password": ADMIN[2]}
    words |= {f"line {number} of the boot key by {join!r}": join.join(line.split()) for number, line in enumerate(lines) for join in " -"}
    words |= {f"paper key by {join!r}": join.join(groups) for join in (" ", "-", "")}
    wanted = {what: list(dresses(value)) for what, value in (words | raw).items()}
    boot_file = places[0] / "data.boot"
    seen = scan(places, {**wanted, "control": list(dresses(CONTROL))}, leave_out=[boot_file])
    print(f"\nafter setup: {seen.files} files, {seen.size:,} bytes, {len(wanted)} secrets")
    assert {found.what for found in seen.found} == {"control"}, seen.found
    assert scan([boot_file], {"boot key": list(dresses(raw["boot key"]))}).found, "it is found where it is"
