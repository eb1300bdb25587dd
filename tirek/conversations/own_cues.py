"""What a person has said of how they are today, opened by a worker or by the person. Never guessed, never older than a day."""

from dataclasses import dataclass

from tirek.conversations.agreed import Opened
from tirek.conversations.how_i_am import NOTHING, SET, Choice, own_words_of, pressed
from tirek.conversations.models import Passing
from tirek.conversations.words import Said, unpack
from tirek.vault.models import Leaf


@dataclass(frozen=True, slots=True)
class OwnWords:
    """What was written in own words about one question, and the leaf in which it stands."""

    text: str
    seq: int


@dataclass(frozen=True, slots=True)
class OwnCues:
    """What stands now; `until_min`: the minute in which the first part of it ends."""

    choice: Choice = NOTHING
    sign: OwnWords | None = None
    topic: OwnWords | None = None
    until_min: int = 0

    def __bool__(self) -> bool:
        return bool(self.choice or self.sign or self.topic)


def own_cues(opened: Opened) -> OwnCues:
    """The newest choice and the newest own words that still stand."""
    found: dict[str, tuple[Choice | OwnWords, int]] = {}
    for row in Passing.objects.standing(opened.safe.id):
        if getattr(row.leaf, "outbox", None) is None:
            _take(found, row.leaf, unpack(opened.words(row.leaf)), row.until_min)
    standing = {key: one for key, one in found.items() if not isinstance(one[0], Choice) or one[0]}
    choice, sign, topic = (standing.get(key, (None, 0))[0] for key in ("choice", "sign", "topic"))
    return OwnCues(
        choice if isinstance(choice, Choice) else NOTHING,
        sign if isinstance(sign, OwnWords) else None,
        topic if isinstance(topic, OwnWords) else None,
        min((until for _one, until in standing.values()), default=0),
    )


def _take(found: dict[str, tuple[Choice | OwnWords, int]], leaf: Leaf, said: Said, until: int) -> None:
    """What one leaf adds: a choice stands in the place of the one before it, own words in the place of those about the same."""
    press = pressed(said.payload) if said.kind == "button_reply" else None
    if press is not None:
        if press.choice or press.does == SET:
            found["choice"] = press.choice, until
        return
    if said.type == "edit":
        about = next((key for key, (one, _until) in found.items() if isinstance(one, OwnWords) and one.seq == said.target), "")
        if about and said.target is not None:
            found[about] = OwnWords(said.text, said.target), until
        return
    about = own_words_of(said)
    if about:
        found[about] = OwnWords(said.text, leaf.seq), until
