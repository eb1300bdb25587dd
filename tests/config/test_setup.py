"""`tirek setup` at a real terminal: a service question by question, its keys on paper, and all or nothing."""

import json
import os
import re
import signal
import sqlite3
import stat
import subprocess
import sys
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest
from django.utils import translation

from tests.config.terminals import ROOT, Sitting, surroundings
from tirek.kit.registrations import is_bin, is_registration

WORDS = "river apple window garden"
SERVICE = ("4", "Опора-Зразок", "ua", "", "uk,ru", "1-6", "8:30", "20", "16", "+380 44 000 00 00; opora.example", "", "", "")
SUPERVISOR = ("Марта Вигадана", "marta", WORDS, WORDS)
ADMIN = ("Сем Прикладний", "sam", WORDS + " two", WORDS + " two")
ABOUT_THE_PLACE = "yes"


@pytest.fixture
def sit(tmp_path: Path) -> Iterator[Callable[..., Sitting]]:
    sittings: list[Sitting] = []

    def sit(*words: str, **more: str) -> Sitting:
        sittings.append(Sitting(*(words or ("setup",)), environment=surroundings(tmp_path, **more)))
        return sittings[-1]

    yield sit
    for sitting in sittings:
        sitting.close()


def lines_on(shown: str) -> list[str]:
    """The four lines of the boot key, as they stand on the screen."""
    lines = re.findall(r"^ +\d   ((?:[0-9A-Z]{4} ?){4})$", shown, re.MULTILINE)
    assert len(lines) == 4, shown
    return lines


def groups_on(shown: str) -> list[str]:
    rows = re.findall(r"^ +\d+–\d+ +([0-9A-Z ]+)$", shown, re.MULTILINE)
    groups = " ".join(rows).split()
    assert len(groups) == 14, shown
    return groups


def through_the_papers(sitting: Sitting) -> tuple[list[str], list[str]]:
    """Both keys onto paper and typed back; what stands on the papers."""
    lines = lines_on(sitting.answer(ABOUT_THE_PLACE))
    shown = sitting.answer("", *lines)
    groups = groups_on(shown)
    sitting.answer("")
    for _ in range(2):
        number = int(re.search(r"Group (\d+) from your paper", sitting.shown)[1])
        sitting.answer(groups[number - 1].lower())
    return lines, groups


def made(sitting: Sitting) -> tuple[list[str], list[str]]:
    sitting.answer(*SERVICE, *SUPERVISOR, *ADMIN)
    papers = through_the_papers(sitting)
    code, said = sitting.last_answer("yes")
    assert code == 0, said
    assert "tirek run" in said and "tirek channel add" in said
    return papers


def rows(folder: Path, sql: str) -> list[tuple]:
    connection = sqlite3.connect(f"file:{folder / 'data' / 'tirek.sqlite3'}?mode=ro", uri=True)
    try:
        return connection.execute(sql).fetchall()
    finally:
        connection.close()


def nothing_is_there(folder: Path) -> bool:
    """No key, no key store, and no row."""
    database = folder / "data" / "tirek.sqlite3"
    kept = [folder / "data.boot", folder / "data" / "keys" / "boot.json", folder / "data" / "keys" / "shred.sqlite3"]
    if any(path.exists() for path in kept):
        return False
    return (
        not database.exists()
        or not rows(folder, "SELECT 1 FROM sqlite_master WHERE name = 'people_organisation'")
        or not rows(folder, "SELECT id FROM people_organisation UNION SELECT id FROM vault_principal")
    )


def told(folder: Path, *words: str, given: str = "", **more: str) -> tuple[int, str]:
    """A command without a terminal; exit code and everything it said."""
    ended = subprocess.run(
        [sys.executable, "-m", "tirek.config.cli", *words],
        env=surroundings(folder, **more), cwd=ROOT, input=given, capture_output=True, text=True, timeout=60, check=False,
    )  # fmt: skip
    return ended.returncode, ended.stdout + ended.stderr


