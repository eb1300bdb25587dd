"""Reading a draft while it is typed, and clearing it: the one way by which a text may leave the house."""

import time
from collections.abc import Mapping, Sequence
from concurrent.futures import ThreadPoolExecutor
from concurrent.futures import TimeoutError as TookTooLong
from dataclasses import dataclass, field, replace
from functools import cache
from uuid import UUID

from django.db import transaction

from tirek.conduct import rules
from tirek.conduct.engine.check import Engine
from tirek.conduct.engine.findings import Context, Finding, Grade
from tirek.conduct.engine.language import language_of
from tirek.conduct.models import Clearance, Decision
from tirek.conduct.rules import Answer
from tirek.kit.protocols import Named
from tirek.vault.actions.marks import clearance_mark, same_mark

PATIENCE_S = 0.3
"""How long a message waits for its reading. Beyond that it leaves with a clearance that says so, never with a silent one."""

_readers = ThreadPoolExecutor(2, thread_name_prefix="second-reading")


@dataclass(frozen=True, slots=True)
class Draft:
    """A text on its way out: where to, what it says, and what the check may know."""

    account: UUID
    safe: UUID
    words: str
    context: Context
    by: Named | None = None
    answers: Mapping[str, Answer] = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class Reading:
    """What the check saw in these words, with this knowledge: its findings, how long it took, or the error that stopped it."""

    words: str = field(repr=False)
    context: Context = field(repr=False)
    findings: tuple[Finding, ...]
    milliseconds: int
    error: str = ""


@cache
def engine() -> Engine:
    return Engine.load()


def warm_up() -> None:
    """Read the packs beside the opening of the house, so that the first message does not wait for them."""
    _readers.submit(engine)


def read(words: str, context: Context) -> Reading:
    """Read a text; never raises: a failing check is a reading with an error."""
    began = time.perf_counter()
    try:
        found = _readers.submit(engine().check, words, context).result(timeout=PATIENCE_S)
        error = ""
    except TookTooLong:
        found, error = (), "took longer than 300 ms"
    except Exception as broken:  # noqa: BLE001  # a crisis answer must not wait for a broken rule; the clearance names the error
        found, error = (), type(broken).__name__
    return Reading(words, context, found, int((time.perf_counter() - began) * 1000), error)


@transaction.atomic
def clear(draft: Draft, reading: Reading) -> Clearance:
    """Clear one text by its reading, or raise `rules.NeedsAnswer` with the findings that stand in its way.

    The reading is made before, because it may be slow and this stands in a transaction; it must be of this very draft.
    """
    if (reading.words, reading.context) != (draft.words, draft.context):
        raise ValueError("This is the reading of another text.")
    rules.must_be_answered(reading.findings, draft.answers)
    clearance = _clearance(draft, reading)
    clearance.save()
    Decision.objects.bulk_create(_decision(finding, clearance, draft, reading) for finding in reading.findings)
    return clearance


def clear_automatic(drafts: Sequence[Draft]) -> list[Clearance]:
    """Clear the house's own answers as a set. They pass the same reading; a finding in one is a defect of its text."""
    made = []
    for draft in drafts:
        reading = read(draft.words, draft.context)
        made.append(
            _clearance(draft, replace(reading, findings=(), error=reading.error or ("finding in an own text" if reading.findings else "")))
        )
    Clearance.objects.bulk_create(made)
    return made


def still_holds(clearance: Clearance, *, account: UUID, safe: UUID, words: str) -> bool:
    """Whether these are the very words that were cleared, for this safe and this channel."""
    return same_mark(bytes(clearance.mark), clearance_mark(account, safe, words))


def _clearance(draft: Draft, reading: Reading) -> Clearance:
    return Clearance(
        mark=clearance_mark(draft.account, draft.safe, draft.words),
        outcome=_outcome(reading),
        error=reading.error,
        by=draft.by.principal_id if draft.by else None,
    )


def _outcome(reading: Reading) -> Clearance.Outcome:
    if reading.error:
        return Clearance.Outcome.UNCHECKED
    if any(finding.grade == Grade.HARD for finding in reading.findings):
        return Clearance.Outcome.OVERRULED
    return Clearance.Outcome.DECIDED if reading.findings else Clearance.Outcome.CLEAN


def _decision(finding: Finding, clearance: Clearance, draft: Draft, reading: Reading) -> Decision:
    answer = draft.answers.get(finding.key)
    choice = Decision.Choice.PASSED if answer is None else Decision.Choice.WRONG if answer.calls_it_wrong else Decision.Choice.KEPT
    return Decision(
        clearance=clearance,
        rule=finding.rule,
        version=finding.version,
        language=language_of(draft.words, draft.context.language),
        grade=finding.grade,
        choice=choice,
        reason=answer.reason if answer else "",
        milliseconds=reading.milliseconds,
    )
