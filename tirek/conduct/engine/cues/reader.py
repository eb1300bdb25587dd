"""The reading of a message: spell plainly, split, match, ask what the words around say, join signs, count circumstances.

A message is never kept. Any str is accepted and nothing is raised for a message. Level 0 says that no rule matched, not that
nobody is in danger.
"""

from __future__ import annotations

import hashlib
import re
from collections.abc import Mapping
from dataclasses import dataclass, field
from pathlib import Path

from tirek.conduct.engine.cues import circumstances
from tirek.conduct.engine.cues import packs as cue_packs
from tirek.conduct.engine.cues.likeness import Alike, Likeness, most_alike
from tirek.conduct.engine.cues.matching import CueMatcher
from tirek.conduct.engine.cues.packs import ASKS, MINOR, Combination, CuePacks
from tirek.conduct.engine.cues.protocols import filled
from tirek.conduct.engine.cues.readings import HIGHEST, Circumstances, Cue, CueReading, CueRule, CueWords
from tirek.conduct.engine.cues.scenes import SceneBook
from tirek.conduct.engine.cues.spelling import plain
from tirek.conduct.engine.findings import LANGUAGES
from tirek.conduct.engine.folding import Folded
from tirek.conduct.engine.language import language_of
from tirek.conduct.engine.sentences import quotations, sentences

FOLDER = Path(__file__).parent.parent.parent / "packs" / "cues"
WEIGHTS = FOLDER.parent / "cues_likeness.json"
ALIKE = "LIKENESS"
"""What a cue names as its rule that no rule raised, but likeness."""
LONGEST_MESSAGE = 16_384  # what no messenger lets a person write at once; letters after it are not read
MOST_MATCHES = 200
_LATIN = re.compile("[a-z]")
_PAST_LEVEL = 1
_ADULT = 18
_SOLVES = ("farewell", "gratitude", "end")  # signs that an ordinary end of a matter explains


@dataclass(frozen=True, slots=True)
class _Found:
    """A match that stands, in places of the plainly spelled message."""

    rule: CueRule
    level: int
    start: int
    end: int
    sentence: int


@dataclass(slots=True)
class _Message:
    spelled: Folded
    spans: list[tuple[int, int]]
    quoted: list[tuple[int, int]]
    found: list[_Found] = field(default_factory=list)
    roles: dict[str, list[tuple[int, int, int]]] = field(default_factory=dict)  # role -> (sentence, start, end)
    explained: frozenset[tuple[str, int]] = frozenset()  # rules, and the sentences in which something explains them

    def role_in(self, role: str, *numbers: int) -> bool:
        return any(number in numbers for number, _, _ in self.roles.get(role, ()))

    def inside(self, role: str, found: _Found) -> bool:
        return any(start < found.end and found.start < end for _, start, end in self.roles.get(role, ()))


