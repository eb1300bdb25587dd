"""Random and adversarial texts through the check: no exception, spans inside the text, and work that grows with the text only.

`make test` reads a few thousand. TIREK_FUZZ=100000 reads that many and prints p50, p99 and p99.9 of the time.
"""

import os
import random
import re
import sys
import time
from collections.abc import Callable, Iterator
from functools import partial
from itertools import pairwise
from re import _constants as kinds  # type: ignore[attr-defined]
from re import _parser as parser  # type: ignore[attr-defined]
from typing import Any

import pytest

from tirek.conduct.engine import Context, Engine
from tirek.conduct.engine.check import LONGEST_DRAFT
from tirek.conduct.engine.findings import LANGUAGES
from tirek.conduct.engine.phrases import Phrase
from tirek.conduct.engine.sentences import LONGEST

ENGINE = Engine.load()
MANY = int(os.environ.get("TIREK_FUZZ", "0"))
HOW_MANY = MANY or 2500
SEED = 20261122
PIECES = [
    "\0",
    "\ud800",
    "\udfff",
    "\u202e",
    "\u200f",
    "\u0301" * 40,
    "\ufeff",
    "\u2028",
    "İ",
    "ß",
    "ﬃ",
    "Ǆ",
    "\U0001f468\u200d\U0001f469",
    "١٢٣",
]
SIGNS = list(" \n\t.,!?:;()[]{}\"'«»-–—+@#№%&/\\|*^$~`…0123456789")
LETTERS = list("абвгдеёжзийклмнопрстуфхцчшщъыьэюяіїєґәғқңөұүһabcdefghijklmnopqrstuvwxyz")
WORDS = sorted({word for rule in ENGINE.rules for local in rule.local.values() for each in local.bad for word in each.text.split()})
PHRASES = sorted({wording.phrase.source for rule in ENGINE.rules for local in rule.local.values() for wording in local.wordings})
RUNS = [
    "8 701 555 12 34 ",
    "8(701)",
    "1 ",
    "+(",
    "t.me/",
    "a@b.",
    "Анна ",
    "Здравствуйте, Анна. ",
    "сам-",
    "вы ",
    "you ",
    "не ",
    "('\"",
    "- ",
]


def random_text(dice: random.Random) -> str:
    """One of: letters, words of the rules in disorder, a phrase's own words again and again, a run of signs, a mix of everything."""
    kind = dice.randrange(6)
    if kind == 0:
        return "".join(dice.choices(LETTERS + SIGNS, k=dice.randrange(400)))
    if kind == 1:
        return dice.choice([" ", ", ", "\n", "-", ""]).join(dice.choices(WORDS, k=dice.randrange(60)))
    if kind == 2:
        words = re.findall(r"\w+", dice.choice(PHRASES)) or ["x"]
        return dice.choice([" ", ",", "' ", "-", "  "]).join(dice.choices(words, k=dice.randrange(120)))
    if kind == 3:
        return dice.choice([*RUNS, *SIGNS, *PIECES]) * dice.randrange(1, 300)
    if kind == 4:
        return "".join(dice.choices([*PIECES, *SIGNS, *WORDS, *RUNS], k=dice.randrange(80)))
    return "".join(map(chr, dice.choices(range(0x11000), k=dice.randrange(200))))


def random_context(dice: random.Random, text: str) -> Context:
    if dice.random() < 0.3:
        return Context(language=dice.choice(LANGUAGES))
    return Context(
        language=dice.choice([*LANGUAGES, "xx"]),
        audience=dice.choice(["client", "public"]),
        max_text=dice.choice([0, 40, 4096]),
        client_words=(text[:300],),
        names=(text[:20], "Ольга"),
        service_contacts=(text[:9],),
        in_thread=True,
        last_words=dice.choice([(), ("",), (text[:500], "Когда?")]),
        client_level=dice.randrange(4),
        client_cues=dice.choice([(), ("grief",)]),
        client_language=dice.choice(["", "kk", "xx"]),
        form_of_address=dice.choice(["", "formal", "informal"]),
        first_answer=dice.random() < 0.5,
        informed=dice.random() < 0.5,
        open_now=dice.random() < 0.5,
        closing=dice.random() < 0.5,
        emoji=dice.choice(["none", "few", "free", "other"]),
        window_open=dice.random() < 0.5,
        elsewhere=dice.choice([None, lambda _kind, value: len(value) % 2 == 0]),
    )


