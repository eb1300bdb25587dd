"""What the house says by itself: at once, in the person's language, once, and only what is true."""

from collections.abc import Callable
from datetime import UTC, datetime, time, timedelta

import pytest

from tests.conftest import Cast, Person
from tirek.conversations import automatic, briefing
from tirek.conversations.models import Outbox, Thread
from tirek.conversations.words import Said
from tirek.kit import packs
from tirek.kit.calendars import Hours
from tirek.ledger.models import Entry
from tirek.ledger.verbs import Verb
from tirek.people.models import Organisation
from tirek.vault.models import Safe, this_minute

Answers = Callable[[Thread], list[Said]]
LANGUAGES = ("kk", "uk", "ru", "en")


@pytest.fixture
def answers(said) -> Answers:
    """What the house has said by itself, without the understanding question: that has tests of its own."""
    return lambda thread: [one for one in said(thread) if one.by == "house" and not any(key.startswith("know:") for _, key in one.buttons)]


@pytest.fixture
def closed(cast: Cast) -> Organisation:
    """The service opens tomorrow."""
    return hours(days=str((datetime.now(cast.organisation.zone) + timedelta(days=1)).isoweekday()), opens=time(9, 0), closes=time(18, 0))


def hours(**changes) -> Organisation:
    organisation = Organisation.objects.get()
    for name, value in changes.items():
        setattr(organisation, name, value)
    organisation.save()
    return organisation


def language(answer: Said) -> str:
    """In which of the four languages an answer is, by its buttons or its last words."""
    found = [code for code in LANGUAGES if automatic.texts(code)["danger_button"] in [title for title, _ in answer.buttons]]
    assert len(found) == 1, answer
    return found[0]


def test_the_first_words_come_at_once_and_only_once(person: Person, answers: Answers) -> None:
    thread = person.writes("Сәлеметсіз бе")
    person.writes("Тағы да мен")
    person.writes("Тағы да")
    (first,) = answers(thread)
    assert "Сәлем" not in first.text and first.text.startswith("Хабарыңыз келді")
    assert Outbox.objects.filter(thread=thread).count() == 2, "the first words, and the one question"
    assert [payload for _, payload in first.buttons] == ["danger", "how", "kept", "languages"]


@pytest.mark.parametrize(
    "text, account, expected",
    [
        ("Маған көмек керек", "ru", "kk"),
        ("Мені потрібна допомога, що робити", "ru", "uk"),
        ("Помогите, пожалуйста", "uk", "ru"),
        ("Please help me", "ru", "en"),
        ("🙏🙏", "uk", "uk"),
        ("+77010000002", "ru-RU", "ru"),
        ("...", "de", "kk"),  # neither letters nor account tell: the country's own
        ("...", "", "kk"),
    ],
)
def test_they_are_in_the_persons_language(person: Person, answers: Answers, text: str, account: str, expected: str) -> None:
    thread = person.writes(text, language=account)
    assert language(answers(thread)[0]) == expected


def test_a_chosen_language_wins_over_the_letters(person: Person, answers: Answers) -> None:
    thread = person.writes("Помогите, пожалуйста", language="ru")
    person.press("languages")
    person.press("lang:kk")
    person.writes("Я снова пишу по-русски")
    person.press("kept")
    offered, chosen, kept = answers(thread)[1:]
    assert [payload for _, payload in offered.buttons] == [f"lang:{code}" for code in LANGUAGES]
    assert [title for title, _ in offered.buttons] == ["Қазақша", "Українська", "Русский", "English"]
    assert (language(chosen), language(kept)) == ("kk", "kk")
    assert chosen.text == automatic.texts("kk")["language_set"]
    assert kept.text == briefing.how_it_is_kept("telegram", "kk", packs.load("kz")).text


@pytest.mark.parametrize(
    "payload", ["lang:xx", "lang:", "anything", "danger2", "danger:", "\u202edanger", "kept:all", "know:", "know:maybe", ""]
)
def test_a_button_that_we_never_made_gets_no_answer(person: Person, answers: Answers, payload: str) -> None:
    thread = person.writes("Please help me")
    person.press(payload)
    assert len(answers(thread)) == 1


def test_start_is_answered_but_not_again_within_ten_minutes(person: Person, answers: Answers) -> None:
    thread = person.writes("/start")
    person.writes("/start")
    person.writes("/start from_the_poster")
    assert len(answers(thread)) == 1
    Thread.objects.update(greeted_min=Thread.objects.get().greeted_min - 10)
    person.writes("/start")
    assert len(answers(thread)) == 2
    assert Safe.objects.get().waiting_since_min is None, "who has only pressed Start is not waiting for anybody"


def test_edits_reactions_and_leaving_get_no_answer(person: Person, answers: Answers) -> None:
    first = person.message("hello")
    thread = person.send(person.update("message", first))
    Thread.objects.update(greeted_min=0)
    person.send(person.update("edited_message", {**first, "text": "hello!", "edit_date": 1_795_000_100}))
    assert len(answers(thread)) == 1


# danger


