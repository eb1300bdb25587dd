"""Questions on a terminal: one at a time, each with a plain explanation, a default, a check, and a way back.

Answers come from a person's keyboard or line by line from any other standard input; passwords are not shown while they are
typed. Nothing here writes anything but the terminal.
"""

import getpass
from collections.abc import Callable, Sequence
from dataclasses import dataclass, field
from typing import Any, TextIO

from django.utils import translation
from django.utils.translation import gettext as _

from tirek.kit.refusals import Refused

BACK = frozenset({"back", "<", "назад", "артқа"})
YES = frozenset({"yes", "y", "так", "да", "иә", "ия"})
NO = frozenset({"no", "n", "ні", "нет", "жоқ"})

Words = Callable[[], str]


class Back(Exception):
    """The person wants the question before this one."""


@dataclass(slots=True)
class Answers:
    """What was answered so far, by the question's name; `typed` is how it stood on the terminal, without what is hidden."""

    values: dict[str, Any] = field(default_factory=dict, repr=False)
    typed: dict[str, str] = field(default_factory=dict)

    def __getitem__(self, name: str) -> Any:
        return self.values[name]


class Terminal:
    """Where the questions are asked."""

    def __init__(self, stdin: TextIO, stdout: TextIO) -> None:
        self.stdin, self.stdout = stdin, stdout
        self.is_seen = stdout.isatty()

    def say(self, line: str = "") -> None:
        self.stdout.write(f"{line}\n")
        self.stdout.flush()

    def alarm(self, line: str) -> None:
        self.say(f"\x1b[31;1m{line}\x1b[0m" if self.is_seen else line)

    def ask(self, prompt: str) -> str:
        """One line; `Back` when the person asks for it, `Refused` when nobody answers any more."""
        self.stdout.write(f"{prompt}: ")
        self.stdout.flush()
        return self._taken(self.stdin.readline())

    def ask_hidden(self, prompt: str) -> str:
        if not self.stdin.isatty():
            return self.ask(prompt)
        try:
            return self._taken(getpass.getpass(f"{prompt}: ", self.stdout) + "\n")
        except EOFError:
            return self._taken("")

    def clear(self) -> None:
        """Take what was shown from the screen and from what can be scrolled back to."""
        if self.is_seen:
            self.stdout.write("\x1b[2J\x1b[3J\x1b[H")
            self.stdout.flush()

    def _taken(self, line: str) -> str:
        if not line:
            raise Refused(_("Nobody answers any more. Nothing was written; begin again when you have the time."))
        text = line.encode("utf-8", "replace").decode().strip()
        if text.casefold() in BACK:
            raise Back
        return text


Step = Callable[[Terminal, Answers], None]


@dataclass(frozen=True, slots=True)
class Question:
    """One question. `read` gives the answer's value or refuses with a sentence; then it is asked again."""

    name: str
    title: Words
    why: Words
    read: Callable[[str, Answers], Any]
    default: Callable[[Answers], str] = lambda _answers: ""
    choices: Callable[[Answers], Sequence[tuple[str, str]]] | None = None
    prompt: Words = lambda: _("Your answer")
    governs: tuple[str, ...] = ()  # questions whose defaults hang on this one

    def __call__(self, terminal: Terminal, answers: Answers) -> None:
        explain(terminal, self.title(), self.why())
        for number, (code, words) in enumerate(self.choices(answers), 1) if self.choices else ():
            terminal.say(f"  {number}  {words}  ({code})")
        default = answers.typed.get(self.name) or self.default(answers)
        while True:
            typed = terminal.ask(f"{self.prompt()} [{default}]" if default else self.prompt()) or default
            try:
                answers.values[self.name] = self.read(self._chosen(typed, answers), answers)
            except Refused as refused:
                terminal.say(f"  {refused}")
            else:
                answers.typed[self.name] = typed
                for name in self.governs if typed != default else ():
                    answers.typed.pop(name, None)
                return

    def _chosen(self, typed: str, answers: Answers) -> str:
        """A number of the list stands for its code."""
        listed = [code for code, _words in self.choices(answers)] if self.choices else []
        if not listed:
            return typed
        code = listed[int(typed) - 1] if typed.isdecimal() and 0 < int(typed) <= len(listed) else typed.casefold()
        if code not in listed:
            raise Refused(_("Type one of the numbers of the list."))
        return code


def explain(terminal: Terminal, title: str, why: str) -> None:
    terminal.say()
    terminal.say(f"— {title}")
    for line in why.splitlines():
        terminal.say(f"  {line}")


def ask_all(terminal: Terminal, steps: Sequence[Step], *, language: str = "en") -> Answers:
    """Every step in order, and back again where the person asks for it; each in the language that was chosen."""
    answers, place = Answers(), 0
    while place < len(steps):
        with translation.override(answers.values.get("language", language)):
            try:
                steps[place](terminal, answers)
            except Back:
                place = max(0, place - 1)
            else:
                place += 1
    return answers


def is_yes(terminal: Terminal, prompt: str) -> bool:
    while True:
        typed = terminal.ask(prompt).casefold()
        if typed in YES or typed in NO:
            return typed in YES
        terminal.say("  " + _("Type yes or no."))
