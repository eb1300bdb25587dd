"""Pages of inviting a colleague, and the one page on which he comes in."""

from datetime import UTC, datetime
from typing import Any
from uuid import UUID

from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.shortcuts import get_object_or_404, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST

from tirek.kit.doors import for_roles, open_page
from tirek.kit.refusals import Refused
from tirek.people.actions import inviting as actions
from tirek.people.actions import keyring
from tirek.people.doors import WorkerRequest, set_cookies
from tirek.people.forms import ChoosingPassword, Inviting
from tirek.people.invitations import invite_context, role_words
from tirek.people.models import Invitation, Organisation, Role, Worker

INVITERS = (Role.ADMIN, Role.SUPERVISOR)


@for_roles(*INVITERS)
@require_http_methods(["GET", "POST"])
def invite(request: WorkerRequest) -> HttpResponse:
    """The form; after it the link, shown this once."""
    if request.method == "GET":
        return render(request, "people/invite.html", invite_context(request.worker))
    form = Inviting(request.POST)
    if not form.is_valid():
        return _again(request, dict.fromkeys(form.errors, _("Please fill this in.")))
    wanted = form.cleaned_data
    try:
        invited = actions.invite(**{**wanted, "team": wanted["team"] or request.worker.team}, by=request.worker)
    except Refused as refused:
        return _again(request, {"login": str(refused)})
    link = request.build_absolute_uri(reverse("people:welcome", args=[invited.token]))
    return render(request, "people/invited.html", {"link": link, **_about(invited.invitation)})


def _again(request: WorkerRequest, errors: dict[str, str]) -> HttpResponse:
    typed = {name: request.POST.get(name, "")[:120] for name in ("name", "login", "team")}
    context = invite_context(request.worker, {**typed, "roles": request.POST.getlist("roles")}, errors)
    return render(request, "people/invite.html", context, status=400)


@for_roles(*INVITERS)
@require_POST
def withdraw(request: WorkerRequest, invitation: UUID) -> HttpResponse:
    mine = get_object_or_404(actions.open_invitations(request.worker), pk=invitation)
    actions.withdraw(invitation=mine, by=request.worker)
    return HttpResponseRedirect(reverse("people:invite"))


@for_roles(Role.SUPERVISOR)
@require_POST
def vouch(request: WorkerRequest, worker: UUID) -> HttpResponse:
    """ "This is our colleague": the team's keys go to him with this very request."""
    colleague = get_object_or_404(Worker.objects.active().filter(team=request.worker.team), pk=worker)
    keyring.vouch(worker=colleague, by=request.worker)
    keyring.hand_on_at_once(by=request.worker, reader=request.reader)
    return HttpResponseRedirect(reverse("people:invite"))


@open_page
@require_http_methods(["GET", "POST"])
def welcome(request: HttpRequest, token: str) -> HttpResponse:
    """The page behind the link. Looking at it changes nothing; every link that does not work looks the same."""
    try:
        invitation = actions.invitation_behind(token)
        if request.method == "GET":
            return _show(request, invitation)
        form = ChoosingPassword(request.POST)
        if errors := form.mistakes():
            return _show(request, invitation, errors)
        cookies = actions.accept(token=token, password=form.cleaned_data["password"], instead_of=getattr(request, "signed", None))
    except actions.NotOpen as closed:
        return render(request, "people/welcome_closed.html", {"sentence": str(closed)}, status=closed.status)
    response = HttpResponseRedirect(reverse("front"))
    set_cookies(response, cookies)
    return response


def _show(request: HttpRequest, invitation: Invitation, errors: dict[str, str] | None = None) -> HttpResponse:
    context = {"errors": errors or {}, "organisation": Organisation.objects.get(), **_about(invitation)}
    return render(request, "people/welcome.html", context, status=400 if errors else 200)


def _about(invitation: Invitation) -> dict[str, Any]:
    until = datetime.fromtimestamp(invitation.until_min * 60, UTC).astimezone(Organisation.objects.get().zone)
    return {"invitation": invitation, "roles": role_words(invitation), "until": until}
