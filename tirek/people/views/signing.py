"""Pages of signing in, getting back in and going away."""

from urllib.parse import quote

from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.shortcuts import render
from django.urls import reverse
from django.utils.http import url_has_allowed_host_and_scheme
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST

from tirek.kit.doors import for_roles, open_page
from tirek.kit.refusals import Refused
from tirek.people.actions import signing as actions
from tirek.people.doors import WorkerRequest, clear_cookies, half_open, network, on_the_way_in, set_cookies
from tirek.people.forms import GiveCode, Recover, SignIn
from tirek.people.models import Role

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
        entered = actions.sign_in(**form.cleaned_data, network=network(request), instead_of=getattr(request, "signed", None))
    except Refused as refused:
        return _try_again(request, target, str(refused), refused.status)
    return _enter(entered, target)


def _enter(entered: actions.Entered, target: str) -> HttpResponse:
    """To where the person wanted to go; by way of the page that asks for the code, where there is a second factor."""
    response = HttpResponseRedirect(f"{reverse('people:code')}?next={quote(target)}" if entered.asks_code else target)
    set_cookies(response, entered.cookies)
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
        entered = actions.sign_in(**form.cleaned_data, network=network(request), instead_of=getattr(request, "signed", None))
    except Refused as refused:
        return render(request, "people/_reopen.html", {"login": login, "error": str(refused)})
    response = render(request, "people/_reopen_code.html", {"login": login}) if entered.asks_code else _back_in()
    set_cookies(response, entered.cookies)
    return response


@open_page
@require_http_methods(["GET", "POST"])
def code(request: HttpRequest) -> HttpResponse:
    """The second step of signing in. Whoever has not given a right password in the last minutes is led back to the first."""
    target, half = _next(request), half_open(request)
    if half is None:
        return HttpResponseRedirect(f"{reverse('people:sign_in')}?next={quote(target)}")
    context = {"next": target, "spare": "spare" in request.GET or "spare" in request.POST}
    if request.method == "GET":
        return render(request, "people/code.html", context)
    try:
        cookies = actions.give_code(half=half, typed=_typed_code(request), network=network(request))
    except Refused as refused:
        return render(request, "people/code.html", {**context, "error": str(refused)}, status=refused.status)
    response = HttpResponseRedirect(target)
    set_cookies(response, cookies)
    return response


@open_page
@require_POST
def code_again(request: HttpRequest) -> HttpResponse:
    """The same over the page: after the password, before the words that stand there can go on."""
    half, login = half_open(request), request.POST.get("login", "")[:80]
    if half is None:
        sentence = _("This took too long. Enter your password once more.")
        return render(request, "people/_reopen.html", {"login": login, "error": sentence})
    try:
        cookies = actions.give_code(half=half, typed=_typed_code(request), network=network(request))
    except Refused as refused:
        return render(request, "people/_reopen_code.html", {"login": login, "error": str(refused)})
    response = _back_in()
    set_cookies(response, cookies)
    return response


def _back_in() -> HttpResponse:
    return HttpResponse(status=204, headers={"HX-Trigger": "signed-in-again"})


def _typed_code(request: HttpRequest) -> str:
    form = GiveCode(request.POST)
    if not form.is_valid():
        raise Refused(_("Write the code."))
    return str(form.cleaned_data["code"])


@open_page
@require_http_methods(["GET", "POST"])
def recover(request: HttpRequest) -> HttpResponse:
    if request.method == "GET":
        return render(request, "people/recover.html", {"errors": {}})
    form = Recover(request.POST)
    errors = form.mistakes()
    if not errors:
        try:
            typed = {name: form.cleaned_data[name] for name in ("login", "code", "password")}
            entered = actions.recover(**typed, network=network(request))
        except Refused as refused:
            errors["code"] = str(refused)
        else:
            return _enter(entered, reverse("people:recovery_code"))
    kept = {name: request.POST.get(name, "")[:120] for name in ("login", "code")}
    return render(request, "people/recover.html", {"errors": errors, **kept}, status=400)


@for_roles(*ANYBODY)
@on_the_way_in
@require_POST
def sign_out(request: WorkerRequest) -> HttpResponse:
    actions.sign_out(by=request.worker, session=request.signed)
    response = HttpResponseRedirect(reverse("people:sign_in"))
    clear_cookies(response)
    return response


def _next(request: HttpRequest) -> str:
    target = request.POST.get("next") or request.GET.get("next") or reverse("front")
    return target if url_has_allowed_host_and_scheme(target, allowed_hosts=None) else reverse("front")
