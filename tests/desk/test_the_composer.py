"""The second reading through the pages: what was shown is remembered, a hard stop has no way around it, a failing check says so."""

import re
from collections.abc import Callable
from html import unescape
from typing import Any
from uuid import uuid4

import pytest
from django.test import Client

from tests.conftest import Cast, Person
from tirek.conduct import actions as conduct
from tirek.conduct.models import Clearance, Decision
from tirek.conversations.models import Draft, Outbox, Thread
from tirek.desk.composer import MOST_REMEMBERED, remembered
from tirek.people.models import Worker
from tirek.vault.models import Leaf

SignIn = Callable[[Worker], Client]
HARD = "Ваш сосед с ИИН 850412400121 уже получил."
OTHER_HARD = "Ваш сосед с ИИН 900101300017 уже получил."
BLAME = "Вы сами виноваты, что пропустили срок."
SURE = "Вам точно дадут выплату. Напишу завтра до 12:00."
PROMISE = "Здравствуйте. Я узнаю про выплату."


def post(browser: Client, thread: Thread, what: str, words: str = "", *, script: bool = True, **more: Any) -> Any:
    form = {"words": words, "once": str(more.pop("once", uuid4())), "seen_seq": 99, **more}
    return browser.post(f"/desk/{thread.safe_id}/{what}/", form, headers={"HX-Request": "true"} if script else {})


def html(answer: Any) -> str:
    return unescape(answer.content.decode())


def keys(answer: Any) -> list[str]:
    return re.findall(r'data-finding="(\w+)"', answer.content.decode())


def shown(answer: Any) -> list[str]:
    return re.findall(r'name="shown" value="([^"]+)"', answer.content.decode())


def left_the_house() -> int:
    return Outbox.objects.exclude(clearance__by=None).count()


# what was shown


def test_what_was_shown_and_then_changed_is_counted_as_applied(worker: Client, thread: Thread) -> None:
    before = shown(post(worker, thread, "draft", SURE))
    assert len(before) == 1
    after = shown(post(worker, thread, "draft", "Вам могут дать выплату. Напишу завтра до 12:00.", shown=before))
    assert after == before, "what was on the screen is carried on by the form itself"
    assert post(worker, thread, "say", "Вам могут дать выплату. Напишу завтра до 12:00.", shown=after).status_code == 204
    decision = Decision.objects.get()
    assert (decision.rule, decision.choice) == (before[0].split(":")[0], Decision.Choice.APPLIED)


def test_nonsense_in_what_was_shown_is_left_out(worker: Client, thread: Thread) -> None:
    nonsense = [
        "",
        "x",
        "ACC-01",
        "ACC-01:zz",
        "<b>:0123456789abcdef",
        "A" * 40 + ":0123456789abcdef",
        "ACC-01:0123456789abcdef\n",
        "NOPE-99:0123456789abcdef",
    ]
    many = [f"ACC-01:{number:016x}" for number in range(500)]
    kept = shown(post(worker, thread, "draft", "Здравствуйте.", shown=[*nonsense, *many]))
    assert len(kept) == MOST_REMEMBERED and not set(kept) & set(nonsense[:-1])
    assert post(worker, thread, "say", "Здравствуйте. Чем помочь?", shown=nonsense).status_code == 204
    assert not Decision.objects.exists(), "a rule that nobody has was not applied"


def test_every_rule_keeps_a_place_among_what_was_shown() -> None:
    growing = [("ACC-01", f"{number:016x}") for number in range(80)]
    kept = remembered([("EMP-01", "e" * 16)], [*growing, ("SELF-01", "d" * 16)])
    assert len(kept) == MOST_REMEMBERED and {rule for rule, _key in kept} == {"ACC-01", "EMP-01", "SELF-01"}


def test_without_script_what_was_shown_is_carried_on_too(worker: Client, thread: Thread) -> None:
    before = post(worker, thread, "draft", SURE)
    page = post(worker, thread, "draft", SURE, script=False, apply=keys(before)[0], shown=shown(before))
    assert page.status_code == 200 and shown(page) == shown(before) and not keys(page)


# a hard stop cannot be sent around


def test_a_replayed_request_sends_nothing_else_than_it_sent(worker: Client, thread: Thread) -> None:
    once = uuid4()
    assert post(worker, thread, "say", "Здравствуйте. Чем помочь?", once=once).status_code == 204
    refused = post(worker, thread, "say", HARD, once=once)
    assert refused.status_code != 204 and left_the_house() == 1


def test_a_second_tab_and_another_mark_of_the_form_change_nothing(worker: Client, thread: Thread, cast: Cast, sign_in: SignIn) -> None:
    once, tab = uuid4(), sign_in(cast.worker)
    for browser, mark, base in ((worker, once, ""), (tab, uuid4(), str(once)), (tab, once, ""), (worker, uuid4(), "")):
        assert post(browser, thread, "say", HARD, once=mark, base=base).status_code == 200
    assert left_the_house() == 0


