from collections.abc import Iterator
from pathlib import Path

import pytest

from tests.living import LivingHouse, living

pytest.register_assert_rewrite("tests.theft.planting", "tests.theft.loot")


@pytest.fixture
def house(tmp_path: Path) -> Iterator[LivingHouse]:
    """A living house in which nobody writes by himself."""
    with living(tmp_path) as house:
        yield house
