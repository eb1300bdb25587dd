"""The error pages Django asks for by name. Each that is our own fault shows the number its log line has."""

import sys

from django.http import HttpRequest, HttpResponse
from django.utils.translation import gettext as _

from tirek.config.logs import trouble_id
from tirek.ui.refusals import refusal, status_of


def server_error(request: HttpRequest) -> HttpResponse:
    """500 with the number of the fault; 503 when a middleware met trouble with the database or the disk."""
    fault = sys.exc_info()[1]
    status = status_of(fault) if isinstance(fault, Exception) else None
    if status is not None:
        return refusal(request, status=status)
    return refusal(request, status=500, sentence=_("The number of this fault is %(number)s.") % {"number": trouble_id(request)})
