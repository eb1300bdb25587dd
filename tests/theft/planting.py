"""Words, numbers and codes planted through every entry that the room, consent and the second factor have opened."""

import base64
import re
import secrets
from typing import Any
from urllib.parse import urlsplit
from uuid import uuid4

import httpx
import pyotp

from tests.living import LivingHouse
from tests.theft.loot import Loot
from tests.visitors import Visitor, number_on

CHAT = 986_543_217_777_622
HOURS = ("03:17", "04:43")
UNTIL = "2099-03-17"
OWN_PASSWORDS = ("a colleague's own password", "the password that takes its place")


class Desk:
    """A worker's browser over one conversation."""

    def __init__(self, house: LivingHouse, login: str) -> None:
        self.house, self.login, self.browser = house, login, house.browser(login)

    def safe_with(self, words: str) -> str:
        return next(leaf["safe"] for leaf in self.house.opened_leaves(self.login) if words in leaf.get("text", ""))

    def post(self, safe: str, to: str, *, expect: int = 302, **form: Any) -> httpx.Response:
        answer = self.browser.post(f"/desk/{safe}/{to}/", data={"once": str(uuid4()), "seen_seq": "9999", **form})
        assert answer.status_code == expect, (to, answer.status_code, answer.text[-3000:])
        return answer


def good_number() -> str:
    """Twenty digits as a receipt could bear them; of nobody."""
    raw = secrets.randbelow(10**18)
    return f"{raw:018d}{98 - raw * 100 % 97:02d}"


def somebody_asks(loot: Loot) -> Visitor:
    """At the door, in danger, and back again with the number; all that is refused on the way, too."""
    visitor = Visitor(loot.house)
    visitor.browser.post("/ask/", data={"step": "need", "need": "care", "once": str(uuid4()), "words": loot.plant("words half-way")})
    too_long = (loot.plant("words that are too long") + " ") * 2_000
    assert visitor.asks(too_long).status_code == 409
    assert visitor.asks(loot.plant("words under a foreign form"), once="not-ours").status_code == 409
    assert visitor.asks(loot.plant("words at the door"), need="safety").status_code == 200
    loot.plant_digits("the number", visitor.number)
    loot.canaries |= {f"cookie {name} of a person": value for name, value in visitor.cookies.items()}
    other, mistyped = good_number(), visitor.number[:-1] + str((int(visitor.number[-1]) + 1) % 10)
    for what, typed in (("a number of nobody", other), ("a mistyped number", mistyped)):
        loot.canaries[what] = typed
        assert Visitor(loot.house).comes_back(typed).status_code in (403, 409)
    assert Visitor(loot.house).comes_back(visitor.number).status_code == 302
    called = Visitor(loot.house)
    assert called.browser.post("/now/", data={"once": str(uuid4()), "words": loot.plant("words in danger")}).status_code == 200
    late = called.browser.post("/room/write/", data={"words": loot.plant("words at a closed door")}, headers={"Cookie": "rs=x; rk=y"})
    assert late.status_code == 401
    return visitor


def person_lives_in_the_room(loot: Loot, visitor: Visitor) -> None:
    """Letters, notes, answers to the one question, agreements."""
    assert visitor.writes(loot.plant("letter in the room")).status_code == 302
    assert visitor.sends("write/", words=loot.plant("letter of another room"), room="0" * 16).status_code == 409
    for what in ("own note", "note handed over", "note removed"):
        assert visitor.sends("notes/", words=loot.plant(what)).status_code == 302
    page = visitor.reads()
    for what, to in (("note handed over", "show"), ("note removed", "remove")):
        part = page.split(loot.canaries[what])[1]
        assert visitor.browser.get("/room/").status_code == 200
        seq = re.search(rf"/room/notes/(\d+)/{to}/", part)[1]
        assert visitor.sends(f"notes/{seq}/{to}/").status_code == 302
    for payload in ("know:wrong1", "know:wrong2", "erase", "kept", "lang:uk"):
        loot.canaries[f"press {payload}"] = payload if len(payload) > 5 else f'"{payload}"'
        assert visitor.presses(payload).status_code == 302
    named = {"name": loot.plant("name in a consent"), "who": "representative", "basis": loot.plant("ground of a representative")}
    agreed = visitor.sends("agreements/yes/", purpose="care", answer="yes", **named)
    assert agreed.status_code == 302, agreed.text[-3000:]
    refused = {"name": loot.plant("name in a refused consent"), "who": "representative", "basis": ""}
    assert visitor.sends("agreements/yes/", purpose="first", answer="yes", **refused).status_code == 409
    assert visitor.sends("agreements/back/", purpose="care").status_code == 302


