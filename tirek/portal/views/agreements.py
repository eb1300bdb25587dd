"""The person's own agreements: to read, to give, to take back with one press; and how they may be reached."""

from collections.abc import Callable
from uuid import UUID

from django.http import HttpResponse, HttpResponseRedirect
from django.shortcuts import render
from django.urls import reverse
from django.utils.translation import get_language
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET, require_POST

from tirek.consent.actions import Answer
from tirek.conversations.actions.agreeing import answer_in_room
from tirek.conversations.actions.contacting import SafeContact, set_in_room
from tirek.conversations.consenting import Word
from tirek.kit.doors import for_person
from tirek.kit.refusals import Refused
from tirek.people.persons import PersonRequest
from tirek.portal.agreements import agreements_context
from tirek.portal.forms import must_be_of_open_room, must_be_our_form
from tirek.portal.looking import speak_on
from tirek.portal.trying import tried

GIVEN = {"yes": Answer.YES, "no": Answer.NO, "read": Answer.READ}


@for_person
@require_GET
def agreements(request: PersonRequest) -> HttpResponse:
    return render(request, "portal/agreements.html", agreements_context(request))


@for_person
@require_POST
def agree(request: PersonRequest) -> HttpResponse:
    """A yes, a not now, or "I have read this"."""
    typed = request.POST
    answer = GIVEN.get(typed.get("answer", ""))

    def act(once: UUID) -> None:
        purpose = typed.get("purpose", "")
        if answer is None or (answer is Answer.READ) != (purpose == "boundaries") or purpose == "first":
            raise Refused(_("This page is out of date. Open it again and choose once more."))
        word = _word(request, purpose, answer)
        answer_in_room(word=word, once=once, talk=request.talk)

    return _done(request, act)


@for_person
@require_POST
def withdraw(request: PersonRequest) -> HttpResponse:
    """One press, no reason, at once."""

    def act(once: UUID) -> None:
        answer_in_room(word=_word(request, request.POST.get("purpose", ""), Answer.END), once=once, talk=request.talk)

    return _done(request, act)


@for_person
@require_POST
def contact(request: PersonRequest) -> HttpResponse:
    """May we write first, when, in which words."""
    typed = request.POST
    opens, closes = typed.get("opens", "")[:5], typed.get("closes", "")[:5]
    wish = SafeContact(
        first=typed.get("first") == "yes", between=f"{opens}-{closes}" if opens or closes else "", neutral=typed.get("neutral") == "on"
    )
    return _done(request, lambda once: set_in_room(wish=wish, once=once, language=_language(), talk=request.talk))


def _word(request: PersonRequest, purpose: str, answer: Answer) -> Word:
    typed = request.POST
    asked = typed.get("asked", "")
    return Word(
        purpose=purpose,
        answer=answer,
        language=_language(),
        asked=int(asked) if asked.isascii() and asked.isdecimal() and len(asked) < 9 else 0,
        name=typed.get("name", ""),
        who=typed.get("who", "person"),
        basis=typed.get("basis", ""),
    )


def _language() -> str:
    return (get_language() or "en")[:2]


def _done(request: PersonRequest, act: Callable[[UUID], None]) -> HttpResponse:
    """Do it in the room this page is of and come back to the page; or show it again with what stands in the way."""
    speak_on(request)

    trouble = tried(lambda: must_be_of_open_room(request), lambda: act(must_be_our_form(request)))
    if trouble is None:
        return HttpResponseRedirect(reverse("portal:agreements"))
    context = agreements_context(request) | {"error": trouble.sentence, "typed": request.POST}
    return render(request, "portal/agreements.html", context, status=trouble.status)
