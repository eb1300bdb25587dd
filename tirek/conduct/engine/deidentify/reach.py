"""E-mail addresses, links to profiles, handles and bare nicknames in folded text."""

from __future__ import annotations

import re
from collections.abc import Iterator

from tirek.conduct.engine.contacts import is_office_box
from tirek.conduct.engine.identified import Identified
from tirek.conduct.engine.nearby import Nearby

_AT = r"(?:@|[(\[]?(?<!\w)(?:собака|собачка|собачкой|собаки|равлик|айкулак|ит белгиси|at|эт)(?!\w)[)\]]?)"
_DOT = r"(?:\.|[(\[]?(?<!\w)(?:точка|крапка|нукте|dot)(?!\w)[)\]]?)"
_TLD = r"(?:com|ru|kz|ua|net|org|uk|io|me|info|edu|gov|ком|ру|кз|юа|уа|нет|рф|укр)"
_EMAIL = re.compile(r"[\w.+\-]{1,64}@[\w\-]{1,63}(?:[.,][\w\-]{2,63}){1,4}")
_LOOSE = re.compile(
    rf"(?<![\w.+\-])[a-zа-я0-9_][\w.+\-]{{0,39}}(?: ?(?:{_DOT}|нижн\w+ подч\w+|пидкреслення|underscore|тире|дефис"
    rf"|dash) ?[\w\-]{{1,30}}){{0,3}}"
    rf" ?{_AT} ?(?:[\w\-]{{2,30}} ?(?:{_DOT}) ?){{1,3}}{_TLD}(?!\w)"
    rf"|(?<![\w.+\-])[a-zа-я0-9_][\w.+\-]{{1,39}} {_AT} (?:gmail|джимейл|джимэйл|гмейл|гмаил|мейл|мэйл|майл|mail|яндекс"
    rf"|yandex|укр нет|ukr ?net|icloud|outlook)"
    rf"(?: {_TLD})?(?!\w)"
)
_LINK = re.compile(
    r"(?<![\w.])(?:https?://)?(?:www\.|m\.|ru-ru\.)?(?P<site>t\.me|telegram\.me|wa\.me|api\.whatsapp\.com"
    r"|instagram\.com|instagr\.am|fb\.com"
    r"|facebook\.com|fb\.me|m\.me|vk\.com|vk\.me|vk\.ru|ok\.ru|tiktok\.com|threads\.net|viber\.me|linkedin\.com"
    r"|twitter\.com|x\.com|youtube\.com"
    r"|snapchat\.com|discord\.gg|инстаграм\.ком|вк\.ком|фейсбук\.ком)/(?P<who>[^\s<>\"')]{2,120})"
)
_HANDLE = re.compile(r"(?<![\w@/.])@[^\W\d_][\w.]{1,31}")
_PLATFORM = (
    r"(?:инста\w{0,3}|инст[еуы]?|инстаграмм?\w{0,3}|insta(?:gram)?|ig|тел[еи]г[аеуи]?|телеграмм?\w{0,3}|telegram|tg|тг"
    r"|тик ?-?ток\w{0,3}|tik ?tok|фейсбу[кц]\w{0,3}"
    r"|facebook|fb|фб|вк|vk|вконтакте|контакте|snap(?:chat)?|скайп\w{0,3}|skype|дискорд\w{0,3}|discord|ник|ника|ником"
    r"|никнейм\w{0,3}|ник-?нейм\w{0,3}|nick(?:name)?"
    r"|username|user ?name|юзер\w{0,6}|логин\w{0,3}|login|handle|аккаунт\w{0,3}|акаунт\w{0,3}|account|профил\w{1,4}"
    r"|profile|парак?шасы|threads|тредс)"
)
_BARE = re.compile(
    rf"(?<![\w@]){_PLATFORM}(?!\w)(?P<between>(?:[ :\-\"(]|(?<!\w)(?:у|в|с|за|под|пид|как|як|это|це|мой|моя|мий|твий|ее"
    rf"|её|ии|иии|його|его|него|нее|неи|их|сына|дочки|мужа|ником"
    r"|ник|is|as|at|called|name|the|my|her|his|their|under|и|бойынша|аты|на|до|по|имя|записан[аы]?|найди|найдите"
    r"|напиши(?:те)?|пишите|жазыныз|есть|also|it's|its)(?!\w))"
    r"{1,12})(?P<nick>@?[a-z][a-z0-9_.\-]{2,31})(?!\w)"
)
_PLATFORMS = re.compile(_PLATFORM)
_SAID_AT = re.compile(r"собач?к|равлик|айкулак|ит белг|(?<!\w)(?:at|эт)(?!\w)")
_SITE = re.compile(rf"{_DOT} ?{_TLD}(?!\w)|gmail|джимейл|джимэйл|гмейл|гмаил|мейл|мэйл|майл|mail|яндекс|yandex|укр|ukr|icloud|outlook")
_SNAKE = re.compile(r"(?<![\w/@.\-=(])[a-z]{2,20}[a-z0-9]*(?:_[a-z0-9]+){1,4}(?![\w/]|\.[a-z]{2,4}(?!\w))")
_ENGLISH = frozenset(
    [
        "and",
        "the",
        "for",
        "not",
        "but",
        "was",
        "are",
        "you",
        "she",
        "her",
        "his",
        "him",
        "they",
        "them",
        "our",
        "your",
        "with",
        "from",
        "this",
        "that",
        "what",
        "when",
        "where",
        "who",
        "how",
        "why",
        "can",
        "will",
        "has",
        "have",
        "had",
        "page",
        "post",
        "posts",
        "account",
        "profile",
        "name",
        "number",
        "group",
        "chat",
        "message",
        "messages",
        "call",
        "calls",
        "today",
        "channel",
        "story",
        "stories",
        "video",
        "photo",
        "photos",
        "app",
        "or",
        "if",
        "to",
        "in",
        "on",
        "at",
        "it",
        "is",
        "me",
        "my",
        "we",
        "he",
        "so",
        "no",
        "yes",
        "because",
        "about",
        "says",
        "said",
        "told",
        "wrote",
        "asked",
        "sent",
        "instead",
        "please",
        "also",
        "because",
        "whatsapp",
        "telegram",
        "instagram",
        "facebook",
        "tiktok",
        "viber",
        "email",
        "mail",
        "gmail",
        "skype",
        "zoom",
        "link",
        "bot",
        "password",
        "code",
        "pin",
        "again",
        "now",
        "only",
        "too",
        "then",
        "there",
        "here",
        "after",
        "before",
        "while",
        "until",
        "every",
        "all",
        "any",
        "some",
        "him",
        "one",
    ]
)
_OFFICIAL = re.compile(
    r"канал\w*|арна(?:мыз|сы)\w*|чат-?бот|бот(?:е|а|у|ом)?(?!\w)|официал|офиц[иі]йн|ресми|official|channel"
    r"|групп[аеу] (?:центр|отдел)|сайт|website|страниц\w+ (?:центр|отдел|фонд|управл)|сторинк\w+ (?:центр|виддил|фонд)"
    r"|наш\w{0,3} (?:телеграм|инстаграм|страниц|сторинк|группа|група)|our (?:page|instagram|telegram|facebook)"
)


