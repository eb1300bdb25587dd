"""No other site may act in a worker's name: an unsafe request must come from one of our own pages.

This stands in place of CSRF tokens: open pages carry no session row, and a token in the page would be one more secret to keep.
"""

from collections.abc import Callable

from django.conf import settings
from django.http import HttpRequest, HttpResponse
from django.utils.translation import gettext as _

from tirek.ui.refusals import refusal

SAFE_METHODS = frozenset({"GET", "HEAD", "OPTIONS"})
OUR_SITES = frozenset({"same-origin", "none"})


def comes_from_us(request: HttpRequest) -> bool:
    """Tell whether the browser says that the request began on our own pages.

    `Sec-Fetch-Site` cannot be set by a page's script; browsers leave it out over plain http to another machine,
    then `Origin` must name exactly the address that was asked. A request with neither is not a browser's form.
    """
    site = request.headers.get("Sec-Fetch-Site")
    if site is not None:
        return site in OUR_SITES
    scheme = "https" if settings.HTTPS else request.scheme
    return request.headers.get("Origin") == f"{scheme}://{request.get_host()}"


class Origins:
    """Middleware: refuses POST and its kin with 403 unless they come from our own pages."""

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponse]) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        if request.method not in SAFE_METHODS and not comes_from_us(request):
            said = _("This request did not come from our own page, so nothing was changed.")
            return refusal(request, status=403, sentence=said)
        return self.get_response(request)
