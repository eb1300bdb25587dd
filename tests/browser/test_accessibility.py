"""axe-core finds nothing on any page: WCAG 2.0 to 2.2, A and AA, and its best practice; light and dark, wide and narrow."""

from collections.abc import Callable
from pathlib import Path

import pytest
from playwright.sync_api import Page

from tests.browser.scenes import EMPTY, SCENES, Scene, let_people_write
from tests.browser.visiting import Window
from tests.living import LivingHouse

AXE = (Path(__file__).parent / "vendor" / "axe-4.14.1.min.js").read_text(encoding="utf-8")
RULES = ["wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "wcag22aa", "best-practice"]
ASK = """async (tags) => (await axe.run(document, {runOnly: tags, resultTypes: ["violations"]})).violations
  .flatMap((one) => one.nodes.map((node) => `${one.id}: ${one.help}: ${node.html.slice(0, 160)} ${node.any.map((check) => check.message)}`))"""
WIDTHS = {1440: {"width": 1440, "height": 900}, 390: {"width": 390, "height": 844}}


def violations(page: Page) -> list[str]:
    if not page.evaluate("() => Boolean(window.axe)"):
        page.evaluate(AXE)
    found: list[str] = page.evaluate(ASK, RULES)
    return found


@pytest.fixture(scope="module")
def peopled(house: LivingHouse) -> None:
    """People have written; tests of an empty desk stand before those that ask for this."""
    let_people_write(house)


def look_at(window: Window, scene: Scene, width: int) -> list[str]:
    found = []
    scene.show(window, "en")
    for scheme in ("light", "dark"):
        window.page.emulate_media(color_scheme=scheme, reduced_motion="reduce")
        found += [f"{scene.name} {width} {scheme}: {one}" for one in violations(window.page)]
    window.page.emulate_media(color_scheme="light", reduced_motion="reduce")
    return found


@pytest.mark.parametrize("width", WIDTHS)
def test_an_empty_desk_is_open_to_everybody(window: Callable[..., Window], width: int) -> None:
    assert not look_at(window(EMPTY.login, viewport=WIDTHS[width]), EMPTY, width)


@pytest.mark.parametrize("width", WIDTHS)
def test_every_page_is_open_to_everybody(window: Callable[..., Window], peopled: None, width: int) -> None:
    windows: dict[str, Window] = {}
    found = []
    for scene in SCENES:
        if scene.folded and width > 860:
            continue
        if scene.login not in windows:
            windows[scene.login] = window(scene.login, viewport=WIDTHS[width])
        found += look_at(windows[scene.login], scene, width)
    assert not found, "\n".join(sorted(set(found)))


def test_a_violation_would_be_noticed(window: Callable[..., Window]) -> None:
    page = window().go("/sign-in/")
    page.evaluate("document.querySelector('label[for=login]').remove()")
    assert any(found.startswith("label:") for found in violations(page))