def test_a_service_is_made_question_by_question(sit, tmp_path: Path) -> None:
    sitting = sit()
    lines, groups = made(sitting)
    assert rows(
        tmp_path, "SELECT name, country, time_zone, languages, days, opens, closes, pledge_hours, is_demo FROM people_organisation"
    ) == [("Опора-Зразок", "ua", "Europe/Kyiv", "uk,ru", "123456", "08:30:00", "20:00:00", 16, 0)]
    assert rows(tmp_path, "SELECT contacts FROM people_organisation") == [("+380 44 000 00 00\nopora.example",)]
    borne = "SELECT login, role FROM people_worker w JOIN people_rolebearing b ON b.worker_id = w.id ORDER BY login"
    assert rows(tmp_path, borne) == [("marta", "supervisor"), ("sam", "admin")]
    assert rows(tmp_path, "SELECT kind, name FROM channels_account") == [("webchat", "Web room")]
    holders = (
        "SELECT k.kind, t.kind FROM vault_keygrant g JOIN vault_principal k ON k.id = g.key_id JOIN vault_principal t ON t.id = g.to_id"
    )
    assert sorted(rows(tmp_path, holders)) == [
        ("intake", "oversight"), ("intake", "paper"), ("oversight", "paper"), ("oversight", "worker"),
    ]  # fmt: skip
    assert rows(tmp_path, "SELECT verb FROM ledger_entry WHERE verb = 'config.found'")
    boot_file = tmp_path / "data.boot"
    assert stat.S_IMODE(boot_file.stat().st_mode) == 0o600
    assert re.fullmatch(r"[0-9a-f]{64}\n", boot_file.read_text())
    assert "remark" not in json.loads((tmp_path / "data" / "keys" / "boot.json").read_text())
    _code, said = told(tmp_path, "doctor")
    assert "broken" not in re.sub(r"0 broken", "", said), said
    _no_secret_is_left(tmp_path, lines, groups)


def _no_secret_is_left(folder: Path, lines: list[str], groups: list[str]) -> None:
    """Neither passphrase nor paper is in any file; the boot key's words are not, either."""
    for path in folder.rglob("*"):
        if path.is_file():
            content = path.read_bytes()
            assert WORDS.encode() not in content
            for words in (*lines, "".join(groups), " ".join(groups)):
                assert words.encode() not in content and words.replace(" ", "").encode() not in content


def test_what_is_shown_is_cleared_and_passphrases_are_never_shown(sit) -> None:
    sitting = sit()
    made(sitting)
    assert WORDS not in sitting.screen
    assert sitting.screen.count("\x1b[2J\x1b[3J\x1b[H") == 4


def test_the_first_people_sign_in_with_what_they_typed(sit, tmp_path: Path) -> None:
    made(sit())
    script = (
        "import sys, django; django.setup()\n"
        "from tirek.people.models import Worker\nfrom tirek.vault.actions import keys\n"
        "for login, words in (('marta', sys.argv[1]), ('sam', sys.argv[1] + ' two')):\n"
        "    keys.unlock_with_password(Worker.objects.get(login=login).principal, words)\n"
        "try:\n    keys.unlock_with_password(Worker.objects.get(login='sam').principal, sys.argv[1])\n"
        "except keys.WrongKey:\n    print('and nobody else')"
    )
    environment = {**surroundings(tmp_path), "DJANGO_SETTINGS_MODULE": "tirek.config.settings"}
    ended = subprocess.run(
        [sys.executable, "-c", script, WORDS], env=environment, cwd=ROOT, capture_output=True, text=True, timeout=60, check=False
    )
    assert ended.stdout.strip() == "and nobody else", ended.stderr


def test_setup_run_twice_changes_nothing(sit, tmp_path: Path) -> None:
    made(sit())
    before = {path: path.read_bytes() for path in (tmp_path / "data.boot", tmp_path / "data" / "keys" / "boot.json")}
    people = rows(tmp_path, "SELECT id, name, login FROM people_worker")
    code, said = told(tmp_path, "setup", given="4\n")
    assert code == 1 and len(said.strip().splitlines()) == 1
    with translation.override("uk"):
        assert said.strip() == translation.gettext("There is an organisation already; nothing was changed. Start it with: tirek run")
    assert {path: path.read_bytes() for path in before} == before
    assert rows(tmp_path, "SELECT id, name, login FROM people_worker") == people


