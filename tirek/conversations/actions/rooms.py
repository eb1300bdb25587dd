"""The web room: asking for help without an account, coming back with a receipt, writing again.

What a person writes here takes the way of every letter (`receive`): sealed, numbered, answered by the house, live on the desk.
"""

from dataclasses import dataclass, field
from datetime import UTC, datetime
from uuid import UUID

from django.db import IntegrityError, transaction
from django.utils.translation import gettext as _

from tirek.channels.base import ChannelKind, EventType, InboundEvent, MessageKind
from tirek.channels.models import Account
from tirek.conversations import rules
from tirek.conversations.actions.noticing import take_back_waiting
from tirek.conversations.actions.receiving import Letter, receive
from tirek.conversations.header import Address, Header
from tirek.conversations.models import Contact, Thread
from tirek.kit.refusals import Refused
from tirek.kit.text import clean
from tirek.ledger.actions import record
from tirek.ledger.verbs import Verb
from tirek.vault.actions import keys
from tirek.vault.actions.marks import contact_mark
from tirek.vault.actions.receipts import Stretched, behind, number_for, put_behind, read_number, stretch, unlock
from tirek.vault.actions.safes import make_safes
from tirek.vault.actions.sessions import PERSON, Cookies, start_session
from tirek.vault.errors import WrongKey
from tirek.vault.models import Principal, this_minute
from tirek.vault.secret import Secret


class SentBefore(Refused):
    """This very form has arrived before, and its number is not shown any more."""


@dataclass(frozen=True, slots=True)
class Asked:
    """What somebody asks for at the door: own words, a need of the plain choices (both may be empty, not at once), danger."""

    words: str
    language: str
    need: str = ""
    danger: bool = False


@dataclass(frozen=True, slots=True)
class Opened:
    """A room that has just been opened in this browser; the number is there only when it is to be shown."""

    cookies: Cookies = field(repr=False)
    number: str = field(default="", repr=False)


@dataclass(frozen=True, slots=True)
class Written:
    """Something a person does in the room: words, or a press (`payload`: danger, erase, keep, know:…, consent:…)."""

    once: UUID
    words: str = ""
    payload: str = ""
    need: str = ""
    how: str = ""  # own words about how the person is: about which question


def ask_for_help(*, account: Account, asked: Asked, once: UUID, network: str = "") -> Opened:
    """A room for somebody nobody knows, with the first letter in it; returns the number to be shown once.

    `once` is the form's own mark. The same form again (a broken network, a double click) makes no second room and is
    shown the same number, for fifteen minutes or until its person has said that it is kept.
    """
    rules.must_ask_something(asked.words, asked.need, asked.danger)
    number = number_for(once)
    at = stretch(number)  # slow, and before the pen is taken
    if behind(at):
        return asked_again(at, number)
    rules.must_not_flood(network, asked.danger)  # after it: whose answer was lost gets the number, however full the network is
    try:
        person, seed = _make_room(account, asked, once, at)
    except IntegrityError:  # the second of two clicks at the same moment
        return asked_again(at, number)
    rules.ROOMS_MADE.count(network, network)
    return Opened(start_session(principal=person.id, seed=seed, limits=PERSON), number)


@transaction.atomic
def _make_room(account: Account, asked: Asked, once: UUID, at: Stretched) -> tuple[Principal, Secret]:
    fresh = keys.make_principal(kind=Principal.Kind.PERSON)
    put_behind(at=at, person=fresh.principal, seed=fresh.seed)
    header = Header(name="", username="", language=asked.language, channel=str(ChannelKind.WEBCHAT))
    paper = Principal.objects.filter(kind=Principal.Kind.PAPER)
    members = [account.team.intake, account.team.oversight, *paper]
    ((safe, _sealer),) = make_safes(headers=[header.packed()], members=members, person=fresh.principal)
    thread = Thread.objects.create(safe=safe, account=account)
    record(Verb.SAFE_CREATED, by=None, about=safe.id, scope=account.team.oversight_id)
    add_room_contact(thread=thread, account=account, language=asked.language)
    payload = "danger" if asked.danger else ""
    hear_in_room(thread=thread, written=Written(once, asked.words, payload, asked.need))
    return fresh.principal, fresh.seed


def add_room_contact(*, thread: Thread, account: Account, language: str) -> Contact:
    """How letters out of the room find their thread: by the thread itself, nobody else can write there."""
    contact = Contact(account=account, mark=contact_mark(account.id, str(thread.safe_id)), thread=thread)
    contact.address = Address(str(thread.safe_id), language, chosen=language).sealed(contact.id)
    contact.save()
    return contact


def asked_again(at: Stretched, number: str) -> Opened:
    """The same form once more: the same room, the same number, as long as it may still be shown."""
    row = behind(at)
    if row is None or row.again_until_min < this_minute():
        raise SentBefore(_("This was sent already, and its number was shown. Open your room with the number."))
    principal, seed = unlock(at)
    return Opened(start_session(principal=principal.id, seed=seed, limits=PERSON), number)


def come_back(*, typed: str, network: str) -> Opened:
    """Open the room with the number from the receipt. A slip of the pen costs no try; wrong numbers are counted."""
    number = read_number(typed)
    rules.NUMBERS_TRIED.must_be_allowed(number[:8], network)
    try:
        person, seed = unlock(stretch(number))
    except WrongKey:
        rules.NUMBERS_TRIED.count(number[:8], network)
        raise
    rules.NUMBERS_TRIED.succeeded(number[:8])
    thread = Thread.objects.select_related("account__team").get(safe__grants__principal=person)
    record(Verb.ROOM_ENTERED, by=None, about=thread.safe_id, scope=thread.account.team.oversight_id)
    return Opened(start_session(principal=person.id, seed=seed, limits=PERSON))


def visit(thread: Thread) -> None:
    """The person is in the room: the desk sees when, and the next answer is announced outside again. Once a minute."""
    if thread.noticed_min:
        take_back_waiting(thread, why="visited")  # a notice of what has been read would only draw eyes to the phone
    if thread.visited_min != this_minute() or thread.noticed_min:
        Thread.objects.filter(pk=thread.pk).update(visited_min=this_minute(), noticed_min=0)


@transaction.atomic
def hear_in_room(*, thread: Thread, written: Written) -> None:
    """What the person writes or presses in the room; the same form twice is one letter."""
    account = Account.objects.select_related("team__intake", "team__oversight").get(pk=thread.account_id)
    receive(letters=[Letter(account, _event(thread, account, written))])


def _event(thread: Thread, account: Account, written: Written) -> InboundEvent:
    """The letter. The form's mark stays outside of it: the number of a receipt is made of the first form's mark."""
    now, words = datetime.now(UTC), clean(written.words).strip()
    return InboundEvent(
        channel=ChannelKind.WEBCHAT,
        channel_id=str(account.id),
        account_ref="",
        type=EventType.MESSAGE,
        event_key=f"room:{written.once}",
        occurred_at=now,
        received_at=now,
        conversation_ref=str(thread.safe_id),
        kind=MessageKind.BUTTON_REPLY if written.payload and not words else MessageKind.TEXT,
        text=words or None,
        payload=written.payload or None,
        extra={name: value for name, value in (("need", written.need), ("how", written.how)) if value},
    )
