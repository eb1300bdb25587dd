"""Channels, the outbox, letters nobody could read, and the numbers we give people. Counts only: never a word or an address."""

import time
from collections.abc import Iterator
from datetime import UTC, datetime

from django.db.models import Min
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from tirek.channels.models import Account
from tirek.conversations.models import DeadLetter, Outbox, Thread
from tirek.insights.findings import Finding, attention, broken, ok
from tirek.insights.moments import said_ago
from tirek.kit import packs
from tirek.vault.models import this_minute

LATE_S = 15 * 60
"""A message that waits longer than this waits for something: a platform that is away, a stopped channel."""
ELSEWHERE_MIN = 10


def channels() -> Iterator[Finding]:
    accounts = list(Account.objects.order_by("kind", "name"))
    for account in accounts:
        yield _channel(account)
    if not accounts:
        yield attention(_("No channel has been added yet: nobody can write to the service."), "tirek channel add")


def _channel(account: Account) -> Finding:
    named = {"name": account.name, "way": account.get_receives_display()}
    if account.state != Account.State.ACTIVE:
        said = _("%(name)s is stopped: the platform refuses its token. What waits for it goes out once it has a new one.")
        return broken(said % named, "tirek channel add")
    seen = account.polled_elsewhere_min
    if seen is not None and this_minute() - seen <= ELSEWHERE_MIN:
        said = _("%(name)s: somebody else asks for the letters of this account, so that some of them do not arrive here.")
        return attention(said % named, _("Stop the other program, or give the account a new token."))
    if account.kind == "webchat":
        return ok(_("%(name)s: this house's own room is in service.") % named)
    return ok(_("%(name)s is in service: %(way)s.") % named)


def outbox() -> Iterator[Finding]:
    waiting = Outbox.objects.filter(state__in=(Outbox.State.QUEUED, Outbox.State.LEASED))
    count, oldest = waiting.count(), waiting.aggregate(at=Min("made_at"))["at"]
    if count and oldest is not None and oldest < time.time() - LATE_S:
        said = ngettext(
            "%(count)d message waits to leave, the oldest for %(long)s.",
            "%(count)d messages wait to leave, the oldest for %(long)s.",
            count,
        )
        yield attention(said % {"count": count, "long": said_ago(oldest * 1000)}, "tirek channel check")
    else:
        said = ngettext("%(count)d message waits to leave.", "%(count)d messages wait to leave.", count)
        yield ok(said % {"count": count})
    failed = Outbox.objects.filter(state=Outbox.State.FAILED).count()
    if failed:
        said = ngettext("%(count)d message could not be delivered.", "%(count)d messages could not be delivered.", failed)
        yield attention(said % {"count": failed}, _("They are marked on the desk: the workers open their conversations."))
    else:
        yield ok(_("No message failed to be delivered."))


def unread() -> Iterator[Finding]:
    count = DeadLetter.objects.count()
    if count:
        said = ngettext(
            "%(count)d letter could not be understood and is kept sealed.",
            "%(count)d letters could not be understood and are kept sealed.",
            count,
        )
        yield attention(said % {"count": count}, _("Update the program; they can be read again then."))
    else:
        yield ok(_("Every letter could be understood."))


def conversations() -> Iterator[Finding]:
    count = Thread.objects.count()
    yield ok(ngettext("%(count)d conversation is kept.", "%(count)d conversations are kept.", count) % {"count": count})


def hotlines() -> Iterator[Finding]:
    today = datetime.now(UTC).date()
    for country in packs.COUNTRIES:
        stale = packs.load(country).stale(today)
        if stale:
            said = ngettext(
                "%(count)d hotline of %(country)s was checked more than 90 days ago (%(numbers)s).",
                "%(count)d hotlines of %(country)s were checked more than 90 days ago (%(numbers)s).",
                len(stale),
            )
            numbers = ", ".join(line.number for line in stale[:5])
            yield attention(
                said % {"count": len(stale), "country": country.upper(), "numbers": numbers}, _("Call them, then write the new date.")
            )
        else:
            yield ok(_("Every hotline of %(country)s was checked within 90 days.") % {"country": country.upper()})
