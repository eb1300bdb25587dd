"""Turns a refusal or a fault into a polite page, or into a fragment for htmx: what happened, what to do, no internals."""

import errno
import logging
from collections.abc import Callable
from typing import Any, NamedTuple

from django.db import InterfaceError, OperationalError
from django.http import HttpRequest, HttpResponse
from django.template.loader import render_to_string
from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from tirek.kit.refusals import Refused, TryLater
from tirek.ui.looks import looks

log = logging.getLogger("tirek.ui")


class Words(NamedTuple):
    """What a refusal of one kind is called, and what the person can do next."""

    title: str | Promise
    todo: str | Promise


WORDS: dict[int, Words] = {
    400: Words(_("This request could not be read"), _("Go back, check what you typed and send it once more.")),
    403: Words(_("This is not open to you"), _("If you need it for your work, ask the administrator of your service.")),
    404: Words(_("There is nothing here"), _("Check the address, or start again from the first page.")),
    409: Words(_("This cannot be done now"), _("Open the page again, look at what is new and decide once more.")),
    410: Words(_("This is no longer kept"), _("It was removed on the day that was promised. Nothing else is lost.")),
    413: Words(_("This is too large"), _("Send it in smaller parts. What you wrote before is safe.")),
    429: Words(_("Too many tries"), _("Wait a little, then try again. Nothing is lost.")),
    500: Words(_("Something broke on our side"), _("Go back and try again. If it happens again, tell the administrator of your service.")),
    503: Words(_("The service cannot do this just now"), _("Nothing was sent and nothing is lost. Try again in a minute.")),
}
OTHER = Words(_("This cannot be done now"), _("Go back and try again."))
RETRY_AFTER = {429: 30, 503: 30}
"""Seconds, for programs; people read the sentence."""

NO_ROOM = frozenset({errno.ENOSPC, errno.EDQUOT, errno.EROFS, errno.EIO})
"""The disk is full, over its quota, read-only or broken: nothing can be kept safely, so nothing is promised."""


def words_for(status: int) -> Words:
    """Give the title and the next step for a status."""
    return WORDS.get(status, OTHER)


def refusal(request: HttpRequest, *, status: int, sentence: str = "", retry_after: int | None = None, words: str = "") -> HttpResponse:
    """Make the polite page of a refusal, or the fragment when htmx asked; `sentence` says what happened and what to do.

    `words`: what somebody typed into a form that could not be taken; the page gives it back.
    Rendered without context processors: whatever broke (a database, a session) must not break this page too.
    """
    context: dict[str, Any] = {**looks(request), "status": status, "sentence": sentence, "words": words}
    by_htmx = "HX-Request" in request.headers
    template = "ui/_refusal.html" if by_htmx else [f"{status}.html", "ui/refusal.html"]
    response = HttpResponse(render_to_string(template, context), status=status)
    if by_htmx:
        response["HX-Retarget"], response["HX-Reswap"] = "#notice", "innerHTML"
    seconds = retry_after or RETRY_AFTER.get(status)
    if seconds:
        response["Retry-After"] = str(seconds)
    return response


def status_of(fault: Exception) -> int | None:
    """Tell which status a fault deserves, or None when it is a mistake of ours (500)."""
    if isinstance(fault, Refused):
        return fault.status
    if isinstance(fault, (OperationalError, InterfaceError)):
        return 503
    if isinstance(fault, OSError) and fault.errno in NO_ROOM:
        return 503
    return None


class Refusals:
    """Middleware: a view raises `Refused` with a sentence; the person reads it. Trouble with database or disk is 503."""

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponse]) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        return self.get_response(request)

    def process_exception(self, request: HttpRequest, exception: Exception) -> HttpResponse | None:
        """Answer what we understand; leave our own mistakes to the 500 page."""
        status = status_of(exception)
        if status is None:
            return None
        if not isinstance(exception, Refused):
            log.error("storage trouble: %s", type(exception).__name__)  # the text of the fault may quote a row
            return refusal(request, status=status)
        # every 404 is the same page: a sentence would tell a stranger that the thing exists
        sentence = "" if status == 404 else str(exception)
        seconds = exception.retry_after if isinstance(exception, TryLater) else None
        return refusal(request, status=status, sentence=sentence, retry_after=seconds)
