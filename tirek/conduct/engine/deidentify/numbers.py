"""Personal numbers found thoroughly: what is doubtful is found too, and marked so.

The check's `engine.detectors` takes the sure ones. Here one looks wide: a keyword may stand far from its number, a checksum may
be wrong, groups may be of any size, and letters may stand for digits.
"""

from __future__ import annotations

import re
from bisect import bisect_left, bisect_right
from collections.abc import Iterator
from dataclasses import dataclass
from itertools import pairwise

from tirek.conduct.engine import identifiers
from tirek.conduct.engine.deidentify.phones import Written, is_phone

FAR = 130  # how far in front of a number its keyword may stand
MOST_WINDOWS = 6000  # of digits tried in one text; some four hundred phones
_LIKE_DIGITS = str.maketrans("оoзliбb|", "00311681")
_MIXED = re.compile(r"(?<![^\W\d_])[\dоoзliбb|]{2,}(?![^\W\d_])")
_RUN = re.compile(r"\d(?:[ \t().\-/,_\n*~•·:;|\\=]{0,5}\d)*+")
_MOBILE = re.compile(r"[78]7[04-7]|[78]9|380[3-9]|0[3-9]|80[3-9]")
_UNUSUAL = re.compile(r"[,*~•·:;|\\=]")
_OTHER_DIGITS = re.compile(r"(?:\d[ \-.]?){6,}|\x00{5,}")
_BREAK = re.compile(r"[\d\n.;]")
_GROUP = re.compile(r"\d+")
_NAMED = re.compile(
    r"(?P<bin>(?<!\w)(?:бин|бсн|bin|едрпоу|єдрпоу|эдрпоу|edrpou|огрн|мфо|бик)\w{0,5})"
    r"|(?P<iin>(?<!\w)(?:иин|жсн|iin|и\.и\.н)\w{0,6}|жеке сайкестендир\w*|индивидуальн\w+ идентификационн\w*|individual identification)"
    r"|(?P<rnokpp>(?<!\w)(?:рнокпп|рнукпн|ипн|инн|rnokpp|tin|ідн|идн)(?!\w)|(?:податков|налогов|идентификац|идентификаци)\w*|код платник\w*"
    r"|tax (?:number|code|id)|taxpayer)"
    r"|(?P<unzr>(?<!\w)(?:унзр|унзp)(?!\w)|unzr|запис\w* (?:в|у) реестр\w*|демографичн\w*)"
    r"|(?P<card>(?<!\w)(?:карт(?:а|ы|у|е|ой|ка|ку|ки|ке|ци|кою|ою|асы|аны|амен|ага|ама|асына|очк\w{1,3}|ам|ах)|card|visa|mastercard)(?!\w))"
    r"|(?P<passport>паспорт\w*|passport|толкужат\w*|(?<!\w)сери[яиюеї](?!\w))"
    r"|(?P<idcard>удостоверени\w*|(?<!\w)удост(?!\w)|уд\.? ?личн\w*|куалик\w*|посвидченн\w*"
    r"|(?<!\w)id(?:[- ]?card\w*)?(?!\w)|ид[- ]карт\w*|айди\w*|identity|residence permit|brp)"
    r"|(?P<paper>документ\w{0,3}|кужат\w{0,5}|document\w?)"
    r"|(?P<phone>(?<!\w)(?:тел|моб|сот|tel|ph)(?!\w)|телефо\w*|мобил\w*|мобиль\w*|whats?app\w*|во[тц]сап\w*|ва[тц]сап\w*|вацап\w*|вайбер\w*"
    r"|viber|phone\w*|mobile|(?<!\w)cell(?!\w)|уялы|звон[ияь]\w*|набер\w*|дзвон\w*|телефону\w*|звонда\w*|хабарлас\w*|коныраула\w*|call"
    r"|(?<!\w)text(?!\w)|сотов\w*|сотк\w*)"
)
_PAPER = re.compile(
    r"(?<!\w)(?:заяв\w*|обращени\w*|(?<!\w)дел(?:о|а|у|е|ом)|договор\w*|талон\w*|квитанци\w*|лицев\w+|чек\w?|заказ\w*"
    r"|трек\w*|накладн\w*|протокол\w*"
    r"|приказ\w*|справ\w*|реестр\w*|звернен\w*|договир\w*|угод\w*|наказ\w*|черг\w*|очеред\w*|реестрац\w*|регистрац\w*|отиниш\w*|тиркеу\w*"
    r"|кезек\w*|шарт\w*|case|reference|(?<!\w)ref|ticket|application|order|invoice|claim|contract|tracking|receipt"
    r"|request)(?:[ ,:;#№.\-\"(]|(?<!\w)(?:номер\w*|нимир\w*|номир\w*|номир\w*|number|no|под|за|от|вид|is|is|мой|моя"
    r"|клиента)(?!\w)){0,7}$"
)
_CODE = re.compile(r"(?<!\w)(?:код\w{0,3}|номер\w{0,3}|нимир\w*|номир\w*|code|number)[^\d\n]{0,16}$")
_TG = re.compile(r"\s?тг(?!\w)")
_SURELY_A_SUM = re.compile(
    r"^\s?(?:тенге|тг(?!\w)|₸|kzt|грн|гривен\w*|гривн\w*|₴|uah|руб|₽|долл|\$|€|£|евро|usd|eur|млн|млрд|тыс|тис|мын(?!\w)|%)"
)


