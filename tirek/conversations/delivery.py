"""The delivery: a loop that carries what waits in the outbox. The rows are the queue, so a crash loses nothing.

One thread looks for what is due; a few carry. No database transaction is open while a platform is spoken to.
"""

import logging
import threading
import time
from concurrent.futures import Future, ThreadPoolExecutor, wait
from uuid import UUID

import httpx
from django.db import close_old_connections, connection

from tirek.channels.actions import adapter_for
from tirek.channels.base import ChannelAdapter
from tirek.channels.models import Account
from tirek.conversations.actions.delivering import Parcel, due, lease, settle

logger = logging.getLogger(__name__)

CARRIERS = 4
LOOK_EVERY_S = 1.0
LAST_WORDS_S = 0.5
"""How long the closing house waits for messages under way."""
TIMEOUT = httpx.Timeout(connect=5.0, read=10.0, write=5.0, pool=5.0)


class Delivery:
    """Carries messages out; `wake` makes it look at once."""

    def __init__(self) -> None:
        self._woken, self._stopping = threading.Event(), threading.Event()
        self._carriers = ThreadPoolExecutor(CARRIERS, thread_name_prefix="carrier")
        self._carried: dict[int, Future[None]] = {}
        self._adapters: dict[UUID, tuple[bytes, ChannelAdapter]] = {}
        self._client = httpx.Client(timeout=TIMEOUT, trust_env=False)
        self._thread: threading.Thread | None = None

    def start(self) -> None:
        self._thread = threading.Thread(target=self._look, name="delivery", daemon=True)
        self._thread.start()

    def stop(self) -> None:
        """End what is in hand; what cannot end in time is taken over after its lease."""
        self._stopping.set()
        self._woken.set()
        if self._thread:
            self._thread.join(timeout=2)
        self._carriers.shutdown(wait=False, cancel_futures=True)
        if not wait(self._carried.values(), timeout=LAST_WORDS_S).not_done:
            self._client.close()

    def wake(self) -> None:
        self._woken.set()

    def _look(self) -> None:
        while not self._stopping.is_set():
            self._woken.clear()
            try:
                self._hand_out()
            except Exception as trouble:  # noqa: BLE001  # whatever it is, the next look must come
                logger.error("delivery waits: %s", type(trouble).__name__)
            close_old_connections()
            self._woken.wait(LOOK_EVERY_S)
        connection.close()

    def _hand_out(self) -> None:
        self._carried = {row: job for row, job in self._carried.items() if not job.done()}
        free = CARRIERS - len(self._carried)
        for row in due(time.time(), CARRIERS * 2) if free else []:
            if row not in self._carried and len(self._carried) < CARRIERS:
                self._carried[row] = self._carriers.submit(self._carry, row)

    def _carry(self, row: int) -> None:
        try:
            parcel = lease(row_id=row, now=time.time())
            if parcel is not None:
                close_old_connections()  # where connections are borrowed, none is kept while a platform thinks
                self._send(parcel)
            self._woken.set()
        except Exception as trouble:  # noqa: BLE001  # one message must not stop the others; its lease runs out, it is tried again
            logger.error("a message waits: %s", type(trouble).__name__)  # and nobody is woken: trouble may last
        finally:
            connection.close()

    def _send(self, parcel: Parcel) -> None:
        result = self._adapter(parcel.row.account).send(parcel.message, skip=parcel.row.parts_sent)
        settle(parcel=parcel, result=result)

    def _adapter(self, account: Account) -> ChannelAdapter:
        """The account's translator; a new one once its token has been renewed."""
        sealed = bytes(account.sealed)
        held = self._adapters.get(account.id)
        if held is None or held[0] != sealed:
            held = self._adapters[account.id] = (sealed, adapter_for(account, client=self._client))
        return held[1]
