"""One letter that waits, and the worker's browser."""

from collections.abc import Callable

import pytest
from django.test import Client

from tests.conftest import Cast, Person
from tirek.conversations.models import Thread
from tirek.people.models import Worker

SignIn = Callable[[Worker], Client]


@pytest.fixture
def thread(person: Person) -> Thread:
    return person.writes("Здравствуйте, мне нужна помощь", name="Мария", language="ru")


@pytest.fixture
def worker(sign_in: SignIn, cast: Cast) -> Client:
    return sign_in(cast.worker)
