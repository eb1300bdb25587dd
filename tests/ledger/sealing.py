"""What tests about the sealed ledger do: seal all there is, ask what is wrong, and tamper as somebody with the database would."""

from django.db import connection

from tests.ledgers import set_triggers_aside
from tirek.ledger import sealing
from tirek.ledger.models import Seal
from tirek.ledger.verifying import verify


def seal_all() -> int:
    lookout, count = sealing.Lookout(), 0
    while done := sealing.seal(lookout=lookout):
        count += done
    return count


def said() -> list[str]:
    return list(verify())


def tamper(*statements: str) -> None:
    """As somebody does who may write the database and knows his way about it: the triggers are put back afterwards."""
    put_back = set_triggers_aside()
    with connection.cursor() as cursor:
        for statement in statements:
            cursor.execute(statement)
    put_back()


def entry_at(seq: int) -> int:
    return Seal.objects.get(pk=seq).entry_id
