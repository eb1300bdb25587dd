"""What the three commands `tirek conduct check|cues|deidentify --jsonl` share: one JSON line in, one out, in its place.

A line is an object {"id", "lang", "text"} with optional fields. One that cannot be read is answered with {"id", "error"}, the
others all the same, and the exit code is 1. Needs no database, key or network.
"""

from __future__ import annotations

import argparse
import json
from collections.abc import Callable, Iterable
from typing import Any, TextIO

from tirek.conduct.engine.findings import LANGUAGES
from tirek.kit.packs import COUNTRIES

Entry = dict[str, Any]
Answer = Callable[[Entry], dict[str, Any]]
"""What is written beside the line's id; raises BadLine."""


class BadLine(ValueError):
    """A line that is not what the command reads; the sentence says what to change."""


def add_flag(parser: argparse.ArgumentParser, written: str) -> None:
    """`--jsonl`; `written` names the answer's field."""
    told = f'read {{"id", "lang", "text"}} a line, write {{"id", {written}}} a line'
    parser.add_argument("--jsonl", action="store_true", required=True, help=told)


def answer_lines(answer: Answer, stdin: TextIO, stdout: TextIO) -> int:
    """Answer every line in its place. Returns 1 if any line could not be read."""
    failed = False
    for line in _lines(stdin):
        told = _told(answer, line)
        failed = failed or "error" in told
        stdout.write(json.dumps(told, ensure_ascii=True) + "\n")
    stdout.flush()
    return int(failed)


def _lines(stdin: TextIO) -> Iterable[str]:
    """Lines that are not blank. Bytes that are not UTF-8 become a replacement sign, so that one bad line stays one."""
    if hasattr(stdin, "reconfigure"):
        stdin.reconfigure(encoding="utf-8", errors="replace")
    return (line for line in stdin if line.strip())


def _told(answer: Answer, line: str) -> dict[str, Any]:
    name: Any = None
    try:
        entry = _entry(line)
        name = entry.get("id")
        return {"id": name, **answer(entry)}
    except BadLine as trouble:
        return {"id": name, "error": str(trouble)}


def _entry(line: str) -> Entry:
    try:
        entry = json.loads(line)
    except (ValueError, RecursionError) as trouble:
        raise BadLine(f"This line is not JSON: {trouble}") from trouble
    if not isinstance(entry, dict):
        raise BadLine('A line is an object like {"id": "1", "lang": "ru", "text": "…"}.')
    return entry


# the fields of a line


def text(entry: Entry) -> str:
    if not isinstance(entry.get("text"), str):
        raise BadLine('"text" must be a string.')
    return str(entry["text"])


def language(entry: Entry) -> str:
    return _one_of(entry, "lang", LANGUAGES, "ru")


def country(entry: Entry) -> str:
    return _one_of(entry, "country", COUNTRIES, "kz")


def _one_of(entry: Entry, field: str, known: Iterable[str], otherwise: str) -> str:
    value = entry.get(field, otherwise)
    if not isinstance(value, str) or value not in known:
        raise BadLine(f'"{field}" must be one of {", ".join(known)}.')
    return value


def strings(entry: Entry, field: str) -> tuple[str, ...]:
    value = entry.get(field, [])
    if not isinstance(value, list) or not all(isinstance(each, str) for each in value):
        raise BadLine(f'"{field}" must be a list of strings.')
    return tuple(value)


def string(entry: Entry, field: str) -> str:
    value = entry.get(field, "")
    if not isinstance(value, str):
        raise BadLine(f'"{field}" must be a string.')
    return value


def whole_number(entry: Entry, field: str) -> int | None:
    value = entry.get(field)
    if value is not None and (not isinstance(value, int) or isinstance(value, bool)):
        raise BadLine(f'"{field}" must be a whole number.')
    return value
