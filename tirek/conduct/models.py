"""What the check remembers: that a text was cleared (never the text), and what was decided about each finding."""

from typing import ClassVar
from uuid import uuid4

from django.db import models

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

    clearance = models.ForeignKey(Clearance, models.CASCADE, related_name="decisions")
    rule = models.CharField(max_length=16)
    version = models.PositiveIntegerField()
    language = models.CharField(max_length=2)
    grade = models.PositiveSmallIntegerField()
    choice = models.CharField(max_length=6, choices=Choice)
    reason = models.CharField(max_length=16, blank=True)
    milliseconds = models.PositiveIntegerField()

    class Meta:
        indexes: ClassVar = [models.Index(fields=["rule"], name="decision_by_rule")]

    def __str__(self) -> str:
        return f"{self.rule} {self.choice}"
