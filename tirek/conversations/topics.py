"""By which words a topic that somebody asked to leave out today shows in a draft: beginnings of words, in four languages.

A topic may be named in any language, so all of them stand together. Only a hint comes of it, so few plain words are enough.
"""

import re

from tirek.conversations.own_cues import OwnCues

WORDS = {
    "money": "деньг* денег долг* кредит* займ* заём* грош* борг* позик* ақша* қарыз* несие* money debt* loan* credit*",
    "family": (
        "муж* жена жену жене женой мама маму маме мать матер* отец отц* семь* сын* дочь дочер* родител* свекров* "
        "чоловік* дружин* матір мати батьк* сім* родин* доньк* свекрух* отбас* күйеу* шеше* әке* анаң* балалар* "
        "famil* husband* wife mother* father* parent* son daughter* mum mom dad"
    ),
    "health": (
        "здоров* болезн* диагноз* лечен* врач* больниц* хвороб* діагноз* лікуван* лікар* "
        "денсаулық* ауру* дәрігер* аурухан* health* illness* diagnos* doctor* hospital* medicin*"
    ),
    "papers": (
        "справк* документ* заявлен* учрежден* паспорт* довідк* заяв* установ* анықтама* құжат* өтініш* мекеме* "
        "paper* document* certificate* application* office* passport*"
    ),
    "past": "случил* произош* вспомн* сталос* трапил* згада* оқиға* happened remember*",
}
SHORTEST = 4
_WORD = re.compile(r"[^\W\d_]+")


def not_today(cues: OwnCues) -> tuple[str, ...]:
    """What a draft is looked through for: whole words, or beginnings with a `*`. Own words count by their longer words."""
    named = [word for topic in cues.choice.topics for word in WORDS[topic].split()]
    own = [word for word in _WORD.findall(cues.topic.text if cues.topic else "") if len(word) >= SHORTEST]
    return (*named, *(f"{word[: max(SHORTEST, len(word) - 2)]}*" for word in own))
