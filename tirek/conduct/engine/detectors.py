"""Personal numbers and addresses of a draft: found as de-identification finds them, and only those a worker must be shown.

De-identification masks when in doubt. The check speaks to somebody who is writing: it takes the sure ones, leaves numbers that
are glued to the letters of a code, and a landline or a service's mobile that nobody is said to own.
"""

from __future__ import annotations

import re
from collections.abc import Iterator

from tirek.conduct.engine import identifiers
from tirek.conduct.engine.deidentify import births, reach
from tirek.conduct.engine.deidentify.documents import documents
from tirek.conduct.engine.deidentify.numbers import Number, thorough_numbers, with_digits
from tirek.conduct.engine.identified import Identified
from tirek.conduct.engine.nearby import Nearby

MOST_LOOKED_AT = 200  # numbers and addresses of one draft that are looked at
_DIGITS = re.compile(r"\d\D{0,3}\d")
_GLUED = re.compile(r"(?:иин|жсн|ипн|iin|тел|моб|номер|карта|wa\.me/)$")
_OWNED = re.compile(r"(?<!\w)(?:мой|мий|менин|мои|my)(?!\w)")


def numbers(text: str) -> list[Identified]:
    """Personal numbers of a folded text, in order, never overlapping."""
    if len(text) < 8 or not _DIGITS.search(text):
        return []
    plain = with_digits(text)
    found = [item for item in _papers(plain)]
    for item in found:
        plain = _blanked(plain, item.start, item.end)
    for start, end in births.dates(plain):
        plain = _blanked(plain, start, end)
    for number in thorough_numbers(plain):
        if number.sure and number.type not in ("", "UNREAD") and _is_shown(plain, number):
            found.append(Identified(number.type.lower(), number.start, number.end, _value(plain, number)))
    return sorted(found, key=lambda item: item.start)[:MOST_LOOKED_AT]


def addresses(text: str) -> list[Identified]:
    """E-mail addresses, links and names of profiles of a folded text, in order. Whether one is private is asked elsewhere."""
    found = list(reach.mails(text))
    found += (item for item in reach.handles(text, "") if not any(item.start < one.end and one.start < item.end for one in found))
    return sorted(found, key=lambda item: item.start)[:MOST_LOOKED_AT]


def _blanked(text: str, start: int, end: int) -> str:
    return text[:start] + "\n" * (end - start) + text[end:]


def _papers(text: str) -> Iterator[Identified]:
    """IBANs, УНЗР and passports; an IBAN of a wrong checksum only beside its name."""
    last = 0
    for start, end, kind in sorted(documents(text, text), key=lambda found: found[0]):
        value = re.sub(r"[^\w]", "", text[start:end])
        if start < last or (kind == "IBAN" and not _is_iban(text, start, end, value.upper())):
            continue
        last = end
        yield Identified(kind.lower(), start, end, value.upper() if kind == "IBAN" else value)


def _is_iban(text: str, start: int, end: int, value: str) -> bool:
    return identifiers.has_iban_checksum(value) or Nearby(text, start, end).name() == "iban"


def _is_shown(text: str, number: Number) -> bool:
    if _piece_of_a_code(text, number):
        return False
    if number.type != "PHONE":
        return True
    nearby = Nearby(text, number.start, number.end)
    if number.line:
        return nearby.belongs_to_a_person() and not nearby.belongs_to_a_service()
    return not nearby.belongs_to_a_service() or nearby.is_owned_before_a_service(_OWNED)


def _piece_of_a_code(text: str, number: Number) -> bool:
    """AB8504…CD; "ИИН850412…" is glued to its name and counts."""
    before, after = text[max(0, number.start - 1) : number.start], text[number.end : number.end + 1]
    if after.isalpha() or after == "_":
        return True
    return (before.isalpha() or before in ("_", "#", "@", "/")) and not _GLUED.search(text[max(0, number.start - 8) : number.start])


def _value(text: str, number: Number) -> str:
    digits = re.sub(r"\D", "", text[number.start : number.end])
    return national(digits) if number.type == "PHONE" else digits


def national(digits: str) -> str:
    """A phone without its country's code or leading zero, so that two ways of writing it are one value."""
    for code, length in (
        ("380", 12),
        ("00380", 14),
        ("0044", 14),
        ("007", 13),
        ("44", 12),
        ("80", 11),
        ("7", 11),
        ("8", 11),
        ("0", 11),
        ("0", 10),
    ):
        if len(digits) == length and digits.startswith(code) and (code != "80" or digits[2] in "3456789"):
            return digits[len(code) :]
    return digits
