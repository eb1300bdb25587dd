"""The words around a number: what it is called, whose it is, and what makes it an ordinary number.

All expressions read folded text (Kazakh letters already plain: ң is н, і is и).
"""

from __future__ import annotations

import re

BEFORE = 60
AFTER = 30

# What a number is called. The nearest name in front of it wins.
_NAMES = re.compile(
    r"(?P<iin>(?<!\w)(?:иин|жсн|iin)\w{0,6})"
    r"|(?P<bin>(?<!\w)(?:бин|бсн|bin|едрпоу|эдрпоу|edrpou)\w{0,5})"
    r"|(?P<rnokpp>(?<!\w)(?:рнокпп|рнукпн|ипн|инн|rnokpp|tin|ипнн)(?!\w)|(?:податков|налогов|идентификац|идентифика)\w*"
    r"|код платник\w*|tax (?:number|code|id)|taxpayer)"
    r"|(?P<card>(?<!\w)(?:карт(?:а|ы|у|е|ой|ка|ку|ки|ци|кою|ою|асы|аны|амен|ага|ама|асына)|card)(?!\w))"
    r"|(?P<iban>iban|ибан|расч[е]тн\w+ сч[е]т\w*|рахун\w+)"
    r"|(?P<passport>паспорт\w*|passport|(?<!\w)сери[яиюе](?!\w))"
    r"|(?P<idcard>удостоверени\w*|куалик\w*|посвидченн\w*|id[- ](?:card|карт\w*)|identity card)"
    r"|(?P<phone>(?<!\w)(?:тел|моб|tel|ph)(?!\w)|телефо\w*|мобил\w*|whatsapp|вотсап\w*|ватсап\w*|вацап\w*|вайбер\w*|viber|phone"
    r"|mobile|(?<!\w)cell(?!\w)|уялы)"
)
# A number of a paper or a queue: the word, then at most "номер", "№", a colon, and the digits.
_REFERENCE = re.compile(
    r"(?:заяв\w*|обращени\w*|(?<!\w)дел(?:о|а|у|е|ом)|договор\w*|талон\w*|квитанци\w*|лицев\w+ (?:сч[е]т\w*|рахун\w*)|чек\w?"
    r"|заказ\w*|трек\w*|накладн\w*"
    r"|протокол\w*|приказ\w*|справ\w*|документ\w*|реестр\w*|звернен\w*|договир\w*|угод\w*|наказ\w*|черг\w*|очеред\w*|реестрац\w*"
    r"|регистрац\w*"
    r"|отиниш\w*|(?<!\w)ис(?:тин)?(?!\w)|шарт\w*|буйрык\w*|тиркеу\w*|кезек\w*|кужат\w*|case|reference|(?<!\w)ref|ticket"
    r"|application|order|invoice|claim|contract|docket"
    r"|tracking|receipt|request|document|file|(?<!\w)id|код\w* (?:заяв\w*|обращ\w*|подтвержд\w*))"
    r"(?:[ ,:;#№.\-\"(]|(?<!\w)(?:номер\w*|нoмир\w*|номир\w*|number|no|под|за|from|от|вид|is)(?!\w)){0,8}$"
)
_SUM = re.compile(r"^\s?(?:тенге|тг|₸|kzt|грн|гривен\w*|гривн\w*|₴|uah|руб\w*|₽|долл\w*|дол|\$|€|£|евро|usd|eur|млн|млрд|тыс|тис|мын|%)")
_SERVICE = re.compile(
    r"горяч\w+ лини\w*|гаряч\w+ лини\w*|лини\w+ довери\w*|лини\w+ довир\w*|сеним телефон\w*|call[- ]?cent\w*|контакт[- ]?центр\w*"
    r"|колл?[- ]?центр\w*|hotline|helpline"
    r"|(?<!\w)(?:отдел\w*|виддил\w*|болим\w*|центр\w*|орталы[кг]\w*|приемн\w*|прийма?льн\w*|кабылдау\w*|кабинет\w*|поликлиник\w*"
    r"|поликлиник\w*|емхана\w*|больниц\w*|ликарн\w*"
    r"|аурухана\w*|клиник\w*|регистратур\w*|реестратур\w*|тиркеу\w*|школ\w*|мектеп\w*|детск\w+ сад\w*|балабакша\w*|акимат\w*"
    r"|акимдик\w*|цон\w{0,3}|хко\w{0,4}|цнап\w{0,3}|служб\w*"
    r"|кызмет\w*|управлени\w*|управлинн\w*|баскарма\w*|департамент\w*|минист\w*|банк\w*|суд[уае]?|соты?|полици\w*|полиция\w*"
    r"|нотариус\w*|юридическ\w*|юридичн\w*|адвокат\w*"
    r"|диспетчер\w*|дежурн\w*|чергов\w*|кезекши\w*|приют\w*|притул\w*|баспана\w*|фонд\w*|кор[ыу]\w*|организаци\w*|уйым\w*"
    r"|редакци\w*|справочн\w*|довидков\w*|аныктамалык\w*"
    r"|рабоч\w*|робоч\w*|служебн\w*|службов\w*|жумыс (?:телефон|номир|чат|пошта|аккаунт)\w*|официальн\w*|официйн\w*|ресми\w*"
    r"|офис\w*"
    r"|office|work (?:phone|number|mobile|email|line|account)|department|centre|center|clinic|hospital|reception|school|court"
    r"|police|bank|council|service|shelter|desk|switchboard|official|charity|agency|surgery|gp|team)(?!\w)"
)
_PERSON = re.compile(
    r"(?<!\w)(?:мам[аыеуо]\w{0,3}|мамин\w*|пап[аыеу]|папин\w*|муж[ау]?|мужем|жен[аыеу]|женой|сосед\w*|сестр\w*|брат\w{0,3}"
    r"|сын\w{0,3}|доч\w*|бабушк\w*|дедушк\w*|подруг\w*|друг[ау]?|т[е]т[яиюе]|дяд\w{1,2}"
    r"|клиент\w*|его|ее|их|него|нее|родственни\w*|бывш\w*|свекров\w*|хозя\w*|отц\w{1,2}|матер\w*|маты|батьк\w*|тат[ау]|чоловик\w*"
    r"|дружин\w*|сусид\w*|син[ау]?|доньк\w*|доньци|бабус\w*|дидус\w*|подруз\w*"
    r"|клиентк\w*|його|ии|ії|ихн\w*|нього|неи|родич\w*|колишн\w*|анасы\w*|анамы\w*|аке\w*|корши\w*|апке\w*|апай\w*|агасы\w*"
    r"|иниси\w*|карындас\w*|баласы\w*|кызы\w*|улы\w{0,4}|куйеу\w*|айели\w*|досы\w*"
    r"|онын|олардын|туыс\w*|атасы\w*|ажеси\w*|mother\w*|father\w*|mum\w*|mom\w*|dad\w*|husband\w*|wife|wife's|ex|neighbou?r\w*"
    r"|sister\w*|brother\w*|son|son's|daughter\w*|friend\w*|client\w*|his|her|hers|their"
    r"|aunt\w*|uncle\w*|grandm\w*|grandf\w*|landlord\w*|partner\w*|landlady\w*)(?!\w)"
)


