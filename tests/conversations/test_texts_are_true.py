"""Every automatic text in its four languages: the same places, the same buttons, and only promises that the product keeps."""

import re
import string
from dataclasses import fields
from datetime import UTC, datetime, time
from importlib.util import find_spec
from typing import Any
from uuid import uuid4
from zoneinfo import ZoneInfo

import pytest
import yaml

from tests.conftest import Cast, Person
from tirek.channels.adapters import ADAPTERS
from tirek.channels.telegram.send import BUTTON_PAYLOAD_LIMIT
from tirek.conduct.engine.findings import Context, Grade
from tirek.conduct.in_force import as_packed
from tirek.conversations import automatic, briefing, how_i_am
from tirek.conversations.actions import talking
from tirek.conversations.actions.answering import PRESSED
from tirek.conversations.actions.moving import CODE_LIVES_MIN
from tirek.conversations.actions.rooms import Asked, ask_for_help
from tirek.conversations.automatic import LANGUAGES, Answer, Service, texts
from tirek.conversations.header import Header
from tirek.conversations.how_i_am import READS, TOPICS, Choice
from tirek.conversations.models import Passing, Thread
from tirek.kit import packs
from tirek.kit.calendars import Hours
from tirek.ledger.models import Entry
from tirek.ledger.verbs import Verb
from tirek.portal.contents import openings
from tirek.vault.actions import receipts
from tirek.vault.models import Principal

