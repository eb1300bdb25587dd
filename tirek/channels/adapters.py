"""Which channels this house can speak."""

from tirek.channels.base import ChannelKind
from tirek.channels.telegram import Telegram

ADAPTERS: dict[str, type[Telegram]] = {ChannelKind.TELEGRAM.value: Telegram}
"""Kind to class. The second channel widens the value's type to what the two constructors share."""
