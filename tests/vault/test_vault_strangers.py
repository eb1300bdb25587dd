"""V-02, V-03: who was not named on a safe opens nothing, whatever he writes into the rows and whatever he types."""

import unicodedata
from pathlib import Path
from uuid import uuid4

import pytest

from tests.conftest import PASSWORD, Cast, Person
from tirek.conversations.models import Thread
from tirek.people.models import Worker
from tirek.vault import boot
from tirek.vault.actions import keys
from tirek.vault.actions.safes import shred_store
from tirek.vault.errors import BootLocked, NoGrant, Tampered, WrongKey
from tirek.vault.models import Grant, KeyGrant, Principal

CANARY = "канарейка-4711"


@pytest.fixture
def thread(person: Person) -> Thread:
    return person.writes(f"Көмек керек, {CANARY}")


def _page(browser, thread: Thread):
    browser.raise_request_exception = False
    return browser.get(f"/desk/{thread.safe_id}/")


def test_v02_a_member_reads_what_the_person_wrote(cast: Cast, thread: Thread, sign_in) -> None:
    page = _page(sign_in(cast.worker), thread)
    assert page.status_code == 200
    assert CANARY in page.content.decode()


def test_v02_a_stranger_meets_the_same_404_as_for_a_conversation_that_never_was(cast: Cast, thread: Thread, sign_in) -> None:
    browser = sign_in(cast.stranger)
    for after in ("", "lines/"):
        real, invented = browser.get(f"/desk/{thread.safe_id}/{after}"), browser.get(f"/desk/{uuid4()}/{after}")
        assert (real.status_code, invented.status_code) == (404, 404)
        assert real.content.replace(str(thread.safe_id).encode(), b"") == invented.content.replace(
            invented.request["PATH_INFO"][6:42].encode(), b""
        )


def test_v02_a_stranger_holds_no_key_to_it(cast: Cast, thread: Thread, reader) -> None:
    for outsider in (cast.stranger, cast.supervisor, cast.ethics, cast.admin):
        with pytest.raises(NoGrant):
            reader(outsider).open(thread.safe)


def test_v02_a_copied_grant_row_opens_nothing(cast: Cast, thread: Thread, sign_in, reader) -> None:
    """Whoever can write rows can name himself on a safe; the seed in the row is still sealed to somebody else."""
    named = Grant.objects.get(safe=thread.safe, principal=cast.team.intake)
    Grant.objects.create(safe=thread.safe, gen=1, principal=cast.stranger.principal, blob=named.blob)
    with pytest.raises(Tampered):
        reader(cast.stranger).open(thread.safe)
    page = _page(sign_in(cast.stranger), thread)
    assert page.status_code == 500
    assert CANARY not in page.content.decode()


def test_v02_a_grant_of_his_own_safe_put_on_another_safe_opens_nothing(cast: Cast, thread: Thread, person: Person, reader) -> None:
    """The blob is sealed to the right person, but it is bound to another row."""
    other = person.writes("Другой человек", chat=5550002)
    right = Grant.objects.get(safe=other.safe, principal=cast.team.intake)
    Grant.objects.filter(safe=thread.safe, principal=cast.team.intake).update(blob=right.blob)
    with pytest.raises(Tampered):
        reader(cast.worker).open(thread.safe)


def test_v02_a_copied_team_key_opens_nothing(cast: Cast, thread: Thread, reader) -> None:
    held = KeyGrant.objects.get(key=cast.team.intake, to=cast.teammate.principal)
    KeyGrant.objects.create(key=cast.team.intake, to=cast.stranger.principal, blob=held.blob)
    with pytest.raises(Tampered):
        reader(cast.stranger).open(thread.safe)


def test_v02_another_teams_key_named_as_ours_opens_nothing(cast: Cast, thread: Thread, reader) -> None:
    """The stranger's own team key really opens for him; pointing it at our team's safes does not."""
    other = cast.stranger.team.intake
    Grant.objects.filter(safe=thread.safe, principal=cast.team.intake).update(principal=other)
    with pytest.raises(Tampered):
        reader(cast.stranger).open(thread.safe)


def test_v02_another_public_key_in_his_row_opens_nothing(cast: Cast, thread: Thread, reader) -> None:
    """A worker opens with what his seed derives, never with the key that stands in the table."""
    cast.stranger.principal.box_pub = cast.team.intake.box_pub
    cast.stranger.principal.save()
    with pytest.raises(NoGrant):
        reader(cast.stranger).open(thread.safe)


