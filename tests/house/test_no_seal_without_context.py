"""V-18: nothing is sealed or opened without saying where it stands: each call carries associated data that `context` has made."""

import ast
from collections.abc import Iterator, Mapping
from pathlib import Path

import pytest

from tests.house.source import imported, modules

ENVELOPES = Path("tirek/vault/envelopes.py")
SEALING = {"aead_seal": 2, "aead_open": 2, "seal": 2, "seal_open": 3, "grant": 2, "grant_open": 3}
"""The functions of the envelopes, and which of their arguments (from 0) is the associated data."""

Function = ast.FunctionDef | ast.AsyncFunctionDef
Modules = Mapping[Path, ast.Module]


def _functions(tree: ast.AST) -> Iterator[Function]:
    return (node for node in ast.walk(tree) if isinstance(node, Function))


def _called(call: ast.Call) -> str:
    return call.func.attr if isinstance(call.func, ast.Attribute) else getattr(call.func, "id", "")


def _parameters(function: Function) -> list[str]:
    return [argument.arg for argument in function.args.args if argument.arg != "self"]


def _makers(trees: Modules) -> set[str]:
    """`context`, and the functions that give back nothing else."""
    found = {"context"}
    for tree in trees.values():
        for function in _functions(tree):
            given = [node.value for node in ast.walk(function) if isinstance(node, ast.Return)]
            if given and all(isinstance(value, ast.Call) and _called(value) == "context" for value in given):
                found.add(function.name)
    return found


def _carriers(trees: Modules) -> dict[str, int]:
    """Functions that take associated data to hand it on: whoever calls them has to bring it."""
    return {
        function.name: _parameters(function).index("aad")
        for path, tree in trees.items()
        for function in _functions(tree)
        if "aad" in _parameters(function) and path != ENVELOPES
    }


def _brought(call: ast.Call, place: int) -> ast.expr | None:
    named = [keyword.value for keyword in call.keywords if keyword.arg == "aad"]
    return named[0] if named else call.args[place] if len(call.args) > place else None


def _is_made(value: ast.expr | None, function: Function, makers: set[str]) -> bool:
    """A call of a maker, a name that only ever holds one, or the `aad` this function was given."""
    if isinstance(value, ast.Call):
        return _called(value) in makers
    if not isinstance(value, ast.Name):
        return False
    kept = [node.value for node in ast.walk(function) if isinstance(node, ast.Assign) and ast.unparse(node.targets[0]) == value.id]
    return all(_is_made(one, function, makers) for one in kept) if kept else value.id == "aad" and "aad" in _parameters(function)


def _sealing_calls(trees: Modules) -> Iterator[tuple[Path, Function, ast.Call, int]]:
    carriers = _carriers(trees)
    for path, tree in trees.items():
        for function in _functions(tree) if path != ENVELOPES else ():
            for call in (node for node in ast.walk(function) if isinstance(node, ast.Call)):
                if isinstance(call.func, ast.Name) and call.func.id in SEALING:
                    yield path, function, call, SEALING[call.func.id]
                elif _called(call) in carriers:
                    yield path, function, call, carriers[_called(call)]


def without_context(trees: Modules) -> list[str]:
    makers = _makers(trees)
    return [
        f"{path}:{call.lineno} {ast.unparse(call)}"
        for path, function, call, place in _sealing_calls(trees)
        if not _is_made(_brought(call, place), function, makers)
    ]


def test_v18_every_seal_and_every_opening_says_where_it_stands() -> None:
    assert len(list(_sealing_calls(modules()))) >= 25, "the calls are found"
    assert not without_context(modules())


@pytest.mark.parametrize(
    "source",
    [
        "def f(key, words): return aead_seal(key, words, b'')",
        "def f(key, words, row): return aead_seal(key, words, row.bytes)",
        "def f(key, words): return seal(key, words)",
        "def f(key, words): return grant(key, words, aad=b'tirek1')",
        "def f(key, words, aad):\n    aad = b''\n    return seal(key, words, aad)",
        "def f(blob, aad): return aead_open(K, blob, aad)\ndef g(blob): return f(blob, b'')",
        "def made(row): return row.bytes\ndef f(key, words, row): return grant(key, words, made(row))",
    ],
)
def test_v18_a_seal_without_a_context_would_be_found(source: str) -> None:
    assert without_context({Path("tirek/somewhere.py"): ast.parse(source)})


def test_v18_every_context_names_its_column_and_its_row() -> None:
    """`<table>.<column>` written out (or handed in by the caller as `name`), and at least one part that tells rows apart."""
    calls = [
        (path, node)
        for path, tree in modules().items()
        for node in ast.walk(tree)
        if isinstance(node, ast.Call) and _called(node) == "context" and isinstance(node.func, ast.Name)
    ]
    assert len(calls) >= 12
    for path, call in calls:
        name = call.args[0]
        assert isinstance(name, ast.Constant) or ast.unparse(name) == "name", f"{path}:{call.lineno}"
        assert len(call.args) >= 2, f"{path}:{call.lineno} tells no row"


def test_v18_only_the_envelopes_touch_a_cipher() -> None:
    """No second way to encrypt, and no other name for the first one."""
    for path, tree in modules().items():
        if path == ENVELOPES:
            continue
        ciphers = [node.attr for node in ast.walk(tree) if isinstance(node, ast.Attribute) and node.attr.startswith("crypto_")]
        assert not ciphers, path
        for _line, name in imported(tree):
            assert not name.startswith(("nacl.secret", "nacl.public", "nacl.bindings.crypto", "nacl.aead")), path
            assert name != "tirek.vault.envelopes", f"{path}: take the functions by name, so that this test sees their calls"
        renamed = [node for node in ast.walk(tree) if isinstance(node, ast.ImportFrom) and node.module == "tirek.vault.envelopes"]
        assert not [alias.asname for node in renamed for alias in node.names if alias.asname], path


def test_nobody_hides_the_translator() -> None:
    """`_` thrown away in a function that also says a sentence: the sentence would be a fault instead."""
    for path, tree in modules().items():
        for function in _functions(tree):
            apart = [name for node in ast.walk(function) if isinstance(node, ast.comprehension) for name in ast.walk(node.target)]
            names = [node for node in ast.walk(function) if isinstance(node, ast.Name) and node.id == "_"]
            hidden = any(isinstance(node.ctx, ast.Store) and node not in apart for node in names)
            says = any(isinstance(node, ast.Call) and getattr(node.func, "id", "") == "_" for node in ast.walk(function))
            assert not (hidden and says), f"{path}:{function.lineno} {function.name}"
