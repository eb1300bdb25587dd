"""How well the second reading reads: `python -m tests.conduct.scoring [drafts|cues|identifiers] [--open|--fresh] [--misses]`.

Runs the three `--jsonl` commands in this process over the development sets and prints each share per language and in all,
beside what release 1 must reach and what it aims at. The sealed half is only scored: its texts are never printed.
"""

from __future__ import annotations

import argparse
import importlib
import io
import json
import sys
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from typing import Any

from tests.conduct.counting import ALL, COLUMNS, CORE_CUES, PRINCIPLES, TALLIES, Answer, Tally
from tests.conduct.marking import HALVES, LANGUAGES, Sample, path_of, read

COMMANDS = {"drafts": "checking", "cues": "cueing", "identifiers": "deidentifying"}
MACRO_RECALL = "macro recall over 12 principles"
MACRO_F1, MACRO_F1_ALL = "macro F1 over six core cues", "macro F1 over all cues"


@dataclass(frozen=True, slots=True)
class Target:
    """What a share must reach (or, `at_most`, must not pass) in these columns."""

    columns: tuple[str, ...]
    release: float
    stretch: float
    at_most: bool = False

    def sign(self, value: float) -> str:
        """ "++" the stretch is met, "+" release 1 is met, "-" neither."""
        reached = [value <= bound if self.at_most else value >= bound for bound in (self.release, self.stretch)]
        return "++" if all(reached) else "+" if reached[0] else "-"

    def __str__(self) -> str:
        where = "" if self.columns == (ALL,) else f"{','.join(self.columns)} "
        return f"{where}{'<=' if self.at_most else '>='}{self.release:.3g} ({self.stretch:.3g})"


TARGETS: dict[str, tuple[Target, ...]] = {
    "flag precision": (Target((ALL,), 0.90, 0.94), Target(LANGUAGES, 0.85, 0.85)),
    "principle recall": (Target((ALL,), 0.60, 0.70), Target(LANGUAGES, 0.50, 0.60)),
    "principle recall, fresh wording": (Target((ALL,), 0.35, 0.50),),
    MACRO_RECALL: (Target((ALL,), 0.55, 0.65),),
    "clean drafts flagged": (Target((ALL,), 0.05, 0.03, at_most=True),),
    "strong on clean drafts": (Target((ALL,), 2 / 208, 0.0, at_most=True),),
    "cue precision": (Target((ALL,), 0.75, 0.80),),
    "cue recall": (Target((ALL,), 0.50, 0.60),),
    MACRO_F1: (Target((ALL,), 0.55, 0.65),),
    MACRO_F1_ALL: (),
    "level 3 raised": (Target((ALL,), 0.75, 0.90), Target(LANGUAGES, 9 / 13, 9 / 13)),
    "level 2 or 3 raised": (Target((ALL,), 0.65, 0.80),),
    "level 0 given a level": (Target((ALL,), 0.08, 0.05, at_most=True),),
    "level 0 given level 2 or 3": (),
    "structured recall, typed": (Target((ALL,), 0.97, 0.99),),
    "structured characters leaked": (Target((ALL,), 0.02, 0.01, at_most=True),),
    "structured precision": (Target((ALL,), 0.97, 0.98),),
    "PERSON recall": (Target(("ru", "uk"), 0.90, 0.95), Target(("kk", "en"), 0.85, 0.92)),
    "PERSON precision": (Target(COLUMNS, 0.80, 0.88),),
    "ADDRESS and DOB recall": (Target((ALL,), 0.88, 0.95),),
    "ADDRESS and DOB precision": (),
    "clean texts masked": (Target((ALL,), 0.08, 0.05, at_most=True),),
}
SHOWN = {
    "drafts": list(TARGETS)[:6],
    "cues": list(TARGETS)[6:14],
    "identifiers": list(TARGETS)[14:],
}
MEANS = {
    MACRO_RECALL: [f"principle {name}" for name in PRINCIPLES],
    MACRO_F1: [f"F1 {cue}" for cue in sorted(CORE_CUES)],
}


def target_of(measure: str, column: str) -> Target | None:
    """What this share is held to in this column, if anything."""
    return next((target for target in TARGETS.get(measure, ()) if column in target.columns), None)


