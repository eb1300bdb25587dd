"""What the sealer does: gives lines their place in the chain, and signs checkpoints of it.

Why the chain has an order of its own. On SQLite one writer follows another, so ids become visible in their order. On
PostgreSQL they do not: a line with a lower id may be committed after one with a higher id. Waiting until nobody can come
late would need a lock that every writer takes (a slow writer would then hold up intake), and the oldest running
transaction says nothing certain of a number that was drawn and not yet written. So a line is chained when it is first
seen, in whatever order that is, and a late one simply comes later: `Seal.seq` is the order of the chain, each line stands
in it once (a unique index), and the sealer looks back far enough (`LATE_S`) to see who came late. What came later still
is found at the next start, which looks at everything, and `verify` names it until then.
"""

import time
from collections import deque
from collections.abc import Sequence

from django.db import connection, transaction

from tirek.ledger.body import BEGINNING, Tree, leaf, link
from tirek.ledger.models import Checkpoint, Entry, Seal, this_millisecond
from tirek.ledger.office import OFFICE

BATCH = 500
"""How many lines are chained under one pen: a few milliseconds, so that intake does not wait."""
CHECKPOINT_LINES, CHECKPOINT_MS = 1000, 15 * 60 * 1000
LATE_S = 120.0
"""PostgreSQL ends a statement after 15 s and an idle transaction after 30 s: nobody comes later than this."""
ONE_SEALER = 4_711_001
"""The number of the advisory lock on PostgreSQL: of several processes one seals, the others look again later."""


class Lookout:
    """From which id on there may be lines without a seal; remembers how far everything had been seen, and when."""

    def __init__(self) -> None:
        self.after = 0
        self._seen: deque[tuple[float, int]] = deque()

    def saw(self, last_id: int, now: float) -> None:
        """Up to `last_id` every line that was visible now has its seal."""
        self._seen.append((now, last_id))
        patience = LATE_S if connection.vendor == "postgresql" else 0.0
        while self._seen and self._seen[0][0] <= now - patience:
            self.after = max(self.after, self._seen.popleft()[1])


def seal(*, lookout: Lookout) -> int:
    """Chain up to a batch of lines that have no place yet; how many. Reads first, so that the pen is held for the writing only."""
    last = Entry.objects.order_by("-id").values_list("id", flat=True).first()
    if last is None or last <= lookout.after:
        return 0
    head = Seal.objects.order_by("-seq").first()
    lines = list(Entry.objects.unsealed(lookout.after)[:BATCH])
    if lines and not _written(head, chained(head, lines)):
        return 0  # somebody else seals: what is left is looked at again
    if len(lines) < BATCH:
        lookout.saw(last, time.monotonic())
    return len(lines)


def chained(head: Seal | None, lines: Sequence[Entry]) -> list[Seal]:
    """These lines as the next ones of the chain."""
    seq, before = (head.seq, bytes(head.hash)) if head else (0, BEGINNING)
    seals = []
    for line in lines:
        seq, before = seq + 1, link(before, leaf(line.body(), bytes(line.mac or b"")))
        seals.append(Seal(seq=seq, entry=line, hash=before))
    return seals


def _written(head: Seal | None, seals: Sequence[Seal]) -> bool:
    """Write them, if the chain still ends where it was read."""
    with transaction.atomic():
        if not _alone() or Seal.objects.order_by("-seq").values_list("seq", flat=True).first() != (head.seq if head else None):
            return False
        Seal.objects.bulk_create(seals)
    return True


def _alone() -> bool:
    """Whether this transaction is the only one that seals. On SQLite it holds the pen, and the write lock of the file."""
    if connection.vendor != "postgresql":
        return True
    with connection.cursor() as cursor:
        cursor.execute("SELECT pg_try_advisory_xact_lock(%s)", [ONE_SEALER])
        return bool(cursor.fetchone()[0])


def is_due() -> bool:
    """Whether the chain has grown enough, or long enough ago. The first lines of all get their checkpoint at once."""
    head = Seal.objects.order_by("-seq").values_list("seq", flat=True).first()
    last = Checkpoint.objects.order_by("-number").first()
    if head is None or last is None:
        return head is not None
    grown = head - last.to_seq
    since = this_millisecond() - last.at_ms  # negative: the clock was ahead when it was signed
    return grown >= CHECKPOINT_LINES or (grown > 0 and not 0 <= since < CHECKPOINT_MS)


def checkpoint() -> Checkpoint | None:
    """Sign what has been chained since the last checkpoint; None when nothing has, or another process does it now."""
    last = Checkpoint.objects.order_by("-number").first()
    head = Seal.objects.order_by("-seq").first()
    begun = last.to_seq if last else 0
    if head is None or head.seq <= begun:
        return None
    tree, without = Tree(), last.without_mac if last else 0
    between = Entry.objects.filter(seal__seq__gt=begun, seal__seq__lte=head.seq).order_by("seal__seq")
    for line in between.iterator(chunk_size=2000):
        tree.add(leaf(line.body(), bytes(line.mac or b"")))
        without += line.mac is None
    made = _signed(last, head, tree.root(), without)
    with transaction.atomic():
        if not _alone() or Checkpoint.objects.filter(number__gte=made.number).exists():
            return None
        made.save(force_insert=True)
    return made


def _signed(last: Checkpoint | None, head: Seal, root: bytes, without_mac: int) -> Checkpoint:
    made = Checkpoint(
        number=last.number + 1 if last else 1,
        to_seq=head.seq,
        without_mac=without_mac,
        head=bytes(head.hash),
        root=root,
        previous=last.digest() if last else BEGINNING,
        public=OFFICE.notary.public_key,
    )
    made.signature = OFFICE.notary.sign(made.statement())
    return made
