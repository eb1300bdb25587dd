"""The invented people write their first letters, so that a newcomer finds a living service and not an empty desk."""

import asyncio
from collections.abc import Callable

from tirek.demo.botapi import BotApi


async def speak(api: BotApi, *, pause: float, heard: Callable[[int], bool] = lambda chat_id: False) -> int:
    """Let everybody of people.yaml write their lines once, `pause` seconds apart, through the real webhook.

    People for whom `heard` is true are left out: their letters came before a restart. Gives the number of letters.
    Waits until a webhook is set.
    """
    while not api.postman.webhook.url:
        await asyncio.sleep(0.05)
    letters = 0
    for person in list(api.chats.people.values()):
        if heard(person.id):
            continue
        for line in person.lines:
            api.say(person.id, line)
            letters += 1
            await asyncio.sleep(pause)
    return letters
