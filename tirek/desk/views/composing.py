"""The pages of the composer: the draft and its second reading, reading once more, the phrases, and the sending."""

from typing import Any

from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.shortcuts import render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET, require_POST

from tirek.conduct.actions import read
from tirek.conduct.engine.findings import Context
from tirek.conduct.rules import NeedsAnswer
from tirek.conversations.actions import talking
from tirek.conversations.models import Thread
from tirek.conversations.words import unpack
from tirek.desk.composer import REASONS, SecondReading, Typed, applied, second_reading, taken_out
from tirek.desk.contents import draft_of, list_context, speaker_of, thread_context
from tirek.desk.forms import Writing
from tirek.desk.known import check_context
from tirek.desk.next_step import next_step, with_next_step
from tirek.desk.phrases import offered, with_phrase
from tirek.desk.preview import preview_of
from tirek.desk.views.threads import READERS, thread_again, thread_page
from tirek.kit.doors import for_roles
from tirek.kit.refusals import Refused
from tirek.people.doors import WorkerRequest
from tirek.vault.actions.reading import OpenSafe
from tirek.vault.models import Leaf


@for_roles(*READERS)
@require_POST
@thread_page
def draft(request: WorkerRequest, thread: Thread, opened: OpenSafe) -> HttpResponse:
    """While he types: keep the draft sealed, and read it."""
    form = _writing(request, is_done=False)
    context = check_context(request, thread, opened)
    words, line = _pressed(form, context, request)
    kept = talking.keep_draft(thread=thread, words=words, form=form.window(), by=request.worker, opened=opened)
    if form.cleaned_data["see"] == "phrases":
        return HttpResponseRedirect(reverse("desk:phrases", args=[thread.safe_id]))
    reading = second_reading(read(words, context), Typed(form.answers(), form.shown()), speaker_of(request))
    if "HX-Request" in request.headers:
        return render(request, "desk/_findings.html", {"reading": reading, "reasons": REASONS, "thread": thread, "elsewhere": not kept})
    more = {"draft": words, "next_what": line, "elsewhere": not kept}
    return _whole_page(request, thread, opened, reading, more)


@for_roles(*READERS)
@require_POST
@thread_page
def once_more(request: WorkerRequest, thread: Thread, opened: OpenSafe) -> HttpResponse:
    """The message as the person will see it, with what the second reading says of it beneath. Nothing is sent."""
    form = _writing(request)
    words = form.cleaned_data["words"]
    talking.keep_draft(thread=thread, words=words, form=form.window(), by=request.worker, opened=opened)
    context = check_context(request, thread, opened)
    step = next_step(form.cleaned_data, by=request.worker, language=context.language)
    reading = read(with_next_step(words, step, context.language), context)
    shown = {
        "preview": preview_of(thread, reading, worker=request.worker),
        "reading": second_reading(reading, Typed(form.answers(), form.shown()), speaker_of(request)),
        "thread": thread,
        "posted": [
            (name, value) for name, values in request.POST.lists() for value in values if name not in ("apply", "dated", "insert", "see")
        ],
    }
    return render(request, "desk/_once_more.html" if "HX-Request" in request.headers else "desk/once_more.html", shown)


@for_roles(*READERS)
@require_GET
@thread_page
def phrases(request: WorkerRequest, thread: Thread, opened: OpenSafe) -> HttpResponse:
    """Checked phrases in the person's language, to be put into the draft."""
    shown = {"groups": offered(check_context(request, thread, opened), speaker_of(request)), "thread": thread}
    if "HX-Request" in request.headers:
        return render(request, "desk/_phrases.html", shown)
    return render(request, "desk/phrases.html", {**shown, **draft_of(request, thread, opened)})


