"""A worker asks for an agreement: the question goes out as a card with its buttons, cleared as every text of the house."""

from datetime import UTC, datetime
from uuid import UUID

from django.db import transaction

from tirek.channels.base import ChannelKind
from tirek.conduct.actions import Draft as OutgoingDraft
from tirek.conduct.actions import clear_automatic, read
from tirek.conduct.engine.findings import Context, Grade
from tirek.consent import rules as consent_rules
from tirek.consent.wording import ASKED, Wording
from tirek.conversations import rules
from tirek.conversations.actions.agreeing import language_of
from tirek.conversations.actions.answering import Due, outbox_row
from tirek.conversations.actions.contacting import when_to_go
from tirek.conversations.actions.noticing import notice_elsewhere
from tirek.conversations.actions.once import first_time
from tirek.conversations.actions.places import Place
from tirek.conversations.automatic import Answer
from tirek.conversations.consenting import card, facts_of
from tirek.conversations.header import Address
from tirek.conversations.models import Contact, Thread
from tirek.conversations.news import BELL
from tirek.conversations.words import HOUSE, Said, pack
from tirek.kit.text import clean
from tirek.ledger.actions import record
from tirek.ledger.verbs import Verb
from tirek.people.models import Organisation, Worker
from tirek.vault.actions.reading import Reader
from tirek.vault.actions.safes import sealers
from tirek.vault.models import Leaf, Safe, SafeGen


@transaction.atomic
def ask_for_consent(*, thread: Thread, purpose: str, recipient: str, once: UUID, by: Worker, reader: Reader) -> None:
    """Send the question to the person where the conversation goes on; the answer comes by its buttons, or in the room."""
    safe = Safe.objects.locked([thread.safe_id]).get()
    thread = Thread.objects.select_related("account__team", "holder").get(pk=thread.pk)
    thread.safe, recipient, opened = safe, clean(recipient, 400).strip(), reader.open(safe)
    rules.must_be_free_or_own(thread, by)
    rules.must_be_open(thread)
    rules.must_be_reachable(thread)
    consent_rules.must_be_one_of(purpose, ASKED)
    consent_rules.must_name_whom(purpose, recipient)
    place, address = _place(thread, safe)
    rules.must_not_be_neutral(address.neutral and thread.account.kind != ChannelKind.WEBCHAT)
    if not first_time(thread, once, ("question", purpose, recipient)):
        return
    organisation = Organisation.objects.get()
    facts = facts_of(organisation, channel=thread.account.kind, worker=by.name, recipient=recipient if purpose == "share" else "")
    wording = Wording(purpose, language_of(thread, organisation), facts)
    _send(place, address, wording, organisation, leaves_at=when_to_go(thread))
    safe.seq = opened.safe.seq = place.seq
    safe.save(update_fields=["seq"])
    record(Verb.CONSENT_ASKED, by=by, about=safe.id, scope=by.team.oversight_id, seq=safe.seq)
    notice_elsewhere(thread=thread, opened=opened)
    BELL.after_commit(safe.id, safe.seq, deliver=True, person=True)


def _place(thread: Thread, safe: Safe) -> tuple[Place, Address]:
    contact = Contact.objects.select_related("account").filter(thread=thread, account=thread.account_id).order_by("id").first()
    assert contact is not None  # a thread is made with its contact, in one transaction
    (sealer,) = sealers([SafeGen.objects.get(safe=safe, gen=safe.gen)]).values()
    return Place(contact, thread, safe, sealer), Address.opened(contact.id, bytes(contact.address))


def _send(place: Place, address: Address, wording: Wording, organisation: Organisation, *, leaves_at: float) -> None:
    """The leaf remembers the question whole: an answer to it needs no more than its number."""
    seq = place.next_seq()
    answer = card(wording, seq)
    context = Context(language=wording.language, country=organisation.country, service_contacts=organisation.own_contacts)
    _must_be_clean(wording.facts.recipient, context)
    (clearance,) = clear_automatic([OutgoingDraft(place.contact.account_id, place.safe.id, answer.text, context)])
    leaf = place.sealer.leaf(seq=seq, half=Leaf.Half.TALK, words=pack(_said(answer, wording)))
    leaf.save()
    outbox_row(Due(place, answer, address.reference, leaves_at), leaf, clearance.id).save(force_insert=True)


def _said(answer: Answer, wording: Wording) -> Said:
    asks = {"purpose": wording.purpose, "recipient": wording.facts.recipient, "title": wording.title, "shown": wording.shown}
    return Said(
        type="message",
        by=HOUSE,
        at=datetime.now(UTC).isoformat(timespec="seconds"),
        text=answer.text,
        buttons=[list(button) for button in answer.buttons],
        more={"asks": asks} if wording.purpose == "share" else {},
    )


def _must_be_clean(recipient: str, context: Context) -> None:
    """The name is the one thing in the card that a worker types: it passes the second reading, too."""
    graver = [finding for finding in read(recipient, context).findings if finding.grade >= Grade.STRONG] if recipient else []
    rules.must_be_a_plain_name(bool(graver))
