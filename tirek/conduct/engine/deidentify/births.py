"""Dates, and which of them are dates of birth, in folded text."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date

_MONTHS = (
    r"(?:январ\w{1,2}|феврал\w{1,2}|март(?:а|е|та|тын|ынд\w|инд\w)?|апрел\w{1,2}|ма[йяе]|июн[яь]|июл[яь]|август\w?"
    r"|сентябр[яьe]|октябр[яьe]|ноябр[яьe]|декабр[яьe]|янв|фев|апр|авг|сент?|окт|ноя|дек"
    r"|сичн\w{1,2}|сичень|лют\w{2,3}|березн\w|березень|квитн\w|квитень|травн\w|травень|червн\w|червень|липн\w|липень"
    r"|серпн\w|серпень|вересн\w|вересень|жовтн\w|жовтень|листопад\w?|грудн\w|грудень"
    r"|кантар\w{0,5}|акпан\w{0,4}|наурыз\w{0,4}|сауир\w{0,5}|мамыр\w{0,4}|маусым\w{0,4}|шилде\w{0,4}|тамыз\w{0,4}"
    r"|кыркуйек\w{0,4}|казан\w{0,4}|караша\w{0,4}|желтоксан\w{0,4}"
    r"|january|february|march|april|may|june|july|august|september|october|november|december|jan|feb|mar|apr|jun|jul|aug|sept?|oct|nov|dec)"
)
_YEAR = r"(?:19|20)\d\d"
_Y = r"(?:г(?:ода?|оду|\.)?|р(?:оку|ик|\.)?|ж(?:ыл\w{0,6}|\.)?)"
_ORDINAL = (
    r"(?:перв|втор|трет|четв|пят|шест|седьм|восьм|девят|десят|\w{3,9}надцат|двадцат|тридцат|перш|друг|четверт|п'ят"
    r"|шост|сьом|восьм|дев'ят)\w{1,4}"
)
_SAID_YEAR = (
    r"(?:(?:тысяча девятьсот|тисяча дев'ятсот|две тысячи|дви тисячи|nineteen|twenty|two thousand|мын тогыз жуз|еки мын)[ -])?"
    r"(?:(?:двадцать|тридцать|сорок|пятьдесят|шестьдесят|семьдесят|восемьдесят|девяносто|двадцять|тридцять|п'ятдесят"
    r"|шистдесят|симдесят|висимдесят|дев'яносто"
    r"|twenty|thirty|forty|fifty|sixty|seventy|eighty|ninety|жиырма|отыз|кырык|елу|алпыс|жетпис|сексен|токсан)[ -])?"
    r"(?:[а-я']{3,14}(?:ого|ый|ом|ий|ому)|one|two|three|four|five|six|seven|eight|nine|бир\w*|еки\w*|уш\w*|торт\w*"
    r"|бес\w*|алт\w*|жети\w*|сегиз\w*|тогыз\w*)"
)
_DATE = re.compile(
    r"(?<![\d.])\d{1,2}[ ]?[./][ ]?\d{1,2}[ ]?[./][ ]?(?:(?:19|20)\d\d|\d\d)(?![\d])"
    r"|(?<![\d\-])\d{1,2}[ ]?-[ ]?\d{1,2}[ ]?-[ ]?(?:(?:19|20)\d\d)(?![\d])"
    r"|(?<!\d)(?:19|20)\d\d[\-./]\d{1,2}[\-./]\d{1,2}(?!\d|-\d)"
    rf"|(?<!\d)\d{{1,2}}(?:-?(?:го|е|ого|ши|шы|th|st|nd|rd))?[ \-](?:of )?(?:{_MONTHS})[ ,\-]{{1,2}}(?:{_YEAR}"
    rf"|'?\d\d(?=[ ]?(?:г|р|ж|года|року)(?!\w)))(?:[ ]?{_Y}(?!\w))?"
    rf"|(?<!\d){_YEAR}[ \-]?(?:жыл\w{{0,6}}|ж\.|года?|року)?,? ?(?:\d{{1,2}}|[а-я]{{3,10}})(?:[ \-](?:ши|шы))?[ \-](?:{_MONTHS})(?!\w)"
    rf"|(?<!\w)(?:{_MONTHS})[ .]{{1,2}}\d{{1,2}}(?:th|st|nd|rd)?,?[ ]{_YEAR}(?!\d)"
    rf"|(?<!\w)(?:{_ORDINAL}[ ]){{1,2}}(?:{_MONTHS})[ ,]{{1,2}}(?:{_SAID_YEAR}(?:[ ]{_Y}(?!\w))?|{_YEAR}(?:[ ]?{_Y}(?!\w))?)"
)
_DAY_ONLY = re.compile(
    rf"(?<![\d.])\d{{1,2}}(?:-?(?:го|е|ого|ши|шы|th|st|nd|rd))?[ ](?:of )?(?:{_MONTHS})(?![\w])(?![ ,]{{1,2}}\d{{4}})"
    rf"|(?<![\d.])\d{{1,2}}\.(?:0[1-9]|1[0-2])(?![\d.])"
    rf"|(?<!\w)(?:{_ORDINAL}[ ]){{1,2}}(?:{_MONTHS})(?!\w)|(?<!\w)(?:{_MONTHS})[ ]\d{{1,2}}(?:th|st|nd|rd)?(?![\w])"
)
_BARE = re.compile(
    rf"(?<!\d)\d{{1,2}}[ ]{_MONTHS}[ ]'?\d\d(?!\d)|"
    r"(?<!\d)(?:\d{2}[ ]\d{2}[ ](?:19|20)\d\d|(?:0[1-9]|[12]\d|3[01])(?:0[1-9]|1[0-2])(?:19|20)\d\d|(?:19"
    r"|20)\d\d[ ]\d\d[ ]\d\d|\d{1,2}[ .\-,]{1,2}\d{1,2}[ .\-,]{1,2}\d\d)(?!\d)"
)
_YEAR_BORN = re.compile(
    rf"(?<!\d)(?:{_YEAR}|'\d\d|(?<!\d[ .])[4-9]\d)[ \-]?(?:-?го )?(?:г\.?[ ]?р(?:ожд\w*)?(?:\.|(?!\w))|г(?:ода?"
    rf"|\.) ?рожд\w*|р\.?[ ]?н\.?(?!\w)|року народж\w*|ж\.?[ ]?т\.|жыл\w{{0,4}} (?:туган|туылган|тугам\w*|туды\w*)"
    rf"|жылгы(?!\w)(?=[ .,)]*$))"
    rf"|(?:родил\w{{2,4}}|народи\w{{2,4}}|born|род\.|year of birth:?|год рожд\w*:?|рик народж\w*:?"
    rf"|туган жыл\w{{0,3}}:?)[ ](?:(?:в|у|in|is|:|back)[ ]?){{0,2}}(?P<year>{_YEAR})(?!\d)(?:[ ]?{_Y}(?!\w))?"
)
_BIRTH = re.compile(
    r"(?<!\w)(?:родил\w{1,4}|рожд\w{0,6}|народи\w{1,4}|народж\w{0,6}|род\.|нар\.|туган\w{0,5}|туылган\w{0,4}"
    r"|туыл\w{0,5}|туды(?:м|к)?|туу(?! туралы)|дуниеге кел\w*|born|birth\w{0,4}|dob|b-?day|bday)(?!\w)"
    r"|(?<!\w)(?:д\.? ?р\.?|дн[её]?м? ?рожд\w*|дн\.? ?рожд|д\.? ?н\.?|г\.? ?р\.?|р\.? ?н\.?|т\.? ?к\.?|т\.? ?ж\.?|t\.k\."
    r"|d\.o\.b\.?|ж\.т\.)(?=[ :,.\-)]|\d|$)"
    r"|именин\w*|день народ\w*"
)
_NOT_BIRTH = re.compile(
    r"свидетельств\w* о рожд\w*|справк\w* о рожд\w*|(?:пособи|выплат|допомог|виплат)\w* (?:на|по|при|у зв'язку з"
    r"|за) (?:рожд|народж)\w*|свидоцтв\w* про народж\w*|туу туралы (?:куали|аныктама)\w*|birth certificat\w*"
    r"|после рожд\w*"
    r"|писля народж\w*|туу жардемакы\w*|регистраци\w* рожд\w*|реестраци\w* народж\w*|о рождении ребенка|бала туу\w*"
    r"|место рожд\w*|мисце народж\w*|туган (?:жер|ауыл|ага|ап|ине|кала|карындас)\w*|birth (?:grant|plan)|give birth"
    r"|gave birth"
)
_EVENT = re.compile(
    r"(?<!\w)(?:до|к|ко|с|со|от|по|на|выдан\w{0,2}|не позднее|видан\w{0,2}|вид|з|до|на|by|until|till|on|from|due"
    r"|issued|назначен\w*|прием\w?|приду|придите|приходите|явк\w|срок\w?|термин\w?|суд\w?|заседани\w+|подан\w{0,2}"
    r"|получен\w{0,2}|закон\w{0,2}|приказ\w{0,2}|умер\w{0,2}|помер\w{0,2}|died|married)[ :]{1,2}$"
)
_AFTER_EVENT = re.compile(r"^[ ]?(?:дейин|бастап|кунине|куни сагат|г?\.? ?в \d|о \d\d?[:.]|в \d\d?[:.]\d\d|at \d)")
_ABOUT_ME = re.compile(
    r"(?<!\w)(?:мне|мени|маган|мен|я|i am|i'm|me|сын\w?|син\w?|доч\w{1,3}|дон\w{2,3}|ребен\w{2,3}|дитин\w|бала\w{0,3}"
    r"|кыз\w{0,2}|ул\w{0,2}|муж\w?|жен\w|чоловик\w{0,3}|дружин\w|куйеу\w{0,3}|айел\w{0,3}|husband|wife|мам\w|анам|агам)[ :,\-(]{1,3}$"
)
NEAR = 42


@dataclass(frozen=True, slots=True)
class Birth:
    start: int
    end: int
    sure: bool


def dates(text: str) -> list[tuple[int, int]]:
    """Every written date with a year: numbers must not be sought inside them."""
    return [match.span() for match in _DATE.finditer(text)]


def births(text: str, every: list[tuple[int, int]], persons_end: frozenset[int]) -> Iterator[Birth]:
    """Dates that say when somebody was born. `persons_end`: where a person's name ends, for "Иванова Анна, 12.03.1987"."""
    context = _NOT_BIRTH.sub(lambda match: "#" * len(match.group()), text)
    told = [match.span() for match in _BIRTH.finditer(context)]
    last = -1
    for start, end in every:
        follows = (
            0 <= start - last <= 34 and last >= 0 and _same_line(text, last, last, start, end) and not _EVENT.search(text[:start][-16:])
        )
        if _is_birth(text, start, end, told, persons_end) or follows:
            last = end
            yield Birth(start, end, True)
    for match in _YEAR_BORN.finditer(context):
        start, end = match.span("year") if match["year"] else match.span()
        yield Birth(start, end, True)
    if told:
        yield from _written_loosely(text, told, every)


