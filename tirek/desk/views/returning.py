"""Giving back what a colleague who left had taken."""

from django.http import HttpResponse, HttpResponseRedirect
from django.urls import reverse
from django.views.decorators.http import require_POST

from tirek.conversations.actions.returning import give_back_left
from tirek.kit.doors import for_roles
from tirek.people.doors import WorkerRequest
from tirek.people.models import Role


@for_roles(Role.SUPERVISOR)
@require_POST
def give_back(request: WorkerRequest) -> HttpResponse:
    give_back_left(by=request.worker, reader=request.reader)
    return HttpResponseRedirect(reverse("people:people"))
