"""Who is at the door: the session of a request, and whether its bearer may come in."""

from collections.abc import Callable
from ipaddress import ip_address, ip_network
from typing import Any
from urllib.parse import quote

from django.conf import settings
from django.core.exceptions import ImproperlyConfigured
from django.db import DatabaseError
from django.http import Http404, HttpRequest, HttpResponse, HttpResponseRedirect
from django.shortcuts import render
from django.urls import resolve, reverse

from tirek.kit.doors import PERSON, STEADY, View
from tirek.kit.refusals import Refused
from tirek.people.actions.keyring import hand_on_waiting
from tirek.people.models import Worker
from tirek.people.persons import person_comes_in, person_leaves
from tirek.people.rules import needs_a_second_factor
from tirek.ui.refusals import refusal, status_of
from tirek.vault.actions.reading import Reader
from tirek.vault.actions.sessions import Cookies, SignedIn, load_half, load_session


class WorkerRequest(HttpRequest):
    """A request that came through the door: what `Doors` adds."""

    worker: Worker
    reader: Reader
    signed: SignedIn


def cookie_names() -> tuple[str, str]:
    return ("__Host-ts", "__Host-tk") if settings.HTTPS else ("ts", "tk")


class Doors:
    """Middleware: finds the session behind the two cookies; no view is reached that has not said who may come in."""

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponse]) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        if (request.encoding or "utf-8").lower() != "utf-8":  # Python's stranger codecs break the reading of a form
            return refusal(request, status=400)
        try:
            come_in(request)
            person_comes_in(request)
        except (Refused, DatabaseError, OSError) as trouble:
            status = status_of(trouble)
            if status is None:
                raise
            typed = request.POST.get("words", "") if request.method == "POST" else ""  # without script nobody else keeps it
            return refusal(request, status=status, sentence=str(trouble) if isinstance(trouble, Refused) else "", words=typed)
        try:
            return self.get_response(request)
        finally:
            reader: Reader | None = getattr(request, "reader", None)
            if reader:
                reader.close()
            person_leaves(request)

    def process_view(self, request: HttpRequest, view: Callable[..., Any], _args: Any, _kwargs: Any) -> HttpResponse | None:
        door: frozenset[str] | None = getattr(view, "door", None)
        if door is None:
            raise ImproperlyConfigured("A page has not said who may come in (tirek.kit.doors).")
        if not door:
            return None
        if door == {PERSON}:
            return None if hasattr(request, "talk") else _open_the_room_first(request)
        worker: Worker | None = getattr(request, "worker", None)
        if worker is None:
            return _sign_in_first(request)
        if not worker.roles & door:
            raise Http404
        if needs_a_second_factor(worker) and not getattr(view, "on_the_way_in", False):
            return _second_factor_first(request)
        hand_on_waiting(by=worker, reader=request.reader)  # type: ignore[attr-defined]  # whoever waits for a key he holds
        return None


def come_in(request: HttpRequest) -> None:
    """Put worker, reader and session on the request where its two cookies open one."""
    sid, key = (request.COOKIES.get(name, "") for name in cookie_names())
    if not sid or not key:
        return
    signed = load_session(Cookies(sid, key), slide=STEADY not in request.headers)
    worker = (
        signed
        and Worker.objects.active()
        .select_related("team", "principal", "second_factor")
        .prefetch_related("bearings")
        .filter(principal=signed.principal)
        .first()
    )
    if signed and worker:
        request.signed = signed  # type: ignore[attr-defined]
        request.worker = worker  # type: ignore[attr-defined]
        request.reader = Reader(signed.principal, signed.seed)  # type: ignore[attr-defined]


def _sign_in_first(request: HttpRequest) -> HttpResponse:
    """A whole page goes to sign in; a fragment gets 401, and the page asks for the password over what is being typed."""
    if "HX-Request" in request.headers or STEADY in request.headers:
        return HttpResponse(status=401)
    words = request.POST.get("words", "") if request.method == "POST" else ""
    if words:  # without script there is no dialog over the page: what was typed is given back on the page that asks
        return render(request, "people/sign_in.html", {"next": reverse("front"), "words": words}, status=401)
    target = request.get_full_path() if request.method == "GET" else reverse("front")
    return HttpResponseRedirect(f"{reverse('people:sign_in')}?next={quote(target)}")


def _open_the_room_first(request: HttpRequest) -> HttpResponse:
    """Without a session a room's address leads to the page that asks for the number; it tells nobody what stands behind it."""
    if "HX-Request" in request.headers or STEADY in request.headers:
        return HttpResponse(status=401)
    if request.method == "POST" and request.POST.get("words"):  # that page keeps what was typed, and gives it back with the room
        answer: HttpResponse = resolve(reverse("portal:open")).func(request)
        return answer
    return HttpResponseRedirect(reverse("portal:open"))


def _second_factor_first(request: HttpRequest) -> HttpResponse:
    """Whoever bears a role with power sets up his second factor before anything else, once his recovery code is on paper."""
    target = reverse("people:second_factor")
    if "HX-Request" in request.headers or STEADY in request.headers:
        return HttpResponse(status=403, headers={"HX-Redirect": target})
    return HttpResponseRedirect(target)


def on_the_way_in(view: View) -> View:
    """A page that opens before the second factor is there: the recovery code, the factor itself, the way out."""
    view.on_the_way_in = True  # type: ignore[attr-defined]
    return view


def half_open(request: HttpRequest) -> SignedIn | None:
    """The half-open session of a request: a right password, and nothing more yet."""
    sid, key = (request.COOKIES.get(name, "") for name in cookie_names())
    return load_half(Cookies(sid, key)) if sid and key else None


def network(request: HttpRequest) -> str:
    """The sender's /24 or /56, kept in memory only, to slow down whoever tries passwords."""
    try:
        address = ip_address(request.META.get("REMOTE_ADDR", "").partition("%")[0])
    except ValueError:
        return ""  # no address of a network, such as a socket's: one bucket for all of them
    address = getattr(address, "ipv4_mapped", None) or address
    return str(ip_network(f"{address}/{24 if address.version == 4 else 56}", strict=False))


def set_cookies(response: HttpResponse, cookies: Cookies) -> None:
    for name, value in zip(cookie_names(), (cookies.sid, cookies.key), strict=True):
        response.set_cookie(name, value, secure=settings.HTTPS, httponly=True, samesite="Strict", path="/")


def clear_cookies(response: HttpResponse) -> None:
    for name in cookie_names():
        response.set_cookie(name, "", max_age=0, secure=settings.HTTPS, httponly=True, samesite="Strict", path="/")
    response["Clear-Site-Data"] = '"cache", "cookies", "storage"'
