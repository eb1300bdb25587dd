"""Neutral notices: once a thread goes on in the room, the messenger says only that there is something to read."""

import time
from dataclasses import replace
from datetime import UTC, datetime
from datetime import time as clock_time

from django.db.models import QuerySet

from tirek.channels.base import ChannelKind
from tirek.channels.models import Account
from tirek.conversations import automatic
from tirek.conversations.actions.answering import Due, queue_answers
from tirek.conversations.actions.places import Place
from tirek.conversations.header import Address
from tirek.conversations.models import Contact, Outbox, Thread
from tirek.kit.calendars import Hours
from tirek.people.models import Organisation
from tirek.vault.actions.reading import OpenSafe
from tirek.vault.actions.safes import sealers
from tirek.vault.models import SafeGen, this_minute


def notice_elsewhere(*, thread: Thread, opened: OpenSafe) -> None:
    """Tell the person outside the room that there is something to read: neutral words, once until the room is opened,
    in the hours the person allows, and not at all where the person said no. Call inside the transaction of the message."""
    if thread.account.kind != ChannelKind.WEBCHAT or thread.noticed_min:
        return
    elsewhere = Contact.objects.filter(thread=thread, account__state=Account.State.ACTIVE).exclude(account=thread.account_id)
    allowed = [(contact, address) for contact in elsewhere if (address := Address.opened(contact.id, bytes(contact.address))).first]
    if not allowed:
        return
    organisation = Organisation.objects.get()
    (sealer,) = sealers([SafeGen.objects.get(safe=thread.safe_id, gen=opened.safe.gen)]).values()
    for contact, address in allowed:
        place = Place(contact, thread, opened.safe, sealer)
        notice = automatic.neutral_notice(address.language)
        queue_answers([Due(place, notice, address.reference, leaves_at=_its_hour(address, organisation))], organisation)
        opened.safe.seq = place.seq
    opened.safe.save(update_fields=["seq"])
    Thread.objects.filter(pk=thread.pk).update(noticed_min=this_minute())


def hold_to(thread: Thread, address: Address) -> None:
    """The person has said anew how they may be written to: what waits for its hour waits for the new one, or does not go at all."""
    if not address.first:
        take_back_waiting(thread, why="unwanted")
    else:
        _waiting(thread).update(next_at=_its_hour(address, Organisation.objects.get()))


def take_back_waiting(thread: Thread, *, why: str) -> None:
    """What waits for its hour outside the room does not go there any more."""
    _waiting(thread).update(state=Outbox.State.CANCELLED, error=why, payload=None)


def _waiting(thread: Thread) -> QuerySet[Outbox]:
    held = Outbox.objects.filter(thread=thread, state=Outbox.State.QUEUED, attempts=0, next_at__gt=time.time())
    return held.exclude(account__kind=ChannelKind.WEBCHAT)


def _its_hour(address: Address, organisation: Organisation) -> float:
    """When something may leave for outside the room; 0 for at once."""
    opening = hours_of(address, organisation).next_opening(datetime.now(UTC))
    return opening.timestamp() if opening else 0.0


def hours_of(address: Address, organisation: Organisation) -> Hours:
    """When this person may be written to outside the room: the hours they named (any day), else the service's own."""
    if not address.between:
        return organisation.hours
    opens, closes = (clock_time.fromisoformat(part) for part in address.between.split("-"))
    return replace(organisation.hours, opens=opens, closes=closes, days=frozenset(range(1, 8)))
