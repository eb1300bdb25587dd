"""The two pages of the standard as wholes: the list of rules, and one rule. Views that are refused something show them again."""

from typing import Any

from django.http import Http404, HttpResponse
from django.shortcuts import render
from django.utils.translation import gettext as _

from tirek.conduct.engine.rule import PRINCIPLES, Rule
from tirek.conduct.forms import LONGEST_TRIED, Looking
from tirek.conduct.in_force import IN_FORCE, Standard
from tirek.conduct.models import RuleChange
from tirek.conduct.outcomes import DAYS, LEAST_WORKERS, left_unchecked, outcomes_of
from tirek.conduct.rule_page import as_a_worker_sees_it, bars, examples_of, passing
from tirek.conduct.shown import look_of, parts, reviews_of, spoken, told
from tirek.conduct.weighing import alone
from tirek.people.doors import WorkerRequest
from tirek.people.models import Organisation


def list_page(request: WorkerRequest, error: str = "", status: int = 200) -> HttpResponse:
    standard, asked = IN_FORCE.standard(), Looking(request.GET).asked()
    found = parts(standard, asked)
    context = {
        "parts": found,
        "count": sum(len(part.lines) for part in found),
        "all": len(standard.packs.rules),
        "asked": asked,
        "is_narrowed": any(asked.values()),
        "principles": [(name, titles[spoken()]) for name, titles in PRINCIPLES.items()],
        "waiting": _waiting(request, standard),
        "broken": sorted(standard.broken),
        "unchecked": left_unchecked(),
        "days": DAYS,
        "most": LONGEST_TRIED,
        "error": error,
    }
    return render(request, "conduct/rules.html", context, status=status)


def rule_page(request: WorkerRequest, rule: str, error: str = "", status: int = 200) -> HttpResponse:
    standard = IN_FORCE.standard()
    if rule not in standard.packs.rules:
        raise Http404
    context = {**_about(standard, standard.rule(rule)), **_what_happened(rule), **_changes(request, standard, rule), "error": error}
    return render(request, "conduct/rule.html", context, status=status)


def _about(standard: Standard, now: Rule) -> dict[str, Any]:
    engine = alone(now.id)
    examples = examples_of(now, engine)
    passed, every = passing(examples)
    reviews = reviews_of(now)
    return {
        "rule": now,
        "title": now.title[spoken()],
        "why": now.why[spoken()],
        "suggest": now.suggest[spoken()],
        "principle": PRINCIPLES[now.principle][spoken()],
        "look": look_of(now.grade),
        "own_look": look_of(standard.packs.rules[now.id].grade),
        "is_off": standard.is_off(now.id),
        "is_changed": any(key != "off" for key in standard.changed.get(now.id, {})),
        "is_broken": now.id in standard.broken,
        "seen": [(piece.text, look_of(piece.grade).mark if piece.grade else "") for piece in as_a_worker_sees_it(now, engine)],
        "spoken": spoken(),
        "examples": examples,
        "passed": passed,
        "every": every,
        "reviews": reviews,
        "is_reviewed": all(one.by for one in reviews),
        "nobody_read": not any(one.by for one in reviews),
        "about": now.id,
        "most": LONGEST_TRIED,
    }


def _what_happened(rule: str) -> dict[str, Any]:
    outcomes = outcomes_of(rule)
    words = {
        "quote": _("I quote somebody"),
        "asked": _("The person asked for it"),
        "safety": _("Safety needs it"),
        "true_here": _("It is right here"),
        "not_correct": _("The finding is not correct"),
    }
    return {
        "outcomes": outcomes,
        "bars": bars(outcomes),
        "reasons": [(words.get(reason, reason), times) for reason, times in outcomes.reasons],
        "days": DAYS,
        "least": LEAST_WORKERS,
    }


def _changes(request: WorkerRequest, standard: Standard, rule: str) -> dict[str, Any]:
    zone = Organisation.objects.get().zone
    own = RuleChange.objects.filter(rule=rule).select_related("by", "decided_by")
    over = (RuleChange.State.REPLACED, RuleChange.State.DECLINED, RuleChange.State.RUN_OUT)
    return {
        "waiting": _waiting(request, standard, rule),
        "in_force": told(own.filter(state=RuleChange.State.IN_FORCE).order_by("-number"), standard, request.worker, zone),
        "over": told(own.filter(state__in=over).order_by("-made_min")[:20], standard, request.worker, zone),
    }


def _waiting(request: WorkerRequest, standard: Standard, rule: str = "") -> list[Any]:
    waiting = RuleChange.objects.waiting().select_related("by").order_by("made_min")
    return told(waiting.filter(rule=rule) if rule else waiting, standard, request.worker, Organisation.objects.get().zone)
