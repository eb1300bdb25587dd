"""What became of findings after they were shown: for judging a rule, never a worker.

Numbers are told of a language only if at least five different workers have met the rule in it, and of the smaller languages
together only if five have; what is not told is in no sum either, so that nobody can be counted back.
"""

from collections import Counter, defaultdict
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from uuid import UUID

from django.db.models import Count, QuerySet

from tirek.conduct.engine.findings import LANGUAGES
from tirek.conduct.models import Clearance, Decision
from tirek.vault.models import this_minute

DAYS = 90
LEAST_WORKERS = 5
REVIEW_SHOWS, REVIEW_SHARE = 30, 0.6
OTHERS = ""
"""The language of a row that holds several small ones together."""
_DISMISSED = (Decision.Choice.KEPT, Decision.Choice.WRONG)


@dataclass(frozen=True, slots=True)
class Row:
    """What happened in one language."""

    language: str
    workers: int
    applied: int = 0
    kept: int = 0
    wrong: int = 0
    passed: int = 0

    @property
    def shown(self) -> int:
        return self.applied + self.kept + self.wrong + self.passed

    def share(self, part: int) -> int:
        return round(100 * part / self.shown) if self.shown else 0


@dataclass(frozen=True, slots=True)
class Outcomes:
    """`total` is None where too few workers have met the rule. `hidden`: some languages are left out of everything here."""

    rows: Sequence[Row]
    total: Row | None
    reasons: Sequence[tuple[str, int]]
    hidden: bool
    to_review: bool


_Met = tuple[str, UUID, str, str, int]
"""Language, worker, choice, reason, how often."""


def outcomes_of(rule: str) -> Outcomes:
    """The last ninety days of one rule."""
    told = ("language", "clearance__by", "choice", "reason")
    met: list[_Met] = list(_lately().filter(rule=rule).values_list(*told).annotate(times=Count("id")))
    groups = _groups(met)
    rows = [_row(language, of_it) for language, of_it in groups.items()]
    seen = [one for of_it in groups.values() for one in of_it]
    reasons = Counter[str]()
    for _language, _worker, _choice, reason, times in seen:
        reasons[reason] += times if reason else 0
    total = _row(OTHERS, seen) if rows else None
    return Outcomes(
        rows, total, [(reason, times) for reason, times in reasons.most_common() if reason], len(seen) < len(met), _to_review(met)
    )


def rules_to_review() -> frozenset[str]:
    """Rules that are dismissed in most cases: whoever answers for the standard reads them again."""
    by_rule: dict[str, list[_Met]] = defaultdict(list)
    for rule, *met in _lately().values_list("rule", "language", "clearance__by", "choice", "reason").annotate(times=Count("id")):
        by_rule[rule].append((met[0], met[1], met[2], met[3], met[4]))
    return frozenset(rule for rule, met in by_rule.items() if _to_review(met))


def left_unchecked() -> int:
    """Messages of workers that left without a reading, because the check failed or took too long."""
    return Clearance.objects.filter(outcome=Clearance.Outcome.UNCHECKED, at_min__gte=_since()).exclude(by=None).count()


def _lately() -> QuerySet[Decision]:
    return Decision.objects.filter(clearance__at_min__gte=_since()).exclude(clearance__by=None)


def _since() -> int:
    return this_minute() - DAYS * 24 * 60


def _groups(met: Iterable[_Met]) -> Mapping[str, list[_Met]]:
    """By language, each with enough workers; the others together, if together they have enough."""
    by_language: dict[str, list[_Met]] = {language: [] for language in LANGUAGES}
    for one in met:
        by_language.setdefault(one[0], []).append(one)
    large = {language: of_it for language, of_it in by_language.items() if _workers(of_it) >= LEAST_WORKERS}
    small = [one for language, of_it in by_language.items() if language not in large for one in of_it]
    return large | ({OTHERS: small} if _workers(small) >= LEAST_WORKERS else {})


def _workers(met: Iterable[_Met]) -> int:
    return len({worker for _language, worker, *_rest in met})


def _row(language: str, met: Sequence[_Met]) -> Row:
    times = Counter[str]()
    for _language, _worker, choice, _reason, count in met:
        times[choice] += count
    return Row(language, _workers(met), **{choice: times[choice] for choice in ("applied", "kept", "wrong", "passed")})


def _to_review(met: Sequence[_Met]) -> bool:
    shown = sum(times for *_rest, times in met)
    dismissed = sum(times for _language, _worker, choice, _reason, times in met if choice in _DISMISSED)
    return shown >= REVIEW_SHOWS and dismissed >= REVIEW_SHARE * shown and _workers(met) >= LEAST_WORKERS
