"""K-01 to K-03: a thief takes the disk of a running house, all but its boot key. He finds nobody's words in it."""

import json
import re
import secrets
import subprocess
import sys
from collections.abc import Iterator
from dataclasses import dataclass, field
from pathlib import Path
from uuid import uuid4

import pytest

from tests.living import ROOT, LivingHouse, living, stand_in, until
from tests.theft.scanning import Scan, as_number, dresses, fingerprints, scan
from tirek.demo.botapi import TOKEN

CHAT = 986_543_217_777_311  # as long as Telegram's ids may be
STRANGER = 986_543_217_777_388
PHONE = "+77014443322"
OTHER_PHONE = "+77015556677"
SEALED_BY_THE_HOUSE = "Айгүл Үлгібаева"  # stands in the clear on purpose: who works here is no secret
LETTERS = "әғқңөұүіїєґ"

_KEYS = """
import json, sys, django
django.setup()
from django.conf import settings
from tirek.people.models import Worker
from tirek.vault import boot, labels
from tirek.vault.actions import keys
from tirek.vault.actions.reading import Reader
from tirek.vault.envelopes import box_of
from tirek.vault.models import Safe
found = {"boot key": bytes.fromhex(settings.BOOT_KEY_FILE.read_text().split("\\n", 1)[0].strip())}
house = boot.house()
for name in ("pepper", "units", "lookup", "event", "conf", "clear", "relay_private"):
    found[name] = house.__getattribute__(name).reveal()
worker = Worker.objects.select_related("principal").get(login=sys.argv[1])
reader = Reader(worker.principal_id, keys.unlock_with_password(worker.principal, sys.argv[2]))
found["the worker's seed"] = reader.seed.reveal()
found["the worker's private key"] = box_of(reader.seed.reveal())[0]
for number, principal in enumerate(reader.reads_as[1:]):
    found[f"team seed {number}"] = reader._key_seed(principal).reveal()
for number, opened in enumerate(reader.open_all(Safe.objects.readable_by(reader.reads_as)).values()):
    found[f"safe seed {number}"] = opened._seed.reveal()
    found[f"unit secret {number}"] = opened._unit.reveal()
    for name in ("talk.sym", "file.sym", "talk.box", "file.box"):
        found[f"{name} {number}"] = opened._key(name)
print(json.dumps({name: bytes(value).hex() for name, value in found.items()}))
"""


@dataclass
class Loot:
    """What was planted, and where a thief may look."""

    house: LivingHouse
    canaries: dict[str, str] = field(default_factory=dict)
    keys: dict[str, bytes] = field(default_factory=dict)
    printed: dict[str, str] = field(default_factory=dict)  # what the demo shows on its terminal on purpose
    shown: str = ""

    def plant(self, what: str, *, words: bool = True) -> str:
        """A word that nobody else ever wrote; in Kazakh and Ukrainian letters where letters may stand."""
        tail = secrets.token_hex(6)
        self.canaries[what] = "канарейка " + "".join(secrets.choice(LETTERS) for _ in range(8)) + f" {tail}" if words else f"canary{tail}"
        return self.canaries[what]

    @property
    def places(self) -> list[Path]:
        return [self.house.data, self.house.log, self.house.folder / "tmp"]


@pytest.fixture(scope="module")
def loot(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Loot]:
    folder = tmp_path_factory.mktemp("theft")
    (folder / "tmp").mkdir()
    with (
        stand_in(pauses=(0.1,) * 20) as (api, address),
        living(folder, telegram=address, environment={"TMPDIR": str(folder / "tmp")}) as house,
    ):
        until(lambda: api.postman.webhook.url)
        found = Loot(house)
        found.printed = {f"password of {login}": row.password for login, row in house.sheet().items()}
        found.printed |= {f"recovery code of {login}": row.recovery for login, row in house.sheet().items()}
        found.printed["paper key"] = house.paper
        clients_write(found)
        strangers_try(found)
        worker_works(found)
        until(lambda: not house.rows("SELECT 1 FROM conversations_outbox WHERE state IN ('queued', 'leased') AND next_at < 1"))
        found.keys |= keys_of(house)
        house.kill()
        found.shown = house.log.read_text()
        yield found


# planting


