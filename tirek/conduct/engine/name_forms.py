"""When two written names are the same name: cases, vocatives, Kazakh endings, Latin letters, short forms."""

from __future__ import annotations

import re

from tirek.conduct.engine.folding import fold_words

_LATIN = dict(zip("абвгдезийклмнопрстуфыэіє", "abvgdeziiklmnoprstufieie", strict=True)) | {
    "ж": "zh",
    "х": "h",
    "ц": "ts",
    "ч": "ch",
    "ш": "sh",
    "щ": "sh",
    "ю": "iu",
    "я": "ia",
    "ї": "i",
    "ь": "",
    "ъ": "",
    "'": "",
}
_SAME_SOUND = (
    ("kh", "h"),
    ("gh", "g"),
    ("dzh", "zh"),
    ("y", "i"),
    ("j", "i"),
    ("w", "v"),
    ("q", "k"),
    ("ck", "k"),
    ("ph", "f"),
    ("x", "ks"),
    ("th", "t"),
)
# Kazakh case, possession and address after the stem, as the skeleton spells them; then Slavic endings that are not vowels.
_ENDINGS_TOLD = """
zhan dzhan ga ge ka ke dy di ny ni ty ti da de ta te dan den tan ten nan nen nyn nin din tin men ben pen eke zhanga ash tai
ym im om em oi ei oiu eiu ovi evi ou iei am ami iu ia
"""
_ENDINGS = frozenset(_ENDINGS_TOLD.split())
# Short and sister forms in one line are one name.
_SISTERS = """
анна ганна аня нюра аннушка ганнуся анечка | елена олена лена леночка оленка алена | ольга оля олечка
александр олександр саша шура саня сашко олесь алекс alex
александра олександра саша шура леся | мария марія маша марійка маруся машенька mary | екатерина катерина катя катюша kate
наталья наталія наталя наташа
николай микола коля | дмитрий дмитро дима митя діма | владимир володимир вова володя влад | татьяна тетяна таня танечка
светлана світлана света світла лана
людмила люда люся мила | юрий юрій юра | сергей сергій сережа серёжа сергійко | алексей олексій леша льоша алеша
михаил михайло миша михаил | иван іван ваня івась
евгений євген женя жека eugene | евгения євгенія женя | ирина ірина ира іра иришка | анастасия анастасія настя
виктория вікторія вика віка | галина галя галинка
петр петро петя петрик | павел павло паша павлик | константин костянтин костя | григорий григорій гриша | василий василь вася
валентина валя | любовь любов люба
надежда надія надя | вера віра | оксана ксения ксенія ксюша оксанка | юлия юлія юля | тамара тома | нина ніна | роман рома
андрей андрій | степан | федор федір | игорь ігор
максим макс | денис | артем артём тема | богдан | тарас | василиса | зинаида зінаїда зина | раиса раїса рая | лариса лара | инна інна
алла | жанна | дарья дарія дарина даша
елизавета єлизавета лиза | софия софія соня | полина поліна поля | вадим | виталий віталій | антон | станислав станіслав стас
ярослав слава | вячеслав в'ячеслав слава
маргарита рита | вероника вероніка ника | кристина христина | яна | диана діана | алина аліна | марина | нурсултан нурик
айгүл айгуль айгулька aigul | гүлнар гульнара гуля
сауле сауля | динара дина | гүлмира гульмира гуля | бақытжан баха бақыт | ержан | асел асель | жанар | мөлдір мольдир | ілияс ильяс
қайрат кайрат | әлия алия | мәдина мадина
робер robert bob rob | william bill will | elizabeth liz beth | catherine katherine kate cathy | michael mike | james jim | thomas tom
daniel dan | susan sue | anthony tony
"""


def skeleton(name: str) -> str:
    """A name in plain Latin, doubles and the final vowels dropped: Олено, Олена, Olena -> "olen"."""
    latin = "".join(_LATIN.get(letter, letter) for letter in fold_words(name))
    for sound, same in _SAME_SOUND:
        latin = latin.replace(sound, same)
    # х, г and a Latin h are written for one another too often to tell people apart.
    latin = re.sub(r"(?<![szc])h", "g", re.sub(r"(\w)\1+", r"\1", latin))
    stem = re.sub(r"[aeiou]+$", "", latin)
    return stem or latin


def _before_soft(stem: str) -> str:
    """Олеже -> Олег, Микито -> Микита: the last consonant a vocative softens."""
    for soft, hard in (("zh", "g"), ("ch", "k"), ("sh", "g"), ("ts", "k")):
        if stem.endswith(soft):
            return stem[: -len(soft)] + hard
    return stem


def _families() -> dict[str, set[int]]:
    families: dict[str, set[int]] = {}
    groups = re.split(r"[|\n]", _SISTERS)
    for number, group in enumerate(groups):
        for name in group.split():
            families.setdefault(skeleton(name), set()).add(number)
    return families


_FAMILIES = _families()


def same_name(one: str, other: str) -> bool:
    """True if the words may be forms of one name. When in doubt, True: a wrong alarm stops a worker."""
    first, second = skeleton(one), skeleton(other)
    if not first or not second:
        return False
    if first == second or _before_soft(first) == second or first == _before_soft(second):
        return True
    if _FAMILIES.get(first, set()) & _FAMILIES.get(second, set()):
        return True
    short, long = sorted((first, second), key=len)
    return len(short) >= 3 and long.startswith(short) and _is_ending(long[len(short) :])


def _is_ending(rest: str) -> bool:
    """Endings lose their last vowels in a skeleton, so both spellings count."""
    return any(rest in (ending, re.sub(r"[aeiou]+$", "", ending)) for ending in _ENDINGS)


def stems_of(name: str) -> frozenset[str]:
    """What a name comes down to, for an index that cannot compare: forms of one name share a stem. Empty for no letters."""
    whole = skeleton(name)
    stems = {whole, _before_soft(whole)}
    stems |= {whole[:size] for size in range(3, len(whole)) if _is_ending(whole[size:])}
    stems |= {f"#{family}" for stem in tuple(stems) for family in _FAMILIES.get(stem, ())}
    return frozenset(stem for stem in stems if stem)