def test_in_the_demos_folder_it_refuses_and_says_where_to_begin(tmp_path: Path) -> None:
    assert told(tmp_path, "demo")[0] == 0
    before = (tmp_path / "data.boot").read_bytes()
    code, said = told(tmp_path, "setup")
    assert code == 1 and "TIREK_DATA=" in said and len(said.strip().splitlines()) == 1
    assert (tmp_path / "data.boot").read_bytes() == before
    assert rows(tmp_path, "SELECT count(*) FROM people_organisation") == [(1,)]


@pytest.mark.parametrize("answered", [0, 5, len(SERVICE), len(SERVICE) + 6])
def test_whoever_stops_half_way_has_written_nothing_and_begins_anew(sit, tmp_path: Path, answered: int) -> None:
    sitting = sit()
    sitting.answer(*(*SERVICE, *SUPERVISOR, *ADMIN)[:answered])
    os.killpg(sitting.process.pid, signal.SIGKILL if answered % 2 else signal.SIGINT)
    sitting.ended()
    assert nothing_is_there(tmp_path)


def test_stopped_before_the_last_yes_it_begins_clean_and_ends_well(sit, tmp_path: Path) -> None:
    sitting = sit()
    sitting.answer(*SERVICE, *SUPERVISOR, *ADMIN)
    through_the_papers(sitting)
    code, said = sitting.last_answer("no")
    assert code == 1 and "Nothing was written" in said
    assert nothing_is_there(tmp_path)
    made(sit())


def test_a_key_left_over_from_a_setup_that_was_cut_off_is_cleared_away(sit, tmp_path: Path) -> None:
    """The power goes between the key files and the rows."""
    left = "import sys, pathlib, django; django.setup()\nfrom tirek.vault import boot, founding\nimport os\n"
    left += "from django.conf import settings\n"
    left += "with founding.key_files(settings.BOOT_KEY_FILE, settings.KEYS, boot.draw_boot_key()):\n    os._exit(9)"
    environment = {**surroundings(tmp_path), "DJANGO_SETTINGS_MODULE": "tirek.config.settings"}
    (tmp_path / "data").mkdir()
    assert subprocess.run([sys.executable, "-c", left], env=environment, cwd=ROOT, timeout=60, check=False).returncode == 9
    old = (tmp_path / "data.boot").read_text()
    assert (tmp_path / "data" / "keys" / "shred.sqlite3").exists()
    made(sit())
    assert (tmp_path / "data.boot").read_text().split("\n")[0] != old.split("\n")[0]


def test_a_key_of_another_house_is_never_touched(tmp_path: Path) -> None:
    other = tmp_path / "data.boot"
    other.write_text("ab" * 32 + "\n")
    code, said = told(tmp_path, "setup", given="4\n")
    assert code == 1 and "There is a boot key" in said and "TIREK_BOOT_KEY_FILE" in said
    assert other.read_text() == "ab" * 32 + "\n"


def test_keys_whose_database_is_away_are_never_touched(sit, tmp_path: Path) -> None:
    made(sit())
    known = (tmp_path / "data" / "keys" / "boot.json").read_bytes()
    for part in (tmp_path / "data").glob("tirek.sqlite3*"):
        part.unlink()
    (tmp_path / "data.boot").unlink()
    code, said = told(tmp_path, "setup", given="4\n")
    assert code == 1 and "There are keys of a service" in said
    assert (tmp_path / "data" / "keys" / "boot.json").read_bytes() == known