def asked(kind: str, samples: Sequence[Sample]) -> list[tuple[Sample, Answer]] | None:
    """Every sample with the command's answer; None where the command is not written yet."""
    name = f"tirek.conduct.{COMMANDS[kind]}"
    try:
        command = importlib.import_module(name)
    except ModuleNotFoundError as trouble:
        if trouble.name != name:
            raise
        return None
    parser = argparse.ArgumentParser()
    command.add_arguments(parser)
    lines, answers = "".join(f"{sample.line()}\n" for sample in samples), io.StringIO()
    command.run(parser.parse_args(["--jsonl"]), io.StringIO(lines), answers)
    return list(zip(samples, map(json.loads, answers.getvalue().splitlines()), strict=True))


def figure(tally: Tally, measure: str, column: str) -> float | None:
    """A share, or the mean of shares that a measure stands for."""
    if measure == MACRO_F1_ALL:
        return tally.mean(sorted({name for name, _ in tally.shares if name.startswith("F1 ")}), column)
    return tally.mean(MEANS[measure], column) if measure in MEANS else tally.value(measure, column)


def cell(tally: Tally, measure: str, column: str) -> str:
    """ "0.62 31/50 +": the share, its counts, and whether it is enough."""
    value = figure(tally, measure, column)
    if value is None:
        return "."
    hits, of = tally.shares.get((measure, column), (0, 0))
    target = target_of(measure, column)
    return " ".join(filter(None, (f"{value:.2f}", f"{hits}/{of}" if of else "", target.sign(value) if target else "")))


def table(tally: Tally, measures: Sequence[str]) -> list[str]:
    """One line for one measure: four languages, all, and what it is held to."""
    lines = []
    for measure in measures:
        cells = "".join(f"{cell(tally, measure, column):<16}" for column in COLUMNS)
        lines.append(f"  {measure:<34}{cells}{'; '.join(map(str, TARGETS.get(measure, ())))}".rstrip())
    return lines


def details(tally: Tally) -> list[str]:
    """The measures that have no target of their own: each family, principle, cue, type."""
    return sorted({name for name, _ in tally.shares if name.split()[0] in ("family", "principle", "F1", "type")} - set(TARGETS))


def report(kind: str, half: str, say: Callable[[str], Any], *, misses: bool = False, language: str | None = None) -> None:
    """Score one half of one set and say it."""
    samples = [sample for sample in read(kind, half) if language in (None, sample.language)]
    pairs = asked(kind, samples)
    if pairs is None or not samples:
        say(f"{kind}, {half}: skipped, {'the command is not there yet' if pairs is None else f'{path_of(kind, half).name} has no rows'}.")
        return
    tally = TALLIES[kind](pairs)
    say(f"{kind}, {half}: {len(samples)} texts")
    say(f"  {'':<34}" + "".join(f"{column:<16}" for column in COLUMNS) + "release 1 (stretch)")
    for line in (*table(tally, SHOWN[kind]), *table(tally, details(tally))):
        say(line)
    for line in tally.misses if misses else ():
        say(line)
    say("")


def main(arguments: Sequence[str], say: Callable[[str], Any] = print) -> int:
    """0: scored. 2: asked for something that a sealed half does not give."""
    parser = argparse.ArgumentParser(prog="python -m tests.conduct.scoring", description=__doc__)
    parser.add_argument("kind", nargs="?", choices=sorted(COMMANDS), help="only this set")
    halves = parser.add_mutually_exclusive_group()
    halves.add_argument("--open", dest="half", action="store_const", const="open", help="only the half that authors of rules may read")
    halves.add_argument("--fresh", dest="half", action="store_const", const="fresh", help="only the sealed half")
    halves.add_argument("--second", dest="half", action="store_const", const="second", help="only what others wrote later, sealed too")
    parser.add_argument("--misses", action="store_true", help="list what was missed and what was raised wrongly (with --open)")
    parser.add_argument("--lang", choices=LANGUAGES, help="only this language")
    asked_for = parser.parse_args(arguments)
    if asked_for.misses and asked_for.half != "open":
        say("The sealed half is only scored: its misses are not shown. Ask with --open --misses.")
        return 2
    for kind in [asked_for.kind] if asked_for.kind else COMMANDS:
        for half in [asked_for.half] if asked_for.half else [half for half in HALVES if path_of(kind, half).exists()]:
            report(kind, half, say, misses=asked_for.misses, language=asked_for.lang)
    say("++ the stretch is met, + release 1 is met, - neither. Shares of few counts move by chance: read the counts.")
    return 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
