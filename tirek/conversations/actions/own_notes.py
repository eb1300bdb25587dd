"""A person's own notes: sealed under a key that only the receipt opens, until the person's click hands one over."""

from dataclasses import dataclass
from datetime import UTC, datetime
from uuid import UUID

from django.db import transaction
from django.utils.translation import gettext as _

from tirek.conversations import rules
from tirek.conversations.actions.once import first_time
from tirek.conversations.actions.rooms import Written, hear_in_room
from tirek.conversations.models import Thread
from tirek.conversations.words import CLIENT, Said, pack, unpack
from tirek.kit.refusals import Refused
from tirek.kit.text import clean
from tirek.vault.actions.talking import TalkReader
from tirek.vault.errors import Tampered
from tirek.vault.models import Leaf, Safe

MOST_NOTES = 50


@dataclass(frozen=True, slots=True)
class OwnNote:
    seq: int
    text: str
    at: datetime | None
    is_closed: bool = False  # written under a number that has been replaced: nobody opens it any more


def own_notes(talk: TalkReader) -> list[OwnNote]:
    """The notes, newest first."""
    leaves = Leaf.objects.filter(safe=talk.open.safe, half=Leaf.Half.OWN).order_by("-seq")
    return [_opened(leaf, talk) for leaf in leaves]


def _opened(leaf: Leaf, talk: TalkReader) -> OwnNote:
    try:
        said = unpack(talk.open.words(leaf))
    except Tampered:
        return OwnNote(leaf.seq, "", None, is_closed=True)
    return OwnNote(leaf.seq, said.text, said.moment)


@transaction.atomic
def keep_own_note(*, words: str, once: UUID, talk: TalkReader) -> None:
    """Keep a note for oneself. The same form twice keeps one."""
    words = clean(words).strip()
    rules.must_say_something(words)
    safe = Safe.objects.locked([talk.open.safe.id]).get()
    thread = Thread.objects.get(pk=safe.id)
    if not first_time(thread, once):
        return
    if Leaf.objects.filter(safe=safe, half=Leaf.Half.OWN).count() >= MOST_NOTES:
        raise Refused(_("There are %(count)s notes already. Remove one, then keep the new one.") % {"count": MOST_NOTES})
    safe.seq += 1
    safe.save(update_fields=["seq"])
    said = Said(type="note", by=CLIENT, at=datetime.now(UTC).isoformat(timespec="seconds"), text=words)
    talk.open.leaf(seq=safe.seq, half=Leaf.Half.OWN, words=pack(said)).save()


@transaction.atomic
def hand_over_note(*, seq: int, once: UUID, talk: TalkReader) -> None:
    """Show one note to the worker, as a letter; from then on it is a part of the conversation."""
    leaf = _own_leaf(seq, talk)
    note = _opened(leaf, talk)
    if note.is_closed:
        raise Refused(_("This note was written under an older number. Nobody can open it any more; you may remove it."))
    hear_in_room(thread=Thread.objects.get(pk=leaf.safe_id), written=Written(once, note.text))
    leaf.delete()


@transaction.atomic
def remove_own_note(*, seq: int, talk: TalkReader) -> None:
    _own_leaf(seq, talk).delete()


def _own_leaf(seq: int, talk: TalkReader) -> Leaf:
    Safe.objects.locked([talk.open.safe.id]).get()
    leaf = Leaf.objects.filter(safe=talk.open.safe, half=Leaf.Half.OWN, seq=seq).first()
    if leaf is None:
        raise Refused(_("This note is not there any more."))
    return leaf
