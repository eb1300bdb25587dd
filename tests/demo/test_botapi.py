"""The adapter and the stand-in over real HTTP: what goes well, and every trouble that the Bot API can make."""

import logging
import traceback

import httpx
import pytest

from tirek.channels.base import DeliveryStatus, ErrorClass, EventType, MessageKind, OutboundMessage
from tirek.channels.telegram import Telegram
from tirek.demo.botapi import TOKEN, BotApi
from tirek.kit.refusals import CannotReach

SAM = 990000004
TARAS = 990000002


def message(text: str = "Thank you, we read it.", *, to: int = SAM, reply_to: str | None = None, buttons=()) -> OutboundMessage:
    return OutboundMessage(id="1", channel_id="1", conversation_ref=str(to), text=text, reply_to=reply_to, buttons=buttons)


@pytest.fixture
def sam(api):
    """A person who has pressed Start, so that the bot may write."""
    api.say(SAM, "/start")
    return api.person(SAM)


def only(result):
    (part,) = result.parts
    return part


# --- sending -----------------------------------------------------------------------------------------------------------


def test_an_answer_arrives_with_a_number_of_its_own(api, telegram, sam):
    part = only(telegram.send(message("Привіт, 👋🏽")))
    assert (part.status, part.error) == (DeliveryStatus.SENT, None)
    bubble = sam.bubbles[-1]
    assert (bubble.text, bubble.by_bot, str(bubble.message_id)) == ("Привіт, 👋🏽", True, part.external_id)


def test_an_answer_never_asks_for_markup_or_a_preview(api, telegram, sam):
    telegram.send(message("an_unpaired *underscore https://example.org"))
    call = api.calls[-1]
    assert call.method == "sendMessage" and "parse_mode" not in call.payload
    assert call.payload["link_preview_options"] == {"is_disabled": True}
    assert sam.bubbles[-1].text == "an_unpaired *underscore https://example.org"


def test_a_reply_points_at_the_message_and_goes_even_if_that_is_gone(api, telegram, sam):
    first = sam.bubbles[0].message_id
    telegram.send(message(reply_to=str(first)))
    assert sam.bubbles[-1].reply_to == first
    assert only(telegram.send(message(reply_to="1"))).status is DeliveryStatus.SENT


def test_short_buttons_stand_in_pairs_and_long_ones_alone(api, telegram, sam):
    titles = ("Мені загрожує небезпека", "Як зберігається", "Мови", "Ще")
    telegram.send(message(buttons=tuple((title, f"p{number}") for number, title in enumerate(titles))))
    rows = [[button["text"] for button in row] for row in sam.bubbles[-1].rows]
    assert rows == [[titles[0]], [titles[1], titles[2]], [titles[3]]]


def test_a_long_text_goes_in_parts_with_reply_first_and_buttons_last(api, telegram, sam):
    text = " ".join(f"слово{number}😀" for number in range(1_000))
    first = sam.bubbles[0].message_id
    result = telegram.send(message(text, reply_to=str(first), buttons=(("OK", "ok"),)))
    sent = [bubble for bubble in sam.bubbles if bubble.by_bot]
    assert len(result.parts) == len(sent) == 3
    assert " ".join(bubble.text for bubble in sent) == text
    assert [bubble.reply_to for bubble in sent] == [first, None, None]
    assert [bool(bubble.rows) for bubble in sent] == [False, False, True]


def test_after_a_failure_in_the_middle_only_the_rest_is_sent_again(api, telegram, sam):
    text = " ".join(f"word{number}" for number in range(1_500))
    telegram.send(message("first"))
    api.fail_next(500, method="sendMessage")
    failed = telegram.send(message(text))
    assert [part.status for part in failed.parts] == [DeliveryStatus.FAILED] + [DeliveryStatus.QUEUED] * (len(failed.parts) - 1)
    whole = telegram.send(message(text))
    again = telegram.send(message(text), skip=1)
    assert len(again.parts) == len(whole.parts) - 1
    assert sam.bubbles[-1].text == sam.bubbles[-1 - len(again.parts)].text


