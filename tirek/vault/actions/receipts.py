"""Receipts: the twenty digits behind which a person's seed stands. No account, no name, nothing to send a reminder to.

Eighteen digits and two check digits (ISO 7064, modulo 97-10), shown as five groups of four; 59.8 bits behind one Argon2
and the boot key's pepper. The digits are derived from the form's own mark, so that a form that is sent again because
the network broke is shown the same number again, and a second click makes no second room.
"""

from dataclasses import dataclass, field
from uuid import UUID

from django.utils.translation import gettext as _

from tirek.vault import labels
from tirek.vault.actions.keys import ROOMS, stretched
from tirek.vault.boot import house
from tirek.vault.codes import Mistyped
from tirek.vault.envelopes import aead_open, aead_seal, context, derive
from tirek.vault.errors import Tampered, WrongKey
from tirek.vault.models import Principal, Receipt, this_minute
from tirek.vault.secret import Secret

DIGITS = 20
SHOWN_AGAIN_MIN = 15
"""How long the very same form is answered with the very same number."""
CODE_BYTES = 10
_LOOKALIKES = str.maketrans({"O": "0", "o": "0", "О": "0", "о": "0", "I": "1", "l": "1", "І": "1", "і": "1"})


@dataclass(frozen=True, slots=True)
class Stretched:
    """A number after its slow hash: where its row is found, and the key to what stands there."""

    find: bytes
    kek: bytes = field(repr=False)


def number_for(once: UUID) -> str:
    """The twenty digits that belong to one form."""
    raw = int.from_bytes(derive(house().pepper.reveal(), labels.RECEIPT_NUMBER, once.bytes), "big") % 10**18
    return f"{raw:018d}{98 - raw * 100 % 97:02d}"


def in_groups(number: str) -> list[str]:
    return [number[start : start + 4] for start in range(0, DIGITS, 4)]


def read_number(typed: str) -> str:
    """The twenty digits of what somebody typed; `Mistyped` says which kind of slip it was, before any key is tried."""
    digits = "".join(sign for sign in typed.translate(_LOOKALIKES) if sign.isalnum())
    if not (digits.isascii() and digits.isdigit()):
        raise Mistyped(_("The number has digits only. Look at your paper once more."))
    if len(digits) != DIGITS:
        said = _("The number has 20 digits; %(count)s were typed. Look at your paper once more.")
        raise Mistyped(said % {"count": len(digits)})
    if int(digits) % 97 != 1:
        raise Mistyped(_("One of the digits is not right. Compare them with your paper, four by four."))
    return digits


def stretch(number: str) -> Stretched:
    """The slow part: never inside a transaction. Costs one Argon2; `Busy` when too many wait."""
    pepper = house().pepper.reveal()
    slow = stretched(number.encode(), derive(pepper, labels.RECEIPT_SALT)[:16], line=ROOMS)
    return Stretched(derive(pepper, labels.RECEIPT_FIND, slow)[:16], derive(pepper, labels.RECEIPT_KEK, slow))


def stretch_code(raw: bytes) -> Stretched:
    """The same for the random code of a link, which needs no slow hash: nobody can guess 80 bits in a day."""
    pepper = house().pepper.reveal()
    return Stretched(derive(pepper, labels.RECEIPT_FIND, raw)[:16], derive(pepper, labels.RECEIPT_KEK, raw))


def put_behind(*, at: Stretched, person: Principal, seed: Secret, until_min: int | None = None) -> Receipt:
    """Put a person's seed behind a number (or, until a minute, behind a link's code). What was there for this person goes."""
    Receipt.objects.filter(principal=person).delete()
    blob = aead_seal(at.kek, seed.reveal(), _aad(at.find, person.id))
    again = this_minute() + SHOWN_AGAIN_MIN
    row = {"principal": person, "boot_id": house().boot_id, "blob": blob, "until_min": until_min, "again_until_min": again}
    return Receipt.objects.create(find=at.find, **row)


def behind(at: Stretched) -> Receipt | None:
    """The row that belongs to a number; a link's code that has ended is not there any more."""
    row = Receipt.objects.select_related("principal").filter(find=at.find).first()
    return None if row is None or (row.until_min is not None and row.until_min < this_minute()) else row


def unlock(at: Stretched) -> tuple[Principal, Secret]:
    """Whose number this is, and the seed. The same `WrongKey` for a number that never was and for one that was replaced."""
    row = behind(at)
    if row is None:
        raise WrongKey(_("No room opens with this number. Compare it with your paper, four by four, or begin anew."))
    try:
        return row.principal, Secret(aead_open(at.kek, bytes(row.blob), _aad(at.find, row.principal_id)))
    except Tampered:
        raise WrongKey(_("No room opens with this number. Compare it with your paper, four by four, or begin anew.")) from None


def shown_for_good(*, person: UUID) -> None:
    """The person has kept the number: from now on no form is shown it again."""
    Receipt.objects.filter(principal=person).update(again_until_min=0)


def _aad(find: bytes, person: UUID) -> bytes:
    return context("receipt.blob", find, person)
