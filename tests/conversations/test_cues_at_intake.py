"""Words that may mean danger put their conversation forward: at intake, while they are in memory anyway. They only raise."""

from collections.abc import Callable
from datetime import datetime, time, timedelta
from time import sleep
from uuid import uuid4

import pytest
from django.apps import apps

from tests.conftest import Cast, Person
from tirek.conduct import crisis
from tirek.conduct.engine.findings import Context
from tirek.conversations import automatic
from tirek.conversations.actions import talking
from tirek.conversations.cues import due_by
from tirek.conversations.header import Address
from tirek.conversations.models import Contact, Outbox, Thread
from tirek.conversations.words import Said
from tirek.kit import packs
from tirek.kit.patience import Patient
from tirek.ledger.models import Entry
from tirek.ledger.verbs import Verb
from tirek.people.models import Organisation
from tirek.vault.models import Leaf, Safe

Answers = Callable[[Thread], list[Said]]
NOW_WORDS = {
    "kk": "Бүгін түнде өзімді өлтіремін, бәріне рақмет.",
    "uk": "Сьогодні вночі мене не стане, дякую вам за все.",
    "ru": "Сегодня ночью меня не станет, спасибо вам за всё.",
    "en": "I am going to kill myself tonight, thank you for everything.",
}
TODAY_WORDS = "Я больше не вижу смысла ни в чём, всё безнадёжно."
FAREWELL = "Спасибо вам большое за помощь, до свидания, хорошего вечера!"
FILM = "Вчера смотрели фильм, там герой говорит: «я убью себя», и мы плакали."


def hours(**changes) -> Organisation:
    organisation = Organisation.objects.get()
    for name, value in changes.items():
        setattr(organisation, name, value)
    organisation.save()
    return organisation


def safe_of(thread: Thread) -> Safe:
    return Safe.objects.get(pk=thread.safe_id)


def due_leaf(thread: Thread) -> Leaf:
    return Leaf.objects.get(safe=thread.safe_id, seq=safe_of(thread).due_seq)


def help_in(texts: list[Said]) -> list[Said]:
    return [one for one in texts if all(f"{line.number} · " in one.text for line in packs.load("kz").emergency)]


def asks_who_reads(texts: list[Said]) -> bool:
    return any(key.startswith("know:") for one in texts for _, key in one.buttons)


@pytest.fixture
def closed(cast: Cast) -> Organisation:
    """The service opens tomorrow."""
    return hours(days=str((datetime.now(cast.organisation.zone) + timedelta(days=1)).isoweekday()), opens=time(9, 0), closes=time(18, 0))


# what is due


@pytest.mark.parametrize("language", NOW_WORDS)
def test_words_of_dying_are_due_at_this_moment_with_a_line_that_says_nothing(person: Person, language: str) -> None:
    thread = person.writes(NOW_WORDS[language], language=language)
    safe, leaf = safe_of(thread), due_leaf(thread)
    assert safe.due_min == leaf.at_min and leaf.seq == safe.heard_seq == 1
    (line,) = Entry.objects.filter(about=thread.safe_id, verb=Verb.CUE_DUE)
    assert (line.actor, line.seq, line.reason, line.scope) == (None, None, None, person.cast.team.oversight_id)


def test_words_without_hope_are_due_today_and_the_ledger_does_not_say_which(person: Person) -> None:
    thread = person.writes(TODAY_WORDS, language="ru")
    safe, leaf = safe_of(thread), due_leaf(thread)
    assert leaf.at_min < safe.due_min <= leaf.at_min + 240
    assert set(Entry.objects.filter(about=thread.safe_id).values_list("verb", flat=True)) == {Verb.SAFE_CREATED, Verb.CUE_DUE}


@pytest.mark.parametrize("text", [FAREWELL, FILM, "Здравствуйте, какие документы нужны на пособие?", "Рақмет, сау болыңыз!", "🙏"])
def test_an_ordinary_farewell_a_film_and_a_question_make_nothing_due(person: Person, text: str) -> None:
    thread = person.writes(text, language="ru")
    assert safe_of(thread).due_min is None and not Entry.objects.filter(verb=Verb.CUE_DUE).exists()


