"""Django's SQLite backend with the pen: writers of one process take turns instead of sleeping (ADR: process model).

SQLite allows one writer. A second one sleeps in growing steps and looks again; a busy first one re-takes the lock
meanwhile, and everybody else starves for a second and more. So a thread takes its database's *pen*, a lock of this
process, before BEGIN IMMEDIATE, and lays it down when the transaction is over, however it ended.

Writes in autocommit and other processes know nothing of the pen: SQLite's own busy timeout is for them.
Never hold the pen over Argon2, HTTP or a file. Whoever needs two pens takes "default" first, then "sessions".
"""

import threading
from collections import defaultdict

from django.db.backends.sqlite3 import base
from django.db.utils import OperationalError

_pens: "defaultdict[str, threading.Lock]" = defaultdict(threading.Lock)


class DatabaseWrapper(base.DatabaseWrapper):
    """One connection of one thread. It holds its database's pen from BEGIN to COMMIT, ROLLBACK or close."""

    held_pen: "threading.Lock | None" = None

    def _start_transaction_under_autocommit(self) -> None:
        self._take_pen()
        try:
            super()._start_transaction_under_autocommit()  # type: ignore[misc]  # django-stubs leave the private steps out
        except BaseException:  # whatever went wrong (disk full, Ctrl-C): nobody may wait for a pen that writes nothing
            self._lay_down_pen()
            raise

    def _commit(self) -> None:
        try:
            super()._commit()  # type: ignore[misc]  # django-stubs leave the private steps out
        finally:
            self._lay_down_pen_if_done()  # a refused COMMIT leaves the transaction open: its rollback follows

    def _rollback(self) -> None:
        try:
            super()._rollback()  # type: ignore[misc]  # django-stubs leave the private steps out
        finally:
            self._lay_down_pen()

    def _set_autocommit(self, autocommit: bool) -> None:
        try:
            super()._set_autocommit(autocommit)  # type: ignore[misc]  # django-stubs leave the private steps out
        finally:
            self._lay_down_pen_if_done()

    def _close(self) -> None:
        try:
            super()._close()  # type: ignore[misc]  # django-stubs leave the private steps out
        finally:
            self._lay_down_pen()

    def _take_pen(self) -> None:
        if self.held_pen is not None:
            return
        pen = _pens[str(self.settings_dict["NAME"])]
        patience = self.settings_dict["OPTIONS"].get("timeout", 5)
        if not pen.acquire(timeout=patience):
            raise OperationalError(f"database is locked: another thread of this process has been writing for {patience} seconds")
        self.held_pen = pen

    def _lay_down_pen(self) -> None:
        pen, self.held_pen = self.held_pen, None
        if pen is not None:
            pen.release()

    def _lay_down_pen_if_done(self) -> None:
        if self.connection is None or not self.connection.in_transaction:
            self._lay_down_pen()
