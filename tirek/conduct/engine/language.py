"""Which rule packs a sentence needs: by its letters, else by the thread's language."""

from __future__ import annotations

import re

_KAZAKH = re.compile("[әғқңөұүһӘҒҚҢӨҰҮҺ]")
_UKRAINIAN = re.compile("[їєґЇЄҐ]")
_BOTH = re.compile("[іІ]")
_RUSSIAN = re.compile("[ыэъёЫЭЪЁ]")
_CYRILLIC = re.compile("[\u0400-\u04ff]")
_LATIN = re.compile("[A-Za-z]")
_ADDRESS = re.compile(r"[@/_]|\.[a-z]")  # what makes a word an address, which is of no language


def language_of(text: str, fallback: str) -> str:
    """kk, uk, ru or en. `fallback` decides when the letters could be of several languages."""
    text = " ".join(word for word in text.split() if not _ADDRESS.search(word))
    cyrillic, latin = len(_CYRILLIC.findall(text)), len(_LATIN.findall(text))
    if latin > cyrillic:
        return "en"
    if not cyrillic:
        return fallback
    if _KAZAKH.search(text):
        return "kk"
    if _UKRAINIAN.search(text):
        return "uk"
    return _by_common_letters(text, fallback if fallback in ("kk", "uk", "ru") else "ru")


def _by_common_letters(text: str, fallback: str) -> str:
    if _BOTH.search(text):
        return "kk" if _RUSSIAN.search(text) else (fallback if fallback in ("kk", "uk") else "uk")
    if _RUSSIAN.search(text):
        return "kk" if fallback == "kk" else "ru"
    return fallback


def packs_for(language: str) -> tuple[str, ...]:
    """Kazakh and Ukrainian drafts often hold Russian sentences, so Russian runs with them."""
    return (language, "ru") if language in ("kk", "uk") else (language,)
