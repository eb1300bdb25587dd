"""Text as people write it: cleaning at the border, splitting to a platform's limit, telling four languages apart.

`clean` for everything that comes in, `visible` for everything that is shown, `split_message` for everything that goes
out to a channel with a limit. No Django, no I/O.
"""

import re
import unicodedata
from collections import Counter
from collections.abc import Iterator

CUT_MARK = " […]"
_CUT_MARK_SIZE = len(CUT_MARK.encode())

_BIDI = dict.fromkeys([0x061C, 0x200E, 0x200F, *range(0x202A, 0x202F), *range(0x2066, 0x206A)])

_ZWJ = "\u200d"
_SKIN_TONES = range(0x1F3FB, 0x1F400)
_TAGS = range(0xE0020, 0xE0080)
_FLAG_LETTERS = range(0x1F1E6, 0x1F200)

_SENTENCE_END = re.compile(r"[.!?…]+[\"»”')\]]*(?=\s)")
_SPACE = re.compile(r"\s+")


def clean(text: str, limit: int = 65_536) -> str:
    """The same words in a form that every store can keep: no NUL, no lone surrogate, at most `limit` UTF-8 bytes.

    A longer text is cut visibly: it ends with " […]", never inside a letter and its accents.
    """
    if text.isascii():
        if len(text) <= limit and "\0" not in text:
            return text  # the quick way of most names, ids and language codes
        whole = text.replace("\0", "")
    else:
        # through UTF-16, so that two halves of one letter find each other and a half alone falls out
        whole = text.replace("\0", "").encode("utf-16-le", "surrogatepass").decode("utf-16-le", "ignore")
    size = len(whole.encode())
    if size <= limit:
        return whole
    kept = whole.encode()[: max(limit - _CUT_MARK_SIZE, 0)].decode("utf-8", "ignore")
    return whole[: _whole_letters(whole, len(kept))].rstrip() + CUT_MARK


def visible(text: str) -> str:
    """The text without the characters that turn the reading direction, so that it cannot pretend to be other words."""
    return text.translate(_BIDI)


def utf16_len(text: str) -> int:
    """Length in UTF-16 code units, the unit in which Telegram and SMS count."""
    return len(text.encode("utf-16-le", "surrogatepass")) // 2


def split_message(text: str, limit_utf16: int) -> list[str]:
    """Cut a long text into parts of at most `limit_utf16` UTF-16 units each.

    Borders are looked for in this order: paragraph, line, end of a sentence, word, letter; a letter is never parted from
    its accent, its skin tone or the rest of its emoji (unless it alone is longer than the limit). Only the white space
    at a border is lost. Nothing but white space gives no part.
    """
    parts = []
    rest = text.strip()
    while utf16_len(rest) > limit_utf16:
        border = _best_border(rest, _fitting(rest, limit_utf16))
        parts.append(rest[:border].rstrip())
        rest = rest[border:].lstrip()
    return [*parts, rest] if rest else parts


def _fitting(text: str, limit_utf16: int) -> int:
    """How many characters from the start fit; at least one, so that the work always ends."""
    window = text[:limit_utf16].encode("utf-16-le", "surrogatepass")[: limit_utf16 * 2]
    return max(len(window.decode("utf-16-le", "ignore")), 1)


