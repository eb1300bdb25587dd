"""`tirek ledger checkpoint`: chains what waits, signs a checkpoint of it and copies it outside, at once."""

import argparse
from typing import BinaryIO, TextIO

from tirek.config.commands.progress import patiently, speaker
from tirek.config.waking import storage_in_one_sentence
from tirek.ledger import outside, sealing


def add_arguments(parser: argparse.ArgumentParser) -> None:
    """It has none."""


def run(args: argparse.Namespace, stdin: BinaryIO, stdout: TextIO) -> int:
    say, lookout = speaker(stdout), sealing.Lookout()
    with storage_in_one_sentence(), patiently(say, "Sealing the ledger"):
        while sealing.seal(lookout=lookout):
            pass
        made = sealing.checkpoint()
    say(f"Checkpoint {made.number}, up to line {made.to_seq}:\n{made.line()}" if made else "Nothing new since the last checkpoint.")
    try:
        outside.add_missing()
    except outside.CopyTrouble as trouble:
        say(f"The copy outside the database was not written. {trouble}.")
        return 1
    say(f"The copy outside the database is complete: {outside.place()}")
    return 0
