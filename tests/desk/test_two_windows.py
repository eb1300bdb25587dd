"""Two windows, a late autosave, a second click, a letter that comes while somebody types: no word is lost, none goes twice."""

from uuid import uuid4

import pytest
from django.test import Client

from tests.conftest import Cast, Person
from tests.desk.test_answering import post
from tirek.conversations.models import Draft, Outbox, Thread
from tirek.ledger.models import Entry
from tirek.ledger.verbs import Verb
from tirek.vault.models import Safe


def test_danger_pressed_while_he_typed_is_not_wiped_by_his_answer(worker: Client, thread: Thread, person: Person) -> None:
    seen = Safe.objects.get(pk=thread.safe_id).seq
    person.press("danger", name="Мария", language="ru")
    post(worker, thread, "say", "Здравствуйте. Чем помочь?", seen_seq=seen)
    safe = Safe.objects.get(pk=thread.safe_id)
    assert safe.due_min is not None and safe.waiting_since_min is not None
    post(worker, thread, "say", "Вы сейчас в безопасности? Кто рядом?", seen_seq=safe.seq)
    safe.refresh_from_db()
    assert safe.due_min is None and safe.waiting_since_min is None


def test_nobody_closes_over_a_letter_he_has_not_seen(worker: Client, thread: Thread, person: Person) -> None:
    seen = Safe.objects.get(pk=thread.safe_id).seq
    person.press("danger", name="Мария", language="ru")
    assert post(worker, thread, "close", reason="Решено", seen_seq=seen).status_code == 409
    assert Safe.objects.get(pk=thread.safe_id).due_min is not None


def test_sending_a_failed_message_again_twice_queues_it_once(worker: Client, thread: Thread) -> None:
    post(worker, thread, "say", "Здравствуйте. Чем помочь?")
    Outbox.objects.exclude(clearance__by=None).update(state="failed", error="invalid_request", attempts=1)
    row = Outbox.objects.exclude(clearance__by=None).get()
    first, second = (worker.post(f"/desk/{thread.safe_id}/again/{row.pk}/", headers={"HX-Request": "true"}) for _ in range(2))
    assert (first.status_code, second.status_code) == (204, 409)
    assert Entry.objects.filter(verb=Verb.MESSAGE_RETRIED).count() == 1


def test_an_autosave_that_comes_after_the_sending_brings_no_draft_back(worker: Client, thread: Thread) -> None:
    once = uuid4()
    for what in ("say", "draft"):
        post(worker, thread, what, "Здравствуйте. Чем помочь?", once=once)
    assert not Draft.objects.exists()


def test_other_words_under_a_form_that_was_sent_do_not_vanish(worker: Client, thread: Thread) -> None:
    once = uuid4()
    post(worker, thread, "say", "Здравствуйте.", once=once)
    refused = post(worker, thread, "say", "Здравствуйте. Приходите в среду.", once=once)
    assert refused.status_code == 409 and "earlier version" in refused.content.decode()
    assert Outbox.objects.exclude(clearance__by=None).count() == 1


@pytest.mark.parametrize("page", ["", "lines/"])
def test_whoever_sees_the_words_has_left_a_line(cast: Cast, worker: Client, thread: Thread, page: str) -> None:
    worker.get(f"/desk/{thread.safe_id}/{page}")
    assert Entry.objects.filter(verb=Verb.SAFE_READ, actor=cast.worker.principal_id, about=thread.safe_id).count() == 1


def test_a_number_the_client_wrote_long_ago_is_still_his_own(worker: Client, thread: Thread, person: Person) -> None:
    person.writes("Мой ИИН 850412400121", name="Мария", language="ru")
    for number in range(70):
        person.writes(f"Письмо {number}", name="Мария", language="ru")
    assert post(worker, thread, "say", "Проверяю ваш ИИН 850412400121.").status_code == 204


def test_much_that_the_client_wrote_does_not_put_the_check_out_of_breath(worker: Client, thread: Thread, person: Person) -> None:
    for number in range(8):
        person.writes(f"{number} " + "длинное письмо 12 34 " * 1500, name="Мария", language="ru")
    held = post(worker, thread, "say", "Ваш сосед с ИИН 850412400121 уже получил.")
    assert held.status_code == 200 and "data-finding" in held.content.decode()


def test_one_row_that_cannot_be_opened_leaves_the_others_in_the_list(worker: Client, thread: Thread, person: Person) -> None:
    other = person.writes("Сәлем", chat=5550002)
    Safe.objects.filter(pk=other.safe_id).update(header=b"\x01\x02 not what was sealed")
    page = worker.get("/desk/")
    assert page.status_code == 200 and "мне нужна помощь" in page.content.decode()


def test_words_sent_after_the_session_has_ended_are_given_back_without_script(worker: Client, thread: Thread) -> None:
    worker.cookies.clear()
    answer = worker.post(f"/desk/{thread.safe_id}/say/", {"words": "Приходите в <b>среду</b>", "once": str(uuid4()), "seen_seq": 9})
    page = answer.content.decode()
    assert answer.status_code == 401 and "Приходите в &lt;b&gt;среду" in page and 'name="password"' in page


def test_of_two_windows_the_later_one_does_not_overwrite_the_draft_of_the_first(worker: Client, thread: Thread) -> None:
    first, second = uuid4(), uuid4()
    post(worker, thread, "draft", "Слова первого окна", once=first)
    told = post(worker, thread, "draft", "Слова второго окна", once=second)
    assert "another window" in told.content.decode()
    assert "Слова первого окна" in worker.get(f"/desk/{thread.safe_id}/").content.decode()


def test_a_window_opened_with_a_draft_goes_on_with_it(worker: Client, thread: Thread) -> None:
    first, second = uuid4(), uuid4()
    post(worker, thread, "draft", "Слова вчера", once=first)
    told = post(worker, thread, "draft", "Слова вчера и сегодня", once=second, base=str(first))
    assert "another window" not in told.content.decode()
    assert "Слова вчера и сегодня" in worker.get(f"/desk/{thread.safe_id}/").content.decode()