@for_roles(*READERS)
@require_POST
@thread_page
def say(request: WorkerRequest, thread: Thread, opened: OpenSafe) -> HttpResponse:
    form = _writing(request)
    words = form.cleaned_data["words"]
    talking.keep_draft(thread=thread, words=words, form=form.window(), by=request.worker, opened=opened)  # whatever comes next
    context, target = check_context(request, thread, opened), form.cleaned_data["reply_to"]
    step = next_step(form.cleaned_data, by=request.worker, language=context.language)
    whole = with_next_step(words, step, context.language)
    reply = talking.Reply(
        words=whole,
        context=context,
        seen_seq=form.cleaned_data["seen_seq"],
        once=form.cleaned_data["once"],
        reply_to=target,
        reply_ext=_external_id(opened, target) if target else "",
        answers=form.answers(),
        shown=frozenset(form.shown()),
        next=step,
    )
    try:
        talking.say(thread=thread, reply=reply, by=request.worker, reader=request.reader)
    except NeedsAnswer as needs:  # not a refusal to be told once, but cards to be answered
        typed = Typed(form.answers(), form.shown(), len(words.rstrip()) if step else None)
        reading = second_reading(read(whole, context), typed, speaker_of(request))
        return _held_back(request, thread, opened, reading, str(needs))
    return thread_again(request, thread)


@for_roles(*READERS)
@require_POST
@thread_page
def note(request: WorkerRequest, thread: Thread, opened: OpenSafe) -> HttpResponse:
    form = _writing(request)
    once = form.cleaned_data["once"]
    talking.write_note(thread=thread, words=form.cleaned_data["words"], once=once, by=request.worker, reader=request.reader)
    return thread_again(request, thread)


def _writing(request: HttpRequest, *, is_done: bool = True) -> Writing:
    form = Writing(request.POST)
    if "words" in form.errors:
        raise Refused(_("This text is too long to be kept in one piece. Send it in smaller parts; nothing in the field is lost."))
    if not is_done:
        form.errors.pop("next_until", None)
    elif form.lacks_a_day:
        raise Refused(_("Name the day until which it will be done. Nothing in the fields is lost."))
    if not form.is_valid():
        raise Refused(_("This page is out of date. Copy your words, open the conversation again and paste them."))
    return form


def _external_id(opened: OpenSafe, seq: int) -> str:
    leaf = Leaf.objects.filter(safe=opened.safe, half=Leaf.Half.TALK, seq=seq).first()
    return unpack(opened.words(leaf)).ext if leaf else ""


def _pressed(form: Writing, context: Context, request: WorkerRequest) -> tuple[str, str]:
    """The words after whatever button brought them here without script, and a sentence for the dated line."""
    asked = form.cleaned_data
    words = asked["words"]
    for finding in read(words, context).findings if asked["apply"] or asked["dated"] else ():
        if finding.key == asked["apply"] and finding.replacement is not None:
            return applied(words, finding), ""
        if finding.key == asked["dated"] and finding.offers == "next_step":
            return taken_out(words, finding)
    return (with_phrase(words, asked["insert"], context, speaker_of(request)) if asked["insert"] else words), ""


def _held_back(request: WorkerRequest, thread: Thread, opened: OpenSafe, reading: SecondReading, sentence: str) -> HttpResponse:
    if "HX-Request" not in request.headers:
        return _whole_page(request, thread, opened, reading, {"held_back": sentence}, status=409)
    context = {"reading": reading, "reasons": REASONS, "held_back": sentence, "thread": thread}
    response = render(request, "desk/_findings.html", context)
    response["HX-Retarget"], response["HX-Reswap"] = "#findings", "outerHTML"
    return response


def _whole_page(
    request: WorkerRequest, thread: Thread, opened: OpenSafe, reading: SecondReading, more: dict[str, Any], status: int = 200
) -> HttpResponse:
    """For a browser without script: the conversation with its composer, as the form that came in left it."""
    context = {**list_context(request), **thread_context(request, thread, opened), "reading": reading, **more}
    return render(request, "desk/desk.html", context, status=status)
