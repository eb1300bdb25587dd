"""The invented people and their chats with the bot, in memory only, and their Bot API shapes."""

import time
from dataclasses import dataclass, field
from functools import cache
from itertools import count
from pathlib import Path
from typing import Any

import yaml

Json = dict[str, Any]

PEOPLE_FILE = Path(__file__).with_name("people.yaml")
_BEGINNING = 1_767_225_600  # 1 January 2026
_A_SECOND = 20  # numbers to a second: more than anybody writes here


@dataclass(slots=True)
class Bubble:
    """One message as the person sees it; `state` of the person's own: waiting, arrived, lost."""

    message_id: int
    by_bot: bool
    text: str
    date: int
    edited: bool = False
    rows: list[list[Json]] = field(default_factory=list)
    reply_to: int | None = None
    state: str = "arrived"


@dataclass(slots=True)
class Person:
    """An invented client. `lines` are the first letters that `clients.speak` sends for them."""

    id: int
    first_name: str
    last_name: str
    language_code: str
    lines: tuple[str, ...] = ()
    met: bool = False  # has pressed Start or written
    blocked: bool = False
    bubbles: list[Bubble] = field(default_factory=list)

    @property
    def name(self) -> str:
        return f"{self.first_name} {self.last_name}"

    def bubble(self, message_id: object) -> Bubble | None:
        return next((bubble for bubble in self.bubbles if bubble.message_id == message_id), None)

    def last_own(self) -> Bubble | None:
        return next((bubble for bubble in reversed(self.bubbles) if not bubble.by_bot), None)


class Chats:
    """Everybody who can write, and the numbers that grow with every message and update.

    The numbers begin at the time of the start: after a restart none comes twice, so that the service, which remembers
    what it has seen, does not take a new letter for a repeated one.
    """

    def __init__(self) -> None:
        cast = _cast()
        self.people = {person.id: person for person in (_person(entry) for entry in cast["people"])}
        self._more = {entry["language_code"]: entry for entry in cast["more"]}
        first = int(time.time() - _BEGINNING) * _A_SECOND % 2_000_000_000 + 1
        self._update_ids, self._message_ids, self._presses = count(first), count(first), count(first * 1_000_003)
        self._newcomers = count(1)
        self.spinning: set[str] = set()  # pressed buttons that wait for answerCallbackQuery
        self.version = 0  # grows with every change that can be seen

    def new_person(self, language_code: str) -> Person:
        """One more invented person, who has not met the bot yet."""
        entry = self._more.get(language_code, self._more["en"])
        number = next(self._newcomers)
        person = _person({**entry, "id": entry["id"] + number, "last_name": f"{entry['last_name']} {number}"})
        self.people[person.id] = person
        self.changed()
        return person

    def add(self, person: Person, text: str, *, by_bot: bool, rows: list[list[Json]] | None = None, reply_to: int | None = None) -> Bubble:
        bubble = Bubble(next(self._message_ids), by_bot, text, int(time.time()), rows=rows or [], reply_to=reply_to)
        person.bubbles.append(bubble)
        self.changed()
        return bubble

    def update(self, kind: str, content: Json) -> Json:
        return {"update_id": next(self._update_ids), kind: content}

    def press_id(self) -> str:
        return str(next(self._presses))

    def changed(self) -> None:
        self.version += 1


def user_json(person: Person) -> Json:
    return {
        "id": person.id,
        "is_bot": False,
        "first_name": person.first_name,
        "last_name": person.last_name,
        "language_code": person.language_code,
    }


def chat_json(person: Person) -> Json:
    return {"id": person.id, "first_name": person.first_name, "last_name": person.last_name, "type": "private"}


def message_json(person: Person, bubble: Bubble, bot: Json, *, with_reply: bool = True) -> Json:
    """A Message of the Bot API, as it stands in an update and in sendMessage's result."""
    sender = {key: bot[key] for key in ("id", "is_bot", "first_name", "username")} if bubble.by_bot else user_json(person)
    message: Json = {"message_id": bubble.message_id, "from": sender, "chat": chat_json(person), "date": bubble.date, "text": bubble.text}
    if bubble.edited:
        message["edit_date"] = int(time.time())
    if bubble.rows:
        message["reply_markup"] = {"inline_keyboard": bubble.rows}
    if bubble.text.startswith("/"):
        message["entities"] = [{"offset": 0, "length": len(bubble.text.split()[0]), "type": "bot_command"}]
    if with_reply and (answered := person.bubble(bubble.reply_to)):
        message["reply_to_message"] = message_json(person, answered, bot, with_reply=False)
    return message


@cache
def _cast() -> Json:
    cast: Json = yaml.safe_load(PEOPLE_FILE.read_text(encoding="utf-8"))
    return cast


def _person(entry: Json) -> Person:
    return Person(
        id=entry["id"],
        first_name=entry["first_name"],
        last_name=entry["last_name"],
        language_code=entry["language_code"],
        lines=tuple(entry.get("lines", ())),
    )
