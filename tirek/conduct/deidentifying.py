"""`tirek conduct deidentify --jsonl`: texts in, spans that point at a person out. Needs no database, key or network.

A stable contract: reads {"id", "lang", "text"} (optional: "names", "country"), writes
{"id", "spans": [{"start", "end", "type"}]}. Offsets are Python str indexes; spans are in order and never overlap. Words that
name nobody and yet point at one person are spans of the type SOFT: a person decides about them.
"""

from __future__ import annotations

import argparse
from typing import Any, TextIO

from tirek.conduct import jsonl
from tirek.conduct.engine.deidentify import Deidentifier, Known


def add_arguments(parser: argparse.ArgumentParser) -> None:
    """`tirek conduct deidentify --jsonl < texts.jsonl > spans.jsonl`"""
    jsonl.add_flag(parser, '"spans"')


def run(args: argparse.Namespace, stdin: TextIO, stdout: TextIO) -> int:
    """Answer every line in its place. Returns 1 if any line could not be read."""
    deidentifier = Deidentifier.load()
    return jsonl.answer_lines(lambda entry: _answer(deidentifier, entry), stdin, stdout)


def _answer(deidentifier: Deidentifier, entry: jsonl.Entry) -> dict[str, Any]:
    known = Known(language=jsonl.language(entry), country=jsonl.country(entry), names=jsonl.strings(entry, "names"))
    spans = deidentifier.find(jsonl.text(entry), known)
    return {"spans": [{"start": span.start, "end": span.end, "type": span.type} for span in spans]}
