"""K-01 to K-03: a thief takes the disk of a running house, all but its boot key. He finds nobody's words in it."""

import re
import secrets
from collections.abc import Iterator
from uuid import uuid4

import pytest
from django.conf import settings

from tests.living import stand_in, until
from tests.theft.loot import Loot, keys_of, to_be_robbed
from tests.theft.scanning import Scan, as_number, dresses, fingerprints, scan
from tirek.demo.botapi import TOKEN

CHAT = 986_543_217_777_311  # as long as Telegram's ids may be
STRANGER = 986_543_217_777_388
PHONE = "+77014443322"
OTHER_PHONE = "+77015556677"
SEALED_BY_THE_HOUSE = "Айгүл Үлгібаева"  # stands in the clear on purpose: who works here is no secret


@pytest.fixture(scope="module")
def loot(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Loot]:
    folder = tmp_path_factory.mktemp("theft")
    with stand_in(pauses=(0.1,) * 20) as (api, address), to_be_robbed(folder, telegram=address) as house:
        until(lambda: api.postman.webhook.url)
        found = Loot(house)
        found.printed = {f"password of {login}": row.password for login, row in house.sheet().items()}
        found.printed |= {f"recovery code of {login}": row.recovery for login, row in house.sheet().items()}
        found.printed |= {f"code app of {login}": row.factor for login, row in house.sheet().items() if row.factor}
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
    assert post("draft", words=loot.plant("draft")).status_code == 200
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


# looking


def shown(what: str, seen: Scan) -> None:
    print(f"\n{what}: {seen.files} files, {seen.size:,} bytes, {len(seen.found)} found")


def test_the_control_is_found_and_everything_was_looked_at(loot: Loot) -> None:
    seen = scan(loot.places, {"control": dresses(SEALED_BY_THE_HOUSE)}, leave_out=[loot.house.boot_file])
    shown("control", seen)
    assert seen.found, "a scan that cannot find what is there proves nothing"
    names = {path.name for place in loot.places for path in [place, *place.rglob("*")]}
    rows = {"pg_wal", "pg_xact"} if settings.DATABASE_URL else {"tirek.sqlite3", "tirek.sqlite3-wal", "sessions.sqlite3"}
    assert {*rows, "shred.sqlite3", "boot.json", "house.log"} <= names
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
