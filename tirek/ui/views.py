"""Language, theme, simple mode, and the pages of refusal that Django asks for by name."""

from django.conf import settings
from django.core.exceptions import RequestDataTooBig
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.utils.http import url_has_allowed_host_and_scheme
from django.views.decorators.http import require_POST

from tirek.kit.doors import open_page
from tirek.ui.looks import LANGUAGE_COOKIE, SIMPLE_COOKIE, THEME_COOKIE, THEMES, remember
from tirek.ui.refusals import refusal


def _back(request: HttpRequest) -> HttpResponseRedirect:
    """Go back to the page the choice was made on, never to another site."""
    address = request.POST.get("next", "")
    ours = url_has_allowed_host_and_scheme(address, allowed_hosts={request.get_host()}, require_https=settings.HTTPS)
    response = HttpResponseRedirect(address if ours else "/")
    response.status_code = 303
    return response


@open_page
@require_POST
def language(request: HttpRequest) -> HttpResponse:
    """Remember the chosen language; an unknown one changes nothing."""
    response = _back(request)
    wanted = request.POST.get("language", "")
    if wanted in dict(settings.LANGUAGES):
        remember(response, cookie=LANGUAGE_COOKIE, value=wanted)
    return response


@open_page
@require_POST
def theme(request: HttpRequest) -> HttpResponse:
    """Remember light or dark; an empty choice leaves it to the device again."""
    response = _back(request)
    wanted = request.POST.get("theme", "")
    if wanted in ("", *THEMES):
        remember(response, cookie=THEME_COOKIE, value=wanted)
    return response


@open_page
@require_POST
def simple(request: HttpRequest) -> HttpResponse:
    """Remember that one action a screen and large text are wanted; an empty choice takes it back."""
    response = _back(request)
    wanted = request.POST.get("simple", "")
    if wanted in ("", "on"):
        remember(response, cookie=SIMPLE_COOKIE, value=wanted)
    return response


def bad_request(request: HttpRequest, exception: Exception) -> HttpResponse:
    """Answer 400, or 413 when the body was too large."""
    return refusal(request, status=413 if isinstance(exception, RequestDataTooBig) else 400)


def forbidden(request: HttpRequest, exception: Exception) -> HttpResponse:
    """Answer 403 without saying what is behind the door."""
    return refusal(request, status=403)


def not_found(request: HttpRequest, exception: Exception) -> HttpResponse:
    """Answer 404, the same for what never was and for what is not yours."""
    return refusal(request, status=404)
