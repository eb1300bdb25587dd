"""What a person may send from the portal: parsed, never saved. Nothing typed is ever thrown away here."""

from dataclasses import dataclass, replace
from hashlib import blake2b
from typing import Self
from uuid import UUID, uuid4

from django.http import HttpRequest
from django.utils.translation import gettext as _

from tirek.conversations.needs import NEEDS
from tirek.kit.refusals import Refused
from tirek.people.persons import PersonRequest

LONGEST = 60_000
"""Bytes of one letter. What is longer is refused with its words kept: the border would cut it."""
LONGEST_NUMBER = 80


@dataclass(frozen=True, slots=True)
class Asking:
    """The questions at the door and how far somebody has come with them; it travels in the form, never in an address."""

    step: str = "need"
    need: str = ""
    words: str = ""
    once: UUID | None = None

    @classmethod
    def fresh(cls) -> Self:
        return cls(once=uuid4())

    @classmethod
    def read(cls, request: HttpRequest) -> Self:
        need = request.POST.get("need", "")
        step = "words" if request.POST.get("step") == "words" else "need"
        return cls(step, need if need in NEEDS else "", request.POST.get("words", ""), mark_of_form(request) or uuid4())

    def at(self, step: str) -> Self:
        return replace(self, step=step)


def mark_of_form(request: HttpRequest) -> UUID | None:
    """The form's own mark, by which a replay is known; None where somebody wrote the form himself."""
    try:
        return UUID(request.POST.get("once", ""))
    except ValueError:
        return None


def must_be_our_form(request: HttpRequest) -> UUID:
    once = mark_of_form(request)
    if once is None:
        raise Refused(_("This page is out of date. Open it again; your words are still in the field."))
    return once


def room_mark(principal: UUID) -> str:
    """By which a form knows whose room its page was of: two tabs of one browser may have opened two rooms."""
    return blake2b(principal.bytes, digest_size=8).hexdigest()


def must_be_of_open_room(request: PersonRequest) -> None:
    """Refuses a form whose page belongs to a room that another tab has left."""
    if request.POST.get("room") != room_mark(request.in_room.principal):
        raise Refused(
            _("This page belongs to another room that was opened in this browser. Nothing was sent. Look which room is open now.")
        )


def must_fit_one_letter(words: str) -> None:
    if len(words.encode("utf-8", "replace")) > LONGEST:
        raise Refused(_("This is longer than one letter can be. Send it in two parts; nothing in the field is lost."))
