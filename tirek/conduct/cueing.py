"""`tirek conduct cues --jsonl`: messages in, cues out, one JSON line for one. Needs no database, key or network.

A stable contract: reads {"id", "lang", "text"} (optional: "country", "age", "hour", "deleted", "reaction", "sticker"), writes
{"id", "level", "cues": [{"cue", "start", "end"}]}. Offsets are Python str indexes; level 0 means that no rule matched and
nothing more. A line that cannot be read is answered with {"id", "error"} on its place, and the exit code is 1.
"""

from __future__ import annotations

import argparse
import json
from collections.abc import Iterable
from typing import Any, TextIO

from tirek.conduct.engine.cues import Circumstances, CueReader
from tirek.conduct.engine.findings import LANGUAGES
from tirek.kit.packs import COUNTRIES


class _BadLine(ValueError):
    """A line that is not a message; the sentence says what to change."""


def add_arguments(parser: argparse.ArgumentParser) -> None:
    """`tirek conduct cues --jsonl < messages.jsonl > cues.jsonl`"""
    parser.add_argument(
        "--jsonl", action="store_true", required=True, help='read {"id", "lang", "text"} a line, write {"id", "level", "cues"} a line'
    )


def run(args: argparse.Namespace, stdin: TextIO, stdout: TextIO) -> int:
    """Answer every line in its place. Returns 1 if any line could not be read."""
    reader = CueReader.load()
    failed = False
    for line in _lines(stdin):
        answer = _answer(reader, line)
        failed = failed or "error" in answer
        stdout.write(json.dumps(answer, ensure_ascii=True) + "\n")
    stdout.flush()
    return int(failed)


def _lines(stdin: TextIO) -> Iterable[str]:
    """Lines that are not blank. Bytes that are not UTF-8 become a replacement sign, so that one bad line stays one."""
    if hasattr(stdin, "reconfigure"):
        stdin.reconfigure(encoding="utf-8", errors="replace")
    return (line for line in stdin if line.strip())


def _answer(reader: CueReader, line: str) -> dict[str, Any]:
    name: Any = None
    try:
        entry = _entry(line)
        name = entry.get("id")
        reading = reader.read(_text(entry), _circumstances(entry))
    except _BadLine as trouble:
        return {"id": name, "error": str(trouble)}
    cues = [{"cue": each.cue, "start": each.start, "end": each.end} for each in reading.cues]
    return {"id": name, "level": reading.level, "cues": cues}


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


def _circumstances(entry: dict[str, Any]) -> Circumstances:
    if entry.get("lang", "ru") not in LANGUAGES:
        raise _BadLine(f'"lang" must be one of {", ".join(LANGUAGES)}.')
    if entry.get("country", "kz") not in COUNTRIES:
        raise _BadLine(f'"country" must be one of {", ".join(COUNTRIES)}.')
    return Circumstances(
        language=entry.get("lang", "ru"),
        country=entry.get("country", "kz"),
        age=_number(entry, "age"),
        hour=_number(entry, "hour"),
        deleted=_number(entry, "deleted") or 0,
        reaction=_sign(entry, "reaction"),
        sticker=_sign(entry, "sticker"),
    )


def _number(entry: dict[str, Any], field: str) -> int | None:
    value = entry.get(field)
    if value is not None and (not isinstance(value, int) or isinstance(value, bool)):
        raise _BadLine(f'"{field}" must be a whole number.')
    return value


def _sign(entry: dict[str, Any], field: str) -> str:
    value = entry.get(field, "")
    if not isinstance(value, str):
        raise _BadLine(f'"{field}" must be a string.')
    return value
