"""The house asks Telegram for its letters: each arrives once and in order, and what goes wrong is said and survived."""

import itertools
import json
import threading
import time

import httpx
import pytest

from tests.conversations.asked import asking, served_at, settled
from tests.living import free_port, until
from tirek.channels.actions import add_account, is_contested, renew_token, standing
from tirek.channels.models import Account
from tirek.conversations import fetching as line
from tirek.conversations import polling
from tirek.conversations.models import DeadLetter, SeenEvent
from tirek.vault.actions.safes import shred_store
from tirek.vault.models import Leaf

TOKEN = "123456789:an-invented-token-of-an-invented-bot"  # the cast's bot


@pytest.fixture
def both_databases(committed: None) -> None:
    """The polling's and the receiver's threads must see the rows."""


@pytest.fixture
def account(cast, api, settings, monkeypatch) -> Account:
    """The cast's bot receives by asking; a change of it is noticed at once."""
    settings.TELEGRAM_API_BASE = api.address
    monkeypatch.setattr(polling, "LOOK_EVERY_S", 0.2)
    Account.objects.filter(pk=cast.account.pk).update(receives=Account.Receives.POLL)
    return Account.objects.get(pk=cast.account.pk)


def questions(api) -> list:
    return [call for call in api.calls if call.method == "getUpdates"]


def texts(person, said, chat: int) -> list[str]:
    return [one.text for one in said(person.thread(chat)) if one.from_client]


def test_letters_that_waited_and_letters_that_come_arrive_once_and_in_order(account, api, met, person, said):
    first, second = met(), met()
    for number in range(5):
        api.say(first.id, f"before {number}")
    api.say(second.id, "somebody else")
    with asking():
        until(lambda: api.postman.pending == 0)
        for number in range(5):
            api.say(first.id, f"live {number}")
        until(lambda: api.postman.pending == 0)
    assert texts(person, said, first.id) == [f"before {number}" for number in range(5)] + [f"live {number}" for number in range(5)]
    assert texts(person, said, second.id) == ["somebody else"]


def test_a_letter_is_here_as_soon_as_it_is_written(account, api, met):
    client = met()
    with asking():
        until(lambda: api.calls or api.postman.webhook.allowed)
        time.sleep(0.5)
        began = time.monotonic()
        api.say(client.id, "Is somebody there")
        until(lambda: Leaf.objects.exists())
        assert time.monotonic() - began < 1


def test_what_came_before_a_crash_could_confirm_it_comes_again_and_stands_once(account, api, met, person, said):
    client = met()
    api.say(client.id, "only once")
    confirm, api.postman.confirm = api.postman.confirm, lambda offset: None
    with asking():
        until(lambda: SeenEvent.objects.exists())
    assert api.postman.pending == 1, "received, and Telegram does not know it"
    api.postman.confirm = confirm
    with asking():
        api.say(client.id, "and then")
        until(lambda: api.postman.pending == 0)
    assert texts(person, said, client.id) == ["only once", "and then"]


def test_a_pressed_button_stops_spinning(account, api, met, person):
    client = met()
    bubble = api.chats.add(client, "May we help?", by_bot=True, rows=[[{"text": "Yes", "callback_data": "ask:who"}]])
    with asking():
        api.say(client.id, "Hello")
        api.press(client.id, bubble.message_id, "ask:who")
        assert api.chats.spinning
        until(lambda: not api.chats.spinning)


def test_what_is_not_understood_is_kept_sealed_and_holds_up_nobody(account, api, met, person, said):
    client = met()
    broken = {"update_id": 1, "message": {"message_id": 1, "chat": "no chat", "text": "private words"}}
    api.postman.post(client.id, broken, lambda arrived: None)
    api.say(client.id, "after it")
    with asking():
        until(lambda: api.postman.pending == 0)
    assert texts(person, said, client.id) == ["after it"]
    assert DeadLetter.objects.count() == 1 and b"private words" not in bytes(DeadLetter.objects.get().body)


def test_groups_are_passed_over(account, api, met):
    group = {"update_id": 1, "message": {"message_id": 1, "date": 1, "chat": {"id": -5, "type": "group"}, "text": "not for us"}}
    api.postman.post(met().id, group, lambda arrived: None)
    with asking():
        until(lambda: api.postman.pending == 0)
    assert not Leaf.objects.exists() and not DeadLetter.objects.exists()


