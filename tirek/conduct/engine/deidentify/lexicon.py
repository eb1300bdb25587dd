"""Names by their stems: every case, suffix and possessive of the gazetteer's names is known without being listed.

A form is looked up by cutting endings off and asking whether the rest is a stem that takes them. All words are folded.
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from functools import cache
from pathlib import Path

import yaml

from tirek.conduct.engine.folding import fold_words

_DATA = Path(__file__).parent / "data"


@cache
def _read_endings() -> dict[str, str]:
    read: dict[str, str] = yaml.safe_load((_DATA / "endings.yaml").read_text(encoding="utf-8"))
    return read


def _endings(name: str) -> list[str]:
    return ["" if ending == "-" else ending for ending in _read_endings()[name].split()]


# Slavic endings of one declension each, Russian and Ukrainian together, possessives ("Мамин", "Олин") included.
_A = _endings("a")
_YA = _endings("ya")
_C = _endings("c")
_Y = _endings("y")
_SOFT = _endings("soft")
_O = _endings("o")
DECLENSIONS: dict[str, frozenset[str]] = {
    "a": frozenset(_A), "ya": frozenset(_YA), "c": frozenset(_C), "y": frozenset(_Y), "soft": frozenset(_SOFT), "o": frozenset(_O),
}  # fmt: skip
_POSSESSED = _endings("possessed")
_CASES = _endings("cases")
KAZAKH = frozenset(first + second for first in _POSSESSED for second in _CASES)
_LONGEST_ENDING = 10
_POSSESSIVE = re.compile(r"[оеєиії][внх]..?$|[оеєи]в$|ин$|ов$")
# English words that sound like one of our names.
_ENGLISH_WORDS = frozenset(_endings("english_words"))
_FOND = re.compile(r"(.{4,}?)(?:очк|ечк|еньк|оньк|ушк|юшк|інк|инк|чик|ик|к|ул|юл|ус|юс)(?:|а|о|у|ом|и|е|ы|ой|ою|ей|ові|ови)$")
_LATIN = dict(zip("абвгдезийклмнопрстуфхыэіїє", [*"abvgdeziiklmnoprstufhieii", "ie"], strict=True)) | {
    "ж": "zh", "ц": "ts", "ч": "ch", "ш": "sh", "щ": "shch", "ю": "iu", "я": "ia", "ь": "", "ъ": "", "'": "", "-": "-",
}  # fmt: skip
_SAME_SOUND = (
    ("kh", "h"),
    ("gh", "g"),
    ("dzh", "zh"),
    ("dj", "zh"),
    ("y", "i"),
    ("j", "zh"),
    ("w", "v"),
    ("q", "k"),
    ("ck", "k"),
    ("ii", "i"),
)


@dataclass(frozen=True, slots=True)
class Name:
    """What a word is as a name. `weak`: it is an ordinary word too."""

    base: str
    weak: bool
    surname: bool = False
    kazakh_word: bool = False  # ordinary in Kazakh texts only


def stems(lemma: str) -> list[tuple[str, str]]:
    """The stems of a folded dictionary form, with the declension each takes."""
    if lemma.endswith("я"):
        return [(lemma[:-1], "ya")]
    if lemma.endswith("а"):
        hushed = {"г": "з", "к": "ц", "х": "с"}.get(lemma[-2:-1])
        return [(lemma[:-1], "a"), *([(lemma[:-2] + hushed, "a")] if hushed else [])]
    if lemma.endswith("й"):
        return [(lemma[:-1], "y")]
    if lemma.endswith("ь"):
        return [(lemma[:-1], "soft")]
    if lemma.endswith("о"):
        return [(lemma[:-1], "o")]
    if lemma[-1:] in "уыиеэюєї":
        return []
    fleeting = re.fullmatch(r"(.+)[еоє]([цкл])ь?", lemma)
    return [(lemma, "c"), *([(fleeting[1] + fleeting[2], "c")] if fleeting else [])]


class Lexicon:
    """Names one can look up in any form. `kazakh` in a question: Kazakh endings may follow the name."""

    def __init__(self, *, possessives: bool = True) -> None:
        self._possessives = possessives
        self._stems: dict[str, list[tuple[str, Name]]] = {}
        self._whole: dict[str, Name] = {}
        self._latin: dict[str, Name] = {}

    def __len__(self) -> int:
        return len(self._whole)

    def add(self, word: str, *, weak: bool = False, surname: bool = False, kazakh_word: bool = False) -> None:
        """A dictionary form. The first entry of a word stays, but a strong one outranks a weak one of another list."""
        lemma = fold_words(word)
        if len(lemma) < 2 or lemma in self._whole:
            return
        name = Name(lemma, weak, surname, kazakh_word)
        self._whole[lemma] = name
        if re.fullmatch(r"[a-z'\-]+", lemma):
            self._latin.setdefault(latin(lemma), name)
            return
        if len(lemma) >= 4 and (not weak or kazakh_word):
            self._latin.setdefault(latin(lemma), Name(lemma, False, surname))
        for stem, declension in stems(lemma):
            if len(stem) >= 2:
                self._stems.setdefault(stem, []).append((declension, name))

    def find(self, word: str, *, kazakh: bool = False) -> Name | None:
        """The name a folded word is a form of."""
        whole = self._whole.get(word)
        if whole:
            return whole
        if word.isascii():
            return self._find_latin(word)
        for cut in range(1, min(4, len(word) - 2) + 1):
            name = self._by_stem(word[:-cut], word[-cut:])
            if name:
                return name
        found = self._by_stem(word, "") or (self._find_kazakh(word) if kazakh else None)
        return found or self._find_fondly(word)

    def _find_fondly(self, word: str) -> Name | None:
        """Давидком, Свєтланочка: a diminutive of a name that is no ordinary word."""
        fond = _FOND.match(word)
        for ending in ("", "а", "я", "о", "й", "ий", "ія", "ия") if fond else ():
            name = self._whole.get(fond[1] + ending) if fond else None
            if name and not name.weak:
                return name
        return None

    def _by_stem(self, stem: str, ending: str) -> Name | None:
        for declension, name in self._stems.get(stem, ()):
            if ending in DECLENSIONS[declension] and (self._possessives or not _POSSESSIVE.match(ending)):
                return name
        return None

    def _find_kazakh(self, word: str) -> Name | None:
        for cut in range(1, min(_LONGEST_ENDING, len(word) - 3) + 1):
            if word[-cut:] in KAZAKH:
                name = self._whole.get(word[:-cut].rstrip("-'"))
                if name:
                    return name
        return None

    def _find_latin(self, word: str) -> Name | None:
        bare = re.sub(r"'?s?'?$", "", word) if "'" in word else word
        return self._whole.get(bare) or (self._latin.get(latin(bare)) if len(bare) >= 4 and bare not in _ENGLISH_WORDS else None)


def latin(word: str) -> str:
    """A name as it sounds in plain Latin letters: Әйгүл, Aygul and Aigul are one."""
    sound = "".join(_LATIN.get(letter, letter) for letter in word)
    for heard, same in _SAME_SOUND:
        sound = sound.replace(heard, same)
    return re.sub(r"^ie", "e", re.sub(r"(\w)\1+", r"\1", sound))


def words_of(file: str) -> list[str]:
    """The words of a list, its comments left out."""
    lines = (_DATA / file).read_text(encoding="utf-8").splitlines()
    return [word for line in lines if not line.startswith("#") for word in line.split()]


@dataclass(frozen=True, slots=True)
class Gazetteer:
    """The lists, ready to ask."""

    first: Lexicon
    surnames: Lexicon
    places: Lexicon
    not_persons: Lexicon
    common: frozenset[str]


@cache
def gazetteer() -> Gazetteer:
    """Built once a process."""
    anywhere = {fold_words(word) for word in words_of("weak_names.txt")}
    kazakh_words = {fold_words(word) for word in words_of("weak_names_kk.txt")} - anywhere
    weak = anywhere | kazakh_words
    first, surnames, places, others = Lexicon(), Lexicon(), Lexicon(possessives=False), Lexicon(possessives=False)
    for file in ("names_kk.txt", "names_ru.txt", "names_uk.txt", "names_en.txt", "names_world.txt", "weak_names.txt", "weak_names_kk.txt"):
        for word in words_of(file):
            first.add(word, weak=fold_words(word) in weak, kazakh_word=fold_words(word) in kazakh_words)
    for file in ("surnames.txt", "surnames_en.txt"):
        for word in words_of(file):
            surnames.add(word, weak=True, surname=True)
    for word in words_of("places.txt"):
        places.add(word)
    for word in words_of("not_persons.txt"):
        others.add(word)
    return Gazetteer(first, surnames, places, others, frozenset(fold_words(word) for word in words_of("common_words.txt")))
