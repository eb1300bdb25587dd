"""What a worker does about consent: ask, write down what was told, an emergency exception, how somebody may be written to."""

from django.http import HttpResponse
from django.views.decorators.http import require_POST

from tirek.consent.actions import Answer
from tirek.conversations.actions.agreeing import except_in_emergency
from tirek.conversations.actions.agreeing import write_down as write_down_word
from tirek.conversations.actions.asking_consent import ask_for_consent
from tirek.conversations.actions.contacting import SafeContact, write_down_contact
from tirek.conversations.consenting import Word
from tirek.conversations.models import Thread
from tirek.desk.forms import Contacting, Emergency, Question, Told, filled
from tirek.desk.views.threads import READERS, thread_again, thread_page
from tirek.kit.doors import for_roles
from tirek.people.doors import WorkerRequest
from tirek.vault.actions.reading import OpenSafe


@for_roles(*READERS)
@require_POST
@thread_page
def ask(request: WorkerRequest, thread: Thread, opened: OpenSafe) -> HttpResponse:
    form = filled(Question(request.POST))
    ask_for_consent(thread=thread, **form.cleaned_data, by=request.worker, reader=request.reader)
    return thread_again(request, thread)


@for_roles(*READERS)
@require_POST
@thread_page
def write_down(request: WorkerRequest, thread: Thread, opened: OpenSafe) -> HttpResponse:
    told = filled(Told(request.POST)).cleaned_data
    word = Word(
        purpose=told["purpose"],
        answer=Answer(told["answer"]),
        method=told["method"],
        recipient=told["recipient"],
        asked=told["asked"] or 0,
        name=told["name"],
        who=told["who"] or "person",
        basis=told["basis"],
        how=told["how"],
    )
    write_down_word(thread=thread, word=word, once=told["once"], by=request.worker, reader=request.reader)
    return thread_again(request, thread)


@for_roles(*READERS)
@require_POST
@thread_page
def emergency(request: WorkerRequest, thread: Thread, opened: OpenSafe) -> HttpResponse:
    form = filled(Emergency(request.POST))
    except_in_emergency(thread=thread, **form.cleaned_data, by=request.worker, reader=request.reader)
    return thread_again(request, thread)


@for_roles(*READERS)
@require_POST
@thread_page
def contact(request: WorkerRequest, thread: Thread, opened: OpenSafe) -> HttpResponse:
    form = filled(Contacting(request.POST))
    told = form.cleaned_data
    wish = SafeContact(first=told["first"], between=form.between, neutral=told["neutral"])
    write_down_contact(thread=thread, wish=wish, how=told["how"], once=told["once"], by=request.worker, reader=request.reader)
    return thread_again(request, thread)
