"""A text is masked before it is shared: each doubtful place is a question, and nothing is given out, kept or replayed. All invented."""

import logging
import re
from html import unescape
from typing import Any

import pytest
from django.test import Client

from tests.conduct.changes import SignIn
from tests.conduct.test_standard_try import files, rows
from tests.conftest import Cast
from tirek.conduct.engine.deidentify import SOFT, Deidentifier, Known, Pseudonyms, Span
from tirek.conduct.masking import KEEP, MASK, Added, Proposal
from tirek.kit.refusals import Refused

ADDRESS = "/standard/masking/"
TEXT = "Айгүл Омарова звонила с 8 701 555 01 42. Она единственная учительница в селе Тестово. Ждёт ответа."
CANARY = "канарейка9931"


@pytest.fixture(scope="module")
def deidentifier() -> Deidentifier:
    return Deidentifier.load()


@pytest.fixture
def proposal(deidentifier: Deidentifier) -> Proposal:
    made = Proposal(TEXT, deidentifier.find(TEXT, Known()))
    assert [span.type for span in made.found] == ["PERSON", "PHONE", SOFT]
    return made


@pytest.fixture
def worker(cast: Cast, sign_in: SignIn) -> Client:
    return sign_in(cast.worker)


# the piece itself


def test_a_text_with_an_open_question_is_not_given_out(proposal: Proposal) -> None:
    (question,) = proposal.open()
    with pytest.raises(Refused):
        proposal.shared(Pseudonyms("ru"))
    masked = proposal.decided(question.key, MASK).shared(Pseudonyms("ru"))
    assert masked.startswith("[Человек-1] звонила с [Телефон]. Она [Примета]") and masked.endswith("Ждёт ответа.")
    assert not [word for word in ("Айгүл", "Омарова", "701", "единственная") if word in masked]
    assert "единственная учительница" in proposal.decided(question.key, KEEP).shared(Pseudonyms("ru"))


def test_a_decision_is_taken_back_and_the_question_is_open_again(proposal: Proposal) -> None:
    key = proposal.open()[0].key
    assert not proposal.decided(key, MASK).open()
    assert proposal.decided(key, MASK).decided(key, "") == proposal


def test_a_sure_place_is_shown_after_all_with_a_reason_only(proposal: Proposal) -> None:
    phone = next(part.key for part in proposal.parts() if part.span.type == "PHONE")
    for bad in (KEEP, MASK, "because"):
        with pytest.raises(Refused):
            proposal.decided(phone, bad).must_be_about(proposal.mark)
    shown = proposal.decided(phone, "service").decided(proposal.open()[0].key, MASK)
    shown.must_be_about(proposal.mark)
    assert "8 701 555 01 42" in shown.shared(Pseudonyms("ru"))


def test_a_question_is_not_answered_with_a_reason_for_taking_back(proposal: Proposal) -> None:
    with pytest.raises(Refused):
        proposal.decided(proposal.open()[0].key, "misread").must_be_about(proposal.mark)


def test_decisions_hold_for_their_own_text_and_reading_only(proposal: Proposal) -> None:
    told = proposal.decided(proposal.open()[0].key, KEEP)
    told.must_be_about(proposal.mark)
    other = Proposal(TEXT.replace("Омарова", "Асанова"), proposal.found, (), told.decisions)
    read_otherwise = Proposal(TEXT, [*proposal.found, Span(90, 95, "PERSON", False)], (), told.decisions)
    for one in (other, read_otherwise):
        with pytest.raises(Refused):
            one.must_be_about(proposal.mark)


def test_added_words_are_masked_wherever_they_stand_and_over_a_question_that_was_left(proposal: Proposal) -> None:
    question = proposal.open()[0]
    left = proposal.decided(question.key, KEEP)
    more = left.with_added(Added(SOFT, "УЧИТЕЛЬНИЦА  в селе"))
    assert "учительница" not in more.shared(Pseudonyms("ru")) and "единственная" not in more.shared(Pseudonyms("ru"))
    assert more.without_added(0).shared(Pseudonyms("ru")) == left.shared(Pseudonyms("ru"))


def test_an_added_name_is_the_same_person_as_the_found_one(deidentifier: Deidentifier) -> None:
    text = "Её зовут Айгүл. Позже Айгүлька перестала писать, айгүл молчит."
    made = Proposal(text, [span for span in deidentifier.find(text, Known()) if text[span.start : span.end] == "Айгүл"][:1])
    told = made.with_added(Added("PERSON", "Айгүл"))
    assert told.shared(Pseudonyms("ru")).count("[Человек-1]") == 2


def test_words_inside_others_are_masked_where_they_stand_nowhere_alone(proposal: Proposal) -> None:
    told = proposal.decided(proposal.open()[0].key, KEEP).with_added(Added(SOFT, "Тестов"))
    assert "Тестов" not in told.shared(Pseudonyms("ru"))


