"""What quick exit leaves behind: nothing that Back could bring up again.

A browser that goes back to the answer of a form sends the form once more. So every form of the portal carries when its page
was made, and leaving notes the moment in a cookie of this visit: a form that is older than the leaving shows nothing any more.
"""

import time

from django.conf import settings
from django.http import HttpRequest, HttpResponse

LEFT_COOKIE = "tirek_left"


def this_moment() -> str:
    """Milliseconds since 1970, as a form carries them."""
    return str(int(time.time() * 1000))


def note_leaving(response: HttpResponse) -> None:
    response.set_cookie(LEFT_COOKIE, this_moment(), secure=settings.HTTPS, httponly=True, samesite="Strict", path="/")


def was_left_behind(request: HttpRequest) -> bool:
    left, began = request.COOKIES.get(LEFT_COOKIE, ""), request.POST.get("began", "")
    return all(moment.isascii() and moment.isdecimal() and len(moment) < 20 for moment in (left, began)) and int(began) <= int(left)