def test_what_cannot_be_stored_is_not_confirmed_and_comes_again(account, api, met, person, said):
    client = met()
    api.say(client.id, "known before")
    with asking():
        until(lambda: api.postman.pending == 0)
        store = shred_store().path
        away = store.rename(store.with_suffix(".away"))
        try:
            newcomer = met()
            api.say(newcomer.id, "one")
            api.say(newcomer.id, "two")
            assert settled(lambda: len(questions(api)), seconds=2.5) <= 4, "it rests between its questions"
            assert api.postman.pending == 2
        finally:
            away.rename(store)
        until(lambda: api.postman.pending == 0)
    assert texts(person, said, newcomer.id) == ["one", "two"]


def test_a_refused_token_stops_the_channel_and_a_new_one_starts_it(account, api, met, caplog):
    api.token = "123456789:renewed-by-BotFather"
    with asking():
        until(lambda: Account.objects.get(pk=account.pk).state == Account.State.STOPPED)
        asked = len(questions(api))
        assert settled(lambda: len(questions(api)), seconds=0.6) == 0 and asked <= 2
        renew_token(account=Account.objects.select_related("team").get(pk=account.pk), token=api.token, by=None)
        api.say(met().id, "Still here")
        until(lambda: api.postman.pending == 0)
    assert "Ask BotFather" in caplog.text and "123456789:" not in caplog.text


def test_an_account_whose_token_is_not_what_was_sealed_holds_up_no_other(account, api, met, person, said, cast, caplog):
    Account.objects.create(kind="telegram", name="Exchanged", reference="4711", team=cast.team, receives="poll", sealed=b"\x01\x01not ours")
    client = met()
    api.say(client.id, "reads anyway")
    with asking():
        until(lambda: api.postman.pending == 0)
    assert texts(person, said, client.id) == ["reads anyway"]
    assert "Exchanged: " in caplog.text


def test_an_account_that_begins_to_poll_is_noticed_and_one_that_ends_is_left(account, api, met):
    Account.objects.update(receives=Account.Receives.HOOK)
    client = met()
    with asking():
        api.say(client.id, "waits")
        time.sleep(0.6)
        assert not questions(api)
        Account.objects.filter(pk=account.pk).update(receives=Account.Receives.POLL)
        until(lambda: api.postman.pending == 0)
        Account.objects.update(receives=Account.Receives.HOOK)
        time.sleep(0.6)
        api.say(client.id, "nobody asks")
        time.sleep(0.4)
        assert api.postman.pending == 1


def test_a_bot_that_delivers_to_another_address_is_left_to_it_and_this_is_said_in_plain_words(account, api, met, caplog):
    httpx.post(f"{api.address}/bot{TOKEN}/setWebhook", json={"url": "http://127.0.0.1:9/bot-of-others/secret-path"}, trust_env=False)
    with asking():
        until(lambda: "another address (127.0.0.1)" in caplog.text)
        time.sleep(1.5)
        assert api.postman.webhook.url, "it is not taken away from them"
        said = [record for record in caplog.records if "another address" in record.getMessage()]
        assert len(said) == 1 and "--take-over" in said[0].getMessage() and "secret-path" not in caplog.text
        how = standing(account)
        assert not how.is_well and "another address (127.0.0.1)" in how.lines[1]
        httpx.post(f"{api.address}/bot{TOKEN}/deleteWebhook", json={}, trust_env=False)
        api.say(met().id, "for this house now")
        until(lambda: api.postman.pending == 0)
    assert standing(account).is_well


def test_our_own_former_hook_is_taken_away(account, api, met):
    url = f"http://127.0.0.1:9/hooks/{account.path}"
    httpx.post(f"{api.address}/bot{TOKEN}/setWebhook", json={"url": url}, trust_env=False)
    api.say(met().id, "Hello")
    with asking():
        until(lambda: api.postman.webhook.url == "" and api.postman.pending == 0)