@pytest.mark.parametrize(
    "added", [Added(SOFT, "нет такого"), Added(SOFT, "а"), Added(SOFT, "  "), Added("IIN", "ответа"), Added(SOFT, "я" * 300)]
)
def test_words_that_cannot_be_masked_are_refused(proposal: Proposal, added: Added) -> None:
    with pytest.raises(Refused):
        proposal.with_added(added)


def test_what_is_left_and_together_tells_is_warned_about_until_it_is_masked(deidentifier: Deidentifier) -> None:
    text = "В селе Тестово живёт мать, у неё семеро детей, у младшего гемофилия."
    made = Proposal(text, deidentifier.find(text, Known()))
    for part in made.open():
        made = made.decided(part.key, KEEP)
    (warning,) = made.warnings("ru")
    assert "гемофилия" in warning and "селе" in warning
    for words in ("селе Тестово", "гемофилия"):
        made = made.with_added(Added(SOFT, words))
    assert not made.warnings("ru")


def test_a_name_masked_in_one_place_and_left_in_another_is_told() -> None:
    made = Proposal("Рома пришёл. Рома ушёл, рома дома. Ромашка цветёт.", [Span(0, 4, "PERSON"), Span(13, 17, "PERSON", False)])
    assert made.left_elsewhere() == ["Рома"]
    whole = made.with_added(Added("PERSON", "рома"))
    assert whole.left_elsewhere() == [] and whole.shared(Pseudonyms("ru")).endswith("Ромашка цветёт.")


def test_nothing_but_the_marked_places_is_changed(deidentifier: Deidentifier) -> None:
    for text in (TEXT, "\n " + TEXT + "\n\n", "Без имён.", "‮8 701 555 01 42"):
        made = Proposal(text, deidentifier.find(text, Known()))
        assert "".join(piece.text for piece in made.pieces(Pseudonyms("kk"))) == text


# its page


def state(page: str) -> dict[str, str]:
    """What the form of decisions would send."""
    form = page[page.index('<form id="decisions"') :]
    return {
        name: unescape(value) for name, value in re.findall(r'type="hidden" name="(\w+)" value="([^"]*)"', form[: form.index("</form>")])
    }


def asked(browser: Client, words: str = TEXT, **more: Any) -> Any:
    return browser.post(ADDRESS, {"words": words, **more})


def pressed(browser: Client, answer: Any, act: str, **more: Any) -> Any:
    return browser.post(ADDRESS, {**state(answer.content.decode()), "act": act, **more})


def question_of(answer: Any) -> str:
    return re.findall(r'value="(\d+-\d+):mask"', answer.content.decode())[0]


def shared_of(answer: Any) -> str:
    page = answer.content.decode()
    return unescape(page[page.index('id="shared"') :].split(">", 1)[1].split("</div>")[0])


def test_sure_places_are_masked_and_the_doubtful_one_is_asked(worker: Client) -> None:
    answer = asked(worker)
    page = unescape(answer.content.decode())
    assert answer.status_code == 200 and answer["Cache-Control"] == "no-store"
    assert "Copy: 1 question is open" in page and "data-copies" not in page and "shared-words" not in page
    assert "Омарова" not in shared_of(answer) and "единственная" not in shared_of(answer) and "[? 1]" in shared_of(answer)


def test_after_the_last_decision_it_can_be_saved_and_before_it_cannot(worker: Client) -> None:
    first = asked(worker)
    refused = pressed(worker, first, "save")
    assert refused.status_code == 409 and "attachment" not in refused.headers.get("Content-Disposition", "")
    assert "Decide every open question first" in refused.content.decode()
    done = pressed(worker, first, f"{question_of(first)}:mask")
    assert "Copy" in done.content.decode() and "data-copies" in done.content.decode()
    saved = pressed(worker, done, "save")
    assert saved["Content-Disposition"].startswith("attachment") and saved["Cache-Control"] == "no-store"
    words = saved.content.decode()
    assert "Айгүл" not in words and "701" not in words and words.endswith("Ждёт ответа.")
    undone = pressed(worker, done, f"{question_of(first)}:")
    assert "1 question is open" in undone.content.decode() and "data-copies" not in undone.content.decode()


def test_a_sure_place_is_taken_back_with_a_reason_and_masked_again(worker: Client) -> None:
    first = asked(worker)
    key = next(k for k in re.findall(r'value="(\d+-\d+):service"', first.content.decode()) if TEXT[int(k.split("-")[0])] == "8")
    back = pressed(worker, first, f"{key}:service")
    assert "8 701 555 01 42" in shared_of(back) and "It belongs to a service, not to a person" in back.content.decode()
    assert "8 701 555 01 42" not in shared_of(pressed(worker, back, f"{key}:"))
    assert pressed(worker, first, f"{key}:keep").status_code == 409


