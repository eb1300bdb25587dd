"""Moving a thread from a messenger to the room: a one-time code in a neutral link, and the thread goes on there."""

import os
from uuid import UUID, uuid4

from django.conf import settings
from django.db import transaction
from django.utils.translation import gettext as _

from tirek.channels.base import ChannelKind
from tirek.channels.models import Account
from tirek.conversations import automatic, rules
from tirek.conversations.actions.agreeing import call_back
from tirek.conversations.actions.answering import Due, queue_answers
from tirek.conversations.actions.contacting import when_to_go
from tirek.conversations.actions.once import first_time, sealed_reason
from tirek.conversations.actions.places import Place
from tirek.conversations.actions.rooms import Opened, Written, add_room_contact, asked_again, hear_in_room
from tirek.conversations.header import Address
from tirek.conversations.models import Contact, Thread
from tirek.conversations.news import BELL
from tirek.ledger.actions import record
from tirek.ledger.verbs import Verb
from tirek.people.models import Organisation, Worker
from tirek.vault.actions import keys
from tirek.vault.actions.reading import OpenSafe, Reader
from tirek.vault.actions.receipts import CODE_BYTES, Stretched, behind, number_for, put_behind, stretch, stretch_code, unlock
from tirek.vault.actions.safes import sealers
from tirek.vault.actions.sessions import PERSON, end_other_sessions, start_session
from tirek.vault.codes import Mistyped, read_code, write_code
from tirek.vault.errors import WrongKey
from tirek.vault.models import Grant, Principal, Safe, SafeGen, this_minute
from tirek.vault.secret import Secret

CODE_LIVES_MIN = 24 * 60


def room_account(thread: Thread) -> Account | None:
    """The room's own account of the team that has this thread; None where that team has none: no thread changes its team by moving."""
    return Account.objects.filter(kind=ChannelKind.WEBCHAT, state=Account.State.ACTIVE, team=thread.account.team_id).first()


