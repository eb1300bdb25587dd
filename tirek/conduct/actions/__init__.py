"""Reading a draft while it is typed, and clearing it: the one way by which a text may leave the house."""

import time
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field, replace
from threading import Thread
from typing import TypeVar
from uuid import UUID

from django.db import transaction

from tirek.conduct import rules
from tirek.conduct.actions.resting import rest_if_dismissed, resting
from tirek.conduct.engine.check import Engine
from tirek.conduct.engine.findings import Context, Finding, Grade, RuleWords
from tirek.conduct.engine.language import language_of
from tirek.conduct.in_force import IN_FORCE, as_packed
from tirek.conduct.models import Clearance, Decision
from tirek.conduct.rules import Answer
from tirek.conduct.trying import Tried, tried
from tirek.kit.patience import Patient
from tirek.kit.protocols import Named
from tirek.vault.actions.marks import clearance_mark, same_mark

__all__ = ["Answer", "Draft", "Reading", "clear", "clear_automatic", "engine", "read", "resting", "still_holds", "warm_up", "words_of"]

Found = TypeVar("Found")

PATIENCE_S = 0.3
"""How long a message waits for its reading. Beyond that it leaves with a clearance that says so, never with a silent one."""

MOST_SHOWN = 50
"""Of what a form says was shown in it; more is no form of ours."""

_readers = Patient("second-reading")


@dataclass(frozen=True, slots=True)
class Draft:
    """A text on its way out: where to, what it says, and what the check may know.

    `shown`: rule and key of every finding that was on the screen while it was written.
    """

    account: UUID
    safe: UUID
    words: str
    context: Context
    by: Named | None = None
    answers: Mapping[str, Answer] = field(default_factory=dict)
    shown: frozenset[tuple[str, str]] = frozenset()


@dataclass(frozen=True, slots=True)
class Reading:
    """What the check saw in these words, with this knowledge: its findings, how long it took, or the error that stopped it."""

    words: str = field(repr=False)
    context: Context = field(repr=False)
    findings: tuple[Finding, ...]
    milliseconds: int
    error: str = ""


def engine() -> Engine:
    """The rules in force: the packs, with what the organisation has changed of them."""
    return IN_FORCE.standard().engine


def words_of(rule: str, language: str) -> RuleWords:
    """A card's words in an interface language; of a rule that was switched off a moment ago too."""
    return IN_FORCE.standard().words_of(rule, language)


def warm_up() -> None:
    """Read the packs beside the opening of the house, so that the first message does not wait for them."""
    Thread(target=practise, name="second-reading-warms-up", daemon=True).start()  # nobody who stops the house waits for it


def practise() -> None:
    """Read a harmless sentence of every rule in every language: what most drafts need is compiled then (0.3 s of one core)."""
    rules_as_packed = as_packed()
    for rule in rules_as_packed.rules:
        for language, local in rule.local.items():
            rules_as_packed.check(local.good[0].text, Context(language=language))


def read(words: str, context: Context) -> Reading:
    """Read a text; never raises: a failing check is a reading with an error."""
    began = time.perf_counter()
    found, error = _patiently(lambda rules_in_force: rules_in_force.check(words, context))
    return Reading(words, context, found or (), int((time.perf_counter() - began) * 1000), error)


def try_out(words: str, context: Context) -> Tried:
    """What the rules in force say of a sentence that nobody will send. Nothing of it is kept; never raises."""
    found, error = _patiently(lambda rules_in_force: tried(words, context, rules_in_force))
    return found or Tried(words, error=error)


def _patiently(ask: Callable[[Engine], Found]) -> tuple[Found | None, str]:
    """Ask the rules in force, for as long as a message may wait; nothing, and the error's name, if they fail or take longer."""
    try:
        rules_in_force = engine()  # before the clock runs: the very first draft waits for the packs, if they are not read yet
    except Exception as broken:  # noqa: BLE001  # a crisis answer must not wait for a broken pack; the clearance names the error
        return None, type(broken).__name__
    return _readers.ask(lambda: ask(rules_in_force), PATIENCE_S)


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
    decisions = [_decision(finding, clearance, draft, reading) for finding in reading.findings]
    Decision.objects.bulk_create([*decisions, *_applied(clearance, draft, reading)])
    if draft.by:
        rest_if_dismissed(decisions=decisions, by=draft.by)
    return clearance


def clear_automatic(drafts: Sequence[Draft]) -> list[Clearance]:
    """Clear the house's own answers as a set. They pass the same reading; a nudge or more in one is a defect of its text."""
    made = []
    for draft in drafts:
        reading = read(draft.words, draft.context)
        breaches = any(finding.grade >= Grade.NUDGE for finding in reading.findings)
        error = reading.error or ("finding in an own text" if breaches else "")
        made.append(_clearance(draft, replace(reading, findings=(), error=error)))
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


def _applied(clearance: Clearance, draft: Draft, reading: Reading) -> list[Decision]:
    """Of what was shown, the rules that find nothing in these words any more: one decision a rule.

    One, because a finding that grew while its sentence was typed was shown under several keys. Rules that nobody has, and
    rules that rest, were not applied; a check that failed says nothing of what is gone.
    """
    if reading.error:
        return []
    known = {rule.id: rule for rule in engine().rules}
    gone = {rule for rule, _key in sorted(draft.shown)[:MOST_SHOWN]} & known.keys()
    gone -= {finding.rule for finding in reading.findings} | draft.context.quiet
    return [
        Decision(
            clearance=clearance,
            rule=rule,
            version=known[rule].version,
            language=language_of(draft.words, draft.context.language),
            grade=known[rule].grade,
            choice=Decision.Choice.APPLIED,
            milliseconds=reading.milliseconds,
        )
        for rule in sorted(gone)
    ]
