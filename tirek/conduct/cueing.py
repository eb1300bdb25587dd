"""`tirek conduct cues --jsonl`: messages in, cues out. Needs no database, key or network.

A stable contract: reads {"id", "lang", "text"} (optional: "country", "age", "hour", "deleted", "reaction", "sticker"), writes
{"id", "level", "cues": [{"cue", "start", "end"}]}. Offsets are Python str indexes; level 0 means that no rule matched and
nothing more.
"""

from __future__ import annotations

import argparse
from typing import Any, TextIO

from tirek.conduct import jsonl
from tirek.conduct.engine.cues import Circumstances, CueReader


def add_arguments(parser: argparse.ArgumentParser) -> None:
    """`tirek conduct cues --jsonl < messages.jsonl > cues.jsonl`"""
    jsonl.add_flag(parser, '"level", "cues"')


def run(args: argparse.Namespace, stdin: TextIO, stdout: TextIO) -> int:
    """Answer every line in its place. Returns 1 if any line could not be read."""
    reader = CueReader.load()
    return jsonl.answer_lines(lambda entry: _answer(reader, entry), stdin, stdout)


def _answer(reader: CueReader, entry: jsonl.Entry) -> dict[str, Any]:
    reading = reader.read(jsonl.text(entry), _circumstances(entry))
    return {"level": reading.level, "cues": [{"cue": each.cue, "start": each.start, "end": each.end} for each in reading.cues]}


def _circumstances(entry: jsonl.Entry) -> Circumstances:
    return Circumstances(
        language=jsonl.language(entry),
        country=jsonl.country(entry),
        age=jsonl.whole_number(entry, "age"),
        hour=jsonl.whole_number(entry, "hour"),
        deleted=jsonl.whole_number(entry, "deleted") or 0,
        reaction=jsonl.string(entry, "reaction"),
        sticker=jsonl.string(entry, "sticker"),
    )
