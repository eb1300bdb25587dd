"""Small invented pages over which the tests of this room walk; the real pages belong to the rooms above."""

import errno
from typing import NoReturn

from django.db import OperationalError
from django.http import Http404, HttpRequest, HttpResponse
from django.urls import include, path

from tirek.kit.refusals import Refused, TryLater


def plain(request: HttpRequest) -> HttpResponse:
    """Answer with what the browser asked for: a page that changes nothing."""
    return HttpResponse(f"{request.method} is fine")


def with_microphone(request: HttpRequest) -> HttpResponse:
    return HttpResponse("speak", headers={"Permissions-Policy": "microphone=(self)"})


def refused(request: HttpRequest) -> NoReturn:
    raise Refused("Dana already answers this person. Read her answer first.")


def hidden(request: HttpRequest) -> NoReturn:
    raise Http404("client 7 exists")


def hidden_by_a_rule(request: HttpRequest) -> NoReturn:
    fault = Refused("client 7 exists")
    fault.status = 404
    raise fault


def later(request: HttpRequest) -> NoReturn:
    raise TryLater("The keys are not here yet. Try again in a minute.", retry_after=60)


def no_database(request: HttpRequest) -> NoReturn:
    raise OperationalError("database or disk is full: INSERT INTO leaf VALUES ('my husband')")


def no_disk(request: HttpRequest) -> NoReturn:
    raise OSError(errno.ENOSPC, "No space left on device")


def our_mistake(request: HttpRequest) -> NoReturn:
    raise ValueError("my husband")


urlpatterns = [
    path("", include("tirek.ui.urls")),
    path("", include("tirek.people.urls")),  # the shells name its addresses
    path("plain", plain),
    path("with-microphone", with_microphone),
    path("refused", refused),
    path("hidden", hidden),
    path("hidden-by-a-rule", hidden_by_a_rule),
    path("later", later),
    path("no-database", no_database),
    path("no-disk", no_disk),
    path("our-mistake", our_mistake),
]
handler400 = "tirek.ui.views.bad_request"
handler403 = "tirek.ui.views.forbidden"
handler404 = "tirek.ui.views.not_found"
handler500 = "tirek.config.errors.server_error"
