"""Every automatic text in its four languages: the same places, the same buttons, and only promises that the product keeps."""

import re
import string
from datetime import UTC, datetime, time
from zoneinfo import ZoneInfo

import pytest
import yaml

from tirek.conduct.actions import engine
from tirek.conduct.engine.findings import Context
from tirek.conversations import automatic
from tirek.conversations.automatic import LANGUAGES, Answer, Service, texts
from tirek.kit import packs
from tirek.kit.calendars import Hours

ZONE = ZoneInfo("Asia/Almaty")
WEEK = frozenset(range(1, 8))
NOON = datetime(2026, 11, 21, 12, 0, tzinfo=ZONE)
OPEN = Hours(ZONE, time(9, 0), time(18, 0), WEEK)
CLOSED = Hours(ZONE, time(14, 0), time(18, 0), WEEK)


def service(country: str, hours: Hours = OPEN) -> Service:
    return Service("Опора-Зразок", hours, packs.load(country), NOON)


def everything_said(language: str, country: str) -> list[Answer]:
    said = [automatic.how_it_is_kept(language), automatic.which_language(language), automatic.language_set(language)]
    for hours in (OPEN, CLOSED):
        said += [automatic.first_words(language, service(country, hours)), automatic.danger(language, service(country, hours))]
    return [*said, automatic.nobody_reads_now(language, service(country, CLOSED))]


def places(value: object) -> set[str]:
    return {name for _, name, _, _ in string.Formatter().parse(value) if name} if isinstance(value, str) else set()


@pytest.mark.parametrize("language", LANGUAGES)
def test_each_language_has_the_same_texts_with_the_same_places(language: str) -> None:
    own, english = texts(language), texts("en")
    assert own.keys() == english.keys() and own["language"] == language and own["version"] == english["version"]
    assert {key: places(value) for key, value in own.items()} == {key: places(value) for key, value in english.items()}
    assert set(own["days"]) == WEEK and len(set(own["days"].values())) == 7
    assert all(str(value).strip() for value in own.values())


@pytest.mark.parametrize("language", LANGUAGES)
def test_each_answer_has_the_same_buttons_in_each_language(language: str) -> None:
    for own, english in zip(everything_said(language, "kz"), everything_said("en", "kz"), strict=True):
        assert [payload for _, payload in own.buttons] == [payload for _, payload in english.buttons]
        assert all(title.strip() and len(payload.encode()) <= 64 for title, payload in own.buttons)


@pytest.mark.parametrize("language", LANGUAGES)
def test_the_button_for_languages_names_the_three_others_in_themselves(language: str) -> None:
    others = [texts(code)["name"] for code in LANGUAGES if code != language]
    assert texts(language)["languages_button"] == " · ".join(others)


@pytest.mark.parametrize("country", packs.COUNTRIES)
@pytest.mark.parametrize("language", LANGUAGES)
def test_every_number_that_is_said_comes_from_the_pack(language: str, country: str) -> None:
    known = packs.load(country).numbers()
    for answer in everything_said(language, country):
        without_times = re.sub(r"\d\d:\d\d|\d\d\.\d\d(\.\d{4})?|24/7", " ", answer.text)
        said = {re.sub(r"\D", "", number) for number in re.findall(r"\d[\d ()-]*\d|\d", without_times)}
        assert said <= known, said - known


@pytest.mark.parametrize("language", LANGUAGES)
def test_no_number_of_a_hotline_stands_in_the_texts_themselves(language: str) -> None:
    raw = yaml.safe_load((automatic.Path(automatic.__file__).parent / "texts" / f"{language}.yaml").read_text())
    numbers = set(re.findall(r"\d+", str({key: value for key, value in raw.items() if key not in ("version", "days")})))
    assert numbers <= {"112"}, "hotlines age: they belong to the pack, with their date"


# what is promised about keeping. Each sentence here is held by a test of another room; here it must be said, in four languages