def clients_write(loot: Loot) -> None:
    """Every way by which a person's words come in."""
    house = loot.house
    name = {
        "id": CHAT,
        "is_bot": False,
        "first_name": loot.plant("first name"),
        "last_name": loot.plant("last name"),
        "language_code": "kk",
    }
    name["username"] = loot.plant("username", words=False)

    def send(kind: str = "message", **content) -> None:
        frame = house.message("x", chat=CHAT)["message"]
        del frame["text"]
        update = {"update_id": secrets.randbelow(10**9), kind: {**frame, "from": name, **content}}
        assert house.post(update) == 200, content

    file = {"file_id": loot.plant("file id", words=False), "file_unique_id": "AgAD"}
    send(text=f"/start {loot.plant('deep link', words=False)}")
    send(text=f"Сәлеметсіз бе. {loot.plant('text')}")
    send(text=f"{loot.plant('long text')} " * 500)
    send(photo=[{**file, "width": 90, "height": 90}], caption=loot.plant("caption"))
    send(document={**file, "file_name": f"{loot.plant('file name', words=False)}.pdf", "mime_type": "application/pdf"})
    send(contact={"phone_number": PHONE, "first_name": loot.plant("contact's name"), "user_id": CHAT})
    place = {"latitude": 43.2384, "longitude": 76.9453}
    send(location=place, venue={"location": place, "title": loot.plant("place"), "address": loot.plant("street")})
    send(forward_origin={"type": "hidden_user", "sender_user_name": loot.plant("forwarded from"), "date": 1}, text="мынаны жазды")
    send(poll={"id": "1", "question": loot.plant("poll"), "options": []})
    send("edited_message", text=loot.plant("edited text"), edit_date=1_795_000_500)
    title = loot.plant("button's title")
    rows = [[{"text": title, "callback_data": "danger"}]]
    under = {"message_id": 1, "date": 1, "chat": {"id": CHAT, "type": "private"}, "text": "x", "reply_markup": {"inline_keyboard": rows}}
    press = {"id": loot.plant("callback", words=False), "from": name, "message": under, "chat_instance": "1", "data": "danger"}
    assert house.post({"update_id": secrets.randbelow(10**9), "callback_query": press}) == 200


def strangers_try(loot: Loot) -> None:
    """Words that are refused, dropped or not understood."""
    house = loot.house
    assert house.post(f'{{"update_id": "not a number", "message": "{loot.plant("dead letter")}"}}'.encode()) == 200
    assert house.post(house.message(loot.plant("forged"), chat=STRANGER), secret=loot.plant("wrong secret", words=False)) == 401
    assert house.post(house.message((loot.plant("too large") + " ") * 120_000, chat=STRANGER)) == 413
    group = house.message(loot.plant("group"), chat=STRANGER)
    group["message"]["chat"] = {"id": STRANGER, "type": "supergroup", "title": "x"}
    assert house.post(group) == 200
    outside = house.browser()
    wrong = {"login": loot.plant("login of nobody", words=False), "password": loot.plant("wrong password")}
    assert outside.post("/sign-in/", data=wrong).status_code == 403
    assert outside.post("/sign-in/", data={"login": "aigul", "password": loot.plant("mistyped password")}).status_code == 403
    assert outside.get(f"/desk/{loot.plant('address', words=False)}/?q={loot.plant('question', words=False)}").status_code in (302, 404)
    outside.get(
        "/", headers={"User-Agent": loot.plant("browser", words=False), "Referer": f"http://x/{loot.plant('referer', words=False)}"}
    )


def worker_works(loot: Loot) -> None:
    """Every way by which a colleague's words come in, through the pages."""
    house = loot.house
    worker, supervisor = house.browser("aigul"), house.browser("marat")
    for login, browser in (("aigul", worker), ("marat", supervisor)):
        loot.canaries |= {f"cookie {name} of {login}": value for name, value in browser.cookies.items()}
    safe = next(leaf["safe"] for leaf in house.opened_leaves() if loot.canaries["text"] in leaf.get("text", ""))
    address = f"/desk/{safe}/"
    page = worker.get(address)
    assert loot.canaries["text"] in page.text, "the colleague reads what the thief must not"

    def post(action: str, **fields: str):
        return worker.post(f"{address}{action}/", data={"once": str(uuid4()), "seen_seq": "9999", **fields})

    assert post("note", words=loot.plant("note")).status_code == 302
    assert post("say", words=f"Сәлеметсіз бе. {loot.plant('answer')}").status_code == 302
    stopped = {"words": f"Оның нөмірі {OTHER_PHONE}, {loot.plant('hard stop')}"}
    held = post("say", **stopped)
    assert held.status_code == 409, held.status_code
    reasons = set(re.findall(r'name="(reason-[^"]+)"', held.text))
    because = {name.replace("reason-", "because-"): loot.plant("reason of a hard stop") for name in reasons}
    assert post("say", **stopped, **dict.fromkeys(reasons, "safety"), **because).status_code == 302
    assert loot.canaries["reason of a hard stop"] in supervisor.get("/desk/ledger/").text
    assert post("close", reason=loot.plant("closing reason")).status_code == 302
    assert house.post(house.message("қайта жаздым", chat=CHAT)) == 200
    assert post("draft", words=loot.plant("draft")).status_code == 302
    assert loot.canaries["draft"] in worker.get(address).text
    new_recovery_code(loot, worker)