def test_answers_to_other_findings_answer_nothing(worker: Client, thread: Thread) -> None:
    blame, other = keys(post(worker, thread, "draft", BLAME))[0], keys(post(worker, thread, "draft", OTHER_HARD))[0]
    own = keys(post(worker, thread, "draft", HARD))[0]
    because = "Человек сам попросил сверить этот номер"
    for key in (blame, other, own[:-1], own + "0", own.upper(), "", "f" * 16):
        assert post(worker, thread, "say", HARD, **{f"reason-{key}": "true_here", f"because-{key}": because}).status_code == 200
    for reason in ("", "yes", "quote" * 9, "not_correct"):
        assert post(worker, thread, "say", HARD, **{f"reason-{own}": reason, f"because-{own}": "коротко"}).status_code == 200
    assert left_the_house() == 0


def test_a_forged_list_of_what_was_shown_opens_nothing(worker: Client, thread: Thread) -> None:
    found = post(worker, thread, "draft", HARD)
    assert post(worker, thread, "say", HARD, shown=shown(found)).status_code == 200
    assert left_the_house() == 0 and not Decision.objects.exists()


def test_words_that_change_between_the_check_and_the_sending_are_checked_again(worker: Client, thread: Thread) -> None:
    once = uuid4()
    assert not keys(post(worker, thread, "draft", "Здравствуйте. Чем помочь?", once=once))
    assert not keys(post(worker, thread, "once-more", "Здравствуйте. Чем помочь?", once=once))
    assert post(worker, thread, "say", HARD, once=once).status_code == 200
    allowed = keys(post(worker, thread, "draft", HARD))[0]
    reason = {f"reason-{allowed}": "true_here", f"because-{allowed}": "Человек сам попросил сверить этот номер"}
    assert post(worker, thread, "say", OTHER_HARD, **reason).status_code == 200
    assert left_the_house() == 0


def test_a_hard_stop_in_the_dated_line_holds_the_answer_too(worker: Client, thread: Thread) -> None:
    step = {"next_what": HARD, "next_until": "2027-01-15"}
    held = post(worker, thread, "say", "Здравствуйте.", **step)
    assert held.status_code == 200 and keys(held) and left_the_house() == 0
    assert "data-apply" not in html(held), "what stands outside the field cannot be replaced in it"


def test_a_note_never_becomes_a_message(worker: Client, thread: Thread) -> None:
    once = uuid4()
    assert post(worker, thread, "note", HARD, once=once).status_code == 204
    assert post(worker, thread, "say", HARD, once=once).status_code != 204
    note = Leaf.objects.filter(safe=thread.safe_id, half=Leaf.Half.FILE).order_by("-seq").first()
    assert note and not Outbox.objects.filter(leaf=note).exists()
    assert left_the_house() == 0


def test_reading_once_more_sends_nothing(worker: Client, thread: Thread) -> None:
    for script in (True, False):
        assert post(worker, thread, "once-more", HARD, script=script).status_code == 200
    assert left_the_house() == 0 and not Clearance.objects.exclude(by=None).exists()


# the check fails


