"""Pages for everybody: the front, the numbers to call, what stays on a device, and the way out."""

from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.shortcuts import render
from django.urls import reverse
from django.views.decorators.http import require_GET, require_POST

from tirek.kit.doors import open_page
from tirek.people.persons import clear_person_cookies
from tirek.portal.leaving import note_leaving
from tirek.portal.service import service_now
from tirek.vault.actions.receipts import shown_for_good
from tirek.vault.actions.sessions import end_session


@open_page
@require_GET
def front(request: HttpRequest) -> HttpResponse:
    """Where everybody arrives; a worker who is signed in goes on to the desk."""
    if hasattr(request, "worker"):
        return HttpResponseRedirect(reverse("desk:home"))
    return render(request, "portal/front.html", {"has_room": hasattr(request, "talk")})


@open_page
@require_GET
def stays(request: HttpRequest) -> HttpResponse:
    """What leaving does not take away: said before it matters."""
    return render(request, "portal/stays.html")


@open_page
@require_POST
def leave(request: HttpRequest) -> HttpResponse:
    """Quick exit: the session of the room ends, its cookies go, the browser is sent to a page that tells nothing."""
    return left(request)


def left(request: HttpRequest) -> HttpResponse:
    """Also the number is not shown again from now on, however its form is sent once more."""
    response = render(request, "portal/gone.html", {"address": service_now().exit})
    if hasattr(request, "in_room"):
        end_session(request.in_room.sid_hash)
        shown_for_good(person=request.in_room.principal)
    clear_person_cookies(response)
    note_leaving(response)
    return response
