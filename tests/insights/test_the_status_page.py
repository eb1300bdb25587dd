"""The administrator sees how the service stands, in words and marks; never anything of a person who writes to it."""

import io
import re
import time
from argparse import Namespace
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest
from django.db import OperationalError, connection
from django.test import Client
from django.utils import translation

from tests.conftest import Cast, Person
from tirek.channels.models import Account
from tirek.conduct import crisis
from tirek.conduct.engine.cues import CueReader
from tirek.config.commands import doctor
from tirek.conversations.models import DeadLetter, Outbox
from tirek.insights.checks import SECTIONS, delivery, keys, machine, staff, standard, written
from tirek.insights.contents import whole_status
from tirek.insights.findings import ATTENTION, BROKEN, MARKS, OK, Finding, looked
from tirek.ledger import outside, sealing
from tirek.ledger.actions import record
from tirek.ledger.models import Entry
from tirek.ledger.verbs import Verb
from tirek.vault.actions.keys import spend_recovery_code
from tirek.vault.models import Slot, this_minute

CANARY = "канарейка-4711"
LANGUAGES = ["kk", "uk", "ru", "en"]


@pytest.fixture(autouse=True)
def places(tmp_path: Path, settings) -> Iterator[Path]:
    """A data folder and a copy of the ledger that are this test's own."""
    settings.DATA = tmp_path / "data"
    settings.DATA.mkdir(mode=0o700)
    settings.LEDGER_COPY = tmp_path / "elsewhere" / "checkpoints.jsonl"
    with translation.override("en"):
        yield tmp_path


def marks(check: Callable[[], object]) -> list[str]:
    return [finding.mark for finding in looked(check)]  # type: ignore[arg-type]


def said(check: Callable[[], object]) -> str:
    return "\n".join(f"{finding.what} {finding.todo}" for finding in looked(check))  # type: ignore[arg-type]


def seal() -> None:
    while sealing.seal(lookout=sealing.Lookout()):
        pass
    sealing.checkpoint()


# the page


def test_the_administrator_sees_every_section(cast: Cast, sign_in: Callable[..., Client]) -> None:
    page = sign_in(cast.admin).get("/status/").content.decode()
    for section in SECTIONS:
        assert f">{section.title}</h2>" in page
    assert "RED: the boot key lies on the same disk" in page


def test_a_mark_is_an_icon_and_a_word(cast: Cast, sign_in: Callable[..., Client]) -> None:
    Account.objects.update(state=Account.State.STOPPED)
    page = sign_in(cast.admin).get("/status/").content.decode()
    words = (("circle-x", "broken"), ("alert-triangle", "at risk"), ("alert-triangle", "needs attention"), ("circle-check", "in order"))
    for icon, word in words:
        assert re.search(rf"#i-{icon}\"/></svg>{word}</span>", page), word


@pytest.mark.parametrize("login", ["worker", "teammate", "supervisor", "ethics", "stranger"])
def test_nobody_else_can_tell_that_the_page_exists(cast: Cast, sign_in: Callable[..., Client], login: str) -> None:
    assert sign_in(getattr(cast, login)).get("/status/").status_code == 404


def test_looking_changes_nothing(cast: Cast, person: Person, places: Path) -> None:
    person.writes(CANARY)
    seal()
    outside.add_missing()
    before = _everything(), outside.place().read_bytes(), sorted(places.rglob("*"))
    whole_status()
    assert (_everything(), outside.place().read_bytes(), sorted(places.rglob("*"))) == before


def _everything() -> list[object]:
    with connection.cursor() as cursor:
        rows: list[object] = []
        for table in sorted(connection.introspection.table_names()):
            cursor.execute(f"SELECT * FROM {table}")
            rows.append((table, cursor.fetchall()))
    return rows


@pytest.mark.parametrize("language", LANGUAGES)
def test_no_word_name_or_address_of_a_person_is_in_it(cast: Cast, person: Person, language: str) -> None:
    thread = person.writes(f"Көмек керек {CANARY}", name=f"Айнұр {CANARY}", chat=5_550_123)
    Outbox.objects.filter(thread=thread).update(state=Outbox.State.FAILED, made_at=time.time() - 90_000)
    DeadLetter.objects.create(account=cast.account, day=1, body=CANARY.encode())
    with translation.override(language):
        shown = repr(whole_status())
    for words in (CANARY, "Айнұр", "5550123", "5_550_123", str(thread.safe_id), str(thread.safe_id)[:8]):
        assert words not in shown
    assert "Test bot" in shown, "the service's own account is named"


