"""A small loop: what a person said of one day is emptied when that day is over, whether anybody looks or not."""

import logging
import threading

from django.db import close_old_connections, connection

from tirek.conversations.actions.own_cues import empty_what_is_over

logger = logging.getLogger(__name__)

LOOK_EVERY_S = 20.0


class Emptying:
    """One thread that asks, three times a minute, whether some minute is over."""

    def __init__(self, every_s: float = LOOK_EVERY_S) -> None:
        self._every_s, self._stopping = every_s, threading.Event()
        self._thread: threading.Thread | None = None

    def start(self) -> None:
        self._thread = threading.Thread(target=self._look, name="emptying", daemon=True)
        self._thread.start()

    def stop(self) -> None:
        self._stopping.set()
        if self._thread:
            self._thread.join(timeout=2)

    def _look(self) -> None:
        while not self._stopping.wait(self._every_s):
            try:
                empty_what_is_over()
            except Exception as trouble:  # noqa: BLE001  # whatever it is, the next look must come
                logger.error("emptying waits: %s", type(trouble).__name__)
            close_old_connections()
        connection.close()
