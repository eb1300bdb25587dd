"""F-01 over both doors: letters come through Telegram's hook and the room at once, and the house is killed again and again.

Whatever was acknowledged (200 to the messenger, a shown number or a redirect to the person) is stored, once. A form that is
repeated after a kill makes no second letter and shows the very same number; sessions die with the house, numbers do not.
"""

import random
import threading
import time
from collections import Counter
from uuid import uuid4

import httpx
import pytest

from tests.faults.test_killed_under_intake import BROKEN_OFF, CLOSED, Poster
from tests.living import SIGNED_FORM, LivingHouse, until
from tests.visitors import Visitor, number_on, room_on

KILLS, POSTERS, PEOPLE = 10, 3, 2


class PersonWithAForm(threading.Thread):
    """Asks for help, then writes letter after letter; a form without an answer is sent again, just as it was.

    Whoever is shut out, because sessions die with the house, comes back with the number.
    """

    def __init__(self, house: LivingHouse, number: int, over: threading.Event) -> None:
        super().__init__(daemon=True)
        self.house, self.name_, self.over = house, number, over
        self.shown: set[str] = set()
        self.sent: list[str] = []
        self.tries = Counter[int]()
        self.returns = 0

    def run(self) -> None:
        with httpx.Client(base_url=self.house.url, headers=SIGNED_FORM, trust_env=False, timeout=15) as self.browser:
            self._asks()
            while not self.over.is_set():
                self._writes(f"letter {len(self.sent)} of person {self.name_}")

    def _asks(self) -> None:
        form = {"step": "words", "need": "talk", "once": str(uuid4()), "words": f"first words of person {self.name_}"}
        self.sent.append(form["words"])
        self.shown.add(number_on(self._until("/ask/", form, 200).text))
        if not self.over.is_set():  # the browser's own reload
            self.shown.add(number_on(self._until("/ask/", form, 200).text))

    def _writes(self, words: str) -> None:
        form = {"words": words, "once": str(uuid4()), "room": self._room()}
        self.sent.append(words)
        while self._until("/room/write/", form, 302, 401).status_code == 401:
            self._comes_back()
        if len(self.sent) % 4 == 0:  # a second click: whatever it is answered, it makes no second letter
            self._once("/room/write/", form)

    def _room(self) -> str:
        """The mark of the room, from a page of it; it belongs to the person and stays through every session."""
        while True:
            answer = self._until("/room/", None, 200, 302)
            if answer.status_code == 200:
                return room_on(answer.text)
            self._comes_back()

    def _comes_back(self) -> None:
        self.returns += 1
        self._until("/open/", {"number": next(iter(self.shown))}, 302)

    def _until(self, address: str, form: dict[str, str] | None, *enough: int) -> httpx.Response:
        while True:
            answer = self._once(address, form)
            if answer is not None and answer.status_code in enough:
                return answer
            time.sleep(0.05)

    def _once(self, address: str, form: dict[str, str] | None) -> httpx.Response | None:
        try:
            answer = self.browser.post(address, data=form) if form else self.browser.get(address)
        except httpx.HTTPError as trouble:
            self.tries[CLOSED if isinstance(trouble, httpx.ConnectError) else BROKEN_OFF] += 1
            return None
        self.tries[answer.status_code] += 1
        return answer


@pytest.mark.slow
def test_ten_kills_over_both_channels_lose_nothing_and_double_nothing(house: LivingHouse) -> None:
    over = threading.Event()
    posters = [Poster(house, number, over) for number in range(POSTERS)]
    people = [PersonWithAForm(house, number, over) for number in range(PEOPLE)]
    for thread in [*posters, *people]:
        thread.start()
    for kill in range(KILLS):
        written = [len(person.sent) for person in people]
        until(lambda: not kill or all(len(person.sent) > mark for person, mark in zip(people, written, strict=True)), seconds=30)  # noqa: B023  # asked at once
        time.sleep(random.uniform(0.0, 0.4))
        house.kill()
        house.start_again()
    time.sleep(0.5)
    over.set()
    for thread in [*posters, *people]:
        thread.join(60)
        assert not thread.is_alive()
    tries = sum((thread.tries for thread in [*posters, *people]), Counter())
    assert set(tries) <= {200, 302, 401, 429, 503, CLOSED, BROKEN_OFF}, tries
    assert tries[BROKEN_OFF] >= KILLS and sum(person.returns for person in people) >= KILLS, "the kills met both doors"
    assert all(len(person.shown) == 1 and "" not in person.shown for person in people), "one number, however often it was asked for"

    sent = Counter(text for person in people for text in person.sent) + Counter(text for poster in posters for text in poster.posted)
    leaves = house.opened_leaves()
    stored = Counter(leaf["text"] for leaf in leaves if leaf.get("by") == "client")
    assert stored == sent, (sent - stored, stored - sent)
    assert house.rows("SELECT count(*) FROM vault_receipt") == [(PEOPLE,)]
    threads = len({leaf["safe"] for leaf in leaves})
    assert house.rows("SELECT count(*) FROM conversations_thread") == [(threads,)], "no room without a letter"
    for person in people:
        again = Visitor(house)
        assert again.comes_back(next(iter(person.shown))).status_code == 302
        assert person.sent[-1] in again.words
    print(f"\n{sum(sent.values())} letters, {KILLS} kills, {sum(person.returns for person in people)} returns, {dict(tries)}")


def test_a_session_dies_with_the_house_and_the_number_opens_the_room_again(house: LivingHouse) -> None:
    visitor = Visitor(house)
    visitor.asks("Балама жәрдемақы керек")
    room = visitor.room
    house.kill()
    house.start_again()
    assert not visitor.is_in(), "its row was in a file that is deleted at every start"
    late = visitor.browser.post("/room/write/", data={"words": "Жартылай хат", "once": str(uuid4()), "room": room})
    assert late.status_code == 401 and "Жартылай хат" in late.text, "and the words come back"
    assert visitor.comes_back().status_code == 302
    assert visitor.words.count("Балама жәрдемақы керек") == 1 and visitor.room == room


def test_a_form_repeated_after_the_kill_shows_the_same_number_and_makes_no_second_room(house: LivingHouse) -> None:
    once, words = str(uuid4()), "Балама жәрдемақы керек"
    first = Visitor(house)
    first.asks(words, once=once)
    house.kill()
    house.start_again()
    again = Visitor(house)
    again.asks(words, once=once)
    assert again.number == first.number
    assert house.rows("SELECT count(*) FROM conversations_thread") == [(1,)] and again.words.count(words) == 1
