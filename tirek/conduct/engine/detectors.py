"""Finds personal numbers in folded text: checksums first, then the words around them.

Shapes and checks: IIN 12 digits, РНОКПП 10, УНЗР 8-5, IBAN, cards 13-19, passports and identity cards by their name,
phones of Kazakhstan, Ukraine, Russia, British mobiles and anything with a plus, by libphonenumber's tables.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass

import phonenumbers
from phonenumbers import PhoneNumberType

from tirek.conduct.engine import identifiers
from tirek.conduct.engine.nearby import Nearby

MOST_LOOKED_AT = 200  # windows given to the slow tables in one draft
_LONGEST_RUN = 60
_RUN = re.compile(r"(?<!\d)[+(]{0,2}\d(?:[ \t().\-/]{0,3}\d)*+")
_DATE = re.compile(r"(?<![\d\-])(?:\d{1,2}[./]\d{1,2}[./](?:19|20)?\d\d|\d{1,2}-\d{1,2}-(?:19|20)\d\d|(?:19|20)\d\d-\d\d-\d\d)(?!\d|-\d)")
_LETTER_ZERO = re.compile(r"(?<=\d)[oо](?=[\doо])")
_IBAN = re.compile(r"(?<!\w)[a-z]{2}\d\d(?:[ \-]?[a-z0-9]){11,30}(?!\w)")
_PASSPORT = re.compile(r"(?<!\w)(?:[а-яії]{2}[ №]{0,3}\d{6}|[a-z]{2}[ №]{0,3}\d{6}|n[ №]{0,2}\d{8})(?!\d)")
_UNZR = re.compile(r"(?<![\d\-])(?:19|20)\d{6}-\d{5}(?![\d\-])")
_SERVICE_TYPES = {
    PhoneNumberType.TOLL_FREE,
    PhoneNumberType.SHARED_COST,
    PhoneNumberType.PREMIUM_RATE,
    PhoneNumberType.UAN,
    PhoneNumberType.VOICEMAIL,
}


@dataclass(frozen=True, slots=True)
class Identified:
    """A personal number or address. `value`: digits (phones: without the country's code) or the folded address."""

    kind: str
    start: int
    end: int
    value: str


def numbers(text: str) -> list[Identified]:
    """Personal numbers of a folded text, in order, never overlapping."""
    if len(text) < 8 or not re.search(r"\d\D{0,3}\d", text):
        return []
    plain = _LETTER_ZERO.sub("0", text)
    found = [*_written_with_letters(plain)]
    for item in found:
        plain = plain[: item.start] + "\n" * (item.end - item.start) + plain[item.end :]
    plain = _DATE.sub(lambda match: "\n" * len(match.group()), plain)
    looked_at = _Counter()
    for run in _RUN.finditer(plain):
        if run.end() - run.start() >= 8:
            found += _in_run(plain, run.start(), run.end(), looked_at)
    return sorted(found, key=lambda item: item.start)


class _Counter:
    def __init__(self) -> None:
        self.left = MOST_LOOKED_AT

    def allows(self) -> bool:
        self.left -= 1
        return self.left >= 0


def _written_with_letters(text: str) -> Iterator[Identified]:
    taken: list[tuple[int, int]] = []
    for match in _IBAN.finditer(text):
        iban, end = _whole_iban(match)
        if iban and not any(start < end and match.start() < stop for start, stop in taken):
            taken.append((match.start(), end))
            yield Identified("iban", match.start(), end, iban)
    for match in _UNZR.finditer(text):
        yield Identified("unzr", match.start(), match.end(), re.sub(r"\D", "", match.group()))
    for match in _PASSPORT.finditer(text):
        if Nearby(text, match.start(), match.end()).name() in ("passport", "idcard"):
            yield Identified("passport", match.start(), match.end(), re.sub(r"[^\w]", "", match.group()))


def _whole_iban(match: re.Match[str]) -> tuple[str, int]:
    """The IBAN at the start of the match: words may follow it, so the country's length decides."""
    length = {"kz": 20, "ua": 29}.get(match.group()[:2])
    letters = 0
    for place, letter in enumerate(match.group(), start=1):
        letters += letter.isalnum()
        if letters == length:
            iban = re.sub(r"[ \-]", "", match.group()[:place]).upper()
            named = Nearby(match.string, match.start(), match.end()).name() == "iban"
            return (iban, match.start() + place) if named or identifiers.has_iban_checksum(iban) else ("", 0)
    iban = re.sub(r"[ \-]", "", match.group()).upper()
    return (iban, match.end()) if length is None and identifiers.has_iban_checksum(iban) else ("", 0)


def _in_run(text: str, start: int, end: int, looked_at: _Counter) -> Iterator[Identified]:
    """Try windows of neighbouring groups of digits, the longest first."""
    groups = [group.span() for group in re.finditer(r"\d+", text[start:end])][:_LONGEST_RUN]
    groups = [(start + first, start + last) for first, last in groups]
    index = 0
    while index < len(groups):
        found, index = _longest_from(text, groups, index, looked_at)
        if found:
            yield found


def _longest_from(text: str, groups: list[tuple[int, int]], index: int, looked_at: _Counter) -> tuple[Identified | None, int]:
    for last in range(min(index + 11, len(groups)) - 1, index - 1, -1):
        window = groups[index : last + 1]
        digits = "".join(text[first:stop] for first, stop in window)
        if 9 <= len(digits) <= 19 and _stands_alone(text, window) and looked_at.allows():
            found = _identify(text, window, digits)
            if found:
                return found, last + 1
    return None, index + 1


def _stands_alone(text: str, window: list[tuple[int, int]]) -> bool:
    """Not a piece of a code with letters. "ИИН850412…" is glued to its name and counts."""
    before, after = text[window[0][0] - 1 : window[0][0]], text[window[-1][1] : window[-1][1] + 1]
    if after.isalpha() or after == "_":
        return False
    return not (before.isalpha() or before in ("_", "#", "@", "/")) or Nearby(text, *window[0]).before.endswith(
        ("иин", "жсн", "ипн", "iin", "wa.me/")
    )


def _identify(text: str, window: list[tuple[int, int]], digits: str) -> Identified | None:
    start, end = window[0][0], window[-1][1]
    nearby = Nearby(text, start, end)
    sizes = tuple(stop - first for first, stop in window)
    if nearby.is_sum():
        return None
    named = nearby.name()
    if named == "bin" and len(digits) in (8, 12):
        return None
    for kind, is_one in (("card", _is_card), ("iin", _is_iin), ("rnokpp", _is_rnokpp), ("idcard", _is_idcard)):
        if is_one(digits, sizes, named) and (named == kind or not nearby.is_reference()):
            return Identified(kind, start, end, digits)
    return _phone(text, window, digits, nearby)


def _is_card(digits: str, sizes: tuple[int, ...], named: str | None) -> bool:
    if named == "card":
        return len(digits) >= 15 and digits[0] in "23456" and (len(digits) == 16 or identifiers.has_luhn_checksum(digits))
    return len(digits) == 16 and digits[0] in "23456" and sizes in ((16,), (4, 4, 4, 4)) and identifiers.has_luhn_checksum(digits)


def _is_iin(digits: str, sizes: tuple[int, ...], named: str | None) -> bool:
    if len(digits) != 12 or identifiers.is_bin(digits):
        return False
    if named == "iin":
        return True
    usual = sizes in ((12,), (6, 6), (3, 3, 3, 3), (4, 4, 4))
    return usual and identifiers.has_iin_date(digits) and identifiers.has_iin_checksum(digits)


def _is_rnokpp(digits: str, sizes: tuple[int, ...], named: str | None) -> bool:
    if len(digits) != 10:
        return False
    if named == "rnokpp":
        return True
    return sizes == (10,) and digits[0] in "123" and identifiers.has_rnokpp_date(digits) and identifiers.has_rnokpp_checksum(digits)


def _is_idcard(digits: str, sizes: tuple[int, ...], named: str | None) -> bool:
    return named in ("idcard", "passport") and sizes == (9,)


def _phone(text: str, window: list[tuple[int, int]], digits: str, nearby: Nearby) -> Identified | None:
    start, end = window[0][0], window[-1][1]
    plus = text[max(0, start - 2) : start].rstrip("(").endswith("+")
    written = _international(digits, plus=plus, named=nearby.name() == "phone")
    if not written or (not plus and len(window) == 1 and nearby.is_reference()):
        return None
    try:
        number = phonenumbers.parse(written, None)
    except phonenumbers.NumberParseException:
        return None
    if not phonenumbers.is_valid_number(number) or not _is_private(number, nearby):
        return None
    return Identified("phone", start - _opening(text, start), end, str(number.national_number))


def _opening(text: str, start: int) -> int:
    """How many of "+(" stand before the first digit: they belong to the number."""
    return len(text[max(0, start - 2) : start]) - len(text[max(0, start - 2) : start].rstrip("+("))


def _international(digits: str, *, plus: bool, named: bool) -> str:
    """The number with its plus, or nothing if these digits are not written as a phone here."""
    if plus:
        return f"+{digits}"
    if (len(digits) == 11 and digits[0] in "78") or (len(digits) == 10 and digits[0] == "7"):
        return f"+7{digits[-10:]}"
    if len(digits) == 10 and digits[0] == "0":
        return f"+380{digits[1:]}"
    if len(digits) == 12 and digits.startswith("380"):
        return f"+{digits}"
    if len(digits) == 11 and digits.startswith("07"):
        return f"+44{digits[1:]}"
    return f"+380{digits}" if named and len(digits) == 9 and digits[0] != "0" else ""


def _is_private(number: phonenumbers.PhoneNumber, nearby: Nearby) -> bool:
    """Services keep their numbers open; a landline is private only beside a person's name of kin."""
    kind = phonenumbers.number_type(number)
    if kind in _SERVICE_TYPES or nearby.belongs_to_a_service():
        return False
    return kind != PhoneNumberType.FIXED_LINE or nearby.belongs_to_a_person()
