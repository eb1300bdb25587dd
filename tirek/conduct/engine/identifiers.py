"""Checksums of personal numbers. Every function takes ASCII digits (IBAN: capitals and digits) without spaces."""

from __future__ import annotations

from datetime import date, timedelta

_IIN_WEIGHTS = (tuple(range(1, 12)), (3, 4, 5, 6, 7, 8, 9, 10, 11, 1, 2))
_RNOKPP_WEIGHTS = (-1, 5, 7, 9, 4, 6, 10, 5, 7)
_RNOKPP_EPOCH = date(1899, 12, 31)
_IBAN_LENGTHS = {"KZ": 20, "UA": 29}


def has_iin_checksum(digits: str) -> bool:
    """KZ IIN and BIN: weights 1..11 mod 11, then 3..11,1,2 if that gives 10; 10 twice is no number at all."""
    if len(digits) != 12:
        return False
    for weights in _IIN_WEIGHTS:
        rest = sum(weight * int(digit) for weight, digit in zip(weights, digits[:11], strict=True)) % 11
        if rest != 10:
            return rest == int(digits[11])
    return False


def has_iin_date(digits: str) -> bool:
    """YYMMDD and a century digit 0-6. A BIN (an organisation's number) has 4, 5 or 6 where a day begins."""
    return 1 <= int(digits[2:4]) <= 12 and 1 <= int(digits[4:6]) <= 31 and digits[6] in "0123456"


def is_bin(digits: str) -> bool:
    return len(digits) == 12 and digits[4] in "456"


def has_rnokpp_checksum(digits: str) -> bool:
    """UA РНОКПП: weights -1,5,7,9,4,6,10,5,7, mod 11, mod 10."""
    if len(digits) != 10:
        return False
    total = sum(weight * int(digit) for weight, digit in zip(_RNOKPP_WEIGHTS, digits[:9], strict=True))
    return total % 11 % 10 == int(digits[9])


def has_rnokpp_date(digits: str) -> bool:
    """The first five digits count days since 31.12.1899: someone born from 1915 to the year 2035 at most."""
    born = _RNOKPP_EPOCH + timedelta(days=int(digits[:5]))
    return 1915 <= born.year <= 2035


def has_iban_checksum(iban: str) -> bool:
    """ISO 7064 mod 97 over the country's full length, if we know it."""
    if not 15 <= len(iban) <= 34 or len(iban) != _IBAN_LENGTHS.get(iban[:2], len(iban)):
        return False
    turned = iban[4:] + iban[:4]
    if not turned.isascii() or not turned.isalnum() or not iban[2:4].isdigit():
        return False
    return int("".join(str(int(letter, 36)) for letter in turned)) % 97 == 1


def has_luhn_checksum(digits: str) -> bool:
    """Payment cards: every second digit from the right doubled."""
    doubled = [int(digit) * 2 for digit in digits[-2::-2]]
    total = sum(int(digit) for digit in digits[-1::-2]) + sum(value - 9 if value > 9 else value for value in doubled)
    return total % 10 == 0
