"""Which digits are written as a phone: of Kazakhstan, Ukraine, Russia, Britain, with a plus, or beside a word for a phone."""

from __future__ import annotations

import re
from dataclasses import dataclass
from functools import cache

from tirek.conduct.engine.nearby import Nearby, person_named, sentence_before, service_ends, service_named
from tirek.kit import packs as countries

_UA_MOBILE = frozenset(
    ["39", "50", "63", "66", "67", "68", "71", "73", "75", "77", "89", "91", "92", "93", "94", "95", "96", "97", "98", "99"]
)
_EXTENSION = re.compile(r"[ ,(]{0,3}(?:доб(?:авочн\w*)?|вн(?:утр\w*)?|внутришн\w*|ext(?:ension)?|x|косымша)\.?[ :№]{0,2}\d{1,5}\)?")
_HOTLINE = re.compile(
    r"горяч\w+ лини|гаряч\w+ лини|лини\w+ довер|лини\w+ довир|телефон\w* довер|телефон\w* довир|сеним телефон|шугыл жели|call[- ]?cent"
    r"|контакт[- ]?центр|колл?[- ]?центр|hotline|helpline"
)
_SERVICE_LINE = re.compile(
    r"горяч\w+ лини|гаряч\w+ лини|лини\w+ довер|лини\w+ довир|сеним телефон|call[- ]?cent|контакт[- ]?центр"
    r"|колл?[- ]?центр|hotline|helpline"
    r"|приемн\w{1,3}(?! (?:мам|мат|роди|отец|отц|сем))|приймальн|регистратур|реестратур|ресепшн|ресепшен|reception"
    r"|switchboard|дежурн\w+ част|чергов\w+ част|диспетчер|довидков\w* служб"
    r"|справочн|единый номер|office (?:number|phone|line)"
)
_OWN = re.compile(
    r"(?<!\w)(?:мо[йяеи]\w{0,2}|я|ему|ей|ий|йому|оган|i|him|мне|меня|мий|мени|моя|мои|моим|моему|свой|свий|своего|свого|маган|менин|домашн\w+|дома"
    r"|вдома|городск\w+|миськ\w+"
    r"|уй(?:де|дин|им\w{0,4})?(?= |$)|my|home|mine|me|i'm|i am|our flat)(?!\w)"
)
_NOT_ITS = re.compile(
    r"(?<!\w)(?:не|нет|немає|немае|жок|емес|no|not|вот|ось|мине|это|це|бул|если|якщо|или|або|а|но|але|бирак|and|but|or|if|here|я|мен|i|ей|ему|им"
    r"|ий|йому|оган|him|работ\w+|робот\w+|жумыс\w*|work|лежу|лежит|лежить|сижу|жив\w+)(?!\w)"
)
_FOR_A_PHONE = re.compile(
    r"[ .:(+\-]*(?:(?:тел\w*|номер\w*|нимир\w*|номир\w*|контакт\w*|звон\w+|дзвон\w+|по|за|на"
    r"|phone|number|tel|call|is|the|on|наш|our)[ .:(+\-]*){0,4}"
)
_BY_WAY_OF = re.compile(r"(?<!\w)(?:через|through|via)(?!\w)")
_HERS = re.compile(r"[ ,\-–(]{1,4}(?:это )?(?:мо[йяеи]|мий|моя|мама|муж|сестра|брат|сосед|менин|меники|анам|мine|my|me|mine)")
_CALLED_MINE = re.compile(r"[ ,\-–(]{0,4}(?:спросить|спитати|ask for|попросите|покличте|сурасаныз)")
_TOLL_FREE = re.compile(r"(?:\+?[78]|380|0)?0?800\d{5,7}$|0(?:300|345|80[08])")
_NUMBER_WORD = (
    r"(?:ноль|нуль|один|одна|два|две|дві|дви|три|четыре|чотири|пять|п'ять|пьять|шесть|шисть|семь|сим|восемь|висим|девять|дев'ять|десять"
    r"|одиннадцать|двенадцать|тринадцать|четырнадцать|пятнадцать|шестнадцать|семнадцать|восемнадцать|девятнадцать"
    r"|\w{2,8}надцять|двадцать|двадцять|тридцать|тридцять|сорок|пятьдесят|п'ятдесят|шестьдесят|шистдесят|семьдесят|симдесят"
    r"|восемьдесят|висимдесят|девяносто|дев'яносто|сто|двести|двисти|триста|четыреста|чотириста|пятьсот|п'ятсот"
    r"|шестьсот|шистсот|семьсот|симсот"
    r"|восемьсот|висимсот|девятьсот|дев'ятсот|плюс"
    r"|нол|бир|еки|уш|торт|бес|алты|жети|сегиз|тогыз|он|жиырма|отыз|кырык|елу|алпыс|жетпис|сексен|токсан|жуз"
    r"|zero|oh|nought|one|two|three|four|five|six|seven|eight|nine|ten|eleven|twelve|twenty|thirty|forty|fifty|double"
    r"|triple|hundred|thousand|plus|\d{1,4})"
)
SPELLED = re.compile(rf"(?<!\w){_NUMBER_WORD}(?:[ ,\-]{{1,3}}{_NUMBER_WORD}){{4,18}}(?!\w)")


