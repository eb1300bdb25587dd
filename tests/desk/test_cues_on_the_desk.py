"""Cues on the desk: a grey line, words underlined, a card of what to do; a worker's correction wins, and the queue follows."""

from collections.abc import Callable, Sequence
from html import unescape
from re import findall, sub
from typing import Any
from uuid import uuid4

import pytest
from django.apps import apps
from django.test import Client

from tests.conduct.test_likeness import reader_with
from tests.conftest import SAME_ORIGIN, Cast, Person
from tests.desk.test_answering import post
from tirek.conduct import crisis
from tirek.conduct.engine.cues import CuePackError
from tirek.conversations.cues import correction_in
from tirek.conversations.models import CueTally, Hints, Thread
from tirek.conversations.words import unpack
from tirek.desk.due import due_in_team
from tirek.ledger.models import Entry
from tirek.ledger.verbs import Verb
from tirek.people.models import Worker
from tirek.vault.models import Leaf, Safe, this_minute

SignIn = Callable[[Worker], Client]
NOW = "Сегодня ночью меня не станет, спасибо вам за всё."
TODAY = "Я больше не вижу смысла ни в чём, всё безнадёжно."
WEAK = "Мне очень страшно одной."
PLAIN = "Здравствуйте, какие документы нужны на пособие?"


def page(browser: Client, thread: Thread, what: str = "") -> str:
    return unescape(browser.get(f"/desk/{thread.safe_id}/{what}").content.decode())


def shown(html: str) -> str:
    """The text of a page as it is read."""
    return sub(r"\s+", " ", sub(r"<[^>]+>", " ", html))


def correct(browser: Client, thread: Thread, word: str, *, seq: int = 1, once: Any = None, **more: Any) -> Any:
    form = {"word": word, "once": str(once or uuid4()), **more}
    return browser.post(f"/desk/{thread.safe_id}/cue/{seq}/", form, headers={"HX-Request": "true"})


def safe_of(thread: Thread) -> Safe:
    return Safe.objects.get(pk=thread.safe_id)


@pytest.fixture
def writes(person: Person) -> Callable[..., Thread]:
    return lambda text, **more: person.writes(text, name="Мария", language="ru", **more)


# what is shown


def test_what_no_rule_says_but_likeness_says_so_of_itself(worker: Client, writes, monkeypatch) -> None:
    reader = reader_with("ru", {"ламп": [90, 90, 60, 0], "сине": [60, 60, 30, 0]}, "лампа горит сегодня синея")
    monkeypatch.setattr(crisis, "reader", lambda: reader)
    monkeypatch.setattr(crisis, "_MEMORY", crisis._Memory())
    html = shown(page(worker, writes("Здравствуйте. Лампа горит сегодня синея.")))
    assert "синея.”) · by likeness of the whole sentence · answer now" in html
    assert "by likeness" not in shown(page(worker, writes(NOW, chat=5550002)))


@pytest.mark.parametrize(("numbers", "urgency"), [((0, 90, 60, 0), "answer today"), ((90, 90, 60, 0), "answer now")])
def test_what_likeness_alone_raises_holds_back_no_draft(worker: Client, writes, monkeypatch, numbers: Sequence[int], urgency: str) -> None:
    text = "Здравствуйте. Лампа горит сегодня синея."
    reader = reader_with("ru", {"ламп": numbers}, text.lower())
    monkeypatch.setattr(crisis, "reader", lambda: reader)
    monkeypatch.setattr(crisis, "_MEMORY", crisis._Memory())
    thread = writes(text)
    assert f"by likeness of the whole sentence · {urgency}" in shown(page(worker, thread))
    answer = worker.post(f"/desk/{thread.safe_id}/draft/", {"words": "Принесите справку.", "once": str(uuid4()), "seen_seq": "9"})
    assert "CTX-03" not in answer.content.decode()
    grave = writes(NOW, chat=5550002)
    answer = worker.post(f"/desk/{grave.safe_id}/draft/", {"words": "Принесите справку.", "once": str(uuid4()), "seen_seq": "9"})
    assert "CTX-03" in answer.content.decode()


