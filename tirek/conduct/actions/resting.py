"""Rules that rest for one worker: what he dismisses again and again is not shown to him for a while, and he can wake it."""

from collections.abc import Iterable

from tirek.conduct.engine.findings import Grade
from tirek.conduct.models import Decision, Resting
from tirek.kit.protocols import Named
from tirek.people.models import Worker
from tirek.vault.models import this_minute

DISMISSALS = 3
DAY_MIN = 24 * 60
WITHIN_MIN = RESTS_MIN = 30 * DAY_MIN
_DISMISSED = (Decision.Choice.KEPT, Decision.Choice.WRONG)


def resting(worker: Worker) -> frozenset[str]:
    """The rules that rest for this worker now. What is strong or a hard stop never rests, whatever stands here."""
    return frozenset(Resting.objects.filter(worker=worker, until_min__gt=this_minute()).values_list("rule", flat=True))


def rest_if_dismissed(*, decisions: Iterable[Decision], by: Named) -> None:
    """After three dismissals within thirty days a hint or a nudge rests for thirty days."""
    for rule in {one.rule for one in decisions if one.choice in _DISMISSED and one.grade < Grade.STRONG}:
        known = Resting.objects.filter(worker__principal=by.principal_id, rule=rule).first()
        since = max(this_minute() - WITHIN_MIN, known.until_min if known else 0)
        dismissed = Decision.objects.filter(
            rule=rule, choice__in=_DISMISSED, grade__lt=Grade.STRONG, clearance__by=by.principal_id, clearance__at_min__gt=since
        )
        if dismissed.count() >= DISMISSALS:
            worker = Worker.objects.get(principal=by.principal_id)
            Resting.objects.update_or_create(worker=worker, rule=rule, defaults={"until_min": this_minute() + RESTS_MIN})


def wake(*, rule: str, by: Worker) -> None:
    """Show a resting rule again from now on; his dismissals are counted anew."""
    Resting.objects.filter(worker=by, rule=rule, until_min__gt=this_minute()).update(until_min=this_minute())