def test_the_page_and_the_doctor_say_the_same(cast: Cast, person: Person, monkeypatch: pytest.MonkeyPatch) -> None:
    """One source: whatever the page says stands in the doctor's words too."""
    person.writes(CANARY)
    monkeypatch.setattr(doctor, "begun", lambda: True)
    monkeypatch.setattr(doctor, "CHECKS", tuple(check for check in doctor.CHECKS if check is not doctor.accounts))  # no platform here
    heard = io.StringIO()
    doctor.run(Namespace(), io.BytesIO(), heard)
    for shown in whole_status().sections:
        for finding in shown.findings:
            assert f"{finding.mark:<10} {finding.what}" in heard.getvalue()
    assert CANARY not in heard.getvalue()


def test_the_worst_stands_first(cast: Cast) -> None:
    Account.objects.update(state=Account.State.STOPPED)
    for shown in whole_status().sections:
        order = [MARKS.index(finding.mark) for finding in shown.findings]
        assert order == sorted(order)
    status = whole_status()
    assert status.broken >= 1
    assert status.ok + status.attention + status.broken == sum(len(shown.findings) for shown in status.sections)


@pytest.mark.parametrize("trouble", [OperationalError, ValueError, OverflowError])
def test_a_check_that_cannot_be_made_is_a_finding_and_the_others_go_on(both_databases: None, trouble: type[Exception]) -> None:
    def unlucky() -> Iterator[Finding]:
        yield Finding(OK, "so far so good")
        raise trouble(f"secret {CANARY}")

    first, second = looked(unlucky)
    assert (first.mark, second.mark) == (OK, BROKEN)
    assert "unlucky" in second.what and CANARY not in second.what


# keys


def test_a_boot_key_that_is_away_or_open_to_others_is_broken(cast: Cast, settings, tmp_path: Path) -> None:
    assert "same disk" in said(keys.boot_key)
    settings.BOOT_KEY_FILE = tmp_path / "key"
    assert marks(keys.boot_key) == [BROKEN]
    settings.BOOT_KEY_FILE.write_text("00")
    settings.BOOT_KEY_FILE.chmod(0o644)
    assert BROKEN in marks(keys.boot_key)
    settings.BOOT_KEY_FILE.chmod(0o400)
    assert BROKEN not in marks(keys.boot_key)


def test_the_paper_key_and_the_units_are_there(cast: Cast, person: Person) -> None:
    assert "paper key was made" in said(keys.paper_key)
    assert "opens and holds" in said(keys.shred_store)
    cast.organisation.is_demo = True
    cast.organisation.save()
    assert ATTENTION in marks(keys.paper_key)


# the ledger


def test_a_sealed_and_copied_ledger_is_in_order(cast: Cast) -> None:
    seal()
    outside.add_missing()
    assert marks(written.sealing) == marks(written.checkpoints) == [OK]
    assert "agrees" in said(written.copy)
    assert BROKEN not in marks(written.copy)


def test_lines_that_nobody_seals_need_attention(cast: Cast, monkeypatch: pytest.MonkeyPatch) -> None:
    seal()
    record(Verb.SIGNED_IN, by=cast.worker)
    assert marks(written.sealing) == [OK], "the sealer has a minute"
    monkeypatch.setattr(written, "PATIENCE_MS", -1)
    assert marks(written.sealing) == [OK, ATTENTION]


def test_a_copy_that_cannot_be_written_or_lags_or_disagrees_is_broken(cast: Cast, monkeypatch: pytest.MonkeyPatch) -> None:
    seal()
    monkeypatch.setattr(written, "PATIENCE_MS", -1)
    assert BROKEN in marks(written.copy), "there is none"
    outside.place().mkdir(parents=True)
    assert "cannot be used" in said(written.copy)
    outside.place().rmdir()
    outside.add_missing()
    assert BROKEN not in marks(written.copy)
    outside.place().write_bytes(outside.place().read_bytes().replace(b'"lines":', b'"lines":9'))
    assert "says what the database does not" in said(written.copy)


# channels, colleagues, machine


def test_channels_are_told_by_their_state(cast: Cast) -> None:
    assert marks(delivery.channels) == [OK] * Account.objects.count()
    assert "Test bot is in service: the platform delivers here." in said(delivery.channels)
    Account.objects.filter(pk=cast.account.pk).update(polled_elsewhere_min=this_minute())
    assert ATTENTION in marks(delivery.channels)
    Account.objects.filter(pk=cast.account.pk).update(state=Account.State.STOPPED)
    assert BROKEN in marks(delivery.channels)
    Outbox.objects.all().delete()
    Account.objects.all().delete()
    assert marks(delivery.channels) == [ATTENTION]