class CueReader:
    """Cue rules ready to run. Built once at start, shared by threads."""

    def __init__(self, packs: CuePacks, likeness: Mapping[str, Likeness] | None = None) -> None:
        self._packs = packs
        self._likeness = likeness or {}
        self._matchers = {language: CueMatcher(packs, language) for language in LANGUAGES}
        self._listed = SceneBook(packs.listed, (), {})
        self._scenes = SceneBook(packs.concepts, packs.scenes, packs.explained)

    @classmethod
    def load(cls, *folders: Path) -> CueReader:
        """Read the packs of the folders, by default the room's own and its weights. Raises CuePackError with a sentence."""
        return cls(cue_packs.load(folders or (FOLDER,)), {} if folders else Likeness.load(WEIGHTS))

    @property
    def versions(self) -> dict[str, int]:
        """The version of each pack by its file's name."""
        return dict(self._packs.versions)

    def words(self, cue: str, language: str) -> CueWords:
        """The card of a cue; Russian if we do not speak the language. Raises KeyError for an unknown cue."""
        return self._packs.cards[cue][language if language in LANGUAGES else "ru"]

    def protocol(self, level: int, language: str, country: str = "kz") -> tuple[str, ...]:
        """What to do now at level 2 or 3, with the country's numbers; empty below. A sentence without a confirmed number is left out."""
        texts = self._packs.protocols.get(level, {}).get(language if language in LANGUAGES else "ru", ())
        return filled(texts, country)

    def read(self, text: str, known: Circumstances) -> CueReading:
        """The cues of a message in the order of its words, and a level that only raises."""
        if not text.strip():
            return _without_words("", known)
        message = self._message(text[:LONGEST_MESSAGE], known)
        standing = [each for each in (_judged(found, message) for found in message.found) if each]
        said = _by_name(standing)
        cues = [each for each in standing if each.rule.cue]
        level = max((each.level for each in cues), default=0)
        for combination in self._packs.combinations:
            cues += _joined(combination, said, message, level, known)
        cues += self._alike(message, text, known, cues)
        if not cues:
            return _without_words(text, known)
        chosen = [_cue(each, message) for each in _chosen(cues)]
        counted = circumstances.around(text, known)
        return CueReading(circumstances.raised(max(each.level for each in chosen), counted), tuple(chosen), counted)

    def _alike(self, message: _Message, text: str, known: Circumstances, cues: list[_Found]) -> list[_Found]:
        """What likeness raises above the rules. Where it cannot tell well which cue it is, what the rules have named stands for it."""
        gravest = max(cues, key=lambda each: each.level, default=None)
        level = gravest.level if gravest else 0
        if level == HIGHEST:
            return []
        weights = [self._likeness[language] for language in _languages(text, known.language) if language in self._likeness]
        alike = most_alike(message.spelled.text, message.spans, weights)
        if alike is None or alike.level <= level:
            return []
        if message.role_in("fiction", alike.sentence):
            return []
        return [_like(alike, gravest.rule.cue if gravest and not alike.clear else alike.cue, message)]

    def _message(self, text: str, known: Circumstances) -> _Message:
        spelled = plain(text)
        message = _Message(spelled, sentences(spelled.text), quotations(spelled.text))
        languages = _languages(text, known.language)
        for number, (start, end) in enumerate(message.spans):
            sentence = spelled.text[start:end]
            for language in _with_english(languages, sentence):
                for match in self._matchers[language].find(sentence):
                    _keep(message, match.rule, start + match.start, start + match.end, number)
            if len(message.found) > MOST_MATCHES:
                break
        self._add_listed(message, _with_english(languages, spelled.text))
        self._set_scenes(message, languages, known)
        return message

    def _add_listed(self, message: _Message, languages: tuple[str, ...]) -> None:
        """The signs that are plain words. A denial takes them back unless they are timeless, as who and where are."""
        for name, hits in self._listed.hits(message.spelled.text, languages).items():
            rule = self._packs.signs[name]
            for hit in hits:
                if not hit.denied or rule.timeless:
                    number = next(number for number, (_, end) in enumerate(message.spans) if hit.start < end)
                    message.found.append(_Found(rule, 0, hit.start, hit.end, number))

    def _set_scenes(self, message: _Message, languages: tuple[str, ...], known: Circumstances) -> None:
        """Scenes are found over the whole message; each stands where its first word does."""
        told = set(message.roles)
        told |= {MINOR} if known.age is not None and known.age < _ADULT else set()
        told |= {ASKS} if "?" in message.spelled.text else set()
        scenes = self._scenes.found(message.spelled.text, _with_english(languages, message.spelled.text), told, message.spans)
        message.explained = scenes.explained
        for rule, hit in scenes.raised:
            number = next(number for number, (_, end) in enumerate(message.spans) if hit.start < end)
            message.found.append(_Found(rule, rule.level, hit.start, hit.end, number))


def _like(alike: Alike, cue: str, message: _Message) -> _Found:
    rule = CueRule(ALIKE, cue, alike.level, "child" if cue == "child_risk" else "self")
    return _Found(rule, alike.level, *message.spans[alike.sentence], alike.sentence)


def _languages(text: str, declared: str) -> tuple[str, ...]:
    """By letters and by what the thread says, and Russian with every Cyrillic one: people mix."""
    fallback = declared if declared in LANGUAGES else "ru"
    seen = language_of(text, fallback)
    cyrillic = ("ru",) if "en" not in (seen, fallback) or seen != "en" else ()
    return tuple(dict.fromkeys((seen, fallback, *cyrillic)))


