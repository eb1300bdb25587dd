"""Whether a text with findings may leave."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass

from django.utils.translation import gettext as _

from tirek.conduct.engine.findings import Finding, Grade
from tirek.kit.refusals import Refused

REASONS = ("quote", "asked", "safety", "true_here", "not_correct")
LEAST_REASON = 10


@dataclass(frozen=True, slots=True)
class Answer:
    """What the author says of one finding: kept because…, or not correct. `words` is asked for a hard stop only."""

    reason: str
    words: str = ""

    @property
    def calls_it_wrong(self) -> bool:
        return self.reason == "not_correct"


class NeedsAnswer(Refused):
    """Findings that must be changed or answered before this text may leave."""

    def __init__(self, findings: tuple[Finding, ...]) -> None:
        super().__init__(_("Before this can be sent: change the marked words, or say why they stay."))
        self.findings = findings


def must_be_answered(findings: Iterable[Finding], answers: Mapping[str, Answer]) -> None:
    """Hints and nudges are shown and may be passed over; strong ones need a reason; a hard stop needs it in words."""
    open_ones = tuple(finding for finding in findings if not _is_answered(finding, answers.get(finding.key)))
    if open_ones:
        raise NeedsAnswer(open_ones)


def _is_answered(finding: Finding, answer: Answer | None) -> bool:
    if finding.grade < Grade.STRONG:
        return True
    if answer is None or answer.reason not in REASONS:
        return False
    return finding.grade < Grade.HARD or len(answer.words.strip()) >= LEAST_REASON