def test_under_a_grave_message_stands_a_possibility_with_its_words_underlined(worker: Client, writes) -> None:
    html = page(worker, writes(NOW))
    (words,) = findall(r'<mark class="cue">(.*?)</mark>', html)
    assert "меня не станет" in words and words in NOW
    assert "possible: thoughts of dying" in html and "answer now" in html and "Ask, don't assume." in html
    assert "no risk" not in html.lower()


def test_a_message_in_which_nothing_matched_shows_nothing_at_all(worker: Client, writes) -> None:
    html = page(worker, writes(PLAIN))
    assert "cue-line" not in html and 'class="cue"' not in html and "protocol-body" not in html
    assert "possible" not in shown(html) and "no risk" not in shown(html)


def test_weak_hints_are_off_until_somebody_switches_them_on(cast: Cast, worker: Client, writes, sign_in: SignIn) -> None:
    thread = writes(WEAK)
    assert "cue-line" not in page(worker, thread)
    supervisor = sign_in(cast.supervisor)
    assert supervisor.post("/desk/cues/hints/", {"shown": "yes"}).status_code == 302
    html = page(worker, thread)
    assert "possible: fear" in html and "answer" not in html.partition("cue-line")[2].partition("</p>")[0]
    assert Entry.objects.filter(verb=Verb.CUE_HINTS_SET, actor=cast.supervisor.principal_id).count() == 1
    supervisor.post("/desk/cues/hints/", {"shown": "no"})
    assert "cue-line" not in page(worker, thread) and not Hints.objects.get().shown


@pytest.mark.parametrize("login", ["worker", "admin"])
def test_the_switch_is_for_those_who_look_after_it(cast: Cast, sign_in: SignIn, login: str) -> None:
    assert sign_in(getattr(cast, login)).post("/desk/cues/hints/", {"shown": "yes"}).status_code == 404
    assert not Hints.objects.filter(shown=True).exists()


def test_marks_that_turn_the_direction_do_not_move_the_underline(worker: Client, writes) -> None:
    html = page(worker, writes("\u202eА\u202c так: " + NOW))
    (words,) = findall(r'<mark class="cue">(.*?)</mark>', html)
    assert "меня не станет" in words and words in NOW


def test_the_first_form_of_an_edited_message_still_counts(worker: Client, person: Person) -> None:
    first = person.message(NOW, name="Мария", language="ru")
    thread = person.send(person.update("message", first))
    person.send(person.update("edited_message", {**first, "text": "Всё хорошо", "edit_date": 1_795_000_100}))
    html = page(worker, thread)
    assert "possible: thoughts of dying" in html and '<mark class="cue">' not in html


@pytest.mark.parametrize("text, mark", [(NOW, "now"), (TODAY, "today")])
def test_the_list_says_in_a_word_when_an_answer_is_due(worker: Client, writes, text: str, mark: str) -> None:
    thread = writes(text)
    (marks,) = findall(r'class="marks">(.*?)</span></a>', unescape(worker.get("/desk/").content.decode()))
    assert mark in shown(marks).split() and "danger" not in shown(marks).split()
    Safe.objects.filter(pk=thread.safe_id).update(due_min=this_minute() - 1)
    Leaf.objects.filter(safe=thread.safe_id).update(at_min=this_minute() - 300)
    assert "overdue" in shown(worker.get("/desk/").content.decode()) if mark == "today" else True


def test_what_is_for_now_stands_above_what_is_overdue_and_above_who_waits_longest(worker: Client, person: Person) -> None:
    waits = person.writes("Жду ответа", chat=1, name="Ждущая", language="ru")
    Safe.objects.filter(pk=waits.safe_id).update(waiting_since_min=this_minute() - 600)
    late = person.writes(TODAY, chat=2, name="Вчерашняя", language="ru")
    Leaf.objects.filter(safe=late.safe_id).update(at_min=this_minute() - 2000)
    Safe.objects.filter(pk=late.safe_id).update(due_min=this_minute() - 1700)
    person.writes(NOW, chat=3, name="Сегодняшняя", language="ru")
    html = worker.get("/desk/").content.decode()
    assert 0 < html.index("Сегодняшняя") < html.index("Вчерашняя") < html.index("Ждущая")


