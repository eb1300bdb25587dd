"""A message leaves: over HTTP to a stand-in of the Bot API that can be told to fail in every way Telegram does."""

import time

import pytest
from django.db import IntegrityError, connection, transaction

from tests.conftest import Cast, Person
from tests.conversations.chats import fresh, heard, sending_calls, words
from tirek.channels.actions import renew_token
from tirek.channels.base import DeliveryError, DeliveryStatus, ErrorClass, SendPart, SendResult
from tirek.channels.models import Account
from tirek.conversations.actions import talking
from tirek.conversations.actions.delivering import LEASE_S, due, lease, settle
from tirek.conversations.models import ExternalRef, Outbox, Thread
from tirek.demo.faults import Fault
from tirek.kit.refusals import Refused
from tirek.ledger.models import Entry
from tirek.ledger.verbs import Verb

# what goes well


def test_a_message_is_sent_and_its_words_are_wiped_from_the_outbox(carrier, client, write) -> None:
    row = write("We can meet on Monday at ten")
    assert bytes(row.payload) and b"Monday" not in bytes(row.payload)
    carrier.look()
    assert words(client) == ["We can meet on Monday at ten"]
    row = fresh(row)
    assert (row.state, row.payload, row.error, row.attempts, row.maybe_twice) == (Outbox.State.SENT, None, "", 1, False)
    assert carrier.look() == [], "and it never leaves again"


def test_a_reply_to_what_we_sent_finds_its_leaf(carrier, client, person: Person, thread: Thread, write, said) -> None:
    row = write("Is Monday good for you")
    carrier.look()
    ours = {"message_id": client.bubbles[-1].message_id, "date": 1_795_000_000, "chat": {"id": client.id, "type": "private"}}
    person.writes("Yes", chat=client.id, reply_to_message=ours)
    assert said(thread)[-1].reply == row.leaf.seq


def test_messages_of_one_person_leave_in_their_order_and_one_at_a_time(carrier, client, write) -> None:
    rows = [write(f"Line number {number}") for number in range(3)]
    assert due(carrier.now, 50) == [rows[0].id]
    for _ in rows:
        carrier.look()
    assert words(client) == ["Line number 0", "Line number 1", "Line number 2"]


def test_a_long_text_leaves_in_parts_and_goes_on_after_the_part_that_went(api, carrier, client, write) -> None:
    paragraphs = [f"{letter} " * 1_500 for letter in "abcd"]
    row = write("\n\n".join(paragraphs))
    api.fail_next(500, method="sendMessage", chat_id=client.id)
    carrier.look()
    assert heard(client) == [] and fresh(row).parts_sent == 0
    carrier.pass_time(60)
    delayed_fault(api, client, after=2)
    carrier.look()
    assert len(heard(client)) == 2 and fresh(row).parts_sent == 2 and fresh(row).state == Outbox.State.QUEUED
    carrier.pass_time(60)
    carrier.look()
    assert [text.split()[0] for text in words(client)] == ["a", "b", "c", "d"], "none is missing and none came twice"
    assert fresh(row).state == Outbox.State.SENT
    assert ExternalRef.objects.filter(safe=row.thread_id, seq=row.leaf.seq).count() == 4


def delayed_fault(api, client, *, after: int) -> None:
    """The third call from now on fails: the first two are let through."""

    class Third(Fault):
        def meets(self, method: str, chat_id: object) -> bool:
            if self.times > 0 and method == "sendmessage" and chat_id == client.id:
                self.seconds -= 1
                return self.seconds < 0
            return False

    api._faults.waiting.append(Third(500, seconds=float(after)))


# what does not


def test_429_waits_as_long_as_telegram_says_and_keeps_the_order(api, carrier, client, write) -> None:
    first, second = write("The first"), write("The second")
    api.fail_next(429, retry_after=37, method="sendMessage")
    carrier.look()
    row = fresh(first)
    assert row.state == Outbox.State.QUEUED and 36 < row.next_at - time.time() < 38 and row.error == "rate_limited"
    assert due(time.time() + 30, 50) == [], "the second does not overtake it"
    carrier.pass_time(40)
    carrier.look()
    carrier.look()
    assert words(client) == ["The first", "The second"]
    assert fresh(second).state == Outbox.State.SENT


@pytest.mark.parametrize("status", [500, 502, 503])
def test_a_fault_of_telegram_is_tried_again_with_longer_and_longer_pauses(api, carrier, client, write, status: int) -> None:
    row = write("Please hold on")
    api.fail_next(status, times=4, method="sendMessage")
    pauses = []
    for _ in range(4):
        carrier.look()
        pauses.append(fresh(row).next_at - time.time())
        carrier.pass_time(60)
    assert [low < pause < high for pause, low, high in zip(pauses, (1, 3, 6, 12), (3, 5, 10, 20), strict=True)] == [True] * 4, pauses
    carrier.look()
    assert words(client) == ["Please hold on"] and not fresh(row).maybe_twice


