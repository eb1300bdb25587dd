"""The other side of the desk: an invented person with a telephone, moved through the pretend messenger's own orders."""

from dataclasses import dataclass
from typing import Any

import httpx

from tests.living import LivingHouse, until


def order(house: LivingHouse, do: str, **more: Any) -> Any:
    answer = httpx.post(f"{house.url}/demo/control", json={"do": do, **more}, trust_env=False, timeout=10)
    assert answer.status_code == 200, answer.text
    return answer.json()["result"]


def _chats(house: LivingHouse) -> list[dict[str, Any]]:
    chats: list[dict[str, Any]] = httpx.get(f"{house.url}/demo/control", trust_env=False, timeout=10).json()["chats"]
    return chats


@dataclass(frozen=True, slots=True)
class Outsider:
    """Somebody who writes to the service from his telephone."""

    house: LivingHouse
    id: int
    name: str
    lines: tuple[str, ...] = ()

    @classmethod
    def cast(cls, house: LivingHouse) -> list["Outsider"]:
        """The demo's own people, with the letters they have to write."""
        return [
            cls(house, one["id"], f"{one['first_name']} {one['last_name']}", tuple(one["lines"])) for one in _chats(house) if one["lines"]
        ]

    @classmethod
    def of(cls, house: LivingHouse, language: str) -> "Outsider":
        made = order(house, "new_person", language_code=language)
        return cls(house, made["id"], f"{made['first_name']} {made['last_name']}")

    def writes(self, text: str) -> "Outsider":
        order(self.house, "say", chat_id=self.id, text=text)
        return self

    def presses_danger(self) -> None:
        bubble = until(lambda: next((one for one in self.bubbles() if one["by_bot"] and one["rows"]), None))
        payload = next(button["callback_data"] for row in bubble["rows"] for button in row if button["callback_data"] == "danger")
        order(self.house, "press", chat_id=self.id, message_id=bubble["message_id"], payload=payload)

    def bubbles(self) -> list[dict[str, Any]]:
        """What stands on his screen."""
        return next(chat["bubbles"] for chat in _chats(self.house) if chat["id"] == self.id)

    def got(self) -> list[str]:
        """The texts that reached him."""
        return [bubble["text"] for bubble in self.bubbles() if bubble["by_bot"]]

    def waits_for(self, text: str) -> None:
        until(lambda: text in self.got())

    @property
    def address(self) -> str:
        """His own page of the pretend messenger."""
        return f"/demo/?person={self.id}&lang=en"
