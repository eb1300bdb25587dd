"""First name, patronymic, surname and initials that stand together are one person."""

from __future__ import annotations

import re

from tirek.conduct.engine.deidentify import surnames
from tirek.conduct.engine.deidentify.name_words import AFTER_STREET, INITIALS_LAST, is_a
from tirek.conduct.engine.deidentify.passage import Passage, Token
from tirek.conduct.engine.deidentify.spans import Span


class WholeName(Passage):
    """Widens one word of a name to all of it, and says who it is."""

    def _widen(self, index: int) -> tuple[int, int]:
        """The other words of the same name, on both sides, three at most."""
        first = last = index
        while last + 1 < len(self.tokens) and last - index < 2 and self._goes_on(last, last + 1):
            last += 1
        while first > 0 and index - first < 2 and self._goes_before(first - 1, first):
            first -= 1
        return first, last

    def _goes_on(self, index: int, after: int) -> bool:
        one, other = self.tokens[index], self.tokens[after]
        if (
            self.text[one.end : other.start] not in (" ", "  ")
            or other.ordinary
            or other.word in AFTER_STREET
            or (is_a("kin", other.word) and not other.given)
        ):
            return False
        if other.father or (
            other.high and (other.given or other.surname or other.sure_surname or surnames.looks_like_a_patronymic(other.word))
        ):
            return True
        if other.high and surnames.adjective_surname(other.word):
            return True
        if other.high:
            return not self._common(other.word) and len(other.word) >= 3 and (not other.word.isascii() or self._is_english_surname(other))
        plain = not one.high and (one.given is not None or one.father != "")
        if (
            plain
            and not self._common(other.word)
            and (other.sure_surname or re.search(r"(?:ов|ев|ова|ева|ову|еву|овой|евой|ина|ович|евич|овна|евна|ивна|улы|кызы)$", other.word))
        ):
            return len(other.word) >= 5 and bool(re.search(r"(?:ов|ев|ова|ева|енко|чук|баев\w?|овой|евой)$", other.word) or other.father)
        return bool(plain and other.given and not other.given.weak and not self._common(other.word))

    def _is_english_surname(self, token: Token) -> bool:
        letters = self.typed[token.start : token.end]
        return (
            letters[1:].islower()
            or bool(re.match(r"(?:Mc|Mac|O')[A-Z][a-z]+$", letters.replace("’", "'")))
            or "-" in letters
            or letters.endswith(("'s", "’s"))
        )

    def _goes_before(self, before: int, index: int) -> bool:
        one, other = self.tokens[before], self.tokens[index]
        if self.text[one.end : other.start] not in (" ", "  ") or one.ordinary or self._is_a_street(before):
            return False
        if (
            one.high
            and (one.surname or one.sure_surname or one.given)
            and (one.given or not self._common(one.word))
            and not is_a("kin", one.word)
        ):
            return True
        return bool(
            not one.high
            and not other.high
            and not self._common(one.word)
            and re.search(r"(?:[бкдлнр][ое]ва|енко|баева?|бекова?)$", one.word)
            and len(one.word) >= 6
            and other.given
        )

    def _span(self, first: int, last: int, why: str) -> Span:
        start, end = self.tokens[first].start, self.tokens[last].end
        before = self.typed[max(0, start - 7) : start]
        initials = re.search(r"(?<!\w)[^\W\d_]\.[ ]?(?:[^\W\d_]\.[ ]?)?$", before)
        if initials and initials.group()[0].isupper() and not re.search(r"(?:ул|вул|им|ім|г|с|пер|пр)\.[ ]?$", before.lower()):
            start -= len(initials.group())
        behind = INITIALS_LAST.match(self.typed, end)
        if behind and re.search(r"\.", behind.group()) and behind.group().strip()[:1].isupper():
            end = behind.end()
        return Span(start, end, "PERSON", why != "doubt", why, self._person(first, last))

    def _person(self, first: int, last: int) -> str:
        """Who it is, by the stems: first name, patronymic, surname."""
        parts: dict[str, str] = {}
        for place in range(first, last + 1):
            token = self.tokens[place]
            of_thread = self._known.find(token.word, kazakh=True) if len(self._known) else None
            surname = token.sure_surname or token.surname or surnames.adjective_surname(token.word)
            if token.father and (place > first or not token.given):
                parts.setdefault("p", token.father)
            elif (token.given or (of_thread and not surname)) and not ("f" in parts and surname):
                base = token.given.base if token.given else (of_thread.base if of_thread else token.word)
                parts.setdefault("s" if "f" in parts else "f", base)
            elif surname or "f" in parts or last > first:
                parts.setdefault("s", re.sub(r"[аео]$", "", surname or token.word))
            else:
                parts.setdefault("f", token.word)
        return " ".join(f"{key}:{parts[key]}" for key in ("f", "p", "s") if key in parts)
