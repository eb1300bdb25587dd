"""What `tirek setup` asks, in its order, with the reason for each question."""

import re
from collections.abc import Sequence
from datetime import time
from typing import Any
from zoneinfo import available_timezones

from django.conf import settings
from django.utils.translation import gettext as _
from django.utils.translation import pgettext

from tirek.config.commands.asking import Answers, Question, Step, Terminal, explain
from tirek.kit import packs
from tirek.kit.refusals import Refused
from tirek.kit.registrations import DIGITS, is_registration
from tirek.people import rules

ZONES = {"kz": "Asia/Almaty", "ua": "Europe/Kyiv"}
ANSWERS_IN = {"kz": "kk,ru", "ua": "uk"}
NOTHING = "-"


def steps() -> Sequence[Step]:
    """The questions about the service and its first two people; the keys follow in `setup_keys`."""
    return (
        _LANGUAGE,
        _NAME,
        _COUNTRY,
        _ZONE,
        _LANGUAGES,
        _DAYS,
        _OPENS,
        _CLOSES,
        _PLEDGE,
        _CONTACTS,
        _REGISTRATION,
        _ADDRESS,
        _TEAM,
        *_PEOPLE,
    )


def _name(typed: str, _answers: Answers) -> str:
    name = " ".join(typed.split())
    if not 2 <= len(name) <= 120 or not name.isprintable():
        raise Refused(_("A name has 2 to 120 characters."))
    return name


def _plain(typed: str, _answers: Answers) -> str:
    return "" if typed == NOTHING else typed[:200]


def _zone(typed: str, _answers: Answers) -> str:
    if typed not in available_timezones():
        raise Refused(_("There is no such time zone. It is written like Asia/Almaty or Europe/Kyiv."))
    return typed


def _languages(typed: str, _answers: Answers) -> tuple[str, ...]:
    codes = tuple(dict.fromkeys(re.findall(r"[a-z]+", typed.casefold())))
    if not codes or set(codes) - {code for code, _words in settings.LANGUAGES}:
        raise Refused(_("Write the codes with commas, such as kk,ru. There are kk, uk, ru and en."))
    return codes


def _days(typed: str, _answers: Answers) -> str:
    plain = re.sub(r"[\s,]", "", typed)
    span = re.fullmatch(r"([1-7])[-–]([1-7])", plain)
    days = set(range(int(span[1]), int(span[2]) + 1)) if span else {int(sign) for sign in plain if sign in "1234567"}
    if not days or (not span and not re.fullmatch(r"[1-7]+", plain)):
        raise Refused(_("Write the days as 1-5 or 1,2,3. Monday is 1, Sunday is 7."))
    return "".join(str(day) for day in sorted(days))


def _clock(typed: str, _answers: Answers) -> time:
    if typed in ("24:00", "24"):
        return time(23, 59, 59)
    found = re.fullmatch(r"([01]?\d|2[0-3])(?:[:.]([0-5]\d))?", typed)
    if not found:
        raise Refused(_("Write the time as 9:00 or 18:30."))
    return time(int(found[1]), int(found[2] or 0))


def _closing(typed: str, answers: Answers) -> time:
    closes = _clock(typed, answers)
    if closes <= answers["opens"]:
        raise Refused(_("The service closes later than it opens. For around the clock write 0:00 and 24:00."))
    return closes


def _pledge(typed: str, _answers: Answers) -> int | None:
    if typed == NOTHING or typed == "0":
        return None
    if not typed.isdecimal() or not 0 < int(typed) <= 200:
        raise Refused(_("Write a number of working hours from 1 to 200, or 0 for no pledge."))
    return int(typed)


def _contacts(typed: str, _answers: Answers) -> str:
    return "\n".join(part.strip()[:120] for part in typed.split(";") if part.strip() and part.strip() != NOTHING)


def _registration(typed: str, answers: Answers) -> str:
    number = re.sub(r"[\s-]", "", typed)
    if number and not is_registration(answers["country"], number):
        said = _(
            "This number cannot be right: it has %(digits)s digits, the last of which checks the others. Compare it with the certificate."
        )
        raise Refused(said % {"digits": DIGITS[answers["country"]]})
    return number


def _login_for(role: str) -> Any:
    def read(typed: str, answers: Answers) -> str:
        rules.must_be_a_login(typed)
        if role == "admin" and typed == answers["supervisor_login"]:
            raise Refused(_("The supervisor has this name already. The administrator is another person."))
        return typed

    return read


def _name_for(role: str) -> Any:
    def read(typed: str, answers: Answers) -> str:
        name = _name(typed, answers)
        if role == "admin" and name.casefold() == answers["supervisor_name"].casefold():
            raise Refused(
                _("The supervisor and the administrator are two different people: nobody alone may look after both words and accounts.")
            )
        return name

    return read


