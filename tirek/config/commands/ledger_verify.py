"""`tirek ledger verify`: walks the whole ledger and says what is wrong with it. It changes nothing."""

import argparse
import time
from typing import BinaryIO, TextIO

from tirek.config.commands.progress import patiently, speaker
from tirek.config.waking import storage_in_one_sentence
from tirek.ledger.standing import standing
from tirek.ledger.verifying import verify

MOST = 50
"""How many sentences are printed; the rest are counted."""


def add_arguments(parser: argparse.ArgumentParser) -> None:
    """It has none."""


def run(args: argparse.Namespace, stdin: BinaryIO, stdout: TextIO) -> int:
    say, wrong, began = speaker(stdout), 0, time.monotonic()
    with storage_in_one_sentence(), patiently(say, "Walking the ledger"):
        for sentence in verify():
            wrong += 1
            if wrong <= MOST:
                say(sentence)
        now = standing()
    if wrong > MOST:
        say(f"… and {wrong - MOST} more.")
    checkpoints = now.checkpoint.number if now.checkpoint else 0
    say(f"{now.lines} lines, {now.sealed} of them sealed, {checkpoints} checkpoints; {time.monotonic() - began:.1f} s.")
    if now.checkpoint and (before := now.checkpoint.without_mac):
        say(f"{before} lines are from before the sealer: whether they were changed before the first checkpoint nobody can tell.")
    if not wrong:
        say("The ledger is whole.")
    return 1 if wrong else 0
