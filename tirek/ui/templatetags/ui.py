"""Small tags that pages share: `{% load ui %}`."""

import re
from datetime import datetime
from hashlib import sha256
from typing import Any

from django import template
from django.conf import settings
from django.templatetags.static import static
from django.utils.html import format_html
from django.utils.safestring import SafeString

from tirek.kit.text import visible
from tirek.ui import dates
from tirek.ui.refusals import words_for

register = template.Library()

AVATAR_COLOURS = ("av-warm", "av-info", "av-ok", "av-violet", "av-brand")


@register.simple_tag
def icon(name: str, size: str = "") -> SafeString:
    """Draw an icon of `icons.svg`, hidden from screen readers: the word stands beside it."""
    classes = f"i {size}".strip()
    return format_html('<svg class="{}" aria-hidden="true"><use href="{}#i-{}"/></svg>', classes, static("ui/icons.svg"), name)


@register.simple_tag
def lang_name(code: str) -> str:
    """Name a language in itself: Қазақша, Українська, Русский, English; an unknown code stays as it is."""
    return dict(settings.LANGUAGES).get(code, code)


@register.filter
def initials(name: str) -> str:
    """Give one or two capital letters for an avatar, or `?` for a person without a name."""
    words = [word for word in re.split(r"[\s\-]+", bidi_safe(str(name))) if word[:1].isalnum()]
    return "".join(word[0].upper() for word in words[:2]) or "?"


@register.filter
def avatar_colour(key: Any) -> str:
    """Give the colour class of an avatar: the same for the same key, day after day and on every machine."""
    return AVATAR_COLOURS[sha256(str(key).encode()).digest()[0] % len(AVATAR_COLOURS)]


@register.filter
def bidi_safe(text: Any) -> str:
    """Take out marks that turn the direction of text; letters and their order stay."""
    return visible(str(text))


@register.simple_tag
def day_mark(moment: datetime, now: datetime) -> str:
    """Say which day it was: Today, Yesterday, 28 November. Both moments in the organisation's time zone."""
    return dates.day_mark(moment, now)


@register.filter
def clock(moment: datetime) -> str:
    """Say the hour and minute: 09:05. The moment in the organisation's time zone."""
    return dates.clock(moment)


@register.filter
def ago_words(minutes: int) -> str:
    """Say how long in the largest whole unit: 12 min, 3 h, 2 days."""
    return dates.ago_words(minutes)


@register.inclusion_tag("ui/_words.html")
def refusal_words(status: int, sentence: str = "") -> dict[str, Any]:
    """Write the title of a refusal and its sentence, or the usual next step when it has none."""
    return {"words": words_for(status), "status": status, "sentence": sentence}


@register.inclusion_tag("ui/_words_short.html")
def refusal_words_short(status: int, sentence: str = "") -> dict[str, Any]:
    """Write the same for a fragment inside a page."""
    return {"words": words_for(status), "status": status, "sentence": sentence}
