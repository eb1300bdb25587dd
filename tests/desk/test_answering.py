"""A worker answers a person: checked, sealed, queued; nobody else can read it, and no word is lost on the way."""

from collections.abc import Callable
from html import unescape
from typing import Any
from uuid import uuid4

import pytest
from django.test import Client

from tests.conftest import Cast, Person
from tirek.conduct.models import Clearance, Decision
from tirek.conversations.models import Draft, Outbox, Thread
from tirek.ledger.models import Entry
from tirek.ledger.verbs import Verb
from tirek.people.models import Worker
from tirek.vault.actions.reading import Reader

SignIn = Callable[[Worker], Client]
HARD = "Ваш сосед с ИИН 850412400121 уже получил."


def post(browser: Client, thread: Thread, what: str, words: str = "", **more: Any) -> Any:
    form = {"words": words, "once": str(more.pop("once", uuid4())), "seen_seq": more.pop("seen_seq", 99), **more}
    return browser.post(f"/desk/{thread.safe_id}/{what}/", form, headers={"HX-Request": "true"})


def page(browser: Client, thread: Thread) -> str:
    return unescape(browser.get(f"/desk/{thread.safe_id}/").content.decode())


def test_a_letter_appears_among_the_new_ones_of_the_team(cast: Cast, thread: Thread, sign_in: SignIn) -> None:
    for colleague in (cast.worker, cast.teammate):
        seen = sign_in(colleague).get("/desk/").content.decode()
        assert "Мария" in seen and "мне нужна помощь" in seen


def test_a_stranger_cannot_tell_that_the_conversation_exists(cast: Cast, thread: Thread, sign_in: SignIn) -> None:
    stranger = sign_in(cast.stranger)
    real, invented = (stranger.get(f"/desk/{safe}/") for safe in (thread.safe_id, uuid4()))
    assert real.status_code == invented.status_code == 404
    assert real.content.replace(str(thread.safe_id).encode(), b"") == invented.content.replace(
        invented.request["PATH_INFO"][6:42].encode(), b""
    )
    assert "Мария" not in stranger.get("/desk/").content.decode()


def test_an_answer_is_cleared_queued_and_shown(worker: Client, thread: Thread) -> None:
    assert post(worker, thread, "say", "Здравствуйте. Спасибо, что написали.").status_code == 204
    row = Outbox.objects.exclude(clearance__by=None).get()
    assert row.state == "queued" and row.clearance.outcome == Clearance.Outcome.CLEAN
    assert "Спасибо, что написали." in page(worker, thread)


def test_answering_takes_the_conversation_and_the_team_can_open_it_no_more(
    cast: Cast, worker: Client, thread: Thread, sign_in: SignIn
) -> None:
    post(worker, thread, "say", "Здравствуйте. Чем помочь?")
    thread.refresh_from_db()
    assert thread.holder == cast.worker
    assert sign_in(cast.teammate).get(f"/desk/{thread.safe_id}/").status_code == 404


def test_a_colleague_may_open_it_again_once_it_is_given_back(cast: Cast, worker: Client, thread: Thread, sign_in: SignIn) -> None:
    post(worker, thread, "claim")
    post(worker, thread, "release")
    assert "мне нужна помощь" in page(sign_in(cast.teammate), thread)


def test_two_answer_at_once_and_the_second_is_told_and_keeps_his_words(cast: Cast, worker: Client, thread: Thread, sign_in: SignIn) -> None:
    teammate = sign_in(cast.teammate)
    page(teammate, thread)
    post(worker, thread, "say", "Здравствуйте. Я займусь.")
    refused = post(teammate, thread, "say", "И я займусь.")
    assert refused.status_code == 409 and "A colleague has taken this conversation" in refused.content.decode()
    assert Outbox.objects.exclude(clearance__by=None).count() == 1


def test_a_second_click_sends_nothing_twice_and_leaves_no_draft(worker: Client, thread: Thread) -> None:
    once = uuid4()
    for _ in range(2):
        assert post(worker, thread, "say", "Здравствуйте. Чем помочь?", once=once).status_code == 204
    assert Outbox.objects.exclude(clearance__by=None).count() == 1 and not Draft.objects.exists()


def test_a_second_click_keeps_one_note(worker: Client, thread: Thread) -> None:
    once = uuid4()
    for _ in range(2):
        post(worker, thread, "note", "Проверить срок справки", once=once)
    assert page(worker, thread).count("Проверить срок справки") == 1


def test_a_note_is_never_sent(worker: Client, thread: Thread) -> None:
    post(worker, thread, "note", "Проверить срок справки")
    assert not Outbox.objects.exclude(clearance__by=None).exists()


def test_while_he_types_the_draft_is_kept_sealed_and_read(worker: Client, thread: Thread) -> None:
    found = unescape(post(worker, thread, "draft", "Вы сами виноваты, что пропустили срок.").content.decode())
    assert '<mark class="mark-strong">' in found and "сами виноваты" in found
    kept = Draft.objects.get()
    assert "виноваты".encode() not in bytes(kept.body)
    assert "Вы сами виноваты, что пропустили срок." in page(worker, thread)


