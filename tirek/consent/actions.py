"""What one word changes. The caller holds the safe's lock and has saved the leaf in which the word stands."""

from enum import StrEnum

from django.db import transaction

from tirek.consent.models import Record, Standing, mark_of
from tirek.vault.models import Leaf


class Answer(StrEnum):
    YES = "yes"
    NO = "no"
    END = "end"  # taken back
    READ = "read"  # a text that is acknowledged, not agreed to
    EXCEPTION = "exception"  # a worker acts without an agreement, and says why


@transaction.atomic
def take_down(*, leaf: Leaf, topic: str, answer: Answer) -> Standing:
    """Keep what this leaf says of a topic; gives how it stands now.

    A new yes takes the place of an older one. A no, or a taking back, ends what stands; where nothing stood, a no is kept
    as a record that never stood, and a taking back changes nothing.
    """
    stands = Record.objects.about(leaf.safe, topic).filter(ended=None).first()
    if stands is not None and answer is not Answer.EXCEPTION:
        stands.ended = leaf
        stands.save(update_fields=["ended"])
    if answer in (Answer.YES, Answer.READ):
        _kept(leaf, topic, ended=None)
        return Standing.AGREED
    if answer is Answer.EXCEPTION or (answer is Answer.NO and stands is None):
        _kept(leaf, topic, ended=leaf)
    if stands is not None:
        return Standing.WITHDRAWN
    return Record.objects.last_word(leaf.safe, topic)[0]


def _kept(leaf: Leaf, topic: str, *, ended: Leaf | None) -> None:
    Record.objects.create(safe=leaf.safe, leaf=leaf, ended=ended, mark=mark_of(leaf.safe, topic))