CHANNELS = tuple(str(kind) for kind in ADAPTERS)
LINK = "https://service.invalid/r/abcd-efgh"
OURS = frozenset({str(receipts.DIGITS), str(CODE_LIVES_MIN // 60)})
"""Figures of our own that the texts may name."""
ZONE = ZoneInfo("Asia/Almaty")
WEEK = frozenset(range(1, 8))
NOON = datetime(2026, 11, 21, 12, 0, tzinfo=ZONE)
OPEN = Hours(ZONE, time(9, 0), time(18, 0), WEEK)
CLOSED = Hours(ZONE, time(14, 0), time(18, 0), WEEK)


def service(country: str, hours: Hours = OPEN) -> Service:
    return Service("Опора-Зразок", hours, packs.load(country), NOON)


def answers_of(channel: str, language: str, country: str) -> list[Answer]:
    """Everything that can be said on one channel by itself, but for the numbers to call."""
    open_now, closed = service(country), service(country, CLOSED)
    details = (briefing.detail(channel, language, open_now.pack, name) for name in briefing.DETAILS)
    results = (briefing.card_closed(channel, language, result) for result in ("understood", "help", "declined"))
    return [
        automatic.first_words(language, open_now, channel),
        automatic.first_words(language, closed, channel),
        automatic.nobody_reads_now(language, closed, channel),
        automatic.language_set(language, channel),
        briefing.how_it_is_kept(channel, language, open_now.pack),
        *(detail for detail in details if detail),
        briefing.deletion_wished(channel, language),
        briefing.wish_taken_back(channel, language),
        briefing.card(channel, language),
        briefing.card_again(channel, language),
        *results,
        *about_how_somebody_is(language),
    ]


def about_how_somebody_is(language: str) -> list[Answer]:
    """Every step of "How I am", with everything chosen and with nothing."""
    whole, at = Choice("tired", READS, TOPICS, "gentle"), "14:20"
    noted = {step: how_i_am.last_answer(whole, step, language) for step in how_i_am.ASKED}
    return [
        *(how_i_am.question(language, step, choice, time=at) for step in how_i_am.ASKED for choice in (Choice(), whole)),
        *(how_i_am.question(language, step, whole, time=at, noted=noted[step], undo=7) for step in how_i_am.ASKED[1:]),
        how_i_am.closed(language, Choice(), time=at),
        how_i_am.closed(language, whole, time=at, undo=7),
        how_i_am.write_now(language, time=at),
        *(how_i_am.heard(language, about, 7, time=at) for about in how_i_am.OWN_WORDS),
        how_i_am.too_long(language),
        *(how_i_am.taken_back(language, does) for does in ("undo", "letter", "none")),
    ]


def everything_but_danger(language: str, country: str) -> list[Answer]:
    neutral = [automatic.neutral_notice(language), automatic.received_elsewhere(language), automatic.room_offer(language, link=LINK)]
    anywhere = [automatic.which_language(language), automatic.moved(language), automatic.quietly_closed(language, service(country, CLOSED))]
    return [*neutral, *anywhere, *(answer for channel in CHANNELS for answer in answers_of(channel, language, country))]


def everything_said(language: str, country: str) -> list[Answer]:
    return [*everything_but_danger(language, country), *(automatic.danger(language, service(country, hours)) for hours in (OPEN, CLOSED))]


def flat(words: dict[str, Any], before: str = "") -> dict[str, Any]:
    """The texts by their whole path."""
    found: dict[str, Any] = {}
    for key, value in words.items():
        found |= flat(value, f"{before}{key}.") if isinstance(value, dict) and key != "days" else {f"{before}{key}": value}
    return found


def places(value: object) -> set[str]:
    return {name for _, name, _, _ in string.Formatter().parse(value) if name} if isinstance(value, str) else set()


@pytest.mark.parametrize("language", LANGUAGES)
def test_each_language_has_the_same_texts_with_the_same_places(language: str) -> None:
    own, english = flat(texts(language)), flat(texts("en"))
    assert own.keys() == english.keys() and own["language"] == language and own["version"] == english["version"]
    assert {key: places(value) for key, value in own.items()} == {key: places(value) for key, value in english.items()}
    assert set(own["days"]) == WEEK and len(set(own["days"].values())) == 7
    assert all(str(value).strip() for value in own.values())


@pytest.mark.parametrize("language", LANGUAGES)
def test_each_answer_has_the_same_buttons_in_each_language(language: str) -> None:
    for own, english in zip(everything_said(language, "kz"), everything_said("en", "kz"), strict=True):
        assert [payload for _, payload in own.buttons] == [payload for _, payload in english.buttons]
        assert all(title.strip() and len(payload.encode()) <= BUTTON_PAYLOAD_LIMIT for title, payload in own.buttons)
        assert len({payload for _, payload in own.buttons}) == len(own.buttons) == len({title for title, _ in own.buttons})


@pytest.mark.parametrize("language", LANGUAGES)
def test_every_button_is_one_that_the_house_answers(language: str) -> None:
    for answer in everything_said(language, "kz"):
        for _, payload in answer.buttons:
            name, colon, _rest = payload.partition(":")
            assert name + colon in PRESSED


@pytest.mark.parametrize("language", LANGUAGES)
def test_every_channel_that_we_speak_has_its_own_texts(language: str) -> None:
    for channel in CHANNELS:
        assert channel in texts(language), "a channel has come: say who reads it and what it sees, before anybody writes there"
        sections = briefing.briefing(channel, language, pack=packs.load("kz"))
        assert [section.key for section in sections] == list(briefing.SECTIONS)
        assert len(briefing.question(channel, language).answers) == 5


@pytest.mark.parametrize("language", LANGUAGES)
def test_a_text_that_names_a_button_names_it_as_it_is(language: str) -> None:
    words = texts(language)
    for channel in CHANNELS:
        own = automatic.own_texts(language, channel)
        assert own["who"]["title"] in own["protected"]["text"]
    assert words["danger_button"] in words["closed"]
    assert words["erase_button"] in automatic.own_texts(language, "telegram")["deletion"]["text"], "the room's page has its own"


@pytest.mark.parametrize("language", LANGUAGES)
def test_the_button_for_languages_names_the_three_others_in_themselves(language: str) -> None:
    others = [texts(code)["name"] for code in LANGUAGES if code != language]
    assert texts(language)["languages_button"] == " · ".join(others)


@pytest.mark.parametrize("country", packs.COUNTRIES)
@pytest.mark.parametrize("language", LANGUAGES)
def test_every_number_that_is_said_comes_from_the_pack(language: str, country: str) -> None:
    known = packs.load(country).numbers() | OURS
    for answer in everything_said(language, country):
        without_times = re.sub(r"\d\d:\d\d|\d\d\.\d\d(\.\d{4})?|24/7", " ", answer.text)
        said = {re.sub(r"\D", "", number) for number in re.findall(r"\d[\d ()-]*\d|\d", without_times)}
        assert said <= known, said - known


@pytest.mark.parametrize("language", LANGUAGES)
def test_no_number_of_a_hotline_stands_in_the_texts_themselves(language: str) -> None:
    raw = yaml.safe_load((automatic.Path(automatic.__file__).parent / "texts" / f"{language}.yaml").read_text())
    numbers = set(re.findall(r"\d+", str([value for key, value in flat(raw).items() if key not in ("version", "days")])))
    assert numbers <= {"112", *OURS}, "hotlines age: they belong to the pack, with their date"


# what is promised about keeping. Each sentence here is true of the product; here it must be said, in four languages

TELEGRAM_CAN_READ = {
    "kk": "telegram-ның өзі оқи алады",
    "uk": "сам telegram може читати",
    "ru": "сам telegram может читать",
    "en": "telegram itself can read",
}
MAY_BE_LEARNT = {"kk": "көмек сұрағаныңызды", "uk": "ви просите допомоги", "ru": "вы просите о помощи", "en": "you ask for help"}
NO_DELETION_YET = {"kk": "әлі дайын емес", "uk": "ще не готове", "ru": "ещё не готово", "en": "is not ready yet"}
NO_END_DATE = {"kk": "мерзімсіз сақтаймыз", "uk": "без кінцевої дати", "ru": "без конечной даты", "en": "without an end date"}
PAPER_AND_SUPERVISOR = {
    "kk": ("жетекшінің кілті", "қағаздағы кілт"),
    "uk": ("ключ керівника", "ключ на папері"),
    "ru": ("ключ руководителя", "ключ на бумаге"),
    "en": ("supervisor's key", "key on paper"),
}
ON_DUTY = {"kk": "кезекші қызметкерлер", "uk": "чергові працівники", "ru": "дежурные сотрудники", "en": "workers on duty"}
ADMINISTRATOR_HAS_NONE = {
    "kk": "әкімшіде кілт жоқ",
    "uk": "адміністратор ключа не мають",
    "ru": "администратора ключа нет",
    "en": "administrator have no key",
}
PREVIEW = {"kk": "алғашқы сөздері көрінеді", "uk": "видно перші слова", "ru": "видны первые слова", "en": "shows the first words"}
OPENINGS_ARE_WRITTEN = {"kk": "жазылып отырады", "uk": "записується", "ru": "записывается", "en": "it is written down"}
SEEN_IN_THE_ROOM = {
    "kk": "мұны бөлмеңізде көресіз",
    "uk": "ви бачите це у своїй кімнаті",
    "ru": "вы видите это в своей комнате",
    "en": "you see it in your room",
}
NOTES_STAY_CLOSED = {
    "kk": "біржола жабық қалады",
    "uk": "назавжди лишаться закритими",
    "ru": "навсегда останутся закрытыми",
    "en": "stay closed for ever",
}
RUNNING_SERVER = {
    "kk": "жұмыс істеп тұрған сервер",
    "uk": "сервер під час роботи",
    "ru": "сервер во время работы",
    "en": "server while it runs",
}
NEVER_SAID = {
    # promises nobody can keep, or that the product does not keep yet
    "kk": ("ешкім оқи алмайды", "толық қауіпсіз", "кепілдік", "анонимді", "жойылады"),
    "uk": ("ніхто не прочитає", "повністю безпечно", "гарантуємо", "анонімно", "буде видалено", "наскрізн", "негайно відпов"),
    "ru": ("никто не прочитает", "полностью безопасно", "гарантируем", "анонимно", "будет удалено", "сквозн", "немедленно ответ"),
    "en": ("nobody can read", "completely safe", "guarantee", "anonymous", "will be deleted", "end-to-end", "immediately"),
}


def told(channel: str, language: str, key: str) -> str:
    return next(section.text for section in briefing.briefing(channel, language) if section.key == key).lower()


@pytest.mark.parametrize("channel", CHANNELS)
@pytest.mark.parametrize("language", LANGUAGES)
def test_whoever_can_open_it_is_named_and_nobody_else_can(cast: Cast, person: Person, reader, language: str, channel: str) -> None:
    thread = thread_on(channel, cast, person)
    kinds = set(Principal.objects.filter(grants__safe=thread.safe_id).exclude(kind=Principal.Kind.PERSON).values_list("kind", flat=True))
    assert kinds == {Principal.Kind.INTAKE, Principal.Kind.OVERSIGHT, Principal.Kind.PAPER}
    for other in (cast.stranger, cast.admin):
        assert not Thread.objects.visible_to(reader(other)).exists()
    who = told(channel, language, "who")
    assert ON_DUTY[language] in who and ADMINISTRATOR_HAS_NONE[language] in who
    assert all(words in who for words in PAPER_AND_SUPERVISOR[language]), "who else could open it is not left out"


def thread_on(channel: str, cast: Cast, person: Person) -> Thread:
    if channel == "telegram":
        return person.writes("Please help me")
    ask_for_help(account=cast.room_account, asked=Asked("Please help me", "en"), once=uuid4())
    return Thread.objects.get()


def test_whoever_takes_it_on_reads_it_and_the_others_on_duty_no_longer_can(cast: Cast, person: Person, reader) -> None:
    """So say the texts about who reads."""
    thread = person.writes("Please help me")
    assert Thread.objects.visible_to(reader(cast.teammate)).exists()
    talking.claim(thread=thread, by=cast.worker, reader=reader(cast.worker))
    assert not Thread.objects.visible_to(reader(cast.teammate)).exists()
    assert Thread.objects.visible_to(reader(cast.worker)).exists()


@pytest.mark.parametrize("language", LANGUAGES)
def test_the_first_words_of_a_letter_are_on_the_list_and_every_opening_is_written_down(
    cast: Cast, person: Person, sign_in, language: str
) -> None:
    thread = person.writes("A sentence of mine")
    browser = sign_in(cast.teammate)
    assert "A sentence of mine" in browser.get("/desk/").content.decode()
    browser.get(f"/desk/{thread.safe_id}/")
    assert Entry.objects.filter(about=thread.safe_id, verb=Verb.SAFE_READ).exists()
    for channel in CHANNELS:
        assert PREVIEW[language] in told(channel, language, "who") and OPENINGS_ARE_WRITTEN[language] in told(channel, language, "who")


@pytest.mark.parametrize("language", LANGUAGES)
def test_who_opened_it_is_shown_in_the_room_and_said_of_the_room_only(cast: Cast, person: Person, sign_in, language: str) -> None:
    thread = person.writes("A sentence of mine")
    sign_in(cast.teammate).get(f"/desk/{thread.safe_id}/")
    assert [opening.name for opening in openings(thread.safe_id, cast.organisation.zone)] == [cast.teammate.name]
    assert SEEN_IN_THE_ROOM[language] in told("webchat", language, "who")
    assert SEEN_IN_THE_ROOM[language] not in told("telegram", language, "who")


@pytest.mark.parametrize("language", LANGUAGES)
def test_what_telegram_sees_is_said_with_what_may_come_of_it(language: str) -> None:
    sees = told("telegram", language, "channel")
    assert TELEGRAM_CAN_READ[language] in sees and MAY_BE_LEARNT[language] in sees
    assert TELEGRAM_CAN_READ[language] in automatic.first_words(language, service("kz"), "telegram").text.lower(), "before anybody presses"
    assert {one.name for one in fields(Header)} == {"name", "username", "language", "channel"}, "nothing more of the account is kept"


@pytest.mark.parametrize("language", LANGUAGES)
def test_what_the_room_leaves_behind_is_said_with_what_may_come_of_it(language: str) -> None:
    sees = told("webchat", language, "channel")
    assert MAY_BE_LEARNT[language] in sees and NOTES_STAY_CLOSED[language] in sees
    assert str(receipts.DIGITS) in sees and "telegram" not in sees


@pytest.mark.parametrize("channel", CHANNELS)
@pytest.mark.parametrize("language", LANGUAGES)
def test_what_no_lock_helps_against_is_said(language: str, channel: str) -> None:
    assert RUNNING_SERVER[language] in told(channel, language, "protected")


@pytest.mark.parametrize("channel", CHANNELS)
@pytest.mark.parametrize("language", LANGUAGES)
def test_deletion_is_promised_no_sooner_than_it_is_built(language: str, channel: str) -> None:
    """When the room that erases appears, this fails: then the texts must say what is true from then on."""
    is_built = find_spec("tirek.keeping") is not None
    for said in (told(channel, language, "deletion"), briefing.deletion_wished(channel, language).text.lower()):
        assert (NO_DELETION_YET[language] in said) != is_built
    assert (NO_END_DATE[language] in told(channel, language, "long")) != is_built


@pytest.mark.parametrize("language", LANGUAGES)
def test_how_i_am_is_removed_when_its_text_says_so(cast: Cast, person: Person, language: str) -> None:
    """The one thing that ends by itself is excepted from "without an end date", with its hours."""
    person.writes("Please help me")
    person.press("how:read:s2")
    (stands,) = Passing.objects.filter(leaf__outbox=None)
    assert stands.until_min - stands.leaf.at_min == how_i_am.STANDS_MIN == 24 * 60
    for channel in CHANNELS:
        said = told(channel, language, "long")
        assert texts(language)["how_button"].lower() in said and "24" in said
    begun = how_i_am.question(language, "sign", Choice(), time="14:20").text
    assert "Telegram" in begun and "14:20" in begun, "what stays in the messenger is said before anything is pressed"


@pytest.mark.parametrize("language", LANGUAGES)
def test_the_figures_that_are_said_are_those_that_the_house_keeps(language: str) -> None:
    offer = automatic.room_offer(language, link=LINK).text.replace(LINK, "")
    assert re.findall(r"\d+", offer) == [str(CODE_LIVES_MIN // 60)]
    assert str(receipts.DIGITS) in briefing.card_closed("webchat", language, "help").text


@pytest.mark.parametrize("language", LANGUAGES)
def test_nothing_is_promised_that_the_product_does_not_keep(language: str) -> None:
    everything = "\n".join(answer.text for country in packs.COUNTRIES for answer in everything_said(language, country)).lower()
    assert not [words for words in NEVER_SAID[language] if words in everything]
    assert "!" not in everything, "plain words to somebody in trouble"


@pytest.mark.parametrize("channel", CHANNELS)
@pytest.mark.parametrize("language", LANGUAGES)
def test_who_reads_and_when_is_said_in_the_first_words(language: str, channel: str) -> None:
    said = automatic.first_words(language, service("kz", CLOSED), channel).text
    assert "Опора-Зразок" in said and "14:00–18:00" in said and "21.11" in said
    assert texts(language)["now_open"] not in said, "nobody is said to be here while nobody is"
    assert texts(language)["now_open"] in automatic.first_words(language, service("kz", OPEN), channel).text


@pytest.mark.parametrize("language", LANGUAGES)
def test_a_service_that_never_opens_does_not_break_the_sentence(language: str) -> None:
    never = Service("Опора-Зразок", Hours(ZONE, time(9, 0), time(9, 0), frozenset()), packs.load("kz"), datetime(2026, 11, 21, tzinfo=UTC))
    said = [automatic.danger(language, never), automatic.quietly_closed(language, never)]
    for channel in CHANNELS:
        said += [automatic.first_words(language, never, channel), automatic.nobody_reads_now(language, never, channel)]
    for answer in said:
        assert "{" not in answer.text and "None" not in answer.text


@pytest.mark.parametrize("language", LANGUAGES)
def test_every_answer_fits_into_one_message_and_into_a_small_screen(language: str) -> None:
    for country in packs.COUNTRIES:
        for answer in everything_said(language, country):
            assert len(answer.text) <= 1_500
            assert all(len(title) <= 40 for title, _ in answer.buttons)
        for answer in everything_but_danger(language, country):
            assert len(answer.text.split()) <= 90, answer.text


@pytest.mark.parametrize("language", LANGUAGES)
def test_the_second_reading_finds_nothing_in_the_houses_own_texts(language: str) -> None:
    for country in packs.COUNTRIES:
        for answer in everything_said(language, country):
            context = Context(language=language)
            assert [finding.rule for finding in as_packed().check(answer.text, context) if finding.grade >= Grade.NUDGE] == []
