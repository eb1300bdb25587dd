"""What a person keeps for themselves in the room stands in the same safe: the worker's pages go on without it."""

from uuid import uuid4

import pytest
from django.test import Client

from tests.conftest import Cast
from tirek.conversations.actions import own_notes, rooms
from tirek.conversations.actions.rooms import Asked
from tirek.conversations.models import Thread
from tirek.vault.actions.sessions import load_session
from tirek.vault.actions.talking import TalkReader


@pytest.fixture
def talk(cast: Cast) -> TalkReader:
    """The keys of somebody who has asked for help and kept a note."""
    opened = rooms.ask_for_help(account=cast.room_account, asked=Asked("Балама жәрдемақы керек", "kk"), once=uuid4())
    signed = load_session(opened.cookies, slide=False)
    assert signed is not None
    talk = TalkReader(signed.principal, signed.seed)
    own_notes.keep_own_note(words="Тек өзіме", once=uuid4(), talk=talk)
    return talk


@pytest.mark.parametrize("address", ["", "lines/", "?before=99", "lines/?seen=1"])
def test_a_note_shuts_no_worker_out_and_is_on_none_of_his_pages(worker: Client, talk: TalkReader, address: str) -> None:
    answer = worker.get(f"/desk/{talk.open.safe.id}/{address}")
    assert answer.status_code == 200
    assert "Балама жәрдемақы керек" in answer.content.decode() and "Тек өзіме" not in answer.content.decode()


def test_the_worker_answers_beside_a_note_and_cannot_answer_to_it(worker: Client, talk: TalkReader) -> None:
    (note,) = own_notes.own_notes(talk)
    form = {"words": "Сәлеметсіз бе", "seen_seq": "99", "once": str(uuid4()), "reply_to": str(note.seq)}
    assert worker.post(f"/desk/{talk.open.safe.id}/say/", form).status_code in (302, 409)
    assert worker.post(f"/desk/{talk.open.safe.id}/say/", {**form, "once": str(uuid4()), "reply_to": ""}).status_code == 302


def test_a_note_that_is_handed_over_is_read_on_the_desk(worker: Client, talk: TalkReader) -> None:
    (note,) = own_notes.own_notes(talk)
    own_notes.hand_over_note(seq=note.seq, once=uuid4(), talk=talk)
    assert "Тек өзіме" in worker.get(f"/desk/{Thread.objects.get(pk=talk.open.safe.id).safe_id}/").content.decode()
