"""`tirek channel add`: an account of the service on a platform. Its token comes from a file or a prompt, never an argument."""

import argparse
import getpass
import sys
from pathlib import Path
from typing import BinaryIO, TextIO

from django.conf import settings

from tirek.channels.actions import add_account, add_room
from tirek.channels.adapters import ADAPTERS, PLATFORMS
from tirek.channels.models import Account
from tirek.config.commands.progress import Say, patiently, speaker
from tirek.config.waking import storage_in_one_sentence
from tirek.kit.refusals import Refused
from tirek.people.models import Organisation


def add_arguments(parser: argparse.ArgumentParser) -> None:
    parser.add_argument("kind", choices=sorted(ADAPTERS), help="the platform; webchat is this house's own room")
    parser.add_argument("--name", required=True, help="what workers call this account")
    parser.add_argument("--token-file", metavar="FILE", type=Path, help="a file with the platform's token; without it you are asked")
    way = parser.add_mutually_exclusive_group()
    way.add_argument(
        "--webhook", metavar="URL", default="", help="the public address of this service; the platform is told to deliver there"
    )
    way.add_argument(
        "--poll", action="store_true", help="this house asks for its letters and needs no address (so it is without --webhook)"
    )
    parser.add_argument("--take-over", action="store_true", help="take the bot from the address that receives for it now")


def run(args: argparse.Namespace, stdin: BinaryIO, stdout: TextIO) -> int:
    say = speaker(stdout)
    if args.kind not in PLATFORMS:
        return _room(args, say)
    if args.webhook and not args.webhook.startswith("https://"):
        raise Refused("The webhook must be an address that begins with https://, such as https://help.example.org")
    token = _token(args.token_file)
    with storage_in_one_sentence():
        is_demo = Organisation.objects.filter(is_demo=True).exists()
    if is_demo and settings.TELEGRAM_API_BASE == settings.TELEGRAM:
        raise Refused("This is the demo: it talks to its pretend messenger only. Make an organisation of your own first: tirek setup")
    with storage_in_one_sentence(), patiently(say, f"Asking {args.kind.title()}"):
        account = add_account(kind=args.kind, name=args.name, token=token, webhook=args.webhook, poll=args.poll, take_over=args.take_over)
    say(f"Added {account.name} ({account.kind}).")
    if is_demo:
        say("RED: this is the demo; its keys lie beside its data. Try your bot with invented words only, never with real people.")
    if account.receives == Account.Receives.POLL:
        say("This house asks for its letters itself while it is open (tirek run): no address and no open port are needed.")
    say("Next: tirek channel check")
    return 0


def _room(args: argparse.Namespace, say: Say) -> int:
    if args.token_file or args.webhook or args.poll or args.take_over:
        raise Refused("The web room is part of this house: it needs a --name and nothing else.")
    with storage_in_one_sentence():
        room = add_room(name=args.name)
    say(f"Added {room.name}: the web room of this house, on its own pages.")
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
