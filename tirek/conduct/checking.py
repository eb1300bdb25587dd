"""`tirek conduct check --jsonl`: drafts in, findings out. Needs no database, key or network.

A stable contract: reads {"id", "lang", "text"} (optional: "country", "client_words", "names"), writes
{"id", "flags": [{"start", "end", "family", "severity"}]}. Offsets are Python str indexes; severity is 1 hint, 2 nudge,
3 strong or hard stop.
"""

from __future__ import annotations

import argparse
from typing import Any, TextIO

from tirek.conduct import jsonl
from tirek.conduct.engine import Context, Engine, Finding, Grade


def add_arguments(parser: argparse.ArgumentParser) -> None:
    """`tirek conduct check --jsonl < drafts.jsonl > flags.jsonl`"""
    jsonl.add_flag(parser, '"flags"')


def run(args: argparse.Namespace, stdin: TextIO, stdout: TextIO) -> int:
    """Answer every line in its place. Returns 1 if any line could not be read."""
    engine = Engine.load()
    return jsonl.answer_lines(
        lambda entry: {"flags": [_flag(one) for one in engine.found(jsonl.text(entry), _context(entry))]}, stdin, stdout
    )


def _context(entry: jsonl.Entry) -> Context:
    return Context(
        language=jsonl.language(entry),
        country=jsonl.country(entry),
        client_words=jsonl.strings(entry, "client_words"),
        names=jsonl.strings(entry, "names"),
    )


def _flag(finding: Finding) -> dict[str, Any]:
    severity = min(finding.grade, Grade.STRONG)
    return {"start": finding.start, "end": finding.end, "family": finding.family, "severity": int(severity)}
