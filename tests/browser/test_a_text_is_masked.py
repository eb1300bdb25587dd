"""A worker masks a text before it is shared: by keys, by touch, and without script; nothing is copied while a question is open."""

from collections.abc import Callable
from pathlib import Path

import pytest
from playwright.sync_api import Locator, Page, expect

from tests.browser.scenes import TO_MASK
from tests.browser.visiting import Window

Windows = Callable[..., Window]
ADDRESS = "/standard/masking/"
LOCALES = {"kk": "kk-KZ", "uk": "uk-UA"}
NAMES = {"kk": "Айгүл", "uk": "Оксана"}
DOUBTFUL = {"kk": "жалғыз мұғалім", "uk": "колишня директорка"}
ILLNESS = {"kk": "эпилепсиямен", "uk": "епілепсія"}
PHONE = "555 01 42"
PHONE_SIZED = {"width": 390, "height": 844}
SELECT = """(word) => { const walk = document.createTreeWalker(document.getElementById("written"), NodeFilter.SHOW_TEXT);
  for (let node = walk.nextNode(); node; node = walk.nextNode()) { const at = node.data.indexOf(word); if (at < 0) continue;
    getSelection().setBaseAndExtent(node, at, node, at + word.length); return; } }"""


def masked(window: Window, language: str) -> Page:
    page = window.go(ADDRESS)
    page.locator("#words").fill(TO_MASK[language])
    page.locator("form.paste button").click()
    expect(shared(page)).not_to_contain_text(NAMES[language])
    return page


def shared(page: Page) -> Locator:
    return page.locator("#shared")


def cannot_be_copied(page: Page) -> None:
    expect(page.locator("[data-copies]")).to_have_count(0)
    expect(page.locator("#shared-words")).to_have_count(0)
    expect(page.locator(".beside button[disabled]")).to_contain_text("1")


def choose_backwards(page: Page) -> None:
    page.locator("details:has(> .sure) > summary").click()
    row = page.locator(".sure li", has_text=PHONE)
    row.locator("summary").click()
    row.locator("button[value$=':service']").click()


@pytest.mark.parametrize("language", ["kk", "uk"])
def test_by_keys_a_question_is_answered_undone_and_the_text_copied(window: Windows, language: str) -> None:
    desk = window("aigul", locale=LOCALES[language])
    desk.context.grant_permissions(["clipboard-read", "clipboard-write"])
    page = masked(desk, language)
    cannot_be_copied(page)
    expect(shared(page)).not_to_contain_text(DOUBTFUL[language])
    expect(page.locator("[data-ask] [data-key='1']").first).to_be_focused()  # the first open question waits for a key
    page.keyboard.press("2")
    expect(shared(page)).to_contain_text(DOUBTFUL[language])
    expect(page.locator("[data-copies]")).to_be_focused()  # nothing is left to ask: copying waits for a key
    page.locator("[data-ask] button").first.focus()
    page.keyboard.press("Enter")
    cannot_be_copied(page)
    expect(page.locator("[data-ask] [data-key='1']").first).to_be_focused()
    page.keyboard.press("1")
    expect(page.locator("[data-copies]")).to_be_focused()
    page.bring_to_front()  # only a document in focus may write to the clipboard
    page.keyboard.press("Enter")
    expect(page.locator("#copied")).not_to_be_empty()
    words = page.evaluate("navigator.clipboard.readText()")
    assert words == page.locator("#shared-words").input_value()
    assert not [one for one in (NAMES[language], PHONE, DOUBTFUL[language]) if one in words]


@pytest.mark.parametrize("language", ["kk", "uk"])
def test_words_are_added_by_selecting_them_and_the_warning_goes(window: Windows, language: str) -> None:
    page = masked(window("aigul", locale=LOCALES[language]), language)
    expect(page.locator(".banner-warn")).to_contain_text(ILLNESS[language])
    page.evaluate(SELECT, ILLNESS[language])
    expect(page.locator("#add")).to_have_value(ILLNESS[language])
    page.locator("#kind").select_option("SOFT")
    page.locator("button[value=add]").click()
    expect(shared(page)).not_to_contain_text(ILLNESS[language])
    expect(page.locator("#masking")).not_to_contain_text(f"«{ILLNESS[language]}»)")
    page.locator("button[value='added:0']").click()
    expect(shared(page)).to_contain_text(ILLNESS[language])


@pytest.mark.parametrize("language", ["kk", "uk"])
def test_by_touch_on_a_telephone_a_sure_place_is_taken_back(window: Windows, language: str) -> None:
    phone = window("aigul", locale=LOCALES[language], viewport=PHONE_SIZED, has_touch=True)
    page = masked(phone, language)
    page.locator("[data-ask] [data-key='1']").tap()
    expect(page.locator("[data-copies]")).to_be_visible()
    choose_backwards(page)
    expect(shared(page)).to_contain_text(PHONE)
    page.locator(".sure li", has_text=PHONE).locator("button").tap()
    expect(shared(page)).not_to_contain_text(PHONE)
    assert not phone.scrolls_sideways()
    left, right = (page.locator(f"#{name}").bounding_box() for name in ("written", "shared"))
    assert left and right and left["y"] + left["height"] <= right["y"], "one under the other"


def test_without_script_all_of_it_works_and_is_saved_as_a_file(window: Windows, tmp_path: Path) -> None:
    page = masked(window("aigul", locale=LOCALES["kk"], java_script_enabled=False), "kk")
    cannot_be_copied(page)
    page.locator("#add").fill(ILLNESS["kk"])
    page.locator("#add").press("Enter")
    expect(shared(page)).not_to_contain_text(ILLNESS["kk"])
    cannot_be_copied(page)
    page.locator("[data-ask] [data-key='1']").click()
    choose_backwards(page)
    expect(shared(page)).to_contain_text(PHONE)
    with page.expect_download() as saving:
        page.locator("button[value=save]").click()
    saving.value.save_as(tmp_path / "masked.txt")
    words = (tmp_path / "masked.txt").read_text(encoding="utf-8")
    assert PHONE in words and not [one for one in (NAMES["kk"], ILLNESS["kk"], DOUBTFUL["kk"]) if one in words]


def test_the_page_keeps_nothing_when_it_is_left(window: Windows) -> None:
    desk = window("aigul", locale=LOCALES["uk"])
    page = masked(desk, "uk")
    page.locator("[data-ask] [data-key='1']").click()
    expect(page.locator("[data-copies]")).to_be_visible()
    stored = page.evaluate("JSON.stringify([{...localStorage}, {...sessionStorage}, document.cookie])")
    assert NAMES["uk"] not in stored and PHONE not in stored and DOUBTFUL["uk"] not in stored
    assert page.url == desk.house.url + ADDRESS
    desk.go("/me/")
    expect(desk.go(ADDRESS).locator("#words")).to_have_value("")