def test_words_are_added_by_typing_them_and_taken_back(worker: Client) -> None:
    first = asked(worker)
    more = pressed(worker, first, "add", add="ответа", kind="SOFT")
    assert "ответа" not in shared_of(more)
    assert "ответа" in shared_of(pressed(worker, more, "added:0"))
    wrong = pressed(worker, first, "add", add="нет такого слова")
    assert wrong.status_code == 409 and "нет такого слова" in wrong.content.decode() and "[? 1]" in shared_of(wrong)


@pytest.mark.parametrize(
    "change",
    [
        {"words": TEXT.replace("Омарова", "Асанова")},
        {"words": TEXT + " "},
        {"mark": "0" * 64},
        {"decided": "0-1:keep"},
        {"decided": "x:keep"},
        {"names": "Ждёт"},
    ],
)
def test_decisions_made_for_another_text_are_refused(worker: Client, change: dict[str, str]) -> None:
    first = asked(worker)
    done = pressed(worker, first, f"{question_of(first)}:keep")
    for act in ("save", ""):
        answer = pressed(worker, done, act, **change)
        assert answer.status_code == 409 and "Content-Disposition" not in answer.headers
        assert "Decide anew" in answer.content.decode() and "1 question is open" in answer.content.decode()


def test_names_of_the_case_are_found_in_small_letters(worker: Client) -> None:
    words = "вчера зерделім снова не пришёл, зерделімге звонили"
    assert "зердел" not in shared_of(asked(worker, words, names="Зерделім, Кто-то Другой"))


def test_the_language_is_that_of_the_text_unless_it_is_chosen(worker: Client) -> None:
    assert "[Телефон]" in shared_of(asked(worker, "Айгүлдің телефоны 8 701 555 01 42"))
    assert "[Phone]" in shared_of(asked(worker, "call me on 8 701 555 01 42"))
    assert "[Phone]" in shared_of(asked(worker, "звоните 8 701 555 01 42", language="en"))


@pytest.mark.parametrize(
    "words",
    [
        "<script>alert(1)</script> 8 701 555 01 42",
        '"><img src=x onerror=alert(1)> Айгүл Омарова',
        "a\x00b\x01 8 701 555 01 42",
        "‮" * 40 + "8 701 555 01 42‬",
        "\r\n\r\n 8 701 555 01 42 \r",
        "{{ 7|add:7 }} {% now %}",
        "я" * 16_384,
        "8 701 555 01 42 " * 1000,
        "😀" * 3000,
    ],
)
def test_whatever_is_pasted_is_answered_and_stays_words(worker: Client, words: str) -> None:
    answer = asked(worker, words)
    page = answer.content.decode()
    assert answer.status_code == 200 and "<script>alert" not in page and "<img src=x" not in page
    again = pressed(worker, answer, "")
    assert again.status_code == 200, "the text has to come back as it went"


def test_beyond_the_longest_a_plain_sentence_and_nothing_typed_is_lost(worker: Client) -> None:
    words = "слово " * 2731
    answer = asked(worker, words)
    assert answer.status_code == 409 and "longer than 16,384 letters" in answer.content.decode() and words in answer.content.decode()


@pytest.mark.parametrize("words", ["", " \n "])
def test_an_empty_text_is_asked_for(worker: Client, words: str) -> None:
    assert asked(worker, words).status_code == 409


def test_whoever_does_not_share_experience_meets_no_page(cast: Cast, sign_in: SignIn) -> None:
    assert sign_in(cast.supervisor).get(ADDRESS).status_code == sign_in(cast.ethics).get(ADDRESS).status_code == 200
    administrator = sign_in(cast.admin)
    assert administrator.get(ADDRESS).status_code == asked(administrator).status_code == 404
    stranger = asked(Client(headers={"Sec-Fetch-Site": "same-origin"}))
    assert stranger.status_code == 401 and "As it would be shared" not in stranger.content.decode()


def test_a_masked_text_leaves_no_trace(worker: Client, caplog: pytest.LogCaptureFixture, capfd: pytest.CaptureFixture[str]) -> None:
    before = rows()
    with caplog.at_level(logging.DEBUG):
        first = asked(worker, f"{CANARY}. {TEXT}", names="Зерделім")
        done = pressed(worker, first, f"{question_of(first)}:keep")
        more = pressed(worker, done, "add", add=CANARY, kind="SOFT")
        assert pressed(worker, more, "save").status_code == 200
        assert pressed(worker, first, "save").status_code == 409
    assert rows() == before
    told = caplog.text + "".join(capfd.readouterr())
    assert CANARY not in told and "701 555" not in told and "Зерделім" not in told
    assert not [place for place in files() if CANARY.encode() in place.read_bytes()]


def test_an_address_never_holds_the_text(worker: Client) -> None:
    shown = worker.get(ADDRESS, {"words": TEXT}).content.decode()
    assert "Омарова" not in shown and 'method="post"' in shown and "hx-push-url" not in shown
