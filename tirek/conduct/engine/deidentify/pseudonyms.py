"""One pseudonym per person per case, age bands for dates of birth, and the text with them in place."""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping
from datetime import date

from tirek.conduct.engine.deidentify.births import age_on
from tirek.conduct.engine.deidentify.regions import region_of
from tirek.conduct.engine.deidentify.spans import SOFT, UNREAD, Span
from tirek.conduct.engine.folding import fold_words
from tirek.conduct.engine.name_forms import same_name

ROLES = {
    "client": {"ru": "Клиент", "uk": "Клієнт", "kk": "Клиент", "en": "Client"},
    "child": {"ru": "Ребёнок", "uk": "Дитина", "kk": "Бала", "en": "Child"},
    "relative": {"ru": "Родственник", "uk": "Родич", "kk": "Туыс", "en": "Relative"},
    "worker": {"ru": "Специалист", "uk": "Фахівець", "kk": "Маман", "en": "Worker"},
    "person": {"ru": "Человек", "uk": "Особа", "kk": "Адам", "en": "Person"},
}
_THINGS = {
    "IIN": {"ru": "ИИН", "uk": "ІІН", "kk": "ЖСН", "en": "IIN"},
    "RNOKPP": {"ru": "РНОКПП", "uk": "РНОКПП", "kk": "РНОКПП", "en": "Tax number"},
    "UNZR": {"ru": "УНЗР", "uk": "УНЗР", "kk": "УНЗР", "en": "Register number"},
    "PASSPORT": {"ru": "Паспорт", "uk": "Паспорт", "kk": "Паспорт", "en": "Passport"},
    "IDCARD": {"ru": "Удостоверение", "uk": "Посвідчення", "kk": "Куәлік", "en": "ID card"},
    "IBAN": {"ru": "Счёт", "uk": "Рахунок", "kk": "Шот", "en": "Account"},
    "CARD": {"ru": "Карта", "uk": "Картка", "kk": "Карта", "en": "Card"},
    "PHONE": {"ru": "Телефон", "uk": "Телефон", "kk": "Телефон", "en": "Phone"},
    "EMAIL": {"ru": "Почта", "uk": "Пошта", "kk": "Пошта", "en": "E-mail"},
    "HANDLE": {"ru": "Аккаунт", "uk": "Акаунт", "kk": "Парақша", "en": "Account name"},
    "ADDRESS": {"ru": "Адрес", "uk": "Адреса", "kk": "Мекенжай", "en": "Address"},
    "PLATE": {"ru": "Номер машины", "uk": "Номер авто", "kk": "Көлік нөмірі", "en": "Plate"},
    "GEO": {"ru": "Место", "uk": "Місце", "kk": "Орын", "en": "Place"},
    "DOB": {"ru": "Дата рождения", "uk": "Дата народження", "kk": "Туған күні", "en": "Date of birth"},
    SOFT: {"ru": "Примета", "uk": "Прикмета", "kk": "Белгі", "en": "Trait"},
    UNREAD: {"ru": "Не прочитано", "uk": "Не прочитано", "kk": "Оқылмаған", "en": "Not read"},
}
_AGE = {"ru": "{band} лет", "uk": "{band} років", "kk": "{band} жас", "en": "aged {band}"}
_BANDS = ((0, 2), (3, 6), (7, 10), (11, 13), (14, 17), (18, 24), (25, 34), (35, 44), (45, 54), (55, 64), (65, 74), (75, 120))
_CHILD = re.compile(
    r"(?:сын|дочк?|дочер|ребен|мальчик|девочк|внук|внуч|малыш|син|доньк|доц|дитин|хлопч|дивчинк|онук|улым|кызым|балам"
    r"|баласы|немере|son|daughter|child|baby|boy|girl|kid)\w{0,5}(?: \w{1,8})?[ :,\-]{1,3}$"
)
_RELATIVE = re.compile(
    r"(?:муж|жен|мам|мат|отц|отец|пап|брат|сестр|бабуш|дед|тет|дяд|свекр|тещ|зят|невест|чоловик|дружин|тат|батьк|бабус"
    r"|дид|титк|куйеу|айел|ана|аке|ага|ини|апа|карындас|ата|аже|husband|wife|mum|mom|mother|dad|father|brother|sister"
    r"|gran|nan|aunt|uncle|partner|ex)\w{0,5}(?: \w{1,8})?[ :,\-]{1,3}$"
)
_WORKER = re.compile(
    r"(?:психолог|врач|юрист|учител|воспитат|специалист|соцработник|куратор|инспектор|участков|ликар|мугалим|тарбиеши"
    r"|маман|doctor|teacher|worker|officer|нотариус|адвокат)\w{0,5}(?: \w{1,8})?[ :,\-]{1,3}$"
)


