"""What the doctor says of a server, what a copy of it holds, and what happens when it cannot be reached."""

import subprocess
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

import pytest

from tests.living import LivingHouse, free_port, living, until
from tests.postgres.processes import ask
from tests.postgres.server import programs
from tirek.config.database.places import MOST_CONNECTIONS

pytestmark = pytest.mark.postgresql


def test_the_doctor_finds_a_sound_server_and_one_that_tells_too_much(tmp_path: Path) -> None:
    with living(tmp_path) as house:
        house.stop()
        code, said = ask(house, "doctor")
        assert "writes every word to the disk before it is acknowledged" in said, said
        assert "Sessions stand in no backup of PostgreSQL's log" in said
        assert "0 broken" in said and code == 0
        house.change(f"ALTER DATABASE \"{house.storage.url.rsplit('/', 1)[1]}\" SET log_statement = 'all'")
        house.change("ALTER TABLE vault_session SET LOGGED")
        code, said = ask(house, "doctor")
        assert "log_statement=all" in said and "Sessions stand in a table that backups hold" in said and code == 1
        house.start_again()
        house.stop()
        assert "Sessions stand in no backup of PostgreSQL's log" in ask(house, "doctor")[1], "a start puts it right"


def test_a_dump_without_unlogged_tables_holds_no_session(tmp_path: Path) -> None:
    found = programs()
    if found is None:
        pytest.skip("pg_dump is not on this machine")
    with living(tmp_path) as house:
        house.browser("aigul")
        ((mark, wrapped),) = house.rows("SELECT encode(sid_hash, 'hex'), encode(wrapped, 'hex') FROM vault_session")
        dumped = subprocess.run(
            [found / "pg_dump", "--no-unlogged-table-data", house.storage.url], capture_output=True, text=True, check=True
        ).stdout
        assert "vault_leaf" in dumped
        assert mark not in dumped and wrapped not in dumped


def test_a_server_that_is_not_there_is_one_sentence(tmp_path: Path) -> None:
    house = LivingHouse(tmp_path)
    house.environment["DATABASE_URL"] = f"postgres://nobody:a-secret@127.0.0.1:{free_port()}/nothing"
    for words in (("run",), ("serve",), ("deliver",), ("doctor",)):
        code, said = ask(house, *words)
        assert code == 1 and said.startswith("PostgreSQL cannot be used:"), (words, said)
        assert "a-secret" not in said and len(said.splitlines()) == 1, said


def test_connections_are_few_however_many_people_come(tmp_path: Path) -> None:
    with living(tmp_path) as house:
        browser = house.browser("aigul")

        def come(number: int) -> int:
            if number % 2:
                return house.post(house.message(f"letter {number}", chat=900 + number))
            return browser.get("/desk/").status_code

        with ThreadPoolExecutor(24) as crowd:
            assert set(crowd.map(come, range(120))) == {200}
        ours = "FROM pg_stat_activity WHERE datname = current_database() AND application_name = 'tirek'"
        assert 2 <= house.rows(f"SELECT count(*) {ours}")[0][0] <= MOST_CONNECTIONS + 1, "the pool and the one that listens"
        until(lambda: house.rows(f"SELECT count(*) {ours} AND state LIKE 'idle in transaction%'") == [(0,)])