def _is_birth(text: str, start: int, end: int, told: list[tuple[int, int]], persons_end: frozenset[int]) -> bool:
    before, after = text[max(0, start - 24) : start], text[end : end + 14]
    year = year_of(text[start:end])
    adjacent = any(0 <= start - last <= 4 or 0 <= first - end <= 3 for first, last in told)
    if adjacent:
        return True
    if _EVENT.search(before) or _AFTER_EVENT.match(after):
        return False
    if any(_same_line(text, first, last, start, end) for first, last in told):
        return True
    if year and year > 2022:
        return False
    if _ABOUT_ME.search(before):
        return year is not None
    gap = re.search(r"[ ,(\-–:]{1,4}$", before)
    return bool(year and gap and (start - len(gap.group())) in persons_end)


def _same_line(text: str, first: int, last: int, start: int, end: int) -> bool:
    """A word of birth stands near, in this sentence or line."""
    between = text[last:start] if last <= start else text[end:first]
    if len(between) > (NEAR if last <= start else 28) or "\n\n" in between:
        return False
    return not re.search(r"[.!?;]\s+[^\W\d_]{3}", between) and not re.search(r"\d{4}", between)


def _written_loosely(text: str, told: list[tuple[int, int]], every: list[tuple[int, int]]) -> Iterator[Birth]:
    """Beside a word of birth also 12 03 1987, 12031987, "12 марта", and a day with its month alone."""
    for pattern in (_BARE, _DAY_ONLY):
        for match in pattern.finditer(text):
            start, end = match.span()
            if any(first < end and start < last for first, last in every):
                continue
            near = any(
                (0 <= start - last <= 26 and not re.search(r"[.!?;\n] ", text[last:start])) or 0 <= first - end <= 8 for first, last in told
            )
            if (near and not _EVENT.search(text[max(0, start - 14) : start])) or (near and any(0 <= start - last <= 4 for _, last in told)):
                yield Birth(start, end, pattern is _BARE)


def year_of(words: str, today: date | None = None) -> int | None:
    """The year in a written date: of two figures, the nearest past one."""
    full = re.search(r"(?:19|20)\d\d", words)
    if full:
        return int(full.group())
    short = re.search(r"\d\d$", words.strip())
    this_year = (today or date.today()).year
    return max(year for year in (1900 + int(short.group()), 2000 + int(short.group())) if year <= this_year) if short else None


def age_on(words: str, today: date) -> int | None:
    """Whole years on a day, of somebody born on a written date; by the year alone where the day is said in words."""
    year = year_of(words, today)
    if year is None:
        return None
    figures = [int(each) for each in re.findall(r"\d+", words)]
    day = (0, 0)
    if len(figures) == 3:
        day = (figures[1], figures[2]) if figures[0] > 31 else (figures[1], figures[0])
    return max(0, today.year - year - (day > (today.month, today.day)))
