"""The web room is a channel whose other side is our own page: nobody is asked, nothing leaves, no hook leads there."""

import pytest
from django.db import IntegrityError, transaction

from tirek.channels.actions import adapter_for, add_account, add_room, check, platform_for, polled_for, stop
from tirek.channels.base import DeliveryStatus, OutboundMessage, Unreadable
from tirek.channels.models import Account
from tirek.channels.webchat import TEXT_LIMIT, Webchat
from tirek.kit.refusals import Refused
from tirek.kit.text import split_message


@pytest.fixture
def room() -> Webchat:
    return Webchat(channel_id="7", account_ref="", secrets=())


def message(text: str) -> OutboundMessage:
    return OutboundMessage(id="1", channel_id="7", conversation_ref="somebody", text=text)


def test_what_is_released_has_arrived_without_a_number_of_anybodys(room):
    (part,) = room.send(message("We read it today.")).parts
    assert part.status is DeliveryStatus.SENT and part.external_id is None and part.error is None


def test_a_long_text_has_as_many_parts_as_the_composer_counts_and_a_retry_doubles_none(room):
    text = "Слово 😀 " * 900
    parts = split_message(text, room.caps.max_text)
    assert len(room.send(message(text)).parts) == len(parts) == 3
    assert all(len(part) <= TEXT_LIMIT for part in parts), "characters, and the house never counts fewer units than those"
    assert len(room.send(message(text), skip=2).parts) == 1


def test_nothing_is_not_sent(room):
    assert room.send(message(" \n ")).parts[0].status is DeliveryStatus.FAILED


def test_nobody_may_knock(room, knock):
    assert room.authenticate(knock()).status == 404
    with pytest.raises(Unreadable):
        room.parse(knock())


def test_the_room_is_asked_nothing_and_has_nobody_behind_it(cast, settings):
    settings.TELEGRAM_API_BASE = "http://127.0.0.1:9"  # whoever asked would hear of it
    assert check(cast.room_account) == ["This is the web room of this house: nobody outside has to be asked."]
    assert platform_for(cast.room_account) is None and polled_for(cast.room_account) is None
    assert isinstance(adapter_for(cast.room_account), Webchat)


def test_a_house_has_one_room(cast):
    with pytest.raises(Refused, match="Test room"):
        add_room(name="Second room")
    with pytest.raises(IntegrityError), transaction.atomic():
        twin = Account(kind="webchat", name="Twin", team=cast.team)
        twin.seal(token="", secrets=[])
        twin.save(force_insert=True)
    stop(account=cast.room_account)
    assert add_room(name="New room").state == Account.State.ACTIVE


def test_a_room_is_not_added_as_a_platform(cast):
    with pytest.raises(Refused, match="no platform called webchat"):
        add_account(kind="webchat", name="Room", token="123:abc")
