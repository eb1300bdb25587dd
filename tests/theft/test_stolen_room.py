"""K-01, K-02 with the room in use: a thief takes the disk of a house in which people asked, agreed, moved, and proved who they are."""

import json
import re
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path

import pytest

from tests.living import ROOT
from tests.theft import planting
from tests.theft.loot import Loot, keys_of, to_be_robbed
from tests.theft.scanning import Scan, as_number, dresses, fingerprints, scan

CONTROL = "Айгүл Үлгібаева"  # stands in the clear on purpose: who works here is no secret


@pytest.fixture(scope="module")
def loot(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Loot]:
    folder = tmp_path_factory.mktemp("theft-room")
    elsewhere = {"TIREK_LEDGER_COPY": str(folder / "copy" / "checkpoints.jsonl")}
    with to_be_robbed(folder, environment=elsewhere) as house:
        found = Loot(house)
        visitor = planting.somebody_asks(found)
        planting.person_lives_in_the_room(found, visitor)
        desk = planting.Desk(house, "aigul")
        safe = desk.safe_with(found.canaries["letter in the room"])
        planting.worker_writes_down(found, desk, safe)
        again = planting.number_is_replaced(found, desk, visitor, safe)
        moved = planting.somebody_moves(found, desk)
        planting.colleagues_come_and_prove(found)
        every_word_is_read(found, [again, moved], safe, desk)
        found.keys |= keys_of(house, rooms=[again.cookies, moved.cookies], receipts=[again.number, moved.number])
        copied(house.environment)
        house.kill()
        found.shown = house.log.read_text()
        yield found


def every_word_is_read(loot: Loot, visitors: list, safe: str, desk: planting.Desk) -> None:
    """What the thief must not find is there, and those it is for read it: else the scan proves nothing."""
    pages = "".join(visitor.reads() + visitor.reads("/room/agreements/") for visitor in visitors)
    for what in ("letter in the room", "note handed over", "what happens next", "reason of an exception"):
        assert loot.canaries[what] in pages, what
    beside = desk.browser.get(f"/desk/{safe}/").text
    for what in ("words at the door", "internal note about the room", "how a consent was heard"):
        assert loot.canaries[what] in beside, what
    told = loot.house.browser("marat").get("/desk/ledger/").text
    for what in ("how somebody was recognised", "reason of an exception"):
        assert loot.canaries[what] in told, what


def copied(environment: dict[str, str]) -> None:
    """The ledger is signed, and copied outside the database."""
    command = [sys.executable, "-m", "tirek.config.cli", "ledger", "checkpoint"]
    told = subprocess.run(command, env=environment, cwd=ROOT, capture_output=True, text=True, timeout=60, check=False)
    assert told.returncode == 0, told.stdout + told.stderr


def looked_through(loot: Loot, wanted: dict[str, list[tuple[str, bytes]]], what: str) -> Scan:
    seen = scan([*loot.places, loot.house.folder / "copy"], wanted, leave_out=[loot.house.boot_file])
    print(f"\n{what}: {seen.files} files, {seen.size:,} bytes, {len(wanted)} things in {sum(map(len, wanted.values()))} dresses")
    return seen


def test_the_control_is_found_and_every_place_was_looked_at(loot: Loot) -> None:
    seen = looked_through(loot, {"control": list(dresses(CONTROL))}, "control")
    assert seen.found, "a scan that cannot find what is there proves nothing"
    (line, *_more) = (loot.house.folder / "copy" / "checkpoints.jsonl").read_text().splitlines()
    signature = json.loads(line)["signature"]
    copy = looked_through(loot, {"a signature of the ledger": [("as it stands", signature.encode())]}, "the copy")
    assert "checkpoints.jsonl" in {found.where for found in copy.found}, "the copy outside was looked through"
    assert len([what for what in loot.canaries if " joined" not in what and ", by" not in what]) >= 50, sorted(loot.canaries)


def test_k01_no_word_said_in_or_about_a_room_is_on_the_disk(loot: Loot) -> None:
    assert not looked_through(loot, {what: list(dresses(words)) for what, words in loot.canaries.items()}, "K-01").found


def test_k02_no_seed_key_receipt_code_or_cookie_is_on_the_disk(loot: Loot) -> None:
    cookies = {what: bytes.fromhex(words) for what, words in loot.canaries.items() if "cookie" in what}
    assert len(cookies) == 6 and sum(name.startswith("a person's") for name in loot.keys) == 6
    wanted = {what: list(dresses(value)) for what, value in (loot.keys | cookies).items()}
    for what, digits in loot.canaries.items():
        if re.fullmatch(r"\d{18,20}", digits):
            wanted[f"{what} as a number"] = [*as_number(int(digits)), *as_number(int(digits[:18])), *fingerprints(digits)]
    assert not looked_through(loot, wanted, "K-02").found
    assert scan([loot.house.boot_file], {"boot key": list(dresses(loot.keys["boot key"]))}).found, "it is found where it is"


def test_rows_do_not_tell_what_somebody_needs_or_has_agreed_to(loot: Loot) -> None:
    """In the clear stand numbers, minutes and ids: no need, no purpose, no answer, no result of the one question."""
    words = ("safety", "representative", "understood", "withheld", "exception:care", "share:", "boundaries")
    for table in ("conversations_thread", "conversations_contact", "conversations_seenevent", "consent_record", "vault_safe", "vault_leaf"):
        rows = repr(loot.house.rows(f"SELECT * FROM {table}"))
        assert len(rows) > 100 and not [word for word in words if word in rows], table


def test_the_log_of_all_this_names_no_address_of_a_person_and_no_fault(loot: Loot) -> None:
    assert not re.search(r"error .* 500|Traceback|critical|/r/[0-9A-Z]|/welcome/[\w-]", loot.shown)


def test_the_disk_holds_no_trace_outside_the_house(loot: Loot) -> None:
    """What a big form might have spilled into a temporary file."""
    assert not [path for path in Path(loot.house.folder / "tmp").rglob("*") if path.is_file()]
