"""A folded text as words: what each may be as a name, and what stands around it."""

from __future__ import annotations

import re
from dataclasses import dataclass
from functools import cache

from tirek.conduct.engine.deidentify import surnames
from tirek.conduct.engine.deidentify.lexicon import KAZAKH, Lexicon, Name, gazetteer
from tirek.conduct.engine.deidentify.name_words import AFTER_STREET, FAMOUS, ORGS, SHORT_STREETS, STREETS, TOWNS, WORD
from tirek.conduct.engine.deidentify.spans import Known
from tirek.conduct.engine.folding import fold_words


@dataclass(frozen=True, slots=True)
class Token:
    start: int
    end: int
    word: str
    high: bool  # begins with a capital that means something
    first: bool  # first of a sentence
    given: Name | None
    father: str
    sure_surname: str
    surname: str
    ordinary: bool  # a place, a public figure or a brand


class Passage:
    """The words of a text, and what one may ask about the words around one of them."""

    def __init__(self, text: str, typed: str, known: Known) -> None:
        self.text, self.typed = text, typed
        self._lists = gazetteer()
        self._known = _lexicon_of(known.names)
        letters = sum(letter.isalpha() for letter in typed)
        self._capitals = sum(letter.isupper() for letter in typed) * 2 < letters
        self._kazakh = known.language == "kk" or bool(re.search("[әғқңөұүһӘҒҚҢӨҰҮҺ]", typed))
        self._language = known.language
        self._famous = [match.span() for match in FAMOUS.finditer(text)]
        self.tokens = [self._token(match) for match in WORD.finditer(text)]

    def _token(self, match: re.Match[str]) -> Token:
        start, end, word = match.start(), match.end(), match.group()
        high = self._capitals and self.typed[start].isupper()
        asked = word if len(word) >= 3 else ""
        given = self._lists.first.find(asked, kazakh=self._kazakh) if asked else None
        if given and given.kazakh_word and not self._kazakh:
            given = Name(given.base, False)
        if given and not high and len(asked) < 5 and asked.isascii() and given.base != asked:
            given = None
        if high and 1 < end - start <= 4 and self.typed[start:end].isupper() and (given is None or given.weak):
            high = False  # an abbreviation: ИИН, АСП, ЦОН
        if given is None and "-" in asked:
            given = self._lists.first.find(asked.split("-")[0], kazakh=self._kazakh)
        listed = self._lists.surnames.find(asked, kazakh=self._kazakh) if asked and high else None
        ordinary = high and bool(
            self._lists.places.find(asked, kazakh=self._kazakh) or self._lists.not_persons.find(asked, kazakh=self._kazakh)
        )
        sure = surnames.sure_surname(self._bare(asked))
        usual = (surnames.usual_surname(asked) or surnames.usual_surname(self._bare(asked))) if asked else ""
        return Token(
            start, end, word, high, self._begins(start), given, surnames.patronymic(asked, self._lists.first) if asked else "",
            sure, usual or (listed.base if listed else ""), ordinary,
        )  # fmt: skip

    def _bare(self, word: str) -> str:
        """A surname without its Kazakh case: Омароваға -> Омарова."""
        if not self._kazakh:
            return re.sub(r"'s?$", "", word)
        return (
            re.sub(r"(?:нын|нин|дын|дин|тын|тин|га|ге|ка|ке|ны|ни|ды|ди|ты|ти|да|де|та|те|дан|ден|тан|тен|нан|нен|мен|бен|пен)$", "", word)
            if len(word) > 6
            else word
        )

    def _begins(self, start: int) -> bool:
        before = self.text[max(0, start - 6) : start].rstrip(" \"'(*-•")
        return not before or (
            before[-1] in ".!?:\n;"
            and not re.search(r"(?:^|\W)(?:\w|mrs?|ms|dr|st|prof|sgt|гр|тов|проф)\.$", self.text[max(0, start - 6) : start].rstrip())
        )

    def _near(self, one: int, other: int) -> bool:
        gap = self.text[self.tokens[one].end : self.tokens[other].start]
        return len(gap) <= 4 and not re.search(r"[.!?;\n]|[\d]", gap.replace(". ", " ") if len(self.tokens[one].word) <= 3 else gap)

    def _capitals_used(self) -> bool:
        return any(token.high for token in self.tokens)

    def _is_a_street(self, index: int) -> bool:
        token = self.tokens[index]
        for back in (1, 2):
            if index < back or not self._near(index - back, index - back + 1):
                break
            word, stop = self.tokens[index - back].word, self.text[self.tokens[index - back].end : self.tokens[index - back].end + 1]
            if word in SHORT_STREETS:
                year = re.search(r"\d[ ]?$", self.text[: self.tokens[index - back].start][-3:])
                if stop == "." and not year and (back == 1 or self.tokens[index - 1].high):
                    return True
            elif word == "имени" and index > back and self.tokens[index - back - 1].word in ("по", "на"):
                return False
            elif word in TOWNS and token.given and not token.given.weak:
                continue  # "in the park Lena was seen": a park or a town is seldom called by a first name
            elif word in STREETS and (back == 1 or self.tokens[index - 1].high):
                return True
        after = self._next(index)
        if after and self._close(token, after) and after.word in AFTER_STREET:
            return True
        second = self.tokens[index + 2] if index + 2 < len(self.tokens) else None
        return bool(second and after and after.high and second.word in AFTER_STREET and second.start - after.end <= 1)

    def _is_org(self, index: int) -> bool:
        """An office, a fund, a prize, or its founder's first name behind it."""
        if index < 0 or not self._near(index, index + 1):
            return False
        if self.tokens[index].word in ORGS:
            return True
        return (
            index > 0
            and self.tokens[index - 1].word in ORGS
            and self.tokens[index].high
            and self._close(self.tokens[index - 1], self.tokens[index])
        )

    def _common(self, word: str) -> bool:
        """An ordinary word, in Kazakh with its endings."""
        common = self._lists.common
        if word in common:
            return True
        return self._kazakh and any(word[-cut:] in KAZAKH and word[:-cut] in common for cut in range(1, min(9, len(word) - 1)))

    def _in_a_title(self, index: int) -> bool:
        """Inside quotation marks after a fund, a shop, a film: «Аяла», "Надія"."""
        token = self.tokens[index]
        opened = re.search(r"(\w+)[ ,\-]{0,2}\"[^\"\n]{0,24}$", self.text[max(0, token.start - 44) : token.start])
        closed = re.match(r"[^\"\n]{0,24}\"", self.text[token.end : token.end + 26])
        return bool(
            opened
            and closed
            and self.text[: token.start].count('"') % 2 == 1
            and not re.match(r"[^\"\n]*[.!?]", self.text[token.end : token.end + 26])
        )

    def _beside_a_name(self, index: int) -> bool:
        around = [self.tokens[place] for place in (index - 1, index + 1) if 0 <= place < len(self.tokens)]
        return any(
            each.given
            and (not each.given.weak or each.high)
            and abs(each.start - self.tokens[index].end) < 40
            and self._touch(each, self.tokens[index])
            for each in around
        )

    def _touch(self, one: Token, other: Token) -> bool:
        first, second = (one, other) if one.start < other.start else (other, one)
        return self._close(first, second)

    def _close(self, one: Token, other: Token) -> bool:
        return self.text[one.end : other.start] in (" ", "  ", "\n", "-")

    def _next(self, index: int) -> Token | None:
        return self.tokens[index + 1] if index + 1 < len(self.tokens) else None


@cache
def _lexicon_of(names: tuple[str, ...]) -> Lexicon:
    lexicon = Lexicon()
    for name in names[:200]:
        for word in WORD.findall(fold_words(name)):
            if len(word) >= 3:
                lexicon.add(word)
    return lexicon