def test_somebody_else_who_asks_too_is_named_once_and_remembered_for_the_doctor(account, api, caplog):
    over = threading.Event()

    def rival() -> None:
        with httpx.Client(trust_env=False, timeout=30) as client:
            while not over.is_set():
                client.post(f"{api.address}/bot{TOKEN}/getUpdates", json={"timeout": 2})
                over.wait(0.3)

    other = threading.Thread(target=rival, daemon=True)
    other.start()
    try:
        with asking():
            until(lambda: is_contested(Account.objects.get(pk=account.pk)))
            assert settled(lambda: len(questions(api)), seconds=3) <= 20, "two who want the same do not race each other"
    finally:
        over.set()
        other.join(5)
    said = [record for record in caplog.records if "Another program asks" in record.getMessage()]
    assert len(said) == 1
    how = standing(Account.objects.get(pk=account.pk))
    assert not how.is_well and "Another program asks" in how.lines[1]


def test_the_network_goes_away_and_comes_back(account, api, met, person, said, settings, caplog):
    port = free_port()
    settings.TELEGRAM_API_BASE = f"http://127.0.0.1:{port}"
    client = met()
    with asking():
        with served_at(api, port):
            api.say(client.id, "one")
            until(lambda: api.postman.pending == 0)
        api.say(client.id, "two")
        time.sleep(2.5)
        with served_at(api, port):
            until(lambda: api.postman.pending == 0)
    assert texts(person, said, client.id) == ["one", "two"]
    assert 1 <= sum(record.levelname == "WARNING" for record in caplog.records if record.name == line.__name__) <= 2
    assert TOKEN not in caplog.text and str(port) not in caplog.text


def test_trouble_that_lasts_is_met_with_growing_pauses(account, api):
    api.fail_next(502, times=100, method="getUpdates")
    with asking():
        time.sleep(4)
    asked = [call.at for call in questions(api)]
    pauses = [later - earlier for earlier, later in itertools.pairwise(asked)]
    assert 2 <= len(asked) <= 4 and pauses == sorted(pauses)


def test_the_platforms_wish_to_be_left_alone_is_heard(account, api, met):
    api.fail_next(429, method="getUpdates", retry_after=2)
    api.say(met().id, "waits")
    with asking():
        until(lambda: len(questions(api)) >= 2)
    first, second = questions(api)[:2]
    assert second.at - first.at >= 2


def test_an_address_that_answers_nothing_at_once_is_not_asked_without_end(account, settings):
    asked = []

    async def hollow(scope, receive, send) -> None:
        await receive()
        asked.append(scope["path"])
        await send({"type": "http.response.start", "status": 200, "headers": [(b"content-type", b"application/json")]})
        await send({"type": "http.response.body", "body": json.dumps({"ok": True, "result": []}).encode()})

    port = free_port()
    settings.TELEGRAM_API_BASE = f"http://127.0.0.1:{port}"
    with served_at(hollow, port), asking():
        time.sleep(2.5)
    assert 2 <= len(asked) <= 4


def test_it_leaves_off_at_once_while_a_question_hangs(account, api):
    with asking() as house:
        time.sleep(0.8)
        assert not questions(api), "the question hangs"
        assert house.stop() < 0.5
    until(lambda: questions(api) and questions(api)[0].status == 0)


def test_without_accounts_that_poll_nobody_is_asked(account, api):
    Account.objects.update(receives=Account.Receives.HOOK)
    with asking():
        time.sleep(0.7)
    assert not api.calls


def test_a_new_bot_polls_unless_it_is_told_its_address(account, api, cast):
    Account.objects.filter(pk=account.pk).delete()
    added = add_account(kind="telegram", name="At home", token=TOKEN)
    assert added.receives == Account.Receives.POLL and api.postman.webhook.url == ""
    hooked = add_account(kind="telegram", name="At home", token=TOKEN, webhook="https://help.example.org/")
    assert hooked.receives == Account.Receives.HOOK and hooked.pk == added.pk
    assert api.postman.webhook.url == f"https://help.example.org/hooks/{added.path}"
    assert add_account(kind="telegram", name="At home", token=TOKEN).receives == Account.Receives.HOOK, "a new token alone changes no way"
    assert api.postman.webhook.url
    back = add_account(kind="telegram", name="At home", token=TOKEN, poll=True)
    assert back.receives == Account.Receives.POLL and api.postman.webhook.url == "", "our own former address is ours to take away"
