"""What must be right before the house opens, each with one sentence."""

import os
import socket

import pytest
from django.db import connections
from django.db.migrations.recorder import MigrationRecorder

from tirek.config.commands import opening
from tirek.config.database.routers import SessionsApart
from tirek.kit.refusals import Refused
from tirek.people.models import Team
from tirek.vault.models import Session

FILES = ["default", "sessions"]


@pytest.fixture
def mask():
    before = os.umask(0o022)
    yield
    os.umask(before)


def test_a_data_folder_is_made_for_its_owner_only(tmp_path, mask):
    opening.data_folder(tmp_path / "a" / "data")
    assert (tmp_path / "a" / "data").stat().st_mode & 0o777 == 0o700


def test_a_data_folder_that_cannot_be_made_is_one_sentence(tmp_path, mask):
    (tmp_path / "file").write_text("")
    with pytest.raises(Refused, match=r"^The data folder .*file/data cannot be written \(not a directory\)\. Free it, or set TIREK_DATA"):
        opening.data_folder(tmp_path / "file" / "data")


def test_a_taken_port_names_another_one():
    with socket.socket() as other:
        other.bind(("127.0.0.1", 0))
        other.listen()
        port = other.getsockname()[1]
        with pytest.raises(Refused, match=f"^Port {port} is taken. Try: make run PORT={port + 1}$"):
            opening.free_place("127.0.0.1", port)


def test_a_free_port_is_ours_from_then_on():
    with opening.free_place("127.0.0.1", 0) as place, pytest.raises(Refused, match="is taken"):
        opening.free_place("127.0.0.1", place.getsockname()[1])


def test_a_host_that_is_not_ours_is_one_sentence():
    with pytest.raises(Refused, match=r"^TIREK_HOST must be an address of this machine, not '192\.0\.2\.1'"):
        opening.free_place("192.0.2.1", 8000)


def test_two_processes_do_not_open_one_folder(tmp_path):
    with opening.only_one(tmp_path), pytest.raises(Refused, match="already running"):
        opening.only_one(tmp_path)
    opening.only_one(tmp_path).close()


@pytest.mark.django_db(databases="__all__")
def test_a_database_of_a_newer_program_is_refused():
    opening.not_newer()
    MigrationRecorder(connections["default"]).record_applied("casework", "0003_plans")
    with pytest.raises(Refused) as refusal:
        opening.not_newer()
    assert (
        str(refusal.value) == "This database was written by a newer Tirek (casework 0003_plans). Update the program; nothing was changed."
    )


@pytest.mark.django_db(databases="__all__")
def test_tables_that_are_up_to_date_are_left_alone():
    said: list[str] = []
    assert opening.missing_migrations() == []
    opening.migrated(said.append)
    assert said == []


@pytest.mark.sqlite
@pytest.mark.django_db(databases="__all__", transaction=True)
def test_after_a_start_nobody_is_signed_in_and_the_file_is_a_new_one():
    Session.objects.create(sid_hash=b"x" * 32, principal="00000000-0000-4000-8000-000000000001", wrapped=b"sealed")
    path = connections["sessions"].settings_dict["NAME"]
    before = os.stat(path).st_ino, Session.objects.count()
    with open(path, "rb") as kept:  # so that its number cannot be given to the new file
        opening.fresh_sessions()
        assert before[1] == 1
        assert Session.objects.count() == 0
        assert os.stat(path).st_ino != before[0]
        assert kept.read(6) == b"SQLite"


@pytest.mark.sqlite
@pytest.mark.django_db(databases="__all__")
def test_sessions_live_in_a_file_of_their_own_and_nothing_else_does():
    tables = {alias: set(connections[alias].introspection.table_names()) for alias in FILES}
    assert "vault_session" not in tables["default"]
    assert tables["sessions"] <= {"vault_session", "django_migrations"}
    assert Session.objects.all().db == "sessions"
    assert Team.objects.all().db == "default"
    assert SessionsApart().allow_relation(Session(), Team()) is False
