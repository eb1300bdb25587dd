"""How I am today: the person says it, changes it, takes it back. Its address and title tell nothing of it."""

from collections.abc import Callable

from django.http import HttpResponse, HttpResponseRedirect
from django.shortcuts import render
from django.urls import reverse
from django.views.decorators.http import require_GET, require_POST

from tirek.conversations.actions.saying_how import say_how, take_back
from tirek.conversations.how_i_am import ASKED
from tirek.kit.doors import for_person
from tirek.people.persons import PersonRequest
from tirek.portal.forms import must_be_of_open_room, must_be_our_form
from tirek.portal.looking import look_asked, looked_at_anew, speak_on
from tirek.portal.today import Saying, today_context
from tirek.portal.trying import Trouble, tried


@for_person
@require_GET
def today(request: PersonRequest) -> HttpResponse:
    """All questions on one page; in simple mode one at a time (`step`)."""
    return render(request, "portal/today.html", today_context(request, step=request.GET.get("step", "")))


@for_person
@require_POST
def say(request: PersonRequest) -> HttpResponse:
    """What the form says stands from now on for a day; then the next question, or the page with what stands."""
    saying, look = Saying.read(request), look_asked(request)
    if look:
        return looked_at_anew(request, look, lambda: _page(request, saying))

    def act() -> None:
        say_how(choice=saying.choice(request), words=saying.words, once=must_be_our_form(request), talk=request.talk)

    return _done(request, act, saying)


@for_person
@require_POST
def nothing(request: PersonRequest) -> HttpResponse:
    """One press, no reason, at once."""

    def act() -> None:
        must_be_our_form(request)
        take_back(talk=request.talk)

    return _done(request, act, Saying())


def _done(request: PersonRequest, act: Callable[[], None], saying: Saying) -> HttpResponse:
    speak_on(request)

    trouble = tried(lambda: must_be_of_open_room(request), act)
    if trouble is None:
        return HttpResponseRedirect(reverse("portal:today") + _next(saying.step))
    return _page(request, saying, trouble)


def _page(request: PersonRequest, saying: Saying, trouble: Trouble | None = None) -> HttpResponse:
    """The page with what was typed, and with why it waits."""
    said = {"error": trouble.sentence, "kept_words": True} if trouble else {}
    context = today_context(request, step=saying.step, saying=saying) | said
    return render(request, "portal/today.html", context, status=trouble.status if trouble else 200)


def _next(step: str) -> str:
    """After the last question the page shows what stands."""
    after = ASKED.index(step) + 1 if step in ASKED else len(ASKED)
    return f"?step={ASKED[after]}" if after < len(ASKED) else ""