def test_a_failing_check_is_told_before_and_marked_after(worker: Client, thread: Thread, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(conduct, "PATIENCE_S", 0.0)
    assert "The second reading is not working now" in html(post(worker, thread, "draft", HARD))
    assert "it is marked as unchecked" in html(post(worker, thread, "once-more", HARD))
    assert post(worker, thread, "say", "Здравствуйте. Чем помочь?").status_code == 204
    monkeypatch.undo()
    assert Clearance.objects.exclude(by=None).get().outcome == Clearance.Outcome.UNCHECKED
    assert "left unchecked: the check failed" in html(worker.get(f"/desk/{thread.safe_id}/"))


# reading once more


def test_the_message_is_shown_as_it_will_arrive(worker: Client, thread: Thread) -> None:
    page = html(post(worker, thread, "once-more", "Здравствуйте.\n\n" + "Слово за словом. " * 300))
    bubbles = re.findall(r'<div class="bubble"><p dir="auto">(.*?)</p>', page, re.S)
    assert len(bubbles) == 2 and bubbles[0].startswith("Здравствуйте.") and "preview-messenger" in page
    assert "No rule matched; read once more yourself." in html(post(worker, thread, "once-more", "Здравствуйте. Чем помочь?"))
    assert "OK" not in re.sub(r"<[^>]+>", "", html(post(worker, thread, "once-more", "Здравствуйте. Чем помочь?")))


def test_the_dated_line_is_shown_with_it_and_its_day_is_asked_for(worker: Client, thread: Thread) -> None:
    page = html(post(worker, thread, "once-more", "Здравствуйте.", next_what="Позвоню в отдел", next_who="me", next_until="2027-01-15"))
    assert "Позвоню в отдел" in page and "15 января 2027" in page
    assert post(worker, thread, "once-more", "Здравствуйте.", next_what="Позвоню в отдел").status_code == 409


def test_without_script_it_is_a_page_from_which_the_same_form_is_sent(worker: Client, thread: Thread) -> None:
    page = html(post(worker, thread, "once-more", BLAME, script=False, **{"reason-0123456789abcdef": "quote"}))
    assert "<h1>As the person will see it</h1>" in page and f">{BLAME}</textarea>" in page
    assert 'name="reason-0123456789abcdef" value="quote"' in page and f'action="/desk/{thread.safe_id}/say/"' in page
    assert Draft.objects.exists()


# a promise becomes a dated line; a phrase is put in


def test_a_promise_without_a_day_is_offered_as_a_dated_line(worker: Client, thread: Thread) -> None:
    found = html(post(worker, thread, "draft", PROMISE))
    assert 'data-sentence="Я узнаю про выплату."' in found
    page = html(post(worker, thread, "draft", PROMISE, script=False, dated=keys(post(worker, thread, "draft", PROMISE))[0]))
    assert 'value="Я узнаю про выплату."' in page and ">Здравствуйте.</textarea>" in page and 'id="next-step" open' in page


def test_the_phrases_are_in_the_persons_language_with_ones_own_beneath(worker: Client, thread: Thread, cast: Cast) -> None:
    page = html(worker.get(f"/desk/{thread.safe_id}/phrases/", headers={"HX-Request": "true"}))
    assert 'data-insert="Вижу ваше сообщение, спасибо. Мне нужно 10 минут' in page
    assert '<small lang="en" dir="auto">I have read your message' in page
    assert page.index("phrase-presence-minutes") < page.index("phrase-acknowledge-hard")
    assert "{" not in page and cast.worker.name in page


def test_without_script_a_phrase_is_put_at_the_end_of_the_draft(worker: Client, thread: Thread) -> None:
    assert post(worker, thread, "draft", "Здравствуйте.", script=False, see="phrases")["Location"] == f"/desk/{thread.safe_id}/phrases/"
    page = html(worker.get(f"/desk/{thread.safe_id}/phrases/"))
    assert ">Здравствуйте.</textarea>" in page and 'name="insert" value="presence-minutes"' in page
    base = re.search(r'name="base" value="([^"]+)"', page)
    assert base
    written = html(post(worker, thread, "draft", "Здравствуйте.", script=False, insert="presence-here", base=base[1]))
    assert ">Здравствуйте. Я здесь и читаю вас. Пишите в своём темпе.</textarea>" in written
    assert ">Здравствуйте.</textarea>" in html(post(worker, thread, "draft", "Здравствуйте.", script=False, insert="no-such", base=base[1]))


def test_a_card_that_misses_a_word_of_having_heard_offers_two(worker: Client, thread: Thread, person: Person) -> None:
    person.writes("Не сплю третью ночь, боюсь, что отберут детей. Я больше не справляюсь, всё время плачу и не знаю, к кому идти.")
    found = html(post(worker, thread, "draft", "Принесите справку о доходах и копию паспорта."))
    card = next(part for part in found.split("data-finding=")[1:] if "data-insert" in part)
    assert card.count('value="acknowledge-') == 2


def test_what_is_said_of_the_whole_draft_marks_no_words(worker: Client, thread: Thread, person: Person) -> None:
    person.writes("Не сплю третью ночь, боюсь, что отберут детей.")
    found = html(post(worker, thread, "draft", "Принесите справку о доходах и копию паспорта."))
    assert "Nothing shows that it was heard" in found and "<mark" not in found
    assert "<mark" in html(post(worker, thread, "draft", BLAME))


def test_a_stranger_meets_404_at_the_new_pages(cast: Cast, thread: Thread, sign_in: SignIn) -> None:
    stranger = sign_in(cast.stranger)
    assert stranger.get(f"/desk/{thread.safe_id}/phrases/").status_code == 404
    assert post(stranger, thread, "once-more", "Здравствуйте.").status_code == 404


def test_a_dated_line_that_still_lacks_its_day_keeps_the_draft_and_holds_only_the_sending(worker: Client, thread: Thread) -> None:
    step = {"next_what": "Позвоню в отдел"}
    assert post(worker, thread, "draft", "Здравствуйте.", **step).status_code == 200 and Draft.objects.exists()
    assert post(worker, thread, "draft", "Здравствуйте.", next_until="когда-нибудь", **step).status_code == 200
    assert post(worker, thread, "say", "Здравствуйте.", **step).status_code == 409 and left_the_house() == 0