def test_the_card_says_what_to_do_with_the_countrys_numbers_and_words_to_insert(worker: Client, writes) -> None:
    card = page(worker, writes(NOW)).partition('id="protocol"')[2].partition("</details>")[0]
    assert '<b class="tel">112</b>' in card and "Ask directly" in card and "Safety plan" in card and "Better not" in card
    assert 'data-insert="Спасибо, что написали. Вы сейчас думаете о смерти? Кто рядом с вами?"' in card, "in the person's language"
    assert "Thank you for telling me." in card, "and the worker's beneath"


def test_the_card_for_today_names_the_supervisor_and_is_folded_once_somebody_has_answered(worker: Client, writes) -> None:
    thread = writes(TODAY)
    assert "tell the supervisor" in page(worker, thread) and "<details" in page(worker, thread).partition('id="protocol"')[2][:200]
    assert post(worker, thread, "say", "Спасибо, что написали. Вы сейчас в безопасности? Кто рядом?").status_code == 204
    assert safe_of(thread).due_min is None
    card = page(worker, thread).partition('id="protocol"')[2].partition("<summary>")[0]
    assert "<details" in card and " open" not in card


def test_danger_that_was_pressed_has_the_card_too(worker: Client, person: Person) -> None:
    assert "protocol-3" in page(worker, person.press("danger", name="Мария", language="ru"))


def test_the_card_comes_with_the_lines_anew(worker: Client, writes, thread: Thread) -> None:
    assert "protocol-body" not in page(worker, thread, "lines/")
    writes(NOW)
    assert 'id="protocol" hx-swap-oob="true"' in page(worker, thread, "lines/") and "protocol-3" in page(worker, thread, "lines/")


def test_the_supervisor_is_told_without_content_and_by_number(cast: Cast, writes, sign_in: SignIn) -> None:
    thread = writes(TODAY)
    told = shown(sign_in(cast.supervisor).get("/desk/ledger/").content.decode())
    assert f"№ {str(thread.safe_id)[:8]}" in told and "Due in your team" in told and "nobody has taken it yet" in told
    assert "a letter asks for an answer soon" in told
    for word in ("безнадёжно", "Мария", "possible", "hopeless", "dying"):
        assert word not in told
    cast.stranger.bearings.create(role="supervisor")
    assert "Due in your team" not in sign_in(cast.ethics).get("/desk/cues/").content.decode()


def test_another_team_is_not_told(cast: Cast, writes) -> None:
    writes(TODAY)
    assert len(due_in_team(cast.supervisor)) == 1 and not due_in_team(cast.stranger)


def test_a_broken_pack_still_opens_the_conversation_of_somebody_in_danger(worker: Client, person: Person, monkeypatch) -> None:
    def broken() -> None:
        raise CuePackError("suicide.yaml: …")

    monkeypatch.setattr(crisis, "reader", broken)
    monkeypatch.setattr(crisis, "_MEMORY", crisis._Memory())
    thread = person.press("danger", name="Мария", language="ru")
    html = page(worker, thread)
    assert "protocol-3" in html and "Safety plan" in html
    assert post(worker, thread, "say", "Вы сейчас в безопасности? Кто рядом с вами?").status_code == 204


# the check knows


def test_the_check_knows_what_the_last_words_may_say_until_somebody_has_answered(worker: Client, writes) -> None:
    thread = writes(NOW)
    cold = post(worker, thread, "draft", "Принесите справку о доходах в кабинет 4.").content.decode()
    assert "data-finding" in cold, "a cold answer to words of dying is pointed at"
    warm = "Спасибо, что написали. Вы сейчас думаете о смерти? Кто рядом с вами?"
    assert "data-finding" not in post(worker, thread, "draft", warm).content.decode()
    assert post(worker, thread, "say", warm).status_code == 204


def test_a_correction_wins_for_the_check_too(worker: Client, writes) -> None:
    thread = writes(NOW)
    before = post(worker, thread, "draft", "Принесите справку о доходах в кабинет 4.").content.decode().count("data-finding")
    correct(worker, thread, "not_this")
    after = post(worker, thread, "draft", "Принесите справку о доходах в кабинет 4.").content.decode().count("data-finding")
    assert after < before