def test_what_goes_wrong_at_the_end_takes_the_keys_away_again(sit, tmp_path: Path) -> None:
    """The disk refuses the database: no key of a house that does not exist is left."""
    sitting = sit()
    sitting.answer(*SERVICE, *SUPERVISOR, *ADMIN)
    through_the_papers(sitting)
    (tmp_path / "data" / "tirek.sqlite3").mkdir()
    code, said = sitting.last_answer("yes")
    assert code == 1 and "cannot be used" in said, said
    assert "Destroy both papers" in said, "else somebody keeps a paper that opens nothing"
    (tmp_path / "data" / "tirek.sqlite3").rmdir()
    assert nothing_is_there(tmp_path)
    made(sit())


def test_the_boot_key_may_not_lie_among_the_data(tmp_path: Path) -> None:
    for place in ("data/boot.key", "data/keys/boot.key", "data/../data/x"):
        code, said = told(tmp_path, "setup", given="4\n", TIREK_BOOT_KEY_FILE=str(tmp_path / place))
        assert code == 1 and "must not lie in" in said, said
    code, said = told(tmp_path, "setup", given="4\n", TIREK_BOOT_KEY_FILE=str(tmp_path / "nowhere" / "boot.key"))
    assert code == 1 and "install -d -m 700" in said


def test_on_the_same_disk_it_warns_and_no_leads_out(sit, tmp_path: Path) -> None:
    sitting = sit()
    shown = sitting.answer(*SERVICE, *SUPERVISOR, *ADMIN)
    assert "\x1b[31;1m" in shown and "RED" in shown and "/run/tirek" in shown and "tirek boot write" in shown
    code, said = sitting.last_answer("no")
    assert code == 1 and "TIREK_BOOT_KEY_FILE" in said
    assert nothing_is_there(tmp_path)


def test_answers_that_cannot_be_are_asked_again_with_a_reason(sit) -> None:
    sitting = sit()
    sitting.answer("4")
    for wrong, right, said in (
        (["x", "y" * 200], "Опора", "2 to 120"),
        (["3", "fr"], "kz", "numbers of the list"),
        (["Moon/Base"], "", "no such time zone"),
        (["xx", "kk,fr"], "kk,ru", "kk,ru"),
        (["0-9", "8", "x"], "1-5", "Monday is 1"),
        (["25:00", "noon"], "9", "9:00 or 18:30"),
        (["8:00", "9:00", "9"], "18", "later than it opens"),
        (["-5", "many", "1000"], "0", "working hours"),
    ):
        for typed in wrong:
            assert said in sitting.answer(typed), typed
        sitting.answer(right)
    sitting.answer("")  # contacts
    assert "cannot be right" in sitting.answer("123456789012")
    sitting.answer("", "", "", "Марта Вигадана")
    assert "sign-in name" in sitting.answer("Марта")
    sitting.answer("marta")
    assert "too short" in sitting.answer("short")
    assert "not the same" in sitting.answer(WORDS, WORDS + "x")
    sitting.answer(WORDS, WORDS)
    assert "two different people" in sitting.answer("марта вигадана")
    sitting.answer("Сем Прикладний")
    assert "has this name already" in sitting.answer("marta")


def test_back_leads_to_the_question_before_and_keeps_what_was_typed(sit, tmp_path: Path) -> None:
    sitting = sit()
    sitting.answer("4", "Опора")
    assert "[Опора]" in sitting.answer("back")
    assert "Country" in sitting.answer("")
    assert "[Asia/Almaty]" in sitting.answer("kz")
    assert "Country" in sitting.answer("назад")
    assert "[Europe/Kyiv]" in sitting.answer("ua"), "what hangs on the country follows it"
    for _ in range(5):
        shown = sitting.answer("<")
    assert "Language" in shown, "before the first question there is none"


