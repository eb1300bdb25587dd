"""Beside a thread: what a worker may and may not do, in plain words; what he asks, writes down, and does in an emergency."""

from collections.abc import Callable
from html import unescape
from typing import Any
from uuid import uuid4

import pytest
from django.test import Client

from tests.conftest import Cast, Person
from tirek.consent.models import Record
from tirek.conversations.models import Outbox, Thread
from tirek.ledger.models import Entry
from tirek.ledger.verbs import Verb

HOW = "She said it on the phone at noon"


def post(browser: Client, thread: Thread, what: str, **form: Any) -> Any:
    return browser.post(f"/desk/{thread.safe_id}/{what}/", {"once": str(uuid4()), **form}, headers={"HX-Request": "true"})


def panel(browser: Client, thread: Thread) -> str:
    page = unescape(browser.get(f"/desk/{thread.safe_id}/").content.decode())
    return page.split('id="consents"')[1].split("</section>")[0]


def say(browser: Client, thread: Thread, words: str = "Здравствуйте. Чем помочь?") -> Any:
    return post(browser, thread, "say", words=words, seen_seq=99)


def told(browser: Client, thread: Thread, **form: Any) -> Any:
    return post(browser, thread, "agreed", **{"purpose": "care", "answer": "yes", "method": "spoken", "how": HOW, **form})


def test_before_anybody_was_asked_a_first_answer_needs_no_consent(worker: Client, thread: Thread) -> None:
    said = panel(worker, thread)
    assert "nobody has to agree to that" in said and "Use what I write to help me" in said
    assert "Pass anything on to anybody who is not named here" in said
    assert say(worker, thread).status_code == 204


def test_a_worker_asks_and_sees_what_was_agreed(worker: Client, thread: Thread, person: Person) -> None:
    assert post(worker, thread, "agreed/ask", purpose="care").status_code == 204
    seq = Outbox.objects.order_by("-id").first().leaf.seq
    person.press(f"consent:care:yes:{seq}")
    said = panel(worker, thread)
    assert "Use what is written here to help, and go on with the matter" in said
    assert "Согласие дано" in said, "in the language in which it was asked"


def test_what_waits_is_not_sent_after_a_withdrawal_and_the_worker_reads_why(worker: Client, thread: Thread, person: Person) -> None:
    say(worker, thread, "Вот что можно сделать дальше.")
    person.press("consent:care:yes")
    Outbox.objects.filter(clearance__by=None).update(state=Outbox.State.SENT)
    person.press("consent:care:end")
    page = unescape(worker.get(f"/desk/{thread.safe_id}/").content.decode())
    assert "not sent: the person took the agreement back" in page
    assert "Вот что можно сделать дальше." in page, "his words are still his"
    assert "The agreement was taken back" in page
    refused = say(worker, thread, "Ещё одно слово.")
    assert refused.status_code == 409 and "taken back the agreement" in unescape(refused.content.decode())
    assert "Ещё одно слово." in unescape(worker.get(f"/desk/{thread.safe_id}/").content.decode()), "and stays in the field"


def test_an_emergency_exception_is_written_down_before_anything_leaves(
    cast: Cast, worker: Client, thread: Thread, person: Person, sign_in: Callable[..., Client]
) -> None:
    person.press("consent:care:yes")
    person.press("consent:care:end")
    reason = "Он стоит у двери, она пишет об этом"
    assert post(worker, thread, "agreed/emergency", purpose="care", reason="x").status_code == 409
    assert post(worker, thread, "agreed/emergency", purpose="care", reason=reason).status_code == 204
    assert say(worker, thread).status_code == 204
    assert reason in unescape(sign_in(cast.supervisor).get("/desk/ledger/").content.decode())
    assert reason not in unescape(sign_in(cast.ethics).get("/desk/ledger/").content.decode())


def test_words_of_dying_after_a_withdrawal_may_be_answered_and_lighter_ones_may_not(worker: Client, thread: Thread, person: Person) -> None:
    person.press("consent:care:yes")
    person.press("consent:care:end")
    person.writes("Я больше не вижу смысла ни в чём, всё безнадёжно.", name="Мария", language="ru")
    assert say(worker, thread, "Вы сейчас в безопасности? Кто рядом с вами?").status_code == 409
    person.writes("Сегодня ночью меня не станет, спасибо вам за всё.", name="Мария", language="ru")
    assert say(worker, thread, "Вы сейчас в безопасности? Кто рядом с вами?").status_code == 204


def test_what_was_told_by_word_of_mouth_is_written_down_once(worker: Client, thread: Thread) -> None:
    once = str(uuid4())
    for _ in range(2):
        assert told(worker, thread, once=once).status_code == 204
    assert Record.objects.count() == 1 and Entry.objects.filter(verb=Verb.CONSENT_GIVEN).count() == 1


@pytest.mark.parametrize(
    "form", [{"how": ""}, {"method": ""}, {"who": "representative"}, {"purpose": "share", "who": "child"}, {"answer": "x"}]
)
def test_a_half_record_is_refused_with_a_sentence(worker: Client, thread: Thread, form: dict[str, str]) -> None:
    assert told(worker, thread, **form).status_code == 409
    assert not Record.objects.exists()


def test_passing_on_is_agreed_service_by_service_and_taken_back_alone(worker: Client, thread: Thread) -> None:
    told(worker, thread, purpose="share", recipient="Заң көмегі-Үлгі")
    told(worker, thread, purpose="share", recipient="Баспана-Үлгі")
    said = panel(worker, thread)
    assert "Pass on what is needed to: Заң көмегі-Үлгі" in said and "Pass on what is needed to: Баспана-Үлгі" in said
    seq = Record.objects.order_by("id").first().leaf.seq
    told(worker, thread, purpose="share", answer="end", asked=seq)
    said = panel(worker, thread)
    assert "Pass anything more on to: Заң көмегі-Үлгі" in said and "Pass on what is needed to: Баспана-Үлгі" in said
    told(worker, thread, purpose="share", answer="yes", asked=seq)
    assert "Pass on what is needed to: Заң көмегі-Үлгі" in panel(worker, thread)


def test_safe_contact_is_written_down_and_shown_where_one_writes(worker: Client, thread: Thread) -> None:
    form = {"opens": "10:00", "closes": "12:00", "neutral": "on", "how": HOW}
    assert post(worker, thread, "agreed/contact", **form).status_code == 204
    said = panel(worker, thread)
    assert "Neutral words only" in unescape(worker.get(f"/desk/{thread.safe_id}/").content.decode())
    assert "Write first, once their last letter is a day old" in said and 'value="10:00"' in said
    assert post(worker, thread, "agreed/contact", **(form | {"closes": "09:00"})).status_code == 409


def test_a_stranger_writes_nothing_down(cast: Cast, thread: Thread, sign_in: Callable[..., Client]) -> None:
    stranger = sign_in(cast.stranger)
    for what in ("agreed", "agreed/ask", "agreed/emergency", "agreed/contact"):
        assert post(stranger, thread, what, purpose="care").status_code == 404
    assert not Record.objects.exists()
