"""What the tests about the code look at: every file of the repository and every module of the house, read once."""

import ast
import subprocess
import tomllib
from collections.abc import Iterator
from functools import cache
from pathlib import Path
from typing import Any

ROOT = Path(__file__).resolve().parents[2]
HOUSE = ROOT / "tirek"
BINARY = {".woff2", ".png", ".mo", ".ico", ".jpg", ".ttf", ".pdf"}


@cache
def repository_files() -> tuple[Path, ...]:
    """Every tracked file and every new one that git would take."""
    listed = subprocess.run(
        ["git", "-c", "safe.directory=*", "ls-files", "-coz", "--exclude-standard"], cwd=ROOT, capture_output=True, check=True
    )
    paths = [ROOT / name for name in listed.stdout.decode().split("\0") if name]
    return tuple(sorted(path for path in paths if path.is_file()))


def texts() -> Iterator[tuple[Path, str]]:
    """Every file of words, with its path inside the repository."""
    for path in repository_files():
        if path.suffix not in BINARY:
            yield path.relative_to(ROOT), path.read_text(encoding="utf-8")


@cache
def modules() -> dict[Path, ast.Module]:
    """Every module of the house but migrations, parsed; keys are paths inside the repository."""
    found = [path for path in sorted(HOUSE.rglob("*.py")) if "migrations" not in path.parts]
    return {path.relative_to(ROOT): ast.parse(path.read_text(encoding="utf-8")) for path in found}


def imported(tree: ast.AST) -> Iterator[tuple[int, str]]:
    """Line and dotted name of everything a module imports, wherever in it that happens."""
    for node in ast.walk(tree):
        if isinstance(node, ast.Import):
            yield from ((node.lineno, alias.name) for alias in node.names)
        elif isinstance(node, ast.ImportFrom):
            yield from ((node.lineno, f"{node.module}.{alias.name}") for alias in node.names)


@cache
def project() -> dict[str, Any]:
    return tomllib.loads((ROOT / "pyproject.toml").read_text(encoding="utf-8"))


def rooms() -> set[str]:
    """The folders of the house that hold code."""
    return {path.parent.name for path in HOUSE.glob("*/__init__.py")}
