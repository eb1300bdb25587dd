"""Surnames and patronymics told by their endings, in folded words."""

from __future__ import annotations

import re

from tirek.conduct.engine.deidentify.lexicon import KAZAKH, Lexicon

# Endings nobody but a surname has.
_SURE = re.compile(
    r"(?!(?:реб|пел|щ|кот|тел|оц|перем|ст|кол|масл|ступ|зелен|утен)енк)(?P<stem>.{2,}(?:енк|ченк))(?:о|а|у|ом|ови)$"
    r"|(?P<stem2>.{2,}(?:швили|дзе|улы|кызы|гызы|оглы))$"
    r"|(?P<stem3>.{2,}(?:баев|беков|ханов|жанов|галиев|султанов|мбетов|ұлов|кулов|мухамедов|кожаев|таев|гулов|алиев"
    r"|умаров|шаев|рбаев|паев|иев))(?:а|у|ым|им|е|ой|ою|ы|ых)?$"
    r"|(?P<stem4>.{2,}(?:чук|щук))(?:а|у|ом|ови|еви|и)?$"
)
_USUAL = re.compile(
    r"(?P<stem>.{2,}(?:ов|ев|єв|їв|ин|ын|ив))(?:а|у|ым|им|е|ой|ою|ий|ы|ых|их|ими|ыми|ои|о)?$"
    r"|(?P<stem2>.{2,}[уюя]к)(?:а|у|ом|ови|еви)?$|(?P<stem3>.{2,}ян[ц]?)(?:а|у|ом)?$"
    r"|(?P<stem4>.{3,}к)(?:о|ом|ови)$|(?P<stem5>.{3,}(?:ич|ыч))(?:а|у|ем|еви)?$|(?P<stem6>.{3,}(?:ець|ишин))$"
)
_ADJECTIVE = re.compile(
    r"(?P<stem>.{2,}[сцз]ьк|.{2,}[сц]к)(?:ий|ии|ого|ому|им|ом|ая|ой|ую|а|у|ою|ои|ої|ие|их)$|(?P<stem2>.{3,}(?:ная|ный|ний|ого|ому))$"
)
_PATRONYMIC = re.compile(
    r"(?P<stem>.{2,}?)(?P<mark>[оеиєі]в(?:ич|ыч)|йов(?:ич)|[еио]?вич|ич|ыч|[оеи]вн|[їи]вн|йивн|евн|овн|ичн|инична"
    r"|иничн)(?:а|у|ем|ом|е|и|ы|ой|ою|ови|еви|о)?$"
)
_KK_CHILD = re.compile(r"(?P<stem>.{3,}?)(?:улы|кызы|гызы|уулу)(?P<rest>.{0,6})$")
_KK_PARTS = re.compile(
    r".{2,}(?:гул|гуль|бек|бай|жан|хан|нур|мурат|болат|али|гали|кул|кен|шаш|сулу|бике|тай|султан|дaулет|даулет|берген"
    r"|келди|уали|гази|мухамед|сара|зада|айым|жамал)$"
)
_LATIN = re.compile(
    r".{2,}(?:ova|eva|enko|chuk|ayev|ayeva|bekov|bekova|uly|kyzy|qyzy|yan|shvili|wicz|owski|owska|escu|iuk|yuk|nenko"
    r"|ovich|ovna|sky|skiy|skaya|sson|ovych|ivna|[bdklmnrstz](?:ov|ev))$"
)


def sure_surname(word: str) -> str:
    """The stem of a word only a surname can be, or nothing."""
    match = _SURE.match(word)
    return _stem(match) if match and len(word) >= 5 else ""


def usual_surname(word: str) -> str:
    """The stem of a word that with a capital inside a sentence is a surname."""
    if word.isascii():
        return word if _LATIN.match(word) and len(word) >= 5 else ""
    match = _USUAL.match(word)
    return _stem(match) if match and len(word) >= 4 else ""


def adjective_surname(word: str) -> str:
    """The stem of Левицкий, Чорна: a surname only beside another name."""
    match = _ADJECTIVE.match(word)
    return _stem(match) if match and len(word) >= 5 else ""


def patronymic(word: str, first: Lexicon) -> str:
    """The father's name in a patronymic, or nothing: Иванович, Сергіївна, Серікқызы, Бахытовна."""
    child = _KK_CHILD.match(word)
    if child and (child["rest"] in KAZAKH) and first.find(child["stem"]):
        return child["stem"]
    match = _PATRONYMIC.match(word)
    if not match or len(word) < 6:
        return ""
    stem = match["stem"]
    for father in (
        stem,
        stem + "й",
        stem + "ий",
        stem + "ь",
        stem + "а",
        stem + "о",
        stem + "я",
        stem[:-1] + "ел" + stem[-1:],
        stem + "ий",
    ):
        known = first.find(father)
        if known and known.base == father:
            return father
    return ""


def looks_like_a_patronymic(word: str) -> bool:
    """Of an unknown father, believed with a capital beside another name."""
    return len(word) >= 7 and bool(
        re.search(r"(?:ович|евич|овн|евн|ивн|ївн|улы|кызы)(?:а|у|ем|ом|е|и|ы|ой|ою|ови|нын|нин|га|ге|мен|ны|ни)?$", word)
    )


def kazakh_name(word: str) -> str:
    """A name made of Kazakh parts (Гүлсая, Ерболат), its suffixes cut off, or nothing."""
    for cut in range(0, min(6, len(word) - 4)):
        if (cut == 0 or word[-cut:] in KAZAKH) and _KK_PARTS.match(word[: len(word) - cut]):
            return word[: len(word) - cut]
    return ""


def is_of_a_people(word: str) -> bool:
    """Polish, Romanian, Chinese: peoples and languages, and words in -ment, -tion and the like."""
    return bool(
        re.search(r"(?:ish|ese|tion|ment|ness|ity|ship|day|ance|ence|ing|ian|ians|ees|book|gram|app|mas|line|card|care|aid)$", word)
    )


def _stem(match: re.Match[str]) -> str:
    return next(group for group in match.groups() if group)