@dataclass(frozen=True, slots=True)
class Written:
    """Digits in a folded text, and what is called by them."""

    text: str
    start: int
    end: int
    digits: str
    sizes: tuple[int, ...]
    name: str
    paper: bool  # a case, queue or contract is named right before


@dataclass(frozen=True, slots=True)
class Phone:
    """`opening` letters before and `extension` letters behind belong to it."""

    opening: int
    extension: int
    sure: bool
    service: bool = False  # a line that stays
    line: bool = False  # of a house or an office, not of a pocket


def is_phone(written: Written) -> Phone | None:
    """The phone these digits are, or None: a service's line, a paper's number or no phone at all."""
    before = written.text[max(0, written.start - 3) : written.start]
    plus = before.rstrip("( ").endswith("+")
    shape = _shape(written.digits, written.sizes, named=written.name == "phone", plus=plus)
    if not shape or (written.name in ("iin", "bin", "rnokpp", "card") and not plus and shape != "mobile"):
        return None
    paper = not plus and written.paper and (len(written.sizes) == 1 or written.name != "phone")
    if paper and not (shape == "mobile" and len(written.digits) >= 11):
        return None  # with its country's code it may be either: "заявление, номер 8701…" is masked, and doubtful
    if _glued_to_letters(written):
        return None
    if is_a_service(written.text, written.start, written.end, written.digits, shape):
        return Phone(0, 0, sure=True, service=True)
    opening = len(before) - len(before.rstrip("+( "))
    opening -= len(before[len(before) - opening :]) - len(before[len(before) - opening :].lstrip(" "))
    extension = _EXTENSION.match(written.text, written.end)
    return Phone(opening, extension.end() - extension.start() if extension else 0, shape != "perhaps" and not paper, line=shape == "line")


def is_a_service(text: str, start: int, end: int, digits: str, shape: str) -> bool:
    """Toll-free and country lines stay, and an office's line where nobody is said to own it. When in doubt it is somebody's."""
    if any(digits.endswith(known) for known in _pack_numbers()) or _TOLL_FREE.match(digits):
        return True
    nearby = Nearby(text, start, end)
    before, after = sentence_before(nearby.before), re.split(r"[.!?](?:\s|$)", nearby.after)[0]
    if _BY_WAY_OF.search(before) and service_named(before[-34:]):
        return shape != "mobile"
    if _OWN.search(before) or person_named(before) or _HERS.match(after) or _CALLED_MINE.match(after):
        return False
    named = _HOTLINE if shape == "mobile" else _SERVICE_LINE  # a mobile is somebody's pocket, whoever's desk was named
    line = [match.end() for match in named.finditer(before[-40:])]
    if line and re.fullmatch(r"\w{0,8}(?: \w{1,14})?[ :,.\-+(]{0,4}", before[-40:][line[-1] :]):
        return True
    if shape == "mobile":
        return False
    return _is_said_of_a_service(before) or service_named(after[:16])


def _is_said_of_a_service(before: str) -> bool:
    """A service is the last thing named: only words for a phone, or its own further name, stand between it and the number."""
    ends = service_ends(before)
    if not ends or _NOT_ITS.search(before, ends[-1]):
        return False
    first, *more = re.split(r"[,;–]| - ", before[ends[-1] :])
    return len(first.split()) <= 4 and all(_FOR_A_PHONE.fullmatch(piece) for piece in more)


