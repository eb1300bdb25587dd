"""`tirek setup`: makes a real organisation, question by question. Nothing is written before the last yes, and then all or nothing."""

import argparse
from typing import TextIO

from django.conf import settings
from django.db import transaction
from django.utils import translation
from django.utils.translation import gettext as _

from tirek.channels.actions import add_room
from tirek.config.commands import begun, opening
from tirek.config.commands.asking import Answers, Terminal, ask_all, explain, is_yes
from tirek.config.commands.setup_keys import boot_key_on_paper, paper_key_on_paper
from tirek.config.commands.setup_questions import steps
from tirek.config.standin import address
from tirek.config.waking import storage_in_one_sentence
from tirek.kit.refusals import Refused
from tirek.people.actions.founding import Charter, FirstPerson, found
from tirek.vault import founding

ROOM = "Web room"


def add_arguments(parser: argparse.ArgumentParser) -> None:
    """It has none: answers are never arguments, which everybody on the machine could see."""


def run(args: argparse.Namespace, stdin: TextIO, stdout: TextIO) -> int:
    terminal = Terminal(stdin, stdout)
    opening.data_folder(settings.DATA)
    with opening.only_one(settings.DATA), storage_in_one_sentence():
        must_be_new()
        answers = ask_all(terminal, (*steps(), boot_key_on_paper, paper_key_on_paper, _last_yes))
        with translation.override(answers["language"]):
            make(answers, terminal)
            _say_what_is_next(terminal, answers)
    return 0


def must_be_new() -> None:
    """No organisation, no keys of another house, and a place for the boot key that is not among the data."""
    with translation.override(begun.language()):
        demo = begun.is_demo()
        if demo:
            said = _("The demo lives in %(folder)s; nothing was changed. Begin in a new folder: TIREK_DATA=/srv/tirek tirek setup")
            raise Refused(said % {"folder": settings.DATA})
        if demo is not None:
            raise Refused(_("There is an organisation already; nothing was changed. Start it with: tirek run"))
    founding.must_be_apart(settings.BOOT_KEY_FILE, settings.DATA, settings.KEYS)
    founding.must_be_free(settings.BOOT_KEY_FILE, settings.KEYS)


def make(answers: Answers, terminal: Terminal) -> None:
    """Key files first, then every row in one transaction; whatever goes wrong takes the key files away again."""
    with founding.key_files(settings.BOOT_KEY_FILE, settings.KEYS, answers["boot_key"]):
        try:
            _write_rows(answers, terminal)
        except BaseException:  # Ctrl-C too: two sheets of paper are there already
            terminal.say(_("Nothing was written. Destroy both papers: their keys open nothing."))
            raise


def _write_rows(answers: Answers, terminal: Terminal) -> None:
    if not settings.DATABASE_URL:
        opening.not_newer()
    opening.migrated(terminal.say)
    with transaction.atomic():
        _organisation, team = found(
            charter=_charter(answers),
            paper=answers["paper"],
            team=answers["team"],
            supervisor=_person(answers, "supervisor"),
            admin=_person(answers, "admin"),
        )
        add_room(name=ROOM, team=team)


def _charter(answers: Answers) -> Charter:
    return Charter(**{name: answers[name] for name in Charter.__slots__})


def _person(answers: Answers, role: str) -> FirstPerson:
    return FirstPerson(answers[f"{role}_name"], answers[f"{role}_login"], answers[f"{role}_password"])


def _last_yes(terminal: Terminal, answers: Answers) -> None:
    explain(terminal, _("Is everything right?"), _("“back” leads to the questions again."))
    pledge = answers["pledge_hours"]
    for label, value in (
        (_("Name of the service"), answers["name"]),
        (_("Country"), f"{answers['country']}, {answers['time_zone']}"),
        (_("Languages of the service"), ", ".join(answers["languages"])),
        (_("Working hours"), f"{answers['days']}: {answers['opens']:%H:%M}–{answers['closes']:%H:%M}"),
        (_("Pledge"), _("none") if pledge is None else _("%(hours)s working hours") % {"hours": pledge}),
        (_("Your own public contacts"), answers["contacts"].replace("\n", "; ") or _("none")),
        (_("Registration number"), answers["registration"] or _("none")),
        (_("Postal address"), answers["address"] or _("none")),
        (_("Name of the first team"), answers["team"]),
        (_("The first supervisor"), f"{answers['supervisor_name']} ({answers['supervisor_login']})"),
        (_("The first administrator"), f"{answers['admin_name']} ({answers['admin_login']})"),
        (_("Data folder"), str(settings.DATA)),
        (_("Boot key"), str(settings.BOOT_KEY_FILE)),
    ):
        terminal.say(f"  {label}: {value}")
    if not is_yes(terminal, _("Make the service now? yes or no")):
        raise Refused(_("Nothing was written. Destroy both papers: their keys open nothing."))


def _say_what_is_next(terminal: Terminal, answers: Answers) -> None:
    explain(
        terminal,
        _("The service %(name)s is made") % {"name": answers["name"]},
        _("1. Start it: tirek run\n"
          "2. The supervisor and the administrator sign in at %(address)s/sign-in/\n   and make a recovery code and a second factor.\n"
          "3. They invite colleagues: %(address)s/people/invite/\n"
          "4. Add a channel: tirek channel add telegram --name 'Our bot' --token-file FILE\n"
          "5. Look whether everything is right: tirek doctor")
        % {"address": address()},
    )  # fmt: skip
