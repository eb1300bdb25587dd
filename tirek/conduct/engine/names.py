"""A greeting with a name, and whether that name is somebody of this thread.

Silent when the thread knows no name at all: then every greeting would be a finding.
"""

from __future__ import annotations

import re
from collections.abc import Iterator

from tirek.conduct.engine.folding import Folded, fold_words
from tirek.conduct.engine.name_forms import same_name

_GREETINGS = (
    # ru
    r"здравствуй(?:те)?|здрасьте|добр(?:ый|ое|ои|ого) (?:день|утро|вечер|ночи|дня|утра|вечера|времени суток)|добрыи (?:день"
    r"|вечер)|доброе утро|привет(?:ствую)?|уважаем(?:ая|ый|ыи)|дорог(?:ая|ой|ои)|с добрым утром"
    # uk
    r"|добри(?:и|й) (?:день|вечир|ранок)|доброго (?:дня|вечора|ранку|здоров'я)|добридень|добривечир|витаю|привит|здрастуй(?:те)?"
    r"|шановн(?:а|ий|ии)|дорога|дорогий|слава украини"
    # kk (Kazakh letters are folded)
    r"|с[аә]леметси[зс] бе|салеметсизбе|саламатсы[зс] ба|саламатсызба|с[аә]лем|ас?салау?ма?гал[ае]йкум|армысы[зс]|кайырлы (?:тан"
    r"|кун|кеш)|курметти|кадирли"
    # en
    r"|hello|hi|hey|dear|good (?:morning|afternoon|evening|day)|greetings"
)
_HONORIFIC = (
    r"(?:пани|пане|пан|панове|госпожа|господин|г-жа|г-н|ханым|мырза|mr|mrs|ms|miss|mx|dr|sir|madam|тетя|дядя|титка|апай|агай|апке|ага)\.?"
)
_WORD = r"[^\W\d_][\w'\-]*+"
_NAMES_RUN = rf"(?P<names>{_WORD}(?:[ ]{_WORD}){{0,2}}+)"
_GREETING_FIRST = re.compile(rf"(?:^|[\n.!?]\s{{0,3}})\"?(?:{_GREETINGS})(?!\w)[ ]?(?P<comma>,?)[ ]?(?:{_HONORIFIC} )?{_NAMES_RUN}")
_NAME_FIRST = re.compile(rf"(?:^|[\n.!?]\s{{0,3}})(?:{_HONORIFIC} )?{_NAMES_RUN}, ?(?:{_GREETINGS})(?!\w)")
_AFTER_NAME = re.compile(rf"(?: {_HONORIFIC})?\s*(?:[,.!?:;\-)\n(]|$|[^\w\s])")
_LOOKED_AT = 4000  # greetings stand at the start; nobody greets after a page

# Ordinary words that may stand, even with a capital, where a name would.
_NOT_NAMES = frozenset(
    fold_words(
        """
        коллега коллеги друзья друг подруга все всем всех дорогие уважаемые дорогой дорогая уважаемый уважаемая клиент клиенты клиентка
        родители родитель мама мамы папа семья жители соседи участники
        господа дамы ребята девушка девочки женщина мужчина товарищи гость гости это я мы вы вам вас ваш ваша ваше ваши мой моя наш наша
        наши меня нас мне еще спасибо пожалуйста как что когда где
        кто если да нет по на у в с к из за от для пишу пишет можно нужно надо сегодня завтра вчера напоминаем напоминаю сообщаем
        сообщаю получили получила получил справка заявление документы выплата
        комиссия центр отдел служба благодарю извините простите жду ждем прошу хочу решение ответ вопрос запись рада рад рады доброе
        добрый утро день вечер бабушка дедушка тетя дядя
        колеги колего друзі друже подруго усі усім усіх всі всім шановні шановна шановний дорогі клієнте клієнтко батьки мамо тату
        родино мешканці сусіди учасники панове пане пані пан це ми ви вам
        мене дякую дуже будь прошу якщо коли де хто так ні вже сьогодні завтра вчора нагадуємо повідомляємо отримали довідка заява
        виплата комісія відділ вибачте чекаю рада радий спільното
        сіз сіздер сізге сізді сіздің біз мен менің бұл осы қандай қалай қалайсыз қалыңыз рахмет рақмет достар дос қадірлі құрметті
        барлығына баршаңыз баршаңызға барлығыңыз әріптес әріптестер
        ата ана аналар апа апай ағай аға әпке балалар қызым ұлым айналайын бүгін ертең кеше өтініш анықтама құжат құжаттар жауап
        комиссия орталық бөлім кешіріңіз халайық жамағат отбасы
        there everyone everybody all team friend friends folks guys colleague colleagues again both parents parent mum mom dad client
        clients family neighbours sir madam miss you your we i it this
        that the my our thank thanks please just how what when where sorry today tomorrow yesterday yes no to from and any a an is are
        if good morning afternoon evening day ladies gentlemen
        customer applicant resident residents members participants
        понедельник вторник среда четверг пятница суббота воскресенье понеділок вівторок середа четвер пятниця субота неділя monday
        tuesday wednesday thursday friday saturday sunday
        """
    ).split()
)


def greeted_strangers(typed: str, folded: Folded, names: tuple[str, ...], client_words: tuple[str, ...]) -> Iterator[tuple[int, int]]:
    """Folded spans of names in greetings that are nobody's in this thread."""
    known = [word for name in names for word in re.findall(_WORD, name)]
    if not known:
        return
    for start, end in greeted(typed, folded):
        words = re.findall(_WORD, folded.text[start:end])
        if any(same_name(word, other) for word in words for other in known):
            continue
        if not _written_by_client(words, client_words):
            yield start, end


def greeted(typed: str, folded: Folded) -> Iterator[tuple[int, int]]:
    """Folded spans of names that a greeting calls."""
    last = -1
    for pattern in (_GREETING_FIRST, _NAME_FIRST):
        for match in pattern.finditer(folded.text[:_LOOKED_AT]):
            start, end = _name_span(match, typed, folded)
            if end > start and start != last and (pattern is _NAME_FIRST or _AFTER_NAME.match(folded.text, end)):
                last = start
                yield start, end


def _name_span(match: re.Match[str], typed: str, folded: Folded) -> tuple[int, int]:
    """The leading words that are capitalised as typed and are not ordinary words."""
    start = end = match.start("names")
    for word in re.finditer(_WORD, match["names"]):
        letters = typed[slice(*folded.span(start + word.start(), start + word.end()))]
        if not letters[:1].isupper() or (letters.isupper() and len(letters) > 1) or word.group() in _NOT_NAMES:
            break
        end = start + word.end()
    return start, end


def _written_by_client(words: list[str], client_words: tuple[str, ...]) -> bool:
    """A client who signs "Айгүл" is Айгүл, whatever the account is called."""
    return any(
        same_name(word, other) for text in client_words for other in re.findall(_WORD, text) if other[:1].isupper() for word in words
    )
