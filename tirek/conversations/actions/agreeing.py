"""What a person agrees to or takes back, in the room, by a button, or told to a worker; and what follows from it at once."""

from collections.abc import Callable
from dataclasses import replace
from datetime import UTC, datetime
from uuid import UUID

from django.db import transaction

from tirek.channels.base import ChannelKind
from tirek.consent import rules as consent_rules
from tirek.consent.actions import Answer, take_down
from tirek.consent.models import Record, Standing
from tirek.consent.wording import ASKED
from tirek.conversations import rules
from tirek.conversations.actions.noticing import hold_to
from tirek.conversations.actions.once import first_time, sealed_reason
from tirek.conversations.consenting import Word, facts_of, leaf_of
from tirek.conversations.header import Address
from tirek.conversations.models import Contact, Outbox, Thread
from tirek.conversations.news import BELL
from tirek.conversations.words import CLIENT, Said, pack, unpack
from tirek.kit.text import clean
from tirek.ledger.actions import record
from tirek.ledger.verbs import Verb
from tirek.people.models import Organisation, Worker
from tirek.vault.actions.reading import Reader
from tirek.vault.actions.talking import TalkReader
from tirek.vault.models import Leaf, Safe, this_minute

EXCEPTION_MIN = 24 * 60
"""For how long an emergency exception stands."""
VERBS = {
    Standing.AGREED: Verb.CONSENT_GIVEN,
    Standing.DECLINED: Verb.CONSENT_DECLINED,
    Standing.WITHDRAWN: Verb.CONSENT_WITHDRAWN,
}
Seal = Callable[..., Leaf]


@transaction.atomic
def answer_in_room(*, word: Word, once: UUID, talk: TalkReader) -> None:
    """The person's own yes, not now, taking back or "I have read this". The same form twice is one word."""
    organisation = Organisation.objects.get()
    safe, thread = _locked(talk.open.safe.id)
    if not first_time(thread, once, word) or _ends_nothing(word, safe):
        return
    word = _whole(word, organisation.country, talk.open.words, safe)
    said = Said(type="consent", by=CLIENT, at=_now())
    safe.heard_seq = safe.seq + 1
    _write(word, said, thread, organisation, leaf_by=talk.open.leaf)


@transaction.atomic
def write_down(*, thread: Thread, word: Word, once: UUID, by: Worker, reader: Reader) -> None:
    """What the person told a worker, in words or on paper, with how and when it was told."""
    organisation = Organisation.objects.get()
    safe, thread = _locked(thread.safe_id)
    rules.must_be_free_or_own(thread, by)
    consent_rules.must_say_how_heard(word.method, word.how)
    opened = reader.open(safe)
    if not first_time(thread, once, word) or _ends_nothing(word, safe):
        return
    word = replace(word, how=clean(word.how).strip(), language=language_of(thread, organisation))
    word = _whole(word, organisation.country, opened.words, safe)
    said = Said(type="consent", by=str(by.id), name=by.name, at=_now())
    _write(word, said, thread, organisation, leaf_by=opened.leaf, by=by)


@transaction.atomic
def except_in_emergency(*, thread: Thread, purpose: str, reason: str, once: UUID, by: Worker, reader: Reader) -> None:
    """For a day a worker may act without the agreement, because of a danger that leaves no time to ask. The person reads why."""
    safe, thread = _locked(thread.safe_id)
    rules.must_be_free_or_own(thread, by)
    consent_rules.must_be_one_of(purpose, ASKED)
    consent_rules.must_say_why(reason)
    opened = reader.open(safe)
    organisation = Organisation.objects.get()
    word = Word(purpose, Answer.EXCEPTION, language=language_of(thread, organisation), how=clean(reason).strip())
    if not first_time(thread, once, word):
        return
    _write(word, Said(type="consent", by=str(by.id), name=by.name, at=_now()), thread, organisation, leaf_by=opened.leaf, by=by)


def _locked(safe_id: UUID) -> tuple[Safe, Thread]:
    safe = Safe.objects.locked([safe_id]).get()
    thread = Thread.objects.select_related("account__team", "holder").get(pk=safe_id)
    thread.safe = safe
    return safe, thread


def _ends_nothing(word: Word, safe: Safe) -> bool:
    """A taking back where nothing stands (a second tap, an old page) leaves no trace."""
    consent_rules.must_be_a_purpose(word.purpose)
    return word.answer is Answer.END and not Record.objects.about(safe, word.topic(0)).filter(ended=None).exists()


def _whole(word: Word, country: str, words: Callable[[Leaf], bytes], safe: Safe) -> Word:
    """The word with what its question said, checked; an answer to a question finds its service there and nowhere else."""
    consent_rules.must_be_a_purpose(word.purpose)
    word = replace(word, name=clean(word.name).strip()[:120], basis=clean(word.basis).strip()[:300])
    if word.answer not in (Answer.YES, Answer.READ):
        return word
    if word.purpose == "share" and word.asked:
        word = replace(word, recipient=_recipient_in(Leaf.objects.filter(safe=safe, seq=word.asked, half=Leaf.Half.TALK).first(), words))
    consent_rules.must_be_said_by_somebody(word.who, word.basis)
    consent_rules.must_be_able_to_agree(country, word.who, word.purpose)
    consent_rules.must_name_whom(word.purpose, word.recipient)
    return replace(word, recipient=clean(word.recipient).strip()[:200])