def test_it_is_tried_for_a_day_and_then_loud_on_the_desk(api, carrier, client, write, sign_in, cast: Cast, thread: Thread) -> None:
    row = write("Please hold on")
    Outbox.objects.filter(pk=row.pk).update(made_at=time.time() - 24 * 3600 - 1)
    api.fail_next(500, method="sendMessage")
    carrier.look()
    assert fresh(row).state == Outbox.State.FAILED and bytes(fresh(row).payload), "its words stay for another try"
    page = sign_in(cast.worker).get(f"/desk/{thread.safe_id}/").content.decode()
    assert "not delivered" in page and f"/again/{row.pk}/" in page
    talking.send_again(row=fresh(row), by=cast.worker)
    carrier.look()
    assert words(client) == ["Please hold on"] and fresh(row).state == Outbox.State.SENT


def test_no_answer_is_tried_once_more_and_marked_then_it_is_failed(api, carrier, client, write) -> None:
    row = write("Did it arrive")
    api.hang(seconds=3, times=2, method="sendMessage", done_first=True)
    carrier.look()
    first = fresh(row)
    assert (first.state, first.maybe_twice, first.error) == (Outbox.State.QUEUED, True, "unknown")
    carrier.pass_time(60)
    carrier.look()
    second = fresh(row)
    assert (second.state, second.maybe_twice, second.error) == (Outbox.State.FAILED, True, "unknown")
    carrier.pass_time(3600)
    assert carrier.look() == [] and len(heard(client)) == 2, "twice at most, and it is said"


def test_no_answer_once_and_then_success_is_sent_and_marked(api, carrier, client, write) -> None:
    row = write("Did it arrive")
    api.hang(seconds=3, method="sendMessage")
    carrier.look()
    carrier.pass_time(60)
    carrier.look()
    assert (fresh(row).state, fresh(row).maybe_twice) == (Outbox.State.SENT, True) and len(heard(client)) == 1


def test_an_address_where_nobody_listens_is_waited_for_without_a_mark(carrier, client, write, settings) -> None:
    row = write("Please hold on")
    right, settings.TELEGRAM_API_BASE = settings.TELEGRAM_API_BASE, "http://127.0.0.1:9"
    carrier.look()
    assert (fresh(row).state, fresh(row).maybe_twice, fresh(row).error) == (Outbox.State.QUEUED, False, "transient")
    settings.TELEGRAM_API_BASE = right
    carrier.pass_time(60)
    carrier.look()
    assert words(client) == ["Please hold on"]


def test_a_person_who_blocked_the_bot_is_a_loud_failure_and_a_blocked_thread(api, carrier, client, write, thread: Thread) -> None:
    client.blocked = True
    row = write("Are you there")
    carrier.look()
    assert (fresh(row).state, fresh(row).error, fresh(row).attempts) == (Outbox.State.FAILED, "blocked", 1)
    thread.refresh_from_db()
    assert thread.is_blocked
    with pytest.raises(Refused, match=r"has blocked our bot.*still in the field"):
        write("Another try")


def test_cannot_send_to_the_user_is_believed_when_it_repeats(api, carrier, client, write, thread: Thread) -> None:
    row = write("Are you there")
    api.fail_next(403, times=3, method="sendMessage", words="Forbidden: bot can't send messages to the user")
    for attempt in range(3):
        thread.refresh_from_db()
        assert not thread.is_blocked, attempt
        carrier.look()
        carrier.pass_time(60)
    assert (fresh(row).state, fresh(row).error) == (Outbox.State.FAILED, "blocked")
    thread.refresh_from_db()
    assert thread.is_blocked


def test_cannot_send_to_the_user_twice_and_something_else_between_is_not_believed(api, carrier, client, write, thread: Thread) -> None:
    row = write("Are you there")
    for status, said in ((403, "Forbidden: bot can't send messages to the user"), (500, "")) * 3:
        api.fail_next(status, method="sendMessage", words=said)
    for _ in range(6):
        carrier.look()
        carrier.pass_time(300)
    assert fresh(row).state == Outbox.State.QUEUED
    carrier.look()
    thread.refresh_from_db()
    assert words(client) == ["Are you there"] and not thread.is_blocked


