"""Kazakh and Ukrainian from the front page to the answer: no Latin word is left for a person to read or to hear."""

import re
from collections.abc import Callable

import pytest
from playwright.sync_api import Page, expect

from tests.browser.in_the_room import Room
from tests.browser.visiting import Window

FOREIGN = re.compile(r"[A-Za-z]{3,}(?:[ ’'-][A-Za-z]+)*")
NAMES = {"Tirek", "Telegram", "Facebook", "WhatsApp", "VPN", "Esc", "Cookie", "cookie", "demo", "Demo bot"}
READ = """() => {
  const body = document.body.cloneNode(true);
  for (const unread of body.querySelectorAll("script, style, noscript, [lang=en]")) unread.remove();
  const told = ["aria-label", "placeholder", "data-done", "data-stop", "data-offline"];
  const labels = [...body.querySelectorAll("*")].flatMap((one) => told.map((name) => one.getAttribute(name)));
  return [document.title, body.textContent, ...labels].filter(Boolean).join(" | ");
}"""
TALKS = {
    "kk": ("Баламмен қайда барарымызды білмеймін.", "Сәлеметсіз бе. Қай қаладасыз?"),
    "uk": ("Не знаю, куди нам із дитиною йти.", "Добрий день. У якому ви місті?"),
}


def untranslated(page: Page) -> set[str]:
    """Latin words that a person would read or hear on this page; names are names in every language."""
    return {found for found in FOREIGN.findall(page.evaluate(READ)) if found not in NAMES}


@pytest.mark.parametrize("language", TALKS)
def test_the_whole_way_speaks_one_language(window: Callable[..., Window], room: Callable[..., Room], language: str) -> None:
    words, answer = TALKS[language]
    person, found = room(locale=f"{language}-{'KZ' if language == 'kk' else 'UA'}"), {}
    page = person.window.go("/")

    def read(name: str) -> None:
        expect(page.locator("html")).to_have_attribute("lang", language)
        if strange := untranslated(page):
            found[name] = strange

    for name in ("/", "/now/", "/open/", "/stays/", "/r/never-was/", "/ask/"):
        person.window.go(name)
        read(name)
    page.locator("input[value=safety]").check()
    page.locator(".foot .primary").click()
    read("words")
    person.words.fill(words)
    page.locator(".foot .primary").click()
    read("number")
    person.reads_number().keeps_it()
    window("aigul").answers(words, answer, what="…", until="2030-11-28")
    expect(person.says(answer)).to_be_visible()
    read("room")
    person.window.go("/room/agreements/")
    read("agreements")
    with person.window.expecting("status of 4"):
        person.comes_back("12")
        read("mistyped")
    assert not found, found
