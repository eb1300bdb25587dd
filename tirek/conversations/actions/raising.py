"""At intake: words that may mean danger let their conversation be due, now or today. They only raise; nothing is ever lowered here."""

from collections.abc import Sequence

from tirek.conversations.actions.places import Place
from tirek.conversations.cues import NOW, TODAY, cues_in, due_by
from tirek.conversations.models import Outbox
from tirek.conversations.words import Said
from tirek.people.models import Organisation
from tirek.vault.models import Leaf, Safe


def raised_by(said: Said, *, leaf: Leaf, place: Place, now: int, leaves: Sequence[Leaf], organisation: Organisation) -> int:
    """Let the conversation be due by these words; gives their level, or 0 where something makes it due as soon already.

    `leaves`: what came in one set with it and is not written yet. Who pressed danger has made it due without a guess.
    """
    level = 0 if said.is_danger else _level_of(said, place, organisation)
    safe, due_min = place.safe, due_by(level, now, organisation.hours)
    if due_min is None or _is_due_sooner(safe, level, due_min, leaves):
        return 0
    safe.due_min, safe.due_seq = due_min, leaf.seq
    return level


def _level_of(said: Said, place: Place, organisation: Organisation) -> int:
    """A weak cue counts more after a long silence; for that alone somebody looks when the last answer went."""
    level = cues_in(said, organisation).level
    if level != TODAY - 1 or place.safe.waiting_since_min is not None or place.thread.holder_id is None:
        return level
    answers = Outbox.objects.filter(thread=place.thread).exclude(clearance__by=None)
    last = answers.order_by("-made_at").values_list("made_at", flat=True).first()
    pause_min = max(0, int(said.moment.timestamp() - last)) // 60 if last else 0
    return cues_in(said, organisation, pause_min=pause_min).level


def _is_due_sooner(safe: Safe, level: int, due_min: int, leaves: Sequence[Leaf]) -> bool:
    if safe.due_min is None:
        return False
    return _is_due_now(safe, leaves) or (level < NOW and safe.due_min <= due_min)


def _is_due_now(safe: Safe, leaves: Sequence[Leaf]) -> bool:
    """Whether what makes it due was for the very minute in which it came."""
    came = next((leaf.at_min for leaf in leaves if (leaf.safe_id, leaf.seq) == (safe.id, safe.due_seq)), None)
    if came is None:
        came = Leaf.objects.filter(safe=safe, seq=safe.due_seq or 0).values_list("at_min", flat=True).first()
    return came is None or (safe.due_min or 0) <= came
