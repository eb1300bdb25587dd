"""The teams' keys: in the hands of somebody who works here, and on the organisation's paper."""

from collections.abc import Iterator

from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from tirek.insights.findings import Finding, attention, broken, ok
from tirek.people.doctor import key_invariants
from tirek.people.models import Organisation, PendingKey


def team_keys() -> Iterator[Finding]:
    """Who could hand a key on, and which keys wait for somebody."""
    if not Organisation.objects.exists():
        return
    trouble = list(key_invariants())
    for what in trouble:
        yield broken(what, _("Let whoever holds a key of the team open any page: what waits is handed on then."))
    if not trouble:
        yield ok(_("Every team's keys are in living hands and on the organisation's paper."))
    waiting = PendingKey.objects.count()
    if waiting:
        said = ngettext("%(count)d key waits for its new holder.", "%(count)d keys wait for their new holders.", waiting)
        yield attention(
            said % {"count": waiting}, _("A supervisor of the team looks at the page of colleagues; then a holder opens any page.")
        )
