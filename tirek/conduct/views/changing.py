"""Pages on which the standard is changed: one person proposes, another one confirms or declines."""

from typing import Any
from uuid import UUID

from django.http import Http404, HttpResponse, HttpResponseRedirect
from django.shortcuts import get_object_or_404, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST

from tirek.conduct.actions import changing
from tirek.conduct.engine.findings import LANGUAGES, Grade
from tirek.conduct.engine.rule import Rule
from tirek.conduct.forms import Proposing
from tirek.conduct.in_force import IN_FORCE, Standard
from tirek.conduct.models import RuleChange
from tirek.conduct.pages import rule_page
from tirek.conduct.rules import ANSWERING
from tirek.conduct.shown import does, look_of, phrases_of, spoken
from tirek.conduct.weighing import Wanted
from tirek.kit.doors import for_roles
from tirek.kit.refusals import Refused
from tirek.people.doors import WorkerRequest, network


@for_roles(*ANSWERING)
@require_http_methods(["GET", "POST"])
def propose(request: WorkerRequest, rule: str) -> HttpResponse:
    """Propose a change of a rule, or (with `undo`) that an earlier one be taken back."""
    if rule not in IN_FORCE.standard().packs.rules:
        raise Http404
    if request.method == "GET":
        return _ask(request, rule)
    form = Proposing(request.POST)
    try:
        if not form.is_valid():
            raise Refused(_("Choose what shall change, say why, and type your password."))
        wanted = _wanted(request, form, rule)
        given = {"password": form.cleaned_data["password"], "network": network(request)}
        changing.propose(wanted=wanted, why=form.cleaned_data["why"], by=request.worker, **given)
    except Refused as refused:
        return _ask(request, rule, str(refused), refused.status)
    return HttpResponseRedirect(reverse("conduct:rule", args=[rule]) + "#waiting")


@for_roles(*ANSWERING)
@require_POST
def confirm(request: WorkerRequest, change: UUID) -> HttpResponse:
    waiting = get_object_or_404(_waiting(), pk=change)
    given = {"password": request.POST.get("password", "")[:1024], "network": network(request)}
    try:
        changing.confirm(change=waiting, by=request.worker, **given)
    except Refused as refused:
        return rule_page(request, waiting.rule, str(refused), refused.status)
    return HttpResponseRedirect(reverse("conduct:rule", args=[waiting.rule]) + "#in-force")


@for_roles(*ANSWERING)
@require_POST
def decline(request: WorkerRequest, change: UUID) -> HttpResponse:
    waiting = get_object_or_404(_waiting(), pk=change)
    changing.decline(change=waiting, by=request.worker)
    return HttpResponseRedirect(reverse("conduct:rule", args=[waiting.rule]))


def _waiting() -> Any:
    """Those about a rule that there is; a change of another one could only be looked at in vain."""
    return RuleChange.objects.waiting().filter(rule__in=IN_FORCE.standard().packs.rules).select_related("by__team")


def _wanted(request: WorkerRequest, form: Proposing, rule: str) -> Wanted:
    undone = form.cleaned_data["undo"]
    if undone:
        return changing.undoing(get_object_or_404(RuleChange, pk=undone, rule=rule))
    return form.wanted(rule, request.POST.getlist("take"))


def _ask(request: WorkerRequest, rule: str, error: str = "", status: int = 200) -> HttpResponse:
    standard = IN_FORCE.standard()
    own, now = standard.packs.rules[rule], standard.rule(rule)
    context = {
        "rule": now,
        "title": now.title[spoken()],
        "kinds": _kinds(own, standard),
        "grades": [look_of(grade) for grade in Grade if grade != now.grade and (own.grade < Grade.HARD or grade >= Grade.STRONG)],
        "look": look_of(now.grade),
        "languages": LANGUAGES,
        "phrases": [(language, _sources(now, own, language)) for language in LANGUAGES] if own.grade < Grade.HARD else [],
        "typed": request.POST,
        "ticked": request.POST.getlist("take"),
        "undoing": _undoing(request, standard, own),
        "error": error,
    }
    return render(request, "conduct/change.html", context, status=status)


def _kinds(own: Rule, standard: Standard) -> list[str]:
    """What can be proposed about this rule as it stands now."""
    turn = RuleChange.Kind.ON if standard.is_off(own.id) else RuleChange.Kind.OFF
    turns = [] if own.grade >= Grade.HARD and turn == RuleChange.Kind.OFF else [turn]
    return [*map(str, turns), RuleChange.Kind.GRADE.value, RuleChange.Kind.PHRASES.value]


def _sources(now: Rule, own: Rule, language: str) -> list[tuple[str, bool]]:
    """The phrases that the rule looks for, each with whether the organisation has added it."""
    packed = {wording.phrase.source for wording in own.local[language].wordings}
    return [(wording.phrase.source, wording.phrase.source not in packed) for wording in now.local[language].wordings]


def _undoing(request: WorkerRequest, standard: Standard, own: Rule) -> dict[str, Any] | None:
    """The change that would be taken back, and what taking it back does."""
    named = request.POST.get("undo") or request.GET.get("undo") or ""
    try:
        change = RuleChange.objects.filter(pk=UUID(named), rule=own.id, state=RuleChange.State.IN_FORCE).first()
    except ValueError:
        return None
    if change is None:
        return None
    back = changing.undoing(change)
    return {"change": change, "does": does(back.kind, dict(back.content), own, standard), "phrases": phrases_of(dict(back.content))}