@pytest.mark.parametrize("password", [PASSWORD + " ", PASSWORD.upper(), PASSWORD[:-1], "", "another sixteen words", PASSWORD + "\0"])
def test_v03_a_wrong_password_opens_no_slot(cast: Cast, password: str) -> None:
    with pytest.raises(WrongKey):
        keys.unlock_with_password(cast.worker.principal, password)


def test_v03_the_same_password_typed_on_another_system_opens_the_slot(cast: Cast) -> None:
    """Composed and decomposed letters, full-width and half-width ones are the same password (NFKC)."""
    fresh = keys.make_principal(kind=Principal.Kind.WORKER)
    words = "їжак і ёлка: 4 окна"
    keys.set_password(fresh=fresh, password=unicodedata.normalize("NFC", words))
    decomposed = unicodedata.normalize("NFD", words)
    full_width = words.replace("4", "\uff14")
    assert words not in (decomposed, full_width)
    for typed in (decomposed, full_width):
        assert keys.unlock_with_password(fresh.principal, typed) == fresh.seed


def test_v03_each_worker_has_a_slot_of_his_own(cast: Cast) -> None:
    """The same password, another person's row: a copied slot is bound to its principal."""
    own = cast.worker.principal.slots.get(kind="password")
    cast.stranger.principal.slots.filter(kind="password").update(blob=own.blob, salt=own.salt)
    with pytest.raises(WrongKey):
        keys.unlock_with_password(cast.stranger.principal, PASSWORD)


def test_v03_a_password_behind_a_recovery_slot_opens_nothing(cast: Cast) -> None:
    own = cast.worker.principal.slots.get(kind="recovery")
    cast.worker.principal.slots.filter(kind="password").update(blob=own.blob, salt=own.salt)
    with pytest.raises(WrongKey):
        keys.unlock_with_password(cast.worker.principal, PASSWORD)


@pytest.fixture
def another_house(tmp_path: Path, settings):
    """The same rows under another boot key, as after a theft of the disk alone."""

    def move_in(*, with_its_papers: bool) -> None:
        boot.make_boot_key(tmp_path / "other.boot", tmp_path / "keys")
        settings.BOOT_KEY_FILE = tmp_path / "other.boot"
        if with_its_papers:
            settings.KEYS = tmp_path / "keys"
            shred_store().make()

    return move_in


def test_v03_the_right_password_under_another_boot_key_opens_nothing(cast: Cast, another_house) -> None:
    """The pepper comes from the boot key: whoever has only the disk cannot even begin to guess passwords."""
    another_house(with_its_papers=True)
    with pytest.raises(WrongKey):
        keys.unlock_with_password(cast.worker.principal, PASSWORD)


def test_v03_another_houses_boot_key_is_told_apart_and_locks_the_house(cast: Cast, another_house) -> None:
    another_house(with_its_papers=False)
    with pytest.raises(BootLocked, match="not the one"):
        keys.unlock_with_password(cast.worker.principal, PASSWORD)


def test_v03_a_missing_boot_key_locks_the_house(cast: Cast, settings, tmp_path: Path) -> None:
    settings.BOOT_KEY_FILE = tmp_path / "no-such-file"
    with pytest.raises(BootLocked, match="missing"):
        keys.unlock_with_password(cast.worker.principal, PASSWORD)


@pytest.mark.parametrize("words", ["", "zz" * 32, "00" * 31, "00" * 33, "not hex at all", "\n" + "00" * 32])
def test_v03_a_file_that_holds_no_key_locks_the_house(cast: Cast, settings, tmp_path: Path, words: str) -> None:
    settings.BOOT_KEY_FILE = tmp_path / "spoilt.boot"
    settings.BOOT_KEY_FILE.write_text(words)
    with pytest.raises(BootLocked):
        boot.house()


def test_v03_a_boot_key_is_never_written_over(cast: Cast, settings) -> None:
    before = settings.BOOT_KEY_FILE.read_bytes()
    with pytest.raises(FileExistsError):
        boot.make_boot_key(settings.BOOT_KEY_FILE, settings.KEYS)
    assert settings.BOOT_KEY_FILE.read_bytes() == before


def test_a_worker_without_any_slot_costs_a_wrong_key_and_no_fault(cast: Cast) -> None:
    Worker.objects.get(pk=cast.worker.pk).principal.slots.all().delete()
    with pytest.raises(WrongKey):
        keys.unlock_with_password(cast.worker.principal, PASSWORD)
    with pytest.raises(WrongKey):
        keys.unlock_with_code(cast.worker.principal, cast.recovery["worker"])
