"""`tirek demo`: the demo organisation, without opening the service; its accounts and their present codes, while it runs, too."""

import argparse
from typing import BinaryIO, TextIO

from django.conf import settings

from tirek.config.commands import opening
from tirek.config.commands.progress import patiently, speaker
from tirek.config.waking import storage_in_one_sentence
from tirek.demo.organisation import prepare, sheet_at_hand
from tirek.kit.refusals import Refused


def add_arguments(parser: argparse.ArgumentParser) -> None:
    """It has none."""


def run(args: argparse.Namespace, stdin: BinaryIO, stdout: TextIO) -> int:
    say = speaker(stdout)
    opening.data_folder(settings.DATA)
    try:
        lock = opening.only_one(settings.DATA)
    except Refused:
        running = sheet_at_hand()
        if running is None:
            raise
        for line in running.lines:  # it runs already: the codes change every half minute, and are asked for while it does
            say(line)
        return 0
    with lock, storage_in_one_sentence():
        opening.prepared(say)
        with patiently(say, "Making the demo organisation"):
            sheet = prepare(say=say)
    for line in sheet.lines if sheet else ["There is an organisation already; nothing was changed."]:
        say(line)
    say("Next: tirek run --demo")
    return 0
