"""Codes that people copy by hand: Crockford base32 in groups of four, with two check bytes against slips of the pen.

Used for recovery codes (16 random bytes) and for the organisation's paper key (32). O, I and L are read as 0, 1 and 1,
spaces and dashes do not matter, nor does upper or lower case; Cyrillic letters that look like ours are read as ours.
"""

from hashlib import blake2b

from django.utils.translation import gettext as _

from tirek.kit.refusals import Refused

_ALPHABET = "0123456789ABCDEFGHJKMNPQRSTVWXYZ"
_LOOKALIKES = str.maketrans(
    {
        "O": "0",
        "I": "1",
        "L": "1",
        "О": "0",
        "А": "A",
        "В": "B",
        "Е": "E",
        "К": "K",
        "М": "M",
        "Н": "H",
        "Р": "P",
        "С": "C",
        "Т": "T",
        "Х": "X",
        "І": "1",
        "У": "Y",
        "Ү": "Y",
        "З": "3",
        **dict.fromkeys("-‐‑‒–—"),  # every dash that a keyboard or a printer makes of ours
    }
)


class Mistyped(Refused):
    """The code as typed cannot be one of ours: a slip of the pen, found before any key is tried."""


def write_code(raw: bytes) -> list[str]:
    """Groups of four characters for these bytes plus two check bytes."""
    number = int.from_bytes(raw + _check(raw), "big")
    digits = -(-(len(raw) + 2) * 8 // 5)
    text = "".join(_ALPHABET[(number >> (5 * place)) & 31] for place in reversed(range(digits)))
    return [text[start : start + 4] for start in range(0, len(text), 4)]


def read_code(typed: str, size: int) -> bytes:
    """The `size` bytes behind a typed code; `Mistyped` says that it was not copied correctly."""
    text = plain(typed)
    digits = -(-(size + 2) * 8 // 5)
    if len(text) != digits or any(letter not in _ALPHABET for letter in text):
        raise Mistyped(_("This code is not complete. Copy it again, group by group."))
    number = 0
    for letter in text:
        number = number * 32 + _ALPHABET.index(letter)
    if number >> (8 * (size + 2)):
        raise Mistyped(_("This code has a slip of the pen. Compare it with the paper, group by group."))
    whole = number.to_bytes(size + 2, "big")
    if _check(whole[:size]) != whole[size:]:
        raise Mistyped(_("This code has a slip of the pen. Compare it with the paper, group by group."))
    return whole[:size]


def plain(typed: str) -> str:
    """What was typed, in our own letters: how two groups are compared."""
    return "".join(typed.upper().translate(_LOOKALIKES).split())


def _check(raw: bytes) -> bytes:
    return blake2b(raw, digest_size=2).digest()
