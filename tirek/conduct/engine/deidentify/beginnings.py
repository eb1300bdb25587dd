"""The first word of a sentence has a capital whatever it is: what follows decides whether it is a name."""

from __future__ import annotations

import re

from tirek.conduct.engine.deidentify import surnames
from tirek.conduct.engine.deidentify.lexicon import Name
from tirek.conduct.engine.deidentify.name_words import (
    ABSTRACT,
    ACTS,
    AFTER_STREET,
    CALLED_NEXT,
    ELDERS,
    JOINS,
    KAZAKH_PARTS,
    NEVER_AFTER_KIN,
    NOBODY,
    ORGS,
    SAID_SO,
    SELDOM_WORDS,
    SPEAKS,
    STOP_AFTER_NAMING,
    VERB,
    WHOLE_SURNAME,
    is_a,
)
from tirek.conduct.engine.deidentify.passage import Token
from tirek.conduct.engine.deidentify.whole_names import WholeName

SURELY_CALLED = re.compile(r".{3,}(?:[ое]в|[ое]ва|енко|чук|щук|ский|ская|ський|ська|баев|ev|ov|eva|ova|enko|chuk)$")
SURNAME_IN_A_CASE = re.compile(
    r".{3,}(?:[ое]в|[ое]ва|енко)(?:нын|нин|дын|дин|тын|тин|га|ге|ка|ке|ны|ни|ды|ди|ты|ти|дан|ден|нан|нен|тан|тен|мен"
    r"|пен|бен)$"
)


class Beginning(WholeName):
    """Reads the beginnings of sentences, and English capitals that no list knows."""

    def _at_the_start(self, index: int) -> str:
        """The first word of a sentence has a capital anyway: what follows decides."""
        token, after = self.tokens[index], self._next(index)
        if token.word.isascii() and not token.given and not SURELY_CALLED.search(token.word):
            return self._unknown_english(index)
        if after and after.word in ELDERS and self._close(token, after) and not self._common(token.word) and not is_a("kin", token.word):
            return "title"
        if not (token.given or token.surname or surnames.kazakh_name(token.word)):
            return ""
        if after and self._close(token, after):
            why = self._by_company(index, after) or self._by_deed(index, after)
            if why:
                return why
        return self._by_itself_at_the_start(token, after)

    def _by_itself_at_the_start(self, token: Token, after: Token | None) -> str:
        """No name, title or verb follows: initials, a comma as after a name that is called, or a word that is hardly anything else."""
        if re.match(r"[ ][^\W\d_]\.", self.text[token.end : token.end + 3]) and self.typed[token.end + 1].isupper():
            return "initials" if token.surname or token.given or surnames.kazakh_name(token.word) else ""
        common, comma = self._common(token.word), self.text[token.end : token.end + 2] == ", "
        if comma and not common and len(token.word) >= 5 and SURELY_CALLED.search(token.word):
            return "surname"
        if token.given and after and self.text[token.end : after.start].strip() in (",", "!") and after.word in CALLED_NEXT:
            return "name"
        if token.given and self._hardly_a_word(token, token.given, common=common):
            return "doubt"
        if self._kazakh and token.word not in self._lists.common and KAZAKH_PARTS.match(token.word):
            return "doubt"
        return "surname" if self._kazakh and token.surname and SURNAME_IN_A_CASE.search(token.word) else ""

    def _hardly_a_word(self, token: Token, given: Name, *, common: bool) -> bool:
        """Злата, Аружанға, Yusuf's: a word too, but seldom the first of a sentence."""
        if token.word.endswith("'s") and given.base not in ABSTRACT:
            return True
        if given.base not in SELDOM_WORDS or (common and given.base != token.word):
            return False
        whole = given.base == token.word.split("-")[0]
        return whole or not given.weak or (self._kazakh and token.word.startswith(given.base))

    def _by_company(self, index: int, after: Token) -> str:
        """Another name, a title or a word of kin follows."""
        token = self.tokens[index]
        if after.high and (after.given or after.father or after.surname) and not after.ordinary:
            return "name"
        second = self.tokens[index + 2] if index + 2 < len(self.tokens) else None
        if token.given and after.word in JOINS and second and second.high and second.given and not second.ordinary:
            return "name"
        owns = is_a("kin", after.word) and re.search("[ндт][ыи]н$", token.word)
        return "name" if token.given and (is_a("after", after.word) or owns) else ""

    def _by_deed(self, index: int, after: Token) -> str:
        """A verb of what people do follows. Hope dies last, but Hope said she would come."""
        token = self.tokens[index]
        verb = self.tokens[index + 2].word if after.word in ("не", "ни") and index + 2 < len(self.tokens) else after.word
        if self._common(token.word) and not (token.given and token.given.base == token.word):
            return ""
        if token.word in ABSTRACT:
            return "doubt" if token.given and SPEAKS.match(verb) else ""
        if token.given and token.given.base == token.word and not token.word.isascii() and VERB.search(verb):
            return "doubt"
        believed = (
            WHOLE_SURNAME.search(token.word) or surnames.kazakh_name(token.word) or (token.given and token.word not in NEVER_AFTER_KIN)
        )
        if ACTS.match(after.word) and believed:
            return "doubt" if self._common(token.word) else "name"
        return ""

    def _unknown_english(self, index: int) -> str:
        """English capitals are few: inside a sentence they are names, unless a small word says place or thing."""
        token, after = self.tokens[index], self._next(index)
        if (
            not self.typed[token.start : token.end].istitle()
            or len(token.word) < 3
            or self._language != "en"
            or token.word in STOP_AFTER_NAMING
            or token.word in AFTER_STREET
        ):
            return ""
        if token.first and token.word.endswith(("s", "er")) and after and not SPEAKS.match(after.word):
            return ""
        if token.first:
            return "doubt" if after and self._close(token, after) and SAID_SO.match(after.word) and token.word not in NOBODY else ""
        before = self.tokens[index - 1].word if index else ""
        if before in (
            "in",
            "at",
            "from",
            "near",
            "the",
            "a",
            "an",
            "of",
            "on",
            "my",
            "this",
            "around",
            "via",
            "into",
            "called",
            "speak",
            "speaks",
            "using",
            "every",
            "next",
            "last",
            "visit",
            "outside",
            "through",
            "lake",
            "mount",
            "loch",
            "port",
            "new",
        ):
            return ""
        if self.tokens[index - 1].ordinary or (
            after and (after.word in AFTER_STREET or after.word in ORGS or (after.high and self._close(token, after) and after.ordinary))
        ):
            return ""
        return "" if surnames.is_of_a_people(token.word) else "doubt"
