"""The random and adversarial texts of the check through cues and de-identification too, and through the three commands.

`make test` reads a few hundred. TIREK_FUZZ=100000 reads that many and prints p50, p99 and p99.9 of the time.
"""

import argparse
import importlib
import io
import json
import random
import time
from collections.abc import Callable, Iterator
from itertools import pairwise

import pytest

from tests.conduct.test_bad_input import MANY, PIECES, RUNS, SEED, calls, random_text
from tirek.conduct.engine.cues import Circumstances, CueReader
from tirek.conduct.engine.deidentify import Deidentifier, Known
from tirek.conduct.engine.deidentify.deidentifier import LONGEST
from tirek.conduct.engine.findings import LANGUAGES

READER, DEIDENTIFIER = CueReader.load(), Deidentifier.load()
HOW_MANY = MANY or 400
SLOWEST = 200  # milliseconds, of all but one text in a thousand
PIECES_OF_NUMBERS = [
    "8 701 555 01 42", "ИИН ", "850412400121", "KZ94", "UA", "12.03.1987", "12 марта ", "ул. ", "Абая 10", ", кв 5", "дом ",
    "көшесі ", "14 Rose Lane", "@a_b", "t.me/", "a at b dot com", "Айгүл ", "Серікқызы ", "муж ", "my husband ", "И. ", "«",
    "43.25, 76.92", "123 ABC 02", "восемь семьсот один ", "1" * 40, "- ", "\n",
]  # fmt: skip
BOUNDS = {"cueing": "cues", "deidentifying": "spans", "checking": "flags"}


def texts(many: int) -> Iterator[tuple[str, str]]:
    """(language, text): every third of them made of pieces of numbers, names and addresses."""
    dice = random.Random(SEED)
    for number in range(many):
        mixed = "".join(dice.choices(PIECES_OF_NUMBERS + PIECES, k=dice.randrange(90)))
        yield dice.choice(LANGUAGES), mixed if number % 3 == 0 else random_text(dice)


def places(language: str, text: str) -> list[tuple[int, int]]:
    return [(cue.start, cue.end) for cue in READER.read(text, Circumstances(language=language)).cues]


def spans(language: str, text: str) -> list[tuple[int, int]]:
    return [(span.start, span.end) for span in DEIDENTIFIER.find(text, Known(language=language, names=(text[:12], "Айгүл Омарова")))]


@pytest.mark.parametrize(("read", "apart"), [(places, False), (spans, True)], ids=["cues", "deidentify"])
def test_no_random_text_breaks_it(
    read: Callable[[str, str], list[tuple[int, int]]], apart: bool, capsys: pytest.CaptureFixture[str]
) -> None:
    taken = []
    for language, text in texts(HOW_MANY):
        began = time.thread_time()
        found = read(language, text)
        taken.append(1000 * (time.thread_time() - began))
        assert all(0 <= start < end <= len(text) for start, end in found)
        assert found == sorted(found)
        assert not apart or all(first[1] <= second[0] for first, second in pairwise(found)), "spans overlap"
    if MANY:
        taken.sort()
        told = {share: taken[int(len(taken) * share / 100)] for share in (50, 99, 99.9)}
        with capsys.disabled():
            print(f"\n{read.__name__}, {MANY} texts: " + ", ".join(f"p{share} {each:.1f} ms" for share, each in told.items()))
        assert told[99.9] < SLOWEST


@pytest.mark.parametrize("name", sorted(BOUNDS))
def test_a_command_answers_every_text_in_its_place(name: str) -> None:
    command = importlib.import_module(f"tirek.conduct.{name}")
    parser = argparse.ArgumentParser()
    command.add_arguments(parser)
    asked = list(texts(120))
    lines = [json.dumps({"id": str(number), "lang": language, "text": text}) for number, (language, text) in enumerate(asked)]
    lines.append(json.dumps({"id": "long", "lang": "ru", "text": "8 701 555 01 42, Айгүл. " * 42_000}))
    out = io.StringIO()
    assert command.run(parser.parse_args(["--jsonl"]), io.StringIO("\n".join(lines)), out) == 0
    answers = [json.loads(line) for line in out.getvalue().splitlines()]
    assert [answer["id"] for answer in answers] == [*map(str, range(len(asked))), "long"]
    for answer, (_, text) in zip(answers, asked, strict=False):
        assert all(0 <= one["start"] < one["end"] <= len(text) for one in answer[BOUNDS[name]])


@pytest.mark.parametrize("piece", [*PIECES_OF_NUMBERS, *RUNS, "а", "көшесі 5 ", "дом 5 ", "9.", "a_", "at ", "1-", "кв "])
@pytest.mark.parametrize(("read", "most"), [(places, 1000), (spans, 90)], ids=["cues", "deidentify"])
def test_a_megabyte_costs_no_more_than_the_letters_that_are_read(read: Callable[[str, str], object], most: int, piece: str) -> None:
    """`most`: calls for one letter. Very many rows of the concepts of cues begin with "не", so its reader is allowed more."""
    text = piece * (1_000_000 // len(piece))
    assert calls(lambda: read("ru", text)) < most * LONGEST


@pytest.mark.parametrize("piece", [piece for piece in PIECES_OF_NUMBERS if len(piece) < 20])
def test_a_text_of_one_piece_is_read_in_time(piece: str) -> None:
    """Expressions do their work inside one call, so the clock must watch them: twice as long may not cost four times."""
    short, long = (piece * 20_000)[: LONGEST // 4], (piece * 20_000)[: LONGEST // 2]
    spans("ru", short)
    began = time.thread_time()
    spans("ru", short)
    between = time.thread_time()
    spans("ru", long)
    assert time.thread_time() - between < 3.2 * (between - began) + 0.03