def new_recovery_code(loot: Loot, worker) -> None:
    """Shown on the page, typed back from paper."""
    page = worker.get("/me/recovery-code/").text
    groups = re.findall(r"</small><span>([0-9A-Z]{1,4})</span></li>", page)
    asked = {name: re.search(rf'name="{name}" value="([^"]*)"', page).group(1) for name in ("version", "ask_a", "ask_b")}
    typed = {f"group_{one}": groups[int(asked[f"ask_{one}"]) - 1] for one in "ab"}
    kept = worker.post("/me/recovery-code/", data={**asked, **typed, "password": loot.house.accounts["aigul"]})
    assert kept.status_code == 302 and len(groups) == 8, kept.status_code
    loot.canaries |= {f"new recovery code joined by {join!r}": join.join(groups) for join in ("", " ", "-")}


def keys_of(house: LivingHouse) -> dict[str, bytes]:
    environment = {**house.environment, "DJANGO_SETTINGS_MODULE": "tirek.config.settings"}
    asked = [sys.executable, "-c", _KEYS, "aigul", house.accounts["aigul"]]
    told = subprocess.run(asked, env=environment, cwd=ROOT, capture_output=True, text=True, timeout=60, check=False)
    assert told.returncode == 0, told.stderr
    found = {name: bytes.fromhex(value) for name, value in json.loads(told.stdout).items()}
    count, different = len(found), len(set(found.values()))
    assert count == different >= 15, "keys that are the same key"
    return found


# looking


def shown(what: str, seen: Scan) -> None:
    print(f"\n{what}: {seen.files} files, {seen.size:,} bytes, {len(seen.found)} found")


def test_the_control_is_found_and_everything_was_looked_at(loot: Loot) -> None:
    seen = scan(loot.places, {"control": dresses(SEALED_BY_THE_HOUSE)}, leave_out=[loot.house.boot_file])
    shown("control", seen)
    assert seen.found, "a scan that cannot find what is there proves nothing"
    names = {path.name for place in loot.places for path in [place, *place.rglob("*")]}
    assert {"tirek.sqlite3", "tirek.sqlite3-wal", "sessions.sqlite3", "shred.sqlite3", "boot.json", "house.log"} <= names
    assert len(loot.canaries) >= 34, sorted(loot.canaries)


def test_k01_no_word_of_anybody_is_on_the_disk(loot: Loot) -> None:
    wanted = {what: list(dresses(words)) for what, words in loot.canaries.items()}
    wanted |= {"bot token": list(dresses(TOKEN)), "webhook secret": list(dresses(loot.house.secret))}
    seen = scan(loot.places, wanted, leave_out=[loot.house.boot_file])
    shown(f"K-01, {len(wanted)} canaries in {sum(map(len, wanted.values()))} dresses", seen)
    assert not seen.found


def test_k01_passwords_and_codes_are_shown_on_the_demos_terminal_and_are_nowhere_else(loot: Loot) -> None:
    bare = {f"{what}, bare": re.sub("[ -]", "", words) for what, words in loot.printed.items()}
    wanted = {what: list(dresses(words)) for what, words in (loot.printed | bare).items()}
    seen = scan([place for place in loot.places if place != loot.house.log], wanted, leave_out=[loot.house.boot_file])
    shown(f"K-01, {len(wanted)} passwords and codes", seen)
    assert not seen.found
    beside_the_sheet = "\n".join(line for line in loot.shown.splitlines() if not line.startswith("  "))
    assert not [what for what, words in loot.printed.items() if words in beside_the_sheet]


def test_k02_no_seed_key_or_cookie_is_on_the_disk(loot: Loot) -> None:
    cookies = {what: bytes.fromhex(words) for what, words in loot.canaries.items() if what.startswith("cookie")}
    assert len(cookies) >= 4
    wanted = {what: list(dresses(value)) for what, value in (loot.keys | cookies).items()}
    seen = scan(loot.places, wanted, leave_out=[loot.house.boot_file])
    shown(f"K-02, {len(wanted)} keys", seen)
    assert not seen.found
    in_the_boot_file = scan([loot.house.boot_file], {"boot key": list(dresses(loot.keys["boot key"]))})
    assert in_the_boot_file.found, "the boot key is found where it is"


def test_k03_a_thief_cannot_tell_whose_phone_or_account_has_written(loot: Loot) -> None:
    wanted: dict[str, list[tuple[str, bytes]]] = {}
    for chat in (CHAT, STRANGER):
        wanted[f"chat {chat}"] = [*dresses(str(chat)), *as_number(chat), *fingerprints(str(chat)), *fingerprints(f"telegram:{chat}")]
    for phone in (PHONE, OTHER_PHONE):
        wanted[phone] = [made for form in (phone, phone[1:], "8" + phone[2:]) for made in (*dresses(form), *fingerprints(form))]
    wanted[PHONE] += as_number(int(PHONE[1:]))
    seen = scan(loot.places, wanted, leave_out=[loot.house.boot_file])
    shown(f"K-03, {sum(map(len, wanted.values()))} dresses", seen)
    assert not seen.found


def test_the_log_of_all_this_names_no_address_and_no_fault(loot: Loot) -> None:
    assert not re.search(r"error .* 500|Traceback|critical", loot.shown)
    assert loot.house.hook[-32:] not in loot.shown