def test_a_slip_of_the_pen_is_found_on_its_line(sit, tmp_path: Path) -> None:
    sitting = sit()
    sitting.answer(*SERVICE, *SUPERVISOR, *ADMIN)
    lines = lines_on(sitting.answer(ABOUT_THE_PLACE))
    sitting.answer("")
    slip = ("1" if lines[0][0] != "1" else "2") + lines[0][1:]
    for wrong, said in ((slip, "slip of the pen"), (lines[0][:-2], "not complete"), (lines[1], "not line 1"), ("", "not complete")):
        assert said in sitting.answer(wrong)
    assert lines_on(sitting.answer("show")) == lines
    sitting.answer("")
    assert "Line 2" in sitting.answer(lines[0].lower().replace(" ", "-"))
    groups = groups_on(sitting.answer(*lines[1:]))
    assert "not group" in sitting.answer("", "0000" if groups[0] != "0000" else "1111")


@pytest.mark.parametrize("number, language", [("1", "kk"), ("2", "uk"), ("3", "ru"), ("4", "en")])
def test_it_asks_in_the_language_that_was_chosen_first(sit, number: str, language: str) -> None:
    sitting = sit()
    assert all(name in sitting.asked() for name in ("Қазақша", "Українська", "Русский", "English"))
    shown = sitting.answer(number)
    with translation.override(language):
        assert translation.gettext("Name of the service") in shown
        assert translation.gettext("Country") in sitting.answer("Опора-Зразок")


def test_nobody_who_answers_any_more_is_no_traceback(tmp_path: Path) -> None:
    code, said = told(tmp_path, "setup", given="4\nОпора\n")
    assert code == 1 and "Nobody answers any more" in said and "Traceback" not in said
    assert nothing_is_there(tmp_path)


def test_without_a_terminal_it_works_line_by_line_too(tmp_path: Path) -> None:
    given = "\n".join((*SERVICE, *SUPERVISOR, *ADMIN, "no")) + "\n"
    code, said = told(tmp_path, "setup", given=given)
    assert code == 1 and "TIREK_BOOT_KEY_FILE" in said
    assert WORDS not in said


# the way back


def test_the_paper_brings_a_lost_boot_key_back(sit, tmp_path: Path) -> None:
    lines, _groups = made(sit())
    before = (tmp_path / "data.boot").read_text()
    code, said = told(tmp_path, "boot", "write", "--language", "en", given="\n".join(lines) + "\n")
    assert code == 1 and "already" in said, "a key that is there is left alone"
    (tmp_path / "data.boot").unlink()
    sitting = sit("boot", "write", "--language", "en")
    assert "slip of the pen" in sitting.answer(("1" if lines[0][0] != "1" else "2") + lines[0][1:])
    code, said = sitting.answer(*lines[:3]) and sitting.last_answer(lines[3].lower())
    assert code == 0 and "tirek run" in said
    assert (tmp_path / "data.boot").read_text() == before
    assert stat.S_IMODE((tmp_path / "data.boot").stat().st_mode) == 0o600


def test_lines_in_another_order_and_another_houses_paper_bring_nothing_back(sit, tmp_path: Path) -> None:
    lines, _groups = made(sit())
    (tmp_path / "data.boot").unlink()
    code, said = told(tmp_path, "boot", "write", "--language", "en", given="\n".join((lines[1], lines[0], *lines[2:])) + "\n")
    assert code == 1 and "not the key of this service" in said
    assert not (tmp_path / "data.boot").exists()


def test_without_a_house_there_is_nothing_to_bring_back(tmp_path: Path) -> None:
    code, said = told(tmp_path, "boot", "write", given="x\n")
    assert code == 1 and "no keys of a service" in said
    assert not (tmp_path / "data.boot").exists()


@pytest.mark.parametrize("country, number, right", [
    ("kz", "250140000013", True), ("kz", "250140000015", False), ("kz", "251340000013", False), ("kz", "25014000001", False),
    ("ua", "00000002", None), ("ua", "1234", False),
])  # fmt: skip
def test_a_registration_number_is_read_by_its_check_digit(country: str, number: str, right: bool | None) -> None:
    if right is not None:
        assert is_registration(country, number) is right


def test_of_ten_last_digits_at_most_one_is_right() -> None:
    for stem in ("25014000001", "19125000042", "03046012345"):
        assert sum(is_bin(stem + str(digit)) for digit in range(10)) <= 1
