"""`tirek channel add`: an account of the service on a platform. Its token comes from a file or a prompt, never an argument."""

import argparse
import getpass
import sys
from pathlib import Path
from typing import BinaryIO, TextIO

from tirek.channels.actions import add_account
from tirek.channels.adapters import ADAPTERS
from tirek.config.commands.progress import patiently, speaker
from tirek.config.waking import storage_in_one_sentence
from tirek.kit.refusals import Refused
from tirek.people.models import Organisation


def add_arguments(parser: argparse.ArgumentParser) -> None:
    parser.add_argument("kind", choices=sorted(ADAPTERS), help="the platform")
    parser.add_argument("--name", required=True, help="what workers call this account")
    parser.add_argument("--token-file", metavar="FILE", type=Path, help="a file with the platform's token; without it you are asked")
    parser.add_argument(
        "--webhook", metavar="URL", default="", help="the public address of this service; the platform is told to deliver there"
    )


def run(args: argparse.Namespace, stdin: BinaryIO, stdout: TextIO) -> int:
    say = speaker(stdout)
    if args.webhook and not args.webhook.startswith("https://"):
        raise Refused("The webhook must be an address that begins with https://, such as https://help.example.org")
    token = _token(args.token_file)
    with storage_in_one_sentence(), patiently(say, f"Asking {args.kind.title()}"):
        account = add_account(kind=args.kind, name=args.name, token=token, by=None, webhook=args.webhook)
    say(f"Added {account.name} ({account.kind}).")
    if Organisation.objects.filter(is_demo=True).exists():
        say("RED: this is the demo; its keys lie beside its data. Try your bot with invented words only, never with real people.")
    say("Next: tirek channel check" if args.webhook else "It does not receive yet: give its public address with --webhook, behind https.")
    return 0


def _token(file: Path | None) -> str:
    if file is None and not sys.stdin.isatty():
        raise Refused(
            "The token is read from a file: --token-file FILE. It is never an argument, which everybody on this machine could see."
        )
    try:
        token = getpass.getpass("Token of the account (it is not shown): ") if file is None else file.read_text(encoding="utf-8")
    except UnicodeDecodeError:
        raise Refused(f"The file {file} holds no text. It should hold the token and nothing else.") from None
    token = token.strip()
    if not token or len(token.split()) > 1:
        raise Refused("The token is one word on one line; nothing was added.")
    return token
