"""Words that name nobody and yet point at one person, and combinations that together do."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence

from tirek.conduct.engine.deidentify.spans import SOFT, Span
from tirek.conduct.engine.folding import fold_words

_PLACE = (
    r"(?:сел[еауо]м?|сели|аул[еауы]?|ауыл\w{0,6}|поселк\w{1,2}|деревн\w{1,2}|район\w{0,3}|город\w{0,2}|городк\w{1,2}"
    r"|мист\w{1,4}|селищ\w{1,2}|хутор\w{0,2}|школ\w{1,2}|област\w{1,2}|аудан\w{0,5}|мектеп\w{0,5}|village|town|school"
    r"|district|county|street|estate|island|parish)"
)
_SOFT = re.compile(
    rf"(?<!\w)(?:единственн\w{{2,3}}|едина|единий|единого|единої|одна-единственная|жалгыз|only"
    rf"|sole)[ ][\w\- ]{{3,40}}?(?:[ ](?:на|в|во|у|нашем|нашому|все[мй]|всю|весь|увесь|биздин|осы|in|on|our|the|this"
    rf"|whole|at)){{0,4}}[ ]{_PLACE}"
    rf"|(?<!\w)(?:бизд\w{{1,3}} )?(?:осы )?{_PLACE}[\w]{{0,4}}[ ](?:бир )?(?:жалгыз|единственн\w{{2,3}}|едина?"
    rf"|един[иіи]й)[ ][\w\-]{{3,20}}(?:[ ][\w\-]{{3,16}})?"
    rf"|(?<!\w)(?:мать|мама|мати|отец|батько|mother|mum|father|dad)[ ](?:\w{{2,12}}[ ]){{0,2}}?(?:пятерых|шестерых"
    rf"|семерых|восьмерых|девятерых|десятерых|тройн\w+|п'ятьох|шистьох|симох|висьмох|дев'ятьох|десятьох|трийн\w+"
    rf"|of (?:five|six|seven|eight|nine|ten|triplets|\d{{1,2}}))(?:[ ][\w']{{3,12}}){{0,3}}?[ ](?:из|з|зи|с|from|in|в"
    rf"|на|у)[ ](?:\w{{2,12}}[ ]){{0,2}}?{_PLACE}(?:[ ][\w\-]{{3,20}})?"
    rf"|(?<!\w)(?:[\w\-]{{3,20}}[ ])?ауыл\w{{1,5}}[ ](?:бес|алты|жети|сегиз|тогыз|он)[ ]бала\w{{0,4}}[ ]ана\w{{0,4}}"
    rf"|(?<!\w)(?:бывш\w{{2,3}}|колишн\w{{1,4}}|former|ex-|бурынгы)[ ]?(?:аким\w{{0,4}}|глав\w{{1,3}}|голов\w{{1,3}}"
    rf"|мэр\w{{0,3}}|мер(?:а|у)?|директор\w{{0,4}}|депутат\w{{0,3}}|mayor|headteacher|head ?master|director|councillor"
    rf"|чемпион\w{{0,3}}|champion)(?:[ ][\w\-]{{2,20}}){{0,4}}"
    rf"|(?<!\w)(?:известн\w{{2,3}}|видом\w{{1,3}}|танымал|белгили|well-known|famous)[ ](?:в|на|у"
    rf"|по)?[ ]?(?:наш\w{{2,3}}[ ]|весь[ ]|всем[ ])?(?:{_PLACE}[ ])?(?:\w{{4,16}})[ ]?(?:{_PLACE})?"
    rf"|(?<!\w)(?:жена|муж|дружина|чоловик|сын|син|доч\w{{1,2}}|донька|wife|husband|son|daughter)[ ](?:of the[ ]"
    rf"|местн\w{{2,3}}[ ]|нашего[ ]|нашого[ ]|мисцев\w{{2,3}}[ ]|сельск\w{{2,3}}[ ]"
    rf"|the local[ ])(?:\w{{3,14}}[ ])?(?:имам\w?|аким\w?|священник\w?|батюшк\w|голов\w|главы|директора|участков\w{{2,3}}"
    rf"|депутата|imam|mayor|priest|vicar|headteacher|councillor)"
)
_KINDS: tuple[tuple[str, re.Pattern[str]], ...] = (
    ("place", re.compile(
        r"(?<!\w)(?:сел[еауо]|сели|селищ\w|аул[еауы]?|ауыл\w{0,6}|поселк\w|поселок|деревн\w{1,2}|хутор\w{0,2}|станиц\w"
        r"|village|hamlet|моногород\w{0,2})(?!\w)(?:[ ][\w\-]{3,20})?"
    )),
    ("illness", re.compile(
        r"(?<!\w)(?:дцп|муковисцидоз\w{0,2}|гемофили\w|фенилкетонури\w|миопати\w|дистрофи\w|сма|спинальн\w+ мышечн\w+"
        r"|синдром\w{0,2} [\w\-]{3,14}|эпилепси\w{1,2}|эпилепс\w+|эпилепсия|аутизм\w{0,2}|аутист\w*|волчанк\w{1,2}"
        r"|шизофрени\w{1,2}|вич(?!\w)|вил(?!\w)|туберкулез\w{0,2}|лейкоз\w{0,2}|лейкеми\w|онкологи\w|рак\w? [\w]{4,12}"


        r"|муковисцидоз|гемофілі\w|епилепси\w|церебральн\w+ парал\w+|туберкульоз\w{0,2}|дитяч\w+ церебр\w+|аутизм"
        r"|син?дром\w* \w+|cystic fibrosis|muscular dystrophy|h(?:a)?emophilia|cerebral palsy|epilep\w+|autis\w+"
        r"|schizophreni\w+|hiv|leuk(?:a)?emia|lupus|\w+ syndrome)(?!\w)"
    )),
    ("children", re.compile(
        r"(?<!\w)(?:(?:пятер|шестер|семер|восьмер|девятер|десятер)\w{1,3}|п'ят(?:еро|ьох)|шест(?:еро|ьох)|шист(?:еро|ьох)"
        r"|с[еи]м(?:еро|ох)|висьм(?:еро|ох)|(?:бес|алты|жети|сегиз|тогыз|он) бала\w{0,5}|(?:5|6|7|8|9|10|11|12|five|six"
        r"|seven|eight|nine|ten) (?:детей|дитей|дити|бала\w{0,4}|children|kids)|тройн\w{1,3}|трийн\w{1,3}|ушем\w{0,3}"
        r"|triplets|близнец\w{0,3}|twins|of (?:five|six|seven|eight|nine|ten)|многодетн\w{2,4}|багатодитн\w{1,3}"
        r"|кoп ?балалы|коп балалы)(?!\w)"
    )),
    ("work", re.compile(
        r"(?<!\w)(?:учител\w{1,6}|вчител\w{1,6}|мугалим\w{0,4}|teacher|фельдшер\w{0,3}|feldsher|midwife|акушерк\w"
        r"|ветеринар\w{0,3}|vet(?!\w)|библиотекар\w{1,3}|librarian|участков\w{2,3}|почтальон\w{0,3}|листоноша|postman"
        r"|чабан\w{0,3}|шопан\w{0,3}|shepherd|егер\w{1,2}|лесник\w{0,2}|лисник\w{0,2}|имам\w{0,2}|imam|священник\w{0,2}"
        r"|priest|машинист\w{0,2}|пилот\w{0,2}|pilot|тренер\w{0,2}|coach|директор\w{0,2}|director|аким\w{0,2}"
        r"|депутат\w{0,2}|диспетчер\w{0,2} аэропорт\w|начальник\w{0,2} станци\w)(?!\w)"
    )),
    ("origin", re.compile(
        r"(?<!\w)(?:оралман\w{0,4}|кандас\w{0,4}|беженк\w|беженец\w{0,2}|биженк\w|переселен\w{2,4}|refugee|дунган\w{0,3}"
        r"|уйгур\w{0,3}|курд\w{0,3}|чеченк?\w{0,2}|езид\w{0,3}|ромк?\w?(?=[ ,.])|цыган\w{0,3}|roma|корейк\w"
        r"|крымск\w+ татар\w{0,3}|глухонем\w{2,3}|слеп\w{2,3}|deaf|blind)(?!\w)"
    )),
    ("event", re.compile(
        r"(?<!\w)(?:пожар\w{0,2}|пожеж\w{1,2}|орт шалу|house fire|авари\w{1,2}|дтп|сбил\w? (?:поезд|машин)\w*"
        r"|показывал\w? по (?:тв|телевизор\w?|новост\w+)|писали в газет\w|в новостях|у новинах|on the news|in the news"
        r"|убийств\w{1,2}|вбивств\w{1,2}|murder)(?!\w)"
    )),
)  # fmt: skip


def soft(text: str) -> Iterator[Span]:
    """Doubtful spans of a folded text: the only teacher of a village, a mother of six from an aul."""
    if not re.search(
        r"единств|един|жалгыз|only|sole|мать|мама|мати|отец|батько|mother|mum|father|dad|ауыл|бывш|колишн|former|ex-"
        r"|бурынгы|известн|видом|танымал|белгили|well-known|famous|жена|муж|дружина|чоловик|сын|син|доч|донька|wife"
        r"|husband|son|daughter",
        text,
    ):
        return
    for match in _SOFT.finditer(text):
        yield Span(match.start(), match.end(), SOFT, False, "soft")


_WORDS = {
    "place": {"ru": "маленький населённый пункт", "uk": "малий населений пункт", "kk": "шағын елді мекен", "en": "a small place"},
    "illness": {"ru": "редкий диагноз", "uk": "рідкісний діагноз", "kk": "сирек диагноз", "en": "a rare diagnosis"},
    "children": {"ru": "число детей", "uk": "кількість дітей", "kk": "балалар саны", "en": "the number of children"},
    "work": {"ru": "приметная работа", "uk": "помітна робота", "kk": "ерекше жұмыс", "en": "a job people know"},
    "origin": {
        "ru": "происхождение или особенность",
        "uk": "походження або особливість",
        "kk": "шығу тегі немесе ерекшелігі",
        "en": "origin or a visible trait",
    },
    "event": {"ru": "известное событие", "uk": "відома подія", "kk": "белгілі оқиға", "en": "an event people remember"},
}
_SENTENCE = {
    "ru": "Вместе это может указать на одного человека: {what}. Уберите или обобщите хотя бы одно.",
    "uk": "Разом це може вказати на одну людину: {what}. Приберіть або узагальніть хоча б одне.",
    "kk": "Бұлар бірге бір адамды көрсетіп қоюы мүмкін: {what}. Кемінде біреуін алып тастаңыз немесе жалпылаңыз.",
    "en": "Together these may point at one person: {what}. Remove or generalise at least one.",
}


def combinations(text: str, spans: Sequence[Span], language: str) -> tuple[str, ...]:
    """Warnings about what masking leaves: two or more traits of one person, one of them a place or a rare thing.

    Each sentence names the words to remove, in the language of the interface.
    """
    speaks = language if language in _SENTENCE else "ru"
    folded = fold_words(text)
    same_length = len(folded) == len(text)
    seen: list[str] = []
    for kind, pattern in _KINDS:
        match = next((each for each in pattern.finditer(folded[:32_768]) if not _masked(each, spans)), None)
        if match:
            words = (text if same_length else folded)[match.start() : match.end()]
            seen.append(f"{_WORDS[kind][speaks]} («{words.strip()}»)")
    told_soft = any(span.type == SOFT for span in spans)
    if len(seen) >= 3 or (len(seen) == 2 and seen[0].startswith(_WORDS["place"][speaks])) or (told_soft and seen):
        return (_SENTENCE[speaks].format(what=", ".join(seen)),)
    return ()


def _masked(match: re.Match[str], spans: Sequence[Span]) -> bool:
    return any(span.type != SOFT and span.start < match.end() and match.start() < span.end for span in spans)
