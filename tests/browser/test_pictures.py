"""Pictures of every page in two languages, for the eyes of people; they are written to `pictures/` or to TIREK_PICTURES."""

import os
from collections.abc import Callable
from pathlib import Path

import pytest

from tests.browser.scenes import SCENES, Scene, findings, let_people_write, thread
from tests.browser.visiting import Window
from tests.living import ROOT, LivingHouse

Windows = Callable[..., Window]
LOCALES = {"kk": "kk-KZ", "uk": "uk-UA", "en": "en-GB"}
SIZES = {1440: {"width": 1440, "height": 900}, 390: {"width": 390, "height": 844}}
DARK = Scene("thread-dark", "aigul", findings)


@pytest.fixture(scope="module")
def album() -> Path:
    folder = Path(os.environ.get("TIREK_PICTURES") or ROOT / "pictures")
    folder.mkdir(parents=True, exist_ok=True)
    return folder


@pytest.fixture(scope="module", autouse=True)
def peopled(house: LivingHouse) -> LivingHouse:
    let_people_write(house)
    return house


def shoot(window: Window, scene: Scene, language: str, place: Path) -> None:
    scene.show(window, language)
    window.page.evaluate("document.fonts.ready")
    window.page.screenshot(path=place)
    assert place.stat().st_size > 5_000, "an empty picture"
    assert not window.scrolls_sideways(), scene.name


@pytest.mark.parametrize("width", SIZES)
@pytest.mark.parametrize("language", ["kk", "uk"])
def test_every_page_has_its_picture(window: Windows, album: Path, language: str, width: int) -> None:
    windows: dict[str, Window] = {}
    for scene in SCENES:
        if scene.folded and width > 860:
            continue
        if scene.login not in windows:
            windows[scene.login] = window(scene.login, locale=LOCALES[language], viewport=SIZES[width])
        shoot(windows[scene.login], scene, language, album / f"{scene.name}-{language}-{width}.png")


@pytest.mark.parametrize("width", SIZES)
def test_the_thread_has_its_picture_in_the_dark(window: Windows, album: Path, width: int) -> None:
    for language in ("kk", "uk"):
        desk = window("aigul", locale=LOCALES[language], viewport=SIZES[width], color_scheme="dark")
        shoot(desk, DARK, language, album / f"{DARK.name}-{language}-{width}.png")


@pytest.mark.skipif("TIREK_README_PICTURE" not in os.environ, reason="TIREK_README_PICTURE asks for docs/picture.png; it is not set")
def test_the_readme_has_its_picture(window: Windows) -> None:
    desk = window("aigul", locale=LOCALES["uk"], viewport=SIZES[1440])
    page = thread(desk, "uk")
    desk.words.fill("Добрий день, Тарасе. Вам точно призначать.")
    page.locator("[data-finding]").first.wait_for()
    page.screenshot(path=ROOT / "docs" / "picture.png")
