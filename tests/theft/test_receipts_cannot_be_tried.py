"""K-04: whoever has every row and every file but the boot key cannot try out numbers of receipts, nor senders that he suspects.

The thief has our own code. He tries ten thousand candidates, the right one among them, with every boot key that he can make
out of what he stole. With the real boot key the very same thief finds exactly the right one: so the search itself works.
"""

import json
from collections.abc import Callable, Iterable, Iterator
from contextlib import contextmanager
from hashlib import sha256
from pathlib import Path
from uuid import uuid4

import pytest
from django.conf import settings

from tests.conftest import Cast, Person
from tests.theft.scanning import fingerprints
from tirek.conversations.actions.rooms import Asked, Opened, ask_for_help
from tirek.conversations.models import Contact
from tirek.vault import boot, labels
from tirek.vault.actions.marks import contact_mark
from tirek.vault.actions.receipts import stretch, unlock
from tirek.vault.envelopes import derive
from tirek.vault.errors import BootLocked, WrongKey
from tirek.vault.models import Principal, Receipt

CANDIDATES = 10_000
CHAT = 5550001


@pytest.fixture
def opened(cast: Cast) -> Opened:
    return ask_for_help(account=cast.room_account, asked=Asked("Балама жәрдемақы керек", "kk"), once=uuid4())


@contextmanager
def with_boot_key(raw: bytes | None, folder: Path) -> Iterator[None]:
    """The stolen house with a boot key of the thief's making; he changes what tells the right one apart, too. None: with none."""
    keys = folder / f"stolen-{uuid4().hex}"
    keys.mkdir()
    known = json.loads((settings.KEYS / "boot.json").read_text())
    if raw is not None:
        (keys / "key").write_text(raw.hex() + "\n")
        known["check"] = derive(raw, labels.CHECK)[:8].hex()
    (keys / "boot.json").write_text(json.dumps(known))
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(settings, "BOOT_KEY_FILE", keys / "key")
        patch.setattr(settings, "KEYS", keys)
        yield
    boot.forget()


def right_key() -> bytes:
    return bytes.fromhex(settings.BOOT_KEY_FILE.read_text().split("\n", 1)[0])


def keys_out_of_the_loot() -> list[bytes]:
    """What a thief would try first: nothing, and whatever of 32 bytes stands in the house."""
    known = (settings.KEYS / "boot.json").read_bytes()
    public = [bytes(one) for one in Principal.objects.values_list("box_pub", flat=True)]
    return [bytes(32), sha256(b"").digest(), sha256(known).digest(), *(key for key in public if len(key) == 32)][:10]


def near(number: int, count: int) -> Iterable[int]:
    """Candidates around the right one, which is among them."""
    return range(number - count // 2, number + count - count // 2)


def tried(numbers: Iterable[int]) -> list[str]:
    """The numbers behind which a row of the database stands; the search of whoever wrote this house."""
    found = []
    for raw in numbers:
        digits = f"{raw:018d}{98 - raw * 100 % 97:02d}"
        try:
            unlock(stretch(digits))
        except WrongKey:
            continue
        found.append(digits)
    return found


def test_k04_with_the_boot_key_the_search_finds_the_one_number(opened: Opened, tmp_path: Path) -> None:
    with with_boot_key(right_key(), tmp_path):
        assert tried(near(int(opened.number[:18]), CANDIDATES)) == [opened.number]


def test_k04_without_it_ten_thousand_numbers_tell_nothing(opened: Opened, tmp_path: Path) -> None:
    guesses = keys_out_of_the_loot()
    assert len(guesses) == 10
    for guess in guesses:
        with with_boot_key(guess, tmp_path):
            assert tried(near(int(opened.number[:18]), CANDIDATES // len(guesses))) == []


def test_k04_without_any_key_the_house_tries_nothing_at_all(opened: Opened, tmp_path: Path) -> None:
    with with_boot_key(None, tmp_path), pytest.raises(BootLocked):
        stretch(opened.number)


def test_k04_no_row_is_an_unkeyed_digest_of_the_number(opened: Opened) -> None:
    row = Receipt.objects.get()
    stands = bytes(row.find) + bytes(row.blob)
    for digits in (opened.number, opened.number[:18], " ".join(opened.number[start : start + 4] for start in range(0, 20, 4))):
        assert not [name for name, made in fingerprints(digits) if made[:16] in stands]


@pytest.mark.parametrize("how", ["with the boot key", "without it"])
def test_k04_a_suspected_sender_is_found_only_with_the_boot_key(cast: Cast, person: Person, tmp_path: Path, how: str) -> None:
    person.writes("Сәлеметсіз бе", chat=CHAT)
    stands = {bytes(mark) for mark in Contact.objects.values_list("mark", flat=True)}
    found: Callable[[Iterable[int]], list[int]] = lambda chats: [  # noqa: E731  # the thief's one line
        chat for chat in chats if contact_mark(cast.account.id, str(chat)) in stands
    ]
    guesses = [right_key()] if how == "with the boot key" else keys_out_of_the_loot()
    for guess in guesses:
        with with_boot_key(guess, tmp_path):
            assert found(near(CHAT, CANDIDATES // len(guesses))) == ([CHAT] if how == "with the boot key" else [])
