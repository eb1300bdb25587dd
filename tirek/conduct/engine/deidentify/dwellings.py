"""Where somebody lives: addresses with a house, in folded text with its letters as typed."""

from __future__ import annotations

import re
from collections.abc import Iterator

from tirek.conduct.engine.deidentify.lexicon import words_of
from tirek.conduct.engine.folding import fold_words

# Letter classes of a folded text.
_W = r"[^\W\d_][\w'.\-]*"
_STREET = (
    r"(?:ул(?:\.|иц[аеуыи]\w{0,2})?|вул(?:\.|иц\w{1,3})?|просп\w{0,6}\.?|пр(?:-т|-кт|\.|-те|-кте)?|переул\w{1,3}"
    r"|пер\.?|провул\w{1,3}|пров\.|бульв\w{0,4}\.?|б-р\.?|бул\.|площад\w{1,2}|площ[аіиу](?! (?:кварт|земл|дилян|кимн"
    r"|ком))|пл\."
    r"|проезд\w?|произд\w?|шоссе|набережн\w{1,3}|наб\.|тупик\w?|узвоз\w?|мкр\w{0,2}\.?|мкрн\.?|м-н|микрорайон\w{0,2}"
    r"|микр\.|микрик\w?|жилмассив\w?|ж/м|жм|жк|массив\w?|квартал\w?|дачн\w+ массив)"
)
_KK_STREET = (
    r"(?:кошес\w{1,6}|кош\.|к-с\w{1,4}|к\.|ы/а|ш/а|улиц[аеу]|вулиц[яіию]|проспект\w?|переул\w{1,3}|провул\w{1,3}"
    r"|проезд\w?|шоссе|даныл\w{1,6}|дангыл\w{1,6}|даңгыл\w{1,6}|тыйык\w{0,4}|туйык\w{0,4}|мол?тек ?ауд\w{0,8}"
    r"|шагын ?ауд\w{0,8}|мкр\w{0,3}|[ыи]?кшам ?ауд\w{0,8}|бульвар\w{1,4}|алан\w{1,4})"
)
_VILLAGE = (
    r"(?:с\.|село|селе|сели|села|селу|пос\.|поселок|поселке|поселка|пгт|смт|селищ\w|станиц\w|хутор\w{0,2}|аул\w?"
    r"|деревн\w{1,2}|дер\.|кишлак\w?|ст\.|снт)"
)
_KK_VILLAGE = r"(?:ауыл\w{1,7}|селос\w{1,5}|кент\w{1,5}|поселкес\w{1,4})"
_HOUSE_WORD = r"(?:д(?:ом(?:е|а|у)?)?\.?|буд(?:инок|инку)?\.?|уй\w{0,4}|house|no\.?|number|№)"
_SAID = (
    r"(?:один|два|две|три|четыре|пять|шесть|семь|восемь|девять|десять|\w{3,8}надцать|\w{3,8}надцять|двадцать|двадцять"
    r"|тридцать|тридцять|сорок|п.?ять?десят)(?:[ ](?:один|два|две|три|четыре|пять|шесть|семь|восемь|девять))?"
)
_NUMBER = r"\d{1,4}(?:[ ]?[а-яa-z](?![\w']))?(?:[/\\]\d{1,4}[а-яa-z]?)?(?!\d|[.,:]\d\d|%)"
_MORE_WORD = (
    r"(?:корп(?:ус\w{0,2})?|к|кв(?:артир\w{1,2})?|квар|под(?:ъезд\w?|ьезд\w?)?|пид'?[їи]зд\w?|парадн\w{1,3}|этаж\w?"
    r"|поверх\w?|эт|офис|ком(?:нат\w{1,2})?|кимн\w{0,4}|блок\w?|секц\w{1,3}|литер\w?|стр|строени\w|сп"
    r"|flat|apartment|apt|unit|room|floor|block|entrance|патер\w{0,4}|уй\w{0,4}|кириберис\w{0,4}|кабат\w{0,4}"
    r"|болме\w{0,4}|корпус\w{0,3}|код|домофон\w?|д(?:ом)?|буд(?:инок|инку)?)"
)
_MORE = (
    rf"(?:[ ,;]{{0,3}}(?:{_MORE_WORD}\.?[ ]?№?[ ]?\d{{1,4}}[а-яa-z]?(?!\w)|(?<=[ ,])\d{{1,4}}[ -]{{0,1}}(?:ши"
    rf"|шы)?[ -]?{_MORE_WORD}(?!\w))|[ ]?[-–/][ ]?\d{{1,4}}(?![\d.]))"
)
_NAME = rf"(?:(?:\d{{1,3}}-?(?:й|я|ая|ый|го|ша|та|а|ти|ши|шы|линия)?[ ])?{_W}(?:[ ]{_W}){{0,3}}?|\d{{1,3}}[а-я]?(?:-?[а-я]{{1,2}})?)"
_AFTER_LIVES = (
    r"(?:жив[уеё]\w{0,3}|проживал?\w{0,4}|прожива[ею]\w{0,3}|прописан\w{0,2}|мешка[юеє]\w{0,3}|мешкал\w?|адрес\w{0,3}"
    r"|адреса\w?|мекен-?жай\w{0,6}|мекен ?жай\w{0,6}|турамын|турады|турып жатыр\w{0,3}|турамыз|тиркелген"
    r"|address(?: is)?|lives?(?: at| in)?|living at|зарегистрирован\w{0,2}|зареестрован\w{0,2}|прописк\w|дома"
    r"|снима\w{2,4}|винайма\w{1,4}|переехал\w{0,2}|перебрал\w{2,3}|приезжайте|приизджайте|выезжайте|келиниз|барамын"
    r"|находимся|находится)"
)
_WITH_STREET = re.compile(
    rf"(?<![\w.\-])(?:{_STREET})[ ,]{{1,2}}(?:{_STREET}[ ])?\"?{_NAME}\"?"
    rf"[ ,.]{{1,3}}(?:(?:{_HOUSE_WORD}[ ]?№?[ ]?)?{_NUMBER}|дом[ ]{_SAID}(?!\w)){_MORE}{{0,5}}"
    rf"|(?<![\w.\-])(?:ул|вул|пер|пров|пр|просп|бул|наб|пл|мкр)\.{_W}[ ,]{{1,3}}(?:{_HOUSE_WORD}[ ]?№?[ ]?)?{_NUMBER}{_MORE}{{0,5}}"
    rf"|(?<![\w.\-])\d{{1,3}}(?:-?[а-я]{{1,3}})?[ ]?-?[ ]?(?:мкр\w{{0,2}}\.?|мкрн\.?|микрорайон\w{{0,2}}|м-н|микр\."
    rf"|квартал\w?)[ ,]{{1,3}}(?:{_HOUSE_WORD}[ ]?№?[ ]?)?{_NUMBER}{_MORE}{{0,5}}"
)
_NAME_STREET = re.compile(
    rf"(?<![\w\-])(?:\d{{1,2}}-?(?:й|я|ая)[ ])?(?:{_W}[ ]){{0,2}}(?:{_W}(?:-\d{{1,2}})?|\d{{1,3}}(?:-?ши"
    rf"|-?шы)?)[ -]{_KK_STREET}[ ,.]{{1,3}}(?:{_HOUSE_WORD}[ ]?)?{_NUMBER}(?:[ -]{{0,2}}(?:ши "
    rf"|шы )?[ -]?уй\w{{0,4}})?{_MORE}{{0,5}}"
)
_NAME_HOUSE = re.compile(
    rf"(?<![\w\-])(?P<name>{_W}(?:[ ]{_W}){{0,1}}?)(?:[ ](?:ул\.?|улица|вул\.?|вулиця))?[ ,]{{1,3}}(?:{_HOUSE_WORD}[ ]?№?[ ]?)?{_NUMBER}"
    r"(?:(?:[ ,;]{0,3}(?:корп\w{0,4}|к|под\w{0,6}|этаж|блок)\.?[ ]?\d{1,3})?[ ,;]{1,3}(?:кв(?:артир\w{1,2})?"
    r"|патер\w{0,4}|flat|apt|apartment)\.?[ ]?№?[ ]?\d{1,4}(?!\w)"
    r"|[ ,;]{1,3}\d{1,4}[ -]?(?:ши |шы )?(?:патер|пэтер)\w{0,4})"
    rf"{_MORE}{{0,3}}"
)
_HOUSE_FIRST = re.compile(
    rf"(?<!\w)(?:дом\w?|будин\w{{1,4}})[ ]№?{_NUMBER}[ ,]{{1,3}}(?:(?:по|на|вул|ул)[ .]{{1,2}})?{_STREET}?[ .]{{0,2}}{_W}{_MORE}{{0,4}}"
)
_LIVES_AT = re.compile(
    rf"(?<!\w){_AFTER_LIVES}(?:[ :,\-]|(?<!\w)(?:по|на|в|у|за|я|мы|она|он|вона|вин|адресу|адресом|адреси|сейчас|зараз"
    rf"|теперь|тепер|мой|моя|мий|наш|наша|ее|иии|его|його|прописк\w|там|же|же|где|is|my|at|her|his|our|the|now|клиентк?\w"
    rf"|семьи|is)(?!\w)){{1,9}}"
    rf"(?P<place>(?:{_STREET}[ .]{{1,2}})?(?:\d{{1,2}}-?(?:й|я"
    rf"|ая)[ ])?{_W}(?:[ ]{_W}){{0,2}}?(?:[ ]{_KK_STREET})?[ ,.]{{1,3}}(?:{_HOUSE_WORD}"
    rf"[ ]?№?[ ]?)?{_NUMBER}(?:[ -]?уй\w{{0,4}})?{_MORE}{{0,5}})"
)
_THEN_LIVES = re.compile(
    rf"(?<![\w\-])(?P<place>{_W}(?:[ ]{_KK_STREET})?[ ,]{{1,2}}\d{{1,4}}[а-я]?(?:[-/ ,]{{1,2}}\d{{1,4}}(?:[ -]?(?:уй"
    rf"|патер)\w{{0,4}})?)?(?:[ -]?уй\w{{0,4}})?)[ ]?(?:турамын|турады|турамыз|тургамын|мекен-?жай\w{{0,5}}"
    rf"|адрес\w{{0,3}})"
)
_VILLAGE_HOUSE = re.compile(
    rf"(?<![\w.\-])(?:{_VILLAGE}[ ]?\"?{_W}(?:[ -]{_W})?\"?[ ,.]{{1,3}}(?:{_STREET}"
    rf"[ .]{{1,2}}{_W}(?:[ ]{_W}){{0,2}}[ ,]{{1,3}}(?:{_HOUSE_WORD}[ ]?№?[ ]?)?{_NUMBER}"
    rf"|{_HOUSE_WORD}[ ]?№?[ ]?{_NUMBER}|{_NUMBER}(?=[ ]?уй)){_MORE}{{0,4}}"
    rf"|{_W}[ -]{_KK_VILLAGE}[ ,.]{{1,3}}(?:{_W}[ ]{_KK_STREET}[ ,]{{1,3}})?"
    rf"(?:{_HOUSE_WORD}[ ]?)?{_NUMBER}(?:[ -]{{0,2}}(?:ши |шы )?уй\w{{0,4}})?{_MORE}{{0,4}})"
)
_ENGLISH = re.compile(
    r"(?<!\w)(?:(?:flat|apartment|apt|unit|room)\.?[ ]?\d{1,4}[a-z]?[ ,]{1,3})?(?:no\.?[ ]?"
    r"|number[ ])?\d{1,4}[a-z]?[ ,]{1,2}(?:(?!and |or |for |to |in |of )[a-z][a-z'\-]+[ ]){1,3}"
    r"(?:street|st|road|rd|avenue|ave|lane|ln|drive|dr|close|court|ct|place|gardens|grove|terrace|crescent|cres|way"
    r"|square|sq|hill|mews|row|walk|green|park|boulevard|blvd|parade|view|rise|approach|gate|wharf|vale|path|end"
    r"|broadway|(?<!bed )(?<!room )(?<!storey )house|tower|lodge|mansions|heights)(?![\w'])\.?"
    r"(?:[ ,]{1,3}(?:flat|apartment|apt|unit|room|floor)\.?[ ]?\d{1,4}[a-z]?)?(?:[ ,]{1,3}[a-z]{1,2}\d[a-z\d]? ?\d[a-z]{2}(?!\w))?"
    r"|(?<!\w)(?:flat|apartment|apt|house)\.?[ ](?:no\.?[ ]|number[ ])?\d{1,4}[a-z]?[ ,]{1,3}(?:(?!and |or |for |to "
    r"|in |of |on )[a-z][a-z'\-]+[ ]?){1,3}(?:house|court|tower|heights|block|point|lodge"
    r"|building)(?!\w)(?:[ ,]{1,3}\d{1,4}[ ](?:[a-z'\-]+[ ]?){1,3})?"
    r"|(?<!\w)(?!(?:in|at|on|to|the|of|full|open|my|our|his|her|their|bus|ward|room"
    r"|opera)[ ])[a-z]{3,}(?:[ ][a-z']+)?[ ](?:house|court|tower|lodge|mansions|heights|mews|close|gardens|terrace"
    r"|crescent|grove)[ ,]{1,2}(?:flat|no\.?|number)?[ ]?\d{1,3}[a-z]?(?!\w|[:.]\d|[ ]?(?:am|pm|o'clock|rooms?|people"
    r"|days?))"
    r"|(?<!\w)(?:street|str\.)[ ][a-z][a-z'\-]+(?:[ ][a-z'\-]+)?[ ,]{1,2}(?:house[ ])?\d{1,3}(?:[ ,]{1,2}(?:flat|apt"
    r"|apartment)[ ]\d{1,4})?(?!\w)"
    r"|(?<!\w)(?:flat|apartment|apt|unit)[ ](?:no\.?[ ])?\d{1,4}[a-z]?,[ ](?:the[ ])?(?!and |or |but |on |in |at |the "
    r"|we |i |he |she |it |is |was )[a-z'\-]{3,}[ ][a-z'\-]{3,}"
    r"|(?<!\w)(?:the[ ])?(?!my |our |her |his |a |the |at )[a-z'\-]{3,}[ ](?:cottage|farm|lodge|barn|manor|bungalow"
    r"|villa),?[ ](?:[a-z'\-]{3,}[ ]){1,2}(?:lane|road|street|hill|way|drive)(?!\w)"
    r"|(?<!\w)(?:village of|the village)[ ][a-z]+[ ,]{1,3}(?:house|cottage|no\.?|number)[ ]?\d{1,4}"
    r"|(?<!\w)house[ ](?:no\.?[ ]|number[ ])?\d{1,4}[ ,]{1,2}(?:in[ ])?(?:the[ ])?(?:village(?:[ ]of)?[ ][a-z]+"
    r"|[a-z]+[ ]village)"
)
_POSTCODE = re.compile(r"(?<!\w)[a-z]{1,2}\d[a-z\d]? \d[abd-hjlnp-uw-z]{2}(?!\w)")
_ALONE = re.compile(
    rf"(?<![\w.])(?:кв|квартир\w{{1,2}}|flat|apartment)\.?[ ]?№?[ ]?\d{{1,4}}(?=[ ,]{{1,3}}(?:дом|д\.|подъезд|house))"
    rf"|(?<!\w)(?:дом|д\.|буд\.)[ ]?№?[ ]?{_NUMBER}[ ,]{{1,3}}(?:корп\w{{0,4}}\.?[ ]?\d{{1,3}}[ ,]{{1,3}})?(?:кв"
    rf"|квартир\w)\.?[ ]?\d{{1,4}}(?!\w)|(?<!\w)\d{{1,4}}[ -]?уй\w{{0,2}}[ ,]{{1,3}}\d{{1,4}}[ -]?патер\w{{0,4}}"
)
_STREETS = "|".join(
    sorted({re.escape(fold_words(name)).replace("_", "[ ]") for name in words_of("street_names.txt")}, key=lambda name: (-len(name), name))
)
_HOUSE_THERE = (
    rf"(?:{_HOUSE_WORD}[ ]?№?[ ]?)?\d{{1,3}}(?:[ ]?[а-яa-z](?![\w'])"
    rf"|[а-яa-z](?=[-/\d]))?(?:[ ]?[/\\-][ ]?\d{{1,4}}[а-яa-z]?)?(?!\d|[.,:]\d\d|%|[ ]?(?:\w*(?:тг|тенге|теңге|грн|руб"
    rf"|лет|жас|рок|год|час|мин|дней|дни|кун|раз|чел|бала|детей|дитей|мест)\w*))"
)
_FAMILIAR = re.compile(rf"(?<![\w.\-\"])(?:{_STREETS})(?:[ ](?:дан\w{{2,6}}|кошес\w{{1,4}}))?[ ,]{{1,2}}{_HOUSE_THERE}{_MORE}{{0,5}}(?!\w)")
# "Розыбакиева 247а-16", "Сейфуллина 18/3, домофон": a street's ending, and a house with its flat written as people do.
_HOUSE_AND_FLAT = re.compile(
    rf"(?<![\w.\-])(?P<name>[^\W\d_][\w'\-]{{2,}}(?:ова|ева|ина|ого|ая|ська|ський|ского|ського|енка|енко|кова|ы"
    rf"|ой))[ ,]{{1,2}}(?!\d[-/]\d(?!\d))\d{{1,3}}[ ]?[а-я]?[ ]?(?:[-/][ ]?\d{{1,3}}[а-я]?(?![\d.,:/-])"
    rf"|(?=[ ,]{{1,3}}(?:домофон|код|подъезд|пид'?изд|кириберис)))"
    rf"(?![ ]?(?:тг|тенге|грн|руб|лет|жас|рок|год|дн|час)){_MORE}{{0,5}}"
)
_KK_HOUSE = re.compile(
    rf"(?<![\w.\-])(?:{_W} аудан\w{{0,3}}[ ,]{{1,2}})?{_W}(?:[ ]{_W})?(?:,[ ]?\d{{1,4}}[ -]?|[ ]\d{{1,4}}-)(?:ши "
    rf"|шы )?уй(?:де|им\w{{0,3}}|ден)?(?!\w)(?![ ](?:бар|жок|салын|курыл)){_MORE}{{0,4}}"
)
_SETTLEMENT_STREET = re.compile(
    rf"(?<![\w.\-])(?:{_VILLAGE}|гор\.|г\.|город|м\.|мисто)[ ]?(?:{_W}(?:[ -]{_W})?)[ ]?,[ ]?{_W}(?:[ ]{_W}){{0,2}}"
    rf"[ ,]{{1,2}}{_HOUSE_THERE}{_MORE}{{0,4}}(?!\w)"
)
_SAID_BEFORE = re.compile(rf"{_AFTER_LIVES}[ :]{{1,2}}")
_PATTERNS = (
    _WITH_STREET,
    _NAME_STREET,
    _VILLAGE_HOUSE,
    _HOUSE_FIRST,
    _LIVES_AT,
    _THEN_LIVES,
    _SETTLEMENT_STREET,
    _KK_HOUSE,
    _FAMILIAR,
    _NAME_HOUSE,
    _HOUSE_AND_FLAT,
    _ALONE,
)
_OFFICE = re.compile(
    r"(?<!\w)(?:цон\w{0,3}|хко\w{0,4}|цнап\w{0,3}|отдел\w{0,3}|виддил\w{0,3}|болим\w{0,5}|центр\w{0,4}"
    r"|орталы[кг]\w{0,5}|поликлиник\w{1,2}|емхана\w{0,4}|больниц\w{1,2}|ликарн\w{1,3}|аурухана\w{0,4}|школ\w{1,2}"
    r"|мектеп\w{0,4}"
    r"|акимат\w{0,2}|акимдик\w{0,3}|управлени\w{1,2}|управлинн\w|баскарма\w{0,4}|суд\w?|сот\w{0,3}|полици\w{1,2}"
    r"|нотариус\w?|офис\w?|приют\w?|притулок|фонд\w?|кабинет\w?|каб\.|прием\w{0,3}|служб\w{1,2}|банк\w{0,2}"
    r"|аптек\w{1,2}|аптец\w|дарихана\w{0,5}|отделени\w{1,3}|виддиленн\w{1,2}|почт\w{1,2}|пошт\w{1,2}|поштамт\w?"
    r"|терцентр\w{0,2}|собес\w?|загс\w?|рагс\w?|вокзал\w{0,2}|рынок|рынке|ринок|ринку|базар\w{0,3}|театр\w{0,2}"
    r"|отел\w{1,2}|готел\w{1,2}|лини[яюи]|сервис\w?|hotel|station|museum|market|charity|citizens advice|библиотек\w"
    r"|дитсад\w|садик\w?"
    r"|office|centre|center|clinic|hospital|school|council|library|police|court|surgery|jobcentre|food ?bank|shelter"
    r"|church|town hall|меши?ти?|музе\w{1,2}|кафе|магазин\w{0,2}|остановк\w{1,2}|зупинк\w{1,2}|аялдама\w{0,4})(?!\w)"
)
_HOME = re.compile(
    r"(?<!\w)(?:жив[уеё]|прожив|прописан|мешка|турамын|турады|турамыз|lives?|living|home|дома(?!\w)|додому|вдома"
    r"|уйи(?!\w)|уйим|мой адрес|моя адреса|ее адрес|его адрес|адрес клиент|адрес семьи|кв\.|кварт|патер|flat|apt)"
)
_STREET_LIKE = re.compile(
    r"(?:ого|ско[йг]\w*|ова|ева|ина|аева|бая|хана|ая|яя|ой|ий|ий|ка|ки|ской|инский|овський|ська|ськои|ого|ы|и|а|я|у|е|ю|о)$"
)
_NOT_PLACES = frozenset(fold_words(word) for word in words_of("not_places.txt"))


