"""The room: reading, writing again, pressing, own notes, asking for deletion, closing it behind oneself."""

from collections.abc import Callable

from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.shortcuts import render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET, require_POST

from tirek.conversations.actions.own_notes import hand_over_note, keep_own_note, remove_own_note
from tirek.conversations.actions.rooms import Written, hear_in_room, visit
from tirek.conversations.how_i_am import HOW
from tirek.conversations.rules import must_say_something
from tirek.kit.doors import for_person
from tirek.kit.refusals import Refused
from tirek.people.models import Organisation
from tirek.people.persons import PersonRequest, clear_person_cookies
from tirek.portal.contents import lines_context, room_context, thread_of, unsent
from tirek.portal.forms import must_be_of_open_room, must_be_our_form, must_fit_one_letter
from tirek.portal.leaving import note_leaving
from tirek.portal.looking import look_asked, looked_at_anew, speak_on
from tirek.portal.trying import Trouble, tried
from tirek.vault.actions.receipts import shown_for_good
from tirek.vault.actions.sessions import end_session

PRESSES = frozenset({"danger", "kept", "languages", "erase", "keep"})
PRESSED_WITH = frozenset({"kept", "lang", "know", "consent"})
LONGEST_PRESS = 80


@for_person
@require_GET
def room(request: PersonRequest) -> HttpResponse:
    visit(thread_of(request))
    context = room_context(request, before=_asked_number(request), show=request.GET.get("show", ""))
    return render(request, "portal/room.html", context)


@for_person
@require_GET
def lines(request: PersonRequest) -> HttpResponse:
    """What may have changed while the room is open; asked for by a page that somebody has before his eyes."""
    thread = thread_of(request)
    visit(thread)
    return render(request, "portal/_lines.html", lines_context(request, thread, Organisation.objects.get().zone))


@for_person
@require_POST
def write(request: PersonRequest) -> HttpResponse:
    """One more letter. Whatever stands in its way, the words come back in the field."""
    words, look = request.POST.get("words", ""), look_asked(request)
    if look:
        return looked_at_anew(request, look, lambda: _room_with(request, words))

    def act() -> None:
        must_say_something(words)
        must_fit_one_letter(words)
        hear_in_room(thread=thread_of(request), written=Written(must_be_our_form(request), words))

    return _done(request, act, words=words)


@for_person
@require_POST
def press(request: PersonRequest) -> HttpResponse:
    """A button instead of words: danger, how it is kept, a language, the wish for deletion, an answer to the one question."""
    payload = request.POST.get("payload", "")
    if payload == HOW:
        return HttpResponseRedirect(reverse("portal:today"))

    def act() -> None:
        if not _may_press(payload):
            raise Refused(_("This page is out of date. Open it again and press once more."))
        hear_in_room(thread=thread_of(request), written=Written(must_be_our_form(request), payload=payload))

    return _done(request, act, then="portal:danger" if payload == "danger" else "portal:room")


@for_person
@require_POST
def keep_note(request: PersonRequest) -> HttpResponse:
    words = request.POST.get("words", "")

    def act() -> None:
        must_fit_one_letter(words)
        keep_own_note(words=words, once=must_be_our_form(request), talk=request.talk)

    return _done(request, act, words=words, is_note=True, part="notes")


@for_person
@require_POST
def show_note(request: PersonRequest, seq: int) -> HttpResponse:
    """Hand one note to the workers: from then on it is a letter."""
    return _done(request, lambda: hand_over_note(seq=seq, once=must_be_our_form(request), talk=request.talk))


@for_person
@require_POST
def remove_note(request: PersonRequest, seq: int) -> HttpResponse:
    return _done(request, lambda: remove_own_note(seq=seq, talk=request.talk), part="notes")


@for_person
@require_POST
def close(request: PersonRequest) -> HttpResponse:
    """Leave the room without haste: the number opens it again. Back brings nothing up, neither the room nor its number."""
    end_session(request.in_room.sid_hash)
    shown_for_good(person=request.in_room.principal)
    response = HttpResponseRedirect(reverse("front"))
    clear_person_cookies(response)
    note_leaving(response)
    return response


def _done(
    request: PersonRequest,
    act: Callable[[], object],
    *,
    words: str = "",
    is_note: bool = False,
    part: str = "",
    then: str = "portal:room",
) -> HttpResponse:
    """Do it in the room this page is of, then go back there; or show the room again with what was typed and why it waits."""
    speak_on(request)

    trouble = tried(lambda: must_be_of_open_room(request), act)
    if trouble:
        return _room_with(request, words, trouble, is_note=is_note, part=part)
    where = f"?show={part}" if part and request.COOKIES.get("tirek_simple") else ""
    return HttpResponseRedirect(reverse(then) + where)


def _room_with(
    request: PersonRequest, words: str, trouble: Trouble | None = None, *, is_note: bool = False, part: str = ""
) -> HttpResponse:
    """The room with what was typed; where the room itself cannot be opened now, a page with nothing but the words."""
    shown: list[HttpResponse] = []

    def show() -> None:
        context = {**room_context(request), **unsent(words, trouble, is_note=is_note), **({"part": part} if part else {})}
        if trouble:
            context["once"] = context["note_once"] = request.POST.get("once") or context["once"]
        shown.append(render(request, "portal/room.html", context, status=trouble.status if trouble else 200))

    again = tried(show)
    return shown[0] if again is None else _only_the_words(request, words, trouble or again)


def _only_the_words(request: PersonRequest, words: str, trouble: Trouble) -> HttpResponse:
    sent_again = {name: request.POST.get(name, "") for name in ("once", "room", "payload")}
    context = {**sent_again, "words": words, "again": request.path, "carry": "writing", "error": trouble.sentence}
    return render(request, "portal/waiting.html", context, status=trouble.status)


def _may_press(payload: str) -> bool:
    """Only what a button of ours can hold; that a conversation moved is for the house alone to say."""
    kind, colon, rest = payload.partition(":")
    return payload in PRESSES or (kind in PRESSED_WITH and bool(colon) and rest.isascii() and len(rest) <= LONGEST_PRESS)


def _asked_number(request: HttpRequest) -> int | None:
    typed = request.GET.get("before", "")
    return int(typed) or None if typed.isascii() and typed.isdecimal() and len(typed) <= 6 else None
