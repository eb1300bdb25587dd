"""Who may agree to what, and what has to be said with it."""

from collections.abc import Collection

from django.utils.translation import gettext as _

from tirek.consent.wording import PURPOSES, pack
from tirek.kit.refusals import Refused

PEOPLE = ("person", "child", "representative")
SPOKEN = ("spoken", "paper")
LEAST = 10


def must_be_a_purpose(purpose: str) -> None:
    if purpose not in PURPOSES:
        raise Refused(_("This page is out of date. Open it again and choose once more."))


def must_be_said_by_somebody(who: str, basis: str) -> None:
    """A representative says on which ground: a document, a court's decision, a relation."""
    if who not in PEOPLE:
        raise Refused(_("Say who agrees: the person, a child for itself, or a representative."))
    if who == "representative" and len(basis.strip()) < 3:
        raise Refused(_("Write down on which ground the representative speaks for the person: a document, a decision, a relation."))


def must_be_able_to_agree(country: str, who: str, purpose: str) -> None:
    """A child is answered and helped on its own word; what leaves the house needs a representative, or an emergency."""
    if purpose not in pack(country).alone[who]:
        raise Refused(
            _(
                "A child does not have to agree to this alone: ask a representative, if that is safe for the child. "
                "Where it is not, an emergency exception can be written down. Answering the child needs no consent."
            )
        )


def must_name_whom(purpose: str, recipient: str) -> None:
    if purpose == "share" and len(recipient.strip()) < 3:
        raise Refused(_("Name the one service to which something is passed on. Each service is asked about by itself."))


def must_say_how_heard(method: str, how: str) -> None:
    """What a worker writes down for a person says how it was said, so that it can be shown to them."""
    if method not in SPOKEN:
        raise Refused(_("Say how the person told it: in words, or on paper."))
    if len(how.strip()) < LEAST:
        raise Refused(_("Write in a few words when and how the person told it; the person can read this later."))


def must_say_why(reason: str) -> None:
    if len(reason.strip()) < LEAST:
        raise Refused(_("Write in a few words which danger leaves no time to ask. The person will be able to read it."))


def must_be_one_of(purpose: str, asked: Collection[str]) -> None:
    if purpose not in asked:
        raise Refused(_("An exception is possible only for using what was written, for passing something on, or for writing first."))
