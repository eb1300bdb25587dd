"""What could not be understood is kept, sealed, for whoever mends the program: a person in trouble wrote something."""

from uuid import uuid4

from django.db import transaction

from tirek.channels.models import Account
from tirek.conversations.models import DeadLetter
from tirek.vault.actions.sealing import seal_to_relay
from tirek.vault.models import this_minute


@transaction.atomic
def keep_dead_letter(*, account: Account, raw: bytes) -> DeadLetter:
    letter = uuid4()
    body = seal_to_relay("dead_letter.body", letter, raw)
    return DeadLetter.objects.create(id=letter, account=account, day=this_minute() // 1440, body=body)
