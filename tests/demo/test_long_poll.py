"""The stand-in is asked for its letters, as Telegram is: it holds the question, gives, and forgets what was confirmed."""

import asyncio
import json
import time

import httpx
import pytest

from tirek.channels.platforms import AskedToWait, Fetched, HookedElsewhere, PolledElsewhere, TokenRefused
from tirek.channels.telegram import Telegram
from tirek.demo.botapi import TOKEN
from tirek.kit.refusals import CannotReach


def fetch(telegram: Telegram, *, after: int | None = None, wait_s: int = 0) -> list[Fetched]:
    async def ask() -> list[Fetched]:
        async with httpx.AsyncClient(trust_env=False) as client:
            return await telegram.fetch(client, after=after, wait_s=wait_s)

    return asyncio.run(ask())


def texts(letters: list[Fetched]) -> list[str]:
    return [json.loads(letter.body)["message"]["text"] for letter in letters]


@pytest.fixture
def sam(api):
    return next(iter(api.chats.people.values()))


def test_what_waits_is_given_at_once_and_again_until_it_is_confirmed(api, telegram, sam):
    for text in ("one", "two", "three"):
        api.say(sam.id, text)
    letters = fetch(telegram, wait_s=25)
    assert texts(letters) == texts(fetch(telegram, wait_s=25)) == ["one", "two", "three"]
    assert telegram.webhook_state().pending == 3
    assert texts(fetch(telegram, after=letters[1].number)) == ["three"]
    assert [bubble.state for bubble in sam.bubbles] == ["arrived", "arrived", "waiting"]
    assert fetch(telegram, after=letters[2].number) == [] and telegram.webhook_state().pending == 0


def test_letters_of_several_people_come_in_the_order_in_which_they_were_written(api, telegram):
    first, second = list(api.chats.people.values())[:2]
    for number in range(6):
        api.say((first, second)[number % 2].id, str(number))
    assert texts(fetch(telegram)) == list("012345")


def test_a_question_is_held_until_somebody_writes(api, telegram, sam):
    async def ask() -> tuple[list[Fetched], float]:
        async with httpx.AsyncClient(trust_env=False) as client:
            question = asyncio.create_task(telegram.fetch(client, after=None, wait_s=25))
            await asyncio.sleep(0.4)
            assert not question.done()
            api.say(sam.id, "now")
            written = time.monotonic()
            return await question, time.monotonic() - written

    letters, took = asyncio.run(ask())
    assert texts(letters) == ["now"] and took < 0.5


def test_a_question_without_a_letter_is_answered_when_its_time_is_over(telegram):
    began = time.monotonic()
    assert fetch(telegram, wait_s=1) == []
    assert 0.9 < time.monotonic() - began < 2


def test_while_a_hook_is_set_nobody_who_asks_gets_anything(api, hooked, telegram, sam):
    with pytest.raises(HookedElsewhere):
        fetch(telegram)
    telegram.drop_webhook()
    api.say(sam.id, "to whoever asks")
    assert texts(fetch(telegram)) == ["to whoever asks"] and hooked.events == []


def test_a_hook_that_is_set_ends_a_question_that_hangs(telegram, address):
    async def ask() -> None:
        async with httpx.AsyncClient(trust_env=False) as client:
            question = asyncio.create_task(telegram.fetch(client, after=None, wait_s=25))
            await asyncio.sleep(0.2)
            await asyncio.to_thread(telegram.set_webhook, f"{address}/hooks/abc", "s")
            await question

    with pytest.raises(HookedElsewhere):
        asyncio.run(asyncio.wait_for(ask(), 5))


def test_a_second_one_who_asks_ends_the_first_question(api, telegram, sam):
    async def ask() -> tuple[object, list[Fetched]]:
        async with httpx.AsyncClient(trust_env=False) as client:
            first = asyncio.create_task(telegram.fetch(client, after=None, wait_s=25))
            await asyncio.sleep(0.2)
            second = asyncio.create_task(telegram.fetch(client, after=None, wait_s=25))
            (outcome,) = await asyncio.gather(first, return_exceptions=True)
            api.say(sam.id, "for the second")
            return outcome, await second

    outcome, letters = asyncio.run(asyncio.wait_for(ask(), 5))
    assert isinstance(outcome, PolledElsewhere) and texts(letters) == ["for the second"]


def test_whoever_goes_away_while_he_waits_is_forgotten(api, telegram, sam):
    with pytest.raises(TimeoutError):
        asyncio.run(asyncio.wait_for(_hang(telegram), 0.3))
    api.say(sam.id, "later")
    assert texts(fetch(telegram, wait_s=5)) == ["later"]


async def _hang(telegram: Telegram) -> None:
    async with httpx.AsyncClient(trust_env=False) as client:
        await telegram.fetch(client, after=None, wait_s=25)


def test_no_more_than_fifty_come_at_once(api, telegram, sam):
    for number in range(60):
        api.say(sam.id, str(number))
    letters = fetch(telegram)
    assert texts(letters) == [str(number) for number in range(50)]
    assert texts(fetch(telegram, after=letters[-1].number)) == [str(number) for number in range(50, 60)]


def test_only_the_kinds_that_are_read_are_asked_for(api, telegram, hooked):
    telegram.drop_webhook()
    fetch(telegram)
    asked, hook = api.calls[-1].payload["allowed_updates"], next(call for call in api.calls if call.method == "setWebhook")
    assert asked == hook.payload["allowed_updates"]


@pytest.mark.parametrize(("status", "kind"), [(401, TokenRefused), (404, TokenRefused), (429, AskedToWait), (502, CannotReach)])
def test_every_refusal_has_its_name_and_hides_the_token(api, telegram, status, kind):
    api.fail_next(status, method="getUpdates", retry_after=7)
    with pytest.raises(kind) as refused:
        fetch(telegram)
    assert TOKEN not in repr(refused.value) and refused.value.__context__ is None
    assert getattr(refused.value, "seconds", 7) == 7


def test_nobody_at_the_address_and_a_wrong_token_are_said_without_the_address(address):
    nobody = Telegram(channel_id="1", account_ref="1", secrets=(), token=TOKEN, api_base="http://127.0.0.1:9")
    with pytest.raises(CannotReach, match="cannot be reached") as refused:
        fetch(nobody)
    assert refused.value.__context__ is None and "127.0.0.1" not in str(refused.value)
    with pytest.raises(TokenRefused):
        fetch(Telegram(channel_id="1", account_ref="1", secrets=(), token="no token", api_base=address))


def test_dropping_the_hook_keeps_what_waits_unless_it_is_asked_to_forget(api, address, sam):
    api.say(sam.id, "kept")
    httpx.post(f"{address}/bot{TOKEN}/deleteWebhook", json={}, trust_env=False)
    assert api.postman.pending == 1
    httpx.post(f"{address}/bot{TOKEN}/deleteWebhook", json={"drop_pending_updates": True}, trust_env=False)
    assert api.postman.pending == 0 and sam.bubbles[-1].state == "lost"
