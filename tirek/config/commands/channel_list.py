"""`tirek channel list`: the service's accounts, one a line."""

import argparse
from typing import BinaryIO, TextIO

from tirek.channels.actions import list_accounts
from tirek.channels.adapters import PLATFORMS
from tirek.config.commands.progress import speaker
from tirek.config.waking import storage_in_one_sentence


def add_arguments(parser: argparse.ArgumentParser) -> None:
    """It has none."""


def run(args: argparse.Namespace, stdin: BinaryIO, stdout: TextIO) -> int:
    say = speaker(stdout)
    with storage_in_one_sentence():
        accounts = list_accounts()
    for account in accounts:
        way = f", {account.get_receives_display()}" if account.kind in PLATFORMS else ""
        say(f"{account.kind:<10} {account.name}  (team {account.team}, {account.get_state_display()}{way})")
    if not accounts:
        say("There is no account yet. Add one: tirek channel add telegram --name 'Our bot' --token-file FILE")
    return 0
