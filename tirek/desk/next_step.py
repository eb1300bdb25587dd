"""What happens next: one dated line of the worker's, sent with an answer and shown in the room until the next one."""

from collections.abc import Mapping
from datetime import date
from typing import Any

from django.utils import formats, translation
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, pgettext_lazy

from tirek.people.models import Organisation, Worker

WHO = {
    "me": gettext_lazy("I do"),
    "person": gettext_lazy("The person does"),
    "service": gettext_lazy("Our service does"),
}


def next_step(typed: Mapping[str, Any], *, by: Worker, language: str) -> dict[str, str]:
    """{what, who, until} in the person's language; empty where the worker wrote none."""
    what, until = str(typed.get("next_what") or "").strip(), typed.get("next_until")
    if not what or not isinstance(until, date):
        return {}
    with translation.override(language or None):
        return {"what": what, "who": _who(str(typed.get("next_who") or "me"), by), "until": until.isoformat()}


def _who(key: str, by: Worker) -> str:
    if key == "person":
        return str(pgettext_lazy("who does the next step", "you"))
    return Organisation.objects.get().name if key == "service" else by.name


def with_next_step(words: str, step: Mapping[str, str], language: str) -> str:
    """The answer with its line: what is checked, sealed and sent is one text."""
    if not step:
        return words
    with translation.override(language or None):
        until = formats.date_format(date.fromisoformat(step["until"]), "DATE_FORMAT")
        line = _("What happens next: %(what)s\nWho: %(who)s\nUntil: %(until)s") % {**step, "until": until}
    return f"{words.rstrip()}\n\n{line}" if words.strip() else line
