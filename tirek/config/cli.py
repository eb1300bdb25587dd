"""The command line: `tirek run`, `demo`, `doctor`, `channel add|list|check|read`, `ledger verify|checkpoint|checkpoints`,
`conduct check|cues|deidentify`.

A command is a module with `add_arguments(parser)` and `run(args, stdin, stdout) -> int`; it is imported only when it is
called, so that `channel read` and `conduct …` start without Django, database, key or network. A user's mistake is
one sentence, never a traceback: exit code 2 for a wrong command, 1 for what cannot be done now.
"""

import argparse
import difflib
import importlib
import sys
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from typing import BinaryIO, NoReturn, Protocol, TextIO, cast

from tirek.config import logs
from tirek.kit.refusals import CannotReach, Refused

DONE, CANNOT, MISUSED, STOPPED = 0, 1, 2, 130


@dataclass(frozen=True, slots=True)
class Command:
    """What `tirek --help` says of a command, and where it is."""

    words: str
    module: str
    promise: str
    example: str
    next: str
    wakes_house: bool = True  # needs Django, settings and the database
    reads_text: bool = False  # standard input as text; else as bytes


COMMANDS = (
    Command(
        "run",
        "tirek.config.commands.run",
        "Open the service: pages, webhooks and delivery in one process.",
        "tirek run --demo",
        "open the printed address and sign in; stop with Ctrl-C.",
    ),
    Command(
        "serve",
        "tirek.config.commands.serve",
        "Open pages and webhooks in processes of their own (PostgreSQL only).",
        "tirek serve --processes 2",
        "tirek deliver",
    ),
    Command(
        "deliver",
        "tirek.config.commands.deliver",
        "Carry messages out beside tirek serve (PostgreSQL only).",
        "tirek deliver",
        "leave it running, one for the whole house; stop it with Ctrl-C.",
    ),
    Command(
        "setup",
        "tirek.config.commands.setup",
        "Make a real organisation: its name, hours, first two people and keys on paper, question by question.",
        "tirek setup",
        "tirek run",
        reads_text=True,
    ),
    Command(
        "boot write",
        "tirek.config.commands.boot_write",
        "Put the boot key back from its paper, after its place was emptied.",
        "tirek boot write",
        "tirek run",
        reads_text=True,
    ),
    Command(
        "demo",
        "tirek.config.commands.demo",
        "Make the demo organisation in an empty database and print who can sign in.",
        "tirek demo",
        "tirek run --demo",
    ),
    Command(
        "doctor",
        "tirek.config.commands.doctor",
        "Look at everything that keeps people's words safe, and say what to do.",
        "tirek doctor",
        "put right what is broken, then run it again.",
    ),
    Command(
        "channel add",
        "tirek.config.commands.channel_add",
        "Add a Telegram bot, by its token alone or with a public address, or the web room.",
        "tirek channel add telegram --name 'Our bot' --token-file bot.token",
        "tirek channel check",
    ),
    Command(
        "channel list",
        "tirek.config.commands.channel_list",
        "List the service's accounts on the platforms.",
        "tirek channel list",
        "tirek channel check",
    ),
    Command(
        "channel check",
        "tirek.config.commands.channel_check",
        "Ask the platforms whether our accounts work and deliver here.",
        "tirek channel check 'Our bot'",
        "tirek doctor",
    ),
    Command(
        "channel read",
        "tirek.channels.reading",
        "Show what Tirek understands of one webhook request (no database, key or network).",
        "tirek channel read telegram --account account.json --secret-file secret < body.json",
        "compare the lines with what the platform's documentation says.",
        wakes_house=False,
    ),
    Command(
        "ledger verify",
        "tirek.config.commands.ledger_verify",
        "Walk the whole ledger and say what was changed, deleted, exchanged or cut off.",
        "tirek ledger verify",
        "keep the output, a copy of the database and the checkpoints outside, and ask who could write to the database.",
    ),
    Command(
        "ledger checkpoint",
        "tirek.config.commands.ledger_checkpoint",
        "Sign the ledger as it stands now and copy the signature outside the database.",
        "tirek ledger checkpoint",
        "tirek ledger verify",
    ),
    Command(
        "ledger checkpoints",
        "tirek.config.commands.ledger_checkpoints",
        "Print the signed checkpoints, one JSON line each, to keep them elsewhere.",
        "tirek ledger checkpoints --after 12",
        "give the lines to somebody who cannot write to the database, such as the ethics officer.",
    ),
    Command(
        "conduct check",
        "tirek.conduct.checking",
        "Check drafts against the standard of conduct (no database, key or network).",
        "tirek conduct check --jsonl < drafts.jsonl",
        "read the findings: severity 3 is a hard stop.",
        wakes_house=False,
        reads_text=True,
    ),
    Command(
        "conduct cues",
        "tirek.conduct.cueing",
        "Read people's messages for cues to ask about (no database, key or network).",
        "tirek conduct cues --jsonl < messages.jsonl",
        "ask, and do not assume; level 0 means only that no rule matched.",
        wakes_house=False,
        reads_text=True,
    ),
    Command(
        "conduct deidentify",
        "tirek.conduct.deidentifying",
        "Find what points at a person in a text: numbers, addresses, dates of birth, names (no database, key or network).",
        "tirek conduct deidentify --jsonl < texts.jsonl",
        "read each masked text once more; a person confirms what is doubtful.",
        wakes_house=False,
        reads_text=True,
    ),
)


