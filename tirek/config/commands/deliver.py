"""`tirek deliver`: carries what waits in the outbox, beside processes of `tirek serve`, on PostgreSQL."""

import argparse
import asyncio
from typing import BinaryIO, TextIO

from django.conf import settings

from tirek.config.asgi import build_back, keep_working
from tirek.config.commands import opening
from tirek.config.commands.progress import speaker
from tirek.config.waking import storage_in_one_sentence
from tirek.vault import boot


def add_arguments(parser: argparse.ArgumentParser) -> None:
    """It has none."""


def run(args: argparse.Namespace, stdin: BinaryIO, stdout: TextIO) -> int:
    say = speaker(stdout)
    opening.several_possible()
    opening.data_folder(settings.DATA)
    with (
        opening.only_deliverer(settings.DATA),
        storage_in_one_sentence(),
        opening.one_of_several(settings.DATA, lambda alone: opening.prepared(say, alone=alone)),
    ):
        opening.no_pretend_platform()
        boot.house()  # without its key nothing can be opened for the way out
        asyncio.run(keep_working(build_back(), on_open=lambda: say("Tirek delivers. Stop it with Ctrl-C.")))
    say("Stopped.")
    return 0
