"""What the second reading may know of a conversation: gathered here for each draft, from words that only this request has open."""

import re
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import UTC, datetime

from tirek.channels.adapters import ADAPTERS
from tirek.conduct import crisis
from tirek.conduct.actions.resting import resting
from tirek.conduct.engine.findings import Context
from tirek.conversations.actions.whose import asked_about, enter
from tirek.conversations.cues import TODAY, Standing
from tirek.conversations.header import Header
from tirek.conversations.models import Thread
from tirek.conversations.own_cues import own_cues
from tirek.conversations.topics import not_today
from tirek.conversations.unanswered import answered_to, unanswered
from tirek.conversations.words import unpack
from tirek.kit.text import language_of
from tirek.people.doors import WorkerRequest
from tirek.people.models import Organisation
from tirek.vault.actions.reading import OpenSafe
from tirek.vault.models import Leaf

REMEMBERED = 500
"""Of how many of a person's newest lines the check knows."""
NAMED_IN = 60
"""In how many of the newest letters names are looked for."""
MOST_TELLING = 16_384
MOST_LAST = 20
_CAPITALISED = re.compile(r"\b[A-ZА-ЯЁІЇЄҐӘҒҚҢӨҰҮҺ][\w’'ʼ-]{2,30}")


@dataclass(frozen=True, slots=True)
class Heard:
    """What the person wrote: all of it, newest first, and what no worker has answered yet, oldest first."""

    words: tuple[str, ...]
    last: tuple[str, ...]
    answered: bool  # a worker has answered in this conversation before


def heard(opened: OpenSafe) -> Heard:
    """Read the person's words, with the numbers on the cards they sent. An answer of the house itself answers nothing."""
    answered = answered_to(opened)
    words: list[str] = []
    cards: list[str] = []
    last: list[str] = []
    for leaf in Leaf.objects.filter(safe=opened.safe, half=Leaf.Half.TALK, outbox=None).order_by("-seq")[:REMEMBERED]:
        said = unpack(opened.words(leaf))
        cards += [str(phone) for card in said.more.get("cards", []) for phone in card.get("phones", [])]
        if said.text:
            words.append(said.text)
            if leaf.seq > answered and len(last) < MOST_LAST:
                last.append(said.text)
    return Heard((*words, *cards), tuple(reversed(last)), answered > 0)


def check_context(request: WorkerRequest, thread: Thread, opened: OpenSafe) -> Context:
    """This thread's person and last words, the service's own numbers and hours, the channel, and whom this worker knows elsewhere."""
    organisation, header, person = Organisation.objects.get(), Header.read(opened.header()), heard(opened)
    waiting = unanswered(opened, organisation)
    return Context(
        language=header.language or organisation.language,
        country=organisation.country,
        max_text=ADAPTERS[thread.account.kind].caps.max_text,
        client_words=_telling(person.words),
        names=_names(header, person.words),
        service_contacts=organisation.own_contacts,
        in_thread=True,
        last_words=person.last,
        client_level=max((_level(one.standing) for one in waiting), default=0),
        client_cues=tuple(dict.fromkeys(cue.cue for one in waiting for cue in one.standing.cues if cue.why != crisis.ALIKE)),
        client_language=language_of(" ".join(person.last)) or header.language,
        first_answer=not person.answered,
        informed=bool(thread.greeted_min),
        open_now=organisation.hours.are_open(datetime.now(UTC)),
        not_today=not_today(own_cues(opened)),
        quiet=resting(request.worker),
        elsewhere=asked_about(thread=thread, by=request.worker, reader=request.reader),
    )


def remember_whose(request: WorkerRequest, thread: Thread, opened: OpenSafe) -> None:
    """From now on this person's names and numbers are known as theirs, wherever this worker writes them."""
    names = [name for name in (Header.read(opened.header()).name,) if name]
    enter(thread=thread, names=names, words=lambda: heard(opened).words, by=request.worker, reader=request.reader)


def _level(standing: Standing) -> int:
    """What likeness alone raises brings an answer sooner, and holds back no draft: it cannot say what in the words asks for care."""
    if standing.correction or not any(cue.why == crisis.ALIKE for cue in standing.cues):
        return standing.level
    return max((cue.level for cue in standing.cues if cue.why != crisis.ALIKE), default=TODAY - 1)


def _names(header: Header, words: Sequence[str]) -> tuple[str, ...]:
    names = {header.name, *header.name.split(), *(name for one in words[:NAMED_IN] for name in _CAPITALISED.findall(one[:4096]))}
    return tuple(sorted(name for name in names if name))


def _telling(words: Sequence[str]) -> tuple[str, ...]:
    """Of all that this person wrote only what a number or an address can be found in: few characters, however much was written."""
    kept, room = [], MOST_TELLING
    for one in words:
        telling = " ".join(word for word in one.split() if any(letter.isdigit() or letter in "@/." for letter in word) or word.isupper())
        kept.append(telling[:room])
        room -= len(kept[-1])
    return tuple(one for one in kept if one)
