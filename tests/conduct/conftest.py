"""The engine, loaded once, and a short way to ask it."""

from collections.abc import Callable, Iterator

import pytest

from tirek.conduct.engine import Context, Engine, Finding
from tirek.conduct.in_force import IN_FORCE


@pytest.fixture(scope="session")
def engine() -> Engine:
    return Engine.load()


@pytest.fixture
def check(engine: Engine) -> Callable[..., tuple[Finding, ...]]:
    def ask(text: str, **known: object) -> tuple[Finding, ...]:
        return engine.check(text, Context(**known))  # type: ignore[arg-type]

    return ask


@pytest.fixture(autouse=True)
def standard_looked_at_anew() -> Iterator[None]:
    """What a test has changed of the rules is taken back with its rows; the next reading looks again."""
    IN_FORCE.look_again()
    yield
    IN_FORCE.look_again()
