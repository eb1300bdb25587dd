"""The engine, loaded once, and a short way to ask it."""

from collections.abc import Callable

import pytest

from tirek.conduct.engine import Context, Engine, Finding


@pytest.fixture(scope="session")
def engine() -> Engine:
    return Engine.load()


@pytest.fixture
def check(engine: Engine) -> Callable[..., tuple[Finding, ...]]:
    def ask(text: str, **known: object) -> tuple[Finding, ...]:
        return engine.check(text, Context(**known))  # type: ignore[arg-type]

    return ask
