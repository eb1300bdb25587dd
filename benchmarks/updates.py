"""Telegram updates as bytes on the wire: nine of ten from 500 known conversations, one from somebody new.

Every update_id, message_id and new chat is unique, so that nothing is a repetition. All people are invented.
"""

import itertools
import json
import random
from collections.abc import Iterator

KNOWN = 500
NEW_ONES = 0.1
FIRST_KNOWN, FIRST_NEW = 7_000_000_000, 7_100_000_000  # chat ids; far below 2**53
WORDS = (
    "Сәлеметсіз бе, маған жәрдемақы туралы кеңес керек еді. Қайда барып, қандай құжат апаруым керек?",
    "Добрий день. Чоловік не пускає мене з дитиною додому, і я не знаю, куди мені сьогодні йти.",
    "Здравствуйте, мне отказали в пособии на ребёнка, а причину не объяснили. Что теперь можно сделать?",
    "Hello, I have moved here with my mother and we have no papers yet. Whom can we ask about a doctor?",
)
NAMES = ("Айнұр", "Зоряна", "Пример", "Sample")
LANGUAGES = ("kk", "uk", "ru", "en")


class Crowd:
    """People who write; one crowd for one subject and one run, so that its numbers never come twice."""

    def __init__(self, path: str, secret: str, *, first: int = 1) -> None:
        self._head = (
            f"POST {path} HTTP/1.1\r\nHost: 127.0.0.1\r\nContent-Type: application/json\r\n"
            f"X-Telegram-Bot-Api-Secret-Token: {secret}\r\nContent-Length: %d\r\n\r\n"
        )
        self._numbers = itertools.count(first)
        self._strangers = itertools.count(FIRST_NEW)
        self._dice = random.Random(500)  # the same senders in the same order for every subject

    def known(self) -> list[bytes]:
        """The first letter of each of the 500."""
        return [self._request(FIRST_KNOWN + number) for number in range(KNOWN)]

    def letters(self) -> Iterator[bytes]:
        """Letters without end, nine of ten from people already known."""
        while True:
            is_new = self._dice.random() < NEW_ONES
            yield self._request(next(self._strangers) if is_new else FIRST_KNOWN + self._dice.randrange(KNOWN))

    def _request(self, chat: int) -> bytes:
        number, voice = next(self._numbers), chat % len(WORDS)
        person = {
            "id": chat,
            "is_bot": False,
            "first_name": NAMES[voice],
            "username": f"invented_{chat}",
            "language_code": LANGUAGES[voice],
        }
        message = {
            "message_id": number,
            "from": person,
            "chat": {"id": chat, "first_name": NAMES[voice], "username": f"invented_{chat}", "type": "private"},
            "date": 1_795_000_000,
            "text": f"{WORDS[voice]} ({number})",
        }
        body = json.dumps({"update_id": 100_000_000 + number, "message": message}, ensure_ascii=False).encode()
        return (self._head % len(body)).encode() + body
