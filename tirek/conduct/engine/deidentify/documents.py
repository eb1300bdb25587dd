"""Passports, IBANs and УНЗР: numbers written with letters, in folded text with its letters as typed."""

from __future__ import annotations

import re
from collections.abc import Iterator

from tirek.conduct.engine.identifiers import has_iban_checksum

_LATIN = str.maketrans("аеокрсхутмвин", "aeokpcxytmbih")
_HOME = frozenset({"kz", "ua", "gb"})  # here a wrong checksum is a typing mistake
_LENGTHS = {
    "kz": 20,
    "ua": 29,
    "gb": 22,
    "pl": 28,
    "de": 22,
    "ru": 33,
    "tr": 26,
    "kg": 16,
    "ge": 22,
    "md": 24,
    "ro": 24,
    "lt": 20,
    "ie": 22,
    "fr": 27,
    "es": 24,
    "it": 27,
    "nl": 18,
    "be": 16,
    "at": 20,
    "ch": 21,
    "bg": 22,
    "hu": 28,
    "cz": 24,
    "sk": 24,
    "se": 24,
    "no": 15,
    "dk": 18,
    "fi": 18,
    "pt": 25,
    "gr": 27,
    "hr": 21,
    "ee": 20,
    "az": 28,
    "by": 28,
    "cy": 28,
    "lu": 20,
    "si": 19,
    "lv": 21,
}
_IBAN = re.compile(r"(?:(?<!\w)|(?<=iban))(?:" + "|".join(_LENGTHS) + r")[ \-]?\d(?:[ \-]?[a-z0-9]){12,32}")
_SERIES = re.compile(
    r"(?<![^\W\d_])(?P<letters>[^\W\d_]{2})[ ,.\-]{0,3}(?:(?:№|номер\w?|n|no|number|нимир"
    r"|номири?)[ .:\-]{0,3})?(?P<digits>\d{3}[ \-]?\d{3})(?![\d])"
)
_LETTER_EIGHT = re.compile(r"(?<!\w)n[ №]{0,3}(?P<digits>\d{2}[ ]?\d{3}[ ]?\d{3}|\d{7,8})(?!\d)")
_FOREIGN = re.compile(r"(?<!\w)[a-z]{1,3}[ №\-]{0,2}\d{6,9}(?!\w)")
_CALLED_PERMIT = re.compile(r"(?<!\w)(?:brp|residence permit|biometric\w*|вид на жительство|внж|посвидк\w+)(?!\w)")
_CALLED_PASSPORT = re.compile(r"паспорт\w{0,4}|passport|толкужат\w{0,4}")
_NAMED = re.compile(r"паспорт|passport|толкужат|(?<!\w)сери[яиюеї](?!\w)|загран|куалик|удостовер|посвидч|id[- ]|документ")
_INSURANCE = re.compile(r"(?<!\w)(?!bg|gb|nk|kn|tn|nt|zz)[a-z][a-z] ?\d\d ?\d\d ?\d\d ?[a-d](?!\w)")
_UNZR = re.compile(r"(?<![\d\-])(?:19|20)\d{6} ?- ?\d{5}(?![\d\-])")
_NOT_SERIES = frozenset(
    [
        "до",
        "на",
        "от",
        "по",
        "за",
        "из",
        "не",
        "во",
        "об",
        "ко",
        "ул",
        "кв",
        "тг",
        "дн",
        "ст",
        "шт",
        "уд",
        "тел",
        "сп",
        "пр",
        "по",
        "со",
        "кг",
        "км",
        "мг",
        "гр",
        "см",
        "мм",
        "ін",
        "та",
        "то",
        "чи",
        "ні",
        "до",
        "від",
        "no",
        "of",
        "to",
        "in",
        "on",
        "at",
        "or",
        "by",
        "is",
        "it",
        "rs",
        "id",
        "кб",
        "мб",
    ]
)


def documents(text: str, typed: str) -> Iterator[tuple[int, int, str]]:
    """(start, end, type)."""
    latin = text.translate(_LATIN)
    for match in _IBAN.finditer(latin):
        end = _iban_end(match, text)
        if end:
            yield match.start(), end, "IBAN"
    for kind, pattern in (("UNZR", _UNZR), ("IDCARD", _INSURANCE)):
        for match in pattern.finditer(text):
            yield match.start(), match.end(), kind
    for match in _FOREIGN.finditer(text):
        if _CALLED_PERMIT.search(text, max(0, match.start() - 40), match.start()):
            yield match.start(), match.end(), "IDCARD"
    for start, end in _passports(text, typed, latin):
        yield start, end, "PASSPORT"


def _passports(text: str, typed: str, latin: str) -> Iterator[tuple[int, int]]:
    for match in _SERIES.finditer(text):
        if _is_passport(text, typed, match):
            yield match.span()
    for match in _FOREIGN.finditer(latin):
        if _CALLED_PASSPORT.search(text, max(0, match.start() - 40), match.start()):
            yield match.span()
    for match in _LETTER_EIGHT.finditer(latin):
        if typed[match.start()] in "NН" or _NAMED.search(text[max(0, match.start() - 60) : match.start()]):
            yield match.span()


def _iban_end(match: re.Match[str], text: str) -> int:
    """Words may follow, so the country's length decides; a shorter one needs its name in front."""
    wanted = _LENGTHS[match.group()[:2]]
    seen = 0
    for place, letter in enumerate(match.group(), start=1):
        seen += letter.isalnum()
        if seen == wanted:
            iban = re.sub(r"[ \-]", "", match.group()[:place]).upper()
            sure = match.group()[:2] in _HOME or has_iban_checksum(iban)
            return match.start() + place if sure else 0
    named = re.search(r"iban|ибан|рахун|счет|счёт|шот", text[max(0, match.start() - 40) : match.start()])
    return match.end() if named and sum(letter.isdigit() for letter in match.group()) >= 12 else 0


def _is_passport(text: str, typed: str, match: re.Match[str]) -> bool:
    letters = typed[match.start("letters") : match.end("letters")]
    named = bool(_NAMED.search(text[max(0, match.start() - 70) : match.start()]) or _NAMED.search(text[match.end() : match.end() + 20]))
    if named:
        return match["letters"] not in _NOT_SERIES or letters.isupper()
    after = text[match.end() : match.end() + 8]
    return (
        letters.isupper()
        and match["letters"] not in _NOT_SERIES
        and not re.match(r"\s?(?:тг|тенге|грн|руб|₸|₴)", after)
        and not re.search(
            r"(?:заяв|дел[оа]|талон|договор|приказ|протокол|справ|свидоц|свидет)\w*[^\d]{0,20}$",
            text[max(0, match.start() - 36) : match.start()],
        )
    )
