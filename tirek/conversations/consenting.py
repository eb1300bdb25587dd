"""A word about consent, as it travels: out of a form, out of a button, into a leaf. Pure but for the organisation's facts."""

from collections.abc import Mapping
from dataclasses import dataclass, replace
from typing import Any

from tirek.channels.base import ChannelKind
from tirek.consent.actions import Answer
from tirek.consent.wording import ASKED, Facts, Giving, Wording, fingerprint_of, terms
from tirek.conversations import automatic, briefing
from tirek.conversations.words import Said
from tirek.people.models import Organisation

AT_BUTTONS = (Answer.YES, Answer.NO, Answer.END)
MORE = "why"
TOGETHER = "together"
"""The section of the briefing that is the statement of boundaries."""
CONSENTS = ("consent", "consent_end")
"""Types of leaves in which such a word stands."""


@dataclass(frozen=True, slots=True)
class Word:
    """What somebody says of one purpose. `asked`: the leaf in which it was asked, or in which a passing on was agreed."""

    purpose: str
    answer: Answer
    language: str = "en"
    method: str = "room"
    recipient: str = ""
    asked: int = 0
    name: str = ""  # only if the person gives it; otherwise the record says "withheld"
    who: str = "person"
    basis: str = ""
    how: str = ""  # as a worker heard it, or why he acts without it
    contact: Mapping[str, Any] | None = None  # between, neutral: goes with `first`

    def topic(self, seq: int) -> str:
        """What the record is found by: each service to which something may be passed on is a topic of its own."""
        plain = f"share:{self.asked or seq}" if self.purpose == "share" else self.purpose
        return f"exception:{self.purpose}" if self.answer is Answer.EXCEPTION else plain


def pressed(payload: str, language: str = "en") -> Word | None:
    """The word behind a button, `consent:care:yes` or `consent:share:end:17`; None for every other button."""
    parts = payload.split(":")
    if len(parts) not in (3, 4) or parts[0] != "consent" or parts[1] not in ASKED or parts[2] not in AT_BUTTONS:
        return None
    asked = int(parts[3]) if len(parts) == 4 and parts[3].isdecimal() and len(parts[3]) < 9 else 0
    if parts[1] == "share" and not asked:
        return None  # it does not say to whom
    return Word(parts[1], Answer(parts[2]), language=language, method="button", asked=asked)


def asks_for_more(payload: str) -> str:
    """The purpose of which somebody wants to know more; empty if this button is another one."""
    parts = payload.split(":")
    return parts[1] if len(parts) >= 3 and parts[0] == "consent" and parts[1] in ASKED and parts[2] == MORE else ""


def facts_of(organisation: Organisation, *, channel: str, worker: str = "", recipient: str = "") -> Facts:
    hours = organisation.hours
    return Facts(
        operator=organisation.name,
        country=organisation.country,
        registration=organisation.registration,
        hours=f"{hours.opens:%H:%M}–{hours.closes:%H:%M}",
        in_messenger=channel != ChannelKind.WEBCHAT,
        worker=worker,
        recipient=recipient,
    )


def leaf_of(word: Word, said: Said, facts: Facts) -> Said:
    """The leaf in which a word stands: one plain sentence, and every field of the record beside it."""
    wording = Wording(word.purpose, word.language, facts)
    title = wording.word("said", "contact").format(contact=_contact_words(word, wording)) if word.contact is not None else ""
    text = title or wording.word("said", word.answer).format(title=wording.title)
    kept: dict[str, Any] = {"purpose": word.purpose, "answer": str(word.answer), "asked": word.asked, "how": word.how}
    if word.contact is not None:
        kept["contact"] = dict(word.contact)
    if word.answer in (Answer.YES, Answer.READ):
        giving = Giving(said.at, word.method, word.name, word.who, word.basis, word.how)
        shown = what_is_shown(wording)
        named = terms(wording, giving) | {"hash": fingerprint_of(wording.title, shown)}
        kept |= {"terms": named, "title": wording.title, "shown": shown, "recipient": facts.recipient}
    kind = "consent_end" if word.answer in (Answer.END, Answer.NO) else "consent"
    return replace(said, type=kind, text=text, more={**said.more, "consent": {name: value for name, value in kept.items() if value}})


def what_is_shown(wording: Wording) -> list[list[str]]:
    """Heading and words before the eyes of whoever answers. How we work together is the statement itself."""
    if wording.purpose != "boundaries":
        return wording.shown
    channel = "telegram" if wording.facts.in_messenger else automatic.ROOM
    return [[one.title, one.text] for one in briefing.briefing(channel, wording.language) if one.key == TOGETHER]


def _contact_words(word: Word, wording: Wording) -> str:
    told = word.contact or {}
    parts = [wording.word("contact", "first_yes" if word.answer is Answer.YES else "first_no")]
    if told.get("between"):
        parts.append(wording.word("contact", "between").format(between=told["between"]))
    if told.get("neutral"):
        parts.append(wording.word("contact", "neutral"))
    return ", ".join(parts)


def card(wording: Wording, seq: int) -> automatic.Answer:
    """The question as a message with its buttons; `seq` is the leaf in which it will stand."""
    about = f"consent:{wording.purpose}"
    buttons = [(wording.word("buttons", str(one)), f"{about}:{one}:{seq}") for one in (Answer.YES, Answer.NO)]
    return automatic.Answer(wording.brief, (*buttons, (wording.word("buttons", MORE), f"{about}:{MORE}:{seq}")), wording.language)


def reply_to_press(payload: str, language: str, facts: Facts) -> automatic.Answer | None:
    """What the house answers to a button of a card; None if it is none."""
    more = asks_for_more(payload)
    if more:
        return automatic.Answer(Wording(more, language, facts).rest, (), language)
    word = pressed(payload, language)
    if word is None:
        return None
    wording = Wording(word.purpose, language, facts)
    again = f"consent:{word.purpose}:end" + (f":{word.asked}" if word.purpose == "share" else "")
    buttons = ((wording.word("buttons", "end"), again),) if word.answer is Answer.YES else ()
    return automatic.Answer(wording.word("answers", str(word.answer)), buttons, language)
