"""A person says how they are today, changes it, takes it back; and what is over is emptied.

Each step is a leaf of the talk half like every press, so that the person and the workers open it and nobody else. What tells it
apart stands in `Passing`: a minute. When that is over, the leaf's body is sealed anew with nothing in it. For this no key is
needed that opens anything, so it happens on time whether somebody looks at the conversation or not.
"""

from dataclasses import replace
from datetime import UTC, datetime, timedelta
from uuid import UUID

from django.db import transaction
from django.db.models import Q

from tirek.conversations import automatic, how_i_am
from tirek.conversations.actions.places import Place
from tirek.conversations.actions.turns import Turn
from tirek.conversations.automatic import Answer
from tirek.conversations.header import Address
from tirek.conversations.how_i_am import ABOUT, DONE, HOW, LONG, LONGEST_WORDS, STANDS_MIN, Press
from tirek.conversations.models import Outbox, Passing, PassingQuerySet
from tirek.conversations.news import BELL
from tirek.conversations.words import CLIENT, HOUSE, Said, pack
from tirek.vault.actions.safes import Sealer, sealers
from tirek.vault.models import Leaf, Safe, SafeGen, this_minute

AT_ONCE = 50
"""How many conversations one round of emptying looks at."""
EMPTIED = "passed"
"""Why an answer that repeated it was not sent any more."""


# what the house answers to a press, and to own words


def answered(turn: Turn) -> list[Answer]:
    """One small step: what was chosen is noted, the next question follows; none for a button never made, or in the room's page."""
    press = how_i_am.pressed(turn.said.payload)
    turn.thread.own_words_min = 0
    if press is None or turn.channel == automatic.ROOM:
        return []
    if turn.address.neutral:
        return [automatic.received_elsewhere(turn.language)]
    if press.does in ("undo", "letter", "none"):
        return [how_i_am.taken_back(turn.language, press.does)]
    if press.does == "words":
        turn.thread.own_words_min = this_minute() + how_i_am.LISTENS_MIN
        turn.address.telling = press.about
        return [how_i_am.write_now(turn.language, time=_time(turn))]
    return [_next(turn, press)]


def _next(turn: Turn, press: Press) -> Answer:
    noted = how_i_am.last_answer(press.choice, press.does, turn.language)
    undo = turn.seq if noted else 0
    if press.does == DONE:
        return how_i_am.closed(turn.language, press.choice, time=_time(turn), undo=undo)
    return how_i_am.question(turn.language, press.does, press.choice, time=_time(turn), noted=noted, undo=undo)


def answered_words(turn: Turn) -> list[Answer]:
    """To a message in own words; the room's page shows them by itself."""
    about = how_i_am.own_words_of(turn.said)
    if turn.channel == automatic.ROOM or turn.address.neutral:
        return []
    return [how_i_am.heard(turn.language, about, turn.seq, time=_time(turn)) if about else how_i_am.too_long(turn.language)]


def _time(turn: Turn) -> str:
    """The hour at which it ends tomorrow, in the service's own zone."""
    return f"{(turn.service.at + timedelta(minutes=STANDS_MIN)).astimezone(turn.service.hours.zone):%H:%M}"


# what a letter comes to


def as_told(said: Said, place: Place) -> Said:
    """A message that was asked for in own words bears a mark of it; a long one is an ordinary message.

    In a messenger that the thread has left a press says nothing of its person: the phone may be in other hands.
    """
    if place.is_elsewhere:
        return replace(said, payload=HOW) if said.payload.startswith(ABOUT) else said
    if place.thread.own_words_min <= this_minute() or said.type != "message" or not said.text or said.payload:
        return said
    about = Address.opened(place.contact.id, bytes(place.contact.address)).telling
    place.thread.own_words_min = 0
    return replace(said, more={**said.more, HOW: LONG if len(said.text) > LONGEST_WORDS else about}) if about else said


def passes(said: Said) -> bool:
    """Whether a leaf of the person may end by itself: steps, own words, and an edit, which may be one of own words."""
    return said.type == "edit" or how_i_am.is_step(said) or bool(how_i_am.own_words_of(said))


def take_up(place: Place, leaf: Leaf, said: Said) -> None:
    """What follows from a leaf that is written now. The caller holds the safe's lock."""
    if said.type == "edit" and said.target is not None:
        meant = Passing.objects.filter(leaf__safe=leaf.safe_id, leaf__seq=said.target).first()
        if meant:
            Passing.objects.create(leaf=leaf, until_min=meant.until_min)
    if said.type == "edit":
        return
    Passing.objects.create(leaf=leaf, until_min=this_minute() + STANDS_MIN)
    press = how_i_am.pressed(said.payload) if said.kind == "button_reply" else None
    earlier = Passing.objects.standing(leaf.safe_id).filter(leaf__seq__lt=leaf.seq)
    if press is None:
        return
    if press.does == "none":
        end(earlier, place.safe, place.sealer)
    elif press.does == "undo":
        end(earlier.filter(leaf__seq__gte=press.seq), place.safe, place.sealer)
    elif press.does == "letter":
        Passing.objects.filter(leaf__safe=leaf.safe_id, leaf__seq=press.seq, leaf__outbox=None).delete()


# its end


def empty_what_is_over() -> int:
    """Empty every leaf whose minute is over; gives in how many conversations something was emptied."""
    ids = list(Passing.objects.over().order_by().values_list("leaf__safe", flat=True).distinct()[:AT_ONCE])
    return sum(_empty_one(safe) for safe in ids)


@transaction.atomic
def _empty_one(safe_id: UUID) -> bool:
    safe = Safe.objects.locked([safe_id]).first()
    sealer = sealers(SafeGen.objects.filter(safe=safe_id, gen=safe.gen)).get(safe_id) if safe else None
    if safe is None or sealer is None:
        return False  # its key is destroyed: there is nothing to read any more
    done = end(Passing.objects.over().filter(leaf__safe=safe_id).select_related("leaf", "leaf__outbox"), safe, sealer)
    if done:
        BELL.after_commit(safe.id, safe.seq, person=True)
    return bool(done)


def end(rows: PassingQuerySet, safe: Safe, sealer: Sealer) -> int:
    """Hidden from now on, and emptied, unless it is just being sent or has made the conversation due: then the next round does it."""
    ending = list(rows)
    keys = [row.leaf_id for row in ending]
    Passing.objects.filter(leaf__in=keys).update(until_min=this_minute())
    repeated = Outbox.objects.filter(leaf__in=keys)
    unsent = Q(state=Outbox.State.QUEUED, parts_sent=0) | Q(state=Outbox.State.FAILED)
    repeated.filter(unsent).update(state=Outbox.State.CANCELLED, error=EMPTIED, payload=None)
    under_way = set(repeated.filter(payload__isnull=False).values_list("leaf", flat=True))
    emptied = [row.leaf for row in ending if row.leaf_id not in under_way and row.leaf.seq != safe.due_seq]
    for leaf in emptied:
        by = HOUSE if hasattr(leaf, "outbox") else CLIENT
        at = datetime.fromtimestamp(leaf.at_min * 60, UTC).isoformat(timespec="seconds")
        leaf.body = sealer.leaf(seq=leaf.seq, half=Leaf.Half(leaf.half), words=pack(Said(type=HOW, by=by, at=at))).body
    Leaf.objects.bulk_update(emptied, ["body"])
    Passing.objects.filter(leaf__in=emptied).update(until_min=0)
    return len(emptied)
