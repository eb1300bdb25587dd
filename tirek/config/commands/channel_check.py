"""`tirek channel check`: what the platforms say of our accounts."""

import argparse
from typing import BinaryIO, TextIO

from tirek.channels.actions import list_accounts, standing
from tirek.config.commands.progress import patiently, speaker
from tirek.config.standin import use_stand_in
from tirek.config.waking import storage_in_one_sentence
from tirek.kit.refusals import CannotReach, Refused
from tirek.people.models import Organisation


def add_arguments(parser: argparse.ArgumentParser) -> None:
    parser.add_argument("name", nargs="?", default="", help="one account's name; without it all are asked")


def run(args: argparse.Namespace, stdin: BinaryIO, stdout: TextIO) -> int:
    say = speaker(stdout)
    with storage_in_one_sentence():
        accounts = list_accounts()
        if Organisation.objects.filter(is_demo=True).exists():
            use_stand_in()
    wanted = [account for account in accounts if args.name in ("", account.name)]
    if not wanted:
        known = ", ".join(account.name for account in accounts)
        raise Refused(
            f"There is no account {args.name!r}. Known: {known}."
            if known
            else "There is no account yet. Add one: tirek channel add telegram --name 'Our bot' --token-file FILE"
        )
    silent = False
    for account in wanted:
        say(f"{account.name} ({account.kind}):")
        try:
            with patiently(say, "  asking the platform"):
                lines = standing(account).lines
        except CannotReach as trouble:
            silent, lines = True, (str(trouble),)
        for line in lines:
            say(f"  {line}")
    return 1 if silent else 0
