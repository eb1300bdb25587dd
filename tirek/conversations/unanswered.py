"""What a person wrote and no worker has answered yet, as it is read now: by the rules, or as a worker has corrected it."""

from tirek.conversations.cues import Read, corrections_in, cues_in, pauses, standing, what_is_due
from tirek.conversations.models import Outbox
from tirek.conversations.words import Said, unpack
from tirek.kit.text import language_of
from tirek.people.models import Organisation
from tirek.vault.actions.reading import OpenSafe
from tirek.vault.models import Leaf

MOST = 500


def answered_to(opened: OpenSafe) -> int:
    """The leaf of the last answer of a worker; 0 if nobody has answered. What the house says by itself answers nothing."""
    rows = Outbox.objects.filter(thread=opened.safe.id).exclude(clearance__by=None)
    return rows.order_by("-leaf__seq").values_list("leaf__seq", flat=True).first() or 0


def unanswered(opened: OpenSafe, organisation: Organisation) -> list[Read]:
    """Everything since the last answer, and what came while that one was typed if it is still due."""
    answered = answered_to(opened)
    return messages_from(opened, min(answered + 1, opened.safe.due_seq or answered + 1), organisation, silent_since=answered)


def messages_from(opened: OpenSafe, seq: int, organisation: Organisation, *, silent_since: int = 0) -> list[Read]:
    """The person's messages from this leaf on. `silent_since`: our own leaf after which a pause is counted."""
    leaves = Leaf.objects.filter(safe=opened.safe, seq__gte=min(seq, silent_since or seq)).exclude(half=Leaf.Half.OWN)
    page = {leaf.seq: leaf for leaf in leaves.order_by("-seq")[:MOST]}
    said = {number: unpack(opened.words(leaf)) for number, leaf in page.items()}
    corrected, pause_min = corrections_in(said), pauses(said)
    return [
        Read(
            number,
            _about(number, one),
            page[number].at_min,
            language_of(one.text) or organisation.language,
            one.is_danger,
            standing(cues_in(one, organisation, pause_min=pause_min.get(number, 0)), number, corrected.get(_about(number, one))),
        )
        for number, one in sorted(said.items())
        if number >= seq and one.from_client
    ]


def _about(number: int, one: Said) -> int:
    """Which message it belongs to: an edit is a later form of the one that it changes."""
    return one.target or number if one.type == "edit" else number


def due_from(opened: OpenSafe, seq: int) -> tuple[int, int] | None:
    """(minute, leaf) of what asks for an answer among the messages from this leaf on; None where there is nothing newer."""
    if opened.safe.heard_seq < seq:
        return None
    organisation = Organisation.objects.get()
    return what_is_due(messages_from(opened, seq, organisation), organisation.hours)
