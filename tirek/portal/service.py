"""What the portal's pages say of the service: its name, whether somebody reads now, numbers to call, where quick exit leads."""

from dataclasses import dataclass
from datetime import UTC, datetime
from functools import cached_property

from django.db import DatabaseError
from django.utils import formats
from django.utils.translation import get_language, ngettext
from django.utils.translation import gettext as _

from tirek.channels.base import ChannelKind
from tirek.channels.models import Account
from tirek.conversations.automatic import LANGUAGES
from tirek.kit import packs
from tirek.kit.packs import CountryPack
from tirek.people.models import Organisation
from tirek.ui.dates import MONTHS_BESIDE_A_DAY, clock

MESSENGERS = {
    "telegram": "Telegram",
    "whatsapp": "WhatsApp",
    "messenger": "Messenger",
    "instagram": "Instagram",
    "vk": "VK",
    "viber": "Viber",
}
URGENT = frozenset({"violence", "suicide"})


@dataclass(frozen=True, slots=True)
class Line:
    """One number to call. `checked`: the day somebody made sure of it, in words."""

    number: str
    dial: str
    name: str
    what: str
    hours: str
    checked: str
    is_urgent: bool


class Service:
    """The service as it stands at this moment, in the language of the page. `own` is None while the database is away."""

    def __init__(self, own: Organisation | None, now: datetime) -> None:
        self.own, self.now = own, now

    @property
    def name(self) -> str:
        return self.own.name if self.own else ""

    @cached_property
    def pack(self) -> CountryPack:
        return packs.load(self.own.country if self.own else packs.COUNTRIES[0])

    @property
    def language(self) -> str:
        spoken = get_language() or ""
        return spoken if spoken in LANGUAGES else "en"

    @property
    def exit(self) -> str:
        return self.pack.quick_exit[self.language]

    @property
    def emergency(self) -> list[Line]:
        return [Line(one.number, _dial(one.number), one.what[self.language], "", "", "", True) for one in self.pack.emergency]

    @property
    def hotlines(self) -> list[Line]:
        return [
            Line(
                one.number,
                _dial(one.number),
                one.org[self.language],
                one.what[self.language],
                one.hours or "",
                formats.date_format(one.verified_on, "DATE_FORMAT"),
                bool(URGENT.intersection(one.about)),
            )
            for one in self.pack.hotlines
        ]

    @property
    def urgent_hotlines(self) -> list[Line]:
        return [line for line in self.hotlines if line.is_urgent]

    @property
    def is_open(self) -> bool:
        return bool(self.own and self.own.hours.are_open(self.now))

    @property
    def reading(self) -> str:
        """One true sentence: whether somebody reads now, else when somebody reads again."""
        if self.own is None:
            return ""
        if self.is_open:
            return _("These are working hours: workers read today until %(time)s.") % {"time": f"{self.own.closes:%H:%M}"}
        opening = self.own.hours.next_opening(self.now)
        if opening is None:
            return _("Nobody reads now.")
        day = _("%(day)d %(month)s") % {"day": opening.day, "month": str(MONTHS_BESIDE_A_DAY[opening.month - 1])}
        return _("Nobody reads now. We read again on %(day)s from %(time)s.") % {"day": day, "time": clock(opening)}

    @property
    def pledge(self) -> str:
        """What the service has pledged; empty where it pledges nothing."""
        hours = self.own.pledge_hours if self.own else None
        if not hours:
            return ""
        said = ngettext("We answer within %(count)d working hour.", "We answer within %(count)d working hours.", hours)
        return said % {"count": hours}

    @cached_property
    def room_account(self) -> Account | None:
        rooms = Account.objects.filter(kind=ChannelKind.WEBCHAT, state=Account.State.ACTIVE)
        return rooms.select_related("team__intake", "team__oversight").first()

    @property
    def messengers(self) -> list[tuple[str, str]]:
        """(messenger, our name there) of every account that is in service."""
        rows = Account.objects.filter(state=Account.State.ACTIVE).exclude(kind=ChannelKind.WEBCHAT).order_by("kind", "name")
        return [(MESSENGERS.get(kind, kind), name) for kind, name in rows.values_list("kind", "name")]


def service_now() -> Service:
    """Never fails: a page that says that the database is away needs its quick exit, too."""
    try:
        own = Organisation.objects.first()
    except DatabaseError:
        own = None
    return Service(own, datetime.now(UTC))


def _dial(number: str) -> str:
    return "".join(sign for sign in number if sign.isdigit() or sign == "+")