# A stop after these ends no sentence.
_SHORTENED = re.compile(r"(?<!\w)(?:тел|моб|раб|дом|доб|каб|ул|вул|г|им|ном|tel|mob|ext)\.\s?")


def sentence_before(words: str) -> str:
    """The part of the sentence in front of a number: "тел. " ends none."""
    return re.split(r"[.!?]\s", _SHORTENED.sub(lambda match: match.group().replace(".", " "), words))[-1]


def person_named(words: str) -> bool:
    """Somebody's mother, neighbour or client is named in these folded words."""
    return bool(_PERSON.search(words))


def service_named(words: str) -> bool:
    """An office, a school, a hotline is named in these folded words."""
    return bool(_SERVICE.search(words))


def service_ends(words: str) -> list[int]:
    """Where the names of services end in these folded words."""
    return [match.end() for match in _SERVICE.finditer(words)]


class Nearby:
    """The words around text[start:end], on its own line."""

    __slots__ = ("after", "before")

    def __init__(self, text: str, start: int, end: int) -> None:
        self.before = text[max(0, start - BEFORE) : start].rpartition("\n")[2]
        self.after = text[end : end + AFTER].partition("\n")[0]

    def name(self) -> str | None:
        """What the number is called: iin, bin, rnokpp, card, iban, passport, idcard, phone, or None."""
        called = [match.lastgroup for match in _NAMES.finditer(self.before)]
        if called:
            return called[-1]
        behind = _NAMES.search(self.after[:16])
        return behind.lastgroup if behind and not re.search(r"\d", self.after[: behind.start()]) else None

    def is_reference(self) -> bool:
        """A case, queue or document number."""
        return bool(_REFERENCE.search(self.before))

    def is_sum(self) -> bool:
        return bool(_SUM.match(self.after))

    def belongs_to_a_service(self) -> bool:
        """A service is named beside it, on this side of the last full stop, and no person is."""
        around = self._this_sentence()
        return bool(_SERVICE.search(around)) and not _PERSON.search(around)

    def is_owned_before_a_service(self, owner: re.Pattern[str]) -> bool:
        """ "My number 8 701 …, call the office": said to be somebody's before any service is named."""
        before = sentence_before(self.before)
        return bool(owner.search(before)) and not _SERVICE.search(before)

    def belongs_to_a_person(self) -> bool:
        return bool(_PERSON.search(self._this_sentence()))

    def _this_sentence(self) -> str:
        before = sentence_before(self.before)
        after = re.split(r"[.!?](?:\s|$)", self.after)[0]
        return f"{before} {after}"