def addresses(text: str, typed: str) -> Iterator[tuple[int, int, bool]]:
    """(start, end, sure) of addresses with a house. An office's own address stays."""
    if not any(letter.isdigit() for letter in text):
        return
    for pattern in _PATTERNS:
        for match in pattern.finditer(text):
            start, end = match.span("place") if "place" in pattern.groupindex else match.span()
            said = _SAID_BEFORE.match(text, start, end)
            start = said.end() if said else start
            if _is_dwelling(text, start, end, pattern):
                yield start, _without_tail(text, start, end), pattern not in (_NAME_HOUSE, _HOUSE_AND_FLAT, _FAMILIAR, _ALONE)
    if re.search(r"[a-z]{2} ", text):
        for match in (*_ENGLISH.finditer(text), *_POSTCODE.finditer(text)):
            if not _belongs_to_an_office(text, match.start(), match.end()):
                yield match.start(), match.end(), True


def streets(text: str) -> list[tuple[int, int]]:
    """Familiar streets with a house, whoever's: nobody's name is in them."""
    return [match.span() for match in _FAMILIAR.finditer(text)] if any(letter.isdigit() for letter in text) else []


def _is_dwelling(text: str, start: int, end: int, pattern: re.Pattern[str]) -> bool:
    if _belongs_to_an_office(text, start, end):
        return False
    words = re.findall(r"[^\W\d_][\w'\-]*", re.split(r"[ ,]\d", text[start:end])[0])
    if not words:
        return pattern in (_WITH_STREET, _LIVES_AT)
    if pattern in (_LIVES_AT, _THEN_LIVES, _KK_HOUSE, _NAME_HOUSE, _HOUSE_AND_FLAT):
        return not _NOT_PLACES.intersection(words[:2]) and len(words[0]) >= 3
    return True


def _belongs_to_an_office(text: str, start: int, end: int) -> bool:
    """The office is named in the sentence and nobody is said to live there."""
    before = re.split(r"[.!?\n](?:\s|$)", text[max(0, start - 70) : start].replace("ул. ", "ул ").replace("каб. ", "каб "))[-1]
    after = re.split(r"[.!?\n](?:\s|$)", text[end : end + 40])[0]
    if _HOME.search(before) or _HOME.search(text[start:end]) or _HOME.search(after):
        return False
    return bool(_OFFICE.search(before) or _OFFICE.search(after))


def _without_tail(text: str, start: int, end: int) -> int:
    return start + len(text[start:end].rstrip(" ,.;"))
