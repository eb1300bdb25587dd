"""The status page."""

from django.http import HttpResponse
from django.shortcuts import render
from django.views.decorators.http import require_GET

from tirek.insights.contents import whole_status
from tirek.kit.doors import for_roles
from tirek.people.doors import WorkerRequest
from tirek.people.models import Role


@for_roles(Role.ADMIN)
@require_GET
def status(request: WorkerRequest) -> HttpResponse:
    """How the service stands. No word, name or address of a person who writes to it is on this page."""
    return render(request, "insights/status.html", {"status": whole_status()})
