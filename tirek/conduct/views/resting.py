"""A worker's own page: which hints rest for him, and a button to wake each."""

from datetime import UTC, datetime

from django.http import HttpResponse, HttpResponseRedirect
from django.shortcuts import render
from django.urls import reverse
from django.views.decorators.http import require_GET, require_POST

from tirek.conduct.actions.resting import wake as wake_up
from tirek.conduct.in_force import IN_FORCE
from tirek.conduct.models import Resting
from tirek.conduct.shown import look_of, spoken
from tirek.kit.doors import for_roles
from tirek.people.doors import WorkerRequest
from tirek.people.models import Organisation, Role
from tirek.vault.models import this_minute

ANYBODY = tuple(Role)


@for_roles(*ANYBODY)
@require_GET
def resting(request: WorkerRequest) -> HttpResponse:
    standard = IN_FORCE.standard()
    organisation = Organisation.objects.first()
    zone = organisation.zone if organisation else UTC
    rows = [
        {
            "id": row.rule,
            "words": standard.words_of(row.rule, spoken()),
            "look": look_of(standard.rule(row.rule).grade),
            "until": datetime.fromtimestamp(row.until_min * 60, zone).date(),
        }
        for row in Resting.objects.filter(worker=request.worker, until_min__gt=this_minute()).order_by("until_min", "rule")
        if row.rule in standard.packs.rules
    ]
    return render(request, "conduct/resting.html", {"rows": rows})


@for_roles(*ANYBODY)
@require_POST
def wake(request: WorkerRequest, rule: str) -> HttpResponse:
    wake_up(rule=rule, by=request.worker)
    return HttpResponseRedirect(reverse("conduct:resting"))
