"""Pages about oneself: the account, its open sessions, its password and its recovery code."""

import random
from datetime import UTC, datetime, tzinfo
from typing import Any

from django.http import HttpResponse, HttpResponseRedirect
from django.shortcuts import render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET, require_http_methods, require_POST

from tirek.kit.doors import for_roles
from tirek.kit.refusals import Refused
from tirek.people.actions import signing as actions
from tirek.people.doors import WorkerRequest, network, on_the_way_in, set_cookies
from tirek.people.forms import NewPassword, TypedBack
from tirek.people.models import Organisation, Role
from tirek.vault.actions import keys
from tirek.vault.actions.sessions import OpenSession, open_sessions
from tirek.vault.errors import WrongKey
from tirek.vault.models import Slot

ANYBODY = tuple(Role)


@for_roles(*ANYBODY)
@require_GET
def account(request: WorkerRequest) -> HttpResponse:
    made, zone = keys.recovery_made(request.worker.principal), _zone()
    context = {
        "worker": request.worker,
        "roles": [Role(role).label for role in sorted(request.worker.roles)],
        "recovery_made": made and datetime.fromtimestamp(made * 60, UTC),
        "sessions": [_line(row, request.signed.sid_hash, zone) for row in open_sessions(principal=request.worker.principal_id)],
        "now": datetime.now(zone),
        "codes_left": request.worker.one_time_codes.count(),
    }
    return render(request, "people/account.html", context)


def _line(row: OpenSession, this: bytes, zone: tzinfo) -> dict[str, Any]:
    """A session as its owner sees it: two moments, and whether it is this one. Nothing else about it is stored."""
    began, used = (datetime.fromtimestamp(minute * 60, zone) for minute in (row.made_min, row.seen_min))
    return {"mark": row.sid_hash.hex(), "began": began, "used": used, "is_this": row.sid_hash == this}


def _zone() -> tzinfo:
    organisation = Organisation.objects.first()
    return organisation.zone if organisation else UTC


@for_roles(*ANYBODY)
@require_POST
def end_session(request: WorkerRequest) -> HttpResponse:
    """End one session of one's own, or (without a mark) all but this one."""
    mark = request.POST.get("mark", "")
    if not mark:
        actions.end_all_others(by=request.worker, session=request.signed)
    elif len(mark) == 64 and set(mark) <= set("0123456789abcdef"):
        actions.end_one_session(by=request.worker, sid_hash=bytes.fromhex(mark))
    return HttpResponseRedirect(reverse("people:account"))


@for_roles(*ANYBODY)
@require_http_methods(["GET", "POST"])
def password(request: WorkerRequest) -> HttpResponse:
    if request.method == "GET":
        return _ask_password(request, {})
    form = NewPassword(request.POST)
    errors = form.mistakes()
    if not errors:
        typed = {"old": form.cleaned_data["old"], "new": form.cleaned_data["password"], "version": form.cleaned_data["version"]}
        try:
            cookies = actions.change_password(by=request.worker, session=request.signed, network=network(request), **typed)
        except WrongKey:
            errors["old"] = _("This is not your present password.")
        else:
            response = HttpResponseRedirect(reverse("people:account"))
            set_cookies(response, cookies)
            return response
    return _ask_password(request, errors)


def _ask_password(request: WorkerRequest, errors: dict[str, str]) -> HttpResponse:
    context = {"errors": errors, "version": keys.slot_version(request.worker.principal, Slot.Kind.PASSWORD)}
    return render(request, "people/password.html", context, status=400 if errors else 200)


@for_roles(*ANYBODY)
@on_the_way_in
@require_http_methods(["GET", "POST"])
def recovery_code(request: WorkerRequest) -> HttpResponse:
    """The next recovery code: shown once, kept only after the password and two of its groups have been typed."""
    form = TypedBack(request.POST)
    if not form.is_valid():
        said = _("Type your password, and both groups from your paper.") if "group_a" in request.POST else ""
        return _show_code(request, keys.slot_version(request.worker.principal, Slot.Kind.RECOVERY), said)
    typed = form.cleaned_data
    asked = {typed["ask_a"]: typed["group_a"], typed["ask_b"]: typed["group_b"]}
    kept = {"password": typed["password"], "typed": asked, "version": typed["version"], "network": network(request)}
    try:
        actions.keep_recovery_code(by=request.worker, session=request.signed, **kept)
    except Refused as refused:
        return _show_code(request, typed["version"], str(refused), asked=tuple(asked))
    return HttpResponseRedirect(reverse("people:account"))


def _show_code(request: WorkerRequest, version: int, error: str = "", asked: tuple[int, ...] = ()) -> HttpResponse:
    groups = keys.next_recovery_code(principal=request.worker.principal, seed=request.signed.seed, shown_in=request.signed.sid_hash)
    ask_a, ask_b = asked if len(asked) == 2 else sorted(random.sample(range(1, len(groups)), 2))  # which groups is no secret
    context = {"groups": groups, "version": version, "ask_a": ask_a, "ask_b": ask_b, "error": error}
    return render(request, "people/recovery_code.html", context, status=400 if error else 200)