@pytest.mark.parametrize("code", LANGUAGES)
def test_danger_gives_the_emergency_numbers_at_once_and_puts_the_thread_on_top(
    cast: Cast, person: Person, answers: Answers, code: str
) -> None:
    person.writes("An earlier person waits longer", chat=1)
    thread = person.writes("x", language=code)
    person.press(f"lang:{code}")
    person.press("danger")
    text = answers(thread)[-1].text
    for line in packs.load("kz").emergency:
        assert f"{line.number} · {line.what[code]}" in text
    assert text.index("112") < text.index(automatic.texts(code)["danger_open"])
    safe = Safe.objects.get(pk=thread.safe_id)
    assert safe.due_min and safe.due_seq == safe.heard_seq and safe.waiting_since_min
    assert Entry.objects.filter(about=thread.safe_id, verb=Verb.DUE_NOW).count() == 1


def test_who_is_in_danger_stands_on_top_of_the_list(cast: Cast, person: Person, sign_in) -> None:
    earlier = person.writes("I have been waiting longer", chat=1, name="Earlier")
    Safe.objects.filter(pk=earlier.safe_id).update(waiting_since_min=this_minute() - 20)
    person.writes("I wrote a moment ago", chat=2, name="Endangered")
    browser = sign_in(cast.teammate)
    page = browser.get("/desk/").content.decode()
    assert 0 < page.index("Earlier") < page.index("Endangered")
    person.press("danger", chat=2, name="Endangered")
    page = browser.get("/desk/").content.decode()
    assert 0 < page.index("Endangered") < page.index("Earlier")


def test_danger_as_the_very_first_thing_is_answered_with_the_numbers_alone(person: Person, answers: Answers) -> None:
    thread = person.press("danger")
    (only,) = answers(thread)
    assert "112" in only.text


def test_danger_is_answered_every_time(person: Person, answers: Answers) -> None:
    thread = person.press("danger")
    person.press("danger")
    assert len([one for one in answers(thread) if "112" in one.text]) == 2


@pytest.mark.parametrize("country", packs.COUNTRIES)
@pytest.mark.parametrize("code", LANGUAGES)
def test_a_hotline_in_the_danger_answer_is_a_confirmed_one_with_the_day_it_was_checked(country: str, code: str) -> None:
    pack = packs.load(country)
    text = automatic.danger(code, service(country=country, at=datetime(2026, 12, 1, 12, 0, tzinfo=UTC))).text
    assert all(f"{line.number} · " in text for line in pack.emergency), "101-103 and 112 always"
    lines = [line for line in text.splitlines() if " · " in line][len(pack.emergency) :]
    assert lines, "every country has at least one line for violence or despair"
    for line in lines:
        hotline = next(one for one in pack.hotlines if line.startswith(f"{one.number} · "))
        assert hotline.mark in ("C", "S") and {"violence", "suicide"} & set(hotline.about)
        assert f"{hotline.verified_on:%d.%m.%Y}" in line


def service(*, country: str = "kz", at: datetime, is_open: bool = True) -> automatic.Service:
    organisation = Organisation(country=country, time_zone="UTC")
    opens, closes = (time(0, 0), time(23, 59, 59)) if is_open else (time(4, 0), time(4, 1))
    own = Hours(organisation.zone, opens, closes, frozenset(range(1, 8)))
    return automatic.Service("Опора-Зразок", own, packs.load(country), at)


# hours


def test_outside_hours_the_first_words_say_that_nobody_reads(closed: Organisation, person: Person, answers: Answers) -> None:
    thread = person.writes("Please help me")
    (first,) = answers(thread)
    assert "Nobody is reading now. We read again" in first.text and "09:00" in first.text


def test_it_is_said_once_in_a_closed_period_and_again_in_the_next(cast: Cast, person: Person, answers: Answers) -> None:
    thread = person.writes("Please help me")
    assert automatic.texts("en")["now_open"] in answers(thread)[0].text
    day = datetime.now(cast.organisation.zone)
    hours(days=str((day + timedelta(days=1)).isoweekday()), opens=time(9, 0), closes=time(18, 0))
    person.writes("Is somebody there")
    person.writes("Hello")
    assert len(answers(thread)) == 2
    assert answers(thread)[1].text.startswith("Your message has arrived and is kept safe. Nobody is reading now")
    Thread.objects.update(told_closed_min=int((day - timedelta(days=8)).timestamp() // 60))  # the last time was a week ago
    person.writes("And again")
    person.writes("And again")
    assert len(answers(thread)) == 3


def test_danger_outside_hours_says_so_and_asks_to_call(closed: Organisation, person: Person, answers: Answers) -> None:
    thread = person.writes("Please help me")
    person.press("danger")
    text = answers(thread)[-1].text
    assert "nobody is reading now" in text and "Please call" in text and "112" in text
    person.writes("Hello")
    assert len(answers(thread)) == 2, "that was said already"


@pytest.mark.parametrize("is_open", [True, False], ids=["open", "closed"])
@pytest.mark.parametrize("channel", ["telegram", "webchat"])
@pytest.mark.parametrize("code", LANGUAGES)
def test_the_first_words_are_short_neutral_and_whole(code: str, channel: str, is_open: bool) -> None:
    said = automatic.first_words(code, service(at=datetime(2026, 11, 21, 12, 0, tzinfo=UTC), is_open=is_open), channel)
    assert len(said.text.split()) <= 90
    assert "{" not in said.text and "Опора-Зразок" in said.text
    first_line = said.text.splitlines()[0].lower()
    for word in (
        "опора",
        "danger",
        "небезпе",
        "опасн",
        "қауіп",
        "violence",
        "насил",
        "зорлық",
        "social",
        "соц",
        "әлеуметтік",
        "help",
        "помо",
        "көмек",
    ):
        assert word not in first_line, "it shows on a locked screen"
