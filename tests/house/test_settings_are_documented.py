"""A setting nobody can read about does not exist, and one that is only read about helps nobody."""

import ast
import re

from tests.house.source import ROOT, modules

READERS = {"str", "int", "bool", "float", "list", "dict", "json", "path", "url"}
ROW = re.compile(r"^\| `([A-Z_]+)` \|", re.MULTILINE)


def settings_read() -> set[str]:
    """Every name that config/settings.py asks of the environment."""
    tree = next(tree for path, tree in modules().items() if path.as_posix() == "tirek/config/settings.py")
    asked = [node for node in ast.walk(tree) if isinstance(node, ast.Call) and _reads_the_environment(node.func)]
    assert all(isinstance(call.args[0], ast.Constant) for call in asked), "a setting's name is written out"
    return {call.args[0].value for call in asked if isinstance(call.args[0], ast.Constant)}


def _reads_the_environment(function: ast.expr) -> bool:
    """True of `env.str`, `env.int` and their like."""
    return (
        isinstance(function, ast.Attribute)
        and function.attr in READERS
        and isinstance(function.value, ast.Name)
        and function.value.id == "env"
    )


def settings_documented() -> set[str]:
    return set(ROW.findall((ROOT / "docs" / "settings.md").read_text(encoding="utf-8")))


def test_the_reading_of_settings_finds_some() -> None:
    assert {"TIREK_DATA", "PORT"} <= settings_read()


def test_every_setting_is_documented() -> None:
    assert not settings_read() - settings_documented(), "add them to docs/settings.md"


def test_every_documented_setting_is_read() -> None:
    assert not settings_documented() - settings_read(), "docs/settings.md promises what no code reads"


def test_the_environment_is_read_in_the_settings_only() -> None:
    """`waking` reads two names before Django wakes: which settings to take, and the port, to refuse a wrong one in a sentence."""
    allowed = {"tirek/config/settings.py", "tirek/config/waking.py"}
    for path, tree in modules().items():
        for node in ast.walk(tree):
            if isinstance(node, ast.Attribute) and node.attr in {"environ", "getenv", "environb"}:
                assert path.as_posix() in allowed, f"{path}:{node.lineno} reads the environment; settings.py is the place"
