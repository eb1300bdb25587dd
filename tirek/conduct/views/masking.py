"""A page on which a text is masked before it is shared: what was found beside what would be shared, each doubtful place a question."""

from django.http import HttpResponse
from django.shortcuts import render
from django.views.decorators.http import require_http_methods

from tirek.conduct.engine.deidentify import Pseudonyms
from tirek.conduct.masking import Proposal
from tirek.conduct.masking_page import Asked, acted, proposal_of, resumed, shown
from tirek.kit.doors import for_roles
from tirek.kit.refusals import Refused
from tirek.people.doors import WorkerRequest
from tirek.people.models import Role

SHARING = (Role.INTAKE, Role.WORKER, Role.SUPERVISOR, Role.ETHICS)
"""Who shares experience with colleagues."""
PAGE = "conduct/masking.html"


@for_roles(*SHARING)
@require_http_methods(["GET", "POST"])
def masking(request: WorkerRequest) -> HttpResponse:
    """Text and decisions are posted each time and read anew; nothing of them is stored, logged, or ever stands in an address."""
    if request.method == "GET":
        return render(request, PAGE, shown(request, Asked(), None))
    asked = Asked.of(request.POST)
    proposal: Proposal | None = None
    try:
        proposal = proposal_of(asked)
        proposal = resumed(proposal, asked)
        if asked.act == "save":
            return _file(proposal, asked)
        proposal, focus = acted(proposal, asked)
    except Refused as refused:
        return render(request, PAGE, shown(request, asked, proposal, "", str(refused)), status=refused.status)
    return render(request, PAGE, shown(request, asked, proposal, focus))


def _file(proposal: Proposal, asked: Asked) -> HttpResponse:
    """The finished text as a file; refused while a question is open."""
    words = proposal.shared(Pseudonyms(asked.spoken))
    return HttpResponse(
        words, content_type="text/plain; charset=utf-8", headers={"Content-Disposition": 'attachment; filename="masked-text.txt"'}
    )
