"""What stands on the page of agreements: one card for each purpose, how somebody may be reached, and how it came so."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime, tzinfo
from typing import Any
from uuid import uuid4

from django.utils.translation import get_language

from tirek.consent.models import Standing
from tirek.consent.rules import PEOPLE
from tirek.consent.wording import Giving, Wording, items, terms, texts
from tirek.conversations.actions.contacting import safe_contact
from tirek.conversations.agreed import Agreement, Agreements, agreements
from tirek.conversations.consenting import facts_of, what_is_shown
from tirek.conversations.models import Thread
from tirek.people.models import Organisation
from tirek.people.persons import PersonRequest
from tirek.portal.contents import thread_of
from tirek.portal.forms import room_mark
from tirek.ui.dates import clock, day_mark


@dataclass(frozen=True, slots=True)
class Card:
    """One thing to agree to, or agreed to: in the second case with the very text of that day."""

    purpose: str
    asked: int
    title: str
    shown: Sequence[Sequence[str]]
    law: Sequence[tuple[str, str]]
    is_agreed: bool
    is_taken_back: bool
    since: str

    @property
    def key(self) -> str:
        return f"{self.purpose}-{self.asked}"


@dataclass(frozen=True, slots=True)
class Happened:
    text: str
    when: str
    by: str
    how: str


def agreements_context(request: PersonRequest) -> dict[str, Any]:
    thread, organisation = thread_of(request), Organisation.objects.get()
    found, zone, language = agreements(request.talk.open), organisation.zone, (get_language() or "en")[:2]
    asked = [_card(Agreement("share", Standing.NEVER, one.asked, one.recipient), thread, organisation, zone) for one in found.questions]
    words = texts(language)
    return {
        "cards": [_card(one, thread, organisation, zone) for one in (found.care, *found.shares)] + asked,
        "boundaries": _card(found.boundaries, thread, organisation, zone),
        "reach": safe_contact(thread),
        "happened": _happened(found, zone),
        "people": [(who, words["who"][who]) for who in PEOPLE],
        "buttons": words["buttons"],
        "withheld": words["fields"]["closes"],
        "once": uuid4(),
        "room": room_mark(request.in_room.principal),
        "in_room": True,
    }


def _card(one: Agreement, thread: Thread, organisation: Organisation, zone: tzinfo) -> Card:
    facts = facts_of(organisation, channel=thread.account.kind, worker=thread.holder.name if thread.holder else "", recipient=one.recipient)
    wording = Wording(one.purpose, (get_language() or "en")[:2], facts)
    kept = one.terms if one.is_agreed else terms(wording, Giving(at="", method="room"))
    at = one.at.astimezone(zone) if one.at else None
    return Card(
        purpose=one.purpose,
        asked=one.asked,
        title=wording.title,
        shown=one.shown if one.is_agreed and one.shown else what_is_shown(wording),
        law=[pair for pair in items(organisation.country, wording.language, kept) if pair[1]],
        is_agreed=one.is_agreed,
        is_taken_back=one.standing is Standing.WITHDRAWN,
        since=_when(at, zone) if at else "",
    )


def _happened(found: Agreements, zone: tzinfo) -> list[Happened]:
    return [Happened(step.text, _when(step.at.astimezone(zone), zone), step.by, step.how) for step in found.steps]


def _when(at: datetime, zone: tzinfo) -> str:
    return f"{day_mark(at, datetime.now(zone))}, {clock(at)}"
