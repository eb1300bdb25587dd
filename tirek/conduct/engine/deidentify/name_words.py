"""Words around names: streets, offices, verbs people do, words of kin and naming. All folded."""

from __future__ import annotations

import re
from functools import cache
from pathlib import Path

import yaml

from tirek.conduct.engine.folding import fold_words


@cache
def _lists_before_names() -> dict[str, tuple[frozenset[str], tuple[str, ...]]]:
    read = yaml.safe_load((Path(__file__).parent / "data" / "name_words.yaml").read_text(encoding="utf-8"))
    lists = {key: [fold_words(word) for word in words.split()] for key, words in read.items()}
    return {
        key: (frozenset(word for word in words if not word.endswith("*")), tuple(word[:-1] for word in words if word.endswith("*")))
        for key, words in lists.items()
    }


def _listed(name: str) -> frozenset[str]:
    return _lists_before_names()[name][0]


WORD = re.compile(r"[^\W\d_]+(?:['\-][^\W\d_]+)*")
STREETS = _listed("streets")
TOWNS = _listed("towns")
SHORT_STREETS = _listed("short_streets")
AFTER_STREET = _listed("after_street")
ORGS = _listed("orgs")
ACTS = re.compile(
    r"(?:сказал|говорит|говорил|пишет|писал|написал|звонил|позвонил|приш[её]л|пришла|приходил|приходит|ушел|ушла|живет"
    r"|жила?$|просит|просил|попросил|работает|работал|боится|боялась|плачет|плакал|родил|беремен|уехал|переехал"
    r"|ответил|обратил|жалу"
    r"|хочет|хотел|учится|ходит|ходил|болеет|болел|потерял|развел|вышла|получил|подал|принес|спрашива|спросил|рассказ"
    r"|ждет|согласн|отказал|умер|ударил|бь?ет|пьет|пил$|привел|забрал|осталась?|остался|решил|устал|прислал|скинул"
    r"|помог|обещал|нашел|нашла|заболел"
    r"|сказа|каже|казал|пише|писа|дзвони|подзвони|прийш|приход|пиш(?:ов|ла)|живе|мешка|просить|проси|попроси|працю"
    r"|боїт|плач|народ|вагитн|поїха|переїха|видпов|зверну|скарж|хоче|хотил|вчит|ходить|ходи|хвори|втрати|розлуч|отрима"
    r"|принес|розпов|чека|згод|видмов|помер|вдари"
    r"|айтты|айтып|жазды|жазып|келди|кетти|сурады|коркады|жылап|турады|жумыс|звондады|хабарлас"
    r"|said$|says$|told$|tells$|asked$|asks$|wrote$|writes$|called$|calls$|rang$|came$|went$|lives$|lived$|works$"
    r"|worked$|wants$|needs$|moved$|phoned$|texted$|cried$|cries$|left$|lost$|emailed$|visited$|replied$|drinks$|hit$"
    r"|hits$|phones$|texts$|feels$|felt$|fell$|мени$|маган$|бизди$|бизге$|doesn't$|didn't$|hasn't$|isn't$|wasn't$)"
)
CALLED_NEXT = _listed("called_next")
SPOKE_TO = re.compile(
    r"(?:spoke (?:to|with)|speaking (?:to|with)|talked (?:to|with)|met|saw|told|asked|rang|phoned|visited|texted"
    r"|emailed|married|contacted|with|and|about|that|for|from|by)[ ]$"
)
ABSTRACT = _listed("abstract")
FAMOUS = re.compile(
    r"(?<!\w)(?:тарас\w{0,2} (?:григорович\w{0,2} )?шевченк\w{1,3}|лес[яиіюї] украинк\w{1,3}|иван\w{0,2} франк\w{1,3}"
    r"|владимир\w{0,2} зеленск\w{1,3}|володимир\w{0,3} зеленськ\w{1,3}|владимир\w{0,2} путин\w{0,3}"
    r"|нурсултан\w{0,3} назарбаев\w{0,3}|касым-?жомарт\w{0,3} токаев\w{0,4}"
    r"|абай\w{0,4} кунанбаев\w{0,3}|абай кунанбай\w{0,6}|александр\w{0,2} пушкин\w{0,2}|лев толст\w{1,3}|льва толстого"
    r"|donald trump|joe biden|nelson mandela|king charles|rishi sunak|keir starmer|boris johnson|taylor swift"
    r"|volodymyr zelensky\w?|princess diana|алл[аеыу] пугачев\w{1,3}|степан\w{0,2} бандер\w{1,2}"
    r"|богдан\w{0,2} хмельницк\w{1,3}|богдан\w{0,2} хмельницьк\w{1,3}|ахмет байтурсын\w{0,6}|мухтар ауезов\w{0,3}"
    r"|жамбыл жабаев\w{0,3}|бауыржан момышулы\w{0,4}|marie curie|mother teresa|harry potter|гарри поттер\w{0,2}"
    r"|rosa parks|martin luther king|олен[аиу] пчилк\w|баба яга|дед\w? мороз\w{0,2}|дид\w? мороз\w{0,2}|аяз ата\w{0,3}"
    r"|святого николая|святого миколая|свят\w{1,3} микола\w{1,2}|николай?\w? чудотвор\w{2,3}|black friday|father's day"
    r"|mother's day|good friday|boxing day|father christmas|santa claus)(?!\w)"
)
INITIALS_FIRST = re.compile(r"(?<![^\W\d_])[^\W\d_]\.[ ]?(?:[^\W\d_]\.[ ]?)?(?=[^\W\d_]{3})")
INITIALS_LAST = re.compile(r"[ ]{1,2}[^\W\d_]\.(?:[ ]?[^\W\d_]\.)?(?!\w)|[ ]{1,2}[^\W\d_]{2}(?![\w.])")
STOP_AFTER_NAMING = _listed("stop_after_naming")


