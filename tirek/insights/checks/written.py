"""The ledger: whether it is sealed, signed, and copied outside the database."""

import time
from collections.abc import Iterator

from django.conf import settings
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from tirek.insights.findings import Finding, attention, broken, ok
from tirek.insights.moments import said_ago, said_moment
from tirek.ledger.outside import place
from tirek.ledger.standing import Standing, standing

PATIENCE_MS = 60_000
"""The sealer looks every second: a line that waits longer tells that it stands still, or that the service is closed."""
SEAL_BY_HAND = "tirek ledger checkpoint"


def sealing() -> Iterator[Finding]:
    now = standing()
    said = ngettext("The ledger has %(count)d line.", "The ledger has %(count)d lines.", now.lines) % {"count": now.lines}
    if now.sealed_ms is not None:
        said += " " + _("The last one that was sealed is of %(moment)s.") % {"moment": said_moment(now.sealed_ms)}
    yield ok(said)
    if now.waiting_ms is not None and _is_old(now.waiting_ms):
        late = _("Lines of the ledger have been waiting for the sealer for %(long)s.") % {"long": said_ago(now.waiting_ms)}
        yield attention(late, _("If the service is open, look into its log. By hand: %(command)s") % {"command": SEAL_BY_HAND})


def checkpoints() -> Iterator[Finding]:
    last = standing().checkpoint
    if last is None:
        yield ok(_("The ledger has no signed checkpoint yet: the first one is made with the first lines."))
        return
    said = _("Checkpoint %(number)d was signed on %(moment)s.")
    yield ok(said % {"number": last.number, "moment": said_moment(last.at_ms)})
    if last.without_mac:
        before = ngettext(
            "%(count)d line is from before the sealer: nobody can tell whether it was changed before the first checkpoint.",
            "%(count)d lines are from before the sealer: nobody can tell whether they were changed before the first checkpoint.",
            last.without_mac,
        )
        yield ok(before % {"count": last.without_mac})


def copy() -> Iterator[Finding]:
    """The one thing that shows a cut-off end; so its absence is an alarm, though the service goes on without it."""
    now = standing()
    if now.copy_trouble:
        said = _("The ledger's copy outside the database cannot be used: %(trouble)s.")
        yield broken(said % {"trouble": now.copy_trouble}, _("Make the place writable, or set TIREK_LEDGER_COPY to another one."))
    elif not now.copy_agrees:
        todo = _("Keep a copy of both, find out who could write to the database, and look closer with: tirek ledger verify")
        yield broken(_("The ledger's copy outside the database says what the database does not."), todo)
    elif now.checkpoint is not None:
        yield from _behind(now)
        if _on_one_disk():
            todo = _("For real service set TIREK_LEDGER_COPY to a place on another host, or one where nothing can be taken back.")
            yield attention(_("The ledger's copy lies on the same disk as the database: who can cut one can cut the other."), todo)


def _behind(now: Standing) -> list[Finding]:
    last = now.checkpoint
    if last is not None and (now.copied_ms is None or now.copied_ms < last.at_ms):
        if not _is_old(last.at_ms):
            return []
        said = _("The ledger's copy outside the database lacks the last checkpoint.")
        return [broken(said, _("By hand: %(command)s") % {"command": SEAL_BY_HAND})]
    if now.copied_ms is None:
        return []
    said = _("The copy outside the database agrees; its last checkpoint is of %(moment)s.")
    return [ok(said % {"moment": said_moment(now.copied_ms)})]


def _on_one_disk() -> bool:
    path = place()
    return path.exists() and path.stat().st_dev == settings.DATA.stat().st_dev


def _is_old(at_ms: int) -> bool:
    return at_ms < time.time() * 1000 - PATIENCE_MS
