"""The pretend messenger's page, as a newcomer uses it, without script."""

import asyncio
import re

import httpx
import pytest

from tirek.channels.base import MessageKind, OutboundMessage
from tirek.demo.botapi import BotApi
from tirek.demo.clients import speak
from tirek.demo.messenger import LANGUAGES, words
from tirek.kit.text import language_of

SAM = 990000004


@pytest.fixture
def browser(address):
    with httpx.Client(base_url=address, trust_env=False, follow_redirects=True) as client:
        yield client


def test_the_page_says_in_four_languages_that_nothing_of_it_is_real(browser):
    page = browser.get("/").text
    for language in LANGUAGES:
        assert f'<p lang="{language}">{words()[language]["notice"]}</p>' in page.replace("&#x27;", "'")


def test_the_page_speaks_the_chosen_language_or_the_browsers(browser):
    for language in LANGUAGES:
        assert f'<html lang="{language}">' in browser.get("/", params={"lang": language}).text
        assert words()[language]["new_person"] in browser.get("/", headers={"Accept-Language": f"{language}-XX,de"}).text
    assert '<html lang="en">' in browser.get("/", headers={"Accept-Language": "de"}).text


def test_every_language_has_every_word():
    keys = {frozenset(said) for said in words().values()}
    assert len(keys) == 1 and all(text.strip() for said in words().values() for text in said.values())


def test_a_newcomer_writes_and_the_service_receives_it(browser, hooked, until):
    page = browser.post("/do", data={"person": SAM, "lang": "en", "act": "say", "text": "Hello, may I ask?"})
    assert page.status_code == 200 and "Hello, may I ask?" in page.text
    (event,) = until(lambda: hooked.events)
    assert (event.text, event.sender.primary.value) == ("Hello, may I ask?", str(SAM))
    until(lambda: "received" in browser.get("/", params={"person": SAM, "lang": "en"}).text)


def test_an_answer_appears_with_buttons_that_can_be_pressed(browser, telegram, hooked, until):
    browser.post("/do", data={"person": SAM, "act": "start"})
    buttons = (("I am in danger", "danger"), ("Languages", "lang"))
    telegram.send(OutboundMessage(id="1", channel_id="1", conversation_ref=str(SAM), text="We read you", buttons=buttons))
    page = browser.get("/", params={"person": SAM}).text
    assert "We read you" in page and ">I am in danger</button>" in page
    message_id = re.search(r'name="message" value="(\d+)"', page)[1]
    browser.post("/do", data={"person": SAM, "act": "press", "message": message_id, "payload": "danger"})
    event = until(lambda: next((one for one in hooked.events if one.kind is MessageKind.BUTTON_REPLY), None))
    assert event.payload == "danger"
    before = len(hooked.events)
    browser.post("/do", data={"person": SAM, "act": "press", "message": message_id, "payload": "never offered"})
    browser.post("/do", data={"person": SAM, "act": "press", "message": "1", "payload": "danger"})
    assert len(hooked.events) == before


def test_a_newcomer_changes_the_last_message_and_blocks_the_bot(browser, hooked, until):
    for form in ({"act": "say", "text": "One"}, {"act": "edit", "text": "Two"}, {"act": "block"}):
        page = browser.post("/do", data={"person": SAM, "lang": "en", **form}).text
    assert "Two" in page and "changed" in page and words()["en"]["blocked"] in page
    until(lambda: len(hooked.events) == 3)
    assert [event.contact_event for event in hooked.events][-1] == "blocked"
    assert words()["en"]["blocked"] not in browser.post("/do", data={"person": SAM, "lang": "en", "act": "unblock"}).text


def test_a_new_person_may_join(browser, api):
    page = browser.post("/do", data={"lang": "uk", "act": "new"})
    assert "Новий Вигаданець 1" in page.text and "990002001" in str(page.url)
    assert len(api.chats.people) == 9


def test_what_anybody_writes_is_shown_as_text(browser, api):
    words_of_attack = "<script>alert(1)</script>\"'><img src=x onerror=alert(1)> \u202egpj.exe"
    api.say(SAM, words_of_attack)
    page = browser.get("/", params={"person": SAM}).text
    assert "<img" not in page and page.count("<script") == 1 and "\u202e" not in page
    assert "&lt;script&gt;alert(1)" in page
    assert browser.get("/now", params={"person": SAM}).json()["talk"].count("<img") == 0


