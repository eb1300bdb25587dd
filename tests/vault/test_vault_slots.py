"""V-04, V-05: the recovery code as people really copy it, and two changes of one slot at the same moment."""

import os
import random
import threading
from collections.abc import Callable, Iterator

import pytest
from django.db import connections

from tests.conftest import Cast
from tirek.vault import boot
from tirek.vault.actions import keys
from tirek.vault.codes import Mistyped, read_code, write_code
from tirek.vault.errors import Conflict, WrongKey
from tirek.vault.models import Principal, Slot

LETTERS = "0123456789ABCDEFGHJKMNPQRSTVWXYZ"
CYRILLIC = str.maketrans("ABEKMHPCTXY0", "АВЕКМНРСТХУО")
UKRAINIAN = str.maketrans("1Y3", "ІҮЗ")


def _code_that_has(letters: str) -> tuple[bytes, str]:
    """A code in which each of these letters stands."""
    chance = random.Random(letters)
    while True:
        raw = chance.randbytes(16)
        code = "-".join(write_code(raw))
        if all(letter in code for letter in letters):
            return raw, code


COPIES: dict[str, Callable[[str], str]] = {
    "as it is": str,
    "lower case": str.lower,
    "spaces": lambda code: code.replace("-", " "),
    "joined": lambda code: code.replace("-", ""),
    "framed": lambda code: f"  {code}\n",
    "wide hyphens": lambda code: code.replace("-", " - "),
    "long dashes": lambda code: code.replace("-", "–"),
    "hard spaces": lambda code: code.replace("-", "\u00a0"),
    "letter by letter": lambda code: " ".join(code.replace("-", "")),
    "O and I": lambda code: code.replace("0", "O").replace("1", "I"),
    "o and l": lambda code: code.replace("0", "o").replace("1", "l"),
    "Cyrillic": lambda code: code.translate(CYRILLIC),
    "Cyrillic, lower case": lambda code: code.translate(CYRILLIC).lower(),
    "Ukrainian and Kazakh": lambda code: code.translate(UKRAINIAN),
    "Ukrainian and Kazakh, lower case": lambda code: code.translate(UKRAINIAN).lower(),
}


@pytest.mark.parametrize("copied", COPIES.values(), ids=COPIES)
def test_v04_a_code_is_read_as_people_copy_it(copied: Callable[[str], str]) -> None:
    raw, code = _code_that_has("01ABCEHKMPTXY3")
    assert read_code(copied(code), 16) == raw


def test_v04_every_slip_of_the_pen_is_noticed() -> None:
    """Any one wrong letter, and any two neighbours exchanged: two check bytes leave one chance in 65 536 for each."""
    _raw, code = _code_that_has("AZ")
    plain, unnoticed, tried = code.replace("-", ""), 0, 0
    wrong = [plain[:at] + letter + plain[at + 1 :] for at in range(len(plain)) for letter in LETTERS if letter != plain[at]]
    wrong += [plain[:at] + plain[at + 1] + plain[at] + plain[at + 2 :] for at in range(len(plain) - 1) if plain[at] != plain[at + 1]]
    for typed in wrong:
        tried += 1
        try:
            read_code(typed, 16)
            unnoticed += 1
        except Mistyped as mistyped:
            assert "slip of the pen" in str(mistyped)
    assert tried > 900
    assert unnoticed == 0


@pytest.mark.parametrize(
    "typed", ["", " ", "-", "ABCD", "U" * 29, "0" * 28, "0" * 30, "Ж" * 29, "٣" * 29, "\0" * 29, "🙂" * 29, "ß" * 29, "0" * 100_000]
)
def test_v04_what_cannot_be_a_code_is_said_to_be_incomplete(typed: str) -> None:
    with pytest.raises(Mistyped, match="not complete"):
        read_code(typed, 16)


def test_v04_a_number_too_large_for_its_bytes_is_a_slip_of_the_pen() -> None:
    with pytest.raises(Mistyped, match="slip of the pen"):
        read_code("Z" * 29, 16)


def test_v04_the_recovery_code_opens_what_the_password_opens(cast: Cast, reader) -> None:
    assert keys.unlock_with_code(cast.worker.principal, cast.recovery["worker"].lower()) == reader(cast.worker).seed


def test_v04_a_wrong_code_without_a_slip_opens_nothing(cast: Cast) -> None:
    for code in ("-".join(write_code(os.urandom(16))), cast.recovery["teammate"]):
        with pytest.raises(WrongKey, match="recovery code"):
            keys.unlock_with_code(cast.worker.principal, code)


