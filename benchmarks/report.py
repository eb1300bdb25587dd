"""The short table at the end: medians over the rounds, and ratios of figures of the same round."""

from collections.abc import Iterable, Sequence
from statistics import median
from typing import Any

Line = dict[str, Any]
BASELINES = ("ceiling", "plain")


def intake_table(lines: Sequence[Line]) -> Iterable[str]:
    """One row for each subject and number of connections."""
    head = ("connections", "subject", "letters/s", "p50 ms", "p95 ms", "p99 ms", "of ceiling", "of plain", "max/min")
    yield "Intake: letters sealed and stored durably before they are acknowledged (medians; ratios within a round)"
    yield row(head)
    for connections in sorted({line["connections"] for line in lines}):
        here = [line for line in lines if line["connections"] == connections]
        for subject in dict.fromkeys(line["subject"] for line in here):
            own = [line for line in here if line["subject"] == subject]
            figures = [f"{middle(own, key):.1f}" for key in ("p50_ms", "p95_ms", "p99_ms")]
            compared = [_ratio(own, here, baseline) for baseline in BASELINES]
            yield row((connections, subject, f"{middle(own, 'per_second'):.0f}", *figures, *compared, f"{_spread(own):.2f}"))


def noise(lines: Sequence[Line]) -> Iterable[str]:
    """A word of warning where a baseline itself was not steady."""
    for connections in sorted({line["connections"] for line in lines}):
        for baseline in BASELINES:
            own = [line for line in lines if (line["subject"], line["connections"]) == (baseline, connections)]
            if own and _spread(own) > 1.6:
                yield f"Noisy: {baseline} at {connections} connections varied {_spread(own):.2f}-fold; trust only its ratios, or run again."


def middle(lines: Iterable[Line], key: str) -> float:
    return float(median(line[key] for line in lines))


def row(cells: Iterable[object]) -> str:
    return "  ".join(f"{cell!s:>11}" for cell in cells)


def _spread(lines: Sequence[Line]) -> float:
    rates = [line["per_second"] for line in lines]
    return float(max(rates) / max(min(rates), 0.1))


def _ratio(own: Sequence[Line], here: Sequence[Line], baseline: str) -> str:
    other = {line["round"]: line["per_second"] for line in here if line["subject"] == baseline}
    ratios = [line["per_second"] / other[line["round"]] for line in own if other.get(line["round"])]
    return f"{median(ratios):.2f}" if ratios else "-"


def plain_rows(title: str, lines: Sequence[Line], names: tuple[str, ...], figures: tuple[str, ...]) -> Iterable[str]:
    """Medians over the rounds, one row for each value of `names`."""
    if lines:
        yield title
        yield row((*names, *figures))
    for named in dict.fromkeys(tuple(line[name] for name in names) for line in lines):
        own = [line for line in lines if tuple(line[name] for name in names) == named]
        yield row((*named, *(f"{middle(own, figure):.2f}" for figure in figures)))
