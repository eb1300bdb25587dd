"""Text at the border: cleaned, cut visibly, split where a person would, and one of four languages."""

import pytest

from tirek.kit.text import clean, language_of, split_message, utf16_len, visible

FAMILY = "👩‍👩‍👧‍👦"
WAVE = "👋🏽"
FLAG = "🇰🇿"


def test_plain_words_stay_as_they_are() -> None:
    for words in ("", "Hello", "Жәрдемақы келмей қалды", f"Дякую {FAMILY}{FLAG}"):
        assert clean(words) == words


def test_nul_and_lone_surrogates_are_taken_out_and_nothing_else() -> None:
    assert clean("a\0b") == "ab"
    assert clean("é\0б\ud83dв\ude00") == "éбв"
    assert clean("\ud83d\ude00") == "😀"  # two halves that belong together
    clean("\udfff" * 9).encode("utf-8")


def test_a_long_text_is_cut_visibly_and_stays_under_the_limit() -> None:
    for letter in ("a", "ж", "😀", FAMILY, "и\u0306"):
        cut = clean(letter * 70_000)
        assert len(cut.encode()) <= 65_536
        assert cut.endswith(" […]")
        assert cut.removesuffix(" […]") == letter * (len(cut.removesuffix(" […]")) // len(letter))


def test_a_text_of_exactly_the_limit_is_not_cut() -> None:
    assert clean("ж" * 32_768) == "ж" * 32_768
    assert clean("ж" * 32_768 + "a") != "ж" * 32_768 + "a"


def test_characters_that_turn_the_reading_direction_are_not_shown() -> None:
    assert visible("\u202efdp.exe\u2069\u200f ok") == "fdp.exe ok"


def test_length_is_counted_in_utf16_units() -> None:
    assert [utf16_len(word) for word in ("", "жа", "😀", "a😀b")] == [0, 2, 2, 4]


@pytest.mark.parametrize("letter", ["a", "ж", "😀", FAMILY, WAVE, FLAG, "и\u0306", "❤️", "1️⃣"])
def test_a_letter_is_never_parted_from_its_accent_or_the_rest_of_its_emoji(letter: str) -> None:
    parts = split_message(letter * 200, 50)
    assert "".join(parts) == letter * 200
    for part in parts:
        assert utf16_len(part) <= 50
        assert part == letter * (len(part) // len(letter))


def test_a_letter_longer_than_the_limit_is_cut_rather_than_lost() -> None:
    parts = split_message("a" + "\u0301" * 40, 10)
    assert "".join(parts) == "a" + "\u0301" * 40
    assert all(utf16_len(part) <= 10 for part in parts)


def test_borders_are_paragraph_then_line_then_sentence_then_word() -> None:
    assert split_message("Один два три чотири.\n\nП'ять.\nШість", 30) == ["Один два три чотири.", "П'ять.\nШість"]
    assert split_message("Один два три чотири\nп'ять шість сім вісім", 30) == ["Один два три чотири", "п'ять шість сім вісім"]
    assert split_message("Один два три чотири. П'ять шість сім", 30) == ["Один два три чотири.", "П'ять шість сім"]
    assert split_message("один два три чотири п'ять шість сім", 30) == ["один два три чотири п'ять", "шість сім"]


def test_a_text_that_fits_is_one_part_and_white_space_is_none() -> None:
    assert split_message("Добрий день", 11) == ["Добрий день"]
    assert split_message(" \n ", 11) == []


def test_only_white_space_at_borders_is_lost() -> None:
    text = " ".join(f"слово{number}{FLAG if number % 7 == 0 else ''}" for number in range(3_000))
    parts = split_message(text, 4096)
    assert " ".join(parts) == text
    assert all(utf16_len(part) <= 4096 for part in parts)


@pytest.mark.parametrize(
    ("text", "language"),
    [
        ("Жәрдемақы келмей қалды", "kk"),
        ("Көмек керек", "kk"),
        ("Балаларым ауырып жатыр, көмек", "kk"),
        ("Салем, маган комек керек", "kk"),
        ("рахмет", "kk"),
        ("Маган баспана керек, уйде жылу жок", "kk"),
        ("Бізге тыныштық", "kk"),
        ("Мені звати Тарас, мені потрібна допомога", "uk"),
        ("Мені", "uk"),
        ("Де моя виплата", "uk"),
        ("Добрий вечір", "uk"),
        ("хто ви", "uk"),
        ("Дякую", "uk"),
        ("Їжа", "uk"),
        ("Мне не пришло пособие, что делать", "ru"),
        ("Как это понять", "ru"),
        ("Меня зовут Айнұр, помогите, мне не пришло пособие", "ru"),
        ("мама", "ru"),
        ("Ёлка", "ru"),
        ("I need help with my papers", "en"),
        ("Please call Айнұр tomorrow because the office did not answer", "en"),
        ("https://example.org/page Помогите", "ru"),
        ("12345 👍", None),
        ("", None),
    ],
)
def test_the_language_is_told_by_letters_and_common_words(text: str, language: str | None) -> None:
    assert language_of(text) == language