def worker_writes_down(loot: Loot, desk: Desk, safe: str) -> None:
    """What a worker types about consent, contact, what happens next, and how somebody was recognised."""
    how = {"method": "spoken", "how": loot.plant("how a consent was heard")}
    desk.post(safe, "agreed", purpose="care", answer="yes", name=loot.plant("name told to a worker"), **how)
    desk.post(safe, "agreed", purpose="share", answer="yes", recipient=loot.plant("to whom something is passed on"), **how)
    desk.post(safe, "agreed/ask", purpose="share", recipient=loot.plant("whom a card names"))
    desk.post(safe, "agreed/emergency", purpose="care", reason=loot.plant("reason of an exception"))
    contact = {"first": "on", "opens": HOURS[0], "closes": HOURS[1], "neutral": "on", "how": loot.plant("how a contact was agreed")}
    desk.post(safe, "agreed/contact", **contact)
    loot.canaries |= {"safe hours": "-".join(HOURS), "day of the next step": UNTIL}
    step = {"next_what": loot.plant("what happens next"), "next_who": "me", "next_until": UNTIL}
    desk.post(safe, "say", words=f"Сәлеметсіз бе. {loot.plant('answer in the room')}", **step)
    refused = {"next_what": loot.plant("a next step without its day"), "words": loot.plant("words with half a step")}
    desk.post(safe, "say", expect=409, **refused)
    desk.post(safe, "note", words=loot.plant("internal note about the room"))


def number_is_replaced(loot: Loot, desk: Desk, visitor: Visitor, safe: str) -> Visitor:
    """The person as they are afterwards, with the new number."""
    shown = desk.post(safe, "number", expect=200, how=loot.plant("how somebody was recognised"))
    again = Visitor(loot.house)
    again.number = number_on(shown.text)
    loot.plant_digits("the number given anew", again.number)
    assert not visitor.is_in() and again.comes_back().status_code == 302
    loot.canaries |= {f"cookie {name} after the new number": value for name, value in again.cookies.items()}
    return again


def somebody_moves(loot: Loot, desk: Desk) -> Visitor:
    """Out of Telegram by the neutral link; a second link that nobody opens."""
    house = loot.house
    assert house.post(house.message(f"Сәлеметсіз бе {loot.plant('letter before the move')}", chat=CHAT)) == 200
    safe = desk.safe_with(loot.canaries["letter before the move"])
    links = []
    for what in ("a link that was replaced", "the link that was opened"):
        desk.post(safe, "room")
        texts = [leaf["text"] for leaf in house.opened_leaves(desk.login) if leaf.get("safe") == safe and "/r/" in leaf.get("text", "")]
        links.append(re.search(r"/r/([0-9A-Z-]+)", texts[-1])[1])
        loot.plant_code(what, links[-1].split("-"))
    assert len(set(links)) == 2
    visitor = Visitor(house)
    shown = visitor.browser.post(f"/r/{links[-1]}/", data={"once": str(uuid4())})
    visitor.number = number_on(shown.text)
    loot.plant_digits("the number after the move", visitor.number)
    reach = visitor.sends("agreements/reach/", first="yes", opens=HOURS[0], closes=HOURS[1], neutral="on")
    assert reach.status_code == 302, reach.text[-2000:]
    assert visitor.writes(loot.plant("letter after the move")).status_code == 302
    assert house.post(house.message(loot.plant("letter in the messenger after the move"), chat=CHAT)) == 200
    desk.post(safe, "say", words=f"Рахмет. {loot.plant('answer after the move')}")
    return visitor