CALLED_SO = re.compile(
    r"(?:зовут|звать|звали|звати|звуть|назвали|(?:my|his|her) name is|(?:her|his|my) name's|есимим|атым)[ :\-]{1,3}"
    r"(?:ее|его|ії|иии|його|меня|мене|ребенка|сына|дочку|дочь)?[ :\-]{0,3}$"
)
SAID_SO = re.compile(
    r"(?:said|says|told|asked|rang|texted|called|wrote|phoned|emailed|picked|lives|cries|cried|came|went|moved|left"
    r"|works|wants|needs|would|wouldn't|won't|didn't|doesn't|hasn't|refused|threatens|drinks|hit|hits|screams|hates)$"
)
WHOLE_SURNAME = re.compile(r"(?:[оеи]в|[оеи]ва|ин|ина|ын|ына|енко|ук|юк|ич|ян|ский|ская|ський|ська)$")
SPEAKS = re.compile(
    r"(?:сказал|говорит|говорил|пишет|написал|звонил|позвонил|просил|просит|ударил|орал|пришл|приходил|сказа|каже|пише"
    r"|просила|said$|told$|asked$|rang$|texted$|called$)"
)
VERB = re.compile(
    r".{2,}(?:л|ла|лся|лась|лася|вся|ает|яет|ует|ит|єт|ёт|ється|ается|ится|є|ить|ив|ав|ив)$|.{2,}(?:б'є|п'є|бьет|пьет|орет)$|^(?:б'є|п'є)$"
)
SHOPS = _listed("shops")
JOINS = _listed("joins")
NOBODY = _listed("nobody")
NEVER_AFTER_KIN = _listed("never_after_kin")


SELDOM_WORDS = _listed("seldom_words")
CALLS = re.compile(
    r"(?:по|пере)?звонил[аи]?$|(?:на)?писал[аи]?$|сказал[аи]?$|приш(?:ел|ла)$|приходил[аи]?$|приехал[аи]?$|говорит$|обещал[аи]?$"
    r"|(?:за|по)?дзвонил[аи]$|(?:за|по)?телефонувал[аи]$|сказал[аи]$|прийшл[аи]$|б'е$|бь?ет$|(?:по|из)?бил$"
    r"|(?:по)?бив$|ударил[аи]?$|вдарив$|угрожает$|погрожу[еє]$|кричит[ь]?$|орет$|забрал[аи]?$|забрав$|приходит[ь]?$"
    r"|пьет$|п'[еє]$|приходил[аи]$|каже$|приихал[аи]$|rang$|texted$|messaged$|phoned$"
)
EASTERN = re.compile(
    r"(?<!\w)(?:Ван|Ли|Лі|Чжан|Лю|Чэнь|Чень|Ян|Чжао|Хуан|Чжоу|Сюй|Сунь|Чжу|Линь|Гао|Ким|Кім|Пак|Цой|Тен|Шин|Хван|Хегай|Югай|Нгуен|Нгуєн|Чан"
    r"|Фам|Хоанг|Фан|Данг|Буй|Zhang|Wang|Li|Liu|Chen|Yang|Huang|Zhao|Wu|Zhou|Xu|Sun|Zhu|Hu|Guo|Gao|Kim|Park|Choi"
    r"|Nguyen|Tran|Pham|Hoang|Phan|Bui|Dang)"
    r"(?: [A-ZА-ЯЁІЇЄ][a-zа-яёіїє\-]{1,9}){1,2}(?!\w)"
)
SURNAME_FIRST = re.compile(r"(?<!\w)[A-ZА-ЯЁІЇЄҐӘҒҚҢӨҰҮҺ][\w'’]+(?:-[A-ZА-Я]\w+)?, [A-ZА-ЯЁІЇЄҐӘҒҚҢӨҰҮҺ]\.(?: ?[A-ZА-Я]\.)?")
WITH_INITIALS = re.compile(r"(?<!\w)[A-ZА-ЯЁІЇЄҐӘҒҚҢӨҰҮҺ][\w'’]{2,}(?:-[A-ZА-Я]\w+)? [A-ZА-ЯЁІЇЄҐӘҒҚҢӨҰҮҺ]\. ?[A-ZА-ЯЁІЇЄҐӘҒҚҢӨҰҮҺ]\.")
KAZAKH_PARTS = re.compile(
    r".{2,}(?:гул|жан|бек|нур|мурат|жамал|султан)(?:га|ге|ка|ке|ды|ди|ты|ти|ны|ни|дан|ден|тан|тен|нан|нен|мен|бен|пен"
    r"|дын|дин|тын|тин|нын|нин)$"
)
CALLED_HOUSE = re.compile(r"\"[ ](?:клуб|коры|дукен|кафе|орталы|мектеб|балабакша|базар|фонд|центр|магазин|club|fund|cafe|centre|school)")
ELDERS = frozenset(["апай", "агай", "апа", "ага", "аже", "ата", "ханым", "мырза", "тате", "женге", "апке", "апкей", "кокe"])


def is_a(kind: str, word: str) -> bool:
    whole, beginnings = _lists_before_names()[kind]
    return word in whole or (bool(beginnings) and word.startswith(beginnings))