@pytest.mark.parametrize(
    "wrong",
    [
        message("  \n "),
        message(buttons=(("Title", "x" * 65),)),
        message(buttons=(("Title", ""),)),
        message(buttons=((" ", "x"),)),
        OutboundMessage(id="1", channel_id="1", conversation_ref="@somebody", text="Hello"),
    ],
    ids=["no words", "long payload", "no payload", "no title", "no chat id"],
)
def test_what_cannot_be_sent_is_said_without_asking_telegram(api, telegram, sam, wrong):
    before = len(api.calls)
    part = only(telegram.send(wrong))
    assert (part.status, part.error.cls, part.error.retryable) == (DeliveryStatus.FAILED, ErrorClass.INVALID, False)
    assert len(api.calls) == before


# --- troubles ----------------------------------------------------------------------------------------------------------


def test_429_says_how_long_to_wait(api, telegram, sam):
    api.fail_next(429, retry_after=17)
    error = only(telegram.send(message())).error
    assert (error.cls, error.retryable, error.retry_after_s) == (ErrorClass.RATE_LIMITED, True, 17.0)
    assert only(telegram.send(message())).status is DeliveryStatus.SENT


@pytest.mark.parametrize("status", [500, 502, 503])
def test_a_fault_of_telegrams_own_may_be_tried_again(api, telegram, sam, status):
    api.fail_next(status)
    part = only(telegram.send(message()))
    assert (part.status, part.error.cls, part.error.retryable) == (DeliveryStatus.FAILED, ErrorClass.TRANSIENT, True)


@pytest.mark.parametrize("done_first", [False, True])
def test_silence_after_sending_is_unknown_and_not_failed(api, telegram, sam, done_first):
    api.hang(done_first=done_first)
    part = only(telegram.send(message("Perhaps")))
    assert (part.status, part.error.cls, part.error.retryable) == (DeliveryStatus.UNKNOWN, ErrorClass.UNKNOWN, False)
    assert (sam.bubbles[-1].text == "Perhaps") is done_first


def test_nobody_at_the_address_may_be_tried_again(sam):
    telegram = Telegram(channel_id="1", account_ref="1", secrets=(), token=TOKEN, api_base="http://127.0.0.1:9")
    part = only(telegram.send(message()))
    assert (part.status, part.error.cls, part.error.retryable) == (DeliveryStatus.FAILED, ErrorClass.TRANSIENT, True)


def test_a_person_who_blocked_the_bot_cannot_be_reached(api, telegram, sam):
    api.block(SAM)
    error = only(telegram.send(message())).error
    assert (error.cls, error.code, error.retryable) == (ErrorClass.BLOCKED, "403", False)
    api.unblock(SAM)
    assert only(telegram.send(message())).status is DeliveryStatus.SENT


def test_the_bot_cannot_write_first(api, telegram):
    assert only(telegram.send(message(to=TARAS))).error.cls is ErrorClass.BLOCKED
    assert only(telegram.send(message(to=1))).error.cls is ErrorClass.INVALID


def test_one_sentence_of_403_is_a_passing_fault_until_it_repeats(api, telegram, sam):
    api.fail_next(403, words="Forbidden: bot can't send messages to the user")
    error = only(telegram.send(message())).error
    assert (error.cls, error.subcode, error.retryable) == (ErrorClass.TRANSIENT, "may_be_blocked", True)
    api.fail_next(403, words="Forbidden: user is deactivated")
    assert only(telegram.send(message())).error.cls is ErrorClass.BLOCKED


@pytest.mark.parametrize("token", ["123456789:wrong", "123456789-demo", "", "a b\nc", "123:x/../getMe"])
def test_a_wrong_or_missing_token_stops_the_channel(address, token):
    with httpx.Client(timeout=2, trust_env=False) as client:
        telegram = Telegram(channel_id="1", account_ref="1", secrets=(), token=token, api_base=address, client=client)
        part = only(telegram.send(message()))
        assert (part.status, part.error.cls, part.error.retryable) == (DeliveryStatus.FAILED, ErrorClass.AUTH, False)
        with pytest.raises(CannotReach, match="BotFather"):
            telegram.who_am_i()


def test_a_revoked_token_is_an_auth_error(api, telegram, sam):
    for status in (401, 404):
        api.fail_next(status)
        assert only(telegram.send(message())).error.cls is ErrorClass.AUTH


