"""The pages of a conversation: door, form, action, say, go."""

import json
from functools import wraps
from typing import Any, Protocol
from uuid import UUID

from django.http import Http404, HttpResponse, HttpResponseRedirect
from django.shortcuts import get_object_or_404, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET, require_POST

from tirek.conversations.actions import talking
from tirek.conversations.models import Outbox, Thread
from tirek.conversations.rules import must_not_have_known
from tirek.desk.contents import asked_number, list_context, thread_context
from tirek.desk.due import due_in_team
from tirek.desk.forms import Closing
from tirek.desk.known import remember_whose
from tirek.desk.told import told
from tirek.kit.doors import STEADY, for_roles
from tirek.kit.refusals import Refused
from tirek.ledger.actions import record
from tirek.ledger.verbs import Verb
from tirek.people.actions.signing import has_recovery_code
from tirek.people.doors import WorkerRequest
from tirek.people.models import Role
from tirek.vault.actions.reading import OpenSafe

READERS = (Role.INTAKE, Role.WORKER)


class ThreadView(Protocol):
    def __call__(self, request: WorkerRequest, thread: Thread, opened: OpenSafe) -> HttpResponse: ...


def thread_page(view: ThreadView) -> Any:
    """The one door to a thread: a stranger, and a thread that does not exist, both get the same 404.

    Whoever comes through it has opened the conversation, and the ledger says so. Who had opened it before a colleague
    took it is told so: he knows it already, and his words are at stake.
    """

    @wraps(view)
    def with_thread(request: WorkerRequest, safe: UUID) -> HttpResponse:
        visible = Thread.objects.visible_to(request.reader).select_related("safe", "account__team", "holder")
        thread = visible.filter(safe=safe).first()
        if thread is None:
            must_not_have_known(safe, request.worker)
            raise Http404
        opened = request.reader.open(thread.safe)
        talking.note_opening(thread=thread, by=request.worker)
        return view(request, thread, opened)

    return with_thread


@for_roles(*Role)
@require_GET
def home(request: WorkerRequest) -> HttpResponse:
    """Where each role begins its day; who has no recovery code yet begins by making one."""
    if not has_recovery_code(request.worker):
        return HttpResponseRedirect(reverse("people:recovery_code"))
    if request.worker.has(*READERS):
        return HttpResponseRedirect(reverse("desk:list"))
    if request.worker.has(Role.SUPERVISOR, Role.ETHICS):
        return HttpResponseRedirect(reverse("desk:ledger"))
    return HttpResponseRedirect(reverse("insights:status"))


@for_roles(*READERS)
@require_GET
def inbox(request: WorkerRequest) -> HttpResponse:
    template = "desk/_list.html" if STEADY in request.headers else "desk/desk.html"
    return render(request, template, list_context(request))


@for_roles(*READERS)
@require_GET
@thread_page
def thread(request: WorkerRequest, thread: Thread, opened: OpenSafe) -> HttpResponse:
    context = thread_context(request, thread, opened)
    talking.mark_read(thread=thread, seq=thread.safe.seq, by=request.worker)
    remember_whose(request, thread, opened)
    if "HX-Request" in request.headers:
        return render(request, "desk/_open.html", context)
    return render(request, "desk/desk.html", {**list_context(request), **context})


@for_roles(*READERS)
@require_GET
@thread_page
def lines(request: WorkerRequest, thread: Thread, opened: OpenSafe) -> HttpResponse:
    """The lines anew, while the composer beside them is left alone."""
    context = thread_context(request, thread, opened)
    if request.GET.get("seen"):
        talking.mark_read(thread=thread, seq=thread.safe.seq, by=request.worker)
    return render(request, "desk/_lines_anew.html", context)


@for_roles(*READERS)
@require_POST
@thread_page
def claim(request: WorkerRequest, thread: Thread, opened: OpenSafe) -> HttpResponse:
    talking.claim(thread=thread, by=request.worker, reader=request.reader)
    return thread_again(request, thread)


@for_roles(*READERS)
@require_POST
@thread_page
def release(request: WorkerRequest, thread: Thread, opened: OpenSafe) -> HttpResponse:
    talking.release(thread=thread, by=request.worker, reader=request.reader)
    address = reverse("desk:list")
    if "HX-Request" not in request.headers:
        return HttpResponseRedirect(address)
    return HttpResponse(status=204, headers={"HX-Redirect": address})


@for_roles(*READERS)
@require_POST
@thread_page
def close(request: WorkerRequest, thread: Thread, opened: OpenSafe) -> HttpResponse:
    form = Closing(request.POST)
    if not form.is_valid():
        raise Refused(_("This reason could not be read. Shorten it, or open the page again."))
    talking.close(thread=thread, **form.cleaned_data, by=request.worker, reader=request.reader)
    return thread_again(request, thread)


@for_roles(*READERS)
@require_POST
@thread_page
def reopen(request: WorkerRequest, thread: Thread, opened: OpenSafe) -> HttpResponse:
    talking.reopen(thread=thread, by=request.worker, reader=request.reader)
    return thread_again(request, thread)


@for_roles(*READERS)
@require_POST
def again(request: WorkerRequest, safe: UUID, row: int) -> HttpResponse:
    """Send a message that failed once more."""
    thread = get_object_or_404(Thread.objects.visible_to(request.reader), safe=safe)
    talking.send_again(row=get_object_or_404(Outbox, pk=row, thread=thread), by=request.worker)
    return thread_again(request, thread)


@for_roles(Role.SUPERVISOR, Role.ETHICS)
@require_GET
def ledger(request: WorkerRequest) -> HttpResponse:
    """Who opened what, in one's own team. Reading it is a line of its own."""
    found = told(worker=request.worker, reader=request.reader, page=asked_number(request, "page") or 1)
    record(Verb.LEDGER_READ, by=request.worker, scope=request.worker.team.oversight_id)
    return render(request, "desk/ledger.html", {"ledger": found, "due": due_in_team(request.worker)})


def _address(thread: Thread) -> str:
    return reverse("desk:thread", args=[thread.safe_id])


def thread_again(request: WorkerRequest, thread: Thread) -> HttpResponse:
    """Back to the thread, beside the list where it stands now: by htmx only its part of the page, else as any form does."""
    thread.refresh_from_db(fields=["holder", "closed_min"])
    show = "closed" if thread.closed_min else "mine" if thread.holder_id == request.worker.id else "new"
    address = f"{_address(thread)}?show={show}"
    if "HX-Request" not in request.headers:
        return HttpResponseRedirect(address)
    return HttpResponse(status=204, headers={"HX-Location": json.dumps({"path": address, "target": "#open", "swap": "innerHTML"})})
