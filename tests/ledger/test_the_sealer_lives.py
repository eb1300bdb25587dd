"""The sealer in a house of its own: on a real disk, killed in the middle of its work, and beside many writers (A-07, A-08)."""

import json
import random
import subprocess
import sys
import threading
import time
from pathlib import Path

import pytest
from django.db import connections, transaction

from tests.conftest import Cast
from tests.living import ROOT, LivingHouse, living, until
from tirek.ledger import outside, sealing
from tirek.ledger.actions import entry, record, record_all
from tirek.ledger.models import Entry, Seal
from tirek.ledger.sealer import Sealer
from tirek.ledger.verbs import Verb
from tirek.ledger.verifying import verify

KILLS = 8


def tirek(house: LivingHouse, *words: str) -> subprocess.CompletedProcess[str]:
    command = [sys.executable, "-m", "tirek.config.cli", *words]
    return subprocess.run(command, env=house.environment, cwd=ROOT, capture_output=True, text=True, timeout=120, check=False)


def sealed(house: LivingHouse) -> bool:
    return house.rows("SELECT (SELECT count(*) FROM ledger_entry) = (SELECT count(*) FROM ledger_seal)") == [(1,)]


@pytest.mark.slow
def test_a08_a_sealer_killed_again_and_again_leaves_the_chain_whole(tmp_path: Path) -> None:
    chance = random.Random(8)
    with living(tmp_path) as house:
        for round in range(KILLS):
            for number in range(12):
                assert house.post(house.message(f"жарайды {round}", chat=6_000_000 + round * 100 + number)) == 200
            time.sleep(chance.uniform(0.0, 1.3))
            house.kill()
            house.start_again()
        until(lambda: sealed(house))
        house.stop()
        told = tirek(house, "ledger", "verify")
        created = house.rows("SELECT count(*) FROM ledger_entry WHERE verb = 'safe.create'")
    assert told.returncode == 0, told.stdout + told.stderr
    assert "The ledger is whole." in told.stdout
    assert created[0][0] >= KILLS * 12


def test_a_house_that_closes_has_signed_and_copied_all_of_its_ledger(tmp_path: Path) -> None:
    with living(tmp_path) as house:
        house.browser("aigul")
        house.stop()
        assert sealed(house)
        ((number, to_seq),) = house.rows("SELECT number, to_seq FROM ledger_checkpoint ORDER BY number DESC LIMIT 1")
        assert house.rows("SELECT max(seq) FROM ledger_seal") == [(to_seq,)]
        copied = [json.loads(line) for line in (house.data / "keys" / "ledger-checkpoints.jsonl").read_text().splitlines()]
        assert [line["number"] for line in copied] == list(range(1, number + 1))


def test_the_command_line_verifies_prints_and_signs(tmp_path: Path) -> None:
    with living(tmp_path) as house:
        house.stop()
        assert tirek(house, "ledger", "verify").returncode == 0
        made = tirek(house, "ledger", "checkpoint")
        assert (made.returncode, "The copy outside the database is complete" in made.stdout) == (0, True), made.stdout + made.stderr
        lines = tirek(house, "ledger", "checkpoints").stdout.splitlines()
        assert [json.loads(line)["number"] for line in lines] == list(range(1, len(lines) + 1))
        assert lines
        house.boot_file.rename(house.folder / "away")
        locked = tirek(house, "ledger", "verify")
        assert (locked.returncode, "locked" in locked.stderr) == (1, True)
        assert "Traceback" not in locked.stderr


def test_trouble_with_the_copy_is_said_and_stops_nothing(tmp_path: Path) -> None:
    with living(tmp_path, environment={"TIREK_LEDGER_COPY": str(tmp_path)}) as house:  # a folder where a file should be
        assert house.post(house.message("Сәлеметсіз бе")) == 200
        until(lambda: "the ledger's copy outside lags behind" in house.log.read_text())
        until(lambda: sealed(house))
        told = tirek(house, "doctor")
        assert f"broken     The ledger's copy outside the database cannot be used: {tmp_path}" in told.stdout


def test_a07_many_writers_and_several_sealers_make_one_whole_chain(
    committed: None, cast: Cast, tmp_path: Path, settings, monkeypatch: pytest.MonkeyPatch, caplog: pytest.LogCaptureFixture
) -> None:
    settings.LEDGER_COPY = tmp_path / "checkpoints.jsonl"
    monkeypatch.setattr("tirek.ledger.sealer.LOOK_EVERY_S", 0.005)
    writers, each = 4, 60
    sealers = [Sealer(), Sealer()]

    def write() -> None:
        try:
            for number in range(each):
                record_all(entry(Verb.SAFE_READ, by=cast.worker, seq=number) for _ in range(5))
        finally:
            connections.close_all()

    threads = [threading.Thread(target=write) for _ in range(writers)]
    for one in [*sealers, *threads]:
        one.start()
    for thread in threads:
        thread.join(60)
    for sealer in sealers:
        sealer.stop()
    while sealing.seal(lookout=sealing.Lookout()):
        pass
    sealing.checkpoint()
    outside.add_missing()
    assert Seal.objects.count() == Entry.objects.count() >= writers * each * 5
    assert list(verify()) == []
    assert "the sealer waits" not in caplog.text, "whoever comes second notices it before he writes"


@pytest.mark.postgresql
def test_a07_a_line_that_is_committed_late_is_chained_when_it_is_seen(committed: None, cast: Cast, copy: Path) -> None:
    """Its id is lower than that of a line which is sealed already: ids are drawn before they are committed."""
    drawn, go_on = threading.Event(), threading.Event()

    def slow_writer() -> None:
        try:
            with transaction.atomic():
                record(Verb.SIGNED_IN, by=cast.worker)
                drawn.set()
                go_on.wait(20)
        finally:
            connections.close_all()

    slow = threading.Thread(target=slow_writer)
    slow.start()
    assert drawn.wait(20)
    record(Verb.SIGNED_IN, by=cast.teammate)
    lookout = sealing.Lookout()
    while sealing.seal(lookout=lookout):
        pass
    quick = Entry.objects.get(actor=cast.teammate.principal_id, verb=Verb.SIGNED_IN)
    go_on.set()
    slow.join(20)
    late = Entry.objects.get(actor=cast.worker.principal_id, verb=Verb.SIGNED_IN)
    assert late.pk < quick.pk
    assert sealing.seal(lookout=lookout) == 1
    assert late.seal.seq > quick.seal.seq
    sealing.checkpoint()
    outside.add_missing()
    assert list(verify()) == []
