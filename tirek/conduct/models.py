"""What the check remembers: that a text was cleared (never the text), what was decided about each finding, which rules rest
for whom, and what the organisation has changed of the rules.
"""

from typing import ClassVar
from uuid import UUID, uuid4

from django.db import models
from django.utils.translation import gettext_lazy as _

from tirek.people.models import Worker
from tirek.vault.models import this_minute


class Clearance(models.Model):
    """A text may leave: made only by `conduct.actions.clear`. `mark` is keyed over channel, safe, words and attachments."""

    class Outcome(models.TextChoices):
        CLEAN = "clean", "no rule matched"
        DECIDED = "decided", "its author kept or answered what was found"
        OVERRULED = "overruled", "its author overruled a hard stop, with a reason"
        UNCHECKED = "unchecked", "the check failed or took too long"

    id = models.UUIDField(primary_key=True, default=uuid4, editable=False)
    mark = models.BinaryField()
    outcome = models.CharField(max_length=9, choices=Outcome)
    error = models.CharField(max_length=60, blank=True)
    by = models.UUIDField(null=True)  # null: an automatic answer
    at_min = models.PositiveIntegerField(default=this_minute)

    def __str__(self) -> str:
        return f"clearance: {self.outcome}"


class Decision(models.Model):
    """What became of one finding. No text and no span: this log is for judging rules, not workers."""

    class Choice(models.TextChoices):
        KEPT = "kept"
        WRONG = "wrong", "called not correct"
        PASSED = "passed", "shown and passed over"
        APPLIED = "applied", "shown, and changed before sending"

    clearance = models.ForeignKey(Clearance, models.CASCADE, related_name="decisions")
    rule = models.CharField(max_length=16)
    version = models.PositiveIntegerField()
    language = models.CharField(max_length=2)
    grade = models.PositiveSmallIntegerField()
    choice = models.CharField(max_length=8, choices=Choice)
    reason = models.CharField(max_length=16, blank=True)
    milliseconds = models.PositiveIntegerField()

    class Meta:
        indexes: ClassVar = [models.Index(fields=["rule"], name="decision_by_rule")]

    def __str__(self) -> str:
        return f"{self.rule} {self.choice}"


class Resting(models.Model):
    """A hint or a nudge that a worker has dismissed three times is not shown to him until this minute. He may wake it sooner.

    A row whose minute is over is kept: dismissals before it do not count again.
    """

    worker = models.ForeignKey(Worker, models.CASCADE, related_name="resting_rules")
    rule = models.CharField(max_length=16)
    until_min = models.PositiveIntegerField()

    class Meta:
        constraints: ClassVar = [models.UniqueConstraint(fields=["worker", "rule"], name="a_rule_rests_once_for_a_worker")]

    def __str__(self) -> str:
        return f"{self.rule} rests"


class RuleChangeQuerySet(models.QuerySet["RuleChange"]):
    def waiting(self) -> "RuleChangeQuerySet":
        return self.filter(state=RuleChange.State.WAITING, made_min__gte=this_minute() - RuleChange.LIVES_MIN)

    def run_out(self) -> "RuleChangeQuerySet":
        return self.filter(state=RuleChange.State.WAITING, made_min__lt=this_minute() - RuleChange.LIVES_MIN)

    def confirmed(self) -> "RuleChangeQuerySet":
        """Everything that ever came into force, in that order: together they say how the rules stand now."""
        return self.exclude(number=None).order_by("number")


class RuleChange(models.Model):
    """The organisation's own word on one rule: proposed by one person, in force once a second one has confirmed it.

    `content` by kind: {"grade": "hint"}; {"add": {"kk": ["…"]}, "take": {"ru": ["…"]}}; off and on need none.
    """

    class Kind(models.TextChoices):
        OFF = "off", _("switch it off")
        ON = "on", _("switch it on again")
        GRADE = "grade", _("another grade")
        PHRASES = "phrases", _("other phrases")

    class State(models.TextChoices):
        WAITING = "waiting", _("waiting")
        IN_FORCE = "in_force", _("in force")
        REPLACED = "replaced", _("replaced by a later change")
        DECLINED = "declined", _("declined")
        RUN_OUT = "run_out", _("ran out after seven days")

    LIVES_MIN = 7 * 24 * 60

    id = models.UUIDField(primary_key=True, default=uuid4, editable=False)
    rule = models.CharField(max_length=16)
    kind = models.CharField(max_length=7, choices=Kind)
    content = models.JSONField(default=dict)
    why = models.CharField(max_length=500)
    by = models.ForeignKey(Worker, models.PROTECT, related_name="+")
    state = models.CharField(max_length=8, choices=State, default=State.WAITING)
    number = models.PositiveIntegerField(null=True, unique=True)  # its place among all that came into force
    made_min = models.PositiveIntegerField(default=this_minute)
    decided_by = models.ForeignKey(Worker, models.PROTECT, null=True, related_name="+")
    decided_min = models.PositiveIntegerField(null=True)

    objects = RuleChangeQuerySet.as_manager()

    by_id: UUID
    decided_by_id: UUID | None

    class Meta:
        constraints: ClassVar = [
            models.UniqueConstraint(
                fields=["rule", "kind"], condition=models.Q(state="waiting"), name="one_waiting_change_of_a_kind_for_a_rule"
            ),
            models.CheckConstraint(
                condition=models.Q(number=None) | (models.Q(decided_by__isnull=False) & ~models.Q(decided_by=models.F("by"))),
                name="two_people_decide_about_a_rule",
            ),
            models.CheckConstraint(
                condition=models.Q(state__in=["in_force", "replaced"], number__isnull=False)
                | (~models.Q(state__in=["in_force", "replaced"]) & models.Q(number=None)),
                name="what_came_into_force_has_its_number",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.rule}: {self.kind}, {self.state}"

    @property
    def days_left(self) -> int:
        return max(0, self.made_min + self.LIVES_MIN - this_minute()) // (24 * 60)
