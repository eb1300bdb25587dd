"""How the ledger stands at this moment, for the status page and the doctor: quick to ask, whatever its length."""

import json
from dataclasses import dataclass

from tirek.ledger import outside
from tirek.ledger.models import Checkpoint, Entry, Seal


@dataclass(frozen=True, slots=True)
class Standing:
    """Times are UTC milliseconds."""

    lines: int
    sealed: int
    sealed_ms: int | None  # when the last line of the chain was written
    waiting_ms: int | None  # since when a line waits for the sealer; None if none does
    checkpoint: Checkpoint | None
    copied_ms: int | None  # when the last checkpoint of the copy was made; None if the copy holds none
    copy_agrees: bool
    copy_trouble: str  # why the copy cannot be read; empty if it can


def standing() -> Standing:
    """Asks the ends only; whether everything between them is whole is what `verify` finds."""
    end = Seal.objects.select_related("entry").order_by("-seq").first()
    waiting = Entry.objects.unsealed(end.entry_id if end else 0).values_list("at_ms", flat=True).first()
    checkpoint = Checkpoint.objects.order_by("-number").first()
    copied_ms, agrees, trouble = _copy()
    return Standing(
        lines=Entry.objects.count(),
        sealed=end.seq if end else 0,
        sealed_ms=end.entry.at_ms if end else None,
        waiting_ms=waiting,
        checkpoint=checkpoint,
        copied_ms=copied_ms,
        copy_agrees=agrees,
        copy_trouble=trouble,
    )


def _copy() -> tuple[int | None, bool, str]:
    try:
        said = outside.last()
    except outside.CopyTrouble as trouble:
        return None, False, str(trouble)
    if said is None:
        return None, True, ""
    ours = Checkpoint.objects.filter(number=said["number"]).first()
    return (ours.at_ms, True, "") if ours and json.loads(ours.line()) == said else (None, False, "")
