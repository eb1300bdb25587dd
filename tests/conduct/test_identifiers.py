"""Personal numbers: found with every way of writing them, and not where an ordinary number stands. All are invented."""

from collections.abc import Callable

import pytest
from hypothesis import given
from hypothesis import strategies as st
from stdnum import luhn
from stdnum.iso7064 import mod_97_10
from stdnum.ua import rntrc

from tirek.conduct.engine import Finding, Grade, identifiers
from tirek.conduct.engine.detectors import numbers
from tirek.conduct.engine.folding import fold_words

Check = Callable[..., tuple[Finding, ...]]
DIGITS = st.text("0123456789", min_size=1, max_size=19)


@given(st.text("0123456789", min_size=10, max_size=10))
def test_the_ukrainian_checksum_agrees_with_an_independent_one(digits: str) -> None:
    assert identifiers.has_rnokpp_checksum(digits) == rntrc.is_valid(digits)


@given(DIGITS)
def test_the_card_checksum_agrees_with_an_independent_one(digits: str) -> None:
    assert identifiers.has_luhn_checksum(digits) == luhn.is_valid(digits)


@given(st.sampled_from(["KZ", "UA"]), st.text("0123456789ABC", min_size=18, max_size=27))
def test_the_iban_checksum_agrees_with_an_independent_one(country: str, rest: str) -> None:
    whole = f"{country}{rest}"
    assert identifiers.has_iban_checksum(whole) == (
        len(whole) == {"KZ": 20, "UA": 29}[country] and whole[2:4].isdigit() and mod_97_10.is_valid(whole[4:] + whole[:4])
    )


@pytest.mark.parametrize("number", ["850412400121", "910229600341", "031101500773", "700630300110"])
def test_a_true_iin_passes_and_any_other_control_digit_fails(number: str) -> None:
    passing = [digit for digit in "0123456789" if identifiers.has_iin_checksum(number[:11] + digit)]
    assert passing == [number[11]]


@pytest.mark.parametrize(
    ("text", "kind"),
    [
        ("850412400121", "iin"),
        ("850412 400121", "iin"),
        ("ИИН850412400121", "iin"),
        ("иин: 850-412-400-122", "iin"),  # a typing mistake leaks too: the name in front decides
        ("ЖСН-іңіз 850412400122", "iin"),
        ("3114834512", "rnokpp"),
        ("РНОКПП 3114834510", "rnokpp"),
        ("20110305-01234", "unzr"),
        ("KZ42 125K ZT50 0110 0100", "iban"),
        ("kz42125kzt5001100100", "iban"),
        ("UA74 3052 9900 0002 6007 2335 6600 1", "iban"),
        ("4400430011223341", "card"),
        ("4400-4300-1122-3341", "card"),
        ("картка 5168 7410 0011 2230", "card"),
        ("паспорт АВ 123456", "passport"),
        ("passport N12345678", "passport"),
        ("куәлік № 012345678", "idcard"),
        ("8 701 555 12 34", "phone"),
        ("8(701)5551234", "phone"),
        ("+7\u00a0701\u2009555‑12‑34", "phone"),
        ("７０１ ５５５ １２ ３４", "phone"),
        ("8 7o1 555 12 34", "phone"),
        ("+380 (67) 555-12-34", "phone"),
        ("067-555-12-34", "phone"),
        ("+44 7911 123456", "phone"),
        ("8 912 345 67 89", "phone"),
    ],
)
def test_a_personal_number_is_found_however_it_is_written(text: str, kind: str) -> None:
    assert [found.kind for found in numbers(fold_words(f"Вот {text}, проверьте"))] == [kind]


@pytest.mark.parametrize(
    "text",
    [
        "дело № 850412400121",
        "номер звернення 3114834512",
        "өтініш нөмірі 7012345678",
        "application no. 7012345678",
        "БИН 990440001234",
        "ЄДРПОУ 12345678",
        "850412400122",
        "12.05.2026 14:30, кабинет 305",
        "05.12.2026 10 20",
        "с 2026-05-12 по 2026-06-13",
        "сумма 1 250 400 120 тенге",
        "2 500 000,50 грн",
        "112, 101, 102, 103, 111, 1547",
        "8 800 080 77 77",
        "0 800 100 102",
        "2345",
        "приёмная 8 7172 55 66 77",
        "горячая линия +7 701 555 12 34",
        "ст. 120, п. 3, закон 2464-VI от 2020 года",
        "код 4821 из смс",
        "1 2 3 4 5 6 7 8 9 10 11 12",
        "AB850412400121CD",
        "#87015551234",
        "https://adilet.zan.kz/rus/docs/K2300000224",
    ],
)
def test_an_ordinary_number_is_left_alone(text: str) -> None:
    assert numbers(fold_words(text)) == []


@pytest.mark.parametrize("number", ["112", "111", "0 800 33 20 29", "1547", "8 800 080 77 77"])
def test_numbers_of_the_country_packs_and_toll_free_lines_are_never_findings(check: Check, number: str) -> None:
    assert check(f"Звоните {number} в любое время.") == ()


@pytest.mark.parametrize("written", ["8 701 555 99 00", "+77015559900", "87015559900", "+7 (701) 555-99-00", "https://wa.me/77015559900"])
def test_a_number_of_the_organisation_is_never_a_finding(check: Check, written: str) -> None:
    assert check(f"Звоните нам: {written}.", service_contacts=("+7 701 555-99-00",)) == ()
    assert check(f"Звоните ей: {written}.", service_contacts=("+7 701 555-99-01",)) != ()


def test_a_number_this_client_did_not_write_is_a_hard_stop(check: Check) -> None:
    (found,) = check("ИИН 850412400121 внесён.", client_words=("мой иин 910229600341",))
    assert (found.rule, found.grade, found.replacement) == ("CONF-03", Grade.HARD, "…0121")


def test_a_phone_of_somebody_else_has_no_replacement(check: Check) -> None:
    (found,) = check("Телефон соседки 8 701 555 12 34.")
    assert (found.grade, found.replacement) == (Grade.HARD, None)


@pytest.mark.parametrize("own", ["850412400121", "мой: 850412 400121", "ИИН850412400121.", "850-412-400-121"])
def test_the_clients_own_number_repeated_is_a_nudge_that_keeps_four_digits(check: Check, own: str) -> None:
    text = "Ваш ИИН 850412 400121, верно?"
    (found,) = check(text, client_words=("здравствуйте", own))
    assert found.grade == Grade.NUDGE
    assert text[: found.start] + str(found.replacement) + text[found.end :] == "Ваш ИИН …0121, верно?"


def test_the_workers_contact_is_one_card_with_the_words_that_offer_it(check: Check) -> None:
    text = "Мой номер 8 701 555 12 34, наберите."
    (found,) = check(text)
    assert (found.rule, found.grade) == ("BND-03", Grade.HARD)
    assert text[found.start : found.end].endswith("34")


def test_a_neighbours_number_is_not_taken_for_the_workers(check: Check) -> None:
    (found,) = check("Позвоните мне или соседке: её номер 8 701 555 12 34.")
    assert found.rule == "CONF-03"
