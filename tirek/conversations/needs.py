"""The plain choices at the door: what somebody came with, in the words of daily life. Nobody has to choose."""

from django.utils.translation import gettext_lazy as _

NEEDS = {
    "money": _("money, benefits, food"),
    "safety": _("safety"),
    "home": _("housing and papers"),
    "care": _("care and health"),
    "talk": _("to talk with somebody"),
    "unsure": _("not sure yet"),
}
