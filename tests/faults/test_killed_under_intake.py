"""F-01: whatever was acknowledged is stored, once, however often the house is killed meanwhile."""

import random
import threading
import time
from collections import Counter

import httpx
import pytest

from tests.living import SECRET_HEADER, LivingHouse

POSTERS, KILLS = 8, 10
CLOSED, BROKEN_OFF = 0, -1  # nobody was there; somebody was killed while he had the letter in his hands


class Poster(threading.Thread):
    """Posts letters one after another; a letter that is not acknowledged is posted again, as Telegram does."""

    def __init__(self, house: LivingHouse, number: int, over: threading.Event) -> None:
        super().__init__(daemon=True)
        self.house, self.number, self.over = house, number, over
        self.address, self.secret = house.hook, house.secret
        self.posted: list[str] = []
        self.tries = Counter[int]()

    def run(self) -> None:
        with httpx.Client(trust_env=False, timeout=10) as client:
            while not self.over.is_set():
                chat = 7_000_000 + self.number * 1_000 + len(self.posted) // 10  # nine of ten come from somebody known
                text = f"letter {self.number}-{len(self.posted)}"
                self.posted.append(text)
                self._until_taken(client, self.house.message(text, chat=chat))

    def _until_taken(self, client: httpx.Client, update: dict) -> None:
        while True:
            try:
                status = client.post(self.address, json=update, headers={SECRET_HEADER: self.secret}).status_code
            except httpx.ConnectError:
                status = CLOSED
            except httpx.HTTPError:
                status = BROKEN_OFF
            self.tries[status] += 1
            if status // 100 == 2:
                return
            time.sleep(0.03)


@pytest.mark.slow
def test_ten_kills_under_intake_lose_nothing_and_double_nothing(house: LivingHouse) -> None:
    over = threading.Event()
    posters = [Poster(house, number, over) for number in range(POSTERS)]
    for poster in posters:
        poster.start()
    for _ in range(KILLS):
        time.sleep(random.uniform(0.2, 0.7))
        house.kill()
        house.start_again()
    time.sleep(0.3)
    over.set()
    for poster in posters:
        poster.join(60)
        assert not poster.is_alive()
    tries = sum((poster.tries for poster in posters), Counter())
    assert set(tries) <= {200, 503, CLOSED, BROKEN_OFF}, tries
    assert tries[BROKEN_OFF] >= KILLS, "the kills met letters under way"

    posted = [text for poster in posters for text in poster.posted]
    leaves = house.opened_leaves()
    stored = Counter(leaf["text"] for leaf in leaves if leaf["by"] == "client")
    assert stored == Counter(posted), (Counter(posted) - stored, stored - Counter(posted))
    people = len({leaf["safe"] for leaf in leaves})
    answers = Counter(leaf["safe"] for leaf in leaves if leaf["by"] == "house")
    assert set(answers.values()) == {2}, "the first words and the one question, for everybody, once"
    assert len(answers) == people == house.rows("SELECT count(*) FROM conversations_contact")[0][0]
    assert house.rows("SELECT count(*) FROM conversations_outbox") == [(2 * people,)]
    print(f"\n{len(posted)} letters of {people} people, {KILLS} kills, {dict(tries)}")
