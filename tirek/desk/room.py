"""What the desk says of the room: whether the thread goes on there, when its person was in, what they wish for."""

from dataclasses import dataclass
from datetime import UTC, datetime, tzinfo

from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from tirek.channels.base import ChannelKind
from tirek.conversations import understanding
from tirek.conversations.actions.moving import room_account
from tirek.conversations.models import Thread
from tirek.conversations.understanding import briefing_result
from tirek.people.models import Organisation
from tirek.ui.dates import clock, day_mark
from tirek.vault.models import Receipt, this_minute

BRIEFED = {
    understanding.ASKED: gettext_lazy("was asked, has not answered yet"),
    understanding.AGAIN: gettext_lazy("was asked again, in other words"),
    understanding.UNDERSTOOD: gettext_lazy("understood"),
    understanding.HELP: gettext_lazy("wants it explained by a person"),
    understanding.DECLINED: gettext_lazy("not now"),
}
CHANNELS = {ChannelKind.TELEGRAM.value: "Telegram"}


@dataclass(frozen=True, slots=True)
class Room:
    """The panel beside a thread. Times are words already."""

    is_in: bool
    can_offer: bool
    offered_until: str
    visited: str
    wishes_erasure: bool
    briefed: str  # what came of the understanding question; empty while it was not asked


def channel_name(thread: Thread) -> str:
    return CHANNELS.get(thread.account.kind) or str(_("Room"))


def room_of(thread: Thread) -> Room:
    is_in = thread.account.kind == ChannelKind.WEBCHAT
    link = Receipt.objects.filter(principal__grants__safe=thread.safe_id, until_min__gte=this_minute()).first()
    zone = Organisation.objects.get().zone
    return Room(
        is_in=is_in,
        can_offer=not is_in and room_account(thread) is not None,
        offered_until=_when(link.until_min, zone) if link else "",
        visited=_when(thread.visited_min, zone),
        wishes_erasure=thread.wish_seq is not None,
        briefed=str(BRIEFED.get(briefing_result(thread), "")),
    )


def _when(minute: int | None, zone: tzinfo) -> str:
    if not minute:
        return ""
    at = datetime.fromtimestamp(minute * 60, UTC).astimezone(zone)
    return f"{day_mark(at, datetime.now(zone))}, {clock(at)}"
