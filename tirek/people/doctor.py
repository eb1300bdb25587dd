"""What must hold of the teams' keys, asked of the rows. Opens nothing."""

from collections.abc import Iterator

from django.db.models import Q
from django.utils.translation import gettext as _

from tirek.people.models import Organisation, Team, Worker
from tirek.vault.models import KeyGrant


def key_invariants() -> Iterator[str]:
    """One sentence for each team key that nobody living could hand on, or that is not on the organisation's paper."""
    organisation = Organisation.objects.first()
    if organisation is None:
        return
    for team in Team.objects.order_by("id"):
        named = {"team": team.name}
        held = set(KeyGrant.objects.filter(key__in=(team.intake_id, team.oversight_id)).values_list("key", "to"))
        if {(team.intake_id, organisation.paper_id), (team.oversight_id, organisation.paper_id)} - held:
            yield _("A key of the team %(team)s is not on the organisation's paper.") % named
        if (team.intake_id, team.oversight_id) not in held:
            yield _("The supervisors of the team %(team)s cannot hand its intake key on.") % named
        if not _is_in_living_hands(Q(key=team.oversight_id)):
            yield _("Nobody who works here holds the oversight key of the team %(team)s: only the paper key could open it.") % named
        if not _is_in_living_hands(Q(key=team.intake_id) | Q(key=team.oversight_id)):
            yield _("Nobody who works here can hand on the intake key of the team %(team)s: only the paper key could open it.") % named


def _is_in_living_hands(key: Q) -> bool:
    return KeyGrant.objects.filter(key, to__in=Worker.objects.active().values("principal")).exists()
