"""What the house answers to a pressed button. Each function takes the turn and gives the answers; none for a button never made.

Every press is answered, however often: nothing is remembered to hold back a second one.
"""

from tirek.consent.wording import Facts
from tirek.conversations import automatic, briefing, consenting, understanding
from tirek.conversations.actions.places import Place
from tirek.conversations.actions.turns import Turn
from tirek.conversations.automatic import LANGUAGES, Answer
from tirek.ledger.actions import record
from tirek.ledger.verbs import Verb
from tirek.vault.models import this_minute


def danger(turn: Turn) -> list[Answer]:
    turn.remember_if_closed()
    turn.thread.greeted_min = turn.thread.greeted_min or this_minute()
    return [automatic.danger(turn.language, turn.service)]


def kept(turn: Turn) -> list[Answer]:
    return [briefing.how_it_is_kept(turn.channel, turn.language, turn.service.pack)]


def kept_detail(turn: Turn) -> list[Answer]:
    detail = briefing.detail(turn.channel, turn.language, turn.service.pack, turn.pressed)
    return [detail] if detail else []


def languages(turn: Turn) -> list[Answer]:
    return [automatic.which_language(turn.language)]


def language_chosen(turn: Turn) -> list[Answer]:
    if turn.pressed not in LANGUAGES:
        return []
    turn.address.chosen = turn.language
    return [automatic.language_set(turn.language, turn.channel)]


def deletion_wished(turn: Turn) -> list[Answer]:
    return [briefing.deletion_wished(turn.channel, turn.language)]


def wish_taken_back(turn: Turn) -> list[Answer]:
    return [briefing.wish_taken_back(turn.channel, turn.language)]


def knows(turn: Turn) -> list[Answer]:
    """An answer to the understanding question: once wrong is asked again, twice wrong is explained by a person."""
    result = understanding.result_of(turn.pressed, turn.address.briefed)
    if not result:
        return []
    turn.address.briefed = result
    if result == understanding.AGAIN:
        return [briefing.card_again(turn.channel, turn.language)]
    if result == understanding.HELP:
        _wait_for_a_person(turn.place)
    return [briefing.card_closed(turn.channel, turn.language, result)]


def about_consent(turn: Turn) -> list[Answer]:
    """A yes, a not now, a taking back, or a wish to know more; what follows from it is done beside this."""
    facts = Facts(turn.service.name, turn.service.pack.country, in_messenger=turn.channel != automatic.ROOM)
    answer = consenting.reply_to_press(turn.said.payload, turn.language, facts)
    return [answer] if answer else []


def moved(turn: Turn) -> list[Answer]:
    """The room says what has changed, and its page asks anew: who could read is another thing here than in the messenger."""
    turn.thread.greeted_min = turn.thread.greeted_min or this_minute()
    turn.address.briefed = understanding.ASKED
    return [automatic.moved(turn.language)]


def elsewhere(turn: Turn) -> list[Answer]:
    """In a messenger that the thread has left: heard, in words that tell nothing to whoever holds the phone."""
    turn.remember_if_closed()
    return [automatic.received_elsewhere(turn.language)]


def _wait_for_a_person(place: Place) -> None:
    """It is being said that a person will explain: from now on the thread waits for one, open, as after a letter."""
    place.safe.waiting_since_min = place.safe.waiting_since_min or this_minute()
    if place.thread.closed_min:
        place.thread.closed_min = None
        record(Verb.SAFE_REOPENED, by=None, about=place.safe.id, scope=place.contact.account.team.oversight_id)
