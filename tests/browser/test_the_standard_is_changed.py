"""The ethics officer changes a rule, a supervisor confirms it in another window, and a worker's draft is read by it."""

from collections.abc import Callable

import pytest
from playwright.sync_api import Page, expect

from tests.browser.outside import Outsider
from tests.browser.visiting import Window
from tests.living import LivingHouse

Windows = Callable[..., Window]
People = Callable[..., Outsider]
LOCALES = {"kk": "kk-KZ", "uk": "uk-UA"}
LETTERS = {"kk": "Сәлеметсіз бе, маған кеңес керек еді.", "uk": "Добрий день, мені потрібна порада."}
DRAFTS = {"kk": "Мерзімді өткізіп алғаныңызға өзіңіз кінәлісіз.", "uk": "Ви самі винні, що пропустили строк."}
WHY = {"kk": "Бізде бұл сөз бөлек қаралады.", "uk": "У нас це обговорюють на супервізії."}
RULE = "ACC-01"


def choose(page: Page, kind: str) -> None:
    page.locator(f"input[name=kind][value={kind}]").check()


def propose(window: Window, why: str) -> None:
    page = window.page
    page.locator("#why").fill(why)
    page.locator("#password").fill(window.house.accounts["iryna"])
    page.locator("form.change .btn-primary").click()
    expect(page.locator("#waiting")).to_contain_text(why)
    expect(page.locator("#waiting form[action$='/confirm/']")).to_have_count(0)  # who proposed is not the second person


def confirm(window: Window, why: str) -> None:
    page = window.go("/standard/")
    waiting = page.locator("#waiting li", has_text=why)
    waiting.locator("input[type=password]").fill(window.house.accounts["marat"])
    waiting.locator("form[action$='/confirm/'] .btn-primary").click()
    expect(page.locator("#in-force")).to_contain_text(why)


def read_anew(desk: Window, words: str, cards: int) -> None:
    desk.words.fill("")
    expect(desk.cards).to_have_count(0)
    desk.words.fill(words)
    expect(desk.page.locator("#mirror")).to_have_text(words)
    expect(desk.cards).to_have_count(cards)


@pytest.mark.parametrize("language", ["kk", "uk"])
def test_two_people_switch_a_rule_off_and_on_and_a_draft_shows_it(window: Windows, somebody: People, language: str) -> None:
    somebody(language, LETTERS[language])
    desk, officer, second = (window(login, locale=LOCALES[language]) for login in ("aigul", "iryna", "marat"))
    desk.go("/desk/")
    desk.letter(LETTERS[language]).first.click()
    read_anew(desk, DRAFTS[language], 1)
    page = officer.go("/standard/")
    page.locator(f"a.rule-link[href='/standard/{RULE}/']").click()
    page.locator(f"a[href='/standard/{RULE}/change/']").click()
    choose(page, "off")
    propose(officer, WHY[language])
    read_anew(desk, DRAFTS[language], 1)
    confirm(second, WHY[language])
    read_anew(desk, DRAFTS[language], 0)
    officer.go(f"/standard/{RULE}/").locator("#in-force a.btn").click()
    back = WHY[language] + " 2"
    propose(officer, back)
    confirm(second, back)
    read_anew(desk, DRAFTS[language], 1)


def test_a_sentence_is_tried_beside_its_rule_and_the_address_keeps_nothing(window: Windows) -> None:
    officer = window("iryna", locale=LOCALES["kk"])
    page = officer.go(f"/standard/{RULE}/")
    page.locator("#try-words").fill(DRAFTS["kk"])
    page.locator("form[action='/standard/try/'] button").click()
    expect(page.locator("#tried mark")).to_have_count(1)
    expect(page.locator(f"#tried a[href='/standard/{RULE}/']")).to_be_visible()
    assert page.url.endswith(f"/standard/{RULE}/")


def test_without_script_a_rule_is_found_tried_and_proposed(window: Windows, house: LivingHouse) -> None:
    officer = window("iryna", java_script_enabled=False)
    page = officer.go("/standard/")
    page.locator("#q").fill("виноват")
    page.locator("form.narrow .btn-primary").click()
    page.locator(f"a.rule-link[href='/standard/{RULE}/']").click()
    page.locator("#try-words").fill(DRAFTS["uk"])
    page.locator("form[action='/standard/try/'] button").click()
    expect(page.locator("#tried mark")).to_have_count(1)
    page.locator(f"nav.crumbs a[href='/standard/{RULE}/']").click()
    page.locator(f"a[href='/standard/{RULE}/change/']").click()
    choose(page, "grade")
    page.locator("#grade").select_option("nudge")
    propose(officer, "Softer for a month.")
    page.locator("#waiting form[action$='/decline/'] button").click()
    expect(page.locator("#waiting")).to_have_count(0)


def test_by_keys_a_change_is_proposed_and_phrases_unfold(window: Windows) -> None:
    page = window("iryna").go("/standard/ACC-02/change/")
    expect(page.locator(".for-phrases")).to_be_hidden()
    page.locator("input[name=kind]").first.focus()
    for _ in range(2):
        page.keyboard.press("ArrowDown")
    expect(page.locator("input[name=kind][value=phrases]")).to_be_checked()
    expect(page.locator(".for-phrases")).to_be_visible()
    expect(page.locator(".for-grade")).to_be_hidden()
