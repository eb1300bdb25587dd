"""What a worker says of a cue, and the page for those who look after the hints."""

from typing import Any
from uuid import UUID

from django.http import HttpResponse, HttpResponseRedirect
from django.shortcuts import render
from django.urls import reverse
from django.views.decorators.http import require_GET, require_POST

from tirek.conversations.actions.correcting import Word, show_hints
from tirek.conversations.actions.correcting import correct as correct_cue
from tirek.conversations.models import CueTally, Hints, Thread
from tirek.desk.cues import SAID
from tirek.desk.forms import Correcting, filled
from tirek.desk.views.threads import READERS, thread_again, thread_page
from tirek.kit.doors import for_roles
from tirek.people.doors import WorkerRequest
from tirek.people.models import Organisation, Role
from tirek.vault.actions.reading import OpenSafe

LOOKING_AFTER = (Role.SUPERVISOR, Role.ETHICS)
MOST_TALLIES = 200


@for_roles(*READERS)
@require_POST
def correct(request: WorkerRequest, safe: UUID, seq: int) -> HttpResponse:
    """The message stands in the address; the door is the one of every thread."""

    def with_thread(request: WorkerRequest, thread: Thread, opened: OpenSafe) -> HttpResponse:
        told = filled(Correcting(request.POST)).cleaned_data
        word = Word(seq=seq, word=told["word"], once=told["once"], cues=tuple(told["cues"]), words=told["words"])
        correct_cue(thread=thread, word=word, by=request.worker, reader=request.reader)
        return thread_again(request, thread)

    return thread_page(with_thread)(request, safe)  # type: ignore[no-any-return]


@for_roles(*LOOKING_AFTER)
@require_GET
def overview(request: WorkerRequest) -> HttpResponse:
    """Whether weak cues are shown, and how often colleagues read a letter otherwise than a rule did. No letter, no colleague."""
    return render(request, "desk/cues.html", _context())


@for_roles(*LOOKING_AFTER)
@require_POST
def hints(request: WorkerRequest) -> HttpResponse:
    show_hints(shown=request.POST.get("shown") == "yes", by=request.worker)
    return HttpResponseRedirect(reverse("desk:cues"))


def _context() -> dict[str, Any]:
    shown = Hints.objects.filter(organisation=Organisation.objects.get(), shown=True).exists()
    tallies = CueTally.objects.filter(count__gt=0).order_by("-count", "rule", "language")[:MOST_TALLIES]
    return {"hints_shown": shown, "tallies": [(one, str(SAID.get(one.word, one.word))) for one in tallies]}