@dataclass(frozen=True, slots=True)
class Number:
    """A personal number in a folded text. `line`: a phone of a house or an office."""

    type: str
    start: int
    end: int
    sure: bool
    line: bool = False


class _Names:
    """What numbers are called, all over a text: sought once, however many numbers it holds."""

    def __init__(self, text: str) -> None:
        self._text = text
        found = list(_NAMED.finditer(text))
        self._starts = [match.start() for match in found]
        self._ends = [match.end() for match in found]
        self._groups = [str(match.lastgroup) for match in found]

    def of(self, start: int, end: int) -> str:
        """The nearest name in front of a number, else one right behind it."""
        place = bisect_right(self._ends, start) - 1
        if place >= 0 and self._starts[place] >= start - FAR and not _OTHER_DIGITS.search(self._text, self._ends[place], start):
            return self._groups[place]
        place = bisect_left(self._starts, end)
        if place < len(self._starts) and self._ends[place] <= end + 24 and not _BREAK.search(self._text, end, self._starts[place]):
            return self._groups[place]
        return ""

    def close(self, start: int) -> bool:
        place = bisect_right(self._ends, start) - 1
        return place >= 0 and self._starts[place] >= start - 24


def with_digits(text: str) -> str:
    """The text with letters that stand for digits put right, letter for letter."""
    return _MIXED.sub(_put_right, text)


def _put_right(match: re.Match[str]) -> str:
    word = match.group()
    digits = sum(letter.isdigit() for letter in word)
    return word.translate(_LIKE_DIGITS) if digits * 3 >= len(word) * 2 or (digits and len(word) == 2 and word[0] in "оo") else word


def thorough_numbers(text: str) -> Iterator[Number]:
    """Numbers in a folded text (digits put right), in order. Dates must be blanked by the caller.

    Digits beyond what one text may cost are one doubtful UNREAD: never let out unseen.
    """
    budget = MOST_WINDOWS
    names: _Names | None = None
    for run in _RUN.finditer(text):
        if run.end() - run.start() < 5:
            continue
        names = names or _Names(text)
        groups = [match.span() for match in _GROUP.finditer(text, run.start(), run.end())]
        index = 0
        while index < len(groups):
            if budget <= 0:
                yield Number("UNREAD", groups[index][0], len(text), False)
                return
            found, index, looked_at = _longest_from(text, groups, index, names)
            budget -= looked_at
            if found:
                yield found


def _longest_from(text: str, groups: list[tuple[int, int]], index: int, names: _Names) -> tuple[Number | None, int, int]:
    looked_at = sizes = 0
    last = index
    while last < len(groups) and sizes + groups[last][1] - groups[last][0] <= 19:
        sizes += groups[last][1] - groups[last][0]
        last += 1
    for stop in range(last, index, -1):
        if sizes < 5:
            break
        window = groups[index:stop]
        sizes -= groups[stop - 1][1] - groups[stop - 1][0]
        looked_at += 1
        if not _one_number(text, window):
            continue
        looked_at += 4
        found = _identified(text, window, names)
        if found:
            return (found if found.type else None), stop, looked_at
    return None, index + 1, looked_at


def _one_number(text: str, window: list[tuple[int, int]]) -> bool:
    """Groups are parted all alike: commas everywhere or nowhere, and one line break at most."""
    gaps = [text[first[1] : second[0]] for first, second in pairwise(window)]
    unusual = sum(bool(_UNUSUAL.search(gap)) for gap in gaps)
    digits = "".join(text[start:end] for start, end in window)
    mobile = len(digits) in (10, 11, 12) and bool(_MOBILE.match(digits))
    if unusual and unusual != len(gaps) and not mobile:
        return False
    return sum("\n" in gap for gap in gaps) <= 1 or all("\n" in gap for gap in gaps)


