"""Finds e-mail addresses, links to profiles and handles in folded text."""

from __future__ import annotations

import re
from collections.abc import Iterator

from tirek.conduct.engine.detectors import Identified
from tirek.conduct.engine.nearby import Nearby

_EMAIL = re.compile(r"(?<![\w.+\-])[\w.+\-]{1,64}@[\w\-]{1,63}(?:\.[\w\-]{2,63}){1,4}")
_SPELLED_EMAIL = re.compile(
    r"(?<![\w.+\-])[\w.+\-]{2,40} ?\(?(?:собака|собачка|равлик|at)\)? ?[\w\-]{2,30} ?(?:\.|\(?(?:точка|крапка|нукте"
    r"|dot)\)?) ?(?:com|ru|kz|ua|net|org)(?!\w)"
)
_LINK = re.compile(
    r"(?<![\w.])(?:https?://)?(?:www\.|m\.)?(?P<site>t\.me|telegram\.me|wa\.me|api\.whatsapp\.com/send\?phone=|instagram\.com"
    r"|instagr\.am|fb\.com|facebook\.com|m\.me"
    r"|vk\.com|vk\.me|ok\.ru|tiktok\.com|threads\.net|viber\.me)/?(?P<who>[@+\w][\w.\-]{1,63})"
)
_HANDLE = re.compile(r"(?<![\w@/.])@[a-z][\w.]{2,30}\w")
_FREE_MAIL = re.compile(
    r"@(?:gmail\.com|mail\.ru|inbox\.ru|list\.ru|bk\.ru|yandex\.(?:ru|kz|ua)|ya\.ru|ukr\.net|i\.ua|meta\.ua|bigmir\.net"
    r"|outlook\.com|hotmail\.\w+|live\.com|yahoo\.\w+"
    r"|icloud\.com|proton\.me|protonmail\.com|rambler\.ru|mail\.kz)$"
)
_OFFICE_BOX = re.compile(
    r"(?:info|support|help|office|priem|reception|kense|contact|cent[er]{2}|centr|pomo|admin|kancel|social|soc|sobes|fond|hotline"
    r"|zapis|secretar|hr|noreply)"
)


def addresses(text: str) -> list[Identified]:
    """Addresses of a folded text, in order. Whether one is private is asked with `is_private`."""
    found: list[Identified] = []
    if "@" in text or "(at)" in text or "собак" in text or "равлик" in text or " at " in text:
        found += _emails(text)
    if "/" in text:
        found += _links(text)
    if "@" in text:
        found += [item for item in _handles(text) if not _inside(item, found)]
    return sorted(found, key=lambda item: item.start)


def is_private(item: Identified, text: str) -> bool:
    """True if it is surely a person's own, whoever's: a free mailbox, or a profile beside a word of kin."""
    nearby = Nearby(text, item.start, item.end)
    if nearby.belongs_to_a_service():
        return False
    if item.kind == "phone" or nearby.belongs_to_a_person():
        return True
    return item.kind == "email" and bool(_FREE_MAIL.search(item.value)) and not _OFFICE_BOX.match(item.value)


def _emails(text: str) -> Iterator[Identified]:
    for match in _EMAIL.finditer(text):
        yield Identified("email", match.start(), match.end(), match.group())
    for match in _SPELLED_EMAIL.finditer(text):
        if "@" not in match.group():
            name, site = re.split(r" ?\(?(?:собака|собачка|равлик|at)\)? ?", match.group(), maxsplit=1)
            yield Identified(
                "email", match.start(), match.end(), f"{name}@{re.sub(r' ?(?:[.]|[(]?(?:точка|крапка|нукте|dot)[)]?) ?', '.', site)}"
            )


def _links(text: str) -> Iterator[Identified]:
    for match in _LINK.finditer(text):
        who = match["who"].strip("@+.")
        digits = re.sub(r"\D", "", who)
        if match["site"].startswith(("wa.me", "api", "viber")) and len(digits) >= 9:
            yield Identified("phone", match.start(), match.end(), digits)
        elif not who.endswith("bot"):
            yield Identified("link", match.start(), match.end(), who)


def _handles(text: str) -> Iterator[Identified]:
    for match in _HANDLE.finditer(text):
        if not match.group().endswith("bot"):
            yield Identified("handle", match.start(), match.end(), match.group()[1:])


def _inside(item: Identified, others: list[Identified]) -> bool:
    return any(other.start < item.end and item.start < other.end for other in others)