def _with_english(languages: tuple[str, ...], sentence: str) -> tuple[str, ...]:
    if "en" not in languages and len(_LATIN.findall(sentence)) > len(sentence) // 2:
        return (*languages, "en")
    return languages


def _keep(message: _Message, rule: CueRule, start: int, end: int, number: int) -> None:
    if rule.cue or rule.sign:
        message.found.append(_Found(rule, rule.level, start, end, number))
    else:
        message.roles.setdefault(rule.id, []).append((number, start, end))


def _judged(found: _Found, message: _Message) -> _Found | None:
    """None for an idiom, a quotation, a film, what is over; lower for what is past."""
    if (found.rule.id, found.sentence) in message.explained:
        return None
    told = not found.rule.stories and message.role_in("fiction", found.sentence)
    if told or message.inside("harmless", found) or _explained(found, message):
        return None
    if not found.rule.quotes and any(start <= found.start and found.end <= end for start, end in message.quoted):
        return None
    if found.rule.timeless or not message.role_in("past", found.sentence) or message.role_in("again", *range(len(message.spans))):
        return found
    if not found.rule.cue or message.roles.get("over"):
        return None
    return _Found(found.rule, min(found.level, _PAST_LEVEL), found.start, found.end, found.sentence)


def _explained(found: _Found, message: _Message) -> bool:
    """An ordinary end of a matter explains a farewell; a birth, a journey or a sport explain a bag, a key, a blow."""
    if found.rule.sign in _SOLVES and message.roles.get("solved"):
        return True
    ordinary = bool(found.rule.sign) or found.rule.cue in ("violence_home", "child_risk")
    return ordinary and found.rule.cue != "suicidal_ideation" and message.role_in("setting", found.sentence)


def _joined(combination: Combination, said: dict[str, list[_Found]], message: _Message, level: int, known: Circumstances) -> list[_Found]:
    """The cue that several signs make together, standing on the words of each."""
    if any(name in message.roles for name in combination.unless):
        return []
    minor = known.age is not None and known.age < _ADULT
    asked = [group for group in combination.groups if not (minor and "age:child" in group)]
    bearing = [[found for name in group for found in said.get(name, ())] for group in asked]
    words = {(each.start, each.end): each for found in bearing for each in found}
    if not all(bearing) or len(words) < len(asked):
        return []
    height = max(combination.level, min(HIGHEST, level + 1)) if combination.lifts else combination.level
    rule = CueRule(combination.id, combination.cue, height, combination.subject)
    return [_Found(rule, height, each.start, each.end, each.sentence) for each in words.values()]


def _by_name(standing: list[_Found]) -> dict[str, list[_Found]]:
    """The matches that stand, by the sign each leaves and by its cue."""
    said: dict[str, list[_Found]] = {}
    for each in standing:
        for name in (each.rule.sign, f"cue:{each.rule.cue}"):
            said.setdefault(name, []).append(each)
    return said


def _chosen(cues: list[_Found]) -> list[_Found]:
    """Of one cue in one sentence the highest and longest, in the order of the words."""
    best: dict[tuple[str, int], _Found] = {}
    for each in cues:
        place = (each.rule.cue, each.sentence)
        if place not in best or (each.level, each.end - each.start) > (best[place].level, best[place].end - best[place].start):
            best[place] = each
    return sorted(best.values(), key=lambda each: (each.start, each.end, each.rule.cue))


def _cue(found: _Found, message: _Message) -> Cue:
    start, end = message.spelled.span(found.start, found.end)
    said = f"{found.rule.id}\0{message.spelled.text[found.start : found.end]}".encode("utf-8", "surrogatepass")
    key = hashlib.blake2b(said, digest_size=8).hexdigest()
    return Cue(found.rule.cue, found.level, start, end, found.rule.subject, found.rule.id, key)


def _without_words(text: str, known: Circumstances) -> CueReading:
    """No rule matched: circumstances alone may ask for a look, never for more."""
    counted = circumstances.around(text, known)
    place = circumstances.emoji_alone(text)
    if place is None:
        return CueReading(circumstances.raised(0, counted), (), counted)
    key = hashlib.blake2b(text[slice(*place)].encode("utf-8", "surrogatepass"), digest_size=8).hexdigest()
    return CueReading(1, (Cue("distress", 1, *place, "self", "SIGNS-ALONE", key),), counted)
