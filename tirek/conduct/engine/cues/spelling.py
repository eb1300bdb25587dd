"""One spelling for what people type in haste: no apostrophes inside words, no drawn-out letters, "не" apart from its verb.

Rules are spelled the same way, so "dont", "don't" and "п'ю", "пю" are one word to them. The way back to the typed letters is kept.
"""

from __future__ import annotations

import re

from tirek.conduct.engine.folding import Folded, fold

_GLUED = "хочу|хоче|хочет|хочется|хочеться|могу|можу|может|може|знаю|буду|вижу|бачу|сплю|чувствую|понимаю|умею|вижил|живу|пускает|дает|дае"
_CHANGES = re.compile(
    r"(?<=\w)'(?=\w)"  # an apostrophe inside a word
    r"|(?P<drawn>[^\W\d_])(?P=drawn){2,}"  # three or more of one letter
    rf"|(?<!\w)не(?=(?:{_GLUED})(?!\w))"
)


def plain(text: str) -> Folded:
    """Fold a text and write its words plainly. Any str is accepted."""
    folded = fold(text)
    if not _CHANGES.search(folded.text):
        return folded
    letters: list[str] = []
    places: list[int] = []
    last = 0
    for change in _CHANGES.finditer(folded.text):
        letters.append(folded.text[last : change.start()])
        places += range(last, change.start())
        put = _put(change)
        letters.append(put)
        places += [min(change.start() + step, change.end() - 1) for step in range(len(put))]
        last = change.end()
    letters.append(folded.text[last:])
    places += range(last, len(folded.text) + 1)
    starts = tuple(folded.starts[place] for place in places) if folded.starts else tuple(places)
    return Folded("".join(letters), starts)


def plain_words(text: str) -> str:
    """The same for the source of a rule, where drawn-out letters and glued words do not occur."""
    return re.sub(r"(?<=\w)'(?=\w)", "", fold(text).text)


def _put(change: re.Match[str]) -> str:
    if change["drawn"]:
        return change["drawn"]
    return "не " if change.group() == "не" else ""