def test_a_page_of_somebody_else_is_not_an_answer(api, telegram):
    assert telegram.classify(302, b"<html>Sign in</html>").cls is ErrorClass.TRANSIENT
    assert telegram.classify(400, b"\xff").cls is ErrorClass.INVALID
    assert telegram.classify(200, b'{"ok":false,"error_code":429,"parameters":{"retry_after":"soon"}}').retry_after_s is None


def test_the_token_is_in_no_error_and_no_log(address, api, telegram, caplog):
    for logger in ("httpx", "httpcore"):
        caplog.set_level(logging.DEBUG, logger=logger)
    api.hang(times=3)
    telegram.send(message())
    errors = []
    nobody = Telegram(channel_id="1", account_ref="1", secrets=(), token=TOKEN, api_base="http://127.0.0.1:9")
    stranger = Telegram(channel_id="1", account_ref="1", secrets=(), token="9:revoked-one", api_base=address)
    for asked in (telegram.who_am_i, telegram.webhook_state, nobody.who_am_i, stranger.who_am_i):
        with pytest.raises(CannotReach) as failed:
            asked()
        errors.append(failed.value)
    shown = caplog.text + "".join("".join(traceback.format_exception(error)) for error in errors)
    assert "/bot•••/" in caplog.text  # the log of requests was on
    for token in (TOKEN, "9:revoked-one"):
        assert token not in shown
    assert all(error.__context__ is None and error.__cause__ is None for error in errors)


# --- asking ------------------------------------------------------------------------------------------------------------


def test_the_bot_knows_who_it_is_and_where_its_letters_go(telegram, hooked):
    assert (telegram.who_am_i().id, telegram.who_am_i().username) == ("123456789", "tirek_demo_bot")
    state = telegram.webhook_state()
    assert state.url.endswith("/hooks/abc") and (state.pending, state.last_error) == (0, None)


def test_only_the_updates_that_are_read_are_asked_for(api, telegram, hooked):
    (call,) = [call for call in api.calls if call.method == "setWebhook"]
    assert call.payload["allowed_updates"] == ["message", "edited_message", "callback_query", "my_chat_member", "message_reaction"]
    assert (call.payload["max_connections"], call.payload["secret_token"]) == (10, "secret-of-the-demo_hook")


def test_a_secret_that_telegram_would_refuse_is_refused(telegram):
    with pytest.raises(CannotReach, match="unallowed characters"):
        telegram.set_webhook("http://127.0.0.1:1/hooks/abc", "секрет")


# --- letters on their way ----------------------------------------------------------------------------------------------


def test_a_letter_comes_to_our_hook_in_the_bot_apis_shape(api, hooked, until):
    first = api.say(SAM, "Hello 👋🏽")
    api.say(SAM, "It is about my papers", reply_to=first.message_id)
    until(lambda: len(hooked.events) == 2)
    hello, papers = hooked.events
    assert (hello.type, hello.kind, hello.text) == (EventType.MESSAGE, MessageKind.TEXT, "Hello 👋🏽")
    assert (hello.sender.display_name, hello.sender.language, hello.conversation_ref) == ("Sam Sample", "en", str(SAM))
    assert papers.reply_to == hello.external_id
    assert int(papers.event_key[2:]) == int(hello.event_key[2:]) + 1
    until(lambda: first.state == "arrived")


def test_start_edits_and_blocking_come_as_events(api, hooked, until):
    api.say(SAM, "/start")
    api.say(SAM, "One")
    api.edit_last(SAM, "Two")
    api.block(SAM)
    api.say(SAM, "Back")
    until(lambda: len(hooked.events) == 6)
    start, one, edit, blocked, unblocked, back = hooked.events
    assert [start.contact_event, blocked.contact_event, unblocked.contact_event] == ["started", "blocked", "unblocked"]
    assert (edit.type, edit.text, edit.target_external_id) == (EventType.EDIT, "Two", one.external_id)
    assert back.text == "Back"


def test_a_pressed_button_comes_back_and_stops_spinning(api, telegram, hooked, sam, until):
    part = only(telegram.send(message(buttons=(("I am in danger", "danger"),))))
    api.press(SAM, int(part.external_id), "danger")
    event = until(lambda: next((one for one in hooked.events if one.kind is MessageKind.BUTTON_REPLY), None))
    assert (event.payload, event.text, event.reply_to) == ("danger", "I am in danger", part.external_id)
    assert telegram.answer_button(event.extra["callback_id"]) is True
    assert telegram.answer_button(event.extra["callback_id"]) is False  # too old now, and nothing is raised


