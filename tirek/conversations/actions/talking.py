"""What a worker does in a conversation: answer, note, take, give back, close, open again, keep a draft, mark as read."""

import json
import time
from collections.abc import Mapping
from dataclasses import dataclass, field, replace
from datetime import UTC, datetime
from uuid import UUID, uuid5

from django.db import transaction

from tirek.channels.adapters import ADAPTERS
from tirek.conduct.actions import Draft as OutgoingDraft
from tirek.conduct.actions import Reading as SecondReading
from tirek.conduct.actions import clear, read
from tirek.conduct.engine.findings import Context
from tirek.conduct.models import Clearance
from tirek.conduct.rules import Answer
from tirek.conversations import rules
from tirek.conversations.actions.agreeing import must_be_allowed_to_write
from tirek.conversations.actions.contacting import let_go, when_to_go
from tirek.conversations.actions.noticing import notice_elsewhere
from tirek.conversations.actions.once import first_time, is_spent, sealed_reason
from tirek.conversations.header import Address
from tirek.conversations.models import Contact, Draft, Outbox, Reading, Thread
from tirek.conversations.news import BELL
from tirek.conversations.unanswered import due_from
from tirek.conversations.words import Said, pack
from tirek.kit.text import clean
from tirek.ledger.actions import record
from tirek.ledger.verbs import Verb
from tirek.people.models import Worker
from tirek.vault.actions.reading import OpenSafe, Reader
from tirek.vault.actions.sealing import seal_to_relay
from tirek.vault.models import Grant, Leaf, Principal, Safe, this_minute

READ_AGAIN_MIN = 5
"""Opening the same conversation again within five minutes is one line of the ledger, not two."""


@dataclass(frozen=True, slots=True)
class Reply:
    """What a worker wants to say: words, what was shown to him when he wrote them, and his answers to the check."""

    words: str
    context: Context
    seen_seq: int
    once: UUID  # the form's own mark: a second click sends nothing twice
    reply_to: int | None = None
    reply_ext: str = ""
    answers: Mapping[str, Answer] = field(default_factory=dict)
    shown: frozenset[tuple[str, str]] = frozenset()  # rule and key of every finding that was on the screen in this form
    next: Mapping[str, str] = field(default_factory=dict)  # what, who, until: the one dated line of what happens next


@dataclass(frozen=True, slots=True)
class Form:
    """One window's composer: its own mark, and the mark of the form whose draft it was opened with."""

    once: UUID
    base: UUID | None = None


def say(*, thread: Thread, reply: Reply, by: Worker, reader: Reader) -> Outbox:
    """Answer the person. The words are checked, sealed and queued in one step, or nothing happens at all."""
    reading = read(clean(reply.words).strip(), reply.context)  # before the pen is taken: nobody waits for a slow reading
    return _say(thread=thread, reply=reply, reading=reading, by=by, reader=reader)


@transaction.atomic
def _say(*, thread: Thread, reply: Reply, reading: SecondReading, by: Worker, reader: Reader) -> Outbox:
    thread, opened = _locked(thread, reader)
    key = form_key(thread, reply.once, by)
    twice = Outbox.objects.filter(thread=thread, key=key).first()
    words = reading.words
    if twice:
        rules.must_be_the_same(twice, words)
        Draft.objects.filter(thread=thread, worker=by).delete()
        return twice
    _must_go(thread, words, reply.seen_seq, by)
    next_at = when_to_go(thread)
    draft = OutgoingDraft(thread.account_id, thread.safe_id, words, reply.context, by, reply.answers, reply.shown)
    clearance = clear(draft, reading)
    if thread.holder_id is None:
        _hand_to(thread, by, opened)
    said = _said("message", by, words, reply=reply.reply_to)
    leaf = _add_leaf(opened, Leaf.Half.TALK, replace(said, more={"next": dict(reply.next)}) if reply.next else said)
    row = _queue(thread, leaf, clearance, key, {"text": words, "reply": reply.reply_ext}, next_at)
    _answered(thread, opened, by, clearance, reply, row)
    Draft.objects.filter(thread=thread, worker=by).delete()
    notice_elsewhere(thread=thread, opened=opened)
    BELL.after_commit(thread.safe_id, opened.safe.seq, also=[thread.account.team.intake_id], deliver=True)
    return row


def _must_go(thread: Thread, words: str, seen_seq: int, by: Worker) -> None:
    rules.must_say_something(words)
    rules.must_fit(words, ADAPTERS[thread.account.kind].caps.max_text)
    rules.must_be_free_or_own(thread, by)
    rules.must_be_open(thread)
    rules.must_be_reachable(thread)
    foreign = Outbox.objects.filter(thread=thread).exclude(clearance__by=by.principal_id).exclude(clearance__by=None)
    rules.must_not_cross(thread, seen_seq, foreign.order_by("-leaf__seq").values_list("leaf__seq", flat=True).first() or 0)
    must_be_allowed_to_write(thread)


