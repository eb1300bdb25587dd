"""F-05, F-06: the disk is full. Nobody is told "received", nothing is stored by halves, and it goes on when there is room."""

import os
import resource
import subprocess
from collections.abc import Iterator
from pathlib import Path

import pytest

from tests.living import LivingHouse, living, until

pytestmark = pytest.mark.sqlite
FILLER = "filler"


@pytest.fixture
def small_disk(tmp_path: Path) -> Iterator[Path]:
    """A disk of eight megabytes, where the machine lets us make one."""
    place = tmp_path / "disk"
    place.mkdir()
    made = subprocess.run(["mount", "-t", "tmpfs", "-o", "size=8m,mode=700", "tmpfs", place], capture_output=True, check=False)
    if made.returncode:
        pytest.skip("only root may make a small disk; the test with a limit of the process has run instead")
    yield place
    subprocess.run(["umount", "--lazy", place], check=False)


def whole(house: LivingHouse) -> bool:
    """No row without the others that belong to it."""
    assert house.rows("PRAGMA integrity_check") == [("ok",)]
    assert house.rows("PRAGMA foreign_key_check") == []
    safes = house.rows("SELECT count(*) FROM vault_safe")[0][0]
    counted = {
        "threads": house.rows("SELECT count(*) FROM conversations_thread"),
        "contacts": house.rows("SELECT count(*) FROM conversations_contact"),
        "with leaves": house.rows("SELECT count(DISTINCT safe_id) FROM vault_leaf"),
        "answered": house.rows("SELECT count(DISTINCT thread_id) FROM conversations_outbox"),
    }
    assert all(count == [(safes,)] for count in counted.values()), (safes, counted)
    return True


def stored(house: LivingHouse) -> set[str]:
    return {leaf["text"] for leaf in house.opened_leaves() if leaf["by"] == "client"}


def test_a_full_disk_refuses_everybody_and_serves_everybody_when_it_is_freed(small_disk: Path) -> None:
    with living(small_disk) as house:
        assert house.post(house.message("before", chat=81)) == 200
        filler = small_disk / FILLER
        with filler.open("wb", buffering=0) as file, pytest.raises(OSError, match="No space left"):  # a buffer fails again when it closes
            while True:
                file.write(os.urandom(65_536))
        taken, refused = [], []
        while len(refused) < 6:  # what is left in the last pages may take a few
            letter = house.message(f"into a full disk {len(taken) + len(refused)}", chat=81 + len(refused))
            status = house.post(letter)
            assert status in (200, 503) and len(taken) < 200, "it never became full"
            (taken if status == 200 else refused).append(letter)
        assert whole(house)
        filler.unlink()
        until(lambda: house.post(refused[0]) == 200, seconds=20)
        assert [house.post(letter) for letter in refused] == [200] * len(refused)
        assert whole(house)
        assert stored(house) == {"before", *(letter["message"]["text"] for letter in taken + refused)}


def test_a_file_that_may_not_grow_is_the_same(house: LivingHouse) -> None:
    assert house.post(house.message("before", chat=81)) == 200
    log = (house.data / "tirek.sqlite3-wal").stat().st_size
    limit(house, log // 2)
    letters = [house.message(f"letter {number}", chat=80 + number) for number in range(5)]
    assert [house.post(letter) for letter in letters] == [503] * 5
    assert whole(house)
    limit(house, resource.RLIM_INFINITY)
    assert [house.post(letter) for letter in letters] == [200] * 5
    assert whole(house)
    assert stored(house) == {"before", *(f"letter {number}" for number in range(5))}


def limit(house: LivingHouse, size: int) -> None:
    assert house.process is not None
    resource.prlimit(house.process.pid, resource.RLIMIT_FSIZE, (size, resource.RLIM_INFINITY))
