"""What a worker does about the room: offer it, and give a new number to somebody who has lost theirs."""

from django.http import HttpResponse
from django.shortcuts import render
from django.views.decorators.http import require_POST

from tirek.conversations.actions import moving
from tirek.conversations.models import Thread
from tirek.desk.forms import Checked, Offer, filled
from tirek.desk.views.threads import READERS, thread_again, thread_page
from tirek.kit.doors import for_roles
from tirek.people.doors import WorkerRequest
from tirek.vault.actions.reading import OpenSafe
from tirek.vault.actions.receipts import in_groups


@for_roles(*READERS)
@require_POST
@thread_page
def offer(request: WorkerRequest, thread: Thread, opened: OpenSafe) -> HttpResponse:
    """Send the neutral link that opens the room once."""
    form = filled(Offer(request.POST))
    moving.offer_room(thread=thread, **form.cleaned_data, by=request.worker, reader=request.reader)
    return thread_again(request, thread)


@for_roles(*READERS)
@require_POST
@thread_page
def renumber(request: WorkerRequest, thread: Thread, opened: OpenSafe) -> HttpResponse:
    """A new number, shown this once: to be handed over where the person was recognised, never through a messenger."""
    form = Checked(request.POST)
    form.is_valid()
    number = moving.reissue_receipt(thread=thread, how=form.cleaned_data.get("how", ""), by=request.worker, reader=request.reader)
    return render(request, "desk/number.html", {"thread": thread, "groups": in_groups(number)})