def _queue(thread: Thread, leaf: Leaf, clearance: Clearance, key: UUID, content: dict[str, str], next_at: float) -> Outbox:
    contact = Contact.objects.filter(thread=thread, account=thread.account_id).order_by("id").first()
    assert contact is not None  # a thread is made with its contact, and moved with a new one, in one transaction
    address = Address.opened(contact.id, bytes(contact.address))
    payload = json.dumps({"to": address.reference, "buttons": [], **content}, ensure_ascii=False)
    if not next_at:
        let_go(thread)
    return Outbox.objects.create(
        account_id=thread.account_id,
        thread=thread,
        leaf=leaf,
        clearance=clearance,
        key=key,
        made_at=max(time.time(), next_at),
        next_at=next_at,
        payload=seal_to_relay("outbox.payload", key, payload.encode()),
    )


def _answered(thread: Thread, opened: OpenSafe, by: Worker, clearance: Clearance, reply: Reply, row: Outbox) -> None:
    safe, scope = thread.safe, by.team.oversight_id
    if safe.heard_seq <= reply.seen_seq:
        safe.waiting_since_min = None
    if safe.due_seq is not None and safe.due_seq <= reply.seen_seq:  # what came while he typed still waits
        record(Verb.DUE_MET, by=by, about=safe.id, scope=scope, seq=safe.due_seq)
        safe.due_min, safe.due_seq = due_from(opened, reply.seen_seq + 1) or (None, None)
    safe.save(update_fields=["waiting_since_min", "due_min", "due_seq"])
    record(Verb.MESSAGE_SENT, by=by, about=safe.id, scope=scope, seq=row.leaf.seq)
    if clearance.outcome == Clearance.Outcome.UNCHECKED:
        record(Verb.CHECK_FAILED, by=by, about=safe.id, scope=scope, seq=row.leaf.seq)
    if clearance.outcome == Clearance.Outcome.OVERRULED:
        reasons = "\n".join(answer.words for answer in reply.answers.values() if answer.words.strip())
        note = sealed_reason(reasons, safe=safe.id, seq=row.leaf.seq, by=by)
        record(Verb.CHECK_OVERRULED, by=by, about=safe.id, scope=scope, seq=row.leaf.seq, reason=note)


@transaction.atomic
def write_note(*, thread: Thread, words: str, once: UUID, by: Worker, reader: Reader) -> Leaf | None:
    """An internal note: sealed in the file half, never sent, never readable by the person. A second click adds nothing."""
    thread, opened = _locked(thread, reader)
    words = clean(words).strip()
    rules.must_say_something(words)
    if not first_time(thread, once):
        return None
    leaf = _add_leaf(opened, Leaf.Half.FILE, _said("note", by, words))
    record(Verb.NOTE_WRITTEN, by=by, about=thread.safe_id, scope=by.team.oversight_id, seq=leaf.seq)
    Draft.objects.filter(thread=thread, worker=by).delete()
    BELL.after_commit(thread.safe_id, leaf.seq)
    return leaf


@transaction.atomic
def claim(*, thread: Thread, by: Worker, reader: Reader) -> Thread:
    """Take a conversation: from now on its safe names this worker, and the rest of the team no more."""
    thread, opened = _locked(thread, reader)
    if thread.holder_id == by.id:
        return thread
    rules.must_be_free(thread)
    _hand_to(thread, by, opened)
    BELL.after_commit(thread.safe_id, opened.safe.seq, also=[thread.account.team.intake_id])
    return thread


@transaction.atomic
def release(*, thread: Thread, by: Worker, reader: Reader) -> Thread:
    """Give a conversation back to the team's new ones."""
    thread, opened = _locked(thread, reader)
    rules.must_hold(thread, by)
    opened.grant_to(thread.account.team.intake).save()
    Grant.objects.filter(safe=thread.safe_id, principal=by.principal_id).delete()
    thread.holder = None
    thread.save(update_fields=["holder"])
    record(Verb.SAFE_RELEASED, by=by, about=thread.safe_id, scope=by.team.oversight_id)
    BELL.after_commit(thread.safe_id, opened.safe.seq, also=[by.principal_id])
    return thread


@transaction.atomic
def close(*, thread: Thread, reason: str, seen_seq: int, by: Worker, reader: Reader) -> Thread:
    """Close with a reason that stays inside; the conversation opens again by itself when the person writes."""
    thread, opened = _locked(thread, reader)
    rules.must_be_free_or_own(thread, by)
    rules.must_be_open(thread)
    rules.must_have_read(thread, seen_seq)
    rules.must_give_reason(reason)
    if thread.holder_id is None:
        _hand_to(thread, by, opened)
    _add_leaf(opened, Leaf.Half.FILE, _said("closing", by, clean(reason).strip()))
    thread.closed_min = this_minute()
    thread.save(update_fields=["closed_min"])
    Safe.objects.filter(pk=thread.safe_id).update(waiting_since_min=None, due_min=None, due_seq=None)
    record(Verb.SAFE_CLOSED, by=by, about=thread.safe_id, scope=by.team.oversight_id)
    BELL.after_commit(thread.safe_id, opened.safe.seq, also=[thread.account.team.intake_id])
    return thread


