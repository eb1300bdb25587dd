"""The page of colleagues: who is here with which roles, what waits for a second person, and what may be changed."""

from typing import Any
from uuid import UUID

from django.db.models import Count, QuerySet
from django.http import HttpResponse, HttpResponseRedirect
from django.shortcuts import get_object_or_404, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET, require_POST

from tirek.kit.doors import for_roles
from tirek.kit.refusals import Refused
from tirek.people import rules
from tirek.people.actions import powers
from tirek.people.doors import WorkerRequest, network
from tirek.people.forms import Changing
from tirek.people.invitations import invite_context
from tirek.people.models import POWERS, Proposal, ProposalQuerySet, Role, Worker

ASKING = (Role.ADMIN, Role.SUPERVISOR)


@for_roles(*POWERS)
@require_GET
def people(request: WorkerRequest) -> HttpResponse:
    return _page(request)


@for_roles(*ASKING)
@require_POST
def change(request: WorkerRequest) -> HttpResponse:
    """Ask for a change about a colleague. It happens at once, or stands on the page as a proposal."""
    form = Changing(request.POST)
    try:
        if not form.is_valid():
            raise Refused(_("Choose what shall change, and type your password."))
        about = get_object_or_404(_seen_by(request.worker), pk=form.cleaned_data["about"])
        wanted = powers.Change(about, *form.wanted())
        powers.ask(
            change=wanted, by=request.worker, reader=request.reader, password=form.cleaned_data["password"], network=network(request)
        )
    except Refused as refused:
        return _page(request, str(refused), refused.status, open_at=request.POST.get("about", ""))
    return HttpResponseRedirect(reverse("people:people"))


@for_roles(*POWERS)
@require_POST
def confirm(request: WorkerRequest, proposal: UUID) -> HttpResponse:
    waiting = get_object_or_404(_proposals(request.worker), pk=proposal)
    given = {"password": request.POST.get("password", "")[:1024], "network": network(request)}
    try:
        powers.confirm(proposal=waiting, by=request.worker, reader=request.reader, **given)
    except Refused as refused:
        return _page(request, str(refused), refused.status)
    return HttpResponseRedirect(reverse("people:people"))


@for_roles(*POWERS)
@require_POST
def decline(request: WorkerRequest, proposal: UUID) -> HttpResponse:
    waiting = get_object_or_404(_proposals(request.worker), pk=proposal)
    powers.decline(proposal=waiting, by=request.worker)
    return HttpResponseRedirect(reverse("people:people"))


def _seen_by(worker: Worker) -> QuerySet[Worker]:
    """Administrators and ethics officers see everybody, a supervisor her team; strangers do not exist."""
    known = Worker.objects.select_related("team__intake", "team__oversight", "principal", "second_factor").prefetch_related("bearings")
    return known if worker.has(Role.ADMIN, Role.ETHICS) else known.filter(team=worker.team)


def _proposals(worker: Worker) -> ProposalQuerySet:
    known = Proposal.objects.waiting().filter(about__in=_seen_by(worker))
    return known.select_related("about__team__intake", "about__team__oversight", "about__principal", "by__team").order_by("made_min")


def _page(request: WorkerRequest, error: str = "", status: int = 200, open_at: str = "") -> HttpResponse:
    me = request.worker
    colleagues = _seen_by(me).annotate(held=Count("principal__grants")).order_by("-is_active", "name")
    context = {
        "colleagues": [_row(colleague, me, open_at) for colleague in colleagues],
        "proposals": [_waiting(proposal, me) for proposal in _proposals(me)],
        "may_ask": me.has(*ASKING),
        "error": error,
        **invite_context(me),
    }
    return render(request, "people/people.html", context, status=status)


def _row(colleague: Worker, me: Worker, open_at: str) -> dict[str, Any]:
    roles = colleague.roles
    return {
        "worker": colleague,
        "key": str(colleague.id),
        "roles": [Role(role).label for role in sorted(roles)],
        "choices": _choices(colleague),
        "takes_two": rules.takes_two(me, colleague, ""),
        "to_give_back": 0 if colleague.is_active and colleague.has(Role.INTAKE, Role.WORKER) else getattr(colleague, "held", 0),
        "is_mine": me.has(Role.SUPERVISOR) and me.team_id == colleague.team_id,
        "is_open": open_at == str(colleague.id),
    }


def _choices(colleague: Worker) -> list[tuple[str, str]]:
    """What can be asked for about this colleague, as the one list of a form: `kind` and, after a dash, the role."""
    roles, kind = colleague.roles, Proposal.Kind
    missing = [role for role in Role if role not in roles and _mixes(roles | {role})]
    gives = [(f"{kind.GIVE}-{role.value}", f"{kind.GIVE.label}: {role.label}") for role in missing]
    takes = [(f"{kind.TAKE}-{role}", f"{kind.TAKE.label}: {Role(role).label}") for role in sorted(roles)]
    factor = [(kind.FACTOR.value, str(kind.FACTOR.label))] if colleague.has_second_factor else []
    return [*gives, *takes, *factor, (kind.DISABLE.value, str(kind.DISABLE.label))]


def _mixes(roles: frozenset[str]) -> bool:
    try:
        rules.must_not_mix_powers(roles)
    except Refused:
        return False
    return True


def _waiting(proposal: Proposal, me: Worker) -> dict[str, Any]:
    return {
        "proposal": proposal,
        "key": str(proposal.id),
        "what": proposal.get_kind_display(),
        "role": Role(proposal.role).label if proposal.role else "",
        "may_confirm": rules.may_confirm(me, proposal),
        "is_own": proposal.by_id == me.id,
    }
