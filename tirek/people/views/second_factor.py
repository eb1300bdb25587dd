"""Pages of the second factor: setting it up, moving it to another phone, new one-time codes, switching it off."""

from typing import Any

import segno
from django.http import HttpResponse, HttpResponseRedirect
from django.shortcuts import render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST

from tirek.kit.doors import for_roles
from tirek.kit.refusals import Refused
from tirek.people.actions import second_factor as actions
from tirek.people.actions.signing import has_recovery_code
from tirek.people.doors import WorkerRequest, network, on_the_way_in, set_cookies
from tirek.people.forms import ProveWithCode, PutOnFactor
from tirek.people.models import Role

ANYBODY = tuple(Role)
QUIET = 4
"""Light squares around the code, as its standard wants: some readers find no edge without them."""


@for_roles(*ANYBODY)
@on_the_way_in
@require_http_methods(["GET", "POST"])
def second_factor(request: WorkerRequest) -> HttpResponse:
    """What there is; or, for whoever has none or moves to another phone, the picture to scan and the form that keeps it."""
    if not has_recovery_code(request.worker):
        return HttpResponseRedirect(reverse("people:recovery_code"))
    if request.method == "POST":
        return _put_on(request)
    if request.worker.has_second_factor and "move" not in request.GET:
        return _shown(request)
    return _offered(request, actions.offered(to=request.worker, session=request.signed))


def _put_on(request: WorkerRequest) -> HttpResponse:
    form = PutOnFactor(request.POST)
    sealed = request.POST.get("sealed", "")[:400]
    try:
        if not form.is_valid():
            raise Refused(_("Type your password, and the six digits that the app shows."))
        kept = actions.put_on(by=request.worker, session=request.signed, network=network(request), **form.cleaned_data)
    except Refused as refused:
        offer = actions.offered_again(to=request.worker, session=request.signed, sealed=sealed)
        return _offered(request, offer, str(refused), refused.status)
    return _codes(request, kept)


@for_roles(*ANYBODY)
@require_POST
def one_time_codes(request: WorkerRequest) -> HttpResponse:
    try:
        kept = actions.renew_codes(by=request.worker, session=request.signed, network=network(request), **_proof(request))
    except Refused as refused:
        return _shown(request, str(refused), refused.status)
    return _codes(request, kept)


@for_roles(*ANYBODY)
@require_POST
def second_factor_off(request: WorkerRequest) -> HttpResponse:
    try:
        cookies = actions.take_off(by=request.worker, session=request.signed, network=network(request), **_proof(request))
    except Refused as refused:
        return _shown(request, str(refused), refused.status)
    response = HttpResponseRedirect(reverse("people:account"))
    set_cookies(response, cookies)
    return response


def _proof(request: WorkerRequest) -> dict[str, str]:
    form = ProveWithCode(request.POST)
    if not form.is_valid():
        raise Refused(_("Type your password, and the six digits that the app shows."))
    return form.cleaned_data


def _shown(request: WorkerRequest, error: str = "", status: int = 200) -> HttpResponse:
    worker = request.worker
    context = {"codes_left": worker.one_time_codes.count(), "may_go": not worker.has_power, "has": worker.has_second_factor, "error": error}
    return render(request, "people/second_factor.html", context, status=status)


def _offered(request: WorkerRequest, offer: actions.Offer, error: str = "", status: int = 200) -> HttpResponse:
    groups = [offer.secret[start : start + 4] for start in range(0, len(offer.secret), 4)]
    context: dict[str, Any] = {
        "groups": groups,
        "sealed": offer.sealed,
        "moving": request.worker.has_second_factor,
        "error": error,
        **picture(offer.address),
    }
    return render(request, "people/second_factor_offer.html", context, status=status)


def _codes(request: WorkerRequest, kept: actions.PutOn) -> HttpResponse:
    """The ten codes stand in the answer to the form and nowhere else: opening the address again shows none of them."""
    response = render(request, "people/one_time_codes.html", {"codes": kept.codes})
    set_cookies(response, kept.cookies)
    return response


def picture(address: str) -> dict[str, Any]:
    """A QR code as the path of an SVG: one stroke for each run of dark squares. Our own template draws it, escaped as everything."""
    code = segno.make(address, error="m", micro=False)
    side, strokes = code.symbol_size(border=QUIET)[0], []
    for down, row in enumerate(code.matrix):
        dark = False
        for across, square in enumerate([*row, 0]):
            if bool(square) != dark:
                strokes.append(f"M{across + QUIET} {down + QUIET}.5" if square else f"H{across + QUIET}")
                dark = bool(square)
    return {"side": side, "strokes": "".join(strokes)}