def test_v04_an_unknown_name_and_a_wrong_code_hear_the_same_sentence(cast: Cast) -> None:
    said = set()
    for principal in (cast.worker.principal, None):
        with pytest.raises(WrongKey) as wrong:
            keys.unlock_with_code(principal, "-".join(write_code(os.urandom(16))))
        said.add(str(wrong.value))
    assert len(said) == 1


def test_v04_a_slip_is_said_before_it_is_asked_whose_code_it_is(cast: Cast) -> None:
    for principal in (cast.worker.principal, None):
        with pytest.raises(Mistyped):
            keys.unlock_with_code(principal, cast.recovery["worker"][:-1])


def test_v04_the_papers_recovery_does_not_need_the_pepper(cast: Cast, settings, tmp_path) -> None:
    """The recovery code must work on the day when the boot key is lost for good."""
    settings.KEYS, settings.BOOT_KEY_FILE = tmp_path / "keys", tmp_path / "new.boot"
    boot.make_boot_key(settings.BOOT_KEY_FILE, settings.KEYS)
    assert keys.unlock_with_code(cast.worker.principal, cast.recovery["worker"])


@pytest.fixture
def somebody(committed: None) -> Iterator[keys.Fresh]:
    """A principal with a password, in rows that other threads can see."""
    fresh = keys.make_principal(kind=Principal.Kind.WORKER)
    keys.set_password(fresh=fresh, password="the first password")
    yield fresh


def _at_once(*acts: Callable[[], None]) -> list[Exception | None]:
    """Each in a thread of its own, all let go at the same moment; what each came to."""
    outcomes: list[Exception | None] = [None] * len(acts)
    start = threading.Barrier(len(acts))

    def run(place: int) -> None:
        try:
            start.wait(10)
            acts[place]()
        except Exception as fault:  # noqa: BLE001  # whatever it is, it is the outcome
            outcomes[place] = fault
        finally:
            connections.close_all()

    threads = [threading.Thread(target=run, args=(place,)) for place in range(len(acts))]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join(30)
    return outcomes


def _change(fresh: keys.Fresh, password: str, version: int) -> Callable[[], None]:
    return lambda: keys.change_slot(principal=fresh.principal, seed=fresh.seed, kind=Slot.Kind.PASSWORD, secret=password, version=version)


@pytest.mark.parametrize("turn", range(3))
def test_v05_of_two_changes_at_once_one_wins_and_the_slot_still_opens(somebody: keys.Fresh, turn: int) -> None:
    passwords = ["the password of window one", "the password of window two"]
    outcomes = _at_once(*(_change(somebody, password, 1) for password in passwords))
    lost = [outcome for outcome in outcomes if outcome is not None]
    assert [type(one) for one in lost] == [Conflict]
    assert lost[0].status == 409
    winner = passwords[outcomes.index(None)]
    assert keys.unlock_with_password(somebody.principal, winner) == somebody.seed
    for other in {*passwords, "the first password"} - {winner}:
        with pytest.raises(WrongKey):
            keys.unlock_with_password(somebody.principal, other)
    assert keys.slot_version(somebody.principal, Slot.Kind.PASSWORD) == 2


def test_v05_of_two_first_recovery_codes_at_once_one_wins(somebody: keys.Fresh) -> None:
    codes = ["".join(write_code(os.urandom(16))) for _ in range(2)]

    def keep(code: str) -> Callable[[], None]:
        return lambda: keys.change_slot(principal=somebody.principal, seed=somebody.seed, kind=Slot.Kind.RECOVERY, secret=code, version=0)

    outcomes = _at_once(*map(keep, codes))
    assert sorted(type(outcome).__name__ for outcome in outcomes) == ["Conflict", "NoneType"]
    assert keys.unlock_with_code(somebody.principal, codes[outcomes.index(None)]) == somebody.seed
    assert somebody.principal.slots.filter(kind=Slot.Kind.RECOVERY).count() == 1


def test_v05_a_repeated_change_is_a_conflict_and_never_a_second_wrap(somebody: keys.Fresh) -> None:
    _change(somebody, "the second password", 1)()
    kept = bytes(somebody.principal.slots.get().blob)
    for stale in (0, 1, 7, 2**70):
        with pytest.raises(Conflict):
            _change(somebody, "the third password", stale)()
    assert bytes(somebody.principal.slots.get().blob) == kept
