"""The stand-in's page: a phone-like messenger in which a newcomer can be any of the invented people.

Plain HTML with forms, so that it works without script; the script only saves reloading. All links are relative,
since the page does not know under which address it is mounted.
"""

import json
import time
from functools import cache
from html import escape
from pathlib import Path
from string import Template
from urllib.parse import urlencode

import yaml

from tirek.demo.chats import Bubble, Person
from tirek.demo.crowd import Crowd
from tirek.demo.web import Reply, Request, as_json
from tirek.kit.text import visible

LANGUAGES = ("kk", "uk", "ru", "en")
_HERE = Path(__file__).parent
_STATIC = {"messenger.css": "text/css; charset=utf-8", "messenger.js": "text/javascript; charset=utf-8", "messenger.svg": "image/svg+xml"}


@cache
def words() -> dict[str, dict[str, str]]:
    """Language to the page's words."""
    found: dict[str, dict[str, str]] = yaml.safe_load((_HERE / "messenger.yaml").read_text(encoding="utf-8"))
    return found


class Messenger:
    """Answers `/` (page), `/now` (what changed, for the script), `/do` (an act of a person), `/static/…`."""

    def __init__(self, crowd: Crowd) -> None:
        self._crowd = crowd

    def answer(self, request: Request) -> Reply:
        language = _language(request)
        if request.path == "/do" and request.method == "POST":
            return self._do(request, language)
        if request.method not in ("GET", "HEAD"):
            return Reply(405)
        person = self._person(request.query.get("person"))
        if request.path == "/":
            return Reply(200, self._page(person, language).encode())
        if request.path == "/now":
            return self._now(request, person, language)
        name = request.path.removeprefix("/static/")
        if name in _STATIC:
            return Reply(200, (_HERE / "static" / name).read_bytes(), _STATIC[name])
        return Reply(404)

    def _do(self, request: Request, language: str) -> Reply:
        """One act, then back to the page. A page of another site may not act."""
        if request.from_elsewhere():
            return Reply(403)
        form = request.form()
        person = self._person(form.get("person"))
        text = form.get("text", "").strip()
        match form.get("act"):
            case "say" if text:
                self._crowd.say(person.id, text)
            case "edit" if text:
                self._crowd.edit_last(person.id, text)
            case "start":
                self._crowd.say(person.id, "/start")
            case "press":
                self._press(person, form)
            case "block":
                self._crowd.block(person.id)
            case "unblock":
                self._crowd.unblock(person.id)
            case "new":
                person = self._crowd.new_person(language)
        address = "./?" + urlencode({"person": person.id, "lang": language})
        return Reply(303, more=(("location", address),))

    def _press(self, person: Person, form: dict[str, str]) -> None:
        bubble = next((one for one in person.bubbles if str(one.message_id) == form.get("message")), None)
        payloads = {button["callback_data"] for row in bubble.rows for button in row} if bubble else set()
        if bubble and form.get("payload") in payloads:
            self._crowd.press(person.id, bubble.message_id, form["payload"])

    def _now(self, request: Request, person: Person, language: str) -> Reply:
        """204 while nothing changed since version `seen`; else what may differ, and the new version."""
        version = self._crowd.chats.version
        if request.query.get("seen") == str(version):
            return Reply(204)
        lists = {"people": self._people(person, language), "talk": _talk(person, language), "acts": _acts(person, language)}
        return as_json(200, {"version": version, **lists})

    def _person(self, given: str | None) -> Person:
        people = self._crowd.chats.people
        chosen = people.get(int(given)) if given and given.isdecimal() and len(given) < 20 else None
        return chosen or next(iter(people.values()))

    def _people(self, chosen: Person, language: str) -> str:
        return "".join(_person_item(person, person is chosen, language) for person in self._crowd.chats.people.values())

    def _page(self, person: Person, language: str) -> str:
        say = {name: escape(text) for name, text in words()[language].items()}
        state = json.dumps({"person": person.id, "lang": language, "seen": self._crowd.chats.version})
        parts = {
            "language": language,
            "state": escape(state),
            "notices": "".join(f'<p lang="{one}">{escape(words()[one]["notice"])}</p>' for one in LANGUAGES),
            "languages": _languages(person, language),
            "people_title": say["people"],
            "people": self._people(person, language),
            "new_person": _button("new", words()[language]["new_person"], person, language),
            "person_language": escape(person.language_code),
            "name": escape(visible(person.name)),
            "acts": _acts(person, language),
            "talk_title": say["talk"],
            "talk": _talk(person, language),
            "hidden": _hidden(person, language),
        }
        return _template().substitute(say | parts)


