"""The part of `tirek setup` that brings keys to paper: shown, written down by hand, and typed back before anything is stored."""

import random

from django.conf import settings
from django.utils.translation import gettext as _

from tirek.config.commands.asking import Answers, Terminal, explain, is_yes
from tirek.kit.refusals import Refused
from tirek.vault import boot, founding
from tirek.vault.actions.keys import draw_principal, paper_words
from tirek.vault.codes import Mistyped, plain
from tirek.vault.models import Principal

SHOW = frozenset({"show", "көрсету", "показати", "показать"})
IN_A_ROW = 4


def boot_key_on_paper(terminal: Terminal, answers: Answers) -> None:
    """The boot key is drawn now and is stored only after the last yes."""
    key = answers.values.setdefault("boot_key", boot.draw_boot_key())
    explain(
        terminal,
        _("The key that opens the service at each start"),
        _("It stands in %(file)s and not among the data. Without it the service stays locked; nothing is lost meanwhile.\n"
          "It belongs on paper, too: four lines. Write by hand; no photo, no file, no printer in a network.")
        % {"file": settings.BOOT_KEY_FILE},
    )  # fmt: skip
    _ask_about_the_place(terminal)
    lines = [" ".join(groups) for groups in boot.boot_lines(key)]
    _show(terminal, [f"{number}   {line}" for number, line in enumerate(lines, 1)])
    for number, line in enumerate(lines, 1):
        _take_line(terminal, number, line, lines)
    terminal.clear()
    terminal.say("  " + _("The boot key is on your paper. Keep the paper away from this machine."))


def _ask_about_the_place(terminal: Terminal) -> None:
    if not founding.is_on_the_disk_of(settings.BOOT_KEY_FILE, settings.DATA):
        return
    terminal.alarm(
        "  " + _("RED: this place is on the same disk as the data. A thief of the disk could test phone numbers and read unsent messages.")
    )
    for line in _("Better: a folder in memory. Make it as the system's administrator with: install -d -m 700 -o USER /run/tirek\n"
                  "Then begin again with TIREK_BOOT_KEY_FILE=/run/tirek/boot.key. After each restart of the machine\n"
                  "the key is put back from its paper with: tirek boot write").splitlines():  # fmt: skip
        terminal.say(f"  {line}")
    if not is_yes(terminal, _("Keep the key on this disk nevertheless? yes or no")):
        raise Refused(_("Nothing was written. Set TIREK_BOOT_KEY_FILE to the other place and begin again: tirek setup"))


def _take_line(terminal: Terminal, number: int, line: str, lines: list[str]) -> None:
    """One line from the paper; checked at its end, while the eye is still there."""
    while True:
        typed = terminal.ask(_("Line %(number)s from your paper") % {"number": number})
        if typed.casefold() in SHOW:
            _show(terminal, [f"{place}   {shown}" for place, shown in enumerate(lines, 1)])
            continue
        try:
            boot.read_boot_line(typed)
        except Mistyped as slip:
            terminal.say(f"  {slip}")
            continue
        if plain(typed) == plain(line):
            return
        terminal.say(
            "  " + _("This is not line %(number)s. Look at your paper once more; “show” shows the lines again.") % {"number": number}
        )


def paper_key_on_paper(terminal: Terminal, answers: Answers) -> None:
    """The organisation's own key: the last way in when every password is lost. Two of its groups are typed back."""
    fresh = answers.values.setdefault("paper", draw_principal(kind=Principal.Kind.PAPER))
    groups = paper_words(fresh)
    explain(
        terminal,
        _("The organisation's paper key"),
        _("The last way into every conversation, should all passwords be lost. It is kept nowhere but on paper.\n"
          "Write it on another sheet and put it into a safe or with a notary, not where the boot key is."),
    )  # fmt: skip
    _show(terminal, _rows(groups))
    for number in sorted(random.sample(range(1, len(groups) + 1), 2)):  # which groups is no secret
        _take_group(terminal, number, groups)
    terminal.clear()
    terminal.say("  " + _("The paper key is on your paper."))


def _take_group(terminal: Terminal, number: int, groups: list[str]) -> None:
    while True:
        typed = terminal.ask(_("Group %(number)s from your paper") % {"number": number})
        if typed.casefold() in SHOW:
            _show(terminal, _rows(groups))
        elif plain(typed) == groups[number - 1]:
            return
        else:
            terminal.say(
                "  " + _("This is not group %(number)s. Look at your paper once more; “show” shows them again.") % {"number": number}
            )


def _rows(groups: list[str]) -> list[str]:
    rows = [groups[start : start + IN_A_ROW] for start in range(0, len(groups), IN_A_ROW)]
    return [f"{1 + IN_A_ROW * place:>2}–{IN_A_ROW * place + len(row):<2}   {' '.join(row)}" for place, row in enumerate(rows)]


def _show(terminal: Terminal, lines: list[str]) -> None:
    terminal.say()
    for line in lines:
        terminal.say(f"      {line}")
    terminal.say()
    terminal.ask(_("Press Enter when everything is on paper; the screen is cleared then"))
    terminal.clear()
