"""What stands around the words: emoji, a sticker, a reaction, deleted messages, a pause, the hour. They raise by little.

No face, no voice, no guess at a mood: only what the person did openly in the conversation. Alone they never pass level 1.
"""

from __future__ import annotations

import re

from tirek.conduct.engine.cues.readings import Circumstances

_SAD = re.compile("[😭😢😞😔😟😣😖😩💔🥀😰😨😱🆘🖤]")
_GRAVE = re.compile("[⚰🪦💊🔪🔫🩸🪢]")
_GLAD = re.compile(
    "[😂🤣😄😁😀😆😅🎉🥳❤🥰😍👏💪🎂]|(?<!\\w)(?:ха){2,}|(?<!\\w)lo+l(?!\\w)|(?<!\\w)ор[уе](?!\\w)|haha|хаха"
    "|спасиб|дяку|рахмет|рақмет|рекеп|thank"
)
_LETTER = re.compile(r"\w")
_NIGHT = range(5)
MANY_DELETED = 3
LONG_PAUSE_MIN = 60
ENOUGH = 2


def around(text: str, known: Circumstances) -> tuple[str, ...]:
    """The names of the circumstances that count."""
    counted = {
        "emoji": _emoji(text),
        "sticker": bool(_SAD.search(known.sticker) or _GRAVE.search(known.sticker)),
        "reaction": bool(_SAD.search(known.reaction) or _GRAVE.search(known.reaction)),
        "deleted": known.deleted >= MANY_DELETED,
        "pause": known.pause_min >= LONG_PAUSE_MIN,
        "hour": known.hour in _NIGHT,
    }
    return tuple(name for name, counts in counted.items() if counts)


def emoji_alone(text: str) -> tuple[int, int] | None:
    """Where the sad signs stand in a message that holds no word."""
    if _LETTER.search(text) or _GLAD.search(text):
        return None
    found = [sign.span() for sign in re.finditer(f"{_SAD.pattern}|{_GRAVE.pattern}", text)]
    return (found[0][0], found[-1][1]) if found else None


def raised(level: int, counted: tuple[str, ...]) -> int:
    """Two circumstances make 1 of silence and 2 of a weak cue; a level of 2 or 3 is for words alone."""
    return level + 1 if level < 2 and len(counted) >= ENOUGH else level


def _emoji(text: str) -> bool:
    return bool((_SAD.search(text) or _GRAVE.search(text)) and not _GLAD.search(text.lower()))
