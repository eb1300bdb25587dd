"""Pages about oneself: signing in, getting back in, the account."""

import random
from datetime import UTC, datetime

from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.shortcuts import render
from django.urls import reverse
from django.utils.http import url_has_allowed_host_and_scheme
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET, require_http_methods, require_POST

from tirek.kit.doors import for_roles, open_page
from tirek.kit.refusals import Refused
from tirek.people.actions import signing as actions
from tirek.people.doors import WorkerRequest, clear_cookies, set_cookies
from tirek.people.forms import Recover, SignIn, TypedBack
from tirek.people.models import Role
from tirek.people.rules import weakness
from tirek.vault.actions import keys
from tirek.vault.models import Slot

ANYBODY = tuple(Role)


@open_page
@require_http_methods(["GET", "POST"])
def sign_in(request: HttpRequest) -> HttpResponse:
    target = _next(request)
    if request.method == "GET":
        if getattr(request, "worker", None):
            return HttpResponseRedirect(target)
        return render(request, "people/sign_in.html", {"next": target})
    form = SignIn(request.POST)
    if not form.is_valid():
        return _try_again(request, target, _("Write your name and your password."), 400)
    try:
        cookies = actions.sign_in(**form.cleaned_data, network=_network(request), instead_of=getattr(request, "signed", None))
    except Refused as refused:
        return _try_again(request, target, str(refused), refused.status)
    response = HttpResponseRedirect(target)
    set_cookies(response, cookies)
    return response


def _try_again(request: HttpRequest, target: str, sentence: str, status: int) -> HttpResponse:
    context = {"next": target, "login": request.POST.get("login", "")[:80], "error": sentence}
    return render(request, "people/sign_in.html", context, status=status)


@open_page
@require_POST
def reopen(request: HttpRequest) -> HttpResponse:
    """The password asked over the page, after a session has ended: the words that stand there are not touched."""
    form = SignIn(request.POST)
    login = request.POST.get("login", "")[:80]
    try:
        if not form.is_valid():
            raise Refused(_("Write your password."))
        cookies = actions.sign_in(**form.cleaned_data, network=_network(request), instead_of=getattr(request, "signed", None))
    except Refused as refused:
        return render(request, "people/_reopen.html", {"login": login, "error": str(refused)})
    response = HttpResponse(status=204, headers={"HX-Trigger": "signed-in-again"})
    set_cookies(response, cookies)
    return response


@open_page
@require_http_methods(["GET", "POST"])
def recover(request: HttpRequest) -> HttpResponse:
    if request.method == "GET":
        return render(request, "people/recover.html", {"errors": {}})
    form, errors = Recover(request.POST), {}
    if not form.is_valid():
        errors = dict.fromkeys(form.errors, _("Please fill this in."))
    elif form.cleaned_data["password"] != form.cleaned_data["password_again"]:
        errors["password_again"] = _("The two passwords are not the same.")
    elif weak := weakness(form.cleaned_data["password"]):
        errors["password"] = weak
    else:
        try:
            typed = {name: form.cleaned_data[name] for name in ("login", "code", "password")}
            cookies = actions.recover(**typed, network=_network(request))
        except Refused as refused:
            errors["code"] = str(refused)
        else:
            response = HttpResponseRedirect(reverse("people:recovery_code"))
            set_cookies(response, cookies)
            return response
    kept = {name: request.POST.get(name, "")[:120] for name in ("login", "code")}
    return render(request, "people/recover.html", {"errors": errors, **kept}, status=400)


@for_roles(*ANYBODY)
@require_POST
def sign_out(request: WorkerRequest) -> HttpResponse:
    actions.sign_out(by=request.worker, session=request.signed)
    response = HttpResponseRedirect(reverse("people:sign_in"))
    clear_cookies(response)
    return response


@for_roles(*ANYBODY)
@require_GET
def account(request: WorkerRequest) -> HttpResponse:
    made = keys.recovery_made(request.worker.principal)
    roles = [Role(role).label for role in sorted(request.worker.roles)]
    context = {"worker": request.worker, "roles": roles, "recovery_made": made and datetime.fromtimestamp(made * 60, UTC)}
    return render(request, "people/account.html", context)


@for_roles(*ANYBODY)
@require_http_methods(["GET", "POST"])
def recovery_code(request: WorkerRequest) -> HttpResponse:
    """The next recovery code: shown once, kept only after the password and two of its groups have been typed."""
    form = TypedBack(request.POST)
    if not form.is_valid():
        said = _("Type your password, and both groups from your paper.") if "group_a" in request.POST else ""
        return _show_code(request, keys.slot_version(request.worker.principal, Slot.Kind.RECOVERY), said)
    typed = form.cleaned_data
    asked = {typed["ask_a"]: typed["group_a"], typed["ask_b"]: typed["group_b"]}
    kept = {"password": typed["password"], "typed": asked, "version": typed["version"]}
    try:
        actions.keep_recovery_code(by=request.worker, session=request.signed, **kept)
    except Refused as refused:
        return _show_code(request, typed["version"], str(refused), asked=tuple(asked))
    return HttpResponseRedirect(reverse("people:account"))


def _show_code(request: WorkerRequest, version: int, error: str = "", asked: tuple[int, ...] = ()) -> HttpResponse:
    groups = keys.next_recovery_code(principal=request.worker.principal, seed=request.signed.seed)
    ask_a, ask_b = asked if len(asked) == 2 else sorted(random.sample(range(1, len(groups)), 2))  # which groups is no secret
    context = {"groups": groups, "version": version, "ask_a": ask_a, "ask_b": ask_b, "error": error}
    return render(request, "people/recovery_code.html", context, status=400 if error else 200)


def _next(request: HttpRequest) -> str:
    target = request.POST.get("next") or request.GET.get("next") or reverse("front")
    return target if url_has_allowed_host_and_scheme(target, allowed_hosts=None) else reverse("front")


def _network(request: HttpRequest) -> str:
    """The sender's /24 or /56, kept in memory only, to slow down whoever tries passwords."""
    address = request.META.get("REMOTE_ADDR", "")
    return ".".join(address.split(".")[:3]) if "." in address else ":".join(address.split(":")[:4])