@transaction.atomic
def reopen(*, thread: Thread, by: Worker, reader: Reader) -> Thread:
    thread, opened = _locked(thread, reader)
    rules.must_be_free_or_own(thread, by)
    if thread.closed_min:
        thread.closed_min = None
        thread.save(update_fields=["closed_min"])
        record(Verb.SAFE_REOPENED, by=by, about=thread.safe_id, scope=by.team.oversight_id)
        BELL.after_commit(thread.safe_id, opened.safe.seq)
    return thread


@transaction.atomic
def send_again(*, row: Outbox, by: Worker) -> Outbox:
    """Put a message that failed back into the queue, with the parts that already went left out. It obeys what a new one would."""
    safe = Safe.objects.locked([row.thread_id]).get()
    thread = Thread.objects.select_related("account").get(pk=row.thread_id)
    thread.safe = safe
    rules.must_go_on_there(thread, row)
    must_be_allowed_to_write(thread)
    next_at = when_to_go(thread)
    failed = Outbox.objects.filter(pk=row.pk, state=Outbox.State.FAILED)
    made_at = max(time.time(), next_at)
    rules.must_be_there(failed.update(state=Outbox.State.QUEUED, attempts=0, error="", next_at=next_at, made_at=made_at))
    record(Verb.MESSAGE_RETRIED, by=by, about=row.thread_id, scope=by.team.oversight_id)
    BELL.after_commit(row.thread_id, row.leaf.seq, deliver=True)
    return row


@transaction.atomic
def keep_draft(*, thread: Thread, words: str, form: Form, by: Worker, opened: OpenSafe) -> bool:
    """Seal what is being typed, so that it survives this window and this evening. Empty words remove the draft.

    A form that has been sent keeps nothing any more: its last autosave may come after it. False: another window has
    written a draft of its own since this one was opened; its words are not overwritten.
    """
    if _is_spent(thread, form.once, by):
        return True
    elsewhere = Draft.objects.filter(thread=thread, worker=by).exclude(form=form.once)
    if (elsewhere.exclude(form=form.base) if form.base else elsewhere).exists():
        return False
    if not words.strip():
        Draft.objects.filter(thread=thread, worker=by).delete()
        return True
    body = opened.seal_draft(by.principal_id, clean(words).encode())
    Draft.objects.update_or_create(thread=thread, worker=by, defaults={"body": body, "form": form.once, "at_min": this_minute()})
    return True


def note_opening(*, thread: Thread, by: Worker) -> None:
    """Whoever opens a conversation's words leaves a line in the ledger, one for five minutes, whatever page it was."""
    now = this_minute()
    known = Reading.objects.filter(thread=thread, worker=by).values_list("recorded_min", flat=True).first()
    if known is not None and now - known < READ_AGAIN_MIN:
        return
    with transaction.atomic():
        Reading.objects.update_or_create(thread=thread, worker=by, defaults={"recorded_min": now})
        record(Verb.SAFE_READ, by=by, about=thread.safe_id, scope=by.team.oversight_id)


def mark_read(*, thread: Thread, seq: int, by: Worker) -> None:
    """Remember how far a worker has read; it never goes back."""
    Reading.objects.filter(thread=thread, worker=by, seq__lt=seq).update(seq=seq)


def form_key(thread: Thread, once: UUID, by: Worker) -> UUID:
    """The idempotency key of one form of one worker in one thread."""
    return uuid5(once, f"{thread.safe_id}:{by.id}")


def _is_spent(thread: Thread, once: UUID, by: Worker) -> bool:
    return is_spent(thread, once) or Outbox.objects.filter(thread=thread, key=form_key(thread, once, by)).exists()


def _locked(thread: Thread, reader: Reader) -> tuple[Thread, OpenSafe]:
    """The thread with its safe locked and opened; a reader who is named on it no more meets a 404."""
    safe = Safe.objects.locked([thread.safe_id]).get()
    fresh = Thread.objects.select_related("account__team__intake").get(pk=thread.pk)
    fresh.safe = safe
    return fresh, reader.open(safe)


def _hand_to(thread: Thread, worker: Worker, opened: OpenSafe) -> None:
    opened.grant_to(worker.principal).save()
    Grant.objects.filter(safe=thread.safe_id, principal__kind=Principal.Kind.INTAKE).delete()
    thread.holder = worker
    thread.save(update_fields=["holder"])
    record(Verb.SAFE_CLAIMED, by=worker, about=thread.safe_id, scope=worker.team.oversight_id)


def _add_leaf(opened: OpenSafe, half: Leaf.Half, said: Said) -> Leaf:
    safe = opened.safe
    safe.seq += 1
    safe.last_min = this_minute()
    safe.save(update_fields=["seq", "last_min"])
    leaf = opened.leaf(seq=safe.seq, half=half, words=pack(said))
    leaf.save()
    return leaf


def _said(kind: str, by: Worker, words: str, reply: int | None = None) -> Said:
    return Said(type=kind, by=str(by.id), name=by.name, at=datetime.now(UTC).isoformat(timespec="seconds"), text=words, reply=reply)
