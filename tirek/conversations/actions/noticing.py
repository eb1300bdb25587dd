"""Neutral notices: once a thread goes on in the room, the messenger says only that there is something to read."""

from dataclasses import replace
from datetime import UTC, datetime, time

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
        queue_answers([Due(place, automatic.neutral_notice(address.language), address.reference)], organisation)
        opened.safe.seq = place.seq
        _wait_for_its_hour(thread, place.seq, address, organisation)
    opened.safe.save(update_fields=["seq"])
    Thread.objects.filter(pk=thread.pk).update(noticed_min=this_minute())


def _wait_for_its_hour(thread: Thread, seq: int, address: Address, organisation: Organisation) -> None:
    at = hours_of(address, organisation).next_opening(datetime.now(UTC))
    if at is not None:
        Outbox.objects.filter(thread=thread, leaf__seq=seq).update(next_at=at.timestamp())


def hours_of(address: Address, organisation: Organisation) -> Hours:
    """When this person may be written to outside the room: the hours they named (any day), else the service's own."""
    if not address.between:
        return organisation.hours
    opens, closes = (time.fromisoformat(part) for part in address.between.split("-"))
    return replace(organisation.hours, opens=opens, closes=closes, days=frozenset(range(1, 8)))
