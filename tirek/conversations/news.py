"""The bell between what has been committed and who must hear of it: open desks and the delivery.

`config` hangs it up once at start; without it (a command line, a test) ringing does nothing, and nothing is lost: the
rows are the queue, and a desk reads the truth when it is opened.
"""

from collections.abc import Callable, Iterable, Sequence
from typing import Protocol
from uuid import UUID

from django.db import transaction


class Tell(Protocol):
    def __call__(self, news: Sequence[tuple[UUID, int]], also: Iterable[UUID] = ()) -> None: ...


class Bell:
    def __init__(self) -> None:
        self._tell: Tell | None = None
        self._wake: Callable[[], None] | None = None

    def hang(self, *, tell: Tell, wake: Callable[[], None]) -> None:
        self._tell, self._wake = tell, wake

    def after_commit(self, safe: UUID, seq: int, *, also: Iterable[UUID] = (), deliver: bool = False) -> None:
        """Once this transaction stands: tell the desks of everybody named on the safe, and of `also`; wake the delivery."""
        readers = tuple(also)
        transaction.on_commit(lambda: self._ring(safe, seq, readers, deliver), robust=True)  # the act stands, heard of or not

    def _ring(self, safe: UUID, seq: int, also: Iterable[UUID], deliver: bool) -> None:
        if self._tell:
            self._tell([(safe, seq)], also)
        if deliver and self._wake:
            self._wake()


BELL = Bell()
