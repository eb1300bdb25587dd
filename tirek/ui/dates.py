"""Days, hours and waiting times in words, correct in four languages.

The caller gives moments already in the organisation's time zone; nothing here asks the machine for its own.
"""

from datetime import datetime, timedelta

from django.utils import formats
from django.utils.translation import gettext, ngettext, pgettext_lazy

MONTHS_BESIDE_A_DAY = [
    pgettext_lazy("alt. month", "January"),
    pgettext_lazy("alt. month", "February"),
    pgettext_lazy("alt. month", "March"),
    pgettext_lazy("alt. month", "April"),
    pgettext_lazy("alt. month", "May"),
    pgettext_lazy("alt. month", "June"),
    pgettext_lazy("alt. month", "July"),
    pgettext_lazy("alt. month", "August"),
    pgettext_lazy("alt. month", "September"),
    pgettext_lazy("alt. month", "October"),
    pgettext_lazy("alt. month", "November"),
    pgettext_lazy("alt. month", "December"),
]
"""The same context as Django's own dates, so that our Kazakh names (small letters) replace its own everywhere."""

HOUR = 60
DAY = 24 * HOUR


def day_mark(moment: datetime, now: datetime) -> str:
    """Say which day it was: Today, Yesterday, 28 November, and with the year once it is another year."""
    day, today = moment.date(), now.date()
    if day == today:
        return gettext("Today")
    if day == today - timedelta(days=1):
        return gettext("Yesterday")
    if day.year == today.year:
        month = str(MONTHS_BESIDE_A_DAY[day.month - 1])
        return gettext("%(day)d %(month)s") % {"day": day.day, "month": month}
    return formats.date_format(day, "DATE_FORMAT")


def clock(moment: datetime) -> str:
    """Say the hour and minute on the 24-hour clock, two digits each: 09:05."""
    return f"{moment.hour:02}:{moment.minute:02}"


def until_words(end: datetime, now: datetime) -> str:
    """Say until when something stands, of an end within two days: until tomorrow, 14:20."""
    if end.date() == now.date():
        return gettext("until today, %(time)s") % {"time": clock(end)}
    return gettext("until tomorrow, %(time)s") % {"time": clock(end)}


def ago_words(minutes: int) -> str:
    """Say how long in the largest whole unit: 12 min, 3 h, 2 days. Less than a minute, or a clock ahead of ours, is 0 min."""
    minutes = max(0, int(minutes))
    if minutes < HOUR:
        return gettext("%(count)d min") % {"count": minutes}
    if minutes < DAY:
        return gettext("%(count)d h") % {"count": minutes // HOUR}
    days = minutes // DAY
    return ngettext("%(count)d day", "%(count)d days", days) % {"count": days}