TELEGRAM_CAN_READ = {
    "kk": "telegram-ның өзі оқи алады",
    "uk": "сам telegram може читати",
    "ru": "сам telegram может читать",
    "en": "telegram itself can read",
}
NO_DELETION_YET = {"kk": "әлі дайын емес", "uk": "ще не готове", "ru": "ещё не готово", "en": "is not ready yet"}
NO_END_DATE = {"kk": "мерзімсіз сақтаймыз", "uk": "без кінцевої дати", "ru": "без конечной даты", "en": "without an end date"}
PAPER_AND_SUPERVISOR = {
    "kk": ("жетекшінің кілті", "қағаздағы кілт"),
    "uk": ("ключ керівника", "ключ на папері"),
    "ru": ("ключ руководителя", "ключ на бумаге"),
    "en": ("supervisor's key", "key on paper"),
}
OPENINGS_ARE_WRITTEN = {"kk": "жазылып отырады", "uk": "записується", "ru": "записывается", "en": "it is written down"}
NEVER_SAID = {
    # promises nobody can keep, or that the product does not keep yet
    "kk": ("ешкім оқи алмайды", "толық қауіпсіз", "кепілдік", "анонимді", "жойылады"),
    "uk": ("ніхто не прочитає", "повністю безпечно", "гарантуємо", "анонімно", "буде видалено", "наскрізн", "негайно відпов"),
    "ru": ("никто не прочитает", "полностью безопасно", "гарантируем", "анонимно", "будет удалено", "сквозн", "немедленно ответ"),
    "en": ("nobody can read", "completely safe", "guarantee", "anonymous", "will be deleted", "end-to-end", "immediately"),
}


@pytest.mark.parametrize("language", LANGUAGES)
def test_how_it_is_kept_says_what_is_true_today(language: str) -> None:
    kept = automatic.how_it_is_kept(language).text.lower()
    for promise in (TELEGRAM_CAN_READ, NO_DELETION_YET, NO_END_DATE, OPENINGS_ARE_WRITTEN):
        assert promise[language] in kept
    assert all(words in kept for words in PAPER_AND_SUPERVISOR[language]), "who else could open it is not left out"


@pytest.mark.parametrize("language", LANGUAGES)
def test_nothing_is_promised_that_the_product_does_not_keep(language: str) -> None:
    everything = "\n".join(answer.text for country in packs.COUNTRIES for answer in everything_said(language, country)).lower()
    assert not [words for words in NEVER_SAID[language] if words in everything]
    assert "!" not in everything, "plain words to somebody in trouble"


@pytest.mark.parametrize("language", LANGUAGES)
def test_who_reads_and_when_is_said_in_the_first_words(language: str) -> None:
    said = automatic.first_words(language, service("kz", CLOSED)).text
    assert "Опора-Зразок" in said and "14:00–18:00" in said and "21.11" in said
    assert texts(language)["now_open"] not in said, "nobody is said to be here while nobody is"
    assert texts(language)["now_open"] in automatic.first_words(language, service("kz", OPEN)).text


@pytest.mark.parametrize("language", LANGUAGES)
def test_a_service_that_never_opens_does_not_break_the_sentence(language: str) -> None:
    never = Service("Опора-Зразок", Hours(ZONE, time(9, 0), time(9, 0), frozenset()), packs.load("kz"), datetime(2026, 11, 21, tzinfo=UTC))
    for answer in (automatic.first_words(language, never), automatic.danger(language, never), automatic.nobody_reads_now(language, never)):
        assert "{" not in answer.text and "None" not in answer.text


@pytest.mark.parametrize("language", LANGUAGES)
def test_every_answer_fits_into_one_message_and_into_a_small_screen(language: str) -> None:
    for country in packs.COUNTRIES:
        for answer in everything_said(language, country):
            assert len(answer.text) <= 1_500
            assert all(len(title) <= 40 for title, _ in answer.buttons)
        assert len(automatic.first_words(language, service(country, CLOSED)).text.split()) <= 90


@pytest.mark.parametrize("language", LANGUAGES)
def test_the_second_reading_finds_nothing_in_the_houses_own_texts(language: str) -> None:
    for country in packs.COUNTRIES:
        for answer in everything_said(language, country):
            context = Context(language=language)
            assert [finding.rule for finding in engine().check(answer.text, context)] == []