def colleagues_come_and_prove(loot: Loot) -> None:
    """Invitations, passwords, the second factor, its one-time codes."""
    supervisor = loot.house.browser("marat")
    tokens = [_invited(loot, supervisor, login) for login in ("zhana", "olga-v", "waits")]
    own, later = (loot.plant(what) for what in OWN_PASSWORDS)
    browser = loot.house.browser()
    assert browser.get(f"/welcome/{tokens[0]}/").status_code == 200
    weak = loot.plant("a password typed in two ways")
    assert browser.post(f"/welcome/{tokens[0]}/", data={"password": weak, "password_again": weak + "?"}).status_code == 400
    assert browser.post(f"/welcome/{tokens[0]}/", data={"password": own, "password_again": own}).status_code == 302
    _proves(loot, loot.house.browser("olena"), loot.house.accounts["olena"])
    version = re.search(r'name="version" value="(\d+)"', browser.get("/me/password/").text)[1]
    changed = {"old": own, "password": later, "password_again": later, "version": version}
    assert browser.post("/me/password/", data=changed).status_code == 302
    wrong = {"about": str(uuid4()), "what": "disable", "password": loot.plant("a wrong password over a change")}
    supervisor.post("/people/change/", data=wrong)


def _invited(loot: Loot, supervisor: httpx.Client, login: str) -> str:
    answer = supervisor.post("/people/invite/", data={"name": f"Жаңа {login}", "login": login, "roles": ["intake"]})
    link = re.search(r"https?://[^\s<]*/welcome/[^\s<]+", answer.text)
    assert link, answer.text[-2000:]
    token = urlsplit(link[0]).path.split("/")[2]
    loot.canaries[f"token of {login}"] = token
    return token


def _proves(loot: Loot, browser: httpx.Client, password: str) -> None:
    """Sets up a code app, uses a one-time code; an offer that is not taken up stays an offer."""
    offers = [_offer(browser) for _ in range(2)]
    for what, (secret, _sealed) in zip(("secret of a code app", "secret that was only offered"), reversed(offers), strict=True):
        loot.canaries[what] = secret
        loot.canaries[f"{what}, in groups"] = " ".join(secret[start : start + 4] for start in range(0, len(secret), 4))
        loot.keys[what] = base64.b32decode(secret)
    secret, sealed = offers[-1]
    kept = browser.post("/me/second-factor/", data={"sealed": sealed, "password": password, "code": pyotp.TOTP(secret).now()})
    codes = re.findall(r"<li>([0-9A-Z]{4}-[0-9A-Z]{4}-[0-9A-Z]{4})</li>", kept.text)
    assert len(codes) == 10, kept.text[-2000:]
    for number, code in enumerate(codes):
        loot.plant_code(f"one-time code {number}", code.split("-"))
    again = loot.house.browser()
    assert again.post("/sign-in/", data={"login": "olena", "password": password}).headers["Location"].startswith("/sign-in/code/")
    loot.canaries |= {f"half-open cookie {name}": value for name, value in again.cookies.items()}
    assert again.post("/sign-in/code/", data={"code": codes[3]}).status_code == 302


def _offer(browser: httpx.Client) -> tuple[str, str]:
    page = browser.get("/me/second-factor/").text
    secret, sealed = re.search(r'id="secret"[^>]*>(.*?)</p>', page, re.S), re.search(r'name="sealed" value="([^"]+)"', page)
    return re.sub(r"<[^>]+>|\s", "", secret[1]), sealed[1]
