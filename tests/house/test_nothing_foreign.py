"""The repository names no package host, no path of somebody's machine and no tool of somebody's workplace."""

import re

import pytest

from tests.house.source import texts

# Written in pieces, so that this file does not find itself.
FORBIDDEN = {
    "a package host": "|".join(
        ["pypi" + r"\.", "python" + "hosted", r"registry\.npm" + "js", r"deb\.deb" + "ian", r"archive\.ubu" + "ntu"]
    ),
    "a path of a machine": "|".join(["/wor" + "k/", "/ro" + "ot/", "/opt/" + "(?:pypi|wheels)", r"/home/\w+" + "/", "/Use" + "rs/"]),
    "a neighbouring folder": r"\.\./" + "shared",
    "a workplace tool": "|".join(["farm" + "-bench", "issues" + " show", "duplicates" + " --", "before" + "-stop"]),
    "a word about who wrote it": "|".join([r"\bA" + r"I\b", r"\bLL" + r"M\b", "sub" + "agent"]),
    "a private key": "-----BEGIN " + "[A-Z ]*PRIVATE KEY",
}
SAMPLES = {
    "a package host": "see https://pypi" + ".org/simple",
    "a path of a machine": "cd /wor" + "k/main",
    "a neighbouring folder": "read ../" + "shared/design",
    "a workplace tool": "run `farm" + "-bench`",
    "a word about who wrote it": "an A" + "I wrote this",
    "a private key": "-----BEGIN " + "EC PRIVATE KEY-----",
}


@pytest.mark.parametrize("kind", FORBIDDEN)
def test_no_file_names(kind: str) -> None:
    pattern = re.compile(FORBIDDEN[kind])
    found = [
        f"{path}:{text[: match.start()].count(chr(10)) + 1}: {match.group()}" for path, text in texts() for match in pattern.finditer(text)
    ]
    assert not found, "\n".join(found)


@pytest.mark.parametrize("kind", FORBIDDEN)
def test_it_would_be_noticed(kind: str) -> None:
    assert re.search(FORBIDDEN[kind], SAMPLES[kind])
