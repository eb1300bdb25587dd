"""A safe whose only member has left is granted to the team again, by a holder of oversight. No word is opened on the way."""

from uuid import UUID

from tirek.vault.actions.reading import Reader
from tirek.vault.actions.safes import granted
from tirek.vault.models import Grant, Principal, Safe, SafeGen


def give_back(*, safe: Safe, leaver: UUID, to: Principal, through: UUID, reader: Reader) -> bool:
    """Put the team's intake in the leaver's place; False where oversight is not named on the safe. Call inside the caller's transaction.

    The seed passes from the oversight grant into the new one: the reader reads nothing, and is not a member afterwards.
    """
    held = Grant.objects.filter(safe=safe, gen=safe.gen, principal=through).first()
    if held is None:
        return False
    seed = reader.seed_of(held, SafeGen.objects.get(safe=safe, gen=safe.gen))
    if not Grant.objects.filter(safe=safe, gen=safe.gen, principal=to).exists():
        granted(safe.id, safe.gen, seed.reveal(), to).save()
    seed.wipe()
    Grant.objects.filter(safe=safe, principal=leaver).delete()
    return True