@pytest.mark.parametrize(
    "came, days, expected",
    [
        ("2026-11-23T10:00", "12345", "2026-11-23T14:00"),  # in four hours
        ("2026-11-23T16:30", "12345", "2026-11-23T18:00"),  # by the end of the day's hours
        ("2026-11-23T07:00", "12345", "2026-11-23T11:00"),
        ("2026-11-23T20:00", "12345", "2026-11-24T00:00"),  # the hours are over: in four hours, seen first in the morning
        ("2026-11-22T17:00", "12345", "2026-11-22T21:00"),  # a Sunday
    ],
)
def test_today_is_the_end_of_the_hours_or_four_hours_whichever_is_sooner(came: str, days: str, expected: str) -> None:
    service = Organisation(time_zone="Asia/Almaty", opens=time(9, 0), closes=time(18, 0), days=days)
    minute = [int(datetime.fromisoformat(moment).replace(tzinfo=service.zone).timestamp()) // 60 for moment in (came, expected)]
    assert due_by(2, minute[0], service.hours) == minute[1]
    assert due_by(3, minute[0], service.hours) == minute[0] and due_by(1, minute[0], service.hours) is None


def test_heavier_words_are_due_sooner_and_lighter_ones_change_nothing(person: Person) -> None:
    thread = person.writes(TODAY_WORDS, language="ru")
    first = safe_of(thread)
    person.writes("И ещё: когда приём?", language="ru")
    assert (safe_of(thread).due_min, safe_of(thread).due_seq) == (first.due_min, first.due_seq)
    person.writes(NOW_WORDS["ru"], language="ru")
    now = safe_of(thread)
    assert now.due_seq > first.due_seq and now.due_min == due_leaf(thread).at_min
    person.writes(TODAY_WORDS, language="ru")
    assert safe_of(thread).due_seq == now.due_seq


def test_words_that_are_due_now_stand_before_what_should_have_been_answered_yesterday(person: Person) -> None:
    thread = person.writes(TODAY_WORDS, language="ru")
    Safe.objects.filter(pk=thread.safe_id).update(due_min=safe_of(thread).due_min - 1440)
    Leaf.objects.filter(safe=thread.safe_id).update(at_min=due_leaf(thread).at_min - 1440 - 300)
    person.writes(NOW_WORDS["ru"], language="ru")
    assert safe_of(thread).due_min == due_leaf(thread).at_min


def test_an_edit_raises_and_never_lowers(person: Person) -> None:
    first = person.message("Мне плохо", language="ru")
    thread = person.send(person.update("message", first))
    assert safe_of(thread).due_min is None
    person.send(person.update("edited_message", {**first, "text": NOW_WORDS["ru"], "edit_date": 1_795_000_100}))
    raised = safe_of(thread)
    assert raised.due_min == due_leaf(thread).at_min and raised.due_seq == raised.heard_seq
    person.send(person.update("edited_message", {**first, "text": "Всё хорошо", "edit_date": 1_795_000_200}))
    assert (safe_of(thread).due_min, safe_of(thread).due_seq) == (raised.due_min, raised.due_seq)


def test_what_somebody_else_wrote_and_was_forwarded_is_for_today_at_most(person: Person) -> None:
    origin = {"type": "hidden_user", "sender_user_name": "Ерлан", "date": 1_794_000_000}
    thread = person.writes(NOW_WORDS["ru"], language="ru", forward_origin=origin)
    assert safe_of(thread).due_min > due_leaf(thread).at_min


def test_stickers_and_emoji_alone_make_nothing_due(person: Person) -> None:
    sticker = {"file_id": "x", "file_unique_id": "y", "type": "regular", "width": 1, "height": 1, "emoji": "😭"}
    message = {key: value for key, value in person.message("").items() if key != "text"}
    thread = person.send(person.update("message", {**message, "sticker": {**sticker, "is_animated": False, "is_video": False}}))
    person.writes("😭😭💊")
    assert safe_of(thread).due_min is None


def test_a_weak_cue_counts_more_after_a_long_silence_at_night(cast: Cast, person: Person, reader, said) -> None:
    thread = person.writes("Здравствуйте", language="ru")
    answer(cast, reader, thread, "Здравствуйте. Как прошёл день?")
    night = int(datetime.now(cast.organisation.zone).replace(hour=3, minute=0).timestamp()) + 86_400
    person.writes("Я устала, сил нет", language="ru", date=night)
    assert safe_of(thread).due_min is not None
    answer(cast, reader, thread, "Что вымотало сильнее всего?")
    person.writes("Я устала, сил нет", language="ru", date=night + 43_200)
    assert safe_of(thread).due_min is None, "the pause alone does not raise it"


def answer(cast: Cast, reader, thread: Thread, words: str, *, seen: int = 99) -> None:
    reply = talking.Reply(words=words, context=Context(language="ru"), seen_seq=seen, once=uuid4())
    talking.say(thread=Thread.objects.get(pk=thread.pk), reply=reply, by=cast.worker, reader=reader(cast.worker))


def test_an_answer_meets_what_was_due_but_not_what_came_while_it_was_typed(cast: Cast, person: Person, reader) -> None:
    thread = person.writes(NOW_WORDS["ru"], language="ru")
    seen = safe_of(thread).seq
    person.writes(NOW_WORDS["ru"], language="ru")
    answer(cast, reader, thread, "Спасибо, что написали. Вы сейчас думаете о смерти?", seen=seen)
    safe = safe_of(thread)
    assert safe.due_seq is not None and safe.due_seq > seen and safe.due_min == due_leaf(thread).at_min
    answer(cast, reader, thread, "Кто рядом с вами?")
    assert safe_of(thread).due_min is None
    assert Entry.objects.filter(about=thread.safe_id, verb=Verb.DUE_MET).count() == 2


def test_danger_that_was_pressed_stays_the_reason_beside_words_of_danger(person: Person, said) -> None:
    thread = person.press("danger", language="ru")
    pressed = safe_of(thread)
    person.writes(NOW_WORDS["ru"], language="ru")
    assert (safe_of(thread).due_min, safe_of(thread).due_seq) == (pressed.due_min, pressed.due_seq)


# a reader that fails


@pytest.mark.parametrize("broken", ["raises", "hangs"])
def test_a_failing_reader_stores_the_letter_and_its_log_holds_no_word(person: Person, said, monkeypatch, caplog, broken: str) -> None:
    class Broken:
        def read(self, text: str, known: object) -> None:
            if broken == "raises":
                raise RuntimeError(text)
            sleep(0.3)

    monkeypatch.setattr(crisis, "reader", Broken)
    monkeypatch.setattr(crisis, "PATIENCE_S", 0.05)
    monkeypatch.setattr(crisis, "_MEMORY", crisis._Memory())
    monkeypatch.setattr(crisis, "_readers", Patient("tests"))
    words = NOW_WORDS["ru"] + f" {broken}"
    thread = person.writes(words, language="ru")
    assert [one.text for one in said(thread) if one.from_client] == [words]
    assert "not read for cues" in caplog.text and "ночью" not in caplog.text
    assert safe_of(thread).due_min is None


def test_of_a_very_long_letter_its_beginning_and_its_end_are_read(person: Person) -> None:
    for text in (NOW_WORDS["ru"] + " Вот моя история." * 400, "Вот моя история. " * 400 + NOW_WORDS["ru"]):
        found = crisis.read(text, crisis.Circumstances(language="ru"))
        assert found.level == 3 and all("не станет" in text[cue.start : cue.end] for cue in found.cues if cue.level == 3)


# what the house answers


@pytest.mark.parametrize("language", NOW_WORDS)
def test_in_hours_the_usual_words_go_with_the_numbers_and_nothing_is_asked(person: Person, answers: Answers, language: str) -> None:
    thread = person.writes(NOW_WORDS[language], language=language)
    first, numbers = answers(thread)
    assert automatic.texts(language)["now_open"] in first.text
    assert help_in([numbers]) and automatic.texts(language)["danger_open"] in numbers.text
    assert not asks_who_reads(answers(thread))
    person.writes(NOW_WORDS[language], language=language)
    assert len(answers(thread)) == 2, "the numbers stand there already"


@pytest.mark.parametrize("language", NOW_WORDS)
def test_out_of_hours_the_numbers_go_alone_and_say_that_nobody_reads(
    closed: Organisation, person: Person, answers: Answers, language: str
) -> None:
    thread = person.writes(NOW_WORDS[language], language=language)
    (only,) = answers(thread)
    assert help_in([only]) and automatic.texts(language)["danger_closed"].partition("{")[0] in only.text


def test_out_of_hours_they_come_though_it_was_said_that_nobody_reads(closed: Organisation, person: Person, answers: Answers) -> None:
    thread = person.writes("Здравствуйте", language="ru")
    before = len(answers(thread))
    person.writes(NOW_WORDS["ru"], language="ru")
    assert len(help_in(answers(thread)[before:])) == 1


def test_in_hours_a_worker_who_is_in_the_conversation_answers_and_not_the_house(
    cast: Cast, person: Person, reader, answers: Answers
) -> None:
    thread = person.writes("Здравствуйте", language="ru")
    answer(cast, reader, thread, "Здравствуйте. Как прошёл день?")
    before = len(answers(thread))
    person.writes(NOW_WORDS["ru"], language="ru")
    assert safe_of(thread).due_min and len(answers(thread)) == before


def test_who_wants_neutral_words_only_gets_no_numbers_for_a_guess(cast: Cast, closed, person: Person, answers: Answers) -> None:
    thread = person.writes("Здравствуйте", language="ru")
    contact = Contact.objects.get(thread=thread)
    address = Address.opened(contact.id, bytes(contact.address))
    address.neutral = True
    contact.address = address.sealed(contact.id)
    contact.save()
    Thread.objects.update(told_closed_min=0)
    before = len(answers(thread))
    person.writes(NOW_WORDS["ru"], language="ru")
    assert not help_in(answers(thread)[before:]) and safe_of(thread).due_min is not None
    person.press("danger", language="ru")
    assert len(help_in(answers(thread))) == 1, "who asks for the numbers gets them"


def test_for_today_the_usual_words_go_without_a_question(person: Person, answers: Answers) -> None:
    thread = person.writes(TODAY_WORDS, language="ru")
    (first,) = answers(thread)
    assert not help_in([first]) and not asks_who_reads([first])


def test_nothing_of_a_cue_stands_in_the_clear(person: Person) -> None:
    thread = person.writes(NOW_WORDS["ru"], language="ru")
    assert Outbox.objects.filter(thread=thread).exists()
    for model in apps.get_models():
        for row in model._default_manager.values():
            assert not any(word in str(row).lower() for word in ("suicid", "sui-intent", "не станет", "level")), model
