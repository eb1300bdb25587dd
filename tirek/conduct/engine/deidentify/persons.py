"""Names of people in a text: first names, patronymics, surnames and initials, in any case and form.

Each word is asked what it may be (`_seen`), then neighbours decide (`_Reader`): a capital inside a sentence, a word of kin or
naming in front, another name beside it. Streets, funds, public figures and ordinary words that are also names stay.
"""

from __future__ import annotations

import re
from collections.abc import Iterator

from tirek.conduct.engine.deidentify import surnames
from tirek.conduct.engine.deidentify.beginnings import Beginning
from tirek.conduct.engine.deidentify.name_words import (
    ACTS,
    CALLED_HOUSE,
    CALLED_SO,
    CALLS,
    EASTERN,
    INITIALS_LAST,
    JOINS,
    NEVER_AFTER_KIN,
    SHOPS,
    STOP_AFTER_NAMING,
    SURNAME_FIRST,
    VERB,
    WITH_INITIALS,
    is_a,
)
from tirek.conduct.engine.deidentify.spans import Known, Span


def persons(text: str, typed: str, known: Known) -> Iterator[Span]:
    """Spans (in folded places) of people named in a folded text; `typed` has the same length, with its capitals."""
    reader = _Reader(text, typed, known)
    yield from reader.people()


