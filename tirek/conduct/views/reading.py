"""Pages on which the standard is read: the list of rules, one rule, and a sentence that is tried on them."""

from typing import Any

from django.http import HttpResponse
from django.shortcuts import render
from django.views.decorators.http import require_GET, require_http_methods

from tirek.conduct.actions import try_out
from tirek.conduct.engine.findings import Context
from tirek.conduct.forms import LONGEST_TRIED, Trying
from tirek.conduct.in_force import IN_FORCE
from tirek.conduct.pages import list_page, rule_page
from tirek.conduct.rules import ANSWERING
from tirek.conduct.shown import look_of, spoken
from tirek.conduct.trying import Tried
from tirek.kit.doors import for_roles
from tirek.people.doors import WorkerRequest
from tirek.people.models import Organisation


@for_roles(*ANSWERING)
@require_GET
def rules(request: WorkerRequest) -> HttpResponse:
    return list_page(request)


@for_roles(*ANSWERING)
@require_GET
def rule(request: WorkerRequest, rule: str) -> HttpResponse:
    return rule_page(request, rule)


@for_roles(*ANSWERING)
@require_http_methods(["GET", "POST"])
def try_a_sentence(request: WorkerRequest) -> HttpResponse:
    """Read a sentence by the rules in force. Nothing of it is kept, and no address ever holds it: a form that is posted only."""
    form = Trying(request.POST)
    asked = form.is_valid()
    context: dict[str, Any] = {"most": LONGEST_TRIED, "words": "", "about": ""}
    if request.method == "POST":
        typed = form.cleaned_data
        context |= {"words": request.POST.get("words", "")[:LONGEST_TRIED], "about": _known(typed.get("rule", ""))}
        context |= _tried(try_out(typed["words"], _outside_a_thread()), context["about"]) if asked else {"nothing": True}
    fragment = "HX-Request" in request.headers and request.method == "POST"
    return render(request, "conduct/_tried.html" if fragment else "conduct/try.html", context)


def _known(rule: str) -> str:
    return rule if rule in IN_FORCE.standard().packs.rules else ""


def _outside_a_thread() -> Context:
    """What the check may know where there is no conversation: the service's own country and numbers."""
    organisation = Organisation.objects.get()
    return Context(language=spoken(), country=organisation.country, service_contacts=organisation.own_contacts)


def _tried(tried: Tried, about: str) -> dict[str, Any]:
    standard = IN_FORCE.standard()
    fired = [{"one": one, "look": look_of(one.grade), "title": standard.words_of(one.rule, spoken()).title} for one in tried.fired]
    pieces = [(piece.text, look_of(piece.grade).mark if piece.grade else "") for piece in tried.pieces]
    return {
        "tried": tried,
        "pieces": pieces,
        "fired": fired,
        "milliseconds": f"{tried.milliseconds:.1f}",
        "is_silent": bool(about) and about not in {one.rule for one in tried.fired},
        "about_is_off": bool(about) and standard.is_off(about),
    }