def _recipient_in(leaf: Leaf | None, words: Callable[[Leaf], bytes]) -> str:
    """Whom a question was about, or an earlier yes; no other leaf names anybody."""
    kept = unpack(words(leaf)).more if leaf else {}
    return str((kept.get("asks") or kept.get("consent") or {}).get("recipient", ""))


def _write(word: Word, said: Said, thread: Thread, organisation: Organisation, *, leaf_by: Seal, by: Worker | None = None) -> None:
    safe = thread.safe
    safe.seq += 1
    facts = facts_of(
        organisation, channel=thread.account.kind, worker=thread.holder.name if thread.holder else "", recipient=word.recipient
    )
    leaf = leaf_by(seq=safe.seq, half=Leaf.Half.TALK, words=pack(leaf_of(word, said, facts)))
    leaf.save()
    safe.last_min = this_minute()
    take_effect(leaf=leaf, word=word, thread=thread, by=by)
    safe.save(update_fields=["seq", "heard_seq", "last_min", "waiting_since_min"])
    BELL.after_commit(safe.id, safe.seq, person=True)


def take_effect(*, leaf: Leaf, word: Word, thread: Thread, by: Worker | None = None) -> None:
    """What follows from a word that stands in a leaf: its record, the ledger, and what is held back from now on.

    The caller holds the safe's lock and saves the safe afterwards.
    """
    safe, scope = thread.safe, thread.account.team.oversight_id
    standing = take_down(leaf=leaf, topic=word.topic(leaf.seq), answer=word.answer)
    if word.answer is Answer.EXCEPTION and by is not None:
        note = sealed_reason(word.how, safe=safe.id, seq=leaf.seq, by=by)
        record(Verb.CONSENT_EXCEPTION, by=by, about=safe.id, scope=scope, seq=leaf.seq, reason=note)
        return
    if standing is Standing.NEVER:
        return  # nothing stood, and nothing was said no to
    record(Verb.CONTACT_AGREED if word.contact is not None else VERBS[standing], by=by, about=safe.id, scope=scope, seq=leaf.seq)
    if word.purpose == "care" and standing is Standing.WITHDRAWN and call_back(thread, why="withdrawn"):
        safe.waiting_since_min = safe.waiting_since_min or this_minute()
    if word.purpose == "first":
        _set_address(thread, word)


def call_back(thread: Thread, *, why: str) -> int:
    """What a worker has written and nobody has begun to send stays here; what the house says by itself goes on."""
    waiting = Outbox.objects.filter(thread=thread, state=Outbox.State.QUEUED, parts_sent=0).exclude(clearance__by=None)
    return waiting.update(state=Outbox.State.CANCELLED, error=why, payload=None)


def _set_address(thread: Thread, word: Word) -> None:
    """Where the person can be written to outside the room: from now on as they said."""
    for contact in messengers_of(thread):
        address = Address.opened(contact.id, bytes(contact.address))
        address.first = word.answer is Answer.YES
        if word.contact is not None:
            address.between, address.neutral = str(word.contact.get("between", "")), bool(word.contact.get("neutral"))
        contact.address = address.sealed(contact.id)
        contact.save(update_fields=["address"])
        hold_to(thread, address)


def messengers_of(thread: Thread) -> list[Contact]:
    return list(Contact.objects.filter(thread=thread).exclude(account__kind=ChannelKind.WEBCHAT).order_by("id"))


def language_of(thread: Thread, organisation: Organisation) -> str:
    """In which language the house speaks to this person."""
    contact = Contact.objects.filter(thread=thread, account=thread.account_id).order_by("id").first()
    return (Address.opened(contact.id, bytes(contact.address)).language if contact else "") or organisation.language


def must_be_allowed_to_write(thread: Thread) -> None:
    """Refuses what a worker wants to say to somebody who has taken back that their words are used."""
    standing, row = Record.objects.last_word(thread.safe, "care")
    if standing is Standing.WITHDRAWN and row is not None and row.ended is not None:
        called = _is_due_now(thread.safe) and (thread.safe.due_seq or 0) > row.ended.seq  # danger, pressed or to be feared after it
        rules.must_be_allowed(excepted=called or is_excepted(thread.safe, "care"))


def _is_due_now(safe: Safe) -> bool:
    """Whether what makes it due was for the very minute in which it came; what is due by today's end does not lift a no."""
    if safe.due_min is None:
        return False
    return Leaf.objects.filter(safe=safe, seq=safe.due_seq or 0, at_min__gte=safe.due_min).exists()


def is_excepted(safe: Safe, purpose: str) -> bool:
    """Whether an emergency exception stands."""
    since = this_minute() - EXCEPTION_MIN
    return Record.objects.about(safe, f"exception:{purpose}").filter(leaf__at_min__gt=since).exists()


def _now() -> str:
    return datetime.now(UTC).isoformat(timespec="seconds")