def _best_border(text: str, fits: int) -> int:
    """Where to cut so that a person would not stumble; a border in the first half would waste a message."""
    half = fits // 2
    for mark in ("\n\n", "\n"):
        found = text.rfind(mark, half, fits + 1)
        if found > 0:
            return found
    sentences = [end.end() for end in _SENTENCE_END.finditer(text, half, fits + 1) if end.end() <= fits]
    if sentences:
        return sentences[-1]
    spaces = [space.start() for space in _SPACE.finditer(text, fits // 4, fits + 1)]
    if spaces and spaces[-1] > 0:
        return spaces[-1]
    return _whole_letters(text, fits) or fits


def _whole_letters(text: str, index: int) -> int:
    """The nearest border between two letters at or before `index`; 0 if the first letter is longer than that."""
    while 0 < index < len(text) and _belong_together(text, index):
        index -= 1
    return index


def _belong_together(text: str, index: int) -> bool:
    before, after = text[index - 1], text[index]
    if after == _ZWJ or before == _ZWJ or (before == "\r" and after == "\n"):
        return True
    if unicodedata.category(after) in {"Mn", "Me", "Mc"} or ord(after) in _SKIN_TONES or ord(after) in _TAGS:
        return True
    if ord(after) in _FLAG_LETTERS and ord(before) in _FLAG_LETTERS:
        start = index
        while start > 0 and ord(text[start - 1]) in _FLAG_LETTERS:
            start -= 1
        return (index - start) % 2 == 1  # flags are pairs of letters, counted from the first
    return False


# --- which of four languages ---------------------------------------------------------------------------------------

_ADDRESS = re.compile(r"\S+://\S+|\S+@\S+")
_WORD = re.compile(r"[^\W\d_]+(?:['’ʼ-][^\W\d_]+)*")
_KK = frozenset("әғқңөұүһ")
_UK = frozenset("їєґ")
_RU = frozenset("эъё")

# Very common words only, those that differ between the three; Kazakh also as typed on a Russian keyboard.
_COMMON = {
    "kk": (
        "салем салеметсиз салеметсиздер ассалаумагалейкум рахмет калай калайсыз керек жок бар маган саган оган бизге сизге мен сен биз сиз "
        "менин сенин сиздин биздин мени сизди бул сол осы кайда кашан канша неге ушин жане бирак кандай комек комектесиниз "
        "комектесиниздер отинем отиниш айтыныз айтыныздаршы болады болама екен емес едим бала балам балалар балаларым акша баспана "
        "жардемакы жалгыз анам агам уй уйде уйим калдым келди бермейди жатыр жатырмын журмин "
        "бір сіз біз кім сізге бізге сені екі сізді бізді біздің сіздің жібер тілек кіші"
    ),
    "uk": (
        "що як це чи та мене мені мною немає нема треба потрібно потрібна допоможіть допомога допомогти дякую будь ласка добрий день "
        "вечір доброго привіт дуже тільки коли якщо де куди хто вона воно вони ви ми він його її бо але або від про для є був була було "
        "можна можу хочу щоб ще вже зараз завтра вчора дитина дитини діти дітей гроші виплата виплати вдома боюся жити шо"
    ),
    "ru": (
        "что как это или и меня мне мной нет надо нужно нужна помогите помощь помочь спасибо пожалуйста здравствуйте привет день "
        "добрый вечер очень только когда если где куда кто она оно они вы мы он его ее но от про для есть был была было можно могу хочу "
        "чтобы еще уже сейчас завтра вчера ребенок ребенка дети детей деньги дома боюсь жить с"
    ),
}
_WORDS = {language: frozenset(common.split()) for language, common in _COMMON.items()}


def language_of(text: str) -> str | None:
    """One of kk, uk, ru, en by the letters and the most common words of a message; None when it has no letters.

    A guess for choosing the language of an automatic answer; the person can always choose another.
    """
    words = list(_words(text))
    cyrillic = sum(len(word) for word in words if "\u0400" <= word[0] <= "\u052f")
    if not cyrillic:
        return "en" if any("a" <= word[0] <= "z" for word in words) else None
    if cyrillic < sum(len(word) for word in words) / 3:
        return "en"
    votes = _votes([word for word in words if "\u0400" <= word[0] <= "\u052f"])
    best = max(votes.values(), default=0)
    return next((language for language in ("kk", "uk", "ru") if best and votes[language] == best), "ru")


def _words(text: str) -> Iterator[str]:
    # the first letters are enough, and keep a megabyte of text from costing time
    sample = unicodedata.normalize("NFC", text[:4_000]).casefold()
    for found in _WORD.finditer(_ADDRESS.sub(" ", sample)):
        yield found.group()


def _votes(words: list[str]) -> Counter[str]:
    """Each word speaks for the language of its own letters, else for every language that lists it.

    ы is Russian and Kazakh, і is Ukrainian and Kazakh: they speak for Kazakh only beside a word that is surely Kazakh.
    """
    votes: Counter[str] = Counter()
    shared: Counter[str] = Counter()
    for word in words:
        letters = set(word)
        if letters & _KK or ("і" in letters and "ы" in letters):
            votes["kk"] += 2
        elif letters & _UK:
            votes["uk"] += 2
        elif letters & _RU:
            votes["ru"] += 2
        elif "і" in letters and word not in _WORDS["kk"]:
            shared["uk"] += 2
        elif "ы" in letters:
            shared["ru"] += 2
        for language, common in _WORDS.items():
            votes[language] += word in common
    if not votes["kk"] or votes["kk"] <= max(votes["ru"], votes["uk"]):
        votes.update(shared)
    return votes
