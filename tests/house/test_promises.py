"""docs/promises.md names tests that exist: a promise without its test is not a promise."""

import ast
import re

import pytest

from tests.house.source import ROOT

PROMISES = re.findall(r"`(tests/[\w/]+\.py)(?:::(test_\w+))?`", (ROOT / "docs" / "promises.md").read_text(encoding="utf-8"))


def test_there_are_promises() -> None:
    assert len(PROMISES) > 20


@pytest.mark.parametrize(("file", "name"), PROMISES)
def test_a_promise_has_its_test(file: str, name: str) -> None:
    path = ROOT / file
    assert path.is_file(), f"{file} is promised and does not exist"
    functions = {node.name for node in ast.walk(ast.parse(path.read_text(encoding="utf-8"))) if isinstance(node, ast.FunctionDef)}
    assert not name or name in functions, f"{file} has no {name}"
    assert any(function.startswith("test_") for function in functions)
