"""A person agrees, says not now, takes it back: in the room, by a button, or told to a worker who writes it down."""

from uuid import uuid4

import pytest

from tests.consent.conftest import HOW, again, agree, buttons
from tirek.consent.actions import Answer
from tirek.consent.models import Record, Standing
from tirek.consent.wording import FIELDS, LANGUAGES
from tirek.conversations.actions.agreeing import answer_in_room, write_down
from tirek.conversations.agreed import agreements
from tirek.conversations.consenting import Word
from tirek.conversations.models import Outbox, Thread
from tirek.kit.refusals import Refused
from tirek.ledger.models import Entry
from tirek.ledger.verbs import Verb
from tirek.vault.models import Leaf, Safe

# in the room


def test_a_yes_in_the_room_is_a_sealed_record_with_every_field_that_both_sides_open(room, cast, reader) -> None:
    agree(room)
    safe = again(room).open.safe
    row = Record.objects.get(safe=safe)
    assert row.ended is None and row.leaf.half == Leaf.Half.TALK
    for opened in (again(room).open, reader(cast.worker).open(Safe.objects.get(pk=safe.pk))):
        care = agreements(opened).care
        assert care.is_agreed and care.is_proven and set(care.terms) == set(FIELDS)
        assert care.terms["operator"] == cast.organisation.name and care.terms["client"] == "not given"
    assert Entry.objects.filter(about=safe.id, verb=Verb.CONSENT_GIVEN).count() == 1


def test_the_same_form_twice_is_one_word(room) -> None:
    once = uuid4()
    for _ in range(2):
        answer_in_room(word=Word("care", Answer.YES), once=once, talk=again(room))
    assert Record.objects.count() == 1


def test_a_yes_is_taken_back_with_one_press_and_the_history_keeps_both(room) -> None:
    agree(room)
    agree(room, answer=Answer.END)
    found = agreements(again(room).open)
    assert found.care.standing is Standing.WITHDRAWN
    assert [step.text.split(":")[0] for step in found.steps] == ["Taken back", "Agreed"]
    assert Entry.objects.filter(verb=Verb.CONSENT_WITHDRAWN).exists()


def test_taking_back_what_was_never_given_keeps_nothing(room) -> None:
    before = Safe.objects.get().seq
    agree(room, answer=Answer.END)
    assert not Record.objects.exists() and Safe.objects.get().seq == before


def test_not_now_is_kept_and_takes_nothing_back(room) -> None:
    agree(room, answer=Answer.NO)
    assert agreements(again(room).open).care.standing is Standing.DECLINED
    assert not Entry.objects.filter(verb=Verb.CONSENT_WITHDRAWN).exists()


def test_a_not_now_after_taking_back_does_not_undo_the_taking_back(room, write) -> None:
    for answer in (Answer.YES, Answer.END, Answer.NO):
        agree(room, answer=answer)
    assert agreements(again(room).open).care.standing is Standing.WITHDRAWN
    with pytest.raises(Refused):
        write(Thread.objects.get())


def test_a_new_yes_takes_the_place_of_the_old_one(room) -> None:
    agree(room)
    agree(room, name="Айнұр")
    assert Record.objects.filter(ended=None).count() == 1
    found = agreements(again(room).open)
    assert found.care.terms["client"] == "Айнұр" and not found.care.terms["closes"]


def test_how_we_work_together_is_read_not_agreed_to(room) -> None:
    agree(room, "boundaries", Answer.READ)
    found = agreements(again(room).open)
    assert found.boundaries.is_agreed and found.steps[0].text.startswith("Read: ")


def test_a_form_of_another_purpose_is_refused(room) -> None:
    with pytest.raises(Refused):
        agree(room, "everything")


def test_a_child_is_answered_on_its_own_word_and_nothing_is_passed_on_without_a_representative(room, write) -> None:
    write(Thread.objects.get(), "Hello. I am here, tell me.")  # a first answer waits for nobody's consent
    agree(room, who="child")
    assert agreements(again(room).open).care.is_agreed
    with pytest.raises(Refused, match="A child does not have to agree to this alone"):
        agree(room, "share", who="child", recipient="Legal aid Example")
    agree(room, "share", who="representative", basis="mother, by birth certificate", recipient="Legal aid Example")
    assert [share.recipient for share in agreements(again(room).open).shares] == ["Legal aid Example"]


def test_a_representative_says_on_which_ground(room) -> None:
    with pytest.raises(Refused, match="on which ground"):
        agree(room, who="representative")


