"""Tags of the portal's pages: `{% load portal %}`."""

import re
from functools import cache
from pathlib import Path

from django import template
from django.utils.html import format_html
from django.utils.safestring import SafeString, mark_safe

from tirek.portal import leaving
from tirek.portal.service import Service, service_now
from tirek.ui import __file__ as UI

register = template.Library()

SPRITE = Path(UI).parent / "static" / "ui" / "icons.svg"
SYMBOL = re.compile(r'<symbol id="i-([\w-]+)" viewBox="0 0 24 24">(.*?)</symbol>', re.DOTALL)


@cache
def shapes() -> dict[str, str]:
    return dict(SYMBOL.findall(SPRITE.read_text(encoding="utf-8")))


@register.simple_tag
def icon(name: str, size: str = "") -> SafeString:
    """Draw an icon of the house in the page itself: on a slow line one more file would cost more than its few lines."""
    drawn = mark_safe(shapes()[name])  # our own vendored file
    return format_html('<svg class="{}" viewBox="0 0 24 24" aria-hidden="true">{}</svg>', f"i {size}".strip(), drawn)


@register.simple_tag
def service() -> Service:
    """What every page says of the service, or as much of it as is known while the database is away."""
    return service_now()


@register.filter
def short_name(code: str) -> str:
    """A language in three letters, as its speakers shorten it."""
    return {"kk": "ҚАЗ", "uk": "УКР", "ru": "РУС", "en": "ENG"}.get(code, code.upper())


@register.simple_tag
def this_moment() -> str:
    """When a form was made: `leaving` tells forms from before quick exit by it."""
    return leaving.this_moment()