class _Reader(Beginning):
    """Decides which words are names."""

    def people(self) -> Iterator[Span]:
        index, joined = 0, -1
        while index < len(self.tokens):
            why = self._why(index) or ("doubt" if index == joined and self._as_the_one_before(index) else "")
            if why:
                first, last = self._widen(index)
                yield self._span(first, last, why)
                index = last
                joined = last + 2 if self._joins(last + 1) else last + 1
            index += 1
        yield from self._written_apart()

    def _written_apart(self) -> Iterator[Span]:
        """Чжан Вэй, Нгуен Тхи Лан; "O'Malley, J.": a family name first, and what no list of first names holds."""
        if not self._capitals:
            return
        for pattern, why in ((EASTERN, "name"), (SURNAME_FIRST, "initials"), (WITH_INITIALS, "initials")):
            for match in pattern.finditer(self.typed):
                words = [token for token in self.tokens if match.start() <= token.start < match.end()]
                if words and not any(token.ordinary or token.word in ("вы", "вас", "вам", "ваш", "ви") for token in words):
                    yield Span(match.start(), match.end(), "PERSON", why != "doubt", why, f"s:{words[0].word}")

    def _joins(self, index: int) -> bool:
        return index < len(self.tokens) and self.tokens[index].word in JOINS and self._near(index - 1, index)

    def _as_the_one_before(self, index: int) -> bool:
        """Ахмад и Зейнаб; Айгуль, Тоймас: one more of a row, with its capital."""
        token = self.tokens[index]
        if not token.high or token.first or token.ordinary or len(token.word) < 3 or self._common(token.word) or self._is_a_street(index):
            return False
        gap = self.text[self.tokens[index - 1].end : token.start]
        return gap.strip() in ("", ",", "&") and not is_a("kin", token.word) and (gap.strip() != "" or self.tokens[index - 1].word in JOINS)

    # Reasons, the strongest first. A word that is two-edged is `weak`.
    def _why(self, index: int) -> str:
        token = self.tokens[index]
        if any(first <= token.start < last for first, last in self._famous):
            return ""
        of_thread = self._known.find(token.word, kazakh=True) if len(self._known) and len(token.word) >= 3 else None
        if of_thread and not self._is_a_street(index) and (token.high or not self._common(token.word) or of_thread.base == token.word):
            return "thread" if token.high or not self._common(token.word) else "doubt"
        if not token.high and is_a("kin", token.word):
            return ""
        called = self._called(index)
        if self._is_a_street(index) or (token.ordinary and not called):
            return ""
        if index and self.tokens[index - 1].word in SHOPS and self._near(index - 1, index):
            return ""
        if called and self._may_be_called(index, called):
            return called
        if token.father and (token.high or self._beside_a_name(index) or len(token.word) >= 8):
            return "patronymic"
        if token.high and len(token.word) >= 8 and surnames.looks_like_a_patronymic(token.word):
            return "patronymic"
        return self._by_itself(index)

    def _by_itself(self, index: int) -> str:
        token = self.tokens[index]
        plainly = token.given and not token.given.weak and not self._common(token.word) and not self._in_a_title(index)
        if plainly and (token.high or len(token.word) >= 4):
            return "" if self._named_after(index) else "name"
        if not token.high:
            return self._without_a_capital(index)
        if self._in_a_title(index):
            return ""
        if token.sure_surname:
            return "" if self._is_org(index - 1) else "surname"
        return self._at_the_start(index) if token.first else self._inside(index)

    def _named_after(self, index: int) -> bool:
        """«Детский сад Айгуль», «фонд Булата Утемуратова»: a house called by a person, and nobody of it does anything."""
        token, after = self.tokens[index], self._next(index)
        if (
            after
            and after.word == "деген"
            and index + 2 < len(self.tokens)
            and self.tokens[index + 2].word in ("гул", "кафе", "дукен", "ауыл")
        ):
            return True
        if CALLED_HOUSE.match(self.text, token.end):
            return True
        if not token.high or not self._is_org(index - 1):
            return False
        return not (after and self._close(token, after) and (ACTS.match(after.word) or after.father or VERB.search(after.word)))

    def _inside(self, index: int) -> str:
        """A capital inside a sentence."""
        token = self.tokens[index]
        if token.given or (token.surname and not self._common(token.word)):
            return "name" if not self._is_org(index - 1) else ""
        if surnames.kazakh_name(token.word) and not token.word.isascii():
            return "name"
        return self._unknown(index)

    def _without_a_capital(self, index: int) -> str:
        """An ordinary word in small letters, unless it introduces itself, is called so, or does what people do."""
        token, after = self.tokens[index], self._next(index)
        if after and after.word in ("деген", "есимди") and surnames.kazakh_name(token.word) and self._close(token, after):
            return "naming"
        if token.given and not token.given.weak and token.given.base == token.word and token.word not in NEVER_AFTER_KIN:
            if index and self.tokens[index - 1].word in ("я", "мен", "i'm", "im") and self._near(index - 1, index):
                return "naming"
            if after and self._close(token, after) and ACTS.match(after.word):
                return "doubt"
        if token.given and token.given.base == token.word and index and self._near(index - 1, index):
            before = self.tokens[index - 1]
            if CALLS.match(before.word) and self._close(before, token) and token.word not in NEVER_AFTER_KIN:
                return "doubt"
        told = token.word.endswith("енко") or self._beside_a_name(index)
        return "surname" if token.sure_surname and len(token.word) >= 7 and told else ""

    def _unknown(self, index: int) -> str:
        """A capital inside a sentence that no list knows."""
        token, after = self.tokens[index], self._next(index)
        if len(token.word) < 3 or self._common(token.word) or self._is_org(index - 1):
            return ""
        if (
            INITIALS_LAST.match(self.typed, token.end)
            and re.match(r"[ ]{1,2}[^\W\d_]\.", self.typed[token.end : token.end + 4])
            and self.typed[token.end :].lstrip()[:1].isupper()
        ):
            return "initials"
        if (
            re.search(r"(?<!\w)[^\W\d_]\.[ ]?(?:[^\W\d_]\.)?[ ]?$", self.typed[max(0, token.start - 7) : token.start])
            and self.typed[max(0, token.start - 7) : token.start].strip(". ")[-1:].isupper()
        ):
            return "initials"
        if (
            after
            and self._close(token, after)
            and ACTS.match(after.word)
            and self.typed[token.start : token.end].istitle()
            and not token.word.isascii()
        ):
            return "doubt"
        if token.word.isascii():
            return self._unknown_english(index)
        if after and after.word in ("апай", "агай", "апа", "ага", "ханым", "мырза", "тате") and self._close(token, after):
            return "title"
        return ""

    def _called(self, index: int) -> str:
        """kin, title or naming if such a word stands in front, with at most two small words between."""
        if index and is_a("titles", self.tokens[index - 1].word) and self._near(index - 1, index):
            return "title"
        for back in (1, 2, 3):
            if index < back or not self._near(index - back, index - back + 1):
                return ""
            word = self.tokens[index - back].word
            if is_a("naming", word):
                return "naming"
            if is_a("kin", word):
                return "kin" if back <= 2 else ""
            if not is_a("between", word):
                return ""
        return ""

    def _may_be_called(self, index: int, called: str) -> bool:
        token = self.tokens[index]
        gap = self.text[self.tokens[index - 1].end : token.start]
        if called == "kin" and "," in gap:
            return False
        if token.high and not token.first and len(token.word) >= 2 and not token.ordinary:
            return (
                not is_a("kin", token.word)
                and token.word not in STOP_AFTER_NAMING
                and (called != "kin" or token.given is not None or token.surname != "" or not token.word.isascii())
            )
        if token.given and token.word not in NEVER_AFTER_KIN and not is_a("kin", token.word) and token.word not in STOP_AFTER_NAMING:
            return called == "title" or not self._common(token.word) or token.given.base == token.word
        if called == "title" and self.tokens[index - 1].word in ("mr", "mrs"):
            return token.word not in STOP_AFTER_NAMING
        if called == "title" and self.tokens[index - 1].word in ("uncle", "aunt", "auntie"):
            return token.word not in STOP_AFTER_NAMING and len(token.word) > 2 and not token.word.endswith(("ed", "ing", "s", "ly"))
        if called == "title":
            return len(token.word) >= 3 and not self._capitals_used() and token.word not in STOP_AFTER_NAMING and bool(token.surname)
        follows = CALLED_SO.search(self.text[max(0, token.start - 24) : token.start])
        plain = len(token.word) >= 3 and token.word not in STOP_AFTER_NAMING and not self._common(token.word)
        return called == "naming" and bool(follows) and plain and not is_a("kin", token.word) and not token.ordinary
