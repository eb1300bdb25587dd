"""`tirek ledger checkpoints`: the signed checkpoints, one JSON line each, to be printed, mailed or kept elsewhere."""

import argparse
from typing import BinaryIO, TextIO

from tirek.config.commands.progress import speaker
from tirek.config.waking import storage_in_one_sentence
from tirek.ledger.models import Checkpoint


def add_arguments(parser: argparse.ArgumentParser) -> None:
    parser.add_argument("--after", type=int, default=0, metavar="NUMBER", help="only those after this one")


def run(args: argparse.Namespace, stdin: BinaryIO, stdout: TextIO) -> int:
    say = speaker(stdout)
    with storage_in_one_sentence():
        for made in Checkpoint.objects.filter(number__gt=args.after).order_by("number").iterator(chunk_size=500):
            say(made.line())
    return 0
