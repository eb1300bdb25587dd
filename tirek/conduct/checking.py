"""`tirek conduct check --jsonl`: drafts in, findings out, one JSON line for one. Needs no database, key or network.

A stable contract: reads {"id", "lang", "text"} (optional: "country", "client_words", "names"), writes
{"id", "flags": [{"start", "end", "family", "severity"}]}. Offsets are Python str indexes; severity is 1 hint, 2 nudge,
3 strong or hard stop. A line that cannot be read is answered with {"id", "error"} on its place, and the exit code is 1.
"""

from __future__ import annotations

import argparse
import json
from collections.abc import Iterable
from typing import Any, TextIO

from tirek.conduct.engine import Context, Engine, Finding, Grade
from tirek.conduct.engine.findings import LANGUAGES
from tirek.kit.packs import COUNTRIES


class _BadLine(ValueError):
    """A line that is not a draft; the sentence says what to change."""


def add_arguments(parser: argparse.ArgumentParser) -> None:
    """`tirek conduct check --jsonl < drafts.jsonl > flags.jsonl`"""
    parser.add_argument(
        "--jsonl", action="store_true", required=True, help='read {"id", "lang", "text"} a line, write {"id", "flags"} a line'
    )


def run(args: argparse.Namespace, stdin: TextIO, stdout: TextIO) -> int:
    """Answer every line in its place. Returns 1 if any line could not be read."""
    engine = Engine.load()
    failed = False
    for line in _lines(stdin):
        answer = _answer(engine, line)
        failed = failed or "error" in answer
        stdout.write(json.dumps(answer, ensure_ascii=True) + "\n")
    stdout.flush()
    return int(failed)


def _lines(stdin: TextIO) -> Iterable[str]:
    """Lines that are not blank. Bytes that are not UTF-8 become a replacement sign, so that one bad line stays one."""
    if hasattr(stdin, "reconfigure"):
        stdin.reconfigure(encoding="utf-8", errors="replace")
    return (line for line in stdin if line.strip())


def _answer(engine: Engine, line: str) -> dict[str, Any]:
    name: Any = None
    try:
        entry = _entry(line)
        name = entry.get("id")
        context = _context(entry)
        return {"id": name, "flags": [_flag(finding) for finding in engine.found(entry["text"], context)]}
    except _BadLine as trouble:
        return {"id": name, "error": str(trouble)}


def _entry(line: str) -> dict[str, Any]:
    try:
        entry = json.loads(line)
    except (ValueError, RecursionError) as trouble:
        raise _BadLine(f"This line is not JSON: {trouble}") from trouble
    if not isinstance(entry, dict):
        raise _BadLine('A line is an object like {"id": "1", "lang": "ru", "text": "…"}.')
    return entry


def _context(entry: dict[str, Any]) -> Context:
    if not isinstance(entry.get("text"), str):
        raise _BadLine('"text" must be a string.')
    if entry.get("lang", "ru") not in LANGUAGES:
        raise _BadLine(f'"lang" must be one of {", ".join(LANGUAGES)}.')
    if entry.get("country", "kz") not in COUNTRIES:
        raise _BadLine(f'"country" must be one of {", ".join(COUNTRIES)}.')
    return Context(
        language=entry.get("lang", "ru"),
        country=entry.get("country", "kz"),
        client_words=_strings(entry, "client_words"),
        names=_strings(entry, "names"),
    )


def _strings(entry: dict[str, Any], field: str) -> tuple[str, ...]:
    value = entry.get(field, [])
    if not isinstance(value, list) or not all(isinstance(each, str) for each in value):
        raise _BadLine(f'"{field}" must be a list of strings.')
    return tuple(value)


def _flag(finding: Finding) -> dict[str, Any]:
    severity = min(finding.grade, Grade.STRONG)
    return {"start": finding.start, "end": finding.end, "family": finding.family, "severity": int(severity)}
