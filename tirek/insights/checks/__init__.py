"""The checks, each a small function that yields findings. `SECTIONS` are quick: the page asks them whenever it is opened.

`THOROUGH` reads everything there is, which may take minutes: `tirek doctor` asks them too.
"""

from dataclasses import dataclass

from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from tirek.insights.checks import delivery, keys, machine, staff, standard, team_keys, thorough, written
from tirek.insights.findings import Check


@dataclass(frozen=True, slots=True)
class Section:
    """Checks about one thing, under its title."""

    title: str | Promise
    icon: str
    checks: tuple[Check, ...]


SECTIONS = (
    Section(pgettext_lazy("of the vault", "Keys"), "key", (keys.boot_key, keys.paper_key, keys.shred_store, team_keys.team_keys)),
    Section(_("Ledger"), "history", (written.sealing, written.checkpoints, written.copy)),
    Section(_("Channels and messages"), "message", (delivery.channels, delivery.outbox, delivery.unread, delivery.conversations)),
    Section(_("Colleagues"), "users", (staff.second_factors, staff.enough_to_decide, staff.recovery_codes, staff.sessions)),
    Section(
        pgettext_lazy("of a computer", "Machine"), "device-desktop", (machine.data_folder, machine.database, machine.space, machine.swap)
    ),
    Section(_("Standard of conduct"), "scale", (standard.rules, standard.cues)),
    Section(_("Numbers that we give people"), "phone", (delivery.hotlines,)),
    Section(_("Program"), "settings", (machine.version,)),
)
THOROUGH: tuple[Check, ...] = (thorough.database, thorough.safes, thorough.ledger)
WITHOUT_DATABASE: tuple[Check, ...] = (machine.data_folder, machine.space, machine.swap, delivery.hotlines)