# a worker reads otherwise


def test_not_this_takes_it_from_the_queue_and_colleagues_see_who_said_so(
    cast: Cast, worker: Client, writes, sign_in: SignIn, reader
) -> None:
    thread = writes(NOW)
    assert correct(worker, thread, "not_this", words="Она цитирует песню").status_code == 204
    assert (safe_of(thread).due_min, safe_of(thread).due_seq) == (None, None)
    html = page(sign_in(cast.teammate), thread)
    assert "possible" not in shown(html) and '<mark class="cue">' not in html and "protocol-body" not in html
    assert "Read otherwise (not this): Worker Invented" in html and '<q dir="auto">Она цитирует песню</q>' in html
    leaf = Leaf.objects.get(safe=thread.safe_id, half=Leaf.Half.FILE)
    said = unpack(reader(cast.worker).open(safe_of(thread)).words(leaf))
    found = correction_in(leaf.seq, said)
    assert (found.target, found.level, found.word, found.dropped) == (1, 0, "not_this", {"suicidal_ideation"})
    assert Entry.objects.filter(verb=Verb.CUE_CORRECTED, actor=cast.worker.principal_id, about=thread.safe_id).count() == 1


def test_lower_makes_it_today_and_higher_now_again(worker: Client, writes) -> None:
    thread = writes(NOW)
    came = Leaf.objects.get(safe=thread.safe_id, seq=1).at_min
    correct(worker, thread, "lower")
    assert came < safe_of(thread).due_min <= came + 240 and "answer today" in page(worker, thread)
    correct(worker, thread, "higher")
    assert safe_of(thread).due_min == came and "answer now" in page(worker, thread)


def test_due_stays_where_something_else_makes_it_due(worker: Client, writes, person: Person) -> None:
    thread = writes(TODAY)
    seq = writes(NOW) and safe_of(thread).due_seq
    correct(worker, thread, "not_this", seq=seq)
    assert safe_of(thread).due_seq == 1 and safe_of(thread).due_min > Leaf.objects.get(safe=thread.safe_id, seq=1).at_min
    person.press("danger", name="Мария", language="ru")
    pressed = safe_of(thread).due_seq
    correct(worker, thread, "not_this", seq=1)
    assert safe_of(thread).due_seq == pressed, "nobody corrects what a person has pressed"
    assert correct(worker, thread, "lower", seq=pressed).status_code == 409


def test_a_message_that_no_rule_matched_may_be_marked_and_is_due_today(worker: Client, writes) -> None:
    thread = writes(PLAIN)
    seq = safe_of(thread).heard_seq
    assert "Mark it: answer today" in page(worker, thread)
    correct(worker, thread, "higher", seq=seq)
    assert safe_of(thread).due_seq == seq and "answer today" in page(worker, thread)
    assert CueTally.objects.get(rule="-").word == "higher"


def test_an_answered_message_may_be_raised_again(worker: Client, writes) -> None:
    thread = writes(PLAIN)
    post(worker, thread, "say", "Здравствуйте. Список пришлю до 15:00.")
    correct(worker, thread, "higher")
    assert safe_of(thread).due_seq == 1
    post(worker, thread, "say", "Вы сейчас в безопасности? Кто рядом с вами?")
    assert safe_of(thread).due_min is None


def test_words_that_come_after_a_correction_are_read_anew(worker: Client, person: Person) -> None:
    first = person.message(NOW, name="Мария", language="ru")
    thread = person.send(person.update("message", first))
    correct(worker, thread, "not_this")
    person.send(person.update("edited_message", {**first, "text": NOW + " Прощайте.", "edit_date": 1_795_000_100}))
    safe = safe_of(thread)
    assert safe.due_seq == safe.heard_seq and safe.due_min is not None
    assert "answer now" in page(worker, thread)


def test_of_several_cues_one_may_be_taken_out(worker: Client, writes) -> None:
    thread = writes("Муж бьёт меня при детях. " + NOW)
    before = page(worker, thread)
    assert "violence" in before and "thoughts of dying" in before
    correct(worker, thread, "not_this", cues=["suicidal_ideation"])
    after = page(worker, thread)
    assert "violence" in after and "thoughts of dying" not in after


