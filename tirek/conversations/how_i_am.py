"""How a person is today, as they say it themselves: what can be chosen, how a press carries it, what the house answers.

Pure, like automatic.py. Nothing here is guessed: every word is the person's own choice or own writing. A press carries what its
keyboard has led to so far (`how:read:s2`), so that the house needs no memory of it outside the sealed leaves.
"""

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace

from tirek.conversations.automatic import Answer, Buttons, texts
from tirek.conversations.words import Said

STANDS_MIN = 24 * 60
"""For how long it stands; then it is hidden at once and emptied."""
LISTENS_MIN = 15
"""For how long after “In my own words” the next message is taken as such."""
LONGEST_WORDS = 300
"""A longer message is an ordinary one: it was not written for the line at the top."""
SIGNS = ("calm", "tired", "anxious", "sad", "angry")
READS = ("short", "silent", "slow", "direct", "joke")
TOPICS = ("money", "family", "health", "papers", "past")
TONES = ("brief", "gentle", "full")
SIGN_MARKS = {"calm": "\U0001f60c", "tired": "\U0001f62a", "anxious": "\U0001f61f", "sad": "\U0001f622", "angry": "\U0001f620"}
ASKED = ("sign", "read", "topic", "tone")
"""The steps, in their order; each may be skipped."""
DONE = "done"
SET = "set"
"""The room's form: it says everything at once, so what it leaves out is no longer chosen."""
OWN_WORDS = ("sign", "topic")
"""What may also be said in own words."""
HOW, ABOUT = "how", "how:"
LONG = "long"
"""The mark of a message that was asked for in own words and is longer than those may be."""
_CODE = re.compile(r"(?:s([1-5]))?(?:r([1-5]{1,5}))?(?:t([1-5]{1,5}))?(?:n([1-3]))?")


@dataclass(frozen=True, slots=True)
class Choice:
    """What was chosen of the given answers."""

    sign: str = ""
    reads: tuple[str, ...] = ()
    topics: tuple[str, ...] = ()
    tone: str = ""

    def __bool__(self) -> bool:
        return bool(self.sign or self.reads or self.topics or self.tone)

    @property
    def code(self) -> str:
        """In few letters: a button has room for sixty-four."""
        one = [("s", SIGNS, (self.sign,)), ("r", READS, self.reads), ("t", TOPICS, self.topics), ("n", TONES, (self.tone,))]
        found = [(letter, [names.index(name) + 1 for name in chosen if name]) for letter, names, chosen in one]
        return "".join(letter + "".join(map(str, sorted(numbers))) for letter, numbers in found if numbers)

    @classmethod
    def read(cls, code: str) -> "Choice | None":
        """None for a code that we never made."""
        found = _CODE.fullmatch(code)
        if not found:
            return None
        sign, reads, topics, tone = (_named(digits or "", names) for digits, names in zip(found.groups(), _ALL, strict=True))
        return cls("".join(sign), reads, topics, "".join(tone))

    def after(self, asked: str, name: str) -> "Choice":
        """With one more answer."""
        if asked == "sign":
            return replace(self, sign=name)
        if asked == "tone":
            return replace(self, tone=name)
        if asked == "read":
            return replace(self, reads=_with(self.reads, name, READS))
        return replace(self, topics=_with(self.topics, name, TOPICS))


NOTHING = Choice()
_ALL = (SIGNS, READS, TOPICS, TONES)


def _named(digits: str, names: Sequence[str]) -> tuple[str, ...]:
    return tuple(name for number, name in enumerate(names, 1) if str(number) in digits)


def _with(before: tuple[str, ...], name: str, order: Sequence[str]) -> tuple[str, ...]:
    return tuple(one for one in order if one in before or one == name)


@dataclass(frozen=True, slots=True)
class Press:
    """A press behind “How I am”. `does`: a step to ask next, done, set, words, undo, letter or none."""

    does: str
    choice: Choice = NOTHING
    about: str = ""  # own words: about which question
    seq: int = 0  # undo and letter: which leaf


def pressed(payload: str) -> Press | None:
    """What a button of ours means; None for any other."""
    if payload == HOW:
        return Press("sign")
    if not payload.startswith(ABOUT):
        return None
    does, _, rest = payload.removeprefix(ABOUT).partition(":")
    if does == "none" and not rest:
        return Press(does)
    if does == "words" and rest in OWN_WORDS:
        return Press(does, about=rest)
    if does in ("undo", "letter") and rest.isascii() and rest.isdecimal() and len(rest) < 10:
        return Press(does, seq=int(rest))
    choice = Choice.read(rest) if does in (*ASKED, DONE, SET) else None
    return None if choice is None else Press(does, choice)


def is_step(said: Said) -> bool:
    """Whether this leaf is a step of telling how one is, and not a message: such leaves are no lines of the conversation."""
    return said.type == HOW or (said.kind == "button_reply" and pressed(said.payload) is not None) or bool(said.more.get("how_asked"))


def own_words_of(said: Said) -> str:
    """About which question this message was written in own words; empty for any other message."""
    about = str(said.more.get(HOW, ""))
    return about if about in OWN_WORDS else ""


