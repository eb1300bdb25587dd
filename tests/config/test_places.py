"""Which database it is: nothing set is SQLite, an address is PostgreSQL, anything else is one sentence without the address."""

from argparse import Namespace
from io import BytesIO, StringIO
from pathlib import Path
from types import ModuleType
from uuid import uuid4

import pytest
from django.core.exceptions import ImproperlyConfigured

from tirek.config.commands import deliver, serve
from tirek.config.database.places import databases, postgresql
from tirek.config.switchboard import AT_ONCE, letters, read
from tirek.conversations.news import News
from tirek.kit.refusals import Refused


def test_nothing_set_is_sqlite_in_two_files() -> None:
    assert {name: place["NAME"] for name, place in databases("", Path("/d")).items()} == {
        "default": Path("/d/tirek.sqlite3"),
        "sessions": Path("/d/sessions.sqlite3"),
    }


def test_an_address_is_read_whole() -> None:
    place = postgresql("postgres://some%40body:p%2Fw@db.example:5433/tirek?sslmode=require&options=-c%20work_mem%3D8MB")
    assert (place["USER"], place["PASSWORD"], place["HOST"], place["PORT"], place["NAME"]) == (
        "some@body", "p/w", "db.example", "5433", "tirek",
    )  # fmt: skip
    assert place["OPTIONS"]["sslmode"] == "require"
    assert place["OPTIONS"]["options"].startswith("-c work_mem=8MB -c statement_timeout=15s")


def test_a_socket_is_named_in_the_query() -> None:
    assert postgresql("postgresql:///tirek?host=/run/postgresql")["HOST"] == "/run/postgresql"


@pytest.mark.parametrize(
    "url", ["mysql://a/b", "postgres://user:secret@host", "postgres://user:secret@host:port/name", "tirek", "postgres://"]
)
def test_an_address_that_cannot_be_used_is_not_repeated(url: str) -> None:
    with pytest.raises(ImproperlyConfigured, match=r"^DATABASE_URL must be like postgres://") as refusal:
        postgresql(url)
    assert "secret" not in str(refusal.value)


@pytest.mark.parametrize("command", [serve, deliver])
def test_on_sqlite_several_processes_are_refused_with_one_sentence(command: ModuleType, settings) -> None:
    settings.DATABASE_URL = ""
    with pytest.raises(Refused) as refusal:
        command.run(Namespace(socket=None, processes=2), BytesIO(), StringIO())
    assert str(refusal.value) == "Several processes need PostgreSQL: set DATABASE_URL. On SQLite one process does everything: tirek run"


def test_news_are_carried_in_letters_that_postgresql_takes() -> None:
    news = News([(uuid4(), number) for number in range(AT_ONCE * 2 + 1)], [uuid4() for _ in range(20)], person=True, deliver=True)
    carried = list(letters(news))
    assert len(carried) == 3 and all(len(letter.encode()) < 8000 for letter in carried)
    assert [leaf for letter in carried for leaf in read(letter).leaves] == list(news.leaves)
    assert all((read(letter).also, read(letter).person, read(letter).deliver) == (list(news.also), True, True) for letter in carried)
    assert [read(letter) for letter in letters(News([], deliver=True))] == [News([], [], False, True)]
