"""Where somebody is, or what he drives: coordinates, links to maps and number plates, in folded text."""

from __future__ import annotations

import re
from collections.abc import Iterator

_GEO = re.compile(
    r"(?<![\d.])-?\d{1,2}[.]\d{3,8}[ ]?°?[ ]?[nscсю]?[.]?[ ,;/]{1,3}-?\d{1,3}[.]\d{3,8}[ ]?°?[ ]?[ewвз]?(?![\d.])"
    r"|(?<![\d.])-?\d{1,2},\d{3,8}[ ;/]{1,3}-?\d{1,3},\d{3,8}(?![\d.])"
    r"|\d{1,3}°[ ]?\d{1,2}['′][ ]?(?:\d{1,2}(?:[.,]\d+)?[\"″']{0,2})?[ ]?[nsсюпд]"
    r"(?:\.?ш\.?)?[ ,;]{0,3}\d{1,3}°[ ]?\d{1,2}['′][ ]?(?:\d{1,2}(?:[.,]\d+)?[\"″']{0,2})?[ ]?(?:[ewвзс](?:\.?д\.?)?)?"
    r"|(?:https?://)?(?:maps\.app\.goo\.gl|goo\.gl/maps|(?:www\.)?google\.[a-z.]{2,6}/maps|maps\.google\.[a-z.]{2,6}"
    r"|yandex\.[a-z]{2}/maps|2gis\.[a-z]{2}|go\.2gis\.com|what3words\.com|maps\.apple\.com)/[^\s<>\"]{2,200}"
    r"|///[a-z]+\.[a-z]+\.[a-z]+"
    r"|(?:широт\w{0,2}|lat\w{0,6})[ :=]{1,3}-?\d{1,2}[.,]\d{2,8}[ ,;]{1,3}(?:и |та |and )?(?:долгот\w{0,2}"
    r"|довгот\w{0,2}|lon\w{0,7}|lng)[ :=]{1,3}-?\d{1,3}[.,]\d{2,8}"
)
_PLATE = re.compile(
    r"(?<![\w\-])(?:(?P<kz>\d{3}[ \-]?[a-z]{2,3}[ \-]?(?:0[1-9]|1[0-9]|20))"
    r"|(?P<ru>[a-z][ ]?\d{3}[ ]?[a-z]{2}[ ]?\d{2,3})|(?P<kz2>[a-z][ \-]?\d{3}[ \-]?[a-z]{2,3})"
    r"|(?P<ua>[a-z]{2}[ \-]?\d{4}[ \-]?[a-z]{2})|(?P<uk>[a-z]{2}\d{2}[ ]?[a-z]{3}))(?![\w])"
)
_CAR = re.compile(
    r"машин\w*|авто\w*|гос\.? ?номер\w*|держ\.? ?номер\w*|номерн\w* знак\w*|колик\w*|колиги\w*|номер\w* (?:машин|авто)"
    r"|car(?!\w)|plate|registration|reg(?!\w)|vehicle|van(?!\w)|тойот\w*|лад[аеу](?!\w)|ниссан\w*|хендай\w*|бмв|камри"
    r"|приор\w*|такси|мерс\w*|джип\w*|форд\w*|рено|шкод\w*|опел\w*|фольксваген\w*|toyota|ford|vauxhall|кия|седан\w*"
    r"|нив[аеу](?!\w)|газел\w*|парк\w*|мотоцикл\w*|скутер\w*"
)
_LOOKALIKE = str.maketrans("аеокрсхутмвин", "aeokpcxytmbih")


def coordinates(text: str) -> Iterator[tuple[int, int]]:
    if not any(letter.isdigit() for letter in text) and "maps" not in text and "2gis" not in text and "///" not in text:
        return
    for match in _GEO.finditer(text):
        if not re.match(r"\s?(?:тг|тенге|грн|руб|%|кг|км)", text[match.end() : match.end() + 8]):
            yield match.start(), match.start() + len(match.group().rstrip(" ,.;"))


def plates(text: str, typed: str) -> Iterator[tuple[int, int]]:
    """Plates as their country writes them: in capitals, or beside a word for a car."""
    latin = text.translate(_LOOKALIKE)
    for match in _PLATE.finditer(latin):
        letters = [letter for letter in typed[match.start() : match.end()] if letter.isalpha()]
        car = bool(_CAR.search(text[max(0, match.start() - 50) : match.start()]) or _CAR.search(text[match.end() : match.end() + 25]))
        high = bool(letters) and all(letter.isupper() for letter in letters)
        if car or (high and match.lastgroup in ("kz", "ua", "ru")):
            yield match.start(), match.end()
