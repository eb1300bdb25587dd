"""Templates and styles keep the rules of the edge and of the design: nothing inline, nothing from elsewhere, colours only as tokens."""

import re
from collections.abc import Iterator
from pathlib import Path

import pytest

HOUSE = Path(__file__).resolve().parents[2] / "tirek"
TEMPLATES = sorted(HOUSE.rglob("templates/**/*.html"))
STYLES = sorted(path for path in HOUSE.rglob("static/**/*.css"))
SCRIPTS = sorted(path for path in HOUSE.rglob("static/**/*.js") if "vendor" not in path.parts)

COMMENT = re.compile(r"\{#.*?#\}|\{% comment.*?endcomment %\}|<!--.*?-->", re.S)
COLOUR = r"#(?:[0-9a-fA-F]{8}|[0-9a-fA-F]{6}|[0-9a-fA-F]{3,4})(?![\w-])|\b(?:rgb|rgba|hsl|hsla|oklch|color-mix)\("
FORBIDDEN = {
    "an inline style": re.compile(r"<[^>]*\sstyle\s*=|<style\b", re.I),
    "a script with a body": re.compile(r"<script\b[^>]*>\s*\S(?<!<)[^<]*", re.I),
    "an on... attribute": re.compile(r"<[^>]*\s(?:on[a-z]+|hx-on[^\s=]*)\s*=", re.I),
    "an address of another host": re.compile(r"(?:src|href|action|hx-\w+)\s*=\s*[\"'](?:https?:)?//", re.I),
    "a javascript: address": re.compile(r"javascript:", re.I),
    "a colour outside a token": re.compile(rf"(?:fill|stroke|color|bgcolor)\s*=\s*[\"']?(?:{COLOUR})", re.I),
    "a filter that trusts words": re.compile(r"\|\s*safe\b|\{%\s*autoescape\s+off"),
}


def _names(paths: list[Path]) -> list[str]:
    return [str(path.relative_to(HOUSE)) for path in paths]


def broken_rules(page: str) -> Iterator[str]:
    """Say which rules a template breaks."""
    page = COMMENT.sub("", page)
    for rule, pattern in FORBIDDEN.items():
        found = pattern.search(page)
        if found:
            yield f"{rule}: {found.group()[:80]!r}"


@pytest.mark.parametrize("name", _names(TEMPLATES))
def test_a_template_keeps_the_rules(name: str) -> None:
    assert not list(broken_rules((HOUSE / name).read_text(encoding="utf-8")))


@pytest.mark.parametrize("name", _names(STYLES))
def test_a_colour_stands_only_in_a_token(name: str) -> None:
    style = re.sub(r"/\*.*?\*/", "", (HOUSE / name).read_text(encoding="utf-8"), flags=re.S)
    outside = re.sub(r"--t-[\w-]+\s*:[^;}]*", "", style)
    assert not re.findall(rf"[^;{{}}]*(?:{COLOUR})[^;{{}}]*", outside)


@pytest.mark.parametrize("name", _names(STYLES))
def test_every_token_that_is_used_is_defined(name: str) -> None:
    style = (HOUSE / name).read_text(encoding="utf-8")
    shared = (HOUSE / "ui/static/ui/tirek.css").read_text(encoding="utf-8")
    assert set(re.findall(r"var\((--t-[\w-]+)\)", style)) <= set(re.findall(r"(--t-[\w-]+)\s*:", shared))


@pytest.mark.parametrize("name", _names(STYLES))
def test_a_style_loads_nothing_from_elsewhere(name: str) -> None:
    style = (HOUSE / name).read_text(encoding="utf-8")
    assert not re.search(r"@import|url\(\s*[\"']?(?:https?:)?//|url\(\s*[\"']?data:", style)


def test_both_dark_blocks_of_the_style_say_the_same() -> None:
    style = (HOUSE / "ui/static/ui/tirek.css").read_text(encoding="utf-8")
    blocks = re.findall(r"\{\s*color-scheme:dark;(.*?)\n\}", style, flags=re.S)
    assert len(blocks) == 2
    assert re.findall(r"--t-[\w-]+:[^;]+", blocks[0]) == re.findall(r"--t-[\w-]+:[^;]+", blocks[1])


@pytest.mark.parametrize("name", _names(SCRIPTS))
def test_a_script_keeps_nothing_in_the_browser_and_runs_no_text(name: str) -> None:
    script = (HOUSE / name).read_text(encoding="utf-8")
    assert not re.search(r"localStorage|sessionStorage|indexedDB|document\.cookie|\beval\(|new Function", script)
    assert not re.search(r"[\"'](?:https?:)?//\w", script)


@pytest.mark.parametrize("name", [name for name in _names(SCRIPTS) if not name.startswith("demo/")])
def test_a_script_writes_no_html(name: str) -> None:
    """What htmx swaps came escaped from our server. The demo's stand-in messenger is no part of the service."""
    assert not re.search(r"(?:inner|outer)HTML\s*=|insertAdjacentHTML|document\.write", (HOUSE / name).read_text(encoding="utf-8"))


def test_every_icon_of_a_template_is_in_the_sprite() -> None:
    sprite = set(re.findall(r'<symbol id="i-([\w-]+)"', (HOUSE / "ui/static/ui/icons.svg").read_text(encoding="utf-8")))
    used = {name for path in TEMPLATES for name in re.findall(r'\{% icon "([\w-]+)"', path.read_text(encoding="utf-8"))}
    assert used - sprite == set(), "add the name to tools/vendor.mjs and run npm run build"


@pytest.mark.parametrize(
    "page",
    [
        '<p style="margin:0">',
        "<style>p{}</style>",
        "<script>go()</script>",
        '<script type="module">\n  go()\n</script>',
        '<button class="btn" onclick="go()">',
        '<div hx-on:click="go()">',
        '<img src="https://elsewhere.example/x.png">',
        '<a href="//elsewhere.example">',
        '<a href="javascript:go()">',
        '<path fill="#0E6660"/>',
        '<path stroke="rgb(1,2,3)"/>',
        "{{ words|safe }}",
    ],
)
def test_each_rule_notices_its_fault(page: str) -> None:
    assert list(broken_rules(page))


def test_what_is_allowed_is_let_through() -> None:
    page = (
        '<script src="/static/a.js" defer></script><a href="#f1">x</a><a href="/desk/">y</a><use href="{% static \'ui/icons.svg\' %}#i-a"/>'
    )
    assert not list(broken_rules(page))
