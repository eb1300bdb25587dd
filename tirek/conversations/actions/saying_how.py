"""A person says in the room how they are today: everything at once, changed and taken back with one press."""

from collections.abc import Mapping, Sequence
from uuid import UUID, uuid5

from django.db import transaction
from django.utils.translation import gettext as _

from tirek.conversations.actions.own_cues import end
from tirek.conversations.actions.rooms import Written, hear_in_room
from tirek.conversations.how_i_am import ABOUT, LONGEST_WORDS, OWN_WORDS, SET, Choice
from tirek.conversations.models import Passing, Thread
from tirek.conversations.news import BELL
from tirek.conversations.own_cues import own_cues
from tirek.kit.refusals import Refused
from tirek.kit.text import clean
from tirek.vault.actions.safes import sealers
from tirek.vault.actions.talking import TalkReader
from tirek.vault.models import Safe, SafeGen


@transaction.atomic
def say_how(*, choice: Choice, words: Mapping[str, str], once: UUID, talk: TalkReader) -> None:
    """Say it anew: what stood is replaced. `words`: own words about "sign" and "topic"; a question left out stays as it was.

    Own words go the way of every letter, so that whatever reads letters for danger reads them too.
    """
    plain = {about: clean(words[about]).strip() for about in OWN_WORDS if about in words}
    if any(len(text) > LONGEST_WORDS for text in plain.values()):
        raise Refused(_("Three hundred characters fit here. Shorten it, or write it as a letter. Your words are still in the field."))
    safe = Safe.objects.locked([talk.open.safe.id]).get()
    thread, stands = Thread.objects.get(pk=safe.id), own_cues(talk.open)
    before = {"sign": stands.sign, "topic": stands.topic}
    if choice != stands.choice:
        hear_in_room(thread=thread, written=Written(once, payload=f"{ABOUT}{SET}:{choice.code}"))
    for about, text in plain.items():
        known = before[about]
        if text == (known.text if known else ""):
            continue
        if known:
            _end(safe, [known.seq])
        if text:
            hear_in_room(thread=thread, written=Written(uuid5(once, about), words=text, how=about))


@transaction.atomic
def take_back(*, talk: TalkReader) -> None:
    """Everything, at once, without a reason."""
    safe = Safe.objects.locked([talk.open.safe.id]).get()
    _end(safe)


def _end(safe: Safe, seqs: Sequence[int] = ()) -> None:
    standing = Passing.objects.standing(safe.id)
    sealer = sealers([SafeGen.objects.get(safe=safe, gen=safe.gen)])[safe.id]
    end(standing.filter(leaf__seq__in=seqs) if seqs else standing, safe, sealer)
    BELL.after_commit(safe.id, safe.seq, person=True)
