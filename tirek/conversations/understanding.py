"""What came of the understanding question: declared once, kept in the person's sealed address, read by the desk and the room."""

from tirek.conversations.header import Address
from tirek.conversations.models import Contact, Thread

ASKED, AGAIN, UNDERSTOOD, HELP, DECLINED = "asked", "again", "understood", "help", "declined"

_AFTER = {"right": UNDERSTOOD, "help": HELP, "no": DECLINED, "wrong1": AGAIN, "wrong2": AGAIN}
"""What an answer leads to. A second wrong one leads to help: nobody is asked a third time."""


def result_of(pressed: str, before: str) -> str:
    """The result after one press; empty for a button that we never made."""
    after = _AFTER.get(pressed, "")
    if after == AGAIN and before in (AGAIN, HELP):
        return HELP
    if after == DECLINED and before in (UNDERSTOOD, HELP):
        return before  # "not now", pressed late on an old card, takes nothing back
    return after


def briefing_result(thread: Thread) -> str:
    """What came of the question on the way by which this thread goes on now: "" while it has not been asked there,
    asked | again while no answer was right yet, then understood | help (asked for, or wrong twice) | declined."""
    contact = Contact.objects.filter(thread=thread, account=thread.account_id).order_by("id").first()
    return Address.opened(contact.id, bytes(contact.address)).briefed if contact else ""
