"""A form is heard once, however often it is sent; and a reason is sealed before the ledger gets it."""

from uuid import UUID

from tirek.conversations.models import SeenEvent, Thread, insert_new
from tirek.people.models import Worker
from tirek.vault.actions.marks import event_mark
from tirek.vault.actions.sealing import note_context, seal_note
from tirek.vault.models import this_minute


def first_time(thread: Thread, once: UUID, said: object = "") -> bool:
    """Whether this form of this thread is new; the answer is remembered in the same statement.

    `said`: what it says, where one page has several forms under one mark: another word of the same page is not the same word.
    """
    mark = event_mark(thread.account_id, f"form:{once}{said}")
    return bool(insert_new(SeenEvent, ("account_id", "mark", "day"), [(thread.account_id, mark, this_minute() // 1440)]))


def is_spent(thread: Thread, once: UUID) -> bool:
    return SeenEvent.objects.filter(account=thread.account_id, mark=event_mark(thread.account_id, f"form:{once}")).exists()


def sealed_reason(words: str, *, safe: UUID, seq: int, by: Worker) -> bytes:
    """A reason for the ledger, readable by the supervisors of the worker's team."""
    return seal_note(by.team.oversight, note_context("ledger.reason", safe, seq), words.strip().encode())
