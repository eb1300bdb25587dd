"""Whether a text with findings may leave, and who may change the rules, in which way."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass

from django.utils.translation import gettext as _

from tirek.conduct.engine.findings import Finding, Grade
from tirek.conduct.engine.rule import Rule
from tirek.conduct.models import RuleChange
from tirek.kit.refusals import Refused
from tirek.people.models import Role, Worker

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


ANSWERING = (Role.SUPERVISOR, Role.ETHICS)
"""Who answers for the standard: proposes a change of a rule, and as the second person confirms one."""
LEAST_WHY = 10


def must_answer_for_the_standard(worker: Worker) -> None:
    if not worker.is_active or not worker.has(*ANSWERING):
        raise Refused(_("Only a supervisor or an ethics officer changes the rules."))


def may_confirm_change(by: Worker, change: RuleChange) -> bool:
    return by.is_active and by.has(*ANSWERING) and by.id != change.by_id


def must_be_a_second_person(by: Worker, change: RuleChange) -> None:
    if not may_confirm_change(by, change):
        raise Refused(_("A second person decides this: another supervisor or ethics officer than the one who proposed it."))


def must_say_why(why: str) -> None:
    if len(why.strip()) < LEAST_WHY:
        raise Refused(_("Say in a few words why; the second person decides by them."))


def must_stay_a_hard_stop(rule: Rule, *, off: bool = False, grade: Grade | None = None, loses_phrases: bool = False) -> None:
    """What a pack calls a hard stop protects somebody else: it is never switched off, never weaker than strong."""
    if rule.grade < Grade.HARD:
        return
    if off or loses_phrases:
        raise Refused(_("This is a hard stop: it protects another person. It cannot be switched off or lose phrases."))
    if grade is not None and grade < Grade.STRONG:
        raise Refused(_("This is a hard stop: it protects another person. It can become strong, and not weaker."))
