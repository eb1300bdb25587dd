"""Every page in every state: axe-core finds nothing, nothing must be pushed sideways, and a picture is kept for people's eyes.

axe: WCAG 2.0 to 2.2, A and AA, and its best practice. Pictures go to `pictures/`, or where TIREK_PICTURES says.
"""

import os
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest
from playwright.sync_api import Page, ViewportSize, expect

from tests.browser.scenes import EMPTY, SCENES, Scene, findings, let_people_write, thread
from tests.browser.visiting import Window
from tests.living import ROOT, LivingHouse

Windows = Callable[..., Window]
LOCALES = {"kk": "kk-KZ", "uk": "uk-UA", "en": "en-GB"}
SIZES: dict[int, ViewportSize] = {1440: {"width": 1440, "height": 900}, 390: {"width": 390, "height": 844}}
ASKED_OF_AXE = {("kk", 1440), ("uk", 390)}
"""Each page at both widths, once: what it finds hangs on the width and hardly on the language."""
WIDTHS = (320, 390, 720, 861, 1024, 1440)
WIDEST = """() => [...document.querySelectorAll("body *")].filter((one) => one.checkVisibility())
  .map((one) => [Math.round(one.getBoundingClientRect().right), one.outerHTML.slice(0, 120)]).sort((a, b) => b[0] - a[0]).slice(0, 3)"""
AXE = (Path(__file__).parent / "vendor" / "axe-4.14.1.min.js").read_text(encoding="utf-8")
RULES = ["wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "wcag22aa", "best-practice"]
EVERYTHING = {"type": "tag", "values": RULES}
OF_COLOUR = {"type": "rule", "values": ["color-contrast", "link-in-text-block"]}
"""What can differ in the dark; asking for everything again would take twice the time."""
ASK = """async (rules) => (await axe.run(document, {runOnly: rules, resultTypes: ["violations"]})).violations
  .flatMap((one) => one.nodes.map((node) => `${one.id}: ${one.help}: ${node.html.slice(0, 160)}`
    + ` ${node.any.map((check) => check.message)}`))"""


def violations(page: Page, rules: dict[str, object] = EVERYTHING) -> list[str]:
    if not page.evaluate("() => Boolean(window.axe)"):
        page.evaluate(AXE)
    found: list[str] = page.evaluate(ASK, rules)
    return found


@pytest.fixture(scope="module")
def album() -> Path:
    folder = Path(os.environ.get("TIREK_PICTURES") or ROOT / "pictures")
    folder.mkdir(parents=True, exist_ok=True)
    return folder


@pytest.fixture(scope="module")
def peopled(house: LivingHouse) -> None:
    """People have written; the tests of an empty desk stand before those that ask for this."""
    let_people_write(house)


def shown(window: Windows, part: str, language: str, width: int) -> Iterator[tuple[Scene, Window]]:
    """The scenes of one part of the house one after another, in one window for each person."""
    windows: dict[tuple[str, str], Window] = {}
    for scene in SCENES[part]:
        if scene.folded and width > 860:
            continue
        whose = (scene.login, scene.whose)
        if whose not in windows:
            windows[whose] = window(scene.login, locale=LOCALES[language], viewport=SIZES[width])
        windows[whose].page.set_viewport_size(SIZES[width])
        scene.show(windows[whose], language)
        yield scene, windows[whose]


def in_both_lights(page: Page) -> list[str]:
    found: list[str] = []
    for scheme, rules in (("light", EVERYTHING), ("dark", OF_COLOUR)):
        page.emulate_media(color_scheme=scheme, reduced_motion="reduce")
        found += [f"{scheme}: {one}" for one in violations(page, rules)]
    page.emulate_media(color_scheme="light", reduced_motion="reduce")
    return found


def shoot(page: Page, place: Path, *, whole: bool = False) -> None:
    page.evaluate("document.fonts.ready")
    page.screenshot(path=place, full_page=whole)
    assert place.stat().st_size > 5_000, "an empty picture"


@pytest.mark.parametrize("width", SIZES)
def test_an_empty_desk_is_open_to_everybody(window: Windows, album: Path, width: int) -> None:
    one = window(EMPTY.login, viewport=SIZES[width], locale=LOCALES["kk"])
    EMPTY.show(one, "kk")
    shoot(one.page, album / f"{EMPTY.name}-kk-{width}.png")
    assert not in_both_lights(one.page)


IN_THE_DARK = """() => { const sheet = new CSSStyleSheet();
  sheet.replaceSync("@media (prefers-color-scheme: dark) { h1 { color: #222 !important } }");
  document.adoptedStyleSheets = [sheet]; document.querySelector("label[for=login]").remove(); }"""


def test_a_violation_would_be_noticed(window: Windows) -> None:
    page = window().go("/sign-in/")
    page.evaluate(IN_THE_DARK)
    found = in_both_lights(page)
    assert any(one.startswith("light: label:") for one in found)
    assert any(one.startswith("dark: color-contrast:") for one in found)


@pytest.mark.parametrize("width", SIZES)
@pytest.mark.parametrize("language", ["kk", "uk"])
@pytest.mark.parametrize("part", SCENES)
def test_every_page_is_open_to_everybody_has_its_picture_and_never_scrolls_sideways(
    window: Windows, peopled: None, album: Path, part: str, language: str, width: int
) -> None:
    found, wide = [], []
    for scene, one in shown(window, part, language, width):
        shoot(one.page, album / f"{scene.name}-{language}-{width}.png", whole=scene.whole)
        if (language, width) in ASKED_OF_AXE:
            found += [f"{scene.name} {each}" for each in in_both_lights(one.page)]
        for other in WIDTHS if width == 390 else ():
            one.page.set_viewport_size({"width": other, "height": 844})
            if one.scrolls_sideways():
                wide.append((scene.name, other, one.page.evaluate(WIDEST)))
    assert not wide, "\n".join(map(str, wide))
    assert not found, "\n".join(sorted(set(found)))


@pytest.mark.parametrize("width", SIZES)
def test_the_thread_has_its_picture_in_the_dark(window: Windows, peopled: None, album: Path, width: int) -> None:
    for language in ("kk", "uk"):
        desk = window("aigul", locale=LOCALES[language], viewport=SIZES[width], color_scheme="dark")
        findings(desk, language)
        shoot(desk.page, album / f"thread-dark-{language}-{width}.png")


@pytest.mark.skipif("TIREK_README_PICTURE" not in os.environ, reason="docs/picture.png is taken anew only when TIREK_README_PICTURE is set")
def test_the_readme_has_its_picture(window: Windows, peopled: None) -> None:
    desk = window("aigul", locale=LOCALES["en"], viewport=SIZES[1440])
    page = thread(desk, "en")
    words = "Hello, Sam. Bring your study permit on Friday at ten. They will definitely approve it, do not worry."
    desk.words.fill(words)
    expect(page.locator("#mirror")).to_have_text(words)  # the cards are those of these words
    page.screenshot(path=ROOT / "docs" / "picture.png")
