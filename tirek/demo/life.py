"""The demo comes to life: the stand-in is told where to deliver, and its invented people write their first letters."""

import asyncio
import logging

from django.conf import settings
from django.db import connection

from tirek.channels.actions import platform_for
from tirek.channels.models import Account
from tirek.conversations.models import Contact
from tirek.demo.botapi import BotApi
from tirek.demo.clients import speak
from tirek.kit.refusals import CannotReach
from tirek.vault.actions.marks import contact_mark

logger = logging.getLogger(__name__)

PAUSE_S = 1.5


class DemoLife:
    """A loop of the house: starts with it, speaks once, ends with it."""

    def __init__(self) -> None:
        self.api = BotApi(mount="/demo")
        self._task: asyncio.Task[None] | None = None
        self._loop: asyncio.AbstractEventLoop | None = None

    def start(self) -> None:
        self._loop = asyncio.get_running_loop()
        self._task = self._loop.create_task(self._live())

    def stop(self) -> None:
        if self._loop and self._task:
            self._loop.call_soon_threadsafe(self._task.cancel)

    async def _live(self) -> None:
        for _ in range(50):
            await asyncio.sleep(0.2)  # the house must be open before it can be written to
            if await asyncio.to_thread(_settle_in):
                break
        if settings.DEMO_QUIET:
            return
        heard = await asyncio.to_thread(_heard, list(self.api.chats.people))
        await speak(self.api, pause=PAUSE_S, heard=lambda chat: chat in heard)


def _settle_in() -> bool:
    """Tell the stand-in, over HTTP as any platform, where our hook is."""
    try:
        account = Account.objects.get(kind="telegram", name="Demo bot")
        host = f"http://{settings.HOST}:{settings.PORT}"
        platform = platform_for(account) if account.receives == Account.Receives.HOOK else None
        if platform:
            platform.set_webhook(f"{host}/hooks/{account.path}", account.opened()["secrets"][0])
    except CannotReach:
        return False
    finally:
        connection.close()
    return True


def _heard(chats: list[int]) -> set[int]:
    """Whose letters are here already from an earlier start."""
    try:
        account = Account.objects.get(kind="telegram", name="Demo bot")
        marks = {contact_mark(account.id, str(chat)): chat for chat in chats}
        known = Contact.objects.filter(account=account, mark__in=list(marks)).values_list("mark", flat=True)
        return {marks[bytes(mark)] for mark in known}
    finally:
        connection.close()
