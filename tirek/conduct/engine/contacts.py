"""Whose an e-mail address or a profile is: an office's, or surely a person's own."""

from __future__ import annotations

import re

from tirek.conduct.engine.identified import Identified
from tirek.conduct.engine.nearby import Nearby

_FREE_MAIL = re.compile(
    r"@(?:gmail\.com|mail\.ru|inbox\.ru|list\.ru|bk\.ru|yandex\.(?:ru|kz|ua)|ya\.ru|ukr\.net|i\.ua|meta\.ua|bigmir\.net"
    r"|outlook\.com|hotmail\.\w+|live\.com|yahoo\.\w+"
    r"|icloud\.com|proton\.me|protonmail\.com|rambler\.ru|mail\.kz)$"
)
_OFFICE_BOX = re.compile(
    r"(?:info|support|help|office|priem|reception|kense|contact|cent[er]{2}|centr|pomo|admin|kancel|social|soc|sobes|fond|hotline"
    r"|zapis|secretar|hr|noreply)"
)


def is_private(item: Identified, text: str) -> bool:
    """True if it is surely a person's own, whoever's: a free mailbox, or a profile beside a word of kin."""
    nearby = Nearby(text, item.start, item.end)
    if nearby.belongs_to_a_service():
        return False
    if item.kind == "phone" or nearby.belongs_to_a_person():
        return True
    return item.kind == "email" and bool(_FREE_MAIL.search(item.value)) and not _OFFICE_BOX.match(item.value)


def is_office_box(address: str) -> bool:
    """info@centre.kz and the like: an organisation's box, not a person's."""
    return bool(_OFFICE_BOX.match(address)) and not _FREE_MAIL.search(address)
