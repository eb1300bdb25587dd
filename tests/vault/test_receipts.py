"""Twenty digits and what stands behind them (vault 4.8)."""

from uuid import uuid4

import pytest

from tests.conftest import Cast
from tirek.vault.actions import keys
from tirek.vault.actions.receipts import behind, in_groups, number_for, put_behind, read_number, stretch, stretch_code, unlock
from tirek.vault.codes import Mistyped
from tirek.vault.errors import WrongKey
from tirek.vault.models import Principal, Receipt, this_minute


def test_a_number_has_twenty_digits_that_check_themselves(cast: Cast) -> None:
    number = number_for(uuid4())
    assert len(number) == 20 and number.isdigit() and int(number) % 97 == 1
    assert [len(group) for group in in_groups(number)] == [4] * 5


def test_the_same_form_has_the_same_number_and_another_form_another(cast: Cast) -> None:
    once = uuid4()
    assert number_for(once) == number_for(once) != number_for(uuid4())


def test_spaces_dashes_and_letters_that_look_like_digits_do_not_matter(cast: Cast) -> None:
    number = number_for(uuid4())
    typed = " - ".join(in_groups(number)).replace("0", "O").replace("1", "l")
    assert read_number(typed) == number


def test_every_single_wrong_digit_and_every_swap_is_noticed_before_any_key_is_tried(cast: Cast) -> None:
    number = number_for(uuid4())
    for at in range(20):
        wrong = number[:at] + str((int(number[at]) + 1) % 10) + number[at + 1 :]
        with pytest.raises(Mistyped):
            read_number(wrong)
        if at and number[at] != number[at - 1]:
            with pytest.raises(Mistyped):
                read_number(number[: at - 1] + number[at] + number[at - 1] + number[at + 1 :])


@pytest.mark.parametrize("typed", ["", "12", "1" * 19, "1" * 21, "hello", "٣" * 20, "1234 5678 abcd 1234 5678"])
def test_what_cannot_be_a_number_is_said_to_be_mistyped(cast: Cast, typed: str) -> None:
    with pytest.raises(Mistyped):
        read_number(typed)


def test_only_the_number_opens_what_stands_behind_it(cast: Cast) -> None:
    at = stretch(number_for(uuid4()))
    fresh = keys.make_principal(kind=Principal.Kind.PERSON)
    put_behind(at=at, person=fresh.principal, seed=fresh.seed)
    person, seed = unlock(at)
    assert (person, seed) == (fresh.principal, fresh.seed)
    with pytest.raises(WrongKey):
        unlock(stretch(number_for(uuid4())))


def test_a_copied_row_opens_nothing_at_another_place(cast: Cast) -> None:
    mine, other = stretch(number_for(uuid4())), stretch(number_for(uuid4()))
    fresh = keys.make_principal(kind=Principal.Kind.PERSON)
    row = put_behind(at=mine, person=fresh.principal, seed=fresh.seed)
    victim = keys.make_principal(kind=Principal.Kind.PERSON)
    put_behind(at=other, person=victim.principal, seed=victim.seed)
    Receipt.objects.filter(find=other.find).update(blob=row.blob)
    with pytest.raises(WrongKey):
        unlock(other)


def test_a_links_code_ends_by_itself_and_a_new_number_ends_the_old_one(cast: Cast) -> None:
    code, number = stretch_code(b"0123456789"), stretch(number_for(uuid4()))
    fresh = keys.make_principal(kind=Principal.Kind.PERSON)
    put_behind(at=code, person=fresh.principal, seed=fresh.seed, until_min=this_minute() - 1)
    assert behind(code) is None
    put_behind(at=number, person=fresh.principal, seed=fresh.seed)
    assert Receipt.objects.filter(principal=fresh.principal).count() == 1