def test_a_second_click_says_nothing_twice(worker: Client, writes) -> None:
    thread, once = writes(NOW), uuid4()
    for _ in range(2):
        assert correct(worker, thread, "lower", once=once).status_code == 204
    assert Leaf.objects.filter(safe=thread.safe_id, half=Leaf.Half.FILE).count() == 1
    assert CueTally.objects.get().count == 1


def test_a_colleagues_conversation_and_a_strangers_are_not_corrected(cast: Cast, worker: Client, writes, sign_in: SignIn) -> None:
    thread = writes(NOW)
    assert correct(sign_in(cast.stranger), thread, "not_this").status_code == 404
    teammate = sign_in(cast.teammate)
    teammate.get(f"/desk/{thread.safe_id}/")
    post(worker, thread, "say", "Спасибо, что написали. Вы сейчас думаете о смерти?")
    assert correct(teammate, thread, "not_this").status_code == 409
    assert not Leaf.objects.filter(safe=thread.safe_id, half=Leaf.Half.FILE).exists()


@pytest.mark.parametrize("form", [{"word": "away"}, {"word": "lower", "once": "x"}, {"word": "not_this", "cues": ["invented"]}, {}])
def test_nonsense_changes_nothing(worker: Client, writes, form: dict[str, Any]) -> None:
    thread = writes(NOW)
    answer = worker.post(f"/desk/{thread.safe_id}/cue/1/", {"once": str(uuid4()), **form}, headers={"HX-Request": "true"})
    assert answer.status_code == 409 and safe_of(thread).due_min is not None
    assert correct(worker, thread, "lower", seq=99).status_code == 409
    assert correct(worker, thread, "lower", seq=2).status_code == 409, "the house's own answer is not read"


def test_nothing_of_it_stands_in_the_clear_but_rules_without_a_person(worker: Client, writes) -> None:
    thread = writes(NOW)
    correct(worker, thread, "lower", words="тайные слова")
    for model in apps.get_models():
        for row in model._default_manager.values():
            if model is CueTally:
                assert set(row) == {"id", "rule", "version", "language", "word", "count"} and str(thread.safe_id) not in str(row)
                continue
            assert not any(word in str(row).lower() for word in ("suicid", "не станет", "тайные")), model


def test_the_page_of_cues_counts_rules_and_nobody(cast: Cast, worker: Client, writes, sign_in: SignIn) -> None:
    correct(worker, writes(NOW), "not_this", words="тайные слова")
    html = shown(sign_in(cast.ethics).get("/desk/cues/").content.decode())
    assert all(one.rule in html for one in CueTally.objects.all()) and "not this" in html
    for word in ("тайные", "Worker Invented", "Мария", "не станет"):
        assert word not in html


def test_a_correction_stands_under_its_message_on_an_earlier_page_too(worker: Client, writes) -> None:
    thread = writes(NOW)
    for number in range(65):
        writes(f"Письмо {number}")
    correct(worker, thread, "lower", words="читаю иначе")
    assert "читаю иначе" in page(worker, thread, "?before=20")
    assert "читаю иначе" not in page(worker, thread)


def test_in_the_room_the_person_sees_nothing_of_it(cast: Cast, worker: Client) -> None:
    browser = Client(**SAME_ORIGIN)
    asked = browser.post("/ask/", {"step": "words", "need": "talk", "once": str(uuid4()), "words": NOW})
    thread = Thread.objects.get()
    assert asked.status_code == 200 and safe_of(thread).due_min is not None
    browser.post("/kept/", {"kept": "on"})
    correct(worker, thread, "lower", words="тайные слова")
    for address in ("/room/", "/room/lines/", "/room/agreements/"):
        html = unescape(browser.get(address).content.decode())
        assert address != "/room/" or "меня не станет" in html
        for word in ("тайные", 'class="cue', "possible:", "asks for an answer soon", "corrected how", "Read otherwise", "не припускайте"):
            assert word not in html
