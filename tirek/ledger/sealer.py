"""The sealer's loop: every second it chains what is new, and now and then it signs a checkpoint and copies it outside.

The house starts one; where several processes run, each has one and an advisory lock lets one of them seal. It writes only
when there is something new, in short transactions, with a breath between two batches: intake needs the same pen.
"""

import logging
import threading

from django.db import connection

from tirek.ledger import outside, sealing

LOG = logging.getLogger(__name__)

LOOK_EVERY_S = 1.0
BREATH_S = 0.02
LAST_WORDS_S = 1.5
"""How long the closing house waits for the last lines to be chained and signed; what cannot be done is done at the next start."""


class Sealer:
    """Satisfies the switch's `Loop`."""

    def __init__(self) -> None:
        self._stopping = threading.Event()
        self._thread: threading.Thread | None = None
        self._lookout = sealing.Lookout()
        self._is_behind = True  # whether the copy outside may lack a checkpoint
        self._trouble = ""

    def start(self) -> None:
        self._thread = threading.Thread(target=self._look, name="sealer", daemon=True)
        self._thread.start()

    def stop(self) -> None:
        self._stopping.set()
        if self._thread:
            self._thread.join(LAST_WORDS_S)

    def _look(self) -> None:
        while not self._stopping.wait(LOOK_EVERY_S):
            self._seal(closing=False)
        self._seal(closing=True)
        connection.close()

    def _seal(self, *, closing: bool) -> None:
        try:
            while sealing.seal(lookout=self._lookout) == sealing.BATCH:
                self._stopping.wait(BREATH_S)
            if closing or sealing.is_due():
                self._is_behind = sealing.checkpoint() is not None or self._is_behind
            if self._is_behind:
                outside.add_missing()
                self._is_behind = False
            self._say("")
        except outside.CopyTrouble as trouble:
            self._say(f"the ledger's copy outside lags behind: {trouble}")
        except Exception as trouble:  # noqa: BLE001  # whatever it is, the next look must come
            self._say(f"the sealer waits: {type(trouble).__name__}")
        connection.close_if_unusable_or_obsolete()

    def _say(self, trouble: str) -> None:
        """Once when trouble begins, not every second."""
        if trouble and trouble != self._trouble:
            LOG.error(trouble)
        self._trouble = trouble