@cache
def _pack_numbers() -> frozenset[str]:
    every = frozenset[str]().union(*(countries.load(each).numbers() for each in countries.COUNTRIES))
    return frozenset(number for number in every if len(number) >= 6)


def _glued_to_letters(written: Written) -> bool:
    """A piece of a code such as AB8701…CD or of a page's address; a word glued in front ("тел8701…") is only a missing space."""
    after = written.text[written.end : written.end + 2]
    if after[:1].isalpha() and len(after) == 2 and after[1].isalnum() and not after.isalpha():
        return True
    word = re.split(r"\s", written.text[max(0, written.start - 80) : written.start])[-1]
    return bool(re.search(r"https?:|www\.|\.(?:kz|ua|ru|com|org|net)/", word)) and word[-1:] in ("/", "=", "-", "_")


def _shape(digits: str, sizes: tuple[int, ...], *, named: bool, plus: bool) -> str:
    """mobile, line, perhaps, or nothing."""
    if plus:
        return _with_plus(digits)
    known = _by_country(digits, sizes)
    if known:
        return known
    if digits.startswith("00") and 11 <= len(digits) <= 16:
        return "mobile" if named else "perhaps"
    if named and (len(digits) >= 9 or sizes in ((3, 2, 2), (2, 2, 2), (3, 4), (7,), (6,), (1, 2, 2), (2, 3, 2), (2, 2, 3))):
        return "line" if len(digits) < 15 else ""
    return ""


def _with_plus(digits: str) -> str:
    if not 8 <= len(digits) <= 15:
        return ""
    if digits.startswith("7") and len(digits) == 11 and digits[1:3] in ("71", "72"):
        return "line"
    if digits.startswith("380") and len(digits) == 12 and digits[3:5] not in _UA_MOBILE:
        return "line"
    return "mobile"


def _by_country(digits: str, sizes: tuple[int, ...]) -> str:
    count = len(digits)
    if count == 11 and digits[0] in "78" and digits[1] in "34789":
        return "line" if digits[1:3] in ("71", "72") or digits[1] in "348" else "mobile"
    if count == 10 and digits[0] == "7" and digits[1] in "012345678":
        return "line" if digits[1] in "12" else "mobile"
    if count == 10 and digits[0] == "9" and sizes in ((3, 3, 2, 2), (3, 3, 4), (3, 7)):
        return "mobile"
    if count == 10 and digits[0] == "0" and digits[1] in "3456789":
        return "mobile" if digits[1:3] in _UA_MOBILE else "line"
    if count == 11 and digits.startswith("80") and digits[2] in "3456789":
        return "mobile" if digits[2:4] in _UA_MOBILE else "line"
    if count == 12 and digits.startswith("380"):
        return "mobile" if digits[3:5] in _UA_MOBILE else "line"
    if count == 11 and digits[0] == "0" and digits[1] in "127":
        return "mobile" if digits[1] == "7" else "line"
    if count == 9 and digits[:2] in _UA_MOBILE and sizes in ((2, 3, 2, 2), (2, 3, 4), (2, 7)):
        return "mobile"
    return ""


def spelled(text: str) -> list[tuple[int, int]]:
    """Phones said in words, at least partly: five words of number or more beside a word for a phone, or beginning like one."""
    found = []
    for match in SPELLED.finditer(text) if re.search(r"(?:сот|ноль|нуль|нол|жуз|сегиз|zero|double|seven|сто|висим|восем)", text) else ():
        words = match.group()
        letters = sum(letter.isalpha() for letter in words)
        called = re.search(
            r"тел|номер|нимир|номир|звон|дзвон|набер|моб|ватсап|вотсап|whatsapp|phone|number|call|звонда",
            text[max(0, match.start() - 60) : match.start()],
        )
        begins = re.match(r"(?:плюс|восемь|висим|ноль|нуль|нол|сегиз|zero|oh|plus|8|\+7)[ ,\-]", words)
        if letters >= 8 and (called or begins):
            found.append((match.start(), match.end()))
    return found
