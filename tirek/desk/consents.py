"""What a worker may and may not do in a conversation, in plain words, as its person has agreed to it."""

from collections.abc import Sequence
from dataclasses import dataclass

from django.utils.translation import get_language
from django.utils.translation import gettext as _

from tirek.consent.models import Standing
from tirek.consent.wording import ASKED, Wording
from tirek.conversations.actions.agreeing import is_excepted
from tirek.conversations.actions.contacting import SafeContact, safe_contact
from tirek.conversations.agreed import Agreement, Agreements, Step, agreements
from tirek.conversations.consenting import facts_of
from tirek.conversations.models import Thread
from tirek.people.models import Organisation
from tirek.vault.actions.reading import OpenSafe

STEPS = 6


@dataclass(frozen=True, slots=True)
class Consents:
    may: Sequence[str]
    may_not: Sequence[str]
    ask_for: Sequence[str]
    stopped: bool  # the agreement is taken back: nothing is sent
    excepted: bool
    contact: SafeContact
    shares: Sequence[Agreement]
    steps: Sequence[Step]
    titles: Sequence[tuple[str, str]]


def consents_of(thread: Thread, opened: OpenSafe) -> Consents:
    organisation = Organisation.objects.get()
    found, contact = agreements(opened), safe_contact(thread)
    titles = [(purpose, _title(purpose, thread, organisation)) for purpose in ASKED]
    zone = organisation.zone
    return Consents(
        may=_may(found, contact),
        may_not=_may_not(found, contact),
        ask_for=_ask_for(found, dict(titles), contact),
        stopped=found.care.standing is Standing.WITHDRAWN,
        excepted=is_excepted(thread.safe, "care"),
        contact=contact,
        shares=[share for share in found.shares if share.is_agreed],
        steps=[Step(step.seq, step.at.astimezone(zone), step.text, step.by, step.how) for step in found.steps[:STEPS]],
        titles=titles,
    )


def _title(purpose: str, thread: Thread, organisation: Organisation) -> str:
    return Wording(purpose, get_language() or "en", facts_of(organisation, channel=thread.account.kind)).title.rstrip(" …:")


def _may(found: Agreements, contact: SafeContact) -> list[str]:
    said = []
    if found.care.standing is Standing.AGREED:
        said.append(_("Use what is written here to help, and go on with the matter."))
    elif found.care.standing is not Standing.WITHDRAWN:
        said.append(_("Answer, explain, give numbers and addresses: nobody has to agree to that."))
    said += [_("Pass on what is needed to: %(service)s") % {"service": one.recipient} for one in found.shares if one.is_agreed]
    if contact.is_there and contact.first and contact.between:
        said.append(_("Write first, between %(hours)s.") % {"hours": contact.between})
    elif contact.is_there and contact.first and found.first.is_agreed:
        said.append(_("Write first."))
    return said


def _may_not(found: Agreements, contact: SafeContact) -> list[str]:
    said = []
    if found.care.standing is Standing.WITHDRAWN:
        said.append(_("Send anything: the agreement was taken back. A danger is answered all the same."))
    if found.care.standing is Standing.DECLINED:
        said.append(_("Go on with the matter: the person said “not now”."))
    ended = [one.recipient for one in found.shares if one.standing is Standing.WITHDRAWN]
    said += [_("Pass anything more on to: %(service)s") % {"service": name} for name in ended]
    said.append(_("Pass anything on to anybody who is not named here."))
    if contact.is_there and not contact.first:
        said.append(_("Write first, once their last letter is a day old."))
    return said


def _ask_for(found: Agreements, titles: dict[str, str], contact: SafeContact) -> list[str]:
    wanted = [] if found.care.is_agreed else [titles["care"]]
    if contact.is_there and found.first.standing is Standing.NEVER:
        wanted.append(titles["first"])
    waiting = [_("an answer is awaited: %(question)s") % {"question": one.title} for one in found.questions]
    return wanted + waiting