def mails(text: str) -> Iterator[Identified]:
    """E-mail addresses, written or spelled; an office's box stays."""
    if "@" in text:
        for match in _EMAIL.finditer(text):
            start = match.start() + len(match.group()) - len(match.group().lstrip(".+-"))
            if not is_office_box(match.group()):
                yield Identified("email", start, match.end(), text[start : match.end()])
    if ("@" in text or _SAID_AT.search(text)) and _SITE.search(text):
        for match in _LOOSE.finditer(text):
            if " @" in match.group() and re.match(_PLATFORM, match.group()):
                continue  # "инста @name.kz" names a profile
            yield Identified("email", match.start(), match.end(), _plainly(match.group()))


def _plainly(spelled: str) -> str:
    """An address said in words as it would be written."""
    name, _, site = re.sub(rf"[ ]?{_AT}[ ]?", "@", spelled, count=1).partition("@")
    return re.sub(rf"[ ]?{_DOT}[ ]?", ".", f"{name}@{site}").replace(" ", "")


def handles(text: str, language: str) -> Iterator[Identified]:
    """Links to profiles, @names and nicknames beside the name of a platform; bots and official channels stay."""
    found: list[tuple[int, int]] = []
    if "/" in text:
        yield from _links(text)
    if "@" in text:
        found += [match.span() for match in _HANDLE.finditer(text)]
    if _PLATFORMS.search(text):
        found += [match.span("nick") for match in _BARE.finditer(text) if _is_nick(match, language)]
    if "_" in text and re.search(r"@|инст|телег|ник|аккаунт|insta|telegram|snap|handle|nick|tiktok|тикток|\d_|_\w{0,30}\d", text):
        found += [match.span() for match in _SNAKE.finditer(text)]
    for start, end in found:
        end = start + len(text[start:end].rstrip(".,-"))
        if end - start >= 3 and not _is_official(text, start, end):
            yield Identified("handle", start, end, text[start:end].lstrip("@"))


def _links(text: str) -> Iterator[Identified]:
    for match in _LINK.finditer(text):
        end = match.start() + len(match.group().rstrip(".,;:!?"))
        if _is_official(text, match.start(), end):
            continue
        who = match["who"].rstrip(".,;:!?").strip("@+")
        digits = re.sub(r"\D", "", who)
        phone = match["site"].startswith(("wa.me", "api", "viber")) and len(digits) >= 9
        yield Identified("phone" if phone else "link", match.start(), end, digits if phone else who)


def _is_nick(match: re.Match[str], language: str) -> bool:
    nick = match["nick"].strip("@.-")
    if len(nick) < 3 or nick in _ENGLISH or re.search(r"\d ?$", match.string[max(0, match.start() - 3) : match.start()]):
        return False
    if re.search(r"[\d_.]|^\w+@", nick) or match["nick"].startswith("@"):
        return True
    said = match["between"].strip()
    if language == "en" and re.match(r"account|profile|login|handle|page", match.group()) and not said.endswith((":", "called", "as", '"')):
        return False
    return language != "en" or said.endswith(("is", ":", "as", "called", "under", "-", '"'))


def _is_official(text: str, start: int, end: int) -> bool:
    words = text[start:end]
    if words.endswith(("bot", "_bot")) or re.search(r"bot(?:\?|/|$)", words) or re.search(r"(?:^|[@/])(?:egov|gov|diia|ukrposhta)", words):
        return True
    nearby = Nearby(text, start, end)
    return bool(_OFFICIAL.search(nearby.before[-40:])) and not nearby.belongs_to_a_person()