# in words


def named(language: str, choice: Choice) -> dict[str, list[str]]:
    """What was chosen, in a language, by question."""
    words = texts(language)["how"]
    return {
        "sign": [words["signs"][choice.sign]] if choice.sign else [],
        "read": [words["reads"][name] for name in choice.reads],
        "topic": [words["topics"][name] for name in choice.topics],
        "tone": [words["tones"][choice.tone]] if choice.tone else [],
    }


def answers_to(language: str, asked: str) -> Mapping[str, str]:
    """The answers that may be given to one question."""
    key = {"sign": "signs", "read": "reads", "topic": "topics", "tone": "tones"}[asked]
    found: dict[str, str] = texts(language)["how"][key]
    return found


def asked(language: str, step: str) -> str:
    return str(texts(language)["how"][step])


# what the house says in a messenger


def question(language: str, step: str, choice: Choice, *, time: str, noted: str = "", undo: int = 0) -> Answer:
    """One question with its answers. `noted`: the answer before it; `undo`: the leaf it stands in."""
    words = texts(language)["how"]
    text = words["begin"].format(ask=words["sign"], time=time) if step == "sign" and not noted and not choice else words[step]
    if noted:
        text = f"{words['noted'].format(what=noted)}\n\n{text}"
    after = ASKED[ASKED.index(step) + 1] if step != ASKED[-1] else DONE
    known = {choice.sign, *choice.reads, *choice.topics, choice.tone}  # chosen already: it is skipped, not pressed again
    answers = [(name, title) for name, title in answers_to(language, step).items() if name not in known]
    given = [(_titled(step, name, title), f"{ABOUT}{after}:{choice.after(step, name).code}") for name, title in answers]
    return Answer(text, (*given, *_ways_on(words["buttons"], step, after, choice, undo)), language, passes=True)


def _titled(step: str, name: str, title: str) -> str:
    return f"{SIGN_MARKS[name]} {title}" if step == "sign" else title


def _ways_on(buttons: Mapping[str, str], step: str, after: str, choice: Choice, undo: int) -> Buttons:
    own = [(buttons["words"], f"{ABOUT}words:{step}")] if step in OWN_WORDS else []
    on = [(buttons["skip"], f"{ABOUT}{after}:{choice.code}")] if after != DONE else []
    enough = [(buttons["enough"], f"{ABOUT}{DONE}:{choice.code}")] if step != "sign" else []
    back = [(buttons["undo"], f"{ABOUT}undo:{undo}")] if undo else [(buttons["none"], f"{ABOUT}none")] if step == "sign" else []
    return (*own, *on, *enough, *back)


def closed(language: str, choice: Choice, *, time: str, undo: int = 0) -> Answer:
    """The end of the steps: what stands now, and the ways to change it."""
    words = texts(language)["how"]
    buttons = words["buttons"]
    none = (buttons["none"], f"{ABOUT}none")
    if not choice:
        return Answer(words["nothing"], (none,), language, passes=True)
    what = "\n".join(f"· {one}" for one in _all_named(language, choice))
    back = ((buttons["undo"], f"{ABOUT}undo:{undo}"),) if undo else ()
    ways = ((buttons["more"], f"{ABOUT}sign:{choice.code}"), *back, none)
    return Answer(words["done"].format(what=what, time=time), ways, language, passes=True)


def _all_named(language: str, choice: Choice) -> list[str]:
    words, found = texts(language)["how"], named(language, choice)
    topics = [f"{words['topic']} {', '.join(found['topic'])}"] if found["topic"] else []
    tone = [f"{words['tone']} {found['tone'][0]}"] if found["tone"] else []
    return [*found["sign"], *found["read"], *topics, *tone]


def write_now(language: str, *, time: str) -> Answer:
    return Answer(texts(language)["how"]["write"].format(time=time), (), language, passes=True)


def heard(language: str, about: str, seq: int, *, time: str) -> Answer:
    """Own words have come. Whether they were meant for the top or were an ordinary message, the person decides."""
    words = texts(language)["how"]
    buttons, after = words["buttons"], ASKED[ASKED.index(about) + 1]
    ways = (buttons["more"], f"{ABOUT}{after}:"), (buttons["undo"], f"{ABOUT}undo:{seq}"), (buttons["letter"], f"{ABOUT}letter:{seq}")
    return Answer(words["heard"].format(time=time), ways, language, passes=True)


def too_long(language: str) -> Answer:
    return Answer(texts(language)["how"]["too_long"], (), language, passes=True)


def taken_back(language: str, does: str) -> Answer:
    """After undo, letter or none; nothing of what was said stands in it."""
    words = texts(language)["how"]
    said = {"undo": words["undone"], "letter": words["kept"], "none": words["all_undone"]}[does]
    return Answer(said, ((texts(language)["how_button"], HOW),), language)


def last_answer(choice: Choice, step: str, language: str) -> str:
    """What the press that led to this step has chosen, in words; empty where it was skipped."""
    before = ASKED[-1] if step == DONE else ASKED[ASKED.index(step) - 1] if step != ASKED[0] else ""
    return ", ".join(named(language, choice)[before]) if before else ""
