"""What stands in the part "invite a colleague", on the page of colleagues and on its own page alike."""

from collections.abc import Mapping
from datetime import UTC, datetime
from typing import Any

from tirek.people.actions.inviting import open_invitations, unvouched
from tirek.people.models import Invitation, Organisation, Role, Team, Worker
from tirek.people.rules import INVITABLE


def invite_context(by: Worker, typed: Mapping[str, Any] | None = None, errors: Mapping[str, str] | None = None) -> dict[str, Any]:
    """For `people/_invite.html`; empty for whoever may not invite."""
    if not by.has(Role.ADMIN, Role.SUPERVISOR):
        return {"may_invite": False}
    zone = Organisation.objects.get().zone
    return {
        "may_invite": True,
        "invitations": [_row(invitation, zone) for invitation in open_invitations(by)],
        "unvouched": unvouched(by),
        "invite_roles": [(role.value, role.label) for role in Role if role in INVITABLE],
        "invite_teams": list(Team.objects.order_by("name")) if by.has(Role.ADMIN) else [],
        "typed": typed or {"roles": [Role.INTAKE.value]},
        "errors": errors or {},
    }


def _row(invitation: Invitation, zone: Any) -> dict[str, Any]:
    return {
        "id": invitation.id,
        "name": invitation.name,
        "login": invitation.login,
        "team": invitation.team,
        "roles": role_words(invitation),
        "until": datetime.fromtimestamp(invitation.until_min * 60, UTC).astimezone(zone),
    }


def role_words(invitation: Invitation) -> list[str]:
    return [str(Role(role).label) for role in invitation.roles.split(",")]