def drafts(many: int) -> Iterator[tuple[str, Context]]:
    dice = random.Random(SEED)
    for _ in range(many):
        text = random_text(dice)
        yield text, random_context(dice, text)


def test_no_random_text_breaks_the_check(capsys: pytest.CaptureFixture[str]) -> None:
    taken = []
    for text, context in drafts(HOW_MANY):
        began = time.thread_time()
        found = ENGINE.check(text, context)
        taken.append(1000 * (time.thread_time() - began))
        places = [(each.start, each.end) for each in found]
        assert all(0 <= start < end <= len(text) for start, end in places)
        assert all(first[1] <= second[0] for first, second in pairwise(places)), "findings overlap"
    if MANY:
        taken.sort()
        with capsys.disabled():
            print(f"\n{MANY} texts: " + ", ".join(f"p{share} {taken[int(len(taken) * share / 100)]:.1f} ms" for share in (50, 99, 99.9)))


def calls(work: Callable[[], object]) -> int:
    """How many functions were called, ours and the library's: work that no busy machine changes."""
    count = 0

    def counted(_frame: object, event: str, _what: object) -> None:
        nonlocal count
        count += event in ("call", "c_call")

    sys.setprofile(counted)
    try:
        work()
    finally:
        sys.setprofile(None)
    return count


def test_the_work_grows_with_the_text_and_not_with_its_square() -> None:
    """A text of a phrase's own words, twice as long, may cost a little more than twice the calls."""
    dice = random.Random(SEED)
    for number in range(40):
        words = re.findall(r"\w+", dice.choice(PHRASES)) or ["x"]
        short = ". ".join(" ".join(dice.choices(words, k=12)) for _ in range(40)) + f" {number}"
        long = ". ".join(" ".join(dice.choices(words, k=12)) for _ in range(80)) + f" {number}"
        context = Context(language=dice.choice(LANGUAGES))
        once = calls(partial(ENGINE.check, short, context))
        twice = calls(partial(ENGINE.check, long, context))
        assert twice <= 3 * once + 20_000, (once, twice, short[:80])


@pytest.mark.parametrize("piece", [*RUNS, *PIECES, "а", "вы сами виноваты ", "пеняйте на себя. "])
def test_a_megabyte_costs_no_more_than_the_letters_that_are_read(piece: str) -> None:
    text = piece * (1_000_000 // len(piece))
    assert calls(lambda: ENGINE.check(text, Context(in_thread=True, last_words=(text[:9000],)))) < 40 * LONGEST_DRAFT


MOST_WAYS = 5_000_000  # two endless repeats after each other in a sentence of 600 letters; a third is too many


def expressions() -> Iterator[Phrase]:
    for rule in ENGINE.rules:
        for local in (*rule.local.values(), rule.any):
            yield from (wording.phrase for wording in local.wordings)
            yield from (*local.unless, *local.not_after, *local.with_contact, *local.about, *local.present)


def worst(steps: Any) -> float:
    """In how many ways an expression may try one place of a sentence, at most; endless if one repeat without end holds another."""
    ways = 1.0
    for kind, what in steps:
        if kind in (kinds.MAX_REPEAT, kinds.MIN_REPEAT):
            least, most, inner = what
            inside = max(1.0, worst(inner))
            endless = most is kinds.MAXREPEAT
            ways *= (LONGEST if endless else most - least + 1) * (float("inf") if endless and inside >= LONGEST else inside)
        elif kind is kinds.BRANCH:
            ways *= max(worst(branch) for branch in what[1])  # words of a choice exclude each other
        elif kind is kinds.SUBPATTERN:
            ways *= worst(what[3])
        elif kind in (kinds.ASSERT, kinds.ASSERT_NOT):
            ways *= worst(what[1])
    return ways


def test_no_raw_expression_of_a_pack_can_explode() -> None:
    """`re:` phrases are written by hand: every repeat has an end, and not many stand in each other."""
    raw = [phrase for phrase in expressions() if phrase.source.startswith("re:")]
    endless = [phrase.source for phrase in raw if worst(parser.parse(phrase.expression)) > MOST_WAYS]
    assert not endless


@pytest.mark.parametrize(
    ("expression", "explodes"), [(r"(?:a+)+b", True), (r"a.*b", False), (r"a.*b.*c.*d", True), (r"a{1,3}b{0,4}", False), (r"\w++x", False)]
)
def test_the_measure_tells_an_expression_that_explodes(expression: str, explodes: bool) -> None:
    assert (worst(parser.parse(expression)) > MOST_WAYS) is explodes
