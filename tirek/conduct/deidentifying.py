"""`tirek conduct deidentify --jsonl`: texts in, spans that point at a person out. Needs no database, key or network.

A stable contract: reads {"id", "lang", "text"} (optional: "names", "country"), writes
{"id", "spans": [{"start", "end", "type"}]}. Offsets are Python str indexes; spans are in order and never overlap. Words that
name nobody and yet point at one person are spans of the type SOFT: a person decides about them. A line that cannot be read is
answered with {"id", "error"} on its place, and the exit code is 1.
"""

from __future__ import annotations

import argparse
import json
from collections.abc import Iterable
from typing import Any, TextIO

from tirek.conduct.engine.deidentify import Deidentifier, Known
from tirek.conduct.engine.findings import LANGUAGES
from tirek.kit.packs import COUNTRIES


class _BadLine(ValueError):
    """A line that is not a text; the sentence says what to change."""


def add_arguments(parser: argparse.ArgumentParser) -> None:
    """`tirek conduct deidentify --jsonl < texts.jsonl > spans.jsonl`"""
    parser.add_argument(
        "--jsonl", action="store_true", required=True, help='read {"id", "lang", "text"} a line, write {"id", "spans"} a line'
    )


def run(args: argparse.Namespace, stdin: TextIO, stdout: TextIO) -> int:
    """Answer every line in its place. Returns 1 if any line could not be read."""
    deidentifier = Deidentifier.load()
    failed = False
    for line in _lines(stdin):
        answer = _answer(deidentifier, line)
        failed = failed or "error" in answer
        stdout.write(json.dumps(answer, ensure_ascii=True) + "\n")
    stdout.flush()
    return int(failed)


def _lines(stdin: TextIO) -> Iterable[str]:
    """Lines that are not blank. Bytes that are not UTF-8 become a replacement sign, so that one bad line stays one."""
    if hasattr(stdin, "reconfigure"):
        stdin.reconfigure(encoding="utf-8", errors="replace")
    return (line for line in stdin if line.strip())


def _answer(deidentifier: Deidentifier, line: str) -> dict[str, Any]:
    name: Any = None
    try:
        entry = _entry(line)
        name = entry.get("id")
        spans = deidentifier.find(_text(entry), _known(entry))
    except _BadLine as trouble:
        return {"id": name, "error": str(trouble)}
    return {"id": name, "spans": [{"start": span.start, "end": span.end, "type": span.type} for span in spans]}


def _entry(line: str) -> dict[str, Any]:
    try:
        entry = json.loads(line)
    except (ValueError, RecursionError) as trouble:
        raise _BadLine(f"This line is not JSON: {trouble}") from trouble
    if not isinstance(entry, dict):
        raise _BadLine('A line is an object like {"id": "1", "lang": "ru", "text": "…"}.')
    return entry


def _text(entry: dict[str, Any]) -> str:
    if not isinstance(entry.get("text"), str):
        raise _BadLine('"text" must be a string.')
    return str(entry["text"])


def _known(entry: dict[str, Any]) -> Known:
    if entry.get("lang", "ru") not in LANGUAGES:
        raise _BadLine(f'"lang" must be one of {", ".join(LANGUAGES)}.')
    if entry.get("country", "kz") not in COUNTRIES:
        raise _BadLine(f'"country" must be one of {", ".join(COUNTRIES)}.')
    names = entry.get("names", [])
    if not isinstance(names, list) or not all(isinstance(each, str) for each in names):
        raise _BadLine('"names" must be a list of strings.')
    return Known(language=entry.get("lang", "ru"), country=entry.get("country", "kz"), names=tuple(names))
