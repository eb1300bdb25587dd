"""Days, waiting times, initials: correct in four languages."""

from datetime import datetime, timedelta
from zoneinfo import ZoneInfo

import pytest
from django.template import Context, Template
from django.test import Client, override_settings
from django.utils import translation

from tirek.ui.dates import ago_words, clock, day_mark
from tirek.ui.templatetags.ui import avatar_colour, bidi_safe, initials

ALMATY = ZoneInfo("Asia/Almaty")
NOW = datetime(2026, 11, 30, 0, 30, tzinfo=ALMATY)
DAY = 24 * 60


@pytest.mark.parametrize(
    ("language", "words"),
    [
        ("kk", ["12 мин", "3 сағ", "1 күн", "2 күн", "5 күн", "11 күн", "21 күн"]),
        ("uk", ["12 хв", "3 год", "1 день", "2 дні", "5 днів", "11 днів", "21 день"]),
        ("ru", ["12 мин", "3 ч", "1 день", "2 дня", "5 дней", "11 дней", "21 день"]),
        ("en", ["12 min", "3 h", "1 day", "2 days", "5 days", "11 days", "21 days"]),
    ],
)
def test_a_waiting_time_has_the_right_plural(language: str, words: list[str]) -> None:
    with translation.override(language):
        assert [ago_words(minutes) for minutes in (12, 3 * 60 + 59, DAY, 2 * DAY, 5 * DAY, 11 * DAY, 21 * DAY)] == words


def test_a_clock_ahead_of_ours_waits_no_time() -> None:
    with translation.override("en"):
        assert [ago_words(-5), ago_words(0), ago_words(59), ago_words(60)] == ["0 min", "0 min", "59 min", "1 h"]


@pytest.mark.parametrize(
    ("language", "marks"),
    [
        ("kk", ["Бүгін", "Кеше", "28 қараша", "2025 ж. 28 қараша"]),
        ("uk", ["Сьогодні", "Учора", "28 листопада", "28 листопада 2025 р."]),
        ("ru", ["Сегодня", "Вчера", "28 ноября", "28 ноября 2025 г."]),
        ("en", ["Today", "Yesterday", "28 November", "28 November 2025"]),
    ],
)
@override_settings(FORMAT_MODULE_PATH="tirek.ui.formats")
def test_a_day_is_named_in_the_language(language: str, marks: list[str]) -> None:
    moments = [NOW, NOW - timedelta(hours=1), NOW - timedelta(days=2), datetime(2025, 11, 28, 12, tzinfo=ALMATY)]
    with translation.override(language):
        assert [day_mark(moment, NOW) for moment in moments] == marks


def test_the_day_turns_at_the_organisations_midnight() -> None:
    late_evening = datetime(2026, 11, 29, 23, 59, tzinfo=ALMATY)
    with translation.override("en"):
        assert day_mark(late_evening, NOW) == "Yesterday"
        assert day_mark(late_evening.astimezone(ZoneInfo("UTC")), NOW.astimezone(ZoneInfo("UTC"))) == "Today"
    assert clock(late_evening) == "23:59"
    assert clock(datetime(2026, 1, 1, 9, 5, tzinfo=ALMATY)) == "09:05"


def test_initials_are_letters_even_of_odd_names() -> None:
    names = ["Әсел Қабылқызы", "дана", "Анна-Марія Коваль", "", "😀 🙂", "\u202eевил имя", "7"]
    assert [initials(name) for name in names] == ["ӘҚ", "Д", "АМ", "?", "?", "ЕИ", "7"]


def test_an_avatar_keeps_its_colour() -> None:
    assert avatar_colour("safe-1") == avatar_colour("safe-1") == "av-warm"
    assert len({avatar_colour(number) for number in range(100)}) == 5


def test_marks_that_turn_text_round_are_taken_out() -> None:
    assert bidi_safe("invoice\u202egnp.exe \u2066x\u2069") == "invoicegnp.exe x"
    assert bidi_safe("Әсел — 1 200 ₸") == "Әсел — 1 200 ₸"


def test_an_icon_is_drawn_from_our_own_sprite_and_hidden_from_readers(browser: Client) -> None:
    drawn = Template('{% load ui %}{% icon "send" %}{% icon "send" "i-sm" %}{% lang_name "kk" %}').render(Context())
    assert '<svg class="i" aria-hidden="true"><use href="/static/ui/icons.svg#i-send"/></svg>' in drawn
    assert '<svg class="i i-sm"' in drawn
    assert drawn.endswith("Қазақша")