def test_each_service_is_a_consent_of_its_own(room) -> None:
    for name in ("Legal aid Example", "Shelter Example"):
        agree(room, "share", recipient=name)
    first, second = agreements(again(room).open).shares
    agree(room, "share", Answer.END, asked=first.asked)
    after = {share.recipient: share.standing for share in agreements(again(room).open).shares}
    assert after == {"Legal aid Example": Standing.WITHDRAWN, "Shelter Example": Standing.AGREED}
    with pytest.raises(Refused, match="Name the one service"):
        agree(room, "share")
    assert second.is_proven and "Shelter Example" in second.terms["third_parties"]


def test_the_row_does_not_tell_which_purpose_it_is_about(room) -> None:
    for purpose in ("care", "first"):
        agree(room, purpose)
    marks = [bytes(row.mark) for row in Record.objects.all()]
    assert len(set(marks)) == 2 and not any(b"care" in mark or b"first" in mark for mark in marks)


# by a button


def test_a_worker_asks_and_the_card_has_its_three_buttons(thread, ask, answers) -> None:
    ask(thread)
    card = answers(thread)[-1]
    seq = Safe.objects.get().seq
    assert [payload for _, payload in card.buttons] == [f"consent:care:{one}:{seq}" for one in ("yes", "no", "why")]
    row = Outbox.objects.get(leaf__seq=seq)
    assert row.clearance.by is None and row.clearance.outcome == "clean"
    assert Entry.objects.filter(verb=Verb.CONSENT_ASKED).count() == 1


@pytest.mark.parametrize("code", LANGUAGES)
def test_a_yes_by_button_is_a_whole_record_in_the_persons_language(person, thread, ask, seen, answers, code) -> None:
    person.press(f"lang:{code}")
    ask(thread)
    person.press(buttons(thread, answers)[0])
    care = seen(thread).care
    assert care.is_agreed and care.is_proven and care.terms["language"] == code and set(care.terms) == set(FIELDS)
    assert buttons(thread, answers) == ["consent:care:end"], "it can be taken back from the very answer"


def test_it_is_taken_back_by_one_press(person, thread, seen, answers) -> None:
    person.press("consent:care:yes")
    person.press("consent:care:end")
    assert seen(thread).care.standing is Standing.WITHDRAWN
    assert "112" in answers(thread)[-1].text


def test_whoever_wants_to_know_more_is_told_and_nothing_is_kept(person, thread, answers) -> None:
    person.press("consent:care:why:3")
    assert "No decision about you is made by a machine" in answers(thread)[-1].text
    assert not Record.objects.exists()


def test_a_card_about_another_service_is_answered_for_that_service(person, thread, ask, seen, answers) -> None:
    ask(thread, "share", "Legal aid Example")
    assert [one.recipient for one in seen(thread).questions] == ["Legal aid Example"]
    person.press(buttons(thread, answers)[0])
    found = seen(thread)
    assert [(one.recipient, one.standing) for one in found.shares] == [("Legal aid Example", Standing.AGREED)]
    assert not found.questions
    person.press(buttons(thread, answers)[0])
    assert seen(thread).shares[0].standing is Standing.WITHDRAWN


@pytest.mark.parametrize(
    "payload",
    ["consent:share:yes:1", "consent:share:yes", "consent:share:yes:x", "consent:everything:yes", "consent:care:read", "consent:"],
)
def test_a_button_that_we_never_made_agrees_to_nothing(person, thread, seen, payload) -> None:
    person.press(payload)
    found = seen(thread)
    assert not found.care.is_agreed and not found.shares and not found.first.is_agreed


def test_the_name_of_a_service_passes_the_second_reading(thread, ask) -> None:
    with pytest.raises(Refused, match="only the name of the service"):
        ask(thread, "share", "сосед с ИИН 850412400121")


# told to a worker


def test_what_was_told_is_written_down_with_how_it_was_told(thread, told, seen) -> None:
    told(thread, Answer.YES)
    found = seen(thread)
    assert found.care.is_agreed and HOW in found.care.terms["method"]
    assert found.steps[0].by == "Worker Invented" and found.steps[0].how == HOW


def test_without_how_it_was_told_nothing_is_written_down(thread, told) -> None:
    with pytest.raises(Refused, match="when and how"):
        told(thread, Answer.YES, how="yes")
    with pytest.raises(Refused, match="in words, or on paper"):
        told(thread, Answer.YES, method="room")


def test_nobody_writes_down_in_a_colleagues_conversation(cast, reader, thread, write) -> None:
    write(thread)
    with pytest.raises(Refused):
        word = Word("care", Answer.YES, method="spoken", how=HOW)
        write_down(thread=thread, word=word, once=uuid4(), by=cast.teammate, reader=reader(cast.teammate))