@pytest.mark.parametrize("troubles", [[500], [503, 503], [None], [500, None, 503]])
def test_a_letter_is_carried_again_until_it_is_taken_and_order_is_kept(api, hooked, until, troubles):
    hooked.answers = list(troubles)
    for number in range(4):
        api.say(SAM, f"Letter {number}")
    until(lambda: len(hooked.events) == 4)
    assert [event.text for event in hooked.events] == [f"Letter {number}" for number in range(4)]


def test_after_the_last_attempt_the_letter_is_lost_and_the_next_one_goes(api, telegram, hooked, until):
    hooked.answers = [500] * 4
    lost = api.say(SAM, "Lost")
    api.say(SAM, "Found")
    until(lambda: hooked.events)
    assert [event.text for event in hooked.events] == ["Found"] and lost.state == "lost"
    assert telegram.webhook_state().last_error == "Wrong response from the webhook: 500 Internal Server Error"


def test_a_hook_with_another_secret_refuses_and_one_chat_does_not_hold_up_another(api, telegram, hooked, until):
    telegram.set_webhook(telegram.webhook_state().url, "another-secret")
    api.say(SAM, "Hello")
    until(lambda: hooked.refused == 4)
    assert hooked.events == []
    telegram.set_webhook(telegram.webhook_state().url, "secret-of-the-demo_hook")
    api.say(TARAS, "Добрий день")
    until(lambda: hooked.events)


def test_letters_written_before_there_is_a_hook_wait_for_it(api, telegram, hook, until, served):
    api.say(SAM, "Early")
    assert telegram.webhook_state().pending == 1
    with served(hook) as address:
        telegram.set_webhook(f"{address}/hooks/abc", "secret-of-the-demo_hook")
        until(lambda: hook.events)


def test_numbers_of_a_new_start_do_not_repeat_those_of_an_earlier_one(api):
    first = api.say(SAM, "Before the restart")
    later = BotApi()
    assert later.say(SAM, "After").message_id >= first.message_id
    assert 0 < first.message_id < 2**31


# --- orders from another process -----------------------------------------------------------------------------------------


def test_a_test_in_another_process_orders_by_http(api, address, hooked, until):
    with httpx.Client(base_url=address, trust_env=False) as client:
        said = client.post("/control", json={"do": "say", "chat_id": SAM, "text": "Hello"}).json()
        assert said["ok"] and said["result"]["text"] == "Hello"
        until(lambda: hooked.events)
        client.post("/control", json={"do": "fail_next", "status": 429, "retry_after": 3})
        refused = client.post(f"/bot{TOKEN}/sendMessage", json={"chat_id": SAM, "text": "x"})
        assert (refused.status_code, refused.json()["parameters"]) == (429, {"retry_after": 3})
        seen = client.get("/control").json()
        assert seen["calls"][-1]["status"] == 429 and seen["pending"] == 0
        for wrong in ({"do": "fly"}, {"do": "say"}, {"do": "say", "chat_id": 5, "text": "x"}, {}):
            assert client.post("/control", json=wrong).status_code == 400
        assert client.post("/control", json={"do": "heal"}, headers={"Sec-Fetch-Site": "cross-site"}).status_code == 403


def test_a_call_may_come_as_a_query_or_a_form(api, address, sam):
    with httpx.Client(base_url=f"{address}/bot{TOKEN}", trust_env=False) as client:
        assert client.get("/getMe").json()["result"]["is_bot"] is True
        assert client.get("/sendMessage", params={"chat_id": SAM, "text": "by query"}).json()["ok"] is True
        assert client.post("/SENDMESSAGE", data={"chat_id": SAM, "text": "by form"}).json()["result"]["text"] == "by form"
        for text, words in (("", "message text is empty"), ("x" * 4097, "message is too long"), ("😀" * 2049, "message is too long")):
            refused = client.post("/sendMessage", json={"chat_id": SAM, "text": text})
            assert (refused.status_code, refused.json()["description"]) == (400, f"Bad Request: {words}")
        assert client.post("/noSuchMethod").status_code == 404
