"""Registration numbers of organisations: whether one can be right, by its own check digit. Nobody is asked."""

import re

from stdnum.ua import edrpou

DIGITS = {"kz": 12, "ua": 8}


def is_registration(country: str, number: str) -> bool:
    """True for a number that its check digit allows: BIN (kz, 12 digits) or ЄДРПОУ (ua, 8 digits)."""
    if country == "kz":
        return is_bin(number)
    return bool(edrpou.is_valid(number)) if country == "ua" else number.isdecimal()


def is_bin(number: str) -> bool:
    """The Kazakh business identification number: YYMM of registration, a 4, 5 or 6 for its kind, and a check digit.

    Check digit: the first eleven digits weighted 1..11, modulo 11; where that is 10, weighted 3..11, 1, 2; where that is 10
    again, no such number is given out. Source: the rules for forming the identification number, Law No. 223-III of
    12.01.2007 on national registers of identification numbers and its by-laws.
    """
    if not re.fullmatch(r"\d{2}(0[1-9]|1[0-2])[456]\d{7}", number, re.ASCII):
        return False
    digits = [int(digit) for digit in number]
    for weights in (range(1, 12), [*range(3, 12), 1, 2]):
        rest = sum(weight * digit for weight, digit in zip(weights, digits[:11], strict=True)) % 11
        if rest != 10:
            return bool(rest == digits[11])
    return False
