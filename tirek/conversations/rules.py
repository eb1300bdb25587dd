"""Who may, and when, in a conversation. Each rule stays silent or refuses with a sentence."""

import re
from uuid import UUID

from django.utils.translation import gettext as _

from tirek.channels.base import ChannelKind
from tirek.channels.models import Account
from tirek.conduct.actions import still_holds
from tirek.conversations.models import Outbox, Reading, Thread
from tirek.kit.refusals import Refused
from tirek.kit.text import split_message, utf16_len
from tirek.people.models import Role, Worker
from tirek.people.rules import Attempts
from tirek.vault.actions.reading import Reader
from tirek.vault.errors import Busy

MOST_PARTS = 4
ROOMS_MADE = Attempts(per_account=60, per_network=60)
"""New rooms by network, in a quarter of an hour."""
_HOURS = re.compile(r"([01]\d|2[0-3]):[0-5]\d-([01]\d|2[0-3]):[0-5]\d")
NUMBERS_TRIED = Attempts(per_account=5, per_network=60)
"""Numbers of receipts tried in vain, by their first eight digits and, generously, by network: a mobile carrier is one for many."""


def _taken() -> Refused:
    return Refused(_("A colleague has taken this conversation meanwhile. Your words are still in the field; copy what you need."))


def must_not_flood(network: str, danger: bool) -> None:
    """Nobody fills the desks with empty rooms; danger is heard however many have asked."""
    if network and not danger and ROOMS_MADE.are_used_up(network, network):
        raise Busy(
            _(
                "Very many letters have come from your network in a quarter of an hour. Please try again in a few minutes, or call. "
                "If you are in danger, write on the page “I am in danger”: it is always open."
            )
        )


def must_ask_something(words: str, need: str, danger: bool) -> None:
    if not (words.strip() or need or danger):
        raise Refused(_("Choose what it is about, or write a few words: then we know how to begin."))


def must_be_in_a_messenger(thread: Thread) -> None:
    if thread.account.kind == ChannelKind.WEBCHAT:
        raise Refused(_("This conversation goes on in the room already."))


def must_be_in_the_room(thread: Thread) -> None:
    if thread.account.kind != ChannelKind.WEBCHAT:
        raise Refused(_("This conversation does not go on in the room, so there is no number to replace."))


def must_have_a_room(account: Account | None) -> None:
    if account is None:
        raise Refused(_("The service has no room yet. The administrator opens one with: tirek channel add webchat"))


def must_say_how_checked(how: str) -> None:
    if len(how.strip()) < 10:
        raise Refused(_("Write how you made sure that this is the person: it is kept with the new number."))


def must_oversee(by: Worker, reader: Reader) -> None:
    """The role alone does not do it: the team's oversight key does."""
    if not by.has(Role.SUPERVISOR) or not reader.holds(by.team.oversight_id):
        raise Refused(_("Only a supervisor who holds the team's key can do this."))


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


def must_be_allowed(*, excepted: bool) -> None:
    """Nobody goes on with somebody who has taken back that their words are used; an emergency is written down."""
    if not excepted:
        raise Refused(
            _(
                "The person has taken back the agreement to use what they write, so nothing more is sent to them. Your words are still "
                "in the field. You can ask for the agreement again; if a life is in danger, write down an emergency exception and send."
            )
        )


def must_be_let_write_first(first: bool) -> None:
    if not first:
        raise Refused(
            _(
                "The person does not want us to write first, and their last letter is more than a day old. Wait for the next one. "
                "Your words are still in the field; if a life is in danger, write down an emergency exception and send."
            )
        )


def must_be_hours(between: str) -> None:
    """From an earlier to a later time of one day, or nothing at all."""
    if between and not (_HOURS.fullmatch(between) and between[:5] < between[6:]):
        raise Refused(_("Give both times of one day, the earlier one first: 09:00 and 18:00. Or leave both empty."))


def must_not_be_neutral(neutral: bool) -> None:
    if neutral:
        raise Refused(
            _("The person wants neutral words only there, and the question says what it is about. Ask in the room, or by word of mouth.")
        )


def must_be_a_plain_name(has_findings: bool) -> None:
    if has_findings:
        raise Refused(_("Write only the name of the service, as it calls itself: no person, no number, no judgement."))


def must_be_their_message(is_theirs: bool) -> None:
    """Only what a person said is read for cues; who has pressed the button of danger has told it themselves."""
    if not is_theirs:
        raise Refused(_("This is no message of the person that could be read otherwise. Open the conversation again."))


def must_be_there(changed: int) -> None:
    """Somebody else, or a second click, was quicker."""
    if not changed:
        raise Refused(_("This message is no longer waiting for you."))


def must_go_on_there(thread: Thread, row: Outbox) -> None:
    """What was meant for a messenger is not sent there again once the thread has left it."""
    if thread.account_id != row.account_id:
        raise Refused(_("The conversation goes on in the room now. Write it there anew; the messenger hears neutral words only."))


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
