"""`tirek demo`: the demo organisation, without opening the service."""

import argparse
from typing import BinaryIO, TextIO

from django.conf import settings

from tirek.config.commands import opening
from tirek.config.commands.progress import patiently, speaker
from tirek.config.waking import storage_in_one_sentence
from tirek.demo.organisation import prepare


def add_arguments(parser: argparse.ArgumentParser) -> None:
    """It has none."""


def run(args: argparse.Namespace, stdin: BinaryIO, stdout: TextIO) -> int:
    say = speaker(stdout)
    opening.data_folder(settings.DATA)
    with opening.only_one(settings.DATA), storage_in_one_sentence():
        opening.not_newer()
        opening.migrated(say)
        with patiently(say, "Making the demo organisation"):
            sheet = prepare(say=say)
    for line in sheet.lines if sheet else ["There is an organisation already; nothing was changed."]:
        say(line)
    say("Next: tirek run --demo")
    return 0