@transaction.atomic
def offer_room(*, thread: Thread, once: UUID, by: Worker, reader: Reader) -> None:
    """Send the person a neutral link that opens the room once, within a day. An earlier link ends; a second click sends no second one."""
    safe = Safe.objects.locked([thread.safe_id]).get()
    thread = Thread.objects.select_related("account__team").get(pk=thread.pk)
    thread.safe = safe
    rules.must_be_free_or_own(thread, by)
    rules.must_be_in_a_messenger(thread)
    rules.must_have_a_room(room_account(thread))
    opened = reader.open(safe)
    if not first_time(thread, once, "offer"):
        return
    raw = os.urandom(CODE_BYTES)
    leaves_at = when_to_go(thread)
    _name_a_person(opened, stretch_code(raw), until_min=max(this_minute(), int(leaves_at // 60)) + CODE_LIVES_MIN)
    contact = Contact.objects.filter(thread=thread, account=thread.account_id).order_by("id").first()
    assert contact is not None  # a thread is made with its contact, in one transaction
    address = Address.opened(contact.id, bytes(contact.address))
    (sealer,) = sealers([SafeGen.objects.get(safe=safe, gen=safe.gen)]).values()
    place = Place(contact, thread, safe, sealer)
    answer = automatic.room_offer(address.language, link=link_of(raw))
    queue_answers([Due(place, answer, address.reference, leaves_at)], Organisation.objects.get())
    safe.seq = place.seq
    safe.save(update_fields=["seq"])
    record(Verb.ROOM_OFFERED, by=by, about=safe.id, scope=by.team.oversight_id)
    BELL.after_commit(safe.id, safe.seq, deliver=True)


def link_of(raw: bytes) -> str:
    return f"{settings.ADDRESS}/r/{'-'.join(write_code(raw))}"


def code_is_open(typed: str) -> bool:
    """Whether a link still opens a room. Looking uses nothing up: messengers look at links before people do."""
    try:
        return behind(_stretched(typed)) is not None
    except Mistyped:
        return False


def accept_room(*, typed: str, once: UUID) -> Opened:
    """The person has opened the link: the room is theirs, the link is spent, the thread goes on there."""
    code, number = _stretched(typed), number_for(once)
    at = stretch(number)
    if not behind(at):
        try:
            person, seed = _accept(code, at)
        except WrongKey:
            if not behind(at):  # else the link was spent by this very form, a moment ago
                raise
        else:
            return Opened(start_session(principal=person.id, seed=seed, limits=PERSON), number)
    return asked_again(at, number)  # the very same form again: a reload, a second click


@transaction.atomic
def _accept(code: Stretched, at: Stretched) -> tuple[Principal, Secret]:
    thread = _move(_where_it_leads(code))
    person, seed = unlock(code)  # with the safe in hand: of two who open it at one moment the second one comes too late
    put_behind(at=at, person=person, seed=seed)
    hear_in_room(thread=thread, written=Written(uuid4(), payload="moved"))
    return person, seed


def _where_it_leads(code: Stretched) -> UUID:
    row = behind(code)
    held = Grant.objects.filter(principal=row.principal).first() if row else None
    if held is None:
        raise WrongKey(_("This link was used already, or its day is over. Ask your worker for a new one."))
    return held.safe_id


def _move(safe: UUID) -> Thread:
    Safe.objects.locked([safe]).get()
    thread = Thread.objects.select_related("account__team").get(pk=safe)
    account = room_account(thread)
    rules.must_have_a_room(account)
    assert account is not None
    if thread.account_id != account.id:
        old = Contact.objects.filter(thread=thread, account=thread.account_id).order_by("id").first()
        language = Address.opened(old.id, bytes(old.address)).language if old else Organisation.objects.get().language
        add_room_contact(thread=thread, account=account, language=language)
        thread.account = account
        thread.noticed_min = thread.questioned_min = 0
        thread.save(update_fields=["account", "noticed_min", "questioned_min"])
        record(Verb.ROOM_MOVED, by=None, about=safe, scope=account.team.oversight_id)
        if call_back(thread, why="moved"):  # whole words do not go to the messenger any more; somebody says them again, here
            Safe.objects.filter(pk=safe, waiting_since_min=None).update(waiting_since_min=this_minute())
    return thread


@transaction.atomic
def _reissue(*, thread: Thread, at: Stretched, how: str, by: Worker, reader: Reader) -> None:
    safe = Safe.objects.locked([thread.safe_id]).get()
    opened = reader.open(safe)
    _name_a_person(opened, at)
    record(Verb.RECEIPT_REISSUED, by=by, about=safe.id, scope=by.team.oversight_id, reason=sealed_reason(how, safe=safe.id, seq=0, by=by))
    BELL.after_commit(safe.id, safe.seq)


def reissue_receipt(*, thread: Thread, how: str, by: Worker, reader: Reader) -> str:
    """A new number for somebody who has lost theirs, after an identity check that is written down; the old one ends.

    `how`: how it was checked that this is the person. Notes under the person's old key stay closed for ever.
    """
    rules.must_be_in_the_room(thread)
    rules.must_be_free_or_own(thread, by)
    rules.must_say_how_checked(how)
    number = number_for(uuid4())
    _reissue(thread=thread, at=stretch(number), how=how, by=by, reader=reader)
    return number


def _name_a_person(opened: OpenSafe, at: Stretched, until_min: int | None = None) -> None:
    """A new person behind a number or a code, named on the talk half; whoever was it before is named no more."""
    before = Principal.objects.filter(kind=Principal.Kind.PERSON, grants__safe=opened.safe)
    for person in list(before):
        end_other_sessions(principal=person.id)
        person.delete()
    fresh = keys.make_principal(kind=Principal.Kind.PERSON)
    opened.talk_grant_to(fresh.principal).save()
    put_behind(at=at, person=fresh.principal, seed=fresh.seed, until_min=until_min)


def _stretched(typed: str) -> Stretched:
    return stretch_code(read_code(typed, CODE_BYTES))