def _passphrase_for(role: str) -> Step:
    def ask(terminal: Terminal, answers: Answers) -> None:
        name = answers[f"{role}_name"]
        explain(
            terminal,
            _("Password of %(name)s") % {"name": name},
            _("Let this person type it, with nobody looking. At least %(least)s characters; four or five words are easy to keep.\n"
              "It is not shown. Nobody can reset it; at the first sign-in a recovery code is written on paper.")
            % {"least": rules.SHORTEST_PASSWORD},
        )  # fmt: skip
        while True:
            typed = terminal.ask_hidden(_("Password"))
            try:
                rules.must_be_strong(typed)
            except Refused as refused:
                terminal.say(f"  {refused}")
                continue
            if terminal.ask_hidden(_("Once more")) == typed:
                answers.values[f"{role}_password"] = typed
                return
            terminal.say("  " + _("The two are not the same. Begin again."))

    return ask


def _person(role: str, title: Any, why: Any) -> tuple[Step, ...]:
    return (
        Question(f"{role}_name", title, why, _name_for(role), prompt=lambda: pgettext("of a colleague", "Name")),
        Question(
            f"{role}_login",
            lambda: _("Sign-in name"),
            lambda: _("Small Latin letters, digits, dots and dashes."),
            _login_for(role),
            prompt=lambda: _("Sign-in name"),
        ),
        _passphrase_for(role),
    )


_LANGUAGE = Question(
    "language",
    lambda: "Тіл · Мова · Язык · Language",
    lambda: "Осы сұрақтар қай тілде? · Якою мовою питати? · На каком языке спрашивать? · In which language shall we ask?",
    lambda typed, _answers: typed,
    default=lambda _answers: "1",
    choices=lambda _answers: settings.LANGUAGES,
    prompt=lambda: "1–4",
)
_NAME = Question(
    "name",
    lambda: _("Name of the service"),
    lambda: _("As people will read it in their first answer. Type “back” at any question to return to the one before.\n"
              "Nothing is written before your last yes."),
    _name,
)  # fmt: skip
_COUNTRY = Question(
    "country",
    lambda: _("Country"),
    lambda: _("It decides the emergency numbers, the hotlines and the law behind consent."),
    lambda typed, _answers: typed,
    default=lambda answers: "2" if answers["language"] == "uk" else "1",
    choices=lambda _answers: [(code, {"kz": _("Kazakhstan"), "ua": _("Ukraine")}[code]) for code in packs.COUNTRIES],
    governs=("time_zone", "languages", "registration"),
)
_ZONE = Question(
    "time_zone",
    lambda: _("Time zone"),
    lambda: _("Working hours and days are counted in it."),
    _zone,
    default=lambda answers: ZONES[answers["country"]],
)
_LANGUAGES = Question(
    "languages",
    lambda: _("Languages of the service"),
    lambda: _("In which languages do your workers answer? Codes with commas, the usual one first: kk, uk, ru, en."),
    _languages,
    default=lambda answers: ANSWERS_IN[answers["country"]],
)
_DAYS = Question("days", lambda: _("Working days"), lambda: _("Monday is 1, Sunday is 7."), _days, default=lambda _answers: "1-5")
_OPENS = Question(
    "opens", lambda: _("Opening time"), lambda: _("From when somebody reads what people write."), _clock, default=lambda _answers: "9:00"
)
_CLOSES = Question(
    "closes",
    lambda: _("Closing time"),
    lambda: _("After it the first answer says that nobody is reading now, and when somebody will."),
    _closing,
    default=lambda _answers: "18:00",
)
_PLEDGE = Question(
    "pledge_hours",
    lambda: _("Pledge"),
    lambda: _(
        "“We answer within … working hours.” People are told so, and may rely on it. Pledge only what you can keep; 0 pledges nothing."
    ),
    _pledge,
    default=lambda _answers: "0",
)
_CONTACTS = Question(
    "contacts",
    lambda: _("Your own public contacts"),
    lambda: _("Telephone, address, web site of the service, with semicolons between them. The check lets them pass. Enter for none."),
    _contacts,
)
_REGISTRATION = Question(
    "registration",
    lambda: _("Registration number"),
    lambda: _("BIN in Kazakhstan, ЄДРПОУ in Ukraine. Consent records name it. Enter for none now."),
    _registration,
)
_ADDRESS = Question(
    "address", lambda: _("Postal address"), lambda: _("Consent records name it, too. Enter for none now."), _plain
)  # fmt: skip
_TEAM = Question(
    "team",
    lambda: _("Name of the first team"),
    lambda: _("A team shares its new conversations and has a supervisor. There may be more teams later."),
    _name,
    default=lambda _answers: _("First team"),
)
_PEOPLE = (
    *_person(
        "supervisor",
        lambda: _("The first supervisor"),
        lambda: _("Looks after the team's work and hands its keys to new colleagues. Is a member of no conversation."),
    ),
    *_person(
        "admin",
        lambda: _("The first administrator"),
        lambda: _("Another person. Looks after accounts, channels and this machine, and can read no conversation."),
    ),
)
