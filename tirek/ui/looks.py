"""Language, theme and simple mode: what the person chose, and what every template needs to show the choice."""

from typing import Any

from django.conf import settings
from django.http import HttpRequest, HttpResponse
from django.utils.translation import get_language
from django.utils.translation.trans_real import parse_accept_lang_header

LANGUAGE_COOKIE = "tirek_lang"
THEME_COOKIE = "tirek_theme"
THEMES = ("light", "dark")
SIMPLE_COOKIE = "tirek_simple"
ONE_YEAR = 31_536_000


def chosen_language(request: HttpRequest) -> str:
    """Give the language of this request: the person's choice, else the browser's first known one, else the service's."""
    known = dict(settings.LANGUAGES)
    chosen = request.COOKIES.get(LANGUAGE_COOKIE, "")
    if chosen in known:
        return chosen
    for wish, _weight in parse_accept_lang_header(request.headers.get("Accept-Language", "")):
        code = wish.split("-")[0]
        if code in known:
            return code
    return str(settings.LANGUAGE_CODE)


def chosen_theme(request: HttpRequest) -> str:
    """Give `light`, `dark`, or nothing when the person leaves it to the device."""
    theme = request.COOKIES.get(THEME_COOKIE, "")
    return theme if theme in THEMES else ""


def wants_it_simple(request: HttpRequest) -> bool:
    """Tell whether the person asked for one action a screen and large text."""
    return request.COOKIES.get(SIMPLE_COOKIE, "") == "on"


def remember(response: HttpResponse, *, cookie: str, value: str) -> None:
    """Keep a choice of look in the browser for a year, or forget it when the value is empty."""
    if value:
        response.set_cookie(cookie, value, max_age=ONE_YEAR, secure=settings.HTTPS, httponly=True, samesite="Lax")
    else:
        response.delete_cookie(cookie, samesite="Lax")


def looks(request: HttpRequest) -> dict[str, Any]:
    """Context processor: theme, language, simple mode, the four languages, who is signed in, and the address to come back to."""
    here = request.get_full_path() if request.method == "GET" else request.path
    worker = getattr(request, "worker", None)  # set by the door of `people`, a room above
    chosen = {"theme": chosen_theme(request), "language": get_language(), "simple": wants_it_simple(request)}
    return {**chosen, "languages": settings.LANGUAGES, "here": here, "me": worker}