def test_a_refused_token_stops_the_channel_keeps_everything_and_tells_the_team(
    api, carrier, client, met, write, person: Person, cast: Cast
) -> None:
    first, second = write("The first"), write("The second")
    right, api.token = api.token, "123456789:another-token"
    carrier.look()
    account = Account.objects.get(pk=cast.account.pk)
    assert account.state == Account.State.STOPPED
    assert Entry.objects.filter(verb=Verb.CHANNEL_STOPPED, about=account.id, scope=cast.team.oversight_id).count() == 1
    assert (fresh(first).state, fresh(first).attempts) == (Outbox.State.QUEUED, 0), "no try is burnt"
    before = len(sending_calls(api))
    carrier.pass_time(7200)
    assert carrier.look() == [] and len(sending_calls(api)) == before, "nobody is asked as long as it is stopped"
    person.writes("I still write to you", chat=client.id)  # letters still come in
    api.token = right
    renew_token(account=account, token=right, by=cast.admin)
    for _ in range(3):
        carrier.look()
    assert words(client) == ["The first", "The second"] and fresh(second).state == Outbox.State.SENT


def test_a_message_that_telegram_refuses_as_wrong_fails_at_once(api, carrier, write) -> None:
    row = write("Something odd")
    api.fail_next(400, method="sendMessage")
    carrier.look()
    assert (fresh(row).state, fresh(row).error) == (Outbox.State.FAILED, "invalid_request")


def test_what_failed_does_not_hold_up_the_next(api, carrier, client, write) -> None:
    write("Something odd")
    write("The next one")
    api.fail_next(400, method="sendMessage")
    carrier.look()
    carrier.look()
    assert words(client) == ["The next one"]


# leases


def test_a_lease_of_a_dead_process_is_taken_over_and_marked(carrier, client, write) -> None:
    row = write("Carried by somebody who died")
    assert lease(row_id=row.pk, now=carrier.now) is not None
    assert lease(row_id=row.pk, now=carrier.now) is None, "nobody else may have it"
    assert due(carrier.now + LEASE_S - 1, 50) == []
    carrier.pass_time(LEASE_S + 1)
    carrier.look()
    assert (fresh(row).state, fresh(row).maybe_twice, fresh(row).attempts) == (Outbox.State.SENT, True, 2)
    assert words(client) == ["Carried by somebody who died"]


def test_who_comes_back_after_his_lease_has_run_out_changes_nothing(api, carrier, client, write) -> None:
    row = write("Carried by somebody slow")
    slow = lease(row_id=row.pk, now=carrier.now)
    carrier.pass_time(LEASE_S + 1)
    carrier.look()
    assert fresh(row).state == Outbox.State.SENT
    settle(parcel=slow, result=SendResult((SendPart(None, DeliveryStatus.FAILED, DeliveryError(ErrorClass.BLOCKED)),)))
    assert fresh(row).state == Outbox.State.SENT and not Thread.objects.get(pk=row.thread_id).is_blocked


# nothing leaves unchecked


def test_words_that_were_changed_after_their_clearance_never_leave(carrier, client, write, sign_in, cast: Cast, thread: Thread) -> None:
    row, other = write("What was checked"), write("Other words that were checked too")
    with connection.cursor() as cursor:  # somebody who can write the database gives one clearance the other's mark
        cursor.execute(
            "UPDATE conduct_clearance SET mark = (SELECT mark FROM conduct_clearance WHERE id = %s) WHERE id = %s",
            [_raw(other.clearance_id), _raw(row.clearance_id)],
        )
    carrier.look()
    assert (fresh(row).state, fresh(row).error) == (Outbox.State.FAILED, "not_cleared")
    assert "What was checked" not in words(client)
    assert "these are not the words that were checked" in sign_in(cast.worker).get(f"/desk/{thread.safe_id}/").content.decode()


def test_a_sealed_message_that_was_touched_never_leaves_and_does_not_stop_the_others(carrier, client, write) -> None:
    row = write("What was checked")
    touched = bytearray(row.payload)
    touched[-1] ^= 1
    Outbox.objects.filter(pk=row.pk).update(payload=bytes(touched))
    write("The next one")
    carrier.look()
    carrier.look()
    assert (fresh(row).state, fresh(row).error) == (Outbox.State.FAILED, "not_cleared")
    assert words(client) == ["The next one"]


def test_an_outbox_row_without_a_clearance_cannot_exist(write) -> None:
    row = write("What was checked")
    with pytest.raises(IntegrityError), transaction.atomic():
        Outbox.objects.filter(pk=row.pk).update(clearance=None)
    with pytest.raises(IntegrityError), transaction.atomic():
        Outbox.objects.create(account=row.account, thread=row.thread, leaf=row.leaf, clearance=row.clearance, made_at=0, payload=b"")


def _raw(key: object) -> object:
    return getattr(key, "hex", key)
