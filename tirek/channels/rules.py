"""Who may be added as a channel, and when; and the sentences about a bot that two services want."""

from urllib.parse import urlsplit

from django.utils.translation import gettext as _

from tirek.channels.base import ChannelKind
from tirek.channels.models import Account
from tirek.kit.refusals import Refused

POLLED_ELSEWHERE = (
    "Another program asks Telegram for this bot's letters too, so some of them may go there (409). A bot can have one house only: stop"
    " the other program, or ask BotFather for a new token (/revoke) and save it here."
)


def must_be_the_only_room() -> None:
    """Two rooms would mean two front doors, and nobody could say to which one a receipt belongs."""
    room = Account.objects.filter(kind=ChannelKind.WEBCHAT, state=Account.State.ACTIVE).first()
    if room is not None:
        raise Refused(_("This house has its web room already: %(name)s. There is one room, with one front page.") % {"name": room.name})


def must_not_be_taken_from(address: str, *, take_over: bool) -> None:
    """A bot that another address receives for may belong to people in the middle of a conversation."""
    if address and not take_over:
        raise Refused(f"{hooked_elsewhere(address)} Nothing was changed.")


def hooked_elsewhere(address: str) -> str:
    """Names the host and never the whole address: others put their tokens into it."""
    host = urlsplit(address).hostname or "an address that cannot be read"
    return (
        f"Telegram delivers this bot's letters to another address ({host}), so they do not come here (409). If that service still works,"
        " leave this bot to it and make a new one with BotFather. If the bot shall come here, add it again with --take-over: from then on"
        " that address gets nothing."
    )
