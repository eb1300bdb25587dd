"""The steps of one delivery: lease, what came of it, and what that means for the thread and the channel."""

import json
import random
import time
from dataclasses import dataclass
from typing import Any

from django.db import models, transaction

from tirek.channels.actions import stop
from tirek.channels.base import DeliveryError, DeliveryStatus, ErrorClass, OutboundMessage, SendResult
from tirek.channels.models import Account
from tirek.conduct.actions import still_holds
from tirek.conversations.models import ExternalRef, Outbox, Thread
from tirek.conversations.news import BELL
from tirek.vault.actions.marks import event_mark
from tirek.vault.actions.sealing import open_from_relay
from tirek.vault.errors import Tampered

LEASE_S = 30.0
GIVE_UP_S = 24 * 3600.0
LONGEST_PAUSE_S = 3600.0
SURELY_BLOCKED = 3
"""How often in a row a platform says that it cannot write to somebody before we believe that we are blocked (TG-24)."""


@dataclass(frozen=True, slots=True)
class Parcel:
    """A leased message, opened for the way out."""

    row: Outbox
    message: OutboundMessage


def due(now: float, most: int) -> list[int]:
    """What may be sent now: for each thread and channel only its oldest unsent message, on channels that are in service."""
    waiting = [Outbox.State.QUEUED, Outbox.State.LEASED]
    same_way = {"thread": models.OuterRef("thread"), "account": models.OuterRef("account")}
    earlier = Outbox.objects.filter(**same_way, id__lt=models.OuterRef("id"), state__in=waiting)
    earlier = earlier.exclude(attempts=0, next_at__gt=now)  # waits for the person's hours: a danger answer must not wait behind it
    ready = models.Q(state=Outbox.State.QUEUED, next_at__lte=now) | models.Q(state=Outbox.State.LEASED, lease_until__lt=now)
    rows = Outbox.objects.filter(ready, ~models.Exists(earlier), account__state=Account.State.ACTIVE)
    return list(rows.order_by("id").values_list("id", flat=True)[:most])


@transaction.atomic
def lease(*, row_id: int, now: float) -> Parcel | None:
    """Take one message, if nobody else has it; a lease that ran out with its process is taken over."""
    ready = models.Q(state=Outbox.State.QUEUED, next_at__lte=now) | models.Q(state=Outbox.State.LEASED, lease_until__lt=now)
    taken_over = models.Q(state=Outbox.State.LEASED)
    changed = Outbox.objects.filter(ready, id=row_id).update(
        maybe_twice=models.Case(models.When(taken_over, then=True), default=models.F("maybe_twice")),
        state=Outbox.State.LEASED,
        lease_until=now + LEASE_S,
        attempts=models.F("attempts") + 1,
    )
    if not changed:
        return None
    row = Outbox.objects.select_related("account__team", "thread", "clearance", "leaf").get(id=row_id)
    content = _cleared_content(row)
    if content is None:
        Outbox.objects.filter(id=row_id).update(state=Outbox.State.FAILED, error="not_cleared")
        BELL.after_commit(row.thread_id, row.leaf.seq)
        return None
    return Parcel(row, _message(row, content))


def _message(row: Outbox, content: dict[str, Any]) -> OutboundMessage:
    buttons = tuple((str(title), str(payload)) for title, payload in content["buttons"])
    reply = content.get("reply") or None
    return OutboundMessage(str(row.key), str(row.account_id), content["to"], content["text"], reply, buttons)


def _cleared_content(row: Outbox) -> dict[str, Any] | None:
    """Only the very words that were cleared leave; anything else is stopped here and is loud on the desk."""
    try:
        content: dict[str, Any] = json.loads(open_from_relay("outbox.payload", row.key, bytes(row.payload or b"")))
    except Tampered:
        return None
    held = still_holds(row.clearance, account=row.account_id, safe=row.thread_id, words=content["text"])
    return content if held else None


@transaction.atomic
def settle(*, parcel: Parcel, result: SendResult) -> None:
    """Write down what came of a sending: done, later, or failed."""
    row = Outbox.objects.select_for_update(no_key=True).get(id=parcel.row.id)
    if row.state != Outbox.State.LEASED or row.attempts != parcel.row.attempts:
        return  # the lease ran out meanwhile and somebody else has it
    sent = [part for part in result.parts if part.status is DeliveryStatus.SENT]
    row.parts_sent += len(sent)
    _remember(parcel, [part.external_id for part in sent if part.external_id])
    last = result.parts[len(sent)] if len(sent) < len(result.parts) else None
    if last is None:
        row.state, row.payload, row.error = Outbox.State.SENT, None, ""
        Thread.objects.filter(pk=row.thread_id, account=row.account_id, is_blocked=True).update(is_blocked=False)
    else:
        _not_sent(row, parcel, last.error or DeliveryError(ErrorClass.UNKNOWN))
    row.save(update_fields=["state", "payload", "error", "parts_sent", "next_at", "maybe_twice", "attempts"])
    BELL.after_commit(row.thread_id, parcel.row.leaf.seq, person=True)


def _remember(parcel: Parcel, external_ids: list[str]) -> None:
    """So that a reply to what we sent finds its leaf."""
    row = parcel.row
    ExternalRef.objects.bulk_create(
        [
            ExternalRef(
                account_id=row.account_id,
                mark=event_mark(row.account_id, f"m:{parcel.message.conversation_ref}:{external_id}"),
                safe_id=row.thread_id,
                seq=row.leaf.seq,
            )
            for external_id in sorted(external_ids)
        ],
        ignore_conflicts=True,
    )


def _not_sent(row: Outbox, parcel: Parcel, error: DeliveryError) -> None:
    """By class of error: wait and try again, stop the channel, or say on the desk that it failed."""
    refusals = _refusals_in_a_row(row, error)
    row.error = f"{error.subcode}:{refusals}" if refusals else str(error.cls)
    if refusals == SURELY_BLOCKED:
        error, row.error = DeliveryError(ErrorClass.BLOCKED), str(ErrorClass.BLOCKED)
    if error.cls is ErrorClass.AUTH:
        row.state, row.attempts = Outbox.State.QUEUED, row.attempts - 1
        stop(account=parcel.row.account)
    elif error.cls is ErrorClass.UNKNOWN and not row.maybe_twice:
        row.state, row.maybe_twice, row.next_at = Outbox.State.QUEUED, True, time.time() + pause(row.attempts)
    elif error.retryable and time.time() - row.made_at < GIVE_UP_S:
        row.state, row.next_at = Outbox.State.QUEUED, time.time() + (error.retry_after_s or pause(row.attempts))
    else:
        row.state = Outbox.State.FAILED
        if error.cls is ErrorClass.BLOCKED:
            Thread.objects.filter(pk=row.thread_id, account=row.account_id).update(is_blocked=True)  # a notice elsewhere blocks no room


def _refusals_in_a_row(row: Outbox, error: DeliveryError) -> int:
    """The row's own error field counts them, so that a restart does not begin anew; any other answer ends the count."""
    if error.subcode != "may_be_blocked":
        return 0
    before, _, count = row.error.partition(":")
    return int(count) + 1 if before == error.subcode else 1


def pause(attempts: int) -> float:
    """Seconds before the next try: 2, 4, 8 … up to an hour, a little uneven so that a crowd does not come back at once."""
    return float(min(LONGEST_PAUSE_S, 2.0 ** min(attempts, 12)) * random.uniform(0.8, 1.2))
