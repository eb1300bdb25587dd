"""Asking for help, one question a page; the number that comes of it; opening the room with the number, or with a link."""

from typing import Any
from urllib.parse import urlsplit
from uuid import UUID, uuid4

from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.shortcuts import render
from django.urls import reverse
from django.utils.translation import get_language
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST

from tirek.conversations.actions.moving import accept_room, code_is_open
from tirek.conversations.actions.rooms import Asked, Opened, Written, ask_for_help, come_back, hear_in_room
from tirek.conversations.models import Thread
from tirek.kit.doors import open_page
from tirek.kit.refusals import TryLater
from tirek.people.doors import network
from tirek.people.persons import person_comes_in, person_cookie_names, set_person_cookies
from tirek.portal.contents import room_context, unsent
from tirek.portal.forms import LONGEST_NUMBER, Asking, must_be_our_form, must_fit_one_letter, room_mark
from tirek.portal.leaving import was_left_behind
from tirek.portal.looking import look_asked, looked_at_anew, speak_on
from tirek.portal.service import service_now
from tirek.portal.trying import Trouble, tried
from tirek.vault.actions.receipts import in_groups, shown_for_good
from tirek.vault.actions.sessions import load_session


@open_page
@require_http_methods(["GET", "POST"])
def ask(request: HttpRequest) -> HttpResponse:
    """Need, then own words, then the number. Everything travels in the form, so that no address tells of it."""
    if request.method == "GET":
        return _question(request, Asking.fresh())
    if was_left_behind(request):
        return HttpResponseRedirect(reverse("front"))
    speak_on(request)
    asking, look = Asking.read(request), look_asked(request)
    if look:
        return looked_at_anew(request, look, lambda: _question(request, asking))
    if asking.step == "need":
        return _question(request, asking.at("words"))
    if request.POST.get("go") == "back":
        return _question(request, asking.at("need"))
    opened, trouble = _asked(request, asking.words, need=asking.need)
    if opened:
        return _receipt(request, opened)
    return _sent_before(request, trouble) or _question(request, asking, trouble)


@open_page
@require_http_methods(["GET", "POST"])
def danger(request: HttpRequest) -> HttpResponse:
    """The numbers at once, and one field that asks nothing. In the room that was open when this page came it is a letter there."""
    if request.method == "GET":
        return _numbers(request, "", uuid4())
    if was_left_behind(request):
        return HttpResponseRedirect(reverse("front"))
    speak_on(request)
    words, look = request.POST.get("words", ""), look_asked(request)
    if look:
        return looked_at_anew(request, look, lambda: _numbers(request, words, uuid4()))
    if request.POST.get("go") == "numbers":  # out of another form: what was typed there comes along and is not sent yet
        return _numbers(request, words, uuid4())
    if hasattr(request, "talk") and request.POST.get("room") in (None, _mark_of_room(request)):
        trouble = tried(lambda: _call_from_room(request, words))
        return HttpResponseRedirect(reverse("portal:room")) if trouble is None else _numbers(request, words, uuid4(), trouble)
    opened, trouble = _asked(request, words, danger=True)
    if opened:
        return _receipt(request, opened)
    return _sent_before(request, trouble) or _numbers(request, words, uuid4(), trouble)


@open_page
@require_POST
def kept(request: HttpRequest) -> HttpResponse:
    """The person has kept the number: it is not shown again, and the room opens."""
    if was_left_behind(request):
        return HttpResponseRedirect(reverse("front"))
    speak_on(request)
    signed = getattr(request, "in_room", None)
    if signed is None or room_mark(signed.principal) != request.POST.get("room"):
        return _asked_for_number(request, cookies_off=signed is None and not _has_cookies(request))
    shown_for_good(person=signed.principal)
    return HttpResponseRedirect(reverse("portal:room"))


@open_page
@require_http_methods(["GET", "POST"])
def open_room(request: HttpRequest) -> HttpResponse:
    """The number in one field. Words that were typed when a room closed itself wait here and come back with the room."""
    if request.method == "GET":
        return _asked_for_number(request, cookies_off=_came_from_here(request) and not _has_cookies(request))
    if was_left_behind(request):
        return HttpResponseRedirect(reverse("front"))
    speak_on(request)
    look, typed = look_asked(request), request.POST.get("number", "")[:LONGEST_NUMBER]
    if look:
        return looked_at_anew(request, look, lambda: _asked_for_number(request, typed=typed))
    if "number" not in request.POST or request.path != reverse("portal:open"):  # sent on by the door of a room that has closed itself
        return _asked_for_number(request, status=401)
    opened: list[Opened] = []
    trouble = tried(lambda: opened.append(come_back(typed=typed, network=network(request))))
    if trouble:
        return _asked_for_number(request, typed=typed, trouble=trouble, status=trouble.status)
    return _back_in_room(request, opened[0])


@open_page
@require_http_methods(["GET", "POST"])
def link(request: HttpRequest, code: str) -> HttpResponse:
    """The neutral link out of a messenger. Looking at it uses nothing up; only the button opens the room."""
    if request.method == "GET":
        return _doorstep(request, uuid4(), is_open=code_is_open(code))
    if was_left_behind(request):
        return HttpResponseRedirect(reverse("front"))
    speak_on(request)
    look = look_asked(request)
    if look:
        return looked_at_anew(request, look, lambda: _doorstep(request, uuid4(), is_open=code_is_open(code)))
    opened: list[Opened] = []
    once = must_be_our_form(request)
    trouble = tried(lambda: opened.append(accept_room(typed=code, once=once)))
    return _receipt(request, opened[0]) if opened else _doorstep(request, once, is_open=code_is_open(code), trouble=trouble)


