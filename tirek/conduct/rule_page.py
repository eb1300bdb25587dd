"""The page of one rule: what a worker sees, its sentences as tests that run now, and what became of it."""

from collections.abc import Sequence
from dataclasses import dataclass

from tirek.conduct.engine import Engine
from tirek.conduct.engine.findings import LANGUAGES, Context
from tirek.conduct.engine.rule import Example, Rule
from tirek.conduct.outcomes import OTHERS, Outcomes, Row
from tirek.conduct.shown import spoken
from tirek.conduct.trying import Piece, pieces_of
from tirek.conduct.weighing import fires

WIDTH, GAP = 1000, 4
PARTS = (("applied", "f1"), ("kept", "f3"), ("wrong", "f2"), ("passed", "f0"))


@dataclass(frozen=True, slots=True)
class Sentence:
    """An example, and whether it does what it should: fires the rule, or leaves it silent. `in_thread`: told of a conversation."""

    text: str
    passes: bool
    in_thread: bool


@dataclass(frozen=True, slots=True)
class Sentences:
    language: str
    bad: Sequence[Sentence]
    good: Sequence[Sentence]


def examples_of(rule: Rule, engine: Engine) -> list[Sentences]:
    return [
        Sentences(
            language,
            [_sentence(one, fires(engine, rule.id, language, one)) for one in rule.local[language].bad],
            [_sentence(one, not fires(engine, rule.id, language, one)) for one in rule.local[language].good],
        )
        for language in LANGUAGES
    ]


def _sentence(example: Example, passes: bool) -> Sentence:
    return Sentence(example.text, passes, bool(set(example.known) - {"country", "service_contacts"}))


def passing(examples: Sequence[Sentences]) -> tuple[int, int]:
    """How many sentences do what they should, and how many there are."""
    every = [sentence for one in examples for sentence in (*one.bad, *one.good)]
    return sum(sentence.passes for sentence in every), len(every)


def as_a_worker_sees_it(rule: Rule, engine: Engine) -> list[Piece]:
    """A sentence that must be found, in the language of whoever looks, with the rule's words marked."""
    for example in rule.local[spoken()].bad:
        context = Context(**{"language": spoken(), **example.known})
        own = [found for found in engine.everything(example.text, context) if found.rule == rule.id]
        if own:
            return pieces_of(example.text, own[:1])
    return [Piece(rule.local[spoken()].bad[0].text)]


@dataclass(frozen=True, slots=True)
class Stretch:
    look: str
    x: float
    width: float


@dataclass(frozen=True, slots=True)
class Bar:
    """One language's shares as a bar of a thousand units. `language` empty: the small ones together."""

    row: Row
    wrong: int
    stretches: Sequence[Stretch]

    @property
    def is_others(self) -> bool:
        return self.row.language == OTHERS


def bars(outcomes: Outcomes) -> list[Bar]:
    return [Bar(row, row.share(row.wrong), _stretches(row)) for row in outcomes.rows]


def _stretches(row: Row) -> list[Stretch]:
    present = [(getattr(row, part), look) for part, look in PARTS if getattr(row, part)]
    room, x, found = WIDTH - GAP * (len(present) - 1), 0.0, []
    for count, look in present:
        width = room * count / row.shown
        found.append(Stretch(look, round(x, 1), round(width, 1)))
        x += width + GAP
    return found