def test_the_page_holds_no_inline_script_or_style_and_asks_nothing_of_others(browser):
    answer = browser.get("/")
    assert "script-src 'self'; style-src 'self'" in answer.headers["content-security-policy"]
    assert not re.search(r"<style|<script>|\sstyle=|\son\w+=|https?://", answer.text)
    for name in ("messenger.css", "messenger.js"):
        file = browser.get(f"/static/{name}")
        assert file.status_code == 200 and not re.search(r"https?://|url\(", file.text)
    assert browser.get("/static/../botapi.py").status_code == browser.get("/static/botapi.py").status_code == 404


def test_a_page_of_another_site_cannot_act(browser, api):
    answer = browser.post("/do", data={"person": SAM, "act": "say", "text": "x"}, headers={"Sec-Fetch-Site": "cross-site"})
    assert answer.status_code == 403 and api.person(SAM).bubbles == []
    assert browser.get("/do").status_code == 404 and browser.put("/").status_code == 405


@pytest.mark.parametrize("person", ["0", "-1", "x", "9" * 30, "", "²"])
def test_a_person_who_does_not_exist_is_the_first_one(browser, person):
    assert browser.get("/", params={"person": person}).status_code == 200


def test_nothing_new_costs_nothing(browser, api):
    version = browser.get("/now", params={"person": SAM}).json()["version"]
    assert browser.get("/now", params={"person": SAM, "seen": version}).status_code == 204
    api.say(SAM, "New")
    assert "New" in browser.get("/now", params={"person": SAM, "seen": version}).json()["talk"]


def test_a_letter_over_a_megabyte_is_refused_and_nothing_breaks(browser, api):
    assert browser.post("/do", data={"person": SAM, "act": "say", "text": "x" * 1_100_000}).status_code == 413
    assert browser.get("/").status_code == 200


def test_the_page_works_wherever_it_is_mounted(served):
    api = BotApi(mount="/demo")

    async def house(scope, receive, send):
        await api(scope, receive, send)

    with served(house) as address, httpx.Client(base_url=address, trust_env=False, follow_redirects=True) as browser:
        page = browser.get("/demo/")
        assert page.status_code == 200 and not re.search(r'(href|src|action)="/', page.text)
        assert browser.get("/demo/static/messenger.css").status_code == 200
        said = browser.post("/demo/do", data={"person": SAM, "act": "say", "text": "Hello"})
        assert str(said.url).startswith(f"{address}/demo/?person=") and "Hello" in said.text
        assert browser.get(f"/demo/bot{api.token}/getMe").json()["ok"] is True


def test_the_server_may_say_the_mount_itself(served):
    api = BotApi()

    async def house(scope, receive, send):
        await api({**scope, "root_path": "/demo"} if scope["type"] == "http" else scope, receive, send)

    with served(house) as address:
        assert httpx.get(f"{address}/demo/bot{api.token}/getMe", trust_env=False).json()["ok"] is True


async def _speak(api, heard):
    return await speak(api, pause=0, heard=heard)


def test_the_invented_people_write_once_and_nobody_twice(api, hooked, until):
    everybody = list(api.chats.people.values())
    wanted = sum(len(person.lines) for person in everybody[1:])
    letters = asyncio.run(_speak(api, lambda chat_id: chat_id == everybody[0].id))
    assert letters == wanted
    assert everybody[0].bubbles == []
    until(lambda: len(hooked.events) == wanted)
    for person in everybody[1:]:
        said = [event.text for event in hooked.events if event.conversation_ref == str(person.id) and event.text]
        assert said == [line for line in person.lines if line != "/start"]


def test_the_invented_people_speak_four_languages_and_are_obviously_invented(api):
    spoken = {language_of(" ".join(person.lines)) for person in api.chats.people.values()}
    assert spoken == {"kk", "uk", "ru", "en"}
    assert len(api.chats.people) == 8 and all(person.lines for person in api.chats.people.values())
