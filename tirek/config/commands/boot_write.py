"""`tirek boot write`: puts the boot key back from its paper, after /run was emptied or the file was lost."""

import argparse
from typing import Any, TextIO

from django.conf import settings
from django.utils import translation
from django.utils.translation import gettext as _

from tirek.config.commands import begun
from tirek.config.commands.asking import Answers, Question, Terminal, ask_all
from tirek.config.waking import storage_in_one_sentence
from tirek.vault import boot, founding
from tirek.vault.secret import Secret


def add_arguments(parser: argparse.ArgumentParser) -> None:
    parser.add_argument("--language", choices=[code for code, _name in settings.LANGUAGES], help="of the questions; else the service's own")


def run(args: argparse.Namespace, stdin: TextIO, stdout: TextIO) -> int:
    with storage_in_one_sentence():
        language = args.language or begun.language()
    terminal = Terminal(stdin, stdout)
    with translation.override(language):
        founding.must_be_apart(settings.BOOT_KEY_FILE, settings.DATA, settings.KEYS)
        boot.must_lack_its_key(settings.BOOT_KEY_FILE, settings.KEYS)
        answers = ask_all(terminal, [_line(number) for number in range(1, boot.LINES + 1)], language=language)
        terminal.clear()
        boot.put_back(settings.BOOT_KEY_FILE, settings.KEYS, Secret(b"".join(answers[str(number)] for number in range(1, boot.LINES + 1))))
        terminal.say(_("The boot key is in its place: %(file)s. Start the service again: tirek run") % {"file": settings.BOOT_KEY_FILE})
    return 0


def _line(number: int) -> Question:
    def read(typed: str, _answers: Answers) -> Any:
        return boot.read_boot_line(typed)

    return Question(
        str(number),
        lambda: _("Line %(number)s") % {"number": number},
        lambda: _("Four groups of four. Spaces and capital letters do not matter."),
        read,
        prompt=lambda: _("Line %(number)s from your paper") % {"number": number},
    )
