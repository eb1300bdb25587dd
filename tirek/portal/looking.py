"""A change of language, colours or size in the middle of a form: the page comes again with everything that was typed."""

from collections.abc import Callable
from typing import NamedTuple

from django.conf import settings
from django.http import HttpRequest, HttpResponse
from django.utils import translation

from tirek.ui.looks import LANGUAGE_COOKIE, SIMPLE_COOKIE, THEME_COOKIE, THEMES, remember


class Look(NamedTuple):
    cookie: str
    value: str


def look_asked(request: HttpRequest) -> Look | None:
    """The look that a form's button asks for, if it was such a button that sent the form."""
    typed = request.POST
    if typed.get("language") in dict(settings.LANGUAGES):
        return Look(LANGUAGE_COOKIE, typed["language"])
    if typed.get("theme") in THEMES:
        return Look(THEME_COOKIE, typed["theme"])
    if typed.get("simple") in ("", "on"):
        return Look(SIMPLE_COOKIE, typed["simple"])
    return None


def looked_at_anew(request: HttpRequest, look: Look, page: Callable[[], HttpResponse]) -> HttpResponse:
    """The page in its new look; the browser remembers it, if it keeps cookies."""
    request.COOKIES[look.cookie] = look.value
    if look.cookie == LANGUAGE_COOKIE:
        translation.activate(look.value)  # the middleware of languages puts back what was before
    response = page()
    remember(response, cookie=look.cookie, value=look.value)
    return _spoken(response)


def speak_on(request: HttpRequest) -> None:
    """Without cookies a form itself remembers in which language its page was."""
    spoken = request.POST.get("spoken", "")
    if LANGUAGE_COOKIE not in request.COOKIES and spoken in dict(settings.LANGUAGES):
        translation.activate(spoken)


def _spoken(response: HttpResponse) -> HttpResponse:
    response.headers["Content-Language"] = translation.get_language() or settings.LANGUAGE_CODE
    return response
