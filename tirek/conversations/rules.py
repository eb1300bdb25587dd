"""Who may, and when, in a conversation. Each rule stays silent or refuses with a sentence."""

from uuid import UUID

from django.utils.translation import gettext as _

from tirek.conduct.actions import still_holds
from tirek.conversations.models import Outbox, Reading, Thread
from tirek.kit.refusals import Refused
from tirek.kit.text import split_message, utf16_len
from tirek.people.models import Worker

MOST_PARTS = 4


def _taken() -> Refused:
    return Refused(_("A colleague has taken this conversation meanwhile. Your words are still in the field; copy what you need."))


def must_be_free_or_own(thread: Thread, by: Worker) -> None:
    """Somebody else's conversation is his; a free one becomes its answerer's."""
    if thread.holder_id and thread.holder_id != by.id:
        raise _taken()


def must_not_have_known(safe: UUID, by: Worker) -> None:
    """Somebody who had this conversation open is told why it is closed to him now; a stranger is told nothing."""
    if Reading.objects.filter(thread=safe, worker=by).exists():
        raise _taken()


def must_be_free(thread: Thread) -> None:
    if thread.holder_id:
        raise Refused(_("This conversation has just been taken."))


def must_hold(thread: Thread, by: Worker) -> None:
    if thread.holder_id != by.id:
        raise Refused(_("Take the conversation first."))


def must_be_open(thread: Thread) -> None:
    if thread.closed_min:
        raise Refused(_("This conversation was closed meanwhile. Your words are still in the field: open it again and send."))


def must_not_cross(thread: Thread, seen_seq: int, last_foreign_seq: int) -> None:
    """Nobody answers over a colleague's answer that he has not seen."""
    if last_foreign_seq > seen_seq:
        raise Refused(_("A colleague has answered a moment ago. Read it, then send again if yours is still needed."))


def must_say_something(words: str) -> None:
    if not words.strip():
        raise Refused(_("There is nothing to send yet: write a few words."))


def must_fit(words: str, limit: int) -> None:
    """Longer texts travel in several parts; beyond four they would bury the person."""
    if len(split_message(words, limit)) > MOST_PARTS:
        raise Refused(
            _("This is %(length)s characters long; at most %(limit)s can be sent at once. Nothing is lost: send it in two messages.")
            % {"length": utf16_len(words), "limit": limit * MOST_PARTS}
        )


def must_be_reachable(thread: Thread) -> None:
    if thread.is_blocked:
        raise Refused(_("The person has blocked our bot, so nothing reaches them there. Your words are still in the field."))


def must_be_there(changed: int) -> None:
    """Somebody else, or a second click, was quicker."""
    if not changed:
        raise Refused(_("This message is no longer waiting for you."))


def must_be_the_same(sent: Outbox, words: str) -> None:
    """A form is sent once: other words under its mark are a new message, and must not vanish behind the old one."""
    if not still_holds(sent.clearance, account=sent.account_id, safe=sent.thread_id, words=words):
        raise Refused(_("An earlier version has gone out already. Your new words are in the field: open the page again and send them."))


def must_have_read(thread: Thread, seen_seq: int) -> None:
    """Nobody closes over a letter that he has not seen."""
    if thread.safe.heard_seq > seen_seq:
        raise Refused(_("The person has just written. Read it first, then close if it is still right."))


def must_give_reason(reason: str) -> None:
    if len(reason.strip()) < 3:
        raise Refused(_("Say in a few words how it ended: you will thank yourself later."))