@cache
def _template() -> Template:
    return Template((_HERE / "messenger.html").read_text(encoding="utf-8"))


def _talk(person: Person, language: str) -> str:
    say = words()[language]
    bubbles = "".join(_bubble(person, bubble, language) for bubble in person.bubbles)
    if not person.bubbles:
        bubbles = f'<li class="sys" id="empty">{escape(say["empty"])}</li>'
    note = f'<li class="sys" id="blocked">{escape(say["blocked"])}</li>' if person.blocked else ""
    return bubbles + note


def _bubble(person: Person, bubble: Bubble, language: str) -> str:
    say = words()[language]
    state = "" if bubble.by_bot else say[bubble.state]
    meta = [time.strftime("%H:%M", time.localtime(bubble.date)), say["edited"] if bubble.edited else "", state]
    answered = person.bubble(bubble.reply_to)
    quote = f'<blockquote dir="auto">{escape(visible(answered.text[:120]))}</blockquote>' if answered else ""
    rows = "".join(
        f'<div class="row">{"".join(_press_form(person, bubble, button, language) for button in row)}</div>' for row in bubble.rows
    )
    sender = f'<b class="from">{escape(say["service"])}</b>' if bubble.by_bot else ""
    return (
        f'<li class="bubble{"" if bubble.by_bot else " own"}" id="b{bubble.message_id}">{sender}{quote}'
        f'<p class="words" dir="auto">{escape(visible(bubble.text))}</p>'
        f'<p class="meta">{escape(" · ".join(part for part in meta if part))}</p>{rows}</li>'
    )


def _press_form(person: Person, bubble: Bubble, button: dict[str, str], language: str) -> str:
    return (
        f'<form method="post" action="do">{_hidden(person, language)}<input type="hidden" name="message" value="{bubble.message_id}">'
        f'<input type="hidden" name="payload" value="{escape(button["callback_data"])}">'
        f'<button class="btn" name="act" value="press">{escape(visible(button["text"]))}</button></form>'
    )


def _person_item(person: Person, chosen: bool, language: str) -> str:
    address = escape("./?" + urlencode({"person": person.id, "lang": language}))
    last = person.bubbles[-1].text if person.bubbles else words().get(person.language_code, {}).get("language", "")
    current = ' aria-current="page"' if chosen else ""
    return (
        f'<li id="p{person.id}"><a href="{address}"{current}><b lang="{escape(person.language_code)}">{escape(visible(person.name))}</b>'
        f'<span class="last" dir="auto">{escape(visible(last[:60]))}</span></a></li>'
    )


def _acts(person: Person, language: str) -> str:
    say = words()[language]
    block = _button("unblock", say["unblock"], person, language) if person.blocked else _button("block", say["block"], person, language)
    return block if person.met else _button("start", say["start"], person, language)


def _button(act: str, title: str, person: Person, language: str) -> str:
    button = f'<button class="btn" name="act" value="{act}">{escape(title)}</button>'
    return f'<form method="post" action="do">{_hidden(person, language)}{button}</form>'


def _hidden(person: Person, language: str) -> str:
    return f'<input type="hidden" name="person" value="{person.id}"><input type="hidden" name="lang" value="{language}">'


def _languages(person: Person, language: str) -> str:
    links = []
    for one in LANGUAGES:
        address = escape("./?" + urlencode({"person": person.id, "lang": one}))
        current = ' aria-current="true"' if one == language else ""
        links.append(f'<a href="{address}" lang="{one}" hreflang="{one}"{current}>{escape(words()[one]["language"])}</a>')
    return f'<nav class="languages" aria-label="{escape(words()[language]["languages"])}">{"".join(links)}</nav>'


def _language(request: Request) -> str:
    """What was chosen, else the first of the browser's languages that we speak, else English."""
    chosen = request.form().get("lang") if request.method == "POST" else request.query.get("lang")
    if chosen in LANGUAGES:
        return chosen
    wanted = [part.strip()[:2].lower() for part in request.headers.get("accept-language", "").split(",")]
    return next((one for one in wanted if one in LANGUAGES), "en")
