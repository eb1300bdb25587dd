"""How a draft is written, whatever it says: shouting, a smile instead of an answer, a bare "Ok", an endless sentence."""

from __future__ import annotations

import re
from collections.abc import Iterator

from tirek.conduct.engine.draft import Draft, Sight
from tirek.conduct.engine.phrases import Phrase, Said
from tirek.conduct.engine.rule import ANY, Rule

LONG_LETTER = 80  # the client's last words are long from here on: a bare "Ok" does not answer them
_LOUD_LETTERS = 12
_LOUD_WORDS = 3
_WORD = re.compile(r"[^\W\d_]+(?:['’ʼ-][^\W\d_]+)*+")
_VOWEL = re.compile("[аеёиоуыэюяіїєәөұүaeiouy]", re.IGNORECASE)
_ABBREVIATIONS = """
ИИН ЖСН БИН БСН ЦОН ХҚО ХКО АСП ЕСП ЦКС СМС SMS ЭЦП ЭЦҚ ЭЦК СНТ ТОО ЖШС ИП ФОТ МСЭ ОСМС МӘМС МАМС ГФСС ГЦВП ЕНПФ БЖЗҚ ҚР РК РФ США ЕС
УЗСЗ ВКК МСЕК ЕКОПФО ЦНАП ПФУ ВПО УБД РНОКПП ІПН ЄДРПОУ ДСНС ЗСУ УПСЗН ЖЕК ОСББ ДІЯ МОЗ ЗАГС РАЦС АХАЖ НАО КЕАҚ ВИЧ ЖИТС СПИД ЗОЖ
ИПР ПМПК ДЦП ЖКХ ЖЭК УВД РОВД КСК ТЭЦ ЦИК БТИ МВД МФЦ ЦЗН IBAN PDF JPEG JPG UK GP NHS DWP PIP ESA UC HIV AIDS OK USA EU ID PIN PUK
KZT UAH USD EUR FAQ TV WHO ADHD PTSD GCSE HMRC AM PM EGOV KASPI
"""
_NOT_A_SHOUT = frozenset(_ABBREVIATIONS.split())
_CODE = re.compile(r"(?<!\S)(?=\S*[\d/])\S{6,}")
_CAPITALS = re.compile("[A-ZА-ЯЁІЇЄҐӘҒҚҢӨҰҮҺ]{2}")
_MARKS = re.compile(r"[!?]{3,}")
_EMOJI = (
    "[\u00a9\u00ae\u203c\u2049\u2122\u2139\u2194-\u21aa\u231a-\u23ff\u24c2\u25aa-\u25fe\u2600-\u27bf\u2934-\u2935"
    "\u2b05-\u2b55\u3030\u303d\u3297\u3299\U0001f000-\U0001faff]"
)
EMOJI = re.compile(_EMOJI)
_LAUGH = r"(?:а*(?:ха|хе|хи|хо|ах|гы){2,}\w{0,2}|хаха\w*|лол|кек|ржу|lol|lmao|rofl|haha\w*|(?:ha|he){2,})"
_NO_WORDS = re.compile(rf"(?:{_EMOJI}|{_LAUGH}(?!\w)|[\s\W_])++", re.IGNORECASE)
_SMILE = re.compile(rf"{_EMOJI}|{_LAUGH}|[)(]|[:;=][-']?[dpо]", re.IGNORECASE)
_DRESSING = re.compile(r"^[\W_]++|[\W_]++$")
LONGEST_CLOSE = 120
MOST_WORDS = {"kk": 20, "en": 26}
MOST_LONG_WORDS = {"en": 0.36, "kk": 0.66, "ru": 0.55}
LEAST_WORDS = 11  # of fewer, half are easily long without being hard
LONG_WORD = 7
_SAID = re.compile(r"[^\W_]+(?:['.:][^\W_]+)*+")
_LIST = re.compile(r"[:;]|\d[.)] ")


def shouting(draft: Draft, rule: Rule) -> Iterator[Sight]:
    """Three words or twelve letters in capitals that are no abbreviations, or three marks in a row."""
    if _CAPITALS.search(draft.typed):
        for start, end in _loud_runs(draft.text, draft):
            yield Sight(start, end)
    for marks in _MARKS.finditer(draft.text):
        yield Sight(marks.start(), marks.end())


def _loud_runs(text: str, draft: Draft) -> Iterator[tuple[int, int]]:
    """Words in capitals in a row, read as they were typed. A link or a code with digits is no word."""
    run: list[tuple[int, int, str]] = []
    text = _CODE.sub(lambda code: " " * len(code[0]), text)
    for word in _WORD.finditer(text):
        typed = draft.as_typed(word.start(), word.end())
        parted = run and "\n" in text[run[-1][1] : word.start()]
        if not typed.isupper() or parted:
            yield from _if_loud(run)
            run = []
        if typed.isupper():
            run.append((word.start(), word.end(), typed))
    yield from _if_loud(run)


def _if_loud(run: list[tuple[int, int, str]]) -> Iterator[tuple[int, int]]:
    loud = [typed for _, _, typed in run if len(typed) > 1 and not _is_abbreviation(typed)]
    if len(loud) >= _LOUD_WORDS or sum(map(len, loud)) >= _LOUD_LETTERS:
        yield run[0][0], run[-1][1]


def _is_abbreviation(typed: str) -> bool:
    return typed in _NOT_A_SHOUT or (len(typed) <= 6 and not _VOWEL.search(typed))


def emoji_only(draft: Draft, rule: Rule) -> Iterator[Sight]:
    """No word at all: an emoji, a row of brackets, a laugh."""
    words = draft.text.strip()
    if len(words) <= LONGEST_CLOSE and _NO_WORDS.fullmatch(words) and _SMILE.search(words):
        start = draft.text.index(words)
        yield Sight(start, start + len(words))


def one_line_close(draft: Draft, rule: Rule) -> Iterator[Sight]:
    """The whole draft is one of the rule's phrases. In a conversation only after long words of the client."""
    if len(draft.text) > LONGEST_CLOSE or (draft.context.in_thread and len(" ".join(draft.context.last_words)) <= LONG_LETTER):
        return
    spans = [(start, end, _DRESSING.sub("", draft.text[start:end])) for start, end in draft.spans]
    said = [each for each in spans if each[2]]
    phrases = [wording.phrase for each in (*draft.languages, ANY) for wording in rule.said_in(each).wordings]
    if said and all(any(_is_all(phrase, Said.of(words)) for phrase in phrases) for _, _, words in said):
        yield Sight(said[0][0], said[-1][1])


def _is_all(phrase: Phrase, said: Said) -> bool:
    return phrase.may_stand_in(said) and phrase.pattern.fullmatch(said.text) is not None


def long_sentence(draft: Draft, rule: Rule) -> Iterator[Sight]:
    """More words than a phone's screen holds in one breath, or mostly long words."""
    most = MOST_WORDS.get(draft.language, 22)
    share = MOST_LONG_WORDS.get(draft.language, 0.5)
    for start, end in draft.spans:
        if end - start < 3 * LEAST_WORDS:
            continue
        words = _SAID.findall(draft.text, start, end)
        if len(words) < LEAST_WORDS:
            continue
        long = sum(len(word) >= LONG_WORD and not word[0].isdigit() for word in words)
        if (len(words) > most and not _LIST.search(draft.text, start, end)) or long / len(words) > share:
            yield Sight(start, end)