def test_a_strong_finding_leaves_only_with_a_reason(worker: Client, thread: Thread) -> None:
    words = "Вы сами виноваты, что пропустили срок."
    held = post(worker, thread, "say", words)
    assert held.status_code == 200 and held["HX-Retarget"] == "#findings"
    assert not Outbox.objects.exclude(clearance__by=None).exists() and Draft.objects.exists()
    key = held.content.decode().split('data-finding="')[1].split('"')[0]
    assert post(worker, thread, "say", words, **{f"reason-{key}": "quote"}).status_code == 204
    decision = Decision.objects.get()
    assert (decision.choice, decision.reason) == ("kept", "quote")
    assert not hasattr(decision, "words")


def test_a_hard_stop_needs_words_that_the_supervisor_reads(
    cast: Cast, worker: Client, thread: Thread, sign_in: SignIn, reader: Callable[[Worker], Reader]
) -> None:
    held = post(worker, thread, "say", HARD)
    key = held.content.decode().split('data-finding="')[1].split('"')[0]
    assert post(worker, thread, "say", HARD, **{f"reason-{key}": "true_here"}).status_code == 200
    because = "Человек сам попросил сверить этот номер"
    assert post(worker, thread, "say", HARD, **{f"reason-{key}": "true_here", f"because-{key}": because}).status_code == 204
    assert Clearance.objects.exclude(by=None).get().outcome == Clearance.Outcome.OVERRULED
    entry = Entry.objects.get(verb=Verb.CHECK_OVERRULED)
    assert because.encode() not in bytes(entry.reason or b"")
    assert because in unescape(sign_in(cast.supervisor).get("/desk/ledger/").content.decode())
    assert because not in unescape(sign_in(cast.ethics).get("/desk/ledger/").content.decode())


def test_what_the_client_wrote_himself_is_not_a_hard_stop(worker: Client, thread: Thread, person: Person) -> None:
    person.writes("Мой ИИН 850412400121", name="Мария", language="ru")
    assert post(worker, thread, "say", "Проверяю ваш ИИН 850412400121.").status_code == 204


def test_a_replacement_is_applied_without_script_too(worker: Client, thread: Thread) -> None:
    once = uuid4()
    found = post(worker, thread, "draft", HARD, once=once).content.decode()
    key = found.split('data-finding="')[1].split('"')[0]
    form = {"words": HARD, "once": str(once), "seen_seq": 9, "apply": key}
    assert "0121" in unescape(worker.post(f"/desk/{thread.safe_id}/draft/", form).content.decode())
    assert "850412400121" not in page(worker, thread) and "0121" in page(worker, thread)


def test_a_closed_conversation_is_read_only_and_opens_when_the_person_writes(worker: Client, thread: Thread, person: Person) -> None:
    assert post(worker, thread, "close", reason="").status_code == 409
    assert post(worker, thread, "close", reason="Справка получена").status_code == 204
    refused = post(worker, thread, "say", "Ещё одно")
    assert refused.status_code == 409 and Draft.objects.exists()
    person.writes("Спасибо", name="Мария", language="ru")
    thread.refresh_from_db()
    assert thread.closed_min is None and "Справка получена" in page(worker, thread)


def test_danger_stands_on_top_of_every_open_list(worker: Client, thread: Thread, person: Person) -> None:
    post(worker, thread, "claim")
    person.writes("Сәлем", chat=5550002)
    person.press("danger", name="Мария", language="ru")
    for show in ("new", "mine"):
        rows = worker.get(f"/desk/?show={show}").content.decode().split("data-conv=")
        assert str(thread.safe_id) in rows[1] and "count-danger" in rows[1]


def test_answering_a_person_in_danger_takes_the_mark_away(worker: Client, thread: Thread, person: Person) -> None:
    person.press("danger", name="Мария", language="ru")
    post(worker, thread, "say", "Я здесь. Вы сейчас в безопасности? Кто рядом с вами?")
    assert "count-danger" not in worker.get("/desk/?show=mine").content.decode()


@pytest.mark.parametrize("words", ["", "   \n ", "\x00", "‮перевёрнуто‬", "а" * 1_000_000, "😀" * 20_000])
def test_strange_words_never_break_the_desk(worker: Client, thread: Thread, words: str) -> None:
    for what in ("draft", "say", "note"):
        assert post(worker, thread, what, words).status_code in (200, 204, 409)
    assert worker.get(f"/desk/{thread.safe_id}/").status_code == 200


def test_lone_surrogates_in_a_form_are_not_an_error(worker: Client, thread: Thread) -> None:
    body = f"once={uuid4()}&seen_seq=9&words=%ED%A0%BD+слово".encode()
    answer = worker.post(
        f"/desk/{thread.safe_id}/draft/", body, content_type="application/x-www-form-urlencoded", headers={"HX-Request": "true"}
    )
    assert answer.status_code == 200


@pytest.mark.parametrize("address", ["/desk/?page={n}", "/desk/{safe}/?before={n}", "/desk/?page=٣", "/desk/?show=%00"])
def test_nonsense_in_an_address_is_the_first_page(worker: Client, thread: Thread, address: str) -> None:
    assert worker.get(address.format(n="9" * 5000, safe=thread.safe_id)).status_code == 200
