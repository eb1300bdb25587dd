"""What the house says by itself: the first words, "nobody is reading now", danger, languages, and neutral words.

Pure: texts from `texts/*.yaml` (dated data with a version), numbers from the country pack. What is told about a channel
stands in briefing.py. Every promise in a text is held against the product by tests/conversations/test_texts_are_true.py.
"""

from dataclasses import dataclass
from datetime import datetime
from functools import cache
from pathlib import Path
from typing import Any

import yaml

from tirek.kit.calendars import Hours
from tirek.kit.packs import CountryPack, Hotline
from tirek.kit.text import language_of

LANGUAGES = ("kk", "uk", "ru", "en")
ROOM = "webchat"
HOTLINES_SHOWN = 2
Buttons = tuple[tuple[str, str], ...]


@dataclass(frozen=True, slots=True)
class Service:
    """What an automatic answer may say of the service, at one moment."""

    name: str
    hours: Hours
    pack: CountryPack
    at: datetime

    @property
    def is_open(self) -> bool:
        return self.hours.are_open(self.at)


@dataclass(frozen=True, slots=True)
class Answer:
    text: str
    buttons: Buttons
    language: str
    passes: bool = False  # it repeats what a person said of today: emptied with it


@cache
def texts(language: str) -> dict[str, Any]:
    loaded: dict[str, Any] = yaml.safe_load((Path(__file__).parent / "texts" / f"{language}.yaml").read_text())
    return loaded


def own_texts(language: str, channel: str) -> dict[str, Any]:
    """What is told about one channel: its own words, else those that are true of every channel."""
    words = texts(language)
    return {**words["both"], **words[channel]}


def first_words(language: str, service: Service, channel: str) -> Answer:
    """Who reads this, the hours, whether somebody is here now; four buttons, but for the room, whose page has them."""
    words = texts(language)
    now = words["now_open"] if service.is_open else words["now_closed"].format(next=_next(language, service))
    text = own_texts(language, channel)["first"].format(service=service.name, hours=_hours(language, service.hours), now=now)
    return Answer(text, usual_buttons(language, channel), language)


def nobody_reads_now(language: str, service: Service, channel: str) -> Answer:
    text = texts(language)["closed"].format(next=_next(language, service))
    return Answer(text, usual_buttons(language, channel), language)


def danger(language: str, service: Service) -> Answer:
    """Emergency numbers first, then checked hotlines, then what has happened to the message."""
    words = texts(language)
    now = words["danger_open"] if service.is_open else words["danger_closed"].format(next=_next(language, service))
    emergency = "\n".join(f"{line.number} · {line.what[language]}" for line in service.pack.emergency)
    hotlines = "\n".join(_hotline(line, language) for line in _urgent(service.pack))
    text = words["danger"].format(emergency=emergency, hotlines=hotlines, now=now)
    return Answer("\n".join(line for line in text.splitlines() if line.strip()), (), language)


def which_language(language: str) -> Answer:
    return Answer(texts(language)["choose_language"], tuple((texts(code)["name"], f"lang:{code}") for code in LANGUAGES), language)


def language_set(language: str, channel: str) -> Answer:
    return Answer(texts(language)["language_set"], usual_buttons(language, channel), language)


def neutral_notice(language: str) -> Answer:
    """What a messenger says once a thread goes on in the room: no service, no matter, no sender, no button."""
    return Answer(texts(language)["notice"], (), language)


def room_offer(language: str, *, link: str) -> Answer:
    """The link into the room, in words that tell nothing to whoever looks over the shoulder."""
    return Answer(texts(language)["room_offer"].format(link=link), (), language)


def received_elsewhere(language: str) -> Answer:
    """To a letter in the messenger that a thread has left: heard, and where the answer will stand is agreed."""
    return Answer(texts(language)["received"], (), language)


def quietly_closed(language: str, service: Service) -> Answer:
    """ "Nobody is reading now" for somebody who wants neutral words only."""
    return Answer(texts(language)["quiet_closed"].format(next=_next(language, service)), (), language)


def moved(language: str) -> Answer:
    """The first thing said in the room after a thread has moved there."""
    return Answer(own_texts(language, ROOM)["moved"], (), language)


def usual_buttons(language: str, channel: str) -> Buttons:
    """What stands under nearly everything in a messenger; the room's page has buttons of its own."""
    words = texts(language)
    names = ("danger", "how", "kept", "languages")
    return () if channel == ROOM else tuple((words[f"{name}_button"], name) for name in names)


def _urgent(pack: CountryPack) -> list[Hotline]:
    """Lines for violence or despair; a pack holds none that no source confirmed."""
    return [line for line in pack.hotlines if {"violence", "suicide"}.intersection(line.about)][:HOTLINES_SHOWN]


def _hotline(line: Hotline, language: str) -> str:
    """Number, whose it is, its hours where known, and the day somebody checked it."""
    checked = texts(language)["checked"].format(date=f"{line.verified_on:%d.%m.%Y}")
    return f"{line.number} · {line.org[language]} ({', '.join(part for part in (line.hours, checked) if part)})"


def _hours(language: str, hours: Hours) -> str:
    words = texts(language)
    days = sorted(hours.days)
    if len(days) == 7:
        named = words["every_day"]
    elif len(days) > 2 and days == list(range(days[0], days[-1] + 1)):
        named = f"{words['days'][days[0]]}–{words['days'][days[-1]]}"
    else:
        named = ", ".join(words["days"][day] for day in days)
    return str(words["hours"].format(days=named, opens=f"{hours.opens:%H:%M}", closes=f"{hours.closes:%H:%M}"))


def _next(language: str, service: Service) -> str:
    opening = service.hours.next_opening(service.at)
    words = texts(language)
    if opening is None:
        return "…"
    return str(words["next"].format(day=words["days"][opening.isoweekday()], date=f"{opening:%d.%m}", time=f"{opening:%H:%M}"))


def language_for(text: str | None, account_language: str | None, chosen: str | None, fallback: str) -> str:
    """The person's own choice, else the letters of the message, else the language of the account, else the service's."""
    from_letters = language_of(text) if text else None
    from_account = (account_language or "")[:2]
    for candidate in (chosen, from_letters, from_account):
        if candidate in LANGUAGES:
            return candidate
    return fallback
