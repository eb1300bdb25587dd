"""What stands in somebody's chat, and what the stand-in was asked."""

from tirek.conversations.models import Outbox


def heard(client) -> list[int]:
    """How many messages of the bot stand in his chat."""
    return [1 for bubble in client.bubbles if bubble.by_bot]


def words(client) -> list[str]:
    return [bubble.text for bubble in client.bubbles if bubble.by_bot]


def fresh(row: Outbox) -> Outbox:
    return Outbox.objects.get(pk=row.pk)


def sending_calls(api) -> list:
    return [call for call in api.calls if call.method == "sendMessage"]
