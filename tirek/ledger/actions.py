"""The only two things that can happen to a ledger: it gets a line, or several. What the sealer does is in `sealing`."""

from collections.abc import Iterable
from uuid import UUID

from tirek.kit.protocols import Named
from tirek.ledger.models import Entry
from tirek.ledger.office import OFFICE
from tirek.ledger.verbs import Verb


def entry(
    verb: Verb,
    *,
    by: Named | None,
    about: UUID | None = None,
    scope: UUID | None = None,
    seq: int | None = None,
    reason: bytes | None = None,
) -> Entry:
    """A line that is not written yet, for callers that write many at once. Its MAC is made here: 2 microseconds."""
    line = Entry(actor=by.principal_id if by else None, verb=verb.value, about=about, scope=scope, seq=seq, reason=reason)
    line.mac = OFFICE.notary.mac(line.body())
    return line


def record(
    verb: Verb,
    *,
    by: Named | None,
    about: UUID | None = None,
    scope: UUID | None = None,
    seq: int | None = None,
    reason: bytes | None = None,
) -> None:
    """Write one line, in the transaction of the act it tells of."""
    entry(verb, by=by, about=about, scope=scope, seq=seq, reason=reason).save()


def record_all(entries: Iterable[Entry]) -> None:
    Entry.objects.bulk_create(entries)