def _asked(request: HttpRequest, words: str, *, need: str = "", danger: bool = False) -> tuple[Opened | None, Trouble | None]:
    opened: list[Opened] = []

    def act() -> None:
        must_fit_one_letter(words)
        account = service_now().room_account
        if account is None:
            raise TryLater(_("This service has no room of its own yet. Please call, or write to us in a messenger."))
        asked = Asked(words, get_language() or "", need=need, danger=danger)
        opened.append(ask_for_help(account=account, asked=asked, once=must_be_our_form(request), network=network(request)))

    trouble = tried(act)
    return (opened[0] if opened else None), trouble


def _sent_before(request: HttpRequest, trouble: Trouble | None) -> HttpResponse | None:
    """A letter that has arrived, and whose number was kept, is not shown again to whoever finds the form in this browser."""
    if trouble is None or not trouble.is_over:
        return None
    return render(request, "portal/open.html", {"carry": "opening", **_told(trouble)}, status=trouble.status)


def _call_from_room(request: HttpRequest, words: str) -> None:
    must_fit_one_letter(words)
    thread = Thread.objects.get(pk=request.talk.open.safe.id)  # type: ignore[attr-defined]
    hear_in_room(thread=thread, written=Written(must_be_our_form(request), words, payload="danger"))


def _question(request: HttpRequest, asking: Asking, trouble: Trouble | None = None) -> HttpResponse:
    context = {"asking": asking, "carry": "asking", **_told(trouble, kept_words=bool(asking.words))}
    return render(request, f"portal/ask_{asking.step}.html", context, status=trouble.status if trouble else 200)


def _numbers(request: HttpRequest, words: str, once: UUID, trouble: Trouble | None = None) -> HttpResponse:
    """The page in danger. A form that failed keeps its mark, so that the same letter cannot arrive twice."""
    again = request.POST.get("once", "") if trouble else ""
    context = {"words": words, "once": again or once, "carry": "calling", "in_room": hasattr(request, "talk")}
    # no other room gets this letter, whoever opens one meanwhile; out of a form that is of no room it becomes a room of its own
    context["room"] = _mark_of_room(request) if request.method == "GET" else request.POST.get("room", "")
    return render(request, "portal/danger.html", {**context, **_told(trouble, bool(words))}, status=trouble.status if trouble else 200)


def _mark_of_room(request: HttpRequest) -> str:
    return room_mark(request.in_room.principal) if hasattr(request, "in_room") else ""


def _receipt(request: HttpRequest, opened: Opened) -> HttpResponse:
    """The number, shown in the answer itself: it is seen even where the browser keeps no cookies."""
    signed = load_session(opened.cookies, slide=False)
    mark = room_mark(signed.principal) if signed else ""
    context = {"groups": in_groups(opened.number), "number": opened.number, "room": mark}
    response = render(request, "portal/receipt.html", context)
    set_person_cookies(response, opened.cookies)
    return response


def _asked_for_number(
    request: HttpRequest, *, typed: str = "", trouble: Trouble | None = None, cookies_off: bool = False, status: int = 200
) -> HttpResponse:
    context = {"typed": typed, "cookies_off": cookies_off, "carry": "opening", "has_room": hasattr(request, "talk"), **_waiting(request)}
    return render(request, "portal/open.html", {**context, **_told(trouble)}, status=status)


def _waiting(request: HttpRequest) -> dict[str, str]:
    """Words that were typed in a room which has closed itself, which room that was, and whether they were a note for oneself."""
    is_note = request.POST.get("kind") == "note" or request.path == reverse("portal:keep_note")
    return {"words": request.POST.get("words", ""), "room": request.POST.get("room", ""), "kind": "note" if is_note else "letter"}


def _back_in_room(request: HttpRequest, opened: Opened) -> HttpResponse:
    """To the room; with the words that waited, in the very room in which they were typed."""
    waiting = _waiting(request)
    response: HttpResponse = HttpResponseRedirect(reverse("portal:room"))
    if waiting["words"]:
        request.COOKIES.update(zip(person_cookie_names(), (opened.cookies.sid, opened.cookies.key), strict=True))
        person_comes_in(request)
        if hasattr(request, "talk") and waiting["room"] == room_mark(request.in_room.principal):  # type: ignore[attr-defined]
            typed = unsent(waiting["words"], is_note=waiting["kind"] == "note")
            response = render(request, "portal/room.html", {**room_context(request), **typed})  # type: ignore[arg-type]
    set_person_cookies(response, opened.cookies)
    return response


def _doorstep(request: HttpRequest, once: UUID, *, is_open: bool, trouble: Trouble | None = None) -> HttpResponse:
    context = {"once": once, "is_open": is_open, "carry": "entering", **_told(trouble)}
    return render(request, "portal/link.html", context, status=trouble.status if trouble else 200)


def _told(trouble: Trouble | None, kept_words: bool = False) -> dict[str, Any]:
    return {"error": trouble.sentence if trouble else "", "kept_words": kept_words}


def _came_from_here(request: HttpRequest) -> bool:
    return urlsplit(request.headers.get("Referer", "")).path == reverse("portal:open")


def _has_cookies(request: HttpRequest) -> bool:
    return bool(request.COOKIES)
