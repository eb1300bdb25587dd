"""The standard as its pages show it: plain values for the templates, in the language of whoever looks."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date, datetime, tzinfo
from functools import cache

from django.utils.translation import get_language, pgettext
from django.utils.translation import gettext as _

from tirek.conduct.engine.findings import LANGUAGES, Grade
from tirek.conduct.engine.folding import fold_words
from tirek.conduct.engine.rule import PRINCIPLES, Rule
from tirek.conduct.in_force import Standard
from tirek.conduct.models import RuleChange
from tirek.conduct.outcomes import rules_to_review
from tirek.conduct.rules import may_confirm_change
from tirek.conduct.weighing import Wanted, still_found
from tirek.kit.refusals import Refused
from tirek.people.models import Worker

NOT_YET = "not yet"
"""How a pack begins what it says of a language that nobody has reviewed."""


@dataclass(frozen=True, slots=True)
class Look:
    """A grade as it looks: its word, icon, chip and underline."""

    word: str
    icon: str
    chip: str
    mark: str
    card: str
    name: str


_ICONS = {
    Grade.HINT: ("info-circle", "chip-info", "mark-hint", "hint"),
    Grade.NUDGE: ("bulb", "chip-warn", "mark-nudge", "nudge"),
    Grade.STRONG: ("alert-triangle", "chip-danger", "mark-strong", "strong"),
    Grade.HARD: ("hand-stop", "chip-danger", "mark-strong", "strong"),
}


def look_of(grade: Grade) -> Look:
    words = {
        Grade.HINT: pgettext("grade of a rule", "hint"),
        Grade.NUDGE: pgettext("grade of a rule", "nudge"),
        Grade.STRONG: pgettext("grade of a rule", "strong"),
        Grade.HARD: pgettext("grade of a rule", "hard stop"),
    }
    icon, chip, mark, card = _ICONS[grade]
    return Look(words[grade], icon, chip, mark, card, grade.name.lower())


def spoken() -> str:
    """The language in which a rule's own texts are told here."""
    language = (get_language() or "en")[:2]
    return language if language in LANGUAGES else "ru"


@dataclass(frozen=True, slots=True)
class Reviewed:
    language: str
    by: str  # empty: nobody yet


def reviews_of(rule: Rule) -> list[Reviewed]:
    return [Reviewed(language, "" if _is_unread(rule, language) else str(rule.reviewed[language])) for language in LANGUAGES]


def _is_unread(rule: Rule, language: str) -> bool:
    return str(rule.reviewed[language]).startswith(NOT_YET)


@dataclass(frozen=True, slots=True)
class Line:
    """A rule in the list."""

    id: str
    title: str
    look: Look
    unread: Sequence[str]
    is_off: bool
    is_changed: bool
    to_review: bool
    waits: bool


@dataclass(frozen=True, slots=True)
class Part:
    """The rules of one principle."""

    name: str
    title: str
    lines: Sequence[Line]


def parts(standard: Standard, asked: dict[str, str]) -> list[Part]:
    """The rules that were asked for, by principle, in the order of the standard."""
    to_review, waiting = rules_to_review(), set(RuleChange.objects.waiting().values_list("rule", flat=True))
    found: list[Part] = []
    for name, titles in PRINCIPLES.items():
        own = [rule for rule in standard.packs.rules.values() if rule.principle == name and asked["principle"] in ("", name)]
        lines = [_line(rule, standard, to_review, waiting) for rule in own if _speaks_of(rule, asked["q"])]
        lines = [line for line in lines if _is_asked_for(line, asked["show"])]
        if lines:
            found.append(Part(name, titles[spoken()], lines))
    return found


def _line(own: Rule, standard: Standard, to_review: Iterable[str], waiting: Iterable[str]) -> Line:
    change = standard.changed.get(own.id, {})
    return Line(
        id=own.id,
        title=own.title[spoken()],
        look=look_of(standard.rule(own.id).grade),
        unread=[language for language in LANGUAGES if _is_unread(own, language)],
        is_off=standard.is_off(own.id),
        is_changed=any(key != "off" for key in change),
        to_review=own.id in to_review,
        waits=own.id in waiting,
    )


def _is_asked_for(line: Line, show: str) -> bool:
    return {
        "changed": line.is_off or line.is_changed or line.waits,
        "off": line.is_off,
        "review": line.to_review,
        "unread": bool(line.unread),
    }.get(show, True)


def _speaks_of(rule: Rule, words: str) -> bool:
    """Every word asked for stands somewhere in the rule: its number, its texts in four languages, its sentences."""
    text = _everything_said(rule.id, tuple([*rule.title.values(), *rule.why.values(), *rule.suggest.values()]))
    examples = _everything_said(rule.id, tuple(one.text for local in rule.local.values() for one in (*local.bad, *local.good)))
    return all(word in text or word in examples for word in fold_words(words).split())


@cache  # of words of packs, never of drafts
def _everything_said(rule: str, texts: tuple[str, ...]) -> str:
    return fold_words(" ".join((rule, *texts)))


@dataclass(frozen=True, slots=True)
class Told:
    """A change in words: what it does, and who answers for it."""

    change: RuleChange
    title: str
    does: Sequence[str]
    phrases: Sequence[tuple[str, str, Sequence[str]]]  # added or taken out, language, phrases
    made: date
    decided: date | None
    may_confirm: bool
    is_own: bool
    found: tuple[int, int] | None  # of the sentences that must be found: still found then, all


def told(changes: Iterable[RuleChange], standard: Standard, me: Worker, zone: tzinfo) -> list[Told]:
    return [_told(change, standard, me, zone) for change in changes if change.rule in standard.packs.rules]


def _told(change: RuleChange, standard: Standard, me: Worker, zone: tzinfo) -> Told:
    own = standard.packs.rules[change.rule]
    return Told(
        change=change,
        title=own.title[spoken()],
        does=[does(change.kind, change.content, own, standard)],
        phrases=phrases_of(change.content),
        made=_day(change.made_min, zone),
        decided=_day(change.decided_min, zone) if change.decided_min else None,
        may_confirm=may_confirm_change(me, change),
        is_own=change.by_id == me.id,
        found=_still_found(change),
    )


def does(kind: str, content: dict[str, str], own: Rule, standard: Standard) -> str:
    """What a change does, in one sentence."""
    if kind == RuleChange.Kind.OFF:
        return _("The rule is off for the whole organisation: no worker sees it.")
    if kind == RuleChange.Kind.ON:
        return _("The rule is on again for the whole organisation.")
    if kind == RuleChange.Kind.PHRASES:
        return _("The rule looks for other phrases.")
    grade = Grade.__members__.get(str(content.get("grade", "")).upper(), own.grade)
    named = {"grade": look_of(grade).word, "own": look_of(own.grade).word}
    return _("The grade is “%(grade)s”; Tirek's own is “%(own)s”.") % named


def phrases_of(content: dict[str, dict[str, list[str]]]) -> list[tuple[str, str, Sequence[str]]]:
    return [(how, language, phrases) for how in ("add", "take") for language, phrases in content.get(how, {}).items() if phrases]


def _still_found(change: RuleChange) -> tuple[int, int] | None:
    """Told only while somebody still has to decide, and only of phrases: nothing else changes what is found."""
    if change.state != RuleChange.State.WAITING or change.kind != RuleChange.Kind.PHRASES:
        return None
    try:
        return still_found(Wanted.of(change))
    except (Refused, ValueError):  # the rule has changed meanwhile; confirming it will say how
        return None


def _day(minute: int, zone: tzinfo) -> date:
    return datetime.fromtimestamp(minute * 60, zone).date()
