"""A sealed ledger, and a copy of its checkpoints, that are the test's own."""

from pathlib import Path
from uuid import uuid4

import pytest

from tests.conftest import Cast
from tests.ledger.sealing import said, seal_all
from tirek.ledger import outside, sealing
from tirek.ledger.actions import entry, record_all
from tirek.ledger.verbs import Verb


@pytest.fixture
def copy(tmp_path: Path, settings) -> Path:
    """A copy outside the database that is this test's own."""
    settings.LEDGER_COPY = tmp_path / "elsewhere" / "checkpoints.jsonl"
    return Path(settings.LEDGER_COPY)


@pytest.fixture
def ledger(copy: Path, cast: Cast) -> Cast:
    """Thirty lines, three checkpoints, all copied; and four lines after the last checkpoint."""
    for _ in range(3):
        record_all(entry(Verb.SAFE_READ, by=cast.worker, about=uuid4(), scope=cast.team.oversight_id, seq=n) for n in range(10))
        seal_all()
        sealing.checkpoint()
    record_all(entry(Verb.LEDGER_READ, by=cast.supervisor, scope=cast.team.oversight_id) for _ in range(4))
    seal_all()
    outside.add_missing()
    assert said() == []
    return cast
