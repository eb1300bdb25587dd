"""What could not be understood is kept, sealed, for whoever mends the program: a person in trouble wrote something."""

from hashlib import blake2b
from uuid import uuid4

from django.db import transaction

from tirek.channels.models import Account
from tirek.conversations.models import DeadLetter, SeenEvent, insert_new
from tirek.vault.actions.marks import event_mark
from tirek.vault.actions.sealing import seal_to_relay
from tirek.vault.models import this_minute


@transaction.atomic
def keep_dead_letter(*, account: Account, raw: bytes) -> DeadLetter | None:
    """Once for each body: a platform that repeats what nobody understands fills nothing."""
    mark = event_mark(account.id, f"dead:{blake2b(raw, digest_size=32).hexdigest()}")
    if not insert_new(SeenEvent, ("account_id", "mark", "day"), [(account.id, mark, this_minute() // 1440)]):
        return None
    letter = uuid4()
    body = seal_to_relay("dead_letter.body", letter, raw)
    return DeadLetter.objects.create(id=letter, account=account, day=this_minute() // 1440, body=body)
