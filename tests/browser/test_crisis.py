"""Words that may mean danger, before two desks: the queue jumps, the card says what to do, a worker reads otherwise."""

import re
from collections.abc import Callable

import pytest
from playwright.sync_api import expect

from tests.browser.outside import Outsider
from tests.browser.visiting import UPDATE_WAIT, Window

Windows = Callable[..., Window]
People = Callable[..., Outsider]
NOW = {"kk": "Бүгін түнде өзімді өлтіремін, бәріне рақмет.", "uk": "Сьогодні вночі мене не стане, дякую вам за все."}
TODAY = {"kk": "Үйде ұн таусылды, балалар екі күннен бері аш отыр.", "uk": "Удома немає їжі, діти другий день голодні."}
LOCALES = {"kk": "kk-KZ", "uk": "uk-UA"}
PHONE = {"viewport": {"width": 390, "height": 844}, "has_touch": True, "is_mobile": True, "device_scale_factor": 1}


@pytest.mark.parametrize("language", NOW)
def test_the_queue_jumps_in_a_second_window_and_the_card_says_what_to_do(window: Windows, somebody: People, language: str) -> None:
    waiting, person = somebody(language, "…"), somebody(language, "… …")
    mine, hers = window("aigul", locale=LOCALES[language]), window("olena", locale=LOCALES[language])
    for desk in (mine, hers):
        desk.go("/desk/")
        expect(desk.row(person.name)).to_be_visible()
        desk.page.evaluate("window.sameDocument = true")
    person.writes(NOW[language])
    for desk in (mine, hers):
        expect(desk.row(person.name).locator(".count-danger.count-due")).to_be_visible(timeout=UPDATE_WAIT)
        names = desk.page.locator("[data-conv] b").all_inner_texts()
        assert names.index(person.name) < names.index(waiting.name), "who waits longer stood above until now"
        assert desk.page.evaluate("window.sameDocument"), "the page was loaded again"
    mine.open(person.name)
    card = mine.page.locator(".protocol-3")
    expect(card).to_have_attribute("open", "")
    expect(card.locator(".tel").first).to_have_text("112")
    expect(mine.says(NOW[language]).locator("mark.cue").first).to_be_visible()
    person.waits_for(next(text for text in person.got() if "112" in text))
    card.locator("[data-insert]").first.click()
    expect(mine.words).not_to_have_value("")


def test_the_card_stays_as_it_was_left_and_a_correction_changes_both_desks(window: Windows, somebody: People) -> None:
    person = somebody("uk", NOW["uk"])
    mine, hers = window("aigul"), window("olena")
    for desk in (mine, hers):
        desk.go("/desk/")
        desk.open(person.name)
        expect(desk.page.locator(".protocol-3 .protocol-body")).to_be_visible()
    mine.page.locator(".protocol summary").click()
    expect(mine.page.locator(".protocol-body")).to_be_hidden()
    person.writes("Ви тут?")
    expect(mine.says("Ви тут?")).to_be_visible(timeout=UPDATE_WAIT)
    expect(mine.page.locator(".protocol-body")).to_be_hidden()
    line = mine.page.locator(".msg", has_text=NOW["uk"])
    line.get_by_text("With words").click()
    line.locator("input[name=words]").fill("цитує пісню")
    line.get_by_role("button", name="Not this").click()
    for desk in (mine, hers):
        expect(desk.page.locator(".msg", has_text=NOW["uk"])).to_contain_text("цитує пісню", timeout=UPDATE_WAIT)
        expect(desk.page.locator(".protocol")).to_have_count(0)
        expect(desk.row(person.name).locator(".count-due")).to_have_count(0)


@pytest.mark.parametrize("language", TODAY)
def test_on_a_phone_what_is_for_today_is_said_in_words_and_corrected_by_touch(window: Windows, somebody: People, language: str) -> None:
    person = somebody(language, TODAY[language])
    desk = window("aigul", locale=LOCALES[language], **PHONE)
    page = desk.go("/desk/")
    expect(desk.row(person.name).locator(".count-due")).to_be_visible()
    desk.row(person.name).tap()
    card = page.locator(".protocol-2")
    expect(card).to_be_visible()
    assert not desk.scrolls_sideways()
    for button in page.locator(".cue-act").all():
        box = button.bounding_box()
        assert box and box["height"] >= 44, "a thumb must find it"
    page.locator(".msg", has_text=TODAY[language]).locator("button[value=higher]").tap()
    expect(page.locator(".protocol-3")).to_be_visible()
    assert re.search(r"\S", page.locator(".cue-level").first.inner_text())
