"""Files a person can hold in mind, functions that fit a screen, and the words of the profession."""

import ast
import re
from collections.abc import Iterator
from pathlib import Path

import pytest

from tests.house.source import ROOT, imported, modules, repository_files

LONGEST_FILE = 400
LONGEST_FUNCTION = 60
EMPTY_WORDS = {"helper", "helpers", "util", "utils", "manager", "handler", "processor", "data", "info", "obj"}
ALLOWED_NAMES = {
    "data_folder": "the data folder is our own word: TIREK_DATA",
    "_webhook_info": "Telegram's own word: getWebhookInfo",
}


def _functions() -> Iterator[tuple[str, int]]:
    """Every function with its length in lines, without its docstring: a promise may be long."""
    for path, tree in modules().items():
        for node in ast.walk(tree):
            if isinstance(node, ast.FunctionDef | ast.AsyncFunctionDef):
                first = node.body[0]
                promise = isinstance(first, ast.Expr) and isinstance(first.value, ast.Constant) and isinstance(first.value.value, str)
                spoken = (first.end_lineno or first.lineno) - first.lineno + 1 if promise else 0
                yield f"{path}:{node.lineno} {node.name}", (node.end_lineno or node.lineno) - node.lineno + 1 - spoken


def _tail(lengths: list[int]) -> str:
    ordered = sorted(lengths)
    middle, ninety = (ordered[int(len(ordered) * part)] for part in (0.5, 0.9))
    return f"{len(ordered)} of them, median {middle}, p90 {ninety}, longest {ordered[-1]} lines"


def _files() -> dict[Path, int]:
    code = [path for path in repository_files() if path.suffix == ".py" and "migrations" not in path.parts]
    return {path.relative_to(ROOT): path.read_text(encoding="utf-8").count("\n") for path in code}


def test_no_file_is_too_long_to_hold_in_mind(capsys: pytest.CaptureFixture[str]) -> None:
    lengths = _files()
    with capsys.disabled():
        print(f"\n  files: {_tail([lines for path, lines in lengths.items() if path.parts[0] == 'tirek'])}")
    assert not {str(path): lines for path, lines in lengths.items() if lines > LONGEST_FILE}


def test_no_function_is_longer_than_a_screen(capsys: pytest.CaptureFixture[str]) -> None:
    lengths = dict(_functions())
    with capsys.disabled():
        print(f"\n  functions: {_tail(list(lengths.values()))}")
    assert not {name: lines for name, lines in lengths.items() if lines > LONGEST_FUNCTION}


def _is_empty(name: str) -> bool:
    words = {word.lower() for word in re.findall(r"[A-Z]?[a-z0-9]+", name)}
    return name not in ALLOWED_NAMES and bool(words & EMPTY_WORDS or name.startswith("do_"))


def test_names_say_what_a_thing_is() -> None:
    empty = []
    for path, tree in modules().items():
        empty += [f"{path}: {part}" for part in path.with_suffix("").parts if _is_empty(part)]
        named = [node for node in ast.walk(tree) if isinstance(node, ast.FunctionDef | ast.AsyncFunctionDef | ast.ClassDef)]
        empty += [f"{path}:{node.lineno} {node.name}" for node in named if _is_empty(node.name)]
    assert not empty, "name the thing itself:\n" + "\n".join(empty)


def test_every_import_names_its_room_in_full() -> None:
    for path, tree in modules().items():
        for node in ast.walk(tree):
            assert not (isinstance(node, ast.ImportFrom) and node.level), f"{path}:{node.lineno} imports relatively"


def test_no_import_of_ours_hides_inside_a_function() -> None:
    """A hidden import is how a cycle between rooms goes unseen; the floors would not be true."""
    for path, tree in modules().items():
        for function in ast.walk(tree):
            if isinstance(function, ast.FunctionDef | ast.AsyncFunctionDef):
                hidden = [name for _line, name in imported(function) if name.startswith("tirek")]
                assert not hidden, f"{path}:{function.lineno} {function.name} hides the import of {hidden}"
        for block in ast.walk(tree):
            if isinstance(block, ast.If) and "TYPE_CHECKING" in ast.unparse(block.test):
                hidden = [name for _line, name in imported(block) if name.startswith("tirek")]
                assert not hidden, f"{path}:{block.lineno} hides the import of {hidden} from the floors"