def _identified(text: str, window: list[tuple[int, int]], names: _Names) -> Number | None:
    """The number, a Number of no type where an ordinary number must be passed over, or None."""
    start, end = window[0][0], window[-1][1]
    digits = "".join(text[first:last] for first, last in window)
    before = text[max(0, start - FAR) : start]
    behind = text[end : end + 12]
    telegram = (_TG.match(behind) and len(digits) in (10, 11, 12) and digits[0] in "780") or digits.startswith("380")
    if len(digits) > 6 and not telegram and _SURELY_A_SUM.match(behind) and text[max(0, start - 1) : start] != "+":
        return Number("", start, end, sure=True)
    name = names.of(start, end)
    if name == "bin" and len(digits) in (8, 10, 12, 13) and not (digits.startswith("380") and len(digits) == 12):
        return Number("", start, end, sure=True)
    sizes = tuple(last - first for first, last in window)
    plus = before.rstrip("( ").endswith("+")
    phone_of_ukraine = name == "phone" and len(digits) == 12 and digits.startswith("380")
    kind = None if plus or phone_of_ukraine else _kind(digits, sizes, name, before, text[start:end], close=names.close(start))
    if kind:
        return Number(kind[0], start, end, kind[1])
    phone = is_phone(Written(text, start, end, digits, sizes, name, _is_a_paper(before, digits)))
    if not phone:
        return None
    return Number("" if phone.service else "PHONE", start - phone.opening, end + phone.extension, phone.sure, phone.line)


def _kind(digits: str, sizes: tuple[int, ...], name: str, before: str, written: str, *, close: bool) -> tuple[str, bool] | None:
    count = len(digits)
    paper = _is_a_paper(before, digits)
    if count == 13 and (name == "unzr" or (sizes == (8, 5) and "-" in written and digits[:2] in ("19", "20"))):
        return "UNZR", True
    if name == "unzr" and 11 <= count <= 14:
        return "UNZR", False
    if count in (10, 11, 12, 13) and name in ("iin", "rnokpp", "idcard", "passport", "paper", "phone", ""):
        known = _iin_or_rnokpp(digits, sizes, name, before, paper=paper, close=close)
        if known:
            return known
    if (name == "card" and 13 <= count <= 19) or (count == 16 and digits[0] in "23456" and _looks_like_a_card(digits, sizes) and not paper):
        return "CARD", identifiers.has_luhn_checksum(digits) or (name == "card" and count == 16)
    if name == "paper" and count == 9 and not paper:
        return "IDCARD", False
    if count == 9 and not name and digits[0] == "0" and sizes == (9,) and _CODE.search(before) and not paper:
        return "IDCARD", False
    if name == "idcard" and count in (8, 9, 10) and max(sizes) >= 3:
        return "IDCARD", count == 9
    if name == "passport" and count in (8, 9, 10) and max(sizes) >= 3:
        return ("IDCARD" if count == 9 else "PASSPORT"), True
    return None


def _is_a_paper(before: str, digits: str) -> bool:
    """A case, queue or contract is named right before; a mobile's digits need the word "number" too."""
    named = _PAPER.search(before[-40:])
    if named and re.match(r"(?:[78]7|0[3-9]|380|7[047])", digits) and len(digits) in (10, 11, 12):
        return bool(
            re.search(r"№|номер|нимир|номир|number|(?<!\w)no(?!\w)", named.group())
            or re.search(r"номер\w{0,2} $|нимир\w{0,3} $|номир\w{0,3} $|number of (?:the )?$", before[-40:][: named.start()])
        )
    return bool(named)


def _looks_like_a_card(digits: str, sizes: tuple[int, ...]) -> bool:
    return sizes == (4, 4, 4, 4) or identifiers.has_luhn_checksum(digits)


def _iin_or_rnokpp(digits: str, sizes: tuple[int, ...], name: str, before: str, *, paper: bool, close: bool) -> tuple[str, bool] | None:
    count = len(digits)
    if count == 12 and not identifiers.is_bin(digits):
        likely = identifiers.has_iin_date(digits) and not paper
        if name in ("iin", "rnokpp") or (likely and max(sizes) >= 3) or (likely and identifiers.has_iin_checksum(digits)):
            return "IIN", bool(name) or identifiers.has_iin_checksum(digits)
    if count == 12 and name == "iin":
        return "IIN", False
    if name == "iin" and close and max(sizes) >= 5:
        return "IIN", False
    if name == "rnokpp" and (count == 10 or (close and max(sizes) >= 5)):
        return "RNOKPP", count == 10
    dated = count == 10 and name in ("", "paper") and digits[0] in "1234" and identifiers.has_rnokpp_date(digits) and not paper
    if dated and (identifiers.has_rnokpp_checksum(digits) or (_CODE.search(before) and max(sizes) >= 4)):
        return "RNOKPP", identifiers.has_rnokpp_checksum(digits)
    return None
