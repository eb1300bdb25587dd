"""Conversations of a colleague who can no longer hold them: nobody may wait behind a door that nobody opens."""

from django.db import transaction

from tirek.conversations import rules
from tirek.conversations.models import Thread
from tirek.conversations.news import BELL
from tirek.ledger.actions import record
from tirek.ledger.verbs import Verb
from tirek.people.models import Role, Worker
from tirek.vault.actions.reading import Reader
from tirek.vault.actions.returning import give_back
from tirek.vault.models import Safe


@transaction.atomic
def give_back_left(*, by: Worker, reader: Reader) -> int:
    """Give the team everything back that its former colleagues had taken; how many. A supervisor does it, and reads nothing by it."""
    rules.must_oversee(by, reader)
    able = Worker.objects.active().filter(bearings__role__in=[Role.INTAKE, Role.WORKER])
    left = Thread.objects.filter(account__team=by.team, holder__isnull=False).exclude(holder__in=able)
    threads = list(left.select_related("account__team__intake", "holder"))
    safes = {safe.id: safe for safe in Safe.objects.locked(thread.safe_id for thread in threads)}
    return sum(_give_back(thread, safes[thread.safe_id], by, reader) for thread in threads)


def _give_back(thread: Thread, safe: Safe, by: Worker, reader: Reader) -> bool:
    team, holder = thread.account.team, thread.holder
    assert holder is not None
    if not give_back(safe=safe, leaver=holder.principal_id, to=team.intake, through=team.oversight_id, reader=reader):
        return False
    Thread.objects.filter(pk=thread.pk).update(holder=None)
    record(Verb.SAFE_RELEASED, by=by, about=safe.id, scope=team.oversight_id)
    BELL.after_commit(safe.id, safe.seq)
    return True
