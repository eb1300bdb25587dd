"""F-07, F-13: the boot key or the shred store is away. Every letter is refused with 503, and arrives when they are back."""

import httpx
import pytest

from tests.living import LivingHouse

DOORS = ("/", "/sign-in/", "/desk/", "/events", "/demo/", "/static/ui/tirek.css", "/healthz")


def statuses(house: LivingHouse) -> dict[str, int]:
    return {path: httpx.get(house.url + path, trust_env=False).status_code for path in DOORS}


def texts(house: LivingHouse) -> list[str]:
    return [leaf["text"] for leaf in house.opened_leaves() if leaf["by"] == "client"]


@pytest.mark.parametrize(
    "instead, sentence",
    [(None, "its boot key is missing"), ("ab" * 32 + "\n", "not the one of this service"), ("no key at all\n", "its boot key is missing")],
    ids=["missing", "of another house", "not a key"],
)
def test_without_its_own_boot_key_every_door_is_shut_until_it_is_back(house: LivingHouse, instead: str | None, sentence: str) -> None:
    update = house.message("I write while the key is away")
    assert house.hook and house.secret
    house.stop()
    away = house.boot_file.rename(house.folder / "away")
    if instead is not None:
        house.boot_file.write_text(instead)
    house.start_again(locked=True)
    assert house.knock(update) == (503, b"")
    assert house.knock(update, secret="wrong") == (503, b""), "a locked house cannot tell, so it does not"
    assert set(statuses(house).values()) == {503}, statuses(house)
    assert sentence in httpx.get(house.url + "/", trust_env=False).text
    assert house.stop() < 1.5
    assert sentence in house.log.read_text()

    away.rename(house.boot_file)
    house.start_again()
    assert house.post(update) == 200
    assert texts(house) == ["I write while the key is away"]


def test_the_shred_store_away_means_503_for_new_and_known_people(house: LivingHouse) -> None:
    assert house.post(house.message("I am known", chat=71)) == 200
    store = house.data / "keys" / "shred.sqlite3"
    away = store.rename(house.folder / "away")
    new, known = house.message("I am new", chat=72), house.message("I am known and write again", chat=71)
    assert (house.post(new), house.post(known)) == (503, 503)
    assert not store.exists(), "a lost store is never made anew in silence"
    assert httpx.get(house.url + "/sign-in/", trust_env=False).status_code == 200, "the house itself lives"
    away.rename(store)
    assert (house.post(new), house.post(known)) == (200, 200)
    assert sorted(texts(house)) == ["I am known", "I am known and write again", "I am new"]


def test_the_shred_store_away_when_a_conversation_is_opened_is_a_503_with_a_sentence(house: LivingHouse) -> None:
    assert house.post(house.message("I am known", chat=71)) == 200
    worker = house.browser("aigul")
    (safe,) = {leaf["safe"] for leaf in house.opened_leaves()}
    store = house.data / "keys" / "shred.sqlite3"
    away = store.rename(house.folder / "away")
    answer = worker.get(f"/desk/{safe}/")
    assert answer.status_code == 503
    assert "The key store cannot be reached" in answer.text
    away.rename(store)
    assert worker.get(f"/desk/{safe}/").status_code == 200
