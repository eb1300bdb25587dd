"""Moments in words, in the organisation's time zone."""

import time
from datetime import UTC, datetime
from zoneinfo import ZoneInfo

from django.utils.formats import date_format

from tirek.people.models import Organisation
from tirek.ui.dates import ago_words


def said_moment(at_ms: int) -> str:
    return date_format(_local(at_ms), "DATETIME_FORMAT")


def said_day(at_ms: int) -> str:
    return date_format(_local(at_ms), "DATE_FORMAT")


def said_ago(at_ms: float) -> str:
    """How long ago: 12 min, 3 h, 2 days."""
    return ago_words(int((time.time() * 1000 - at_ms) // 60_000))


def _local(at_ms: int) -> datetime:
    organisation = Organisation.objects.first()
    zone = organisation.zone if organisation else ZoneInfo("UTC")
    return datetime.fromtimestamp(at_ms / 1000, UTC).astimezone(zone)
