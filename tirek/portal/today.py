"""What stands on the page "How I am today", and what its form says."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field, replace
from typing import Any, Self
from uuid import uuid4

from django.http import HttpRequest

from tirek.conversations.how_i_am import ASKED, OWN_WORDS, READS, SIGN_MARKS, SIGNS, TONES, TOPICS, Choice, answers_to, asked
from tirek.conversations.own_cues import OwnCues, OwnWords, own_cues
from tirek.people.persons import PersonRequest
from tirek.portal.forms import room_mark
from tirek.portal.stands import spoken, standing

MANY = ("read", "topic")
"""Questions to which several answers may be given."""


@dataclass(frozen=True, slots=True)
class Saying:
    """What the form says; `step` is its one question in simple mode, empty where it has all of them."""

    step: str = ""
    chosen: Choice = field(default_factory=Choice)
    words: Mapping[str, str] = field(default_factory=dict)

    @classmethod
    def read(cls, request: HttpRequest) -> Self:
        typed, step = request.POST, request.POST.get("step", "")
        chosen = Choice(
            sign=_one(typed.get("sign", ""), SIGNS),
            reads=tuple(name for name in READS if name in typed.getlist("read")),
            topics=tuple(name for name in TOPICS if name in typed.getlist("topic")),
            tone=_one(typed.get("tone", ""), TONES),
        )
        words = {about: typed[f"{about}_words"] for about in OWN_WORDS if f"{about}_words" in typed}
        return cls(step if step in ASKED else "", chosen, words)

    def choice(self, request: PersonRequest) -> Choice:
        """The whole choice: a form with one question leaves the others as they stand."""
        return merged(own_cues(request.talk.open).choice, self) if self.step else self.chosen


def merged(before: Choice, saying: Saying) -> Choice:
    mine = saying.chosen
    changes: dict[str, dict[str, Any]] = {
        "sign": {"sign": mine.sign},
        "read": {"reads": mine.reads},
        "topic": {"topics": mine.topics},
        "tone": {"tone": mine.tone},
    }
    return replace(before, **changes[saying.step])


@dataclass(frozen=True, slots=True)
class Option:
    name: str
    title: str
    mark: str
    is_chosen: bool


@dataclass(frozen=True, slots=True)
class Question:
    """One question with its answers. `words`: what stands in the field for own words, where it has one."""

    key: str
    title: str
    options: Sequence[Option]
    may_be_many: bool
    has_words: bool
    words: str

    @property
    def is_open(self) -> bool:
        """Nothing is chosen."""
        return not any(option.is_chosen for option in self.options)


def today_context(request: PersonRequest, *, step: str = "", saying: Saying | None = None) -> dict[str, Any]:
    cues = own_cues(request.talk.open)
    whole = [_question(key, cues, saying) for key in ASKED]
    simple = bool(request.COOKIES.get("tirek_simple"))
    at = step if simple and step in ASKED else ""
    return {
        "stands": standing(cues),
        "questions": [one for one in whole if one.key == at] if simple else whole,
        "step": at,
        "number": ASKED.index(at) + 1 if at else 0,
        "after": _after(at),
        "once": uuid4(),
        "press_once": uuid4(),
        "room": room_mark(request.in_room.principal),
        "carry": "saying" if at or not simple else "",
        "in_room": True,
    }


def _question(key: str, cues: OwnCues, saying: Saying | None) -> Question:
    """As it stands, or as it was just typed."""
    choice = saying.chosen if saying and saying.step in ("", key) else cues.choice
    chosen = {"sign": (choice.sign,), "read": choice.reads, "topic": choice.topics, "tone": (choice.tone,)}[key]
    own = {"sign": cues.sign, "topic": cues.topic}.get(key)
    options = [Option(name, title, SIGN_MARKS.get(name, ""), name in chosen) for name, title in answers_to(spoken(), key).items()]
    return Question(key, asked(spoken(), key), options, key in MANY, key in OWN_WORDS, _words(key, own, saying))


def _words(key: str, own: OwnWords | None, saying: Saying | None) -> str:
    return (saying.words.get(key) if saying else None) or (own.text if own else "")


def _after(step: str) -> str:
    return ASKED[ASKED.index(step) + 1] if step and step != ASKED[-1] else ""


def _one(typed: str, names: Sequence[str]) -> str:
    return typed if typed in names else ""