def test_messages_that_wait_long_or_failed_or_were_not_understood_are_counted(cast: Cast, person: Person) -> None:
    thread = person.writes("Сәлем")
    waiting = Outbox.objects.filter(thread=thread)
    assert waiting.exists() and marks(delivery.outbox) == [OK, OK]
    waiting.update(made_at=time.time() - 3 * 3600)
    assert "the oldest for 3 h" in said(delivery.outbox)
    waiting.update(state=Outbox.State.FAILED)
    assert marks(delivery.outbox) == [OK, ATTENTION]
    assert marks(delivery.unread) == [OK]
    DeadLetter.objects.create(account=cast.account, day=1, body=b"sealed")
    assert said(delivery.unread).startswith("1 letter could not be understood")
    assert said(delivery.conversations).startswith("1 conversation is kept.")


def test_two_who_cannot_confirm_for_each_other_are_too_few(cast: Cast) -> None:
    """As a service begins: with a lost phone one of them would be shut out for good."""
    assert marks(staff.enough_to_decide) == []
    type(cast.ethics).objects.filter(pk=cast.ethics.pk).update(is_active=False)
    assert marks(staff.enough_to_decide) == [ATTENTION]


def test_colleagues_without_a_second_factor_or_a_recovery_code_are_named(cast: Cast) -> None:
    Slot.objects.filter(principal=cast.teammate.principal, kind=Slot.Kind.RECOVERY).delete()
    spend_recovery_code(principal=cast.worker.principal)
    assert "2 colleagues have no recovery code: Teammate Invented, Worker Invented." in said(staff.recovery_codes)
    for worker in (cast.supervisor, cast.ethics, cast.admin):
        if hasattr(worker, "second_factor"):
            worker.second_factor.delete()
    assert "3 colleagues with powerful roles have no second factor: Admin Invented, Ethics Invented, Supervisor Invented." in said(
        staff.second_factors
    )
    assert "Worker Invented" not in said(staff.second_factors), "for others it is a choice"


def test_who_is_signed_in_is_counted(cast: Cast, sign_in: Callable[..., Client]) -> None:
    assert said(staff.sessions).startswith("0 colleagues are signed in.")
    sign_in(cast.worker)
    assert said(staff.sessions).startswith("1 colleague is signed in.")


def test_the_machine_is_looked_at(cast: Cast, settings, monkeypatch: pytest.MonkeyPatch) -> None:
    assert marks(machine.data_folder) == [OK]
    settings.DATA.chmod(0o755)
    assert marks(machine.data_folder) == [ATTENTION]
    assert "writes every word to the disk" in said(machine.database)
    assert OK in marks(machine.version)
    monkeypatch.setattr(machine, "LITTLE", 1 << 80)
    assert set(marks(machine.space)) == {ATTENTION}
    monkeypatch.setattr(machine, "TOO_LITTLE", 1 << 80)
    assert set(marks(machine.space)) == {BROKEN}


def test_swap_that_is_not_encrypted_is_named(tmp_path: Path) -> None:
    swaps = tmp_path / "swaps"
    swaps.write_text("Filename Type Size\n/dev/dm-7 partition 1\n/dev/zram0 partition 1\n")
    (bare,) = machine.swap(swaps, tmp_path)
    assert (bare.mark, "/dev/dm-7" in bare.what, "zram" in bare.what) == (ATTENTION, True, False)
    (tmp_path / "dm-7" / "dm").mkdir(parents=True)
    (tmp_path / "dm-7" / "dm" / "uuid").write_text("CRYPT-PLAIN-swap")
    (sealed,) = machine.swap(swaps, tmp_path)
    assert sealed.mark == OK


def test_an_empty_house_can_be_looked_at(both_databases: None) -> None:
    Entry.objects.all()
    assert {finding.mark for shown in whole_status().sections for finding in shown.findings} <= {OK, ATTENTION}


# the standard of conduct


def test_cue_packs_that_cannot_be_read_are_not_passed_over(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    assert marks(standard.cues) == [OK]
    (tmp_path / "broken.yaml").write_text("version: 1\nrules: 5\n", encoding="utf-8")
    monkeypatch.setattr(crisis, "reader", lambda: CueReader.load(tmp_path))
    assert marks(standard.cues) == [BROKEN]
    assert "broken.yaml" in said(standard.cues) and "Install" in said(standard.cues)
