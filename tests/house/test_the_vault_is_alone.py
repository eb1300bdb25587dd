"""Cryptography stands in one room, labels in one file, and no words are called safe that are not escaped."""

import ast
import re
from collections.abc import Iterator
from pathlib import Path

import pytest

from tests.house.source import ROOT, imported, modules, repository_files

CRYPTOGRAPHY = {"nacl", "cryptography", "Crypto", "Cryptodome"}
LABEL = re.compile(r"tirek\.[a-z0-9.]+\.v1")
REGISTRY = "tirek/vault/labels.py"
TRUSTING = {"mark_safe", "SafeString", "SafeText", "SafeData"}
TRUSTED: set[str] = {"tirek/portal/templatetags/portal.py"}  # the lines of our own vendored icons, drawn into pages of a slow line
"""Modules that may call words safe; an entry needs a reason beside it. `format_html` escapes and is free."""


def _literals(tree: ast.AST) -> Iterator[tuple[int, str]]:
    for node in ast.walk(tree):
        if isinstance(node, ast.Constant) and isinstance(node.value, str | bytes):
            text = node.value if isinstance(node.value, str) else node.value.decode("latin-1")
            yield node.lineno, text


def _calls(tree: ast.AST) -> Iterator[tuple[int, str]]:
    for node in ast.walk(tree):
        if isinstance(node, ast.Call):
            name = node.func.attr if isinstance(node.func, ast.Attribute) else getattr(node.func, "id", "")
            yield node.lineno, name


def test_only_the_vault_imports_cryptography() -> None:
    strangers = [
        f"{path}:{line} {name}"
        for path, tree in modules().items()
        for line, name in imported(tree)
        if name.split(".")[0] in CRYPTOGRAPHY and path.parts[1] != "vault"
    ]
    assert not strangers


def test_the_vault_does_import_it() -> None:
    assert any(name.startswith("nacl") for path, tree in modules().items() if path.parts[1] == "vault" for _line, name in imported(tree))


def test_v18_a_label_is_spelt_in_the_registry_only() -> None:
    """V-18: two uses of one key can only be kept apart if every label stands in one list."""
    spelt = [f"{path}:{line}" for path, tree in modules().items() for line, text in _literals(tree) if LABEL.search(text)]
    assert any(place.startswith(REGISTRY) for place in spelt)
    assert not [place for place in spelt if not place.startswith(REGISTRY)], "take the label from tirek/vault/labels.py"


def test_v18_no_label_is_put_together_from_pieces() -> None:
    pieces = re.compile(r"^tirek\.|\.v1$")
    for path, tree in modules().items():
        for node in ast.walk(tree):
            if isinstance(node, ast.BinOp | ast.JoinedStr) and path.as_posix() != REGISTRY:
                built = [text for _line, text in _literals(node) if text.endswith(".v1") and pieces.search(text)]
                assert not built, f"{path}:{node.lineno} builds a label"


def test_no_words_are_called_safe() -> None:
    trusting = [
        f"{path}:{line} {name}"
        for path, tree in modules().items()
        for line, name in _calls(tree)
        if name in TRUSTING and path.as_posix() not in TRUSTED
    ]
    assert not trusting, "use format_html, which escapes"


TEMPLATES = [str(path.relative_to(ROOT)) for path in repository_files() if path.suffix in {".html", ".txt"} and "templates" in path.parts]


@pytest.mark.parametrize("name", TEMPLATES)
def test_a_template_escapes_everything(name: str) -> None:
    assert not re.search(r"\|\s*safe(?:seq)?\b|autoescape\s+off", Path(ROOT / name).read_text(encoding="utf-8"))