class Runnable(Protocol):
    """The two functions every command's module has."""

    def add_arguments(self, parser: argparse.ArgumentParser) -> None: ...
    def run(self, args: argparse.Namespace, stdin: BinaryIO | TextIO, stdout: TextIO) -> int: ...


class Misused(Exception):
    """The command line cannot be understood; the sentence names the right way."""


class Parser(argparse.ArgumentParser):
    """Says what is wrong in one sentence and names the nearest right word."""

    def error(self, message: str) -> NoReturn:
        end = "" if message.endswith("?") else "."
        raise Misused(f"{self.prog}: {message}{end} Help and an example: {self.prog} --help")

    def _check_value(self, action: argparse.Action, value: object) -> None:
        choices = [str(choice) for choice in action.choices or ()]
        if choices and str(value) not in choices:
            raise argparse.ArgumentError(action, f"{value!r} is not known{meant(str(value), choices)}")

    def understand(self, words: Sequence[str]) -> argparse.Namespace:
        args, strange = self.parse_known_args(words)
        if strange:
            self.error(f"{strange[0]!r} is not known{meant(strange[0].partition('=')[0], self._option_string_actions)}")
        return args


def main(argv: Sequence[str] | None = None) -> int:
    """Understand the command line and do it; the exit code."""
    if argv is None:
        logs.guard_last_words()
    try:
        return obey(sys.argv[1:] if argv is None else list(argv))
    except Misused as mistake:
        print(mistake, file=sys.stderr)
        return MISUSED
    except (Refused, CannotReach) as refusal:
        print(refusal, file=sys.stderr)
        return CANNOT
    except BrokenPipeError:  # the reader of our output has seen enough
        sys.stderr.close()
        return CANNOT
    except OSError as trouble:
        print(f"{trouble.strerror or type(trouble).__name__}: {trouble.filename or 'the system'}. Nothing more was done.", file=sys.stderr)
        return CANNOT
    except KeyboardInterrupt:
        print("Stopped.", file=sys.stderr)
        return STOPPED


def obey(words: list[str]) -> int:
    if not words or words[0] in ("-h", "--help", "help"):
        print(overview(COMMANDS))
        return DONE
    command = named(words)
    if command is None:
        return explain_group(words)
    parser = parser_of(command)
    if command.wakes_house:
        importlib.import_module("tirek.config.waking").wake()
    module = cast(Runnable, importlib.import_module(command.module))
    module.add_arguments(parser)
    try:
        args = parser.understand(words[len(command.words.split()) :])
    except SystemExit:  # argparse has printed the help that was asked for
        return DONE
    return module.run(args, sys.stdin if command.reads_text else sys.stdin.buffer, sys.stdout)


def named(words: Sequence[str]) -> Command | None:
    """The command these words begin with, or None for a group's name alone."""
    for command in COMMANDS:
        if list(words[: len(command.words.split())]) == command.words.split():
            return command
    if len(group(words[0])) and (len(words) == 1 or words[1].startswith("-")):
        return None
    typed = " ".join(words[:2]) if len(words) > 1 and not words[1].startswith("-") else words[0]
    raise Misused(f"There is no command {typed!r}{meant_command(words)} All of them: tirek --help")


def explain_group(words: Sequence[str]) -> int:
    """`tirek channel` alone: what there is in it."""
    print(overview(group(words[0])))
    return DONE if words[1:] else MISUSED


def group(word: str) -> list[Command]:
    return [command for command in COMMANDS if command.words.split()[0] == word and " " in command.words]


def overview(commands: Iterable[Command]) -> str:
    lines = [f"  tirek {command.words:<20}{command.promise}" for command in commands]
    return "\n".join(
        ["Tirek: electronic social work on your own server.", "", *lines, "", "Help, an example and what comes next: tirek run --help"]
    )


def parser_of(command: Command) -> Parser:
    return Parser(
        prog=f"tirek {command.words}",
        description=command.promise,
        epilog=f"Example:\n  {command.example}\n\nNext:\n  {command.next}\n",
        formatter_class=argparse.RawDescriptionHelpFormatter,
        allow_abbrev=False,
    )


def meant(word: str, known: Iterable[str]) -> str:
    """The end of a sentence: which known word is nearest, or which there are."""
    known = sorted(known)
    near = difflib.get_close_matches(word, known, n=1, cutoff=0.5)
    return f"; did you mean {near[0]}?" if near else f"; known: {', '.join(known)}"


def meant_command(words: Sequence[str]) -> str:
    """The nearest command: by all of its words, or by its last one (`tirek add`)."""
    by_name = {command.words: command.words for command in COMMANDS}
    by_name |= {command.words.split()[-1]: command.words for command in reversed(COMMANDS)}
    for typed in (" ".join(words[:2]), words[0]):
        near = difflib.get_close_matches(typed, by_name, n=1)
        if near:
            return f". Did you mean: tirek {by_name[near[0]]}?"
    return "."


if __name__ == "__main__":
    sys.exit(main())
