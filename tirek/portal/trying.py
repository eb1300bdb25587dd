"""Doing something whose page must come back with every word when it is refused, or when database, disk or keys are away."""

import logging
from collections.abc import Callable
from typing import NamedTuple

from django.db import DatabaseError
from django.utils.translation import gettext as _

from tirek.conversations.actions.rooms import SentBefore
from tirek.kit.refusals import Refused
from tirek.ui.refusals import status_of

log = logging.getLogger("tirek.portal")


class Trouble(NamedTuple):
    """Why it is not done, in a sentence for its person; nothing is lost."""

    status: int
    sentence: str
    is_over: bool = False  # it was done before: what was typed has arrived


def tried(*acts: Callable[[], object]) -> Trouble | None:
    """Do one after another. None when all is done; our own mistakes go on to the page of broken things."""
    try:
        for act in acts:
            act()
    except (Refused, DatabaseError, OSError) as trouble:
        status = status_of(trouble)
        if status is None:
            raise
        if isinstance(trouble, Refused):
            return Trouble(status, str(trouble), isinstance(trouble, SentBefore))
        log.error("storage trouble: %s", type(trouble).__name__)  # the text of the fault may quote a row
        return Trouble(status, _("The service cannot take it just now. Nothing is lost: wait a minute and send it again."))
    return None