class Pseudonyms:
    """The pseudonyms of one case. The same person is the same label in every text it is asked about.

    `roles`: what the caller knows ("Айгүл Омарова" -> "client"); others are named by the word of kin in front of them.
    """

    def __init__(self, language: str, *, roles: Mapping[str, str] | None = None, today: date | None = None) -> None:
        self.language = language if language in _AGE else "ru"
        self._today = today or date.today()
        self._people: list[tuple[dict[str, set[str]], str]] = []
        self._counted: dict[str, int] = {}
        for name, role in (roles or {}).items():
            words = fold_words(name).split()
            parts = {"f": set(words), "s": set(words)} if words else {}
            self._add(parts, role if role in ROLES else "person")

    def of(self, person: str, before: str = "") -> str:
        """The label of a person ("f:айгул s:омаров"), a new one if nobody fits. `before`: the words in front of the name."""
        parts = {key: {value} for key, _, value in (part.partition(":") for part in person.split())}
        for place, (known, label) in enumerate(self._people):
            if parts and _same(known, parts):
                for key, values in parts.items():
                    self._people[place][0].setdefault(key, set()).update(values)
                return label
        return self._add(parts, _role(fold_words(before)))

    def _add(self, parts: dict[str, set[str]], role: str) -> str:
        self._counted[role] = self._counted.get(role, 0) + 1
        label = f"[{ROLES[role][self.language]}-{self._counted[role]}]"
        self._people.append((parts, label))
        return label

    def thing(self, span: Span, words: str) -> str:
        """What stands for anything but a person: an age band for a date of birth, a region for an address, else the kind."""
        if span.type == "DOB":
            return f"[{self._age_band(words) or _THINGS[span.type][self.language]}]"
        region = region_of(words) if span.type == "ADDRESS" else ""
        return f"[{', '.join(filter(None, (_THINGS[span.type][self.language], region)))}]"

    def _age_band(self, words: str) -> str:
        age = age_on(words, self._today)
        if age is None:
            return ""
        band = next((f"{low}–{high}" if high < 120 else f"{low}+" for low, high in _BANDS if low <= age <= high), "")
        return _AGE[self.language].format(band=band) if band else ""


def replace(text: str, spans: Iterable[Span], pseudonyms: Pseudonyms) -> str:
    """The text with every span replaced. Give only the spans a human confirmed, or all of them."""
    pieces: list[str] = []
    last = 0
    for span in sorted(spans, key=lambda each: each.start):
        pieces.append(text[last : span.start])
        words = text[span.start : span.end]
        before = text[max(0, span.start - 28) : span.start]
        pieces.append(pseudonyms.of(span.person, before) if span.type == "PERSON" else pseudonyms.thing(span, words))
        last = span.end
    return "".join((*pieces, text[last:]))


def _role(before: str) -> str:
    for role, pattern in (("child", _CHILD), ("relative", _RELATIVE), ("worker", _WORKER)):
        if pattern.search(before):
            return role
    return "client" if re.search(r"клиент\w{0,3}[ :,\-]{1,3}$|client[ :,\-]{1,3}$", before) else "person"


def _same(known: dict[str, set[str]], parts: dict[str, set[str]]) -> bool:
    """A shared first name without another surname, or a shared surname without another first name."""
    shared = {key: _agree(known.get(key), parts.get(key)) for key in ("f", "s")}
    return False not in shared.values() and True in shared.values()


def _agree(one: set[str] | None, other: set[str] | None) -> bool | None:
    if not one or not other:
        return None
    return any(same_name(first, second) for first in one for second in other)
